"""CurveMap: between the x and y of a curve and the pixels of the part of a widget that it fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Box = tuple[float, float, float, float]
Area = tuple[float, float, float, float]

#: Qt is given no coordinates beyond this many pixels.
_FAR = 1e7


@dataclass(frozen=True)
class CurveMap:
    """The box (xmin, xmax, ymin, ymax) filling the `area` (left, top, width, height) of a widget, in logical
    pixels."""

    box: Box
    area: Area

    @property
    def rect(self) -> QRectF:
        """The area."""
        return QRectF(*self.area)

    @property
    def across(self) -> float:
        """Pixels of one unit of x."""
        return self.area[2] / (self.box[1] - self.box[0])

    @property
    def up(self) -> float:
        """Pixels of one unit of y."""
        return self.area[3] / (self.box[3] - self.box[2])

    def pixels(self, points: Floats) -> Floats:
        """(..., 2) of x and y to (..., 2) pixels; what is not finite is far away."""
        xmin, _, _, ymax = self.box
        left, top, _, _ = self.area
        with np.errstate(over="ignore", invalid="ignore"):
            at = (points - (xmin, ymax)) * (self.across, -self.up) + (left, top)
        return np.nan_to_num(np.clip(at, -_FAR, _FAR), copy=False, nan=_FAR)

    def pixel(self, x: float, y: float) -> QPointF:
        """The pixel position of one point."""
        return QPointF(*self.pixels(np.array([x, y])).tolist())

    def units(self, x: float, y: float) -> tuple[float, float]:
        """A pixel position to x and y."""
        xmin, _, _, ymax = self.box
        left, top, _, _ = self.area
        return xmin + (x - left) / self.across, ymax - (y - top) / self.up

    def line(self, points: Floats) -> QPolygonF:
        """Vertices (m, 2) as a line in pixels."""
        return _polygon(self.pixels(points))

    def lines_within(self, points: Floats, margin: float = 0.0) -> list[QPolygonF]:
        """The parts of a line through vertices (m, 2), in pixels, that are no more than `margin` above or
        below the area: exactly cut, as not every file that a picture is written to can clip."""
        low, high = self.area[1] - margin, self.area[1] + self.area[3] + margin
        at = self.pixels(points)
        if not len(at) or (at[:, 1].min() >= low and at[:, 1].max() <= high):
            return [_polygon(at)]
        for level in (low, high):
            at = _with_crossings(at, level)
        outside = np.flatnonzero((at[:, 1] < low) | (at[:, 1] > high))
        parts = np.split(at, np.sort(np.concatenate([outside, outside + 1])))
        kept = [part for part in parts if len(part) > 1]
        return [_polygon(part) for part in kept]


def _with_crossings(at: Floats, level: float) -> Floats:
    """Vertices (m, 2) of a line with those added at which it crosses a level of y."""
    y = at[:, 1] - level
    before = np.flatnonzero(y[:-1] * y[1:] < 0.0)
    share = (y[before] / (y[before] - y[before + 1]))[:, np.newaxis]
    found = at[before] + share * (at[before + 1] - at[before])
    found[:, 1] = level
    return np.insert(at, before + 1, found, axis=0)


def _polygon(at: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in at.tolist()])
