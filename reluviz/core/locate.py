"""Which face of a mesh a point lies in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, offsets_of, ragged

if TYPE_CHECKING:
    from reluviz.core.mesh import Mesh

FACES_PER_CELL = 0.5
"""About how many faces there are for each cell of the grid, faces of one size supposed."""

SHORT = 1e-13
"""A side that is shorter than this share of the longest one."""

SIDES_AT_ONCE = 1_000_000
"""How many distances (points times sides) are held in memory at a time."""


@dataclass(frozen=True, eq=False)
class Locator:
    """A grid over the box; for each of its n x n cells, the faces that reach into it.

    A face reaches, in a row of cells, from the first to the last column that its outline touches there. So a
    long thin face is listed as often as it has cells, however it lies. Then, of the faces of a point's cell,
    it is in the one whose nearest side it is furthest within: on a border that is one of both.
    """

    n: int
    origin: FloatArray  # (2,)
    size: FloatArray  # (2,) of the box
    offsets: IntArray  # (n² + 1,)
    faces: IntArray  # (offsets[-1],) by cell, row by row
    sides: IntArray  # (F + 1,) where the sides of each face begin
    lines: (
        FloatArray  # (3, sides): the distance within a side is lines · (x, y, 1), with x, y from the origin
    )

    @classmethod
    def of(cls, mesh: Mesh) -> Locator:
        """The locator of the faces of a mesh of a box."""
        n = max(1, int(np.sqrt(mesh.n_faces / FACES_PER_CELL)))
        origin = mesh.points[:4].min(axis=0)  # the corners of the box come first
        size = mesh.points[:4].max(axis=0) - origin
        points = mesh.points - origin
        face, cell = _reach(mesh, points * (n / size), n)
        order = np.argsort(cell, kind="stable")
        offsets = offsets_of(np.bincount(cell, minlength=n * n))
        return cls(n, origin, size, offsets, face[order], mesh.offsets, _lines(mesh, points))

    def faces_at(self, x: FloatArray) -> IntArray:
        """The face of each point (m, 2), or -1 outside the box."""
        points = x - self.origin
        inside = np.flatnonzero(((points >= 0.0) & (points <= self.size)).all(axis=1))
        found = np.full(len(x), -1)
        points = points[inside]
        place = np.minimum((points * (self.n / self.size)).astype(np.intp), self.n - 1)
        cell = place[:, 1] * self.n + place[:, 0]
        first, count = self.offsets[cell], self.offsets[cell + 1] - self.offsets[cell]
        work = np.cumsum(count) // (SIDES_AT_ONCE // 5)  # a face has about four sides
        for begin in np.flatnonzero(np.diff(work, prepend=-1)):
            some = slice(begin, int(np.searchsorted(work, work[begin], side="right")))
            found[inside[some]] = self._nearest(points[some], first[some], count[some])
        return found

    def _nearest(self, points: FloatArray, first: IntArray, count: IntArray) -> IntArray:
        """Of the faces of each point's cell (given by the first and their number), the one it is in."""
        of_point = np.cumsum(count) - count
        owner = np.repeat(np.arange(len(points)), count)
        candidate = self.faces[np.arange(len(owner)) + (first - of_point)[owner]]
        begin = self.sides[candidate]
        n_sides = self.sides[candidate + 1] - begin
        of_candidate = np.cumsum(n_sides) - n_sides
        row = np.repeat(np.arange(len(candidate)), n_sides)
        side = np.arange(len(row)) + (begin - of_candidate)[row]
        x, y = points[owner[row]].T
        along_x, along_y, constant = self.lines
        within = np.minimum.reduceat(along_x[side] * x + along_y[side] * y + constant[side], of_candidate)
        best = np.maximum.reduceat(within, of_point)
        hits = np.flatnonzero(within == best[owner])
        found = np.empty(len(points), np.intp)
        found[owner[hits[::-1]]] = candidate[hits[::-1]]
        return found


def _lines(mesh: Mesh, points: FloatArray) -> FloatArray:
    """The lines of Locator. Sides too short for their direction to be known never count, and so a face that
    has no others never is the nearest."""
    start = points[mesh.loop]
    along = points[mesh.following] - start
    length = np.hypot(along[:, 0], along[:, 1])
    short = length < SHORT * length.max()
    length[short] = 1.0
    x, y = -along[:, 1] / length, along[:, 0] / length
    lines = np.stack([x, y, -(x * start[:, 0] + y * start[:, 1])])
    if short.any():
        speck = np.logical_and.reduceat(short, mesh.offsets[:-1])[mesh.face]
        lines[:, short] = [[0.0], [0.0], [np.inf]]
        lines[2, speck] = -np.inf
    return lines


def _reach(mesh: Mesh, points: FloatArray, n: int) -> tuple[IntArray, IntArray]:
    """(face, cell) for every cell of the n x n grid that a face reaches into; points in units of cells."""
    start, end = points[mesh.loop], points[mesh.following]
    low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    first = _cells(low, n)
    side, within = ragged(_cells(high, n) - first + 1)
    row = first[side] + within
    left, right = _extent_in_rows(start[side], end[side], row)
    face = mesh.face[side]
    lowest = np.minimum.reduceat(first, mesh.offsets[:-1])
    rows = np.maximum.reduceat(_cells(high, n), mesh.offsets[:-1]) - lowest + 1
    slot = (np.cumsum(rows) - rows - lowest)[face] + row
    order = np.argsort(slot, kind="stable")
    begins = np.searchsorted(slot[order], np.arange(rows.sum()))
    first_column = _cells(np.minimum.reduceat(left[order], begins) - 1e-9, n)
    last_column = _cells(np.maximum.reduceat(right[order], begins) + 1e-9, n)
    strip, column = ragged(last_column - first_column + 1)
    owner, level = ragged(rows)
    return owner[strip], (lowest[owner] + level)[strip] * n + first_column[strip] + column


def _cells(coordinate: FloatArray, n: int) -> IntArray:
    return np.clip(coordinate, 0, n - 1).astype(np.intp)


def _extent_in_rows(start: FloatArray, end: FloatArray, row: IntArray) -> tuple[FloatArray, FloatArray]:
    """The least and the largest x of each side within a row of height 1."""
    rise = end[:, 1] - start[:, 1]
    flat = np.abs(rise) < 1e-12
    slope = (end[:, 0] - start[:, 0]) / np.where(flat, 1.0, rise)
    low, high = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    at_bottom = np.clip(start[:, 0] + (row - start[:, 1]) * slope, low, high)
    at_top = np.clip(start[:, 0] + (row + 1 - start[:, 1]) * slope, low, high)
    left = np.where(flat, low, np.minimum(at_bottom, at_top))
    return left, np.where(flat, high, np.maximum(at_bottom, at_top))
