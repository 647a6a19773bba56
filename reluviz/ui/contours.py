"""Contour lines of a piecewise-linear function, exact on the regions of its partition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.partition import Partition

    Floats = NDArray[np.float64]


#: Contour lines divide the heat scale into this many steps.
_STEPS = 6


def contour_levels(scale: float) -> Floats:
    """The levels of contour lines between -scale and scale; 0, the boundary, is not one of them."""
    steps = np.arange(1, _STEPS) * (scale / _STEPS)
    return np.concatenate([-steps[::-1], steps])


def contours(partition: Partition, levels: Floats) -> Floats:
    """(m, 2, 2) segments, in input units, on which the first output equals one of `levels` (l,).

    On a region the function is affine, so a level crosses the region's outline twice or not at all, and a
    straight segment joins the two crossings.
    """
    if not len(levels):
        return np.empty((0, 2, 2))
    corners = partition.loop
    points, values = partition.vertices[corners], partition.values[corners]
    following = np.arange(1, len(corners) + 1)
    following[partition.offsets[1:] - 1] = partition.offsets[:-1]
    above = values >= levels[:, None]
    # Rows of a level, then outlines in order: the two crossings of a region follow each other.
    level, side = np.nonzero(above != above[:, following])
    end = following[side]
    share = (levels[level] - values[side]) / (values[end] - values[side])
    crossings = points[side] + share[:, None] * (points[end] - points[side])
    return crossings.reshape(-1, 2, 2)
