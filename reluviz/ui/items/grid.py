"""Grid lines and their numbers, behind everything that carries meaning."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from reluviz.ui.numbers import short
from reluviz.ui.plane_map import PlaneMap
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import transparent

_LABEL_GAP = 8
_TARGET_STEP_PX = 90


def grid_step(pixels_per_unit: float, target: float = _TARGET_STEP_PX) -> float:
    """Distance of grid lines in input units: 1, 2 or 5 times a power of ten, about `target` pixels."""
    rough = target / pixels_per_unit
    power = 10.0 ** math.floor(math.log10(rough))
    return float(power * min((1, 2, 5, 10), key=lambda factor: abs(math.log(factor * power / rough))))


def ticks(low: float, high: float, step: float) -> list[float]:
    """Multiples of `step` within [low, high]."""
    return [float(k * step) for k in np.arange(math.ceil(low / step), math.floor(high / step) + 1)]


class GridLayer:
    """Grid lines, and apart from them their numbers, on transparent pictures painted anew only when the view
    differs."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._key: tuple[PlaneMap, float] | None = None
        self._lines, self._numbers = QPixmap(), QPixmap()

    def update(self, plane: PlaneMap, ratio: float) -> None:
        """Paint for `plane` on a screen of device pixel ratio `ratio`, if needed."""
        if self._key == (plane, ratio):
            return
        self._key = plane, ratio
        self._lines = transparent(plane.size, ratio)
        self._numbers = transparent(plane.size, ratio)
        for picture, paint in ((self._lines, _paint_lines), (self._numbers, _paint_numbers)):
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, plane, self._theme)
            painter.end()

    def paint_lines(self, painter: QPainter, vector: bool = False) -> None:
        """Paint the lines at the origin; vector: as shapes, for SVG and PDF."""
        if vector and self._key is not None:
            _paint_lines(painter, self._key[0], self._theme)
        else:
            painter.drawPixmap(0, 0, self._lines)

    def paint_numbers(self, painter: QPainter, vector: bool = False) -> None:
        """Paint the numbers at the origin; vector: as text, for SVG and PDF."""
        if vector and self._key is not None:
            _paint_numbers(painter, self._key[0], self._theme)
        else:
            painter.drawPixmap(0, 0, self._numbers)


def _paint_lines(painter: QPainter, plane: PlaneMap, theme: Theme) -> None:
    """Paint grid lines; the axes through 0 stand out a little."""
    step = grid_step(plane.pixels_per_unit, theme.px(_TARGET_STEP_PX))
    xmin, xmax, ymin, ymax = plane.box
    width, height = round(plane.width), round(plane.height)
    for axis, values in ((0, ticks(xmin, xmax, step)), (1, ticks(ymin, ymax, step))):
        for value in values:
            at = math.floor(plane.pixels(np.array([value, value]))[axis])
            colour = theme.colour(theme.text, 0.16 if value == 0 else 0.07)
            painter.fillRect(QRect(at, 0, 1, height) if axis == 0 else QRect(0, at, width, 1), colour)


def _paint_numbers(painter: QPainter, plane: PlaneMap, theme: Theme) -> None:
    """Paint the numbers of the grid along the left and the lower edge, with a halo that keeps them
    legible."""
    step = grid_step(plane.pixels_per_unit, theme.px(_TARGET_STEP_PX))
    digits = max(0, -math.floor(math.log10(step)))
    font = theme.caption_font()
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    xmin, xmax, ymin, ymax = plane.box
    gap = theme.px(_LABEL_GAP)
    margin = metrics.height() + 2 * gap
    for value in ticks(ymin, ymax, step):
        y = plane.pixels(np.array([0.0, value]))[1]
        if metrics.height() < y < plane.height - margin:
            _paint_number(painter, QPointF(gap, y + metrics.capHeight() / 2), short(value, digits), theme)
    for value in ticks(xmin, xmax, step):
        x = plane.pixels(np.array([value, 0.0]))[0]
        if margin + gap < x < plane.width - margin - theme.px(40):
            text = short(value, digits)
            at = QPointF(x - metrics.horizontalAdvance(text) / 2, plane.height - gap - metrics.descent())
            _paint_number(painter, at, text, theme)


def _paint_number(painter: QPainter, at: QPointF, text: str, theme: Theme) -> None:
    """Paint `text` with its base line at `at`, over a halo that folds beneath do not strike through."""
    path = QPainterPath()
    path.addText(at, painter.font(), text)
    halo = QPen(theme.colour(theme.halo, 0.75), 3 * theme.scale)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, halo)
    painter.setPen(theme.colour(theme.text, 0.85))
    painter.drawText(at, text)
