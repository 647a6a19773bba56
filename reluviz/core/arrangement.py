"""A mesh cut by many functions at once, each affine on every face: the engine of the exact partition.

There is no loop over functions, faces or vertices; the number of NumPy calls is the same for every mesh.

1. Signs at the vertices tell which edges a function (a column of values) crosses: `edges`.
2. On a convex face a column that has both signs is 0 along one chord. Its two ends are found on the outline
   (`outline`), and two chords cross exactly when their ends take turns there: no geometry decides this.
3. Only the order of the crossings along a chord is a matter of numbers. Crossings that coincide become one
   junction first, so that rounding cannot put them into an order that no straight lines have: `chords`.
4. Around a vertex the half-edges follow each other as the ends of their chords do on the outline. This gives
   every half-edge the one after it, and so the new faces are known: `trace`.

Ordinary values are nowhere near 0 at a vertex and cross far from each other. Where that is not so, tolerances
at vertices tell what coincides; where they still leave signs or crossings that do not fit together, the
functions cut in turn: one half of them, then the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.arrays import SMALLEST, FloatArray, IntArray, rows_of
from reluviz.core.bends import Bends
from reluviz.core.bits import Words, flags_set, pack, unit_rows, unpack
from reluviz.core.chords import ChordEnds, Chords, cross
from reluviz.core.edges import InDoubtError, Signs, Tolerance, anywhere, cut_edges
from reluviz.core.mesh import Mesh
from reluviz.core.outline import outline
from reluviz.core.trace import Level, Trace, extended

REGION_LIMIT = 200_000
"""A partition into more regions than this is given up: nobody can see them, and memory is finite."""


FIRST_TOLERANCE = 1e-20
"""Where a tolerance of 0 is doubled, it starts at this share of the largest value: far below rounding."""


class TooManyRegions(ValueError):  # noqa: N818 (it is a limit of the program rather than a mistake)
    """A partition has more than REGION_LIMIT regions; `count` is how many had been found by then."""

    def __init__(self, count: int) -> None:
        super().__init__(f"more than {REGION_LIMIT:,} regions (at least {count:,}) are too many")
        self.count = count


@dataclass(frozen=True, eq=False)
class Cut:
    """A mesh, and the finer one after the cut, in which vertices and uncut edges keep their numbers."""

    before: Mesh
    after: Mesh
    signs: Signs
    n_columns: int
    trace: Trace | None = None  # None when nothing was cut

    @cached_property
    def parent(self) -> IntArray:
        """(faces after,) face before."""
        return self.trace.parents if self.trace else np.arange(self.before.n_faces)

    @property
    def levels(self) -> tuple[Level, ...]:
        """How the new vertices, in order, follow from those before: on edges, then where lines meet."""
        if self.trace is None:
            return ()
        cuts, c = self.trace.cuts, self.trace.crossings
        return Level(cuts.near, cuts.far, cuts.share), Level(c.near, c.far, c.share)

    def bends(self, jumps: FloatArray) -> tuple[Bends, ...] | None:
        """How what follows bends at the kinks that columns stand for; None where they coincide.

        jumps: (kinks, neurons) of the activation's slope at each.
        """
        if self.trace is None:
            return ()
        cuts, crossings, o = self.trace.cuts, self.trace.crossings, self.trace.lines
        if cuts.passings is None or crossings.passings is None or len(o.also[0]):
            return None
        v = len(self.before.points)
        tails, heads = self.before.ends.T
        on_edges = Bends.of(cuts.passings, tails, heads, v + cuts.vertex, jumps)
        if not len(crossings.near):
            return (on_edges,)
        first, last = (o.vertex[ends] for ends in (self.trace.chords.first, self.trace.chords.last))
        order = crossings.passings.order
        assert order is not None
        return on_edges, Bends.of(crossings.passings, first, last, v + cuts.size + (order >> 1), jumps)

    @cached_property
    def zeros(self) -> tuple[IntArray, IntArray]:
        """New vertices, in order, and columns that are 0 there, as far as these cut."""
        none = np.zeros(0, np.intp)
        return self.trace.zeros() if self.trace else (none, none)

    def zeros_before(self) -> tuple[IntArray, IntArray]:
        """Vertices that were there before, and columns that are 0 there."""
        none = np.zeros(0, np.intp)
        return flags_set(self.signs.zeros[1]) if self.signs.zeros else (none, none)

    @cached_property
    def lines(self) -> tuple[IntArray, IntArray]:
        """(ends (m, 2), column (m,)): along which lines between vertices each column is 0.

        Where a column is 0 on whole faces, only the border to faces where it is not.
        """
        ends, columns = self._lines_along_edges()
        if self.trace is None:
            return ends, columns
        pieces, of_pieces = self.trace.pieces_of_columns()
        chords = self.after.ends[self.after.n_edges - self.trace.n_pieces + pieces]
        return np.concatenate([chords, ends]), np.concatenate([of_pieces, columns])

    def _lines_along_edges(self) -> tuple[IntArray, IntArray]:
        """The lines on edges of the mesh before."""
        signs, mesh = self.signs, self.before
        if signs.zeros is None:
            return np.zeros((0, 2), np.intp), np.zeros(0, np.intp)
        below, zero = signs.zeros
        edges, columns = flags_set(zero[mesh.ends[:, 0]] & zero[mesh.ends[:, 1]])
        not_flat = np.zeros((mesh.n_faces + 1, self.n_columns), np.bool_)
        not_flat[:-1] = unpack(anywhere(signs.above | below, mesh), self.n_columns)  # the last: the outside
        left, right = mesh.sides[edges].T
        kept = not_flat[left, columns] | not_flat[right, columns]
        return mesh.ends[edges[kept]], columns[kept]

    @cached_property
    def positive(self) -> Words:
        """For every face after: which columns are positive inside, as flags."""
        flags = self._before_first_piece()
        if self.trace is not None:
            flags = self.trace.spread(flags, self.parent, unit_rows(self.n_columns))
        return flags

    def _before_first_piece(self) -> Words:
        """As `positive`; on faces that are cut, for the part that their last side belongs to at its end."""
        mesh, signs = self.before, self.signs
        first = rows_of(signs.above, mesh.loop[mesh.offsets[:-1]])
        if signs.zeros is None:
            return first
        below, zero = signs.zeros
        above = anywhere(signs.above, mesh)
        both = above & anywhere(below, mesh)
        turned = zero[mesh.loop[mesh.offsets[:-1]]] & ~below[mesh.loop[mesh.offsets[1:] - 1]]
        positive: Words = above & ~both | both & (first | turned)
        return positive


def cut(mesh: Mesh, values: FloatArray, bounds: FloatArray, at_vertices: Callable[[], FloatArray]) -> AnyCut:
    """Cut every face along the lines on which columns of `values` are 0.

    values: (V, n), on each face affine; those within tolerance become exactly 0, in place.
    bounds: (n,) bounds of the tolerances; at_vertices: asked for the tolerances (V, n) if there is any doubt.
    Raises TooManyRegions.
    """
    try:
        return _cut(mesh, values, Tolerance.of(bounds))
    except InDoubtError:
        return _cut_with_care(mesh, values, at_vertices())


def _cut_with_care(mesh: Mesh, values: FloatArray, tolerances: FloatArray) -> AnyCut:
    """Cut by all columns at once if they fit together; else by one half of them and then by the other.

    A column alone can only be too near to 0 to be told: then its tolerance is doubled.
    """
    try:
        return _cut(mesh, values, Tolerance.of(tolerances))
    except InDoubtError:
        v, n = values.shape
    if n == 1:
        least = max(SMALLEST, FIRST_TOLERANCE * float(np.abs(values).max()))
        return _cut_with_care(mesh, values, 2.0 * np.maximum(tolerances, least))
    half = n // 2
    first = _cut_with_care(mesh, values[:, :half], tolerances[:, :half])
    rest = extended(values[:, half:], first.levels)
    then = _cut_with_care(first.after, rest, extended(tolerances[:, half:], first.levels))
    values[:, half:] = rest[:v]
    return CutInTurn(first, then)


@dataclass(frozen=True, eq=False)
class CutInTurn:
    """A cut by some columns, and then one by the others, as one; its attributes are those of Cut."""

    first: AnyCut
    then: AnyCut

    @property
    def n_columns(self) -> int:
        """How many columns cut."""
        return self.first.n_columns + self.then.n_columns

    @property
    def before(self) -> Mesh:
        """The mesh before both."""
        return self.first.before

    @property
    def after(self) -> Mesh:
        """The mesh after both."""
        return self.then.after

    @cached_property
    def parent(self) -> IntArray:
        """(faces after,) face before."""
        return self.first.parent[self.then.parent]

    def bends(self, jumps: FloatArray) -> None:
        """As Cut.bends; kinks coincide, or they would have been cut at once."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """As Cut.levels."""
        return self.first.levels + self.then.levels

    @cached_property
    def zeros(self) -> tuple[IntArray, IntArray]:
        """As Cut.zeros."""
        parts = [self.first.zeros, self._right(self.then.zeros), self._right(self.then.zeros_before())]
        vertex, column = (np.concatenate(part) for part in zip(*parts, strict=True))
        new = vertex >= len(self.before.points)
        order = vertex[new].argsort(kind="stable")
        return vertex[new][order], column[new][order]

    def zeros_before(self) -> tuple[IntArray, IntArray]:
        """As Cut.zeros_before."""
        parts = [self.first.zeros_before(), self._right(self.then.zeros_before())]
        vertex, column = (np.concatenate(part) for part in zip(*parts, strict=True))
        old = vertex < len(self.before.points)
        return vertex[old], column[old]

    @cached_property
    def lines(self) -> tuple[IntArray, IntArray]:
        """As Cut.lines."""
        parts = zip(self.first.lines, self._right(self.then.lines), strict=True)
        ends, columns = (np.concatenate(part) for part in parts)
        return ends, columns

    @cached_property
    def positive(self) -> Words:
        """As Cut.positive."""
        first = rows_of(self.first.positive, self.then.parent)
        parts = unpack(first, self.first.n_columns), unpack(self.then.positive, self.then.n_columns)
        return pack(np.hstack(parts))

    def _right(self, where: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
        """The same for the columns as they are numbered here."""
        return where[0], where[1] + self.first.n_columns


AnyCut = Cut | CutInTurn


def _cut(mesh: Mesh, values: FloatArray, tolerance: Tolerance) -> Cut:
    n = values.shape[1]
    signs = Signs.of(values, tolerance)
    cuts = cut_edges(mesh, values, signs, tolerance)
    lines = outline(mesh, signs, cuts, n)
    if lines is None:
        return Cut(mesh, mesh, signs, n)
    chords = Chords.of(lines)
    room = REGION_LIMIT - mesh.n_faces - len(chords.first)
    if room < 0:
        raise TooManyRegions(REGION_LIMIT - room)
    crossings = cross(lines, chords, ChordEnds.of(values, cuts, lines), tolerance, room)
    trace = Trace(len(mesh.points), cuts, lines, chords, crossings)
    found = mesh.n_faces - len(lines.faces) + trace.n_new
    if found > REGION_LIMIT:
        raise TooManyRegions(found)
    return Cut(mesh, trace.mesh(mesh), signs, n, trace)
