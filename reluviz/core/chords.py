"""Third step of a layer's cut: the chords along which columns are 0 inside faces, and where chords meet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import SMALLEST, BoolArray, FloatArray, IntArray, offsets_of, places
from reluviz.core.edges import EdgeCuts, InDoubtError, Passings, Tolerance, between_entries, in_order
from reluviz.core.outline import Outline

PAIRS_AT_ONCE = 2_000_000
"""How many pairs of chords are held in memory while it is found which of them cross."""


class Chords(NamedTuple):
    """Chords by their first end: the one met first on the way around the face from its first piece."""

    first: IntArray  # (C,) ends
    last: IntArray  # (C,) ends
    of_end: IntArray  # (2 C,) the chord of each end
    opening: IntArray  # (C,) how many chords have their first end between its ends

    @classmethod
    def of(cls, o: Outline) -> Chords:
        """The chords with these ends."""
        opens = o.mate > np.arange(len(o.mate))
        first = places(opens)
        last = o.mate[first]
        chord = np.arange(len(first))
        of_end = opens.cumsum()
        of_end -= 1  # now the last chord that has its first end there or before
        opening = of_end[last] - chord
        of_end[last] = chord
        return cls(first, last, of_end, opening)

    def crossing_pairs(self, room: int) -> tuple[IntArray, IntArray]:
        """Chords (I, J) that cross, by I; the first end of I comes before that of J.

        Two chords of a convex face cross exactly when their ends take turns on its outline. Stops early, with
        more pairs than `room`, when there are so many.
        """
        pairs = offsets_of(self.opening)  # that may cross, before those of each chord
        if pairs[-1] <= PAIRS_AT_ONCE:
            return self._that_cross(pairs, 0, len(self.first))
        batch = pairs[1:] // PAIRS_AT_ONCE
        found, total = [], 0
        for begin in places(np.diff(batch, prepend=-1)):
            end = int(np.searchsorted(batch, batch[begin], side="right"))
            found.append(self._that_cross(pairs, begin, end))
            total += len(found[-1][0])
            if total > room:
                break
        return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])

    def _that_cross(self, pairs: IntArray, begin: int, end: int) -> tuple[IntArray, IntArray]:
        """The crossing pairs of chords `begin` to `end`, each with all chords that open before it closes."""
        count = self.opening[begin:end]
        i = np.arange(begin, end).repeat(count)
        j = np.arange(pairs[begin], pairs[end])
        j += (np.arange(begin + 1, end + 1) - pairs[begin:end]).repeat(count)
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
    near: IntArray  # (2 C,) place in values at which the row of a vertex begins
    far: IntArray  # (2 C,)
    share: FloatArray  # (2 C,) of the way from near to far

    @classmethod
    def of(cls, values: FloatArray, cuts: EdgeCuts, o: Outline) -> ChordEnds:
        """The values at the ends on an outline."""
        v, n = values.shape
        new = o.vertex - v
        near, far, share = cuts.near, cuts.far, cuts.share
        if not o.plain:
            old, new = np.arange(v), o.vertex
            near, far = np.concatenate([old, near]), np.concatenate([old, far])
            share = np.concatenate([np.zeros(v), share])
        return cls(values, near[new] * n, far[new] * n, share[new])

    def sizes(self, column: IntArray, end: IntArray) -> FloatArray:
        """The absolute value of a column each at an end each."""
        near, far = self.near[end] + column, self.far[end] + column
        sizes: FloatArray = np.abs(between_entries(self.values, near, far, self.share[end]))
        return sizes

    def tolerances(self, tolerance: Tolerance, column: IntArray, end: IntArray) -> FloatArray:
        """The tolerance of a column each at an end each."""
        near, far = self.near[end] + column, self.far[end] + column
        return tolerance.between(column, near, far, self.share[end])


def cross(o: Outline, chords: Chords, ends: ChordEnds, tolerance: Tolerance, room: int) -> Crossings:
    """Find the junctions of the chords. Raises InDoubtError where they do not fit together."""
    i, j = chords.crossing_pairs(room)
    chord = _alternating(i, j)
    column = o.column[chords.first][_alternating(j, i)]
    first, last = chords.first[chord], chords.last[chord]
    at_first, at_last = ends.sizes(column, first), ends.sizes(column, last)
    span = np.maximum(at_first + at_last, SMALLEST)
    along = at_first / span

    def tolerances() -> FloatArray:
        at_first, at_last = (ends.tolerances(tolerance, column, end) for end in (first, last))
        return at_first + along * (at_last - at_first)

    order, same = in_order(chord, along, span, tolerance, tolerances)
    start, stop = o.vertex[first[::2]], o.vertex[last[::2]]
    near = np.where(at_first[::2] <= at_last[::2], start, stop)
    far = start + stop - near
    share = np.minimum(at_first[::2], at_last[::2]) / span[::2]
    n_chords = len(chords.first)
    if same is not None:
        tolerance.decide()
        label = _united(order >> 1, same, len(i))
        return _with_common_points(chord, order, label, near, far, share, n_chords)
    return _of_two_each(near, far, share, Passings(chord, along, column, span, order), order, n_chords)


def _of_two_each(
    near: IntArray, far: IntArray, share: FloatArray, passings: Passings, order: IntArray, n_chords: int
) -> Crossings:
    """Crossings at which two chords meet each, of which no two coincide: a member is a passing."""
    chord = passings.line
    member = np.arange(len(chord))
    before = np.empty_like(member)
    before[order] = member
    before += chord
    leads = np.zeros(len(chord), np.bool_)
    leads[::2] = True
    return Crossings(
        near, far, share, member >> 1, chord, before, member ^ 1, leads, _first_pieces(chord, n_chords),
        passings,
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
