"""The exact partition of a box into the regions on which a network is affine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.arrays import BoolArray, FloatArray, IntArray
from reluviz.core.network import Network
from reluviz.core.subdivision import SMALLEST, Subdivision

Box = tuple[float, float, float, float]

RELATIVE_TOLERANCE = 1e-13
"""A pre-activation smaller than this share of the terms it is summed from is a rounding of 0."""

LARGEST_COORDINATE = 1e150
"""A box reaches no further, so that its area is finite."""

POINTS_AT_ONCE = 2_000_000
"""How many distances (points times sides of regions) are held in memory at a time."""


def partition(network: Network, box: Sequence[float]) -> Partition:
    """The exact regions, folds and decision boundary of a network with two inputs on a box.

    box: (xmin, xmax, ymin, ymax). A region is a maximal connected set with an interior on which every hidden
    pre-activation is positive, negative or identically 0. Raises ValueError for a network without two inputs,
    a box that is empty, not finite or beyond LARGEST_COORDINATE, and pre-activations too large for floating
    point.

    Method: the neurons cut the box one after the other, layer by layer; inside a region of the layers below,
    a neuron's pre-activation is affine, so that it cuts the region along one chord or not at all.
    """
    if network.n_inputs != 2:
        raise ValueError(f"a partition needs a network with 2 inputs, not {network.n_inputs}")
    checked = checked_box(box)
    subdivision = Subdivision.of_box(checked)
    layer = _Inputs(subdivision.points, np.full((4, 2), RELATIVE_TOLERANCE * max(map(abs, checked))))
    for k, width in enumerate(network.hidden):
        subdivision.add_layer(*layer.through(network, k))
        for neuron in range(width if network.kind.kinks else 0):
            subdivision.cut(neuron)
        layer = _Inputs.activated(network, subdivision)
    offsets, half_edges = subdivision.loops()
    return Partition(network, checked, offsets, half_edges, subdivision, layer)


def checked_box(box: Sequence[float]) -> Box:
    """A box as four floats. Raises ValueError unless it has an inside and lies within LARGEST_COORDINATE."""
    values = np.asarray(box, np.float64)
    if values.shape != (4,) or not np.isfinite(values).all():
        raise ValueError(f"a box is four finite numbers xmin, xmax, ymin, ymax, not {box}")
    x0, x1, y0, y1 = values.tolist()
    if not (x0 < x1 and y0 < y1):
        raise ValueError(f"a box needs xmin < xmax and ymin < ymax, not {x0:g}, {x1:g}, {y0:g}, {y1:g}")
    if max(map(abs, (x0, x1, y0, y1))) > LARGEST_COORDINATE:
        raise ValueError(f"a box reaches from -{LARGEST_COORDINATE:g} to {LARGEST_COORDINATE:g} at most")
    return x0, x1, y0, y1


@dataclass(frozen=True, eq=False)
class _Inputs:
    """What a layer gets at every vertex: inputs (V, n), and how large a rounded 0 of each can be (V, n)."""

    values: FloatArray
    tolerances: FloatArray

    @classmethod
    def activated(cls, network: Network, subdivision: Subdivision) -> _Inputs:
        """The newest layer's outputs. A pre-activation that is exactly 0, as on its fold, is beyond doubt."""
        z, kind = subdivision.newest, network.kind
        steepness = np.abs(kind.derivative(z, network.slope))
        tolerances = np.where(z == 0.0, 0.0, steepness * subdivision.tolerances)
        return cls(kind.value(z, network.slope), tolerances)

    def through(self, network: Network, k: int) -> tuple[FloatArray, FloatArray]:
        """Pre-activations and tolerances (V, out) of layer k: a running error bound (Wilkinson 1963)."""
        W, b = network.weights[k], network.biases[k]
        with np.errstate(over="ignore", invalid="ignore"):
            z = self.values @ W.T + b
            tolerances = self.tolerances @ np.abs(W).T + RELATIVE_TOLERANCE * np.abs(b)
        if not np.isfinite(z).all():
            raise ValueError(f"layer {k + 1}: its values on this box are too large for floating point")
        return z, tolerances


