"""A mesh cut by many functions at once, each affine on every face: the engine of the exact partition.

There is no loop over functions, faces or vertices; the number of NumPy calls is the same for every mesh.

1. Signs at the vertices tell which edges a function (a column of values) crosses: `edges`.
2. On a convex face a column that has both signs is 0 along one chord. Its two ends are found on the outline,
   and two chords cross exactly when their ends take turns there: `chords`. No geometry decides this.
3. Only the order of the crossings along a chord is a matter of numbers. Crossings that coincide become one
   junction first, so that rounding cannot put them into an order that no straight lines have.
4. Around a vertex the half-edges follow each other as the ends of their chords do on the outline. This gives
   every half-edge the one after it, and so the new faces are known: here.

What numbers cannot tell is told by tolerances: where signs or crossings do not fit together, the values
concerned are smaller than they are uncertain, and their tolerance is doubled until they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, offsets_of, places, ragged
from reluviz.core.bits import Words, flags_set, unit_rows, unpack
from reluviz.core.chords import ChordEnds, Chords, Crossings, Outline, cross, outline
from reluviz.core.edges import EdgeCuts, InDoubtError, Signs, Tolerance, anywhere, cut_edges
from reluviz.core.mesh import Mesh

REGION_LIMIT = 200_000
"""A partition into more regions than this is given up: nobody can see them, and memory is finite."""


class TooManyRegions(ValueError):  # noqa: N818 (it is a limit of the program rather than a mistake)
    """A partition has more than REGION_LIMIT regions; `count` is how many had been found by then."""

    def __init__(self, count: int) -> None:
        super().__init__(f"more than {REGION_LIMIT:,} regions (at least {count:,}) are too many")
        self.count = count


@dataclass(frozen=True, eq=False)
class Cut:
    """A mesh, and the finer one after the cut. New vertex i lies `share` of the way from near to far.

    Old vertices, and edges as far as they are not cut, keep their numbers. A new vertex may lie between new
    ones, the first `on_edges` between old ones only.
    """

    before: Mesh
    after: Mesh
    parent: IntArray  # (faces after,) face before
    near: IntArray  # (new vertices,)
    far: IntArray  # (new vertices,)
    share: FloatArray  # (new vertices,)
    on_edges: int
    _trace: _Trace | None  # None when nothing was cut
    _signs: Signs
    n_columns: int

    @cached_property
    def zeros(self) -> tuple[IntArray, IntArray]:
        """New vertices, in order, and columns that are 0 there, as far as these cut."""
        none = np.zeros(0, np.intp)
        return self._trace.zeros() if self._trace else (none, none)

    @cached_property
    def lines(self) -> tuple[IntArray, IntArray]:
        """(ends (m, 2), column (m,)): along which lines between vertices each column is 0.

        Where a column is 0 on whole faces, only the border to faces where it is not.
        """
        old_ends, old_columns = self._lines_along_edges()
        if self._trace is None:
            return old_ends, old_columns
        pieces, columns = self._trace.pieces_of_columns()
        ends = self.after.ends[len(self.after.ends) - self._trace.n_pieces :]
        return np.concatenate([ends[pieces], old_ends]), np.concatenate([columns, old_columns])

    def _lines_along_edges(self) -> tuple[IntArray, IntArray]:
        """The lines on edges of the mesh before."""
        signs, mesh = self._signs, self.before
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
        if self._trace is None:
            return before
        return self._trace.spread(before, self.parent, unit_rows(self.n_columns))

    def _before_first_piece(self) -> Words:
        """As `positive`; on faces that are cut, for the part that their last side belongs to at its end."""
        mesh, signs = self.before, self._signs
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
    none = np.zeros(0, np.intp)
    if not len(lines.mate):
        return Cut(mesh, mesh, np.arange(mesh.n_faces), none, none, np.zeros(0), 0, None, signs, n)
    chords = Chords.of(lines)
    room = REGION_LIMIT - mesh.n_faces - len(chords.first)
    if room < 0:
        raise TooManyRegions(REGION_LIMIT - room)
    crossings = cross(lines, chords, _chord_ends(mesh, values, cuts, lines), tolerance, room)
    trace = _Trace(len(mesh.points), cuts, lines, chords, crossings)
    found = len(trace.roots) - len(lines.faces)
    if mesh.n_faces + found > REGION_LIMIT:
        raise TooManyRegions(mesh.n_faces + found)
    after, parent = trace.mesh(mesh)
    return Cut(
        before=mesh,
        after=after,
        parent=parent,
        near=np.concatenate([cuts.near, crossings.near]),
        far=np.concatenate([cuts.far, crossings.far]),
        share=np.concatenate([cuts.share, crossings.share]),
        on_edges=cuts.size,
        _trace=trace,
        _signs=signs,
        n_columns=n,
    )


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


@dataclass(frozen=True, eq=False)
class _Trace:
    """The half-edges of the new faces, and how they follow each other.

    They are numbered: piece p of a chord has 2 p along the chord and 2 p + 1 back; after these come the
    pieces of the outline. Every new face has one half-edge that is its root: on the way around the first
    piece of its old face, its boundary turns there (from both chords or outlines leading in to both leading
    out). So there is a root for each cut face, each chord, and each member of a junction but the last.
    """

    n_old: int  # vertices before the cut
    cuts: EdgeCuts
    lines: Outline
    chords: Chords
    crossings: Crossings

    @property
    def n_pieces(self) -> int:
        """The number of pieces of chords."""
        return int(self.crossings.first_piece[-1])

    @cached_property
    def _around_ends(self) -> tuple[IntArray, IntArray, IntArray]:
        """(out, entry, onward): the half-edge that leaves each end along its chord, the one that follows what
        arrives at the start of each piece of the outline, and the one that follows what arrives at an end."""
        o, chords, first_piece = self.lines, self.chords, self.crossings.first_piece
        out = np.empty(len(o.mate), np.intp)
        out[chords.first] = 2 * first_piece[:-1]
        out[chords.last] = 2 * first_piece[1:] - 1
        entry = np.arange(2 * self.n_pieces, 2 * self.n_pieces + len(o.half))
        onward = entry[o.piece]
        same = places(o.piece[1:] == o.piece[:-1])
        onward[same] = out[same + 1]
        entry[o.piece[::-1]] = out[::-1]  # of several ends, the first is written last
        return out, entry, onward

    @cached_property
    def next(self) -> IntArray:
        """(half-edges,): the half-edge that follows, around its face."""
        o, c = self.lines, self.crossings
        out, entry, onward = self._around_ends
        after = np.empty(2 * self.n_pieces + len(o.half), np.intp)
        pieces = after[2 * self.n_pieces :]
        pieces[:-1] = entry[1:]
        pieces[o.offsets[1:] - 1] = entry[o.offsets[:-1]]
        after[out ^ 1] = onward
        into, leaving = 2 * c.before, 2 * c.before + 2
        before_it, after_it = into[c.preceding], leaving[c.preceding]
        after[into] = np.where(c.leads, after_it, before_it + 1)
        after[leaving + 1] = np.where(c.leads, before_it + 1, after_it)
        return after

    @cached_property
    def _followed(self) -> IntArray:
        """The members of junctions that are not the last of theirs."""
        return self.crossings.preceding[~self.crossings.leads]

    @cached_property
    def roots(self) -> IntArray:
        """(new faces,): one half-edge of each: of cut faces, then of chords, then of junctions."""
        _, entry, onward = self._around_ends
        leaving = 2 * self.crossings.before[self._followed] + 2
        return np.concatenate([entry[self.lines.offsets[:-1]], onward[self.chords.first], leaving])

    def _loops(self) -> tuple[IntArray, IntArray]:
        """(sizes, order): the number of half-edges around each new face, and all of them, face by face.

        Every half-edge looks for the root ahead of it; each look goes twice as far as the one before.
        """
        n, roots, following = len(self.next), self.roots, self.next
        number = np.full(n, -1)
        number[roots] = np.arange(len(roots))
        is_root = number >= 0
        ahead = following.copy()
        ahead[roots] = roots
        distance = (~is_root).astype(np.intp)
        for _ in range(n.bit_length() + 1):
            if is_root[ahead].all():
                break
            distance += distance[ahead]
            ahead = ahead[ahead]
        face = number[ahead]
        sizes = np.bincount(face[face >= 0], minlength=len(roots))
        if (face < 0).any() or (face[following[roots]] != number[roots]).any() or sizes.min() < 3:
            raise InDoubtError
        place = sizes.cumsum()[face] - distance
        place[roots] -= sizes
        order = np.empty(n, np.intp)
        order[place] = np.arange(n)
        return sizes, order

    @cached_property
    def _faces(self) -> IntArray:
        """(new faces,): the face that each is a part of."""
        o, c = self.lines, self.crossings
        of_chord = o.face[o.piece[self.chords.first]]
        return np.concatenate([o.faces, of_chord, of_chord[c.chord[self._followed]]])

    def mesh(self, before: Mesh) -> tuple[Mesh, IntArray]:
        """The mesh after the cut and the parents of its faces: those that are not cut, then the new ones."""
        sizes, order = self._loops()
        first_half = 2 * len(self.cuts.ends)
        halves = np.where(
            order < 2 * self.n_pieces,
            order + first_half,
            self.lines.half[np.maximum(order - 2 * self.n_pieces, 0)],
        )
        whole = np.ones(before.n_faces, np.bool_)
        whole[self.lines.faces] = False
        kept = places(whole)
        after = Mesh(
            points=self._points(before.points),
            ends=np.concatenate([self.cuts.ends, self._piece_ends()]),
            halves=np.concatenate([before.halves[whole[before.face]], halves]),
            offsets=offsets_of(np.concatenate([before.sizes[kept], sizes])),
        )
        return after, np.concatenate([kept, self._faces])

    def _points(self, old: FloatArray) -> FloatArray:
        on_edges = between(old, self.cuts.near, self.cuts.far, self.cuts.share)
        points = np.concatenate([old, on_edges])
        c = self.crossings
        return np.concatenate([points, between(points, c.near, c.far, c.share)])

    def _piece_ends(self) -> IntArray:
        """(pieces of chords, 2): the vertices at their ends."""
        c, o = self.crossings, self.lines
        ends = np.empty((self.n_pieces, 2), np.intp)
        vertex = self.n_old + self.cuts.size + c.junction
        ends[c.before, 1] = vertex
        ends[c.before + 1, 0] = vertex
        ends[c.first_piece[:-1], 0] = o.start[o.piece[self.chords.first]]
        ends[c.first_piece[1:] - 1, 1] = o.start[o.piece[self.chords.last]]
        return ends

    # --- columns -----------------------------------------------------------------------------------------

    @cached_property
    def _columns(self) -> tuple[IntArray, IntArray]:
        """(chord, column) for every column of every chord, by chord."""
        o, chords = self.lines, self.chords
        ends, further = o.also
        chord = np.concatenate([np.arange(len(chords.first)), chords.of_end[ends]])
        column = np.concatenate([o.column[chords.first], further])
        if len(ends):
            order = chord.argsort(kind="stable")
            chord, column = chord[order], column[order]
        return chord, column

    def pieces_of_columns(self) -> tuple[IntArray, IntArray]:
        """(piece, column) for every column of every piece of a chord."""
        chord, column = self._columns
        first = self.crossings.first_piece
        row, within = ragged(first[chord + 1] - first[chord])
        return first[chord][row] + within, column[row]

    def zeros(self) -> tuple[IntArray, IntArray]:
        """(vertex, column): where new vertices lie on lines of columns, by vertex."""
        c, cuts = self.crossings, self.cuts
        chord, column = self._columns
        v = self.n_old
        if not len(self.lines.also[0]):
            at_junction, through = v + cuts.size + c.junction, column[c.chord]
        else:
            bounds = np.searchsorted(chord, np.arange(len(self.chords.first) + 1))
            member, within = ragged((bounds[1:] - bounds[:-1])[c.chord])
            at_junction = v + cuts.size + c.junction[member]
            through = column[bounds[c.chord][member] + within]
        return np.concatenate([v + cuts.vertex, at_junction]), np.concatenate([cuts.column, through])

    def spread(self, base: Words, parent: IntArray, units: Words) -> Words:
        """Flags of the new faces, given those of each old face before its first piece.

        From one side of a chord to the other, exactly the flags of its columns change.
        """
        o, chords = self.lines, self.chords
        chord, column = self._columns
        flips = np.bitwise_xor.reduceat(units[column], np.searchsorted(chord, np.arange(len(chords.first))))
        around = np.bitwise_xor.accumulate(flips[chords.of_end], axis=0)
        flags = base[parent]
        new = flags[len(parent) - len(self.roots) :]
        at_chords = new[len(o.faces) : len(o.faces) + len(chords.first)]
        at_chords ^= around[chords.first]
        at_junctions = new[len(o.faces) + len(chords.first) :]
        at_junctions ^= self._left_of_members(flips, around)[self._followed]
        return flags

    def _left_of_members(self, flips: Words, around: Words) -> Words:
        """What differs, from the first piece of the old face, on the left of each chord after each member."""
        c, chords = self.crossings, self.chords
        others = np.bitwise_xor.reduceat(flips[c.chord], places(c.leads)) if len(c.chord) else flips[:0]
        crossed = others[c.junction] ^ flips[c.chord]
        along = c.before.argsort()
        total = np.bitwise_xor.accumulate(crossed[along], axis=0)
        members_before = c.first_piece[:-1] - np.arange(len(chords.first))
        ahead = (
            np.concatenate([np.zeros_like(total[:1]), total])[members_before] if len(total) else around[:0]
        )
        left = np.empty_like(crossed)
        chord = c.chord[along]
        if len(along):
            left[along] = total ^ ahead[chord] ^ around[chords.first[chord]] ^ flips[chord]
        return left


def between(rows: FloatArray, near: IntArray, far: IntArray, share: FloatArray) -> FloatArray:
    """Rows interpolated: `share` of the way from row near to row far."""
    result = rows[near]
    result += share[:, np.newaxis] * (rows[far] - result)
    return result
