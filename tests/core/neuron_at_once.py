"""The partition again, one neuron at a time: a second implementation, for networks that rational numbers are
too slow for. It shares no code with the one that is shipped.

The plane is kept as half-edges. A half-edge runs from its `start` vertex with its face on the left; `next`
is the half-edge that follows it around that face, `twin` the one that runs the other way. Face 0 is the
outside of the box. So the faces are known by who borders whom, never by where a rounded point seems to lie,
and a sliver of area 1e-16 is as good a face as any other.

A vertex carries one row: its x and y, then the pre-activation of every neuron there, then, for the newest
layer, how large a rounded 0 of each pre-activation can be there (its tolerance). Inside a face all of these
are affine or bounded by affine functions, so a new vertex on an edge gets its whole row by one
interpolation, and a value that is exactly 0 at both ends of an edge (the edge lies on that neuron's fold)
stays exactly 0.

Invariants between two cuts:
* the faces other than the outside are convex, and every vertex of a face is one of its corners;
* a neuron that has cut is, on each face, nowhere negative or nowhere positive, and exactly 0 on its fold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reluviz.core.arrays import BoolArray, FloatArray, IntArray
from reluviz.core.network import Network

OUTSIDE = 0
"""The face that lies around the box."""

SMALLEST = float(np.finfo(np.float64).tiny)
"""The smallest number worth dividing by; the tolerance from which doubling starts when it was 0."""

RELATIVE_TOLERANCE = 1e-13

PLANE = 2
"""The first columns of a vertex's row: x and y."""


