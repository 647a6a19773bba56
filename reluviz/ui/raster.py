"""Scan conversion, in NumPy alone: of a gap-free tiling into an image of the tiles' numbers, and of lines.

Along a row of pixels the number jumps where the row crosses a side: from that of the tile on its left to that
of the one on its right. All jumps are written into the image, each at the first pixel behind its crossing;
then the sum of all up to a pixel is its number (the edge flags of Ackland and Weste, 1981, with whole numbers
for bits). A sum needs no order, so nothing is sorted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: Where within a pixel the tile is looked up, in pixels: a hair beside the centre. Folds with round numbers
#: meet in centres, and rounding would decide which of their crossings come before and which behind one.
SAMPLE = (0.5 + 4.1e-8, 0.5 + 2.3e-8)


def number_image(vertices: Floats, edges: Ints, sides: Ints, width: int, height: int) -> NDArray[np.int32]:
    """(height, width) number of the tile that holds the centre of each pixel.

    vertices: (V, 2) in pixels, y downwards, the centre of pixel (column, row) at (column + 0.5, row + 0.5).
    edges: (E, 2) the vertices that each side of a tile goes from and to, a shared side counted once. sides:
    (E, 2) the tiles left and right of it as seen with y upwards, -1 for none. The tiles must cover the image
    without gaps or overlaps.
    """
    image = np.zeros(height * width + 1, np.int32)  # one place more for jumps behind the last pixel
    image[0] = -1
    np.add.at(image, *_jumps(vertices, edges, sides, width, height))
    numbers = image[:-1]
    np.cumsum(numbers, dtype=np.int32, out=numbers)
    # Crossings nearer to each other than rounding can tell may come in the wrong order: then a pixel between
    # them has a sum that means nothing, but it must be a number.
    return numbers.clip(0, int(sides.max()), out=numbers).reshape(height, width)


def _jumps(
    vertices: Floats, edges: Ints, sides: Ints, width: int, height: int
) -> tuple[Ints, NDArray[np.int32]]:
    """For each side and each row of pixels that it crosses: the first pixel behind the crossing, as its place
    in the flattened image, and by how much the number jumps there.

    What is behind the last column jumps at the start of the next row, where that row's own jumps undo it.
    """
    x, y = vertices[:, 0] - SAMPLE[0], vertices[:, 1] - SAMPLE[1]
    row_below = np.ceil(y).clip(0, height).astype(np.intp)
    start, end = row_below.take(edges.T)
    down = np.concatenate([2 * np.flatnonzero(start < end), 2 * np.flatnonzero(start > end) + 1])
    top, bottom = edges.take(down), edges.take(down ^ 1)
    first = row_below.take(top)
    side, before = _repeated(row_below.take(bottom) - first)
    row = np.arange(len(side)) + (first - before).take(side)

    x_top, y_top = x.take(top), y.take(top)
    slope = (x.take(bottom) - x_top) / (y.take(bottom) - y_top)
    crossing = row - y_top.take(side)
    crossing *= slope.take(side)
    crossing += x_top.take(side)
    row *= width
    row += np.ceil(crossing, out=crossing).clip(0, width, out=crossing).astype(np.intp)
    jump = (sides.take(down) - sides.take(down ^ 1)).astype(np.int32)
    return row, jump.take(side)


def _repeated(counts: Ints) -> tuple[Ints, Ints]:
    """Every i as often as counts[i] (not 0) says, and how many come before its first. Where many are repeated
    a few times, a sum over marks takes a third of the time of np.repeat."""
    stops = counts.cumsum()
    repeated = np.zeros(counts.sum(), np.intp)
    repeated[stops[:-1]] = 1
    return repeated.cumsum(out=repeated), stops - counts


def draw_segments(pixels: NDArray[np.uint32], segments: Floats, colours: NDArray[np.uint32]) -> None:
    """Draw lines one pixel wide into an image, without antialiasing.

    pixels: (height, width), changed in place. segments: (m, 2, 2) ends in pixels, y downwards. colours: (m,).
    Every segment takes one pixel for each column (or row, where it is steep) whose middle it crosses, so that
    pieces of one line that follow each other leave no gap (the digital differential analyser).
    """
    height, width = pixels.shape
    x0, y0, x1, y1 = segments.reshape(-1, 4).T.copy()
    is_steep = np.abs(y1 - y0) > np.abs(x1 - x0)
    flat, steep = np.flatnonzero(~is_steep), np.flatnonzero(is_steep)
    for mine, ends, along, across in (
        (flat, (x0, y0, x1, y1), width, height),
        (steep, (y0, x0, y1, x1), height, width),
    ):
        owner, u, v = _walk([end.take(mine) for end in ends], along)
        inside = (v >= 0) & (v < across)
        if not inside.all():
            owner, u, v = owner[inside], u[inside], v[inside]
        at = u * width + v if mine is steep else v * width + u
        pixels.reshape(-1)[at] = colours.take(mine).take(owner)


def _walk(ends: list[Floats], limit: int) -> tuple[Ints, Ints, Ints]:
    """For segments flatter than 45°, of which the four coordinates (m,) each are given: owner, column in
    [0, limit) and row of all their pixels."""
    u0, v0, u1, v1 = ends
    first = np.ceil(np.minimum(u0, u1) - 0.5).clip(0, limit).astype(np.intp)
    counts = np.ceil(np.maximum(u0, u1) - 0.5).clip(0, limit).astype(np.intp) - first
    some = np.flatnonzero(counts)
    first, (u0, v0, u1, v1) = first.take(some), (end.take(some) for end in (u0, v0, u1, v1))
    slope = (v1 - v0) / (u1 - u0)
    owner, before = _repeated(counts.take(some))
    step = np.arange(len(owner)) - before.take(owner)
    row = slope.take(owner)
    row *= step
    row += (v0 + slope * (first + 0.5 - u0)).take(owner)
    step += first.take(owner)
    return some.take(owner), step, np.floor(row, out=row).astype(np.intp)
