"""Scan conversion of a gap-free convex tiling into an image of region numbers, in NumPy alone.

Each row of pixels is cut where it crosses the left border of a region; between two cuts the number does not
change. So only left borders are walked: their crossings, sorted by row and place, give run lengths for one
`np.repeat` (the edge walk of Wylie, Romney, Evans and Erdahl, 1967, without right borders, since the tiling
leaves no gap).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def number_image(vertices: Floats, loop: Ints, offsets: Ints, width: int, height: int) -> NDArray[np.int32]:
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
    x, lean, down = _crossings(start, end, slope, first, rows)
    row = np.repeat(first, rows) + down
    order = _in_order(row, x, lean)
    begins = (row * width + np.clip(np.ceil(x), 0, width)).astype(np.intp)[order]
    begins[0] = 0
    lengths = np.diff(begins, append=width * height)
    numbers = np.repeat(owner.astype(np.int32), rows)[order]
    return np.repeat(numbers, lengths).reshape(height, width)


def _crossings(
    start: Floats, end: Floats, slope: Floats, first: Floats, rows: Ints
) -> tuple[Floats, Floats, Ints]:
    """For each border and each of the `rows` pixel rows from `first` on that it crosses: where (x), how it
    leans away from others that have the same x there, and which of its rows it is.

    Next to a corner the place is reckoned from that corner: borders that meet there then come out in their
    order, or at the very same x.
    """
    stop = np.cumsum(rows)
    down = np.arange(stop[-1]) - np.repeat(stop - rows, rows)
    lean = np.repeat(slope, rows)
    x = np.repeat(start[:, 0] + slope * (first - start[:, 1]), rows) + lean * down
    bottom = first + rows - 1
    near = np.flatnonzero(end[:, 1] - bottom < bottom - start[:, 1])
    last = stop[near] - 1
    x[last] = end[near, 0] + slope[near] * (bottom[near] - end[near, 1])
    lean[last] = -slope[near]
    return x, lean, down


def _in_order(row: NDArray[np.integer | np.floating], x: Floats, lean: Floats) -> Ints:
    """The crossings by row, in it from left to right, at the same place by their lean.

    They are sorted on the border itself, not on the pixel, so that regions cut by the left edge keep their
    order.
    """
    left, span = float(x.min()), float(np.ptp(x)) + 1.0
    key = row * span + (x - left)
    order = np.argsort(key)
    same = np.flatnonzero(np.diff(key[order]) == 0)
    if len(same):
        tied = np.union1d(same, same + 1)
        among = order[tied]
        order[tied] = among[np.lexsort((lean[among], x[among], key[among]))]
    return order


def _left_borders(corners: Floats, offsets: Ints) -> tuple[Floats, Floats, Ints]:
    """Borders that go down the image, which are the left ones: their starts, ends and polygons."""
    following = np.empty_like(corners)
    following[:-1] = corners[1:]
    following[offsets[1:] - 1] = corners[offsets[:-1]]
    left = np.flatnonzero(following[:, 1] > corners[:, 1])
    owner = np.searchsorted(offsets, left, side="right") - 1
    return corners[left], following[left], owner


def draw_segments(pixels: NDArray[np.uint32], segments: Floats, colours: NDArray[np.uint32]) -> None:
    """Draw lines one pixel wide into an image, without antialiasing.

    pixels: (height, width), changed in place. segments: (m, 2, 2) ends in pixels, y downwards. colours: (m,).
    Every segment takes one pixel for each column (or row, where it is steep) whose middle it crosses, so that
    pieces of one line that follow each other leave no gap (the digital differential analyser).
    """
    height, width = pixels.shape
    steep = np.abs(segments[:, 1, 1] - segments[:, 0, 1]) > np.abs(segments[:, 1, 0] - segments[:, 0, 0])
    for is_steep, along, across in ((False, width, height), (True, height, width)):
        chosen = np.flatnonzero(steep == is_steep)
        ends = segments[chosen][..., ::-1] if is_steep else segments[chosen]
        owner, u, v = _walk(ends, along)
        inside = (v >= 0) & (v < across)
        owner, u, v = owner[inside], u[inside], v[inside]
        at = u * width + v if is_steep else v * width + u
        pixels.reshape(-1)[at] = colours[chosen[owner]]


def _walk(ends: Floats, limit: int) -> tuple[Ints, Ints, Ints]:
    """For (m, 2, 2) segments flatter than 45°: owner, column in [0, limit) and row of all their pixels."""
    backwards = ends[:, 0, 0] > ends[:, 1, 0]
    left = np.where(backwards[:, None], ends[:, 1], ends[:, 0])
    right = np.where(backwards[:, None], ends[:, 0], ends[:, 1])
    first = np.clip(np.ceil(left[:, 0] - 0.5), 0, limit).astype(np.intp)
    counts = np.clip(np.ceil(right[:, 0] - 0.5), 0, limit).astype(np.intp) - first
    owner = np.repeat(np.arange(len(ends)), counts)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    run = right[:, 0] - left[:, 0]
    slope = np.divide(right[:, 1] - left[:, 1], run, out=np.zeros_like(run), where=run > 0)
    height = left[:, 1] + slope * (first + 0.5 - left[:, 0])
    return owner, first[owner] + step, np.floor(height[owner] + slope[owner] * step).astype(np.intp)
