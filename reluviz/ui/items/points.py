"""The data points: class +1 blue discs, class -1 orange diamonds; test points hollow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from reluviz.ui.widgets.paint import transparent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.learn.data import Data
    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.theme import Theme

_RADIUS = 3.9
_PROJECTOR_RADIUS = 4.4
#: Beyond this many points they get smaller, so that the picture keeps its air.
_MANY = 300


def mark(positive: bool, radius: float) -> QPainterPath:
    """The shape of a class around the origin."""
    path = QPainterPath()
    if positive:
        path.addEllipse(QPointF(0, 0), radius, radius)
    else:
        side = radius * 1.22
        path.moveTo(0, -side)
        for x, y in ((side, 0), (0, side), (-side, 0)):
            path.lineTo(x, y)
        path.closeSubpath()
    return path


def paint_mark(
    painter: QPainter, theme: Theme, positive: bool, test: bool, radius: float, ink: str | None = None
) -> None:
    """Paint one data point at the origin of `painter`; in `ink` where it stands for both classes."""
    colour = QColor(ink or (theme.positive if positive else theme.negative))
    ring = QColor(theme.halo) if theme.scale == 1.0 else QColor(theme.text)
    if test:
        painter.setBrush(theme.colour(theme.panel, 0.9))
        painter.setPen(QPen(colour, radius * 0.42))
        painter.drawPath(mark(positive, radius * 0.86))
    else:
        painter.setBrush(colour)
        painter.setPen(QPen(ring, radius * 0.2))
        painter.drawPath(mark(positive, radius))


class PointLayer:
    """All data points on one transparent picture, painted anew only when data, view or size differ."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._data: Data | None = None
        self._plane: PlaneMap | None = None
        self._ratio = 0.0
        self._picture = QPixmap()

    def update(self, data: Data, plane: PlaneMap, ratio: float) -> bool:
        """Paint for `data` if needed; whether anything changed."""
        if self._data is data and (self._plane, self._ratio) == (plane, ratio):
            return False
        self._picture = transparent(plane.size, ratio)
        self._data, self._plane, self._ratio = data, plane, ratio
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, data, plane)
        painter.end()
        return True

    def _draw(self, painter: QPainter, data: Data, plane: PlaneMap) -> None:
        theme = self._theme
        count = len(data.train_y) + len(data.test_y)
        radius = (_RADIUS if theme.scale == 1.0 else _PROJECTOR_RADIUS) * theme.scale
        radius *= min(1.0, max(0.72, (_MANY / max(count, 1)) ** 0.25))
        groups = ((data.test_x, data.test_y, True), (data.train_x, data.train_y, False))
        for x, y, test in groups:
            at = plane.pixels(x)
            inside = ((at > -radius) & (at < (plane.width + radius, plane.height + radius))).all(axis=1)
            for positive in (False, True):
                self._stamp(painter, at[inside & ((y > 0) == positive)], positive, test, radius)

    def _stamp(
        self, painter: QPainter, at: NDArray[np.float64], positive: bool, test: bool, radius: float
    ) -> None:
        """Draw each point with its centre at its exact place."""
        for x, y in at.tolist():
            painter.save()
            painter.translate(x, y)
            paint_mark(painter, self._theme, positive, test, radius)
            painter.restore()

    def paint(self, painter: QPainter, vector: bool = False) -> None:
        """Paint at the origin; vector: as shapes, for SVG and PDF."""
        if vector and self._data is not None and self._plane is not None:
            self._draw(painter, self._data, self._plane)
        else:
            painter.drawPixmap(0, 0, self._picture)
