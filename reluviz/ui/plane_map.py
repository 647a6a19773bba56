"""PlaneMap: between input units (y upwards) and the pixels of a widget (y downwards)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF

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

    def pixels(self, points: Floats) -> Floats:
        """(..., 2) input units to (..., 2) pixels."""
        xmin, xmax, ymin, ymax = self.box
        scale = np.array([self.width / (xmax - xmin), -self.height / (ymax - ymin)])
        return np.asarray((points - np.array([xmin, ymax])) * scale)

    def units(self, x: float, y: float) -> tuple[float, float]:
        """A pixel position to input units."""
        xmin, xmax, ymin, ymax = self.box
        return xmin + x * (xmax - xmin) / self.width, ymax - y * (ymax - ymin) / self.height


def lines(segments: Floats) -> list[QLineF]:
    """(m, 2, 2) pixel segments as Qt lines."""
    return [QLineF(*row) for row in segments.reshape(-1, 4).tolist()]


def point(xy: Floats) -> QPointF:
    """(2,) pixels as a Qt point."""
    return QPointF(float(xy[0]), float(xy[1]))