@dataclass
class Subdivision:
    """Convex faces of a box as half-edges. Changed in place by `add_layer` and `cut`."""

    rows: FloatArray  # (vertices, last + last - first): x, y, pre-activations, tolerances
    first: int  # the newest layer's pre-activations are the columns from first
    last: int  # to last, its tolerances those from last on
    start: IntArray  # (half-edges,) vertex
    next: IntArray  # (half-edges,) half-edge
    twin: IntArray  # (half-edges,) half-edge
    face: IntArray  # (half-edges,) face on the left
    n_faces: int  # the outside included

    @classmethod
    def of_box(cls, box: tuple[float, float, float, float]) -> Subdivision:
        """The box (xmin, xmax, ymin, ymax) as a single face."""
        x0, x1, y0, y1 = box
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        return cls(
            rows=corners,
            first=PLANE,
            last=PLANE,
            start=np.array([0, 1, 2, 3, 1, 2, 3, 0]),
            next=np.array([1, 2, 3, 0, 7, 4, 5, 6]),
            twin=np.array([4, 5, 6, 7, 0, 1, 2, 3]),
            face=np.array([1, 1, 1, 1, 0, 0, 0, 0]),
            n_faces=2,
        )

    def add_layer(self, preactivations: FloatArray, tolerances: FloatArray) -> None:
        """Give every vertex a layer's pre-activations and their tolerances, both (vertices, n)."""
        self.rows = np.hstack([self.rows[:, : self.last], preactivations, tolerances])
        self.first, self.last = self.last, self.last + preactivations.shape[1]

    @property
    def points(self) -> FloatArray:
        """(vertices, 2), a view."""
        return self.rows[:, :PLANE]

    @property
    def preactivations(self) -> FloatArray:
        """(vertices, neurons so far), a view."""
        return self.rows[:, PLANE : self.last]

    @property
    def newest(self) -> FloatArray:
        """The newest layer's pre-activations (vertices, n), a view."""
        return self.rows[:, self.first : self.last]

    @property
    def tolerances(self) -> FloatArray:
        """The newest layer's tolerances (vertices, n), a view."""
        return self.rows[:, self.last :]

    # --- cutting -----------------------------------------------------------------------------------------

    def cut(self, neuron: int) -> None:
        """Split every face on which this neuron of the newest layer has both signs, along its zero line.

        Values within their tolerance are roundings of 0 and become exactly 0.

        The negative corners of such a face are one run of its loop. The run begins behind a half-edge `enter`
        and ends with a half-edge `leave`, both of which end on the line; a chord joins these two ends.
        """
        column = self.first + neuron
        height, falls = self._heights_and_falls(neuron)
        if len(falls) == 0:
            return
        rises = self.twin[falls]
        below = np.flatnonzero(height < 0.0)
        crossing = height[falls] > 0.0
        if crossing.all():
            enter = falls
            self._halve_edges(falls, height, column)
        else:  # some runs begin at a vertex that already lies on the line
            enter = np.where(crossing, falls, self._previous()[falls])
            self._halve_edges(falls[crossing], height, column)
        leave = rises[np.argsort(self.face[rises])]
        inner = np.searchsorted(self.face[enter], OUTSIDE, side="right")
        enter, leave = enter[inner:], leave[inner:]
        if not crossing.all():
            reaches_above = self._faces_above(height)[self.face[enter]]
            enter, leave = enter[reaches_above], leave[reaches_above]
        self._insert_chords(enter, leave, below)

    def _heights_and_falls(self, neuron: int) -> tuple[FloatArray, IntArray]:
        """The neuron's value at the start of every half-edge, and the half-edges on which it turns negative.

        The latter are ordered by face. A convex face has at most one: where rounding shows more, the values
        concerned are smaller than they are uncertain, and the tolerance is doubled until they are gone.
        """
        z, tolerance = self.newest[:, neuron], self.tolerances[:, neuron]
        while True:
            z[np.abs(z) <= tolerance] = 0.0
            height = z[self.start]
            falls = np.flatnonzero((height >= 0.0) & (height[self.next] < 0.0))
            faces = self.face[falls]
            order = np.argsort(faces)
            faces = faces[order]
            repeated = faces[1:] == faces[:-1]
            if not (repeated & (faces[1:] != OUTSIDE)).any():
                return height, falls[order]
            tolerance = 2.0 * np.maximum(tolerance, SMALLEST)

    def _halve_edges(self, falls: IntArray, height: FloatArray, column: int) -> None:
        """Put a vertex on each of these edges (given by the half that falls) where the column is 0.

        Both halves keep their start and now end at the new vertex; from there two new half-edges lead on.
        """
        rises = self.twin[falls]
        high, low = height[falls], -height[rises]
        up, down = self.start[falls], self.start[rises]
        # From the nearer end: there a sliver's values keep their digits beside large ones at the other end.
        upper = high < low
        near, far = np.where(upper, up, down), np.where(upper, down, up)
        share = np.minimum(high, low) / (high + low)
        rows = self.rows[near]
        rows += share[:, np.newaxis] * (self.rows[far] - rows)
        rows[:, column] = 0.0
        vertices = np.arange(len(self.rows), len(self.rows) + len(falls))
        self.rows = np.concatenate([self.rows, rows])

        halves = np.concatenate([falls, rises])
        others = np.concatenate([rises, falls])
        new = np.arange(len(self.start), len(self.start) + len(halves))
        onward = self.next[halves]
        self.next[halves] = new
        self.twin[others] = new
        self._append(np.concatenate([vertices, vertices]), onward, others, self.face[halves])

    def _insert_chords(self, enter: IntArray, leave: IntArray, below: IntArray) -> None:
        """Split the face of each `enter` by a chord from its end to the end of `leave`.

        The negative side becomes a new face: its half-edges are those that start `below` and the one after
        `enter`.
        """
        n, m = len(self.start), len(enter)
        first_below, first_above = self.next[enter], self.next[leave]
        there, back = np.arange(n, n + m), np.arange(n + m, n + 2 * m)
        faces, new_faces = self.face[enter], np.arange(self.n_faces, self.n_faces + m)

        renamed = np.arange(self.n_faces)
        renamed[faces] = new_faces
        self.face[below] = renamed[self.face[below]]
        self.face[first_below] = new_faces
        self.next[enter], self.next[leave] = there, back
        self._append(
            start=self.start[np.concatenate([first_below, first_above])],
            next_=np.concatenate([first_above, first_below]),
            twin=np.concatenate([back, there]),
            face=np.concatenate([faces, new_faces]),
        )
        self.n_faces += m

    def _append(self, start: IntArray, next_: IntArray, twin: IntArray, face: IntArray) -> None:
        self.start = np.concatenate([self.start, start])
        self.next = np.concatenate([self.next, next_])
        self.twin = np.concatenate([self.twin, twin])
        self.face = np.concatenate([self.face, face])

    def _previous(self) -> IntArray:
        """The half-edge before each, around its face."""
        previous = np.empty_like(self.next)
        previous[self.next] = np.arange(len(self.next))
        return previous

    def _faces_above(self, height: FloatArray) -> BoolArray:
        """Which faces have a positive corner, by the heights of the half-edges there were before the cut."""
        above = np.zeros(self.n_faces, bool)
        above[self.face[: len(height)][height > 0.0]] = True
        return above

    # --- reading -----------------------------------------------------------------------------------------

    def loops(self) -> tuple[IntArray, IntArray]:
        """The faces inside the box as (offsets, loop).

        loop[offsets[i] : offsets[i + 1]] are the half-edges around face i + 1, counter-clockwise.
        All loops are walked at once, one half-edge a step.
        """
        sizes = np.bincount(self.face, minlength=self.n_faces)[1:]
        first = np.empty(self.n_faces, np.intp)
        first[self.face] = np.arange(len(self.face))
        walk = np.empty((sizes.max(), self.n_faces - 1), np.intp)
        here = first[1:]
        for step in walk:
            step[:] = here
            here = self.next[here]
        within = np.arange(len(walk)) < sizes[:, np.newaxis]
        return np.concatenate([[0], np.cumsum(sizes)]), walk.T[within]

    @property
    def n_edges(self) -> int:
        """The number of edges."""
        return len(self.start) // 2

    def areas(self) -> FloatArray:
        """The areas of the faces inside the box."""
        offsets, loop = self.loops()
        x, y = self.points[self.start[loop]].T
        u, v = self.points[self.start[self.twin[loop]]].T
        return 0.5 * np.add.reduceat(x * v - u * y, offsets[:-1])

    def patterns(self) -> BoolArray:
        """(faces inside the box, neurons): which neurons are positive at any corner."""
        offsets, loop = self.loops()
        return np.logical_or.reduceat(self.preactivations[self.start[loop]] > 0.0, offsets[:-1], axis=0)


def neuron_at_once(network: Network, box: tuple[float, float, float, float]) -> Subdivision:
    """The subdivision of the box by a network whose activation has one kink, at 0."""
    assert network.kind.kinks == (0.0,)
    s = Subdivision.of_box(box)
    values, tolerances = s.points, np.full((4, 2), RELATIVE_TOLERANCE * max(map(abs, box)))
    for W, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
        s.add_layer(values @ W.T + b, tolerances @ np.abs(W).T + RELATIVE_TOLERANCE * np.abs(b))
        for neuron in range(len(b)):
            s.cut(neuron)
        z = s.newest
        values = network.kind.value(z, network.slope)
        steepness = np.abs(network.kind.derivative(z, network.slope))
        tolerances = np.where(z == 0.0, 0.0, steepness * s.tolerances)
    return s
