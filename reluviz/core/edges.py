"""First step of a layer's cut: where columns of values change sign at vertices and along edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import BoolArray, FloatArray, IntArray, places, rows_of
from reluviz.core.bits import Words, flags_set, pack
from reluviz.core.mesh import Mesh

FAR_APART = 1e-7
"""Crossings of one edge or chord are not taken for one if more than this share of its length is between."""

LOST_DIGITS = 2.0**-51
"""Of two sums that differ by more than this share of them, the true ones do not differ the other way."""

VALUES_AT_ONCE = 1 << 17
"""How many values are worked on at a time: few enough to stay in the processor's cache."""


class InDoubtError(Exception):
    """Signs or crossings that no affine functions have: some values are too near to 0 to be told."""


class Tolerance(NamedTuple):
    """How large a rounded 0 can be: one size for each of n columns, or one at each vertex, too.

    The sizes of columns are bounds for all vertices. They only tell that there is no doubt anywhere, which is
    the ordinary case and cheap to see; where there is, `decide` calls for the sizes at the vertices.
    """

    sizes: FloatArray  # (n,) or (V, n)
    largest: float

    @classmethod
    def of(cls, sizes: FloatArray) -> Tolerance:
        """Of these sizes, (n,) or (V, n)."""
        return cls(sizes, float(sizes.max()))

    def decide(self) -> None:
        """Raises InDoubtError unless the sizes are those at vertices."""
        if self.sizes.ndim == 1:
            raise InDoubtError

    def between(self, column: IntArray, near: IntArray, far: IntArray, share: FloatArray) -> FloatArray:
        """The sizes of columns at points that lie `share` of the way between two vertices.

        near, far: the places of vertex and column in a table (V, n).
        """
        if self.sizes.ndim == 1:
            return self.sizes[column]
        return between_entries(self.sizes, near, far, share)


def between_entries(table: FloatArray, near: IntArray, far: IntArray, share: FloatArray) -> FloatArray:
    """Entries of a table interpolated: `share` of the way from its entry near to its entry far."""
    at_near = table.take(near)
    result = table.take(far)
    result -= at_near
    result *= share
    result += at_near
    return result


