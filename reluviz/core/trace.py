"""Last step of a layer's cut: the new faces, from the half-edges that follow each other around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, offsets_of, places, ragged, rows_of
from reluviz.core.bits import Words
from reluviz.core.chords import Chords, Crossings
from reluviz.core.edges import EdgeCuts, InDoubtError
from reluviz.core.mesh import Mesh
from reluviz.core.outline import Outline


class Level(NamedTuple):
    """New vertices, each `share` of the way from vertex near to vertex far, which both have smaller numbers
    than the first of the level."""

    near: IntArray
    far: IntArray
    share: FloatArray


def between(rows: FloatArray, near: IntArray, far: IntArray, share: FloatArray) -> FloatArray:
    """Rows interpolated: `share` of the way from row near to row far."""
    result = rows_of(rows, near)
    result += share[:, np.newaxis] * (rows_of(rows, far) - result)
    return result


def extended(rows: FloatArray, levels: Sequence[Level], step: int | None = None) -> FloatArray:
    """The rows of vertices and of the new ones of all levels, interpolated; at most `step` at a time."""
    total = len(rows) + sum(len(level.share) for level in levels)
    result = np.empty((total, rows.shape[1]))
    result[: len(rows)] = rows
    start = len(rows)
    for near, far, share in levels:
        size = step or max(1, len(share))
        for first in range(0, len(share), size):
            some = slice(first, first + size)
            part = between(result, near[some], far[some], share[some])
            result[start + first : start + first + len(part)] = part
        start += len(share)
    return result


class Trace(NamedTuple):
    """The cut faces with all that cuts them.

    Their half-edges are numbered: piece p of a chord has 2 p along the chord and 2 p + 1 back; after these
    come the pieces of the outline. Every new face has one half-edge that is its root: seen from the first
    piece of the old face, and chords directed as they were found, both its sides start there. So there
    is a root for each cut face, for each chord, and for each member of a junction but the last.
    """

    n_old: int  # vertices before the cut
    cuts: EdgeCuts
    lines: Outline
    chords: Chords
    crossings: Crossings

    @property
    def n_pieces(self) -> int:
        """The number of pieces of chords."""
        return len(self.chords.first) + len(self.crossings.chord)

    @property
    def followed(self) -> IntArray:
        """The members of junctions that are not the last of theirs."""
        return self.crossings.preceding[~self.crossings.leads]

    @property
    def n_new(self) -> int:
        """The number of faces that are made of the cut ones."""
        members, junctions = len(self.crossings.chord), len(self.crossings.near)
        return len(self.lines.faces) + len(self.chords.first) + members - junctions

    def _leaving(self) -> IntArray:
        """(2 C,): the half-edge that leaves each end along its chord."""
        chords, doubled = self.chords, 2 * self.crossings.first_piece
        out = np.empty(len(chords.of_end), np.intp)
        out[chords.first] = doubled[:-1]
        out[chords.last] = doubled[1:] - 1
        return out

    def _links(self, out: IntArray) -> tuple[IntArray, IntArray]:
        """(following, roots): the half-edge that follows each around its face, and the roots of cut faces, of
        chords, and of junctions.

        Around a vertex, half-edges follow each other in the order in which their chords end on the outline.
        """
        o, c = self.lines, self.crossings
        n_halves = 2 * self.n_pieces
        following = np.empty(n_halves + len(o.half), np.intp)
        onward = o.piece + n_halves  # what follows the half-edge that comes along the chord to each end
        if not o.plain:
            same = places(o.piece[1:] == o.piece[:-1])
            onward[same] = out[same + 1]
        following[out ^ 1] = onward
        entry = np.arange(n_halves, len(following))  # what follows where each piece of outline starts
        entry[o.piece[::-1]] = out[::-1]  # of several ends, the first is written last
        opening = entry[o.offsets[:-1]]
        following[n_halves:-1] = entry[1:]
        following[n_halves - 1 :][o.offsets[1:]] = opening  # after the last piece of each face

        into = 2 * c.before
        back = into[c.preceding] + 1  # away from a junction along the member before; on along it: 1 more
        following[into] = back + c.leads
        following[3:][into] = back + ~c.leads  # from behind the junction into it
        return following, np.concatenate([opening, onward[self.chords.first], into[self.followed] + 2])

    def mesh(self, before: Mesh) -> Mesh:
        """The mesh after the cut; first the faces that are not cut, then the new ones, by root."""
        out = self._leaving()
        sizes, order = _loops(*self._links(out))
        n_starts = len(self.cuts.starts)
        number = np.concatenate([np.arange(n_starts, n_starts + 2 * self.n_pieces), self.lines.half])
        whole = ~self.lines.is_cut
        return Mesh(
            points=self._points(before.points),
            starts=np.concatenate([self.cuts.starts, self._piece_starts(out)]),
            halves=np.concatenate([before.halves[whole.repeat(before.sizes)], number[order]]),
            offsets=offsets_of(np.concatenate([before.sizes[whole], sizes])),
        )

    @property
    def parents(self) -> IntArray:
        """The face before of each face after the cut."""
        o, chords = self.lines, self.chords
        of_chord = o.face[chords.first]
        of_junction = of_chord[self.crossings.chord[self.followed]]
        return np.concatenate([places(~o.is_cut), o.faces, of_chord, of_junction])

    def _points(self, old: FloatArray) -> FloatArray:
        cuts, c = self.cuts, self.crossings
        n, q = len(old), cuts.size
        points = np.empty((n + q + len(c.near), 2))
        points[:n] = old
        points[n : n + q] = between(old, cuts.near, cuts.far, cuts.share)
        points[n + q :] = between(points, c.near, c.far, c.share)
        return points

    def _piece_starts(self, out: IntArray) -> IntArray:
        """(2 pieces,): the vertices at which the halves of the pieces of chords start."""
        into = 2 * self.crossings.before
        starts = np.empty(2 * self.n_pieces, np.intp)
        starts[out] = self.lines.vertex
        starts[1:][into] = starts[2:][into] = self.n_old + self.cuts.size + self.crossings.junction
        return starts

    # --- columns -----------------------------------------------------------------------------------------

    @property
    def _columns(self) -> tuple[IntArray, IntArray]:
        """(chord, column) for every column of every chord, by chord."""
        o, chords = self.lines, self.chords
        ends, further = o.also
        column = o.column[chords.first]
        if not len(ends):
            return np.arange(len(column)), column
        chord = np.concatenate([np.arange(len(column)), chords.of_end[ends]])
        order = chord.argsort(kind="stable")
        return chord[order], np.concatenate([column, further])[order]

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
        at_junction, through = self.n_old + cuts.size + c.junction, c.chord
        if len(column) > len(self.chords.first):
            bounds = np.searchsorted(chord, np.arange(len(self.chords.first) + 1))
            member, within = ragged((bounds[1:] - bounds[:-1])[c.chord])
            at_junction, through = at_junction[member], bounds[c.chord][member] + within
        vertices = np.concatenate([self.n_old + cuts.vertex, at_junction])
        return vertices, np.concatenate([cuts.column, column[through]])

    def spread(self, before: Words, parent: IntArray, units: Words) -> Words:
        """Flags of the faces after the cut, given those of each old face before its first piece.

        From one side of a chord to the other, exactly the flags of its columns (rows of units) change.
        """
        o, chords = self.lines, self.chords
        chord, column = self._columns
        flips = rows_of(units, column)
        if len(column) > len(chords.first):
            flips = np.bitwise_xor.reduceat(flips, np.searchsorted(chord, np.arange(len(chords.first))))
        around = np.bitwise_xor.accumulate(rows_of(flips, chords.of_end), axis=0)
        beside = rows_of(around, chords.first)
        flags = rows_of(before, parent)
        of_chords = len(flags) - self.n_new + len(o.faces)
        of_junctions = of_chords + len(chords.first)
        flags[of_chords:of_junctions] ^= beside
        if len(self.followed):
            flags[of_junctions:] ^= self._left_of_followed(flips, beside ^ flips)
        return flags

    def _left_of_followed(self, flips: Words, left: Words) -> Words:
        """What differs, from before the first piece of the face, on the left of its chord after each member
        of `followed`, given what does on the left of each chord at its start.

        There is at least one junction.
        """
        c = self.crossings
        own = rows_of(flips, c.chord)
        crossed = rows_of(np.bitwise_xor.reduceat(own, places(c.leads)), c.junction) ^ own
        number = c.before - c.chord  # of members along the chords, one chord after the other
        along = np.empty_like(number)
        along[number] = np.arange(len(number))
        total = np.zeros((len(number) + 1, own.shape[1]), np.uint64)  # what is crossed before each
        np.bitwise_xor.accumulate(rows_of(crossed, along), axis=0, out=total[1:])
        earlier = rows_of(total, c.first_piece[:-1] - np.arange(len(left)))
        chord = c.chord[self.followed]
        return rows_of(total, number[self.followed] + 1) ^ rows_of(left ^ earlier, chord)


def _loops(following: IntArray, roots: IntArray) -> tuple[IntArray, IntArray]:
    """(sizes, order): how many half-edges each face has, and all of them, face by face, from the root on.

    Every half-edge looks for the root ahead of it; each look goes twice as far as the one before. Raises
    InDoubtError unless every face has one root and three sides.
    """
    n, face = len(following), np.arange(len(roots))
    distance = np.ones(n, np.intp)
    distance[roots] = 0
    ahead = following.copy()
    ahead[roots] = roots
    for _ in range(n.bit_length() + 1):
        further = distance[ahead]
        if not np.count_nonzero(further):
            break
        distance += further
        ahead = ahead[ahead]
    else:
        raise InDoubtError
    face_of_root = np.empty(n, np.intp)
    face_of_root[roots] = face
    face_of = face_of_root[ahead]
    sizes = np.bincount(face_of, minlength=len(roots))
    if np.count_nonzero(sizes < 3) or np.count_nonzero(face_of[following[roots]] != face):
        raise InDoubtError
    distance[roots] = sizes
    place = np.add.accumulate(sizes)[face_of] - distance
    order = np.empty(n, np.intp)
    order[place] = np.arange(n)
    return sizes, order
