"""PlaneMap: between input units (y upwards) and the pixels of a widget (y downwards)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSize
from PySide6.QtGui import QPainter
from shiboken6.Shiboken import wrapInstance

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PlaneMap:
    """The box (xmin, xmax, ymin, ymax) filling `width` x `height` logical pixels."""

    box: Box
    width: float
    height: float

    @property
    def pixels_per_unit(self) -> float:
        """Pixels of one input unit."""
        return self.width / (self.box[1] - self.box[0])

    @property
    def size(self) -> QSize:
        """Whole pixels."""
        return QSize(round(self.width), round(self.height))

    def pixels(self, points: Floats) -> Floats:
        """(..., 2) input units to (..., 2) pixels."""
        corner, scale = self._corner_and_scale
        return np.asarray((points - corner) * scale)

    @cached_property
    def _corner_and_scale(self) -> tuple[Floats, Floats]:
        xmin, xmax, ymin, ymax = self.box
        scale = np.array([self.width / (xmax - xmin), -self.height / (ymax - ymin)])
        return np.array([xmin, ymax]), scale

    def units(self, x: float, y: float) -> tuple[float, float]:
        """A pixel position to input units."""
        xmin, xmax, ymin, ymax = self.box
        return xmin + x * (xmax - xmin) / self.width, ymax - y * (ymax - ymin) / self.height


class Lines:
    """Straight segments (m, 2, 2) in pixels, which Qt draws from this array: no object is made for each."""

    def __init__(self, segments: Floats) -> None:
        self.segments = np.ascontiguousarray(segments, np.float64)
        self._address = self.segments.__array_interface__["data"][0]

    def __len__(self) -> int:
        return len(self.segments)

    def draw(self, painter: QPainter, first: int = 0, stop: int | None = None) -> None:
        """Draw segments `first` to `stop`, all if not given, with the painter's pen."""
        count = (len(self) if stop is None else stop) - first
        if count > 0:
            # A QLineF is four doubles, as a segment is.
            line = cast("QLineF", wrapInstance(self._address + first * _SIZE, QLineF))
            painter.drawLines(line, count)


#: Bytes of a segment.
_SIZE = 4 * 8


def point(xy: Floats) -> QPointF:
    """(2,) pixels as a Qt point."""
    return QPointF(float(xy[0]), float(xy[1]))
