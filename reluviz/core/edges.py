"""First step of a layer's cut: where columns of values change sign at vertices and along edges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import BoolArray, FloatArray, IntArray, places, rows_of
from reluviz.core.bits import Words, flags_set, pack
from reluviz.core.mesh import Mesh

FAR_APART = 1e-7
"""Crossings of one edge or chord are not taken for one if more than this share of its length is between."""


VALUES_AT_ONCE = 1 << 17
"""How many values are looked at at a time: few enough to stay in the processor's cache."""


class InDoubtError(Exception):
    """Signs or crossings that no affine functions have: some values are too near to 0 to be told."""


class Tolerance(NamedTuple):
    """How large a rounded 0 can be: one size for each of n columns, or one at each vertex, too.

    The sizes of columns are bounds for all vertices. They only tell that there is no doubt anywhere, which is
    the ordinary case and cheap to see; where there is, `decide` calls for the sizes at the vertices.
    """

    sizes: FloatArray  # (n,) or (V, n)

    def decide(self) -> None:
        """Raises InDoubtError unless the sizes are those at vertices."""
        if self.sizes.ndim == 1:
            raise InDoubtError

    def between(self, column: IntArray, near: IntArray, far: IntArray, share: FloatArray) -> FloatArray:
        """The sizes of columns at points that lie `share` of the way from vertices near to far."""
        if self.sizes.ndim == 1:
            return self.sizes[column]
        at_near = self.sizes[near, column]
        return at_near + share * (self.sizes[far, column] - at_near)


class Signs(NamedTuple):
    """The sign of every column (there are n) at every vertex, as flags."""

    above: Words  # (V, words): positive
    zeros: tuple[Words, Words] | None = None  # (V, words) each: negative, exactly 0; None when nothing is 0

    @classmethod
    def of(cls, values: FloatArray, tolerance: Tolerance) -> Signs:
        """The signs of values (V, n), after those within tolerance have become exactly 0."""
        if tolerance.sizes.ndim == 1:
            step = max(1, VALUES_AT_ONCE // values.shape[1])
            blocks = [values[i : i + step] for i in range(0, len(values), step)]
            above = [_plain_signs(block, tolerance.sizes) for block in blocks]
            return cls(above[0] if len(above) == 1 else np.concatenate(above))
        high, low = values > tolerance.sizes, values < -tolerance.sizes
        zero = ~(high | low)
        values[zero] = 0.0
        return cls(pack(high), (pack(low), pack(zero)) if zero.any() else None)


def _plain_signs(values: FloatArray, bounds: FloatArray) -> Words:
    """Where values are positive. Raises InDoubtError if any is within its bound."""
    high = values > bounds
    if not (high | (values < -bounds)).all():
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
    at_tail = np.abs(values.take(tail[edge] * n + column))
    at_head = np.abs(values.take(head[edge] * n + column))
    span = at_tail + at_head
    along = at_tail / span
    order = sorted_within(edge, along)
    edge, column, along = edge[order], column[order], along[order]
    at_tail, at_head, span = at_tail[order], at_head[order], span[order]
    doubt = tolerance.between(column, tail[edge], head[edge], along) / span
    apart = ~coincident(edge, along, doubt)
    vertex = apart.cumsum() - 1
    passings: Passings | None = Passings(edge, along, column, span, None)
    if not apart.all():
        tolerance.decide()
        passings = None
        edge, at_tail, at_head, span = edge[apart], at_tail[apart], at_head[apart], span[apart]
    starts, count, first = _pieces(mesh, edge)
    nearer = 2 * edge + (at_head < at_tail)  # the half-edge that starts at the nearer end
    return EdgeCuts(
        column=column,
        vertex=vertex,
        near=mesh.starts[nearer],
        far=mesh.starts[nearer ^ 1],
        share=np.minimum(at_tail, at_head) / span,
        starts=starts,
        on_edge=count,
        first=first,
        passings=passings,
    )


def sorted_within(group: IntArray, along: FloatArray) -> IntArray:
    """The order by group and, within it, by `along` (in [0, 1]).

    A sum is sorted instead of a pair. Its last digits are lost, so the result is looked at once more.
    """
    order = (group + along).argsort()
    group, along = group[order], along[order]
    before, after = group[:-1], group[1:]
    if ((before > after) | (before == after) & (along[:-1] > along[1:])).any():
        return order[np.lexsort((along, group))]
    return order


def coincident(group: IntArray, along: FloatArray, doubt: FloatArray) -> BoolArray:
    """Which places along a group (sorted) are the same as the place before, by the doubt about either.

    Raises InDoubtError for places too far apart to be the same, though they cannot be told from each other:
    one of the lines that cross here hardly leaves the other.
    """
    same = np.zeros(len(group), np.bool_)
    gap = along[1:] - along[:-1]
    same[1:] = (gap <= np.maximum(doubt[1:], doubt[:-1])) & (group[1:] == group[:-1])
    if same.any() and gap[same[1:]].max() > FAR_APART:
        raise InDoubtError
    return same


def _pieces(mesh: Mesh, edge: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """(starts, on_edge, first) of EdgeCuts, for the edge of each new vertex."""
    n_edges, old, q, v = mesh.n_edges, len(mesh.starts), len(edge), len(mesh.points)
    count = np.bincount(edge, minlength=n_edges)
    first = count.cumsum()
    first -= count
    cut = places(count)
    first_here = first[cut]
    starts = np.empty(old + 2 * q, np.intp)
    starts[:old] = mesh.starts
    starts[old::2] = np.arange(v, v + q)
    starts[old + 1 :: 2] = np.arange(v + 1, v + q + 1)
    starts[old + 2 * (first_here + count[cut]) - 1] = mesh.starts[2 * cut + 1]
    starts[2 * cut + 1] = v + first_here
    return starts, count, first
