"""What is in front where facets hide each other: scan conversion in painter's order, in NumPy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reluviz.core.arrays import offsets_of, ragged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.partition import Partition

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Places = NDArray[np.int32]

#: Where there is no facet.
NOTHING = -1


def front_image(corners: Floats, partition: Partition, order: Ints, width: int, height: int) -> Places:
    """(height, width): the place in `order` of the last facet that covers the centre of each pixel, or
    NOTHING.

    corners: (V, 2) pixels of the partition's vertices, y downwards, the centre of pixel (column, row) at
    (column + 0.5, row + 0.5). A region's facet is the polygon of its corners, which is convex and may be seen
    from either side. order: (R,) regions, those in front last.

    In each row that it covers, a facet has one border that goes down the picture and one that goes up. An
    edge is walked once, for the facets on both sides: they leave no gap and have no pixel in common.
    """
    row = np.clip(np.ceil(corners[:, 1] - 0.5), 0, height).astype(np.intp)
    around = row.take(partition.loop)
    first = np.minimum.reduceat(around, partition.offsets[:-1]).take(order)
    rows = np.maximum.reduceat(around, partition.offsets[:-1]).take(order) - first
    slots = offsets_of(rows)
    # The slot of each region's row 0, if it had one; the outside has slots of its own, after all others.
    base = np.full(len(order) + 1, slots[-1])
    base[order] = slots[:-1] - first
    borders = np.zeros((2, slots[-1] + height), np.int32)
    edge, top, counts, column, below = _walk(corners, row, partition.edges, width)
    sides = partition.sides.take(edge >> 1, axis=0)
    for k in (0, 1):
        beside = base.take(np.where(edge & 1, sides[:, 1 - k], sides[:, k])) + top
        borders[k, beside.repeat(counts) + below] = column
    return _overlaid(borders[:, : slots[-1]], first, rows, width, height)


def _walk(corners: Floats, row: Ints, edges: Ints, width: int) -> tuple[Ints, Ints, Ints, Places, Ints]:
    """All edges that cross rows, as if they went down: twice their number, plus 1 where they go up; their
    first rows and numbers of rows; and for each of these rows the column in [0, width] where it is crossed,
    and how far below the first it is."""
    start, end = row.take(edges.T)
    up = end < start
    edge = np.flatnonzero(start != end)
    half = 2 * edge + up[edge]
    upper, lower = edges.reshape(-1).take(half), edges.reshape(-1).take(half ^ 1)
    top = row.take(upper)
    counts = row.take(lower) - top
    (x, y), (x_end, y_end) = corners.take(upper, axis=0).T, corners.take(lower, axis=0).T
    slope = (x_end - x) / (y_end - y)
    owner, below = ragged(counts)
    x = x + slope * (top + 0.5 - y) - 0.5
    column = np.ceil(x.take(owner) + slope.take(owner) * below)
    return half, top, counts, np.clip(column, 0, width, out=column).astype(np.int32), below


def _overlaid(borders: Places, first: Ints, rows: Ints, width: int, height: int) -> Places:
    """The spans between borders (2, slots), laid over each other; facets have `rows` slots each, from row
    `first` on."""
    place, within = ragged(rows)
    left = np.minimum(*borders)
    lengths = np.abs(borders[1] - borders[0])
    begins = (first.take(place) + within) * width + left
    ends = np.add.accumulate(lengths)
    pixel = np.arange(ends[-1] if len(ends) else 0)
    pixel += (begins - (ends - lengths)).repeat(lengths)
    image = np.full(height * width, NOTHING, np.int32)
    # The largest place wins, whatever the order of the writes.
    np.maximum.at(image, pixel, place.astype(np.int32).repeat(lengths))
    return image.reshape(height, width)


def visible_parts(front: Places, segments: Floats, places: Ints) -> Floats:
    """(k, 2, 2): the parts of straight segments (m, 2, 2) in pixels that no later facet hides.

    front: as by `front_image`. places: (m,) the place of the last facet that each segment lies on. Every
    segment is looked at in each pixel that it passes; what is outside the image counts as seen.
    """
    height, width = front.shape
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    counts = np.maximum(np.ceil(np.abs(along).max(axis=1, initial=0.0)), 1).astype(np.intp)
    owner, within = ragged(counts)
    share = (within + 0.5) / counts.take(owner)
    at = start.take(owner, axis=0) + share[:, np.newaxis] * along.take(owner, axis=0)
    column, row = np.clip(at, 0, (width - 1, height - 1)).astype(np.intp).T
    seen = front.reshape(-1).take(row * width + column) <= places.take(owner)
    _heal(seen, within, counts.take(owner))
    return _runs(segments, seen, owner, within, counts)


def _heal(seen: NDArray[np.bool_], within: Ints, counts: Ints) -> None:
    """Make a pixel between two of the same segment what these are: next to a corner it may belong to a
    neighbour that hides nothing there, or shows nothing."""
    before, here, after = seen[:-2], seen[1:-1], seen[2:]
    inner = (within[1:-1] > 0) & (within[1:-1] < counts[1:-1] - 1)
    lone = inner & (before == after) & (here != after)
    here[lone] = after[lone]


def _runs(segments: Floats, seen: NDArray[np.bool_], owner: Ints, within: Ints, counts: Ints) -> Floats:
    """The parts of segments that samples in a row are seen of."""
    before, after = np.roll(seen, 1), np.roll(seen, -1)
    begins = np.flatnonzero(seen & (~before | (within == 0)))
    stops = np.flatnonzero(seen & (~after | (within == counts.take(owner) - 1)))
    owner = owner.take(begins)
    length = counts.take(owner)
    shares = np.stack([within.take(begins) / length, (within.take(stops) + 1) / length], axis=1)
    start = segments[owner, 0][:, np.newaxis]
    return np.asarray(start + shares[:, :, np.newaxis] * (segments[owner, 1][:, np.newaxis] - start))
