"""What a surface stands on: the border of the plane at height 0, its axes, and posts at its corners."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from reluviz.ui.numbers import subscript
from reluviz.ui.plane_map import Lines, point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.sight import Sight
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Where the sides of the box face that follow its corners, counter-clockwise from the lower left one.
_FACING = np.array([(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)])
#: An axis reaches beyond its side by this many px, and ends in an arrow head this long.
_BEYOND, _HEAD = 9, 5
_GAP = 8


@dataclass(frozen=True, eq=False)
class Stand:
    """The stand of the surface in sight."""

    sight: Sight

    @cached_property
    def _floor(self) -> Floats:
        """(4, 2): the corners at height 0, in pixels."""
        xmin, xmax, ymin, ymax = self.sight.relief.box
        corners = np.array([(xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax)])
        return self.sight.projection.pixels(corners, 0.0)

    @property
    def left_corner(self) -> Floats:
        """(2,): the corner furthest to the left, at height 0, in pixels."""
        return np.asarray(self._floor[self._floor[:, 0].argmin()])

    @cached_property
    def _facing_eye(self) -> NDArray[np.bool_]:
        """(4,): which sides are in front; of two that are seen from their ends, the left or the lower one."""
        return np.asarray(_FACING @ (self.sight.projection.toward - 1e-9) > 0)

    @cached_property
    def behind(self) -> Lines:
        """The sides behind the surface, and the post between them."""
        return self._part(~self._facing_eye, self._far_corners)

    @cached_property
    def before(self) -> Lines:
        """The sides before it, and the posts before and beside it."""
        return self._part(self._facing_eye, ~self._far_corners)

    @property
    def _far_corners(self) -> NDArray[np.bool_]:
        """(4,): the corners whose two sides are both behind."""
        return ~(self._facing_eye | np.roll(self._facing_eye, 1))

    def _part(self, sides: NDArray[np.bool_], corners: NDArray[np.bool_]) -> Lines:
        floor, tops = self._floor, self.sight.corners[:4]  # the box's corners are the first vertices
        posts = np.stack([floor, tops], axis=1)[corners]
        return Lines(np.concatenate([np.stack([floor, np.roll(floor, -1, axis=0)], axis=1)[sides], posts]))

    def paint_axes(self, painter: QPainter, theme: Theme) -> None:
        """Paint arrows and names of the axes along the sides in front."""
        front = self._facing_eye
        for axis, (low, high) in enumerate(((0, 1) if front[0] else (3, 2), (0, 3) if front[3] else (1, 2))):
            along = self._floor[high] - self._floor[low]
            length = float(np.hypot(*along))
            if length > theme.px(3 * _BEYOND):
                _paint_axis(painter, self._floor[high], along / length, f"x{subscript(axis + 1)}", theme)


def _paint_axis(painter: QPainter, end: Floats, along: Floats, name: str, theme: Theme) -> None:
    tip = end + along * theme.px(_BEYOND)
    colour = theme.colour(theme.secondary)
    painter.setPen(QPen(colour, theme.scale))
    painter.drawLine(point(end), point(tip))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    back, aside = tip - along * theme.px(_HEAD), np.array([-along[1], along[0]]) * theme.px(_HEAD) * 0.45
    painter.drawPolygon(QPolygonF([point(tip), point(back + aside), point(back - aside)]))
    font = theme.caption_font()
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour)
    middle = tip + along * theme.px(_GAP)
    half = QPointF(metrics.horizontalAdvance(name) / 2, -metrics.capHeight() / 2)
    painter.drawText(point(middle) - half, name)
