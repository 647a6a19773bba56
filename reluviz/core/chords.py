"""Second step of a layer's cut: the chords along which columns are 0 inside faces, and where chords meet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import SMALLEST, BoolArray, FloatArray, IntArray, offsets_of, places, ragged
from reluviz.core.bits import Words, flags_set
from reluviz.core.edges import (
    EdgeCuts,
    InDoubtError,
    Passings,
    Signs,
    Tolerance,
    anywhere,
    coincident,
    sorted_within,
)
from reluviz.core.mesh import Mesh

PAIRS_AT_ONCE = 2_000_000
"""How many pairs of chords are held in memory while it is found which of them cross."""


class Outline(NamedTuple):
    """The sides of the faces that are cut, in pieces, and the ends of chords on them.

    An end lies at the start of a piece. Ends at one vertex are ordered as their chords are met when turning,
    inside the face, from the side before the vertex to the side after it.
    """

    faces: IntArray  # (G,) the faces that are cut
    offsets: IntArray  # (G + 1,) where the pieces of each begin
    half: IntArray  # (B,) each piece as a half-edge among the cut edges
    start: IntArray  # (B,) its vertex
    face: IntArray  # (B,) its face
    piece: IntArray  # (2 C,) of each end
    column: IntArray  # (2 C,) of each end; of several on one chord, the first
    mate: IntArray  # (2 C,) the other end of the same chord
    also: tuple[IntArray, IntArray]  # ends, and a further column of their chord


def outline(mesh: Mesh, signs: Signs, cuts: EdgeCuts, n: int) -> Outline:
    """The faces on which any of the n columns has both signs, and two ends of a chord for each such column.

    Raises InDoubtError where a column's signs around a face change more than twice.
    """
    faces, offsets, half, original, within = _pieces_of_cut_faces(mesh, signs, cuts)
    start = cuts.starts[half]
    face = faces.repeat(offsets[1:] - offsets[:-1])
    piece, column = _ends(mesh, signs, cuts, start, original, within)
    mate = _mates(face[piece] * n + column)
    shared = bool((piece[1:] == piece[:-1]).any())
    none = np.zeros(0, np.intp)
    whole = Outline(faces, offsets, half, start, face, piece, column, mate, (none, none))
    return _with_shared_ends_in_order(whole) if shared else whole


def _pieces_of_cut_faces(
    mesh: Mesh, signs: Signs, cuts: EdgeCuts
) -> tuple[IntArray, IntArray, IntArray, IntArray, IntArray]:
    """Cut faces and offsets of their pieces; of each piece its half-edge, the place in mesh.halves of the one
    it is a part of, and its number along that."""
    edge = mesh.halves >> 1
    count = cuts.on_edge[edge]
    is_cut = np.zeros(mesh.n_faces, np.bool_)
    is_cut[mesh.face[count > 0]] = True
    if signs.zeros is not None:
        is_cut |= _two_signed(mesh, signs).any(axis=1)
    faces = places(is_cut)
    mine = places(is_cut[mesh.face])
    edge, count, back = edge[mine], count[mine], mesh.halves[mine] & 1
    row, within = ragged(count + 1)
    edge, back = edge[row], back[row]
    along = np.abs(within - back * count[row])
    piece = mesh.n_edges - 1 + cuts.first[edge] + along
    np.copyto(piece, edge, where=along == 0)
    corners = offsets_of(mesh.sizes[faces])  # to pieces, of which each corner begins one more than cuts
    offsets = offsets_of(count + 1)[corners]
    return faces, offsets, 2 * piece + back, mine[row], within


def _two_signed(mesh: Mesh, signs: Signs) -> Words:
    """For every face of a mesh with zeros: the columns that have both signs there."""
    assert signs.zeros is not None
    return anywhere(signs.above, mesh) & anywhere(signs.zeros[0], mesh)


def _turns_at_corners(mesh: Mesh, signs: Signs, corner: IntArray) -> Words:
    """The columns whose chord ends at each corner (a place in mesh.halves).

    Such a column has both signs on the face, is 0 at the corner, and negative beside it: of several corners
    in a row that are all within tolerance of a line, the last before the negative ones.
    """
    assert signs.zeros is not None
    below, zero = signs.zeros
    beside = below[mesh.preceding[corner]] | below[mesh.following[corner]]
    return zero[mesh.loop[corner]] & beside & _two_signed(mesh, signs)[mesh.face[corner]]


def _ends(
    mesh: Mesh, signs: Signs, cuts: EdgeCuts, start: IntArray, original: IntArray, within: IntArray
) -> tuple[IntArray, IntArray]:
    """The pieces at whose start a chord ends, and the chord's column; by piece.

    original: the place in mesh.halves that each piece is a part of; within: its number along that, so that
    all but the first start at a new vertex.
    """
    piece = places(within)
    crossing = start[piece] - len(mesh.points)
    if cuts.merged:
        bounds = np.searchsorted(cuts.vertex, np.arange(cuts.size + 1))
        row, place = ragged((bounds[1:] - bounds[:-1])[crossing])
        piece, crossing = piece[row], bounds[crossing][row] + place
    column = cuts.column[crossing]
    if signs.zeros is None:
        return piece, column
    old = places(within == 0)
    on_line = _turns_at_corners(mesh, signs, original[old])
    place, old_column = flags_set(on_line)
    piece, column = np.concatenate([piece, old[place]]), np.concatenate([column, old_column])
    order = piece.argsort(kind="stable")
    return piece[order], column[order]


def _mates(key: IntArray) -> IntArray:
    """For ends with these keys (face · n + column): the other end with the same key."""
    order = key.argsort()
    ordered = key[order]
    wrong = len(key) % 2 or (ordered[::2] != ordered[1::2]).any() or (ordered[2::2] == ordered[1:-1:2]).any()
    if wrong:
        raise InDoubtError
    mate = np.empty_like(order)
    mate[order[::2]], mate[order[1::2]] = order[1::2], order[::2]
    return mate


def _with_shared_ends_in_order(o: Outline) -> Outline:
    """The outline with chords that coincide made one, and the ends at each vertex in the order of Outline."""
    other = o.piece[o.mate]
    low, high = np.minimum(o.piece, other), np.maximum(o.piece, other)
    ends = places(o.piece == low)
    ends = ends[np.lexsort((high[ends], low[ends]))]
    repeated = np.zeros(len(ends), np.bool_)
    repeated[1:] = (low[ends][1:] == low[ends][:-1]) & (high[ends][1:] == high[ends][:-1])
    kept_end = ends[np.maximum.accumulate(np.where(repeated, 0, np.arange(len(ends))))][repeated]
    dropped = np.concatenate([ends[repeated], o.mate[ends[repeated]]])
    kept = np.ones(len(o.piece), np.bool_)
    kept[dropped] = False

    face = np.searchsorted(o.offsets, o.piece, side="right")
    size = o.offsets[face] - o.offsets[face - 1]
    order = np.lexsort((-((other - o.piece) % size), o.piece))
    order = order[kept[order]]
    number = np.empty(len(o.piece), np.intp)
    number[order] = np.arange(len(order))
    also = (number[kept_end], o.column[ends[repeated]])
    return Outline(
        o.faces, o.offsets, o.half, o.start, o.face,
        o.piece[order], o.column[order], number[o.mate[order]], also,
    )  # fmt: skip


class Chords(NamedTuple):
    """Chords by their first end: the one met first on the way around the face from its first piece."""

    first: IntArray  # (C,) ends
    last: IntArray  # (C,) ends
    of_end: IntArray  # (2 C,) the chord of each end

    @classmethod
    def of(cls, o: Outline) -> Chords:
        """The chords with these ends."""
        opens = o.mate > np.arange(len(o.mate))
        first = places(opens)
        last = o.mate[first]
        of_end = np.empty(len(o.mate), np.intp)
        of_end[first] = of_end[last] = np.arange(len(first))
        return cls(first, last, of_end)

    def crossing_pairs(self, room: int) -> tuple[IntArray, IntArray]:
        """Chords (I, J) that cross, by I; the first end of I comes before that of J.

        Two chords of a convex face cross exactly when their ends take turns on its outline. Stops early, with
        more pairs than `room`, when there are so many.
        """
        opened = np.zeros(len(self.of_end), np.intp)
        opened[self.first] = 1
        opened = opened.cumsum()
        candidates = opened[self.last] - 1 - np.arange(len(self.first))
        if candidates.sum() <= PAIRS_AT_ONCE:
            return self._that_cross(0, candidates)
        batch = candidates.cumsum() // PAIRS_AT_ONCE
        found, total = [], 0
        for begin in places(np.diff(batch, prepend=-1)):
            end = int(np.searchsorted(batch, batch[begin], side="right"))
            found.append(self._that_cross(begin, candidates[begin:end]))
            total += len(found[-1][0])
            if total > room:
                break
        return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])

    def _that_cross(self, begin: int, candidates: IntArray) -> tuple[IntArray, IntArray]:
        """The crossing pairs of chords from `begin` on, each with as many that open before it closes."""
        i, within = ragged(candidates)
        i += begin
        j = i + within
        j += 1
        cross = self.last[j] > self.last[i]
        return i[cross], j[cross]


class Crossings(NamedTuple):
    """Where chords meet: K junctions and, at each, the chords through it, which are its members.

    Members are by junction and then by chord. A chord with c members is cut into c + 1 pieces; all pieces are
    counted along the chords, one chord after the other, so that member m lies between the pieces before[m]
    and before[m] + 1.
    """

    near: IntArray  # (K,) vertices, the ends of a chord through the junction, the nearer end first
    far: IntArray  # (K,)
    share: FloatArray  # (K,) of the way from near to far, at most 1/2
    junction: IntArray  # (members,)
    chord: IntArray  # (members,)
    before: IntArray  # (members,) pieces
    preceding: IntArray  # (members,) members: cyclically the one before, of the same junction
    leads: BoolArray  # (members,) whether it is the first of its junction
    first_piece: IntArray  # (C + 1,) of each chord; the last entry is the number of pieces
    passings: Passings | None  # of chords, by member, from first end to last; None when chords share points


class ChordEnds(NamedTuple):
    """Values of columns at the ends of chords, interpolated where they lie within an edge."""

    values: FloatArray  # (V, n)
    vertex: IntArray  # (2 C,) of each end
    near: IntArray  # (2 C,) row of values
    far: IntArray  # (2 C,)
    share: FloatArray  # (2 C,)

    def size_of(self, column: IntArray, end: IntArray) -> FloatArray:
        """The absolute value of a column each at an end each."""
        n, share = self.values.shape[1], self.share[end]
        near = self.values.take(self.near[end] * n + column)
        far = self.values.take(self.far[end] * n + column)
        size: FloatArray = np.abs(near + share * (far - near))
        return size

    def tolerance_at(self, tolerance: Tolerance, column: IntArray, end: IntArray) -> FloatArray:
        """The tolerance of a column each at an end each."""
        return tolerance.between(column, self.near[end], self.far[end], self.share[end])


def cross(o: Outline, chords: Chords, ends: ChordEnds, tolerance: Tolerance, room: int) -> Crossings:
    """Find the junctions of the chords. Raises InDoubtError where they do not fit together."""
    i, j = chords.crossing_pairs(room)
    k = len(i)
    chord, other = _alternating(i, j), _alternating(j, i)
    column = o.column[chords.first][other]
    first, last = chords.first[chord], chords.last[chord]
    at_first, at_last = ends.size_of(column, first), ends.size_of(column, last)
    span = np.maximum(at_first + at_last, SMALLEST)
    along = at_first / span
    order = sorted_within(chord, along)
    doubt = ends.tolerance_at(tolerance, column, first)
    if tolerance.sizes.ndim == 2:
        doubt += along * (ends.tolerance_at(tolerance, column, last) - doubt)
    doubt /= span
    same = coincident(chord[order], along[order], doubt[order])
    nearer = 2 * i + (at_last[::2] < at_first[::2])
    first_and_last = _alternating(ends.vertex[chords.first], ends.vertex[chords.last])
    near, far = first_and_last[nearer], first_and_last[nearer ^ 1]
    share = np.minimum(at_first, at_last)[::2] / span[::2]
    if same.any():
        tolerance.decide()
        label = _united(order >> 1, same, k)
        return _with_common_points(chord, order, label, near, far, share, len(chords.first))
    place = np.empty(2 * k, np.intp)
    place[order] = np.arange(2 * k)
    members = np.arange(2 * k)
    return Crossings(
        near, far, share, members >> 1, chord, place + chord, members ^ 1, members % 2 == 0,
        _first_pieces(chord, len(chords.first)), Passings(chord, along, column, span, order),
    )  # fmt: skip


def _alternating(a: IntArray, b: IntArray) -> IntArray:
    both = np.empty(2 * len(a), np.intp)
    both[::2], both[1::2] = a, b
    return both


def _first_pieces(chord: IntArray, n_chords: int) -> IntArray:
    return offsets_of(np.bincount(chord, minlength=n_chords) + 1)


def _united(crossing: IntArray, same: BoolArray, k: int) -> IntArray:
    """For crossings in the order along the chords, of which some are `same` as the one before: the smallest
    crossing that each of the k is the same as, through any number of steps."""
    a, b = crossing[places(same) - 1], crossing[same]
    label = np.arange(k)
    while True:
        low = np.minimum(label[a], label[b])
        if (label[a] == low).all() and (label[b] == low).all():
            return label
        np.minimum.at(label, label[a], low)
        np.minimum.at(label, label[b], low)
        np.minimum.at(label, a, low)
        np.minimum.at(label, b, low)
        label = label[label]


def _with_common_points(
    chord: IntArray, order: IntArray, label: IntArray,
    near: IntArray, far: IntArray, share: FloatArray, n_chords: int,
) -> Crossings:  # fmt: skip
    """Crossings with the same label made one junction, which every chord through it passes once."""
    kept, number = np.unique(label, return_inverse=True)
    junction = number[order >> 1]
    chord = chord[order]
    new = np.ones(len(chord), np.bool_)
    new[1:] = (chord[1:] != chord[:-1]) | (junction[1:] != junction[:-1])
    junction, chord = junction[new], chord[new]
    before = np.arange(len(chord)) + chord
    by_junction = np.lexsort((chord, junction))
    junction, chord, before = junction[by_junction], chord[by_junction], before[by_junction]
    leads = np.ones(len(chord), np.bool_)
    leads[1:] = junction[1:] != junction[:-1]
    if (~leads[1:] & (chord[1:] == chord[:-1])).any():
        raise InDoubtError
    preceding = np.arange(-1, len(chord) - 1)
    preceding[leads] = np.append(places(leads)[1:], len(chord)) - 1
    return Crossings(
        near[kept], far[kept], share[kept], junction, chord, before, preceding, leads,
        _first_pieces(chord, n_chords), None,
    )  # fmt: skip