class Signs(NamedTuple):
    """The sign of every column (there are n) at every vertex, as flags."""

    above: Words  # (V, words): positive
    zeros: tuple[Words, Words] | None = None  # (V, words) each: negative, exactly 0; None when nothing is 0

    @classmethod
    def of(cls, values: FloatArray, tolerance: Tolerance) -> Signs:
        """The signs of values (V, n), after those within tolerance have become exactly 0."""
        if tolerance.sizes.ndim == 1:
            if values.size <= VALUES_AT_ONCE:
                return cls(_plain_signs(values, tolerance.sizes))
            step = max(1, VALUES_AT_ONCE // values.shape[1])
            above = [_plain_signs(values[i : i + step], tolerance.sizes) for i in range(0, len(values), step)]
            return cls(np.concatenate(above))
        high, low = values > tolerance.sizes, values < -tolerance.sizes
        zero = ~(high | low)
        values[zero] = 0.0
        return cls(pack(high), (pack(low), pack(zero)) if zero.any() else None)


def _plain_signs(values: FloatArray, bounds: FloatArray) -> Words:
    """Where values are positive. Raises InDoubtError if any is within its bound."""
    high = values > bounds
    if np.count_nonzero(high | (values < -bounds)) < values.size:
        raise InDoubtError
    return pack(high)


def anywhere(flags: Words, mesh: Mesh) -> Words:
    """For every face: the flags that are set at any of its corners."""
    return np.bitwise_or.reduceat(rows_of(flags, mesh.loop), mesh.offsets[:-1], axis=0)


class Passings(NamedTuple):
    """Where columns are 0 on the way along lines (edges, or chords), in no order.

    With `order` they are by line and along it. All is by passing, one passing to a vertex on a line.
    """

    line: IntArray  # (p,)
    along: FloatArray  # (p,) share of the way from the line's start to its end
    column: IntArray  # (p,) which is 0 there
    span: FloatArray  # (p,) by how much it differs between the line's ends, absolute
    order: IntArray | None  # (p,) None: they are in order


class EdgeCuts(NamedTuple):
    """The crossings of edges and columns, by edge and along it, and what they make of the edges.

    m crossings put q <= m new vertices on the edges: crossings that coincide share one. The pieces of an edge
    keep its direction; the first keeps its number, the piece from new vertex i on has the number E + i.
    """

    column: IntArray  # (m,)
    vertex: IntArray  # (m,) new vertices, from 0 on, never falling
    near: IntArray  # (q,) the end of the edge that is nearer to the new vertex
    far: IntArray  # (q,)
    share: FloatArray  # (q,) of the way from near to far, at most 1/2
    starts: IntArray  # (2 E + 2 q,) of the halves of all pieces
    on_edge: IntArray  # (E,) new vertices on each edge
    first: IntArray  # (E,) the first of them; meaningless where there is none
    passings: Passings | None  # of edges, from tail to head; None when crossings coincide

    @property
    def size(self) -> int:
        """q."""
        return len(self.near)

    @property
    def merged(self) -> bool:
        """Whether any vertex has more than one crossing."""
        return len(self.vertex) > len(self.near)


def cut_edges(mesh: Mesh, values: FloatArray, signs: Signs, tolerance: Tolerance) -> EdgeCuts:
    """Cut the edges of a mesh where columns of values (V, n) change sign."""
    tail, head = mesh.starts[::2], mesh.starts[1::2]
    flips = rows_of(signs.above, tail) ^ rows_of(signs.above, head)
    if signs.zeros is not None:
        zero = signs.zeros[1]
        flips &= ~(rows_of(zero, tail) | rows_of(zero, head))
    edge, column = flags_set(flips)
    n = values.shape[1]
    rows = mesh.starts * n
    tail_entry, head_entry = rows[::2][edge] + column, rows[1::2][edge] + column
    at_tail, at_head = np.abs(values.take(tail_entry)), np.abs(values.take(head_entry))
    span = at_tail + at_head
    along = at_tail / span
    order, same = in_order(
        edge, along, span, tolerance, lambda: tolerance.between(column, tail_entry, head_entry, along)
    )
    nearer = (2 * edge + (at_head < at_tail))[order]  # the half-edge that starts at the nearer end
    share = (np.minimum(at_tail, at_head) / span)[order]
    column = column[order]
    vertex = np.arange(len(order))
    passings = None
    if same is None:
        passings = Passings(edge, along[order], column, span[order], None)
    else:
        tolerance.decide()
        new = ~same
        vertex = new.cumsum() - 1
        edge, nearer, share = edge[new], nearer[new], share[new]
    starts, on_edge, first = _pieces(mesh, edge)
    return EdgeCuts(
        column=column,
        vertex=vertex,
        near=mesh.starts[nearer],
        far=mesh.starts[nearer ^ 1],
        share=share,
        starts=starts,
        on_edge=on_edge,
        first=first,
        passings=passings,
    )


def in_order(
    line: IntArray,
    along: FloatArray,
    span: FloatArray,
    tolerance: Tolerance,
    sizes: Callable[[], FloatArray],
) -> tuple[IntArray, BoolArray | None]:
    """The order of passings by line and, within it, by `along` (in [0, 1]); and which of them, in this order,
    are at the same place as the one before (None: none of them).

    sizes: asked for the tolerance of each passing if there is any doubt. A sum is sorted in place of a pair.
    Ordinary passings are further apart than the digits that this loses and than any tolerance. Then they are
    in order, and no two are the same.
    """
    place = line + along
    order = place.argsort()
    if len(order) < 2:
        return order, None
    place, span_here = place[order], span[order]
    gap = place[1:] - place[:-1]
    gap -= LOST_DIGITS * place[-1]
    gap *= np.minimum(span_here[1:], span_here[:-1])
    if np.count_nonzero(gap > tolerance.largest) == len(gap):
        return order, None
    return _in_order_with_care(order, line, along, sizes() / span)


def _in_order_with_care(
    order: IntArray, line: IntArray, along: FloatArray, doubt: FloatArray
) -> tuple[IntArray, BoolArray | None]:
    """The same for passings in an order that may be wrong, with the doubt about each `along`.

    Raises InDoubtError for places too far apart to be the same, though they cannot be told from each other:
    one of the lines that cross here hardly leaves the other.
    """
    ordered, place = line[order], along[order]
    if ((ordered[1:] < ordered[:-1]) | (ordered[1:] == ordered[:-1]) & (place[1:] < place[:-1])).any():
        order = order[np.lexsort((place, ordered))]
        ordered, place = line[order], along[order]
    doubt = doubt[order]
    gap = place[1:] - place[:-1]
    same = np.zeros(len(order), np.bool_)
    same[1:] = (gap <= np.maximum(doubt[1:], doubt[:-1])) & (ordered[1:] == ordered[:-1])
    if not same.any():
        return order, None
    if gap[same[1:]].max() > FAR_APART:
        raise InDoubtError
    return order, same


def _pieces(mesh: Mesh, edge: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """(starts, on_edge, first) of EdgeCuts, for the edge of each new vertex."""
    old, q, v = len(mesh.starts), len(edge), len(mesh.points)
    on_edge = np.bincount(edge, minlength=mesh.n_edges)
    new = np.arange(v, v + q)
    starts = np.empty(old + 2 * q, np.intp)
    starts[:old] = mesh.starts
    starts[old::2] = new
    heads, ends = starts[1:old:2], starts[old + 1 :: 2]
    ends[...] = heads[edge]  # a piece from a new vertex ends where its edge did
    followed = places(edge[1:] == edge[:-1])
    ends[followed] = new[1:][followed]  # or at the next new vertex
    heads[edge[::-1]] = new[::-1]  # of several on an edge, the first is written last
    return starts, on_edge, np.add.accumulate(on_edge) - on_edge
