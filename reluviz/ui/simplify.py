"""Lines drawn by hand, with no more vertices than their shape needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def simplified(points: NDArray[np.float64], tolerance: float) -> NDArray[np.intp]:
    """The places of those of points (n, 2), the first and last among them, whose line passes all others
    within `tolerance`.

    Douglas and Peucker (1973): the farthest point from a line through two is kept, then likewise on either
    side of it.
    """
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    parts = [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        apart = _distances(points[first + 1 : last], points[first], points[last])
        farthest = int(apart.argmax())
        if apart[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            parts += [(first, middle), (middle, last)]
    return np.flatnonzero(keep)


def _distances(
    points: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far points (n, 2) are from the line through a and b (2,), which differ."""
    along, to = b - a, points - a
    return np.asarray(np.abs(along[0] * to[:, 1] - along[1] * to[:, 0]) / np.hypot(*along))
