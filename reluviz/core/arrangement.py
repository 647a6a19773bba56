"""A mesh cut by many functions at once, each affine on every face: the engine of the exact partition.

There is no loop over functions, faces or vertices; the number of NumPy calls is the same for every mesh.

1. Signs at the vertices tell which edges a function (a column of values) crosses: `edges`.
2. On a convex face a column that has both signs is 0 along one chord. Its two ends are found on the outline,
   and two chords cross exactly when their ends take turns there: `chords`. No geometry decides this.
3. Only the order of the crossings along a chord is a matter of numbers. Crossings that coincide become one
   junction first, so that rounding cannot put them into an order that no straight lines have.
4. Around a vertex the half-edges follow each other as the ends of their chords do on the outline. This gives
   every half-edge the one after it, and so the new faces are known: `trace`.

What numbers cannot tell is told by tolerances: where signs or crossings do not fit together, the values
concerned are smaller than they are uncertain, and their tolerance is doubled until they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray
from reluviz.core.bits import Words, flags_set, unit_rows, unpack
from reluviz.core.chords import ChordEnds, Chords, Outline, cross, outline
from reluviz.core.edges import EdgeCuts, InDoubtError, Signs, Tolerance, anywhere, cut_edges
from reluviz.core.mesh import Mesh
from reluviz.core.trace import Trace, between

REGION_LIMIT = 200_000
"""A partition into more regions than this is given up: nobody can see them, and memory is finite."""


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
    parent: IntArray  # (faces after,) face before
    signs: Signs
    n_columns: int
    trace: Trace | None = None  # None when nothing was cut

    @property
    def on_edges(self) -> int:
        """The number of new vertices on edges of the mesh before."""
        return self.trace.cuts.size if self.trace else 0

    @cached_property
    def new_vertices(self) -> tuple[IntArray, IntArray, FloatArray]:
        """(near, far, share): each new vertex lies `share` of the way from vertex near to vertex far.

        Those on edges come first, and lie between old ones; the others lie between old ones and these.
        """
        none = np.zeros(0, np.intp)
        if self.trace is None:
            return none, none, np.zeros(0)
        cuts, c = self.trace.cuts, self.trace.crossings
        near, far = np.concatenate([cuts.near, c.near]), np.concatenate([cuts.far, c.far])
        return near, far, np.concatenate([cuts.share, c.share])

    def interpolated(self, rows: FloatArray, new: slice) -> FloatArray:
        """What some new vertices have, from the rows of the vertices that they lie between."""
        near, far, share = self.new_vertices
        return between(rows, near[new], far[new], share[new])

    @cached_property
    def zeros(self) -> tuple[IntArray, IntArray]:
        """New vertices, in order, and columns that are 0 there, as far as these cut."""
        none = np.zeros(0, np.intp)
        return self.trace.zeros() if self.trace else (none, none)

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
        """For every face after the cut: the columns that are positive inside."""
        before = self._before_first_piece()
        if self.trace is None:
            return before
        return self.trace.spread(before, self.parent, unit_rows(self.n_columns))

    def _before_first_piece(self) -> Words:
        """As `positive`; on faces that are cut, for the part that their last side belongs to at its end."""
        mesh, signs = self.before, self.signs
        first = signs.above[mesh.loop[mesh.offsets[:-1]]]
        if signs.zeros is None:
            return first
        below, zero = signs.zeros
        above = anywhere(signs.above, mesh)
        both = above & anywhere(below, mesh)
        last = zero[mesh.loop[mesh.offsets[:-1]]] & signs.above[mesh.loop[mesh.offsets[1:] - 1]]
        positive: Words = above & ~both | both & (first | last)
        return positive


def cut(mesh: Mesh, values: FloatArray, bounds: FloatArray, at_vertices: Callable[[], FloatArray]) -> Cut:
    """Cut every face along the lines on which columns of `values` are 0.

    values: (V, n), on each face affine; those within tolerance become exactly 0, in place.
    bounds: (n,) bounds of the tolerances; at_vertices: asked for the tolerances (V, n) if there is any doubt.
    Raises TooManyRegions.
    """
    try:
        return _cut(mesh, values, Tolerance(bounds))
    except InDoubtError:
        tolerance = Tolerance(at_vertices())
    while True:
        try:
            return _cut(mesh, values, tolerance)
        except InDoubtError as doubt:
            tolerance = tolerance.doubled(doubt.columns)


def _cut(mesh: Mesh, values: FloatArray, tolerance: Tolerance) -> Cut:
    n = values.shape[1]
    signs = Signs.of(values, tolerance)
    cuts = cut_edges(mesh, values, signs, tolerance)
    lines = outline(mesh, signs, cuts, n)
    if not len(lines.mate):
        return Cut(mesh, mesh, np.arange(mesh.n_faces), signs, n)
    chords = Chords.of(lines)
    room = REGION_LIMIT - mesh.n_faces - len(chords.first)
    if room < 0:
        raise TooManyRegions(REGION_LIMIT - room)
    crossings = cross(lines, chords, _chord_ends(mesh, values, cuts, lines), tolerance, room)
    trace = Trace(len(mesh.points), cuts, lines, chords, crossings)
    found = mesh.n_faces - len(lines.faces) + trace.n_new
    if found > REGION_LIMIT:
        raise TooManyRegions(found)
    after, parent = trace.mesh(mesh)
    return Cut(mesh, after, parent, signs, n, trace)


def _chord_ends(mesh: Mesh, values: FloatArray, cuts: EdgeCuts, lines: Outline) -> ChordEnds:
    v = len(mesh.points)
    vertex = lines.start[lines.piece]
    if lines.piece.size and vertex.min() >= v:
        i = vertex - v
        return ChordEnds(values, vertex, cuts.near[i], cuts.far[i], cuts.share[i])
    old = np.arange(v)
    return ChordEnds(
        values,
        vertex,
        np.concatenate([old, cuts.near])[vertex],
        np.concatenate([old, cuts.far])[vertex],
        np.concatenate([np.zeros(v), cuts.share])[vertex],
    )