@dataclass(frozen=True, eq=False)
class Partition:
    """The regions of a network on a box; made by `partition`. All that is not counted is computed when asked.

    Region i has the corners vertices[loop[offsets[i] : offsets[i + 1]]], counter-clockwise.
    R regions, V vertices, H hidden neurons.
    """

    network: Network
    box: Box
    offsets: IntArray  # (R + 1,)
    _half_edges: IntArray  # (offsets[-1],) half-edges around the regions, in the order of `loop`
    _subdivision: Subdivision
    _last_hidden: _Inputs  # of the output layer

    # --- counts and shapes -------------------------------------------------------------------------------

    @property
    def n_regions(self) -> int:
        """R."""
        return len(self.offsets) - 1

    @property
    def n_vertices(self) -> int:
        """The number of points that are a corner of a region."""
        return len(self._subdivision.rows)

    @property
    def n_edges(self) -> int:
        """The number of sides of regions, a shared side counted once."""
        return len(self._subdivision.start) // 2

    @cached_property
    def vertices(self) -> FloatArray:
        """(V, 2): every corner of a region."""
        return np.ascontiguousarray(self._subdivision.points)

    @cached_property
    def loop(self) -> IntArray:
        """(offsets[-1],): indices of the vertices around each region, counter-clockwise."""
        return self._subdivision.start[self._half_edges]

    def polygon(self, i: int) -> FloatArray:
        """The corners of region i, (k, 2), counter-clockwise. Raises IndexError for no region's number."""
        self._check_region(i)
        return self.vertices[self.loop[self.offsets[i] : self.offsets[i + 1]]]

    @cached_property
    def areas(self) -> FloatArray:
        """(R,): the regions' areas; their sum is the box's."""
        first = self.loop[self.offsets[:-1]]
        corners = self.vertices[self.loop] - np.repeat(self.vertices[first], np.diff(self.offsets), axis=0)
        following = self.vertices[self._subdivision.end(self._half_edges)] - (
            self.vertices[self.loop] - corners
        )
        doubled = corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0]
        return 0.5 * np.add.reduceat(doubled, self.offsets[:-1])

    @property
    def area(self) -> float:
        """The area of the box."""
        x0, x1, y0, y1 = self.box
        return (x1 - x0) * (y1 - y0)

    # --- the network on the regions ------------------------------------------------------------------------

    @cached_property
    def patterns(self) -> BoolArray:
        """(R, H): which neurons are on (positive) in each region; without a kink they always are."""
        if not self.network.kind.kinks:
            return np.ones((self.n_regions, self.network.n_hidden), bool)
        return self._anywhere(self._subdivision.preactivations > 0.0)

    def pattern(self, i: int) -> BoolArray:
        """(H,): which neurons are on in region i, layer by layer. Raises IndexError like `polygon`."""
        self._check_region(i)
        row: BoolArray = self.patterns[i]
        return row

    def affine(self, i: int) -> tuple[FloatArray, FloatArray]:
        """(A: (out, 2), c: (out,)) with network(x) == A @ x + c on region i. IndexError like `polygon`."""
        self._check_region(i)
        return self.network.affine(self.patterns[i])

    def _check_region(self, i: int) -> None:
        """`region_at` says -1 outside the box, which must not be taken for the last region."""
        if not 0 <= i < self.n_regions:
            raise IndexError(f"there is no region {i}: the {self.n_regions} regions count from 0")

    @cached_property
    def _first_output_maps(self) -> tuple[FloatArray, FloatArray]:
        A, c = self.network.affine_maps(self.patterns)
        return np.ascontiguousarray(A[:, 0]), np.ascontiguousarray(c[:, 0])

    @property
    def gradients(self) -> FloatArray:
        """(R, 2): the gradient of the first output in each region."""
        return self._first_output_maps[0]

    @property
    def intercepts(self) -> FloatArray:
        """(R,): the first output in region i is gradients[i] @ x + intercepts[i]."""
        return self._first_output_maps[1]

    @cached_property
    def values(self) -> FloatArray:
        """(V,): the first output at the vertices."""
        return np.ascontiguousarray(self._output[0][:, 0])

    @cached_property
    def _output(self) -> tuple[FloatArray, FloatArray]:
        """The outputs (V, out) and their tolerances."""
        return self._last_hidden.through(self.network, len(self.network.hidden))

    # --- folds and the decision boundary -------------------------------------------------------------------

    def fold(self, layer: int, i: int) -> FloatArray:
        """(m, 2, 2): the segments on which neuron i of a hidden layer has pre-activation 0.

        Where it is 0 on a whole region, only the border to regions where it is not belongs to the fold.
        `layer` and `i` count from 0. Raises ValueError where there is no such neuron.
        """
        hidden = self.network.hidden
        if not 0 <= layer < len(hidden) or not 0 <= i < hidden[layer]:
            raise ValueError(f"there is no neuron {i + 1} in a hidden layer {layer + 1}")
        offsets, segments = self._folds
        neuron = sum(hidden[:layer]) + i
        return segments[offsets[neuron] : offsets[neuron + 1]]

    @cached_property
    def _folds(self) -> tuple[IntArray, FloatArray]:
        """Every neuron's fold: (offsets (H + 1,), segments (offsets[-1], 2, 2))."""
        n_hidden = self.network.n_hidden
        if not self.network.kind.kinks:
            return np.zeros(n_hidden + 1, np.intp), np.zeros((0, 2, 2))
        s = self._subdivision
        zero = s.preactivations == 0.0
        flat = np.vstack([np.ones((1, n_hidden), bool), ~self._anywhere(~zero)])
        edges = s.edges()
        neurons, which = np.nonzero((zero[s.start[edges]] & zero[s.end(edges)]).T)
        edges = edges[which]
        kept = ~(flat[s.face[edges], neurons] & flat[s.face[s.twin[edges]], neurons])
        counts = np.bincount(neurons[kept], minlength=n_hidden)
        return np.concatenate([[0], np.cumsum(counts)]), s.segments(edges[kept])

    @cached_property
    def boundary(self) -> FloatArray:
        """(m, 2, 2): the segments on which the first output is 0.

        Sides of regions on which it is 0 everywhere do not belong to it.
        The output is one more function that cuts a copy of the partition.
        """
        s = self._subdivision.copy_of_plane()
        values, tolerances = self._output
        s.add_layer(values[:, :1], tolerances[:, :1])
        s.cut(0)
        zero = s.newest[:, 0] == 0.0
        flat = np.zeros(s.n_faces, bool)
        flat[1 : self.n_regions + 1] = ~self._anywhere(~zero[: self.n_vertices])
        edges = s.edges()
        edges = edges[zero[s.start[edges]] & zero[s.end(edges)]]
        return s.segments(edges[~(flat[s.face[edges]] | flat[s.face[s.twin[edges]]])])

    @property
    def boundary_length(self) -> float:
        """The length of `boundary`."""
        ends = self.boundary
        return float(np.hypot(*(ends[:, 1] - ends[:, 0]).T).sum())

    def _anywhere(self, flags: BoolArray) -> BoolArray:
        """For flags of the vertices (V, ...), whether any corner of each region has them: (R, ...)."""
        return np.logical_or.reduceat(flags[self.loop], self.offsets[:-1], axis=0)

    # --- which region is here ------------------------------------------------------------------------------

    def region_at(self, x: ArrayLike) -> IntArray:
        """The region that each point lies in: (n, 2) -> (n,), -1 outside the box.

        A point on the border of regions is given to one of them.
        """
        points = np.asarray(x, np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"x must have shape (n, 2), not {points.shape}")
        x0, x1, y0, y1 = self.box
        px, py = points.T
        inside = np.flatnonzero((px >= x0) & (px <= x1) & (py >= y0) & (py <= y1))
        found = self._region_of_pattern(points[inside])
        unknown = np.flatnonzero(found < 0)
        found[unknown] = self._region_around(points[inside[unknown]])
        regions = np.full(len(points), -1, np.intp)
        regions[inside] = found
        return regions

    def _region_of_pattern(self, points: FloatArray) -> IntArray:
        """The region that has the points' activation pattern, -1 where none has (as on some folds).

        A pattern leaves all pre-activations affine, so that it holds on a convex set: in one region at most.
        """
        on = self.network.pattern(points)
        keys, order = self._pattern_keys
        place = np.searchsorted(keys, _pattern_key(on), sorter=order)
        region = order[np.minimum(place, len(order) - 1)]
        return np.where((self.patterns[region] == on).all(axis=1), region, -1)

    @cached_property
    def _pattern_keys(self) -> tuple[NDArray[np.uint64], IntArray]:
        """The regions' pattern keys (R,) and the order that sorts them."""
        keys = _pattern_key(self.patterns)
        return keys, np.argsort(keys)

    def _region_around(self, points: FloatArray) -> IntArray:
        """The region whose nearest side each point is furthest within: for points on or beside folds."""
        corners = self.vertices[self.loop]
        sides = self.vertices[self._subdivision.end(self._half_edges)] - corners
        lengths = np.maximum(np.hypot(*sides.T), SMALLEST)  # two corners can have rounded to the same point
        normals = np.column_stack([-sides[:, 1], sides[:, 0]]) / lengths[:, np.newaxis]
        found = np.empty(len(points), np.intp)
        step = max(1, POINTS_AT_ONCE // len(corners))
        for first in range(0, len(points), step):
            some = slice(first, first + step)
            x, y = points[some].T[:, :, np.newaxis]
            inwards = (x - corners[:, 0]) * normals[:, 0] + (y - corners[:, 1]) * normals[:, 1]
            found[some] = np.minimum.reduceat(inwards, self.offsets[:-1], axis=1).argmax(axis=1)
        return found


def _pattern_key(patterns: BoolArray) -> NDArray[np.uint64]:
    """A number for each pattern (n, H); different patterns have, all but certainly, different ones."""
    multipliers = np.random.default_rng(0).integers(1, 2**63, patterns.shape[1], dtype=np.uint64)
    key: NDArray[np.uint64] = patterns @ multipliers
    return key
