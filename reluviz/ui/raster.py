"""Scan conversion of a gap-free convex tiling into an image of region numbers, in NumPy alone.

Each row of pixels is cut where it crosses the left border of a region; between two cuts the number does not
change. So only left borders are walked: their crossings, sorted by row and place, give run lengths for one
`np.repeat` (the edge walk of Wylie, Romney, Evans and Erdahl, 1967, without right borders, since the tiling
leaves no gap).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def number_image(
    vertices: NDArray[np.float64], loop: NDArray[np.intp], offsets: NDArray[np.intp], width: int, height: int
) -> NDArray[np.int32]:
    """(height, width) number of the polygon that holds the centre of each pixel.

    vertices: (V, 2) in pixels, y downwards, the centre of pixel (column, row) at (column + 0.5, row + 0.5).
    loop, offsets: polygon i has the corners vertices[loop[offsets[i]:offsets[i + 1]]], counter-clockwise as
    seen with y upwards. Together the polygons must cover the image without gaps or overlaps.
    """
    start, end, owner = _left_borders(vertices[loop] - 0.5, offsets)
    first = np.clip(np.ceil(start[:, 1]), 0, height)
    rows = (np.clip(np.ceil(end[:, 1]), 0, height) - first).astype(np.intp)
    crossing = rows > 0
    start, end, owner, first, rows = (
        start[crossing],
        end[crossing],
        owner[crossing],
        first[crossing],
        rows[crossing],
    )

    slope = (end[:, 0] - start[:, 0]) / (end[:, 1] - start[:, 1])
    total = int(rows.sum())
    row = np.arange(total) + np.repeat(first - (np.cumsum(rows) - rows), rows)
    x = np.repeat(start[:, 0] - slope * start[:, 1], rows) + np.repeat(slope, rows) * row

    # Sorted on the border itself, not on the pixel, so that regions cut by the left edge keep their order.
    left, span = float(x.min()), float(np.ptp(x)) + 1.0
    order = np.argsort(row * span + (x - left))
    begins = (row * width + np.clip(np.ceil(x), 0, width)).astype(np.intp)[order]
    begins[0] = 0
    lengths = np.diff(begins, append=width * height)
    numbers = np.repeat(owner.astype(np.int32), rows)[order]
    return np.repeat(numbers, lengths).reshape(height, width)


def _left_borders(
    corners: NDArray[np.float64], offsets: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Borders that go down the image, which are the left ones: their starts, ends and polygons."""
    following = np.empty_like(corners)
    following[:-1] = corners[1:]
    following[offsets[1:] - 1] = corners[offsets[:-1]]
    left = np.flatnonzero(following[:, 1] > corners[:, 1])
    owner = np.searchsorted(offsets, left, side="right") - 1
    return corners[left], following[left], owner
