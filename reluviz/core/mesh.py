"""A box cut into convex faces, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, rows_of
from reluviz.core.locate import Locator

OUTSIDE = -1
"""The face that lies around the box."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """Convex faces that fill a box. V vertices, E edges, F faces.

    Every edge e has two halves: 2e and, back, 2e + 1. Half s starts at vertex starts[s] and ends at
    starts[s ^ 1]. Face f has on its left the halves halves[offsets[f] : offsets[f + 1]], counter-clockwise;
    the face beyond half s has s ^ 1, if it is in the box.

    Every vertex of a face is one of its corners; a face is known by its neighbours, never by where a rounded
    point seems to lie, so that a sliver of area 1e-16 is as good a face as any other.
    """

    points: FloatArray  # (V, 2)
    starts: IntArray  # (2 E,) vertices
    halves: IntArray  # (offsets[-1],)
    offsets: IntArray  # (F + 1,)

    @classmethod
    def of_box(cls, box: tuple[float, float, float, float]) -> Mesh:
        """The box (xmin, xmax, ymin, ymax) as a single face."""
        x0, x1, y0, y1 = box
        return cls(
            points=np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64),
            starts=np.array([0, 1, 1, 2, 2, 3, 3, 0]),
            halves=np.array([0, 2, 4, 6]),
            offsets=np.array([0, 4]),
        )

    @property
    def n_faces(self) -> int:
        """F."""
        return len(self.offsets) - 1

    @property
    def n_edges(self) -> int:
        """E."""
        return len(self.starts) // 2

    @property
    def ends(self) -> IntArray:
        """(E, 2): the vertices at the ends of each edge."""
        return self.starts.reshape(-1, 2)

    @cached_property
    def sizes(self) -> IntArray:
        """(F,): the number of corners of each face."""
        sizes: IntArray = self.offsets[1:] - self.offsets[:-1]
        return sizes

    @cached_property
    def loop(self) -> IntArray:
        """(offsets[-1],): the vertex at which each of `halves` starts."""
        return self.starts[self.halves]

    @cached_property
    def following(self) -> IntArray:
        """(offsets[-1],): the vertex at which each of `halves` ends."""
        following: IntArray = self.starts[self.halves ^ 1]
        return following

    @cached_property
    def preceding(self) -> IntArray:
        """(offsets[-1],): the vertex before the one at which each of `halves` starts, around its face."""
        preceding = np.empty_like(self.loop)
        preceding[1:] = self.loop[:-1]
        preceding[self.offsets[:-1]] = self.loop[self.offsets[1:] - 1]
        return preceding

    @cached_property
    def face(self) -> IntArray:
        """(offsets[-1],): the face of each of `halves`."""
        face: IntArray = np.arange(self.n_faces).repeat(self.sizes)
        return face

    @cached_property
    def sides(self) -> IntArray:
        """(E, 2): the faces left and right of each edge, or OUTSIDE."""
        sides = np.full(len(self.starts), OUTSIDE)
        sides[self.halves] = self.face
        return sides.reshape(-1, 2)

    @cached_property
    def areas(self) -> FloatArray:
        """(F,): the areas of the faces."""
        corners = rows_of(self.points, self.loop)
        first = rows_of(corners, self.offsets[:-1].repeat(self.sizes))
        here, there = corners - first, rows_of(self.points, self.following) - first
        doubled = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
        return 0.5 * np.add.reduceat(doubled, self.offsets[:-1])

    @cached_property
    def locator(self) -> Locator:
        """Finds the face of a point."""
        return Locator.of(self)
