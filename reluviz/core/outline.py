"""Second step of a layer's cut: the outlines of the faces that are cut, and where chords end on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import BoolArray, IntArray, offsets_of, places, ragged
from reluviz.core.bits import Words, flags_set
from reluviz.core.edges import EdgeCuts, InDoubtError, Signs, anywhere
from reluviz.core.mesh import Mesh


class Outline(NamedTuple):
    """The sides of the faces that are cut, in pieces, and the ends of chords on them.

    An end lies at the start of a piece. Ends at one vertex are ordered as their chords are met when turning,
    inside the face, from the side before the vertex to the side after it.
    """

    is_cut: BoolArray  # (F,) of each face before the cut
    faces: IntArray  # (G,) those that are
    offsets: IntArray  # (G + 1,) where the pieces of each begin
    half: IntArray  # (B,) each piece as a half-edge among the cut edges
    piece: IntArray  # (2 C,) of each end
    vertex: IntArray  # (2 C,) of each end
    face: IntArray  # (2 C,) of each end
    column: IntArray  # (2 C,) of each end; of several on one chord, the first
    mate: IntArray  # (2 C,) the other end of the same chord
    plain: bool  # every end lies at a new vertex, and alone there
    also: tuple[IntArray, IntArray]  # ends, and a further column of their chord


NO_ENDS = np.zeros(0, np.intp), np.zeros(0, np.intp)


def outline(mesh: Mesh, signs: Signs, cuts: EdgeCuts, n: int) -> Outline | None:
    """The faces on which any of the n columns has both signs, and two ends of a chord for each such column.

    None if there is no such face. Raises InDoubtError where a column's signs around a face change more than
    twice.
    """
    on_half = cuts.on_edge[mesh.halves >> 1]
    on_face = np.add.reduceat(on_half, mesh.offsets[:-1])
    is_cut = on_face.astype(np.bool_)
    if signs.zeros is not None:
        is_cut |= _two_signed(mesh, signs).any(axis=1)
    faces = places(is_cut)
    if not len(faces):
        return None
    corner = places(is_cut.repeat(mesh.sizes))
    half, at_corner, piece, new = _in_pieces(mesh, cuts, mesh.halves[corner], on_half[corner])
    piece, column = _columns_of_ends(cuts, piece, new)
    if signs.zeros is not None:
        piece, column = _with_ends_at_corners(mesh, signs, piece, column, corner, at_corner)
    sizes = (mesh.sizes + on_face)[faces]
    face = faces.repeat(sizes)[piece]
    plain = signs.zeros is None and not cuts.merged
    whole = Outline(
        is_cut, faces, offsets_of(sizes), half, piece, cuts.starts[half[piece]], face, column,
        _mates(face * n + column), plain, NO_ENDS,
    )  # fmt: skip
    return whole if plain else _with_shared_ends_in_order(whole)


def _in_pieces(
    mesh: Mesh, cuts: EdgeCuts, halves: IntArray, count: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Half-edges with so many new vertices on them, in pieces: (half, at_corner, piece, new).

    half: every piece as a half-edge; at_corner: the first piece of each; piece: all others, in order; new:
    the number, among the new vertices, of that at which each of those starts.
    """
    edge, back = halves >> 1, halves & 1
    first = cuts.first[edge]
    upto = np.add.accumulate(count)
    earlier = upto - count  # new vertices on half-edges before
    run = np.arange(upto[-1])
    behind = back * count  # how far behind the corner the piece is that kept the number of its edge
    # New vertices have rising numbers along an edge; on the way back, from the last one down to the first.
    new = np.abs(run - (earlier + behind - back).repeat(count)) + first.repeat(count)
    at_corner = earlier + np.arange(len(halves))
    piece = run + np.arange(1, len(halves) + 1).repeat(count)
    half = np.empty(len(halves) + len(run), np.intp)
    half[piece] = 2 * (mesh.n_edges + new) - back.repeat(count)  # the piece from there on; back, that before
    half[at_corner] = 2 * (mesh.n_edges + first + count) - 1  # back, the last piece of the edge
    half[at_corner + behind] = halves
    return half, at_corner, piece, new


def _columns_of_ends(cuts: EdgeCuts, piece: IntArray, new: IntArray) -> tuple[IntArray, IntArray]:
    """Piece and column of each end of a chord at new vertices, for the pieces that start there."""
    if not cuts.merged:
        return piece, cuts.column[new]
    bounds = np.searchsorted(cuts.vertex, np.arange(cuts.size + 1))
    row, place = ragged((bounds[1:] - bounds[:-1])[new])
    return piece[row], cuts.column[bounds[new][row] + place]


def _with_ends_at_corners(
    mesh: Mesh, signs: Signs, piece: IntArray, column: IntArray, corner: IntArray, at_corner: IntArray
) -> tuple[IntArray, IntArray]:
    """Pieces and columns of ends, and of those at corners (places in mesh.halves), by piece."""
    place, column_there = flags_set(_turns_at_corners(mesh, signs, corner))
    piece = np.concatenate([piece, at_corner[place]])
    column = np.concatenate([column, column_there])
    order = piece.argsort(kind="stable")
    return piece[order], column[order]


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


def _mates(key: IntArray) -> IntArray:
    """For ends with these keys (face · n + column): the other end with the same key."""
    order = key.argsort()
    ordered = key[order]
    equal = ordered[1:] == ordered[:-1]
    if len(key) % 2 or np.count_nonzero(equal[::2]) < len(key) // 2 or np.count_nonzero(equal[1::2]):
        raise InDoubtError
    one, other = order[::2], order[1::2]
    mate = np.empty_like(order)
    mate[one], mate[other] = other, one
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

    row = np.searchsorted(o.offsets, o.piece, side="right")
    size = o.offsets[row] - o.offsets[row - 1]
    order = np.lexsort((-((other - o.piece) % size), o.piece))
    order = order[kept[order]]
    number = np.empty(len(o.piece), np.intp)
    number[order] = np.arange(len(order))
    also = (number[kept_end], o.column[ends[repeated]])
    return o._replace(
        piece=o.piece[order], vertex=o.vertex[order], face=o.face[order], column=o.column[order],
        mate=number[o.mate[order]], also=also,
    )  # fmt: skip
