"""The exact partition of a box into the regions on which a network is affine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.activations import PieceArray
from reluviz.core.arrangement import REGION_LIMIT, TooManyRegions
from reluviz.core.arrays import BoolArray, ComplexArray, FloatArray, IntArray
from reluviz.core.depth import Lift, lifts, order_along
from reluviz.core.levels import LevelSet, level_set
from reluviz.core.mesh import Mesh
from reluviz.core.network import Network
from reluviz.core.planes import Planes, planes_over
from reluviz.core.stages import (
    RELATIVE_TOLERANCE,
    Stage,
    Start,
    through,
    through_with_care,
    tolerances_through,
)

__all__ = ["REGION_LIMIT", "Box", "Partition", "TooManyRegions", "partition"]

Box = tuple[float, float, float, float]

LARGEST_COORDINATE = 1e150
"""A box reaches no further, so that its area is finite."""


def partition(network: Network, box: Sequence[float], previous: Partition | None = None) -> Partition:
    """The exact regions, folds and decision boundary of a network with two inputs on a box.

    box: (xmin, xmax, ymin, ymax). A region is a maximal connected set with an interior on which every hidden
    neuron is on one piece of its activation (or its pre-activation is identically that of a kink).
    previous: the partition of a network like this one; what follows from layers they share is taken from it,
    so that an edit of the output layer computes no geometry.

    Raises TooManyRegions, and ValueError for a network without two inputs, a box that is empty, not finite or
    beyond LARGEST_COORDINATE, and pre-activations too large for floating point.
    """
    checked, stages, excess = _stages(network, box, previous)
    if excess is not None:
        raise excess
    return Partition(network, checked, stages)


def partition_by_first_layers(
    network: Network, box: Sequence[float], previous: Partition | None = None
) -> Partition:
    """As `partition`, of as many of the first hidden layers as have no more than REGION_LIMIT regions.

    Where these are not all, they lie under an output of 0 in the network of the result. Raises TooManyRegions
    for a first layer that has too many by itself.
    """
    checked, stages, excess = _stages(network, box, previous)
    if excess is None:
        return Partition(network, checked, stages)
    if len(stages) == 1:
        raise excess
    return Partition(first_layers(network, len(stages) - 1), checked, stages)


def first_layers(network: Network, n: int, width: int | None = None) -> Network:
    """The first n hidden layers, the last of them cut to `width` neurons, under an output of 0."""
    weights, biases = list(network.weights[:n]), list(network.biases[:n])
    weights[-1], biases[-1] = weights[-1][:width], biases[-1][:width]
    weights.append(np.zeros((1, len(biases[-1]))))
    biases.append(np.zeros(1))
    return Network(weights, biases, network.activation, network.slope)


def _stages(
    network: Network, box: Sequence[float], previous: Partition | None
) -> tuple[Box, tuple[Start | Stage, ...], TooManyRegions | None]:
    """The box, the stages of the hidden layers, and why these are not all."""
    if network.n_inputs != 2:
        raise ValueError(f"a partition needs a network with 2 inputs, not {network.n_inputs}")
    checked = checked_box(box)
    stages: list[Start | Stage] = (
        previous.shared_stages(network, checked) if previous else [Start.of_box(checked)]
    )
    for k in range(len(stages) - 1, len(network.hidden)):
        W, b = network.weights[k], network.biases[k]
        try:
            stages.append(Stage.above(stages[-1], W, b, network.kind, network.slope))
        except OverflowError:
            raise _too_large(k) from None
        except TooManyRegions as excess:
            return checked, tuple(stages), excess
    return checked, tuple(stages), None


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


def _too_large(layer: int) -> ValueError:
    return ValueError(f"layer {layer + 1}: its values on this box are too large for floating point")


@dataclass(frozen=True, eq=False)
class Partition:
    """The regions of a network on a box; made by `partition`. All that is not counted is computed when asked.

    Region i has the corners vertices[loop[offsets[i] : offsets[i + 1]]], counter-clockwise.
    R regions, V vertices, H hidden neurons.
    """

    network: Network
    box: Box
    _stages: tuple[Start | Stage, ...]  # before the first layer, and after each hidden one

    def shared_stages(self, network: Network, box: Box) -> list[Start | Stage]:
        """The stages that the partition of another network, on this box, has in common with this one."""
        mine = self.network
        if box != self.box:
            return [Start.of_box(box)]
        same = 0
        if (network.activation, network.slope) == (mine.activation, mine.slope):
            for k in range(min(len(mine.hidden), len(network.hidden))):
                if not _same(mine.weights[k], network.weights[k]) or not _same(
                    mine.biases[k], network.biases[k]
                ):
                    break
                same += 1
        return list(self._stages[: same + 1])

    # --- counts and shapes -------------------------------------------------------------------------------

    @property
    def _mesh(self) -> Mesh:
        return self._stages[-1].mesh

    @property
    def n_regions(self) -> int:
        """R."""
        return self._mesh.n_faces

    @property
    def n_vertices(self) -> int:
        """The number of points that are a corner of a region."""
        return len(self._mesh.points)

    @property
    def n_edges(self) -> int:
        """The number of sides of regions, a shared side counted once."""
        return self._mesh.n_edges

    @property
    def vertices(self) -> FloatArray:
        """(V, 2): every corner of a region."""
        return self._mesh.points

    @property
    def loop(self) -> IntArray:
        """(offsets[-1],): indices of the vertices around each region, counter-clockwise."""
        return self._mesh.loop

    @property
    def offsets(self) -> IntArray:
        """(R + 1,): where each region's corners begin in `loop`."""
        return self._mesh.offsets

    @property
    def edges(self) -> IntArray:
        """(n_edges, 2): the vertices that each side of a region goes from and to."""
        return self._mesh.ends

    @property
    def sides(self) -> IntArray:
        """(n_edges, 2): the regions left and right of each of `edges`, -1 outside the box."""
        return self._mesh.sides

    def polygon(self, i: int) -> FloatArray:
        """The corners of region i, (k, 2), counter-clockwise. Raises IndexError for no region's number."""
        self._check_region(i)
        return self.vertices[self.loop[self.offsets[i] : self.offsets[i + 1]]]

    @property
    def areas(self) -> FloatArray:
        """(R,): the regions' areas; their sum is the box's."""
        return self._mesh.areas

    @property
    def area(self) -> float:
        """The area of the box."""
        x0, x1, y0, y1 = self.box
        return (x1 - x0) * (y1 - y0)

    # --- the network on the regions ------------------------------------------------------------------------

    @property
    def pieces(self) -> PieceArray:
        """(R, H): on which piece of its activation each neuron is in each region, counted from the left."""
        return self._stages[-1].pieces

    @property
    def patterns(self) -> BoolArray:
        """(R, H): which neurons are on in each region, as told by `Network.pattern`."""
        return self._stages[-1].patterns

    def pattern(self, i: int) -> BoolArray:
        """(H,): which neurons are on in region i, layer by layer. Raises IndexError like `polygon`."""
        self._check_region(i)
        on: BoolArray = self._pieces_of(i) == self.network.kind.on_piece
        return on

    def affine(self, i: int) -> tuple[FloatArray, FloatArray]:
        """(A: (out, 2), c: (out,)) with network(x) == A @ x + c on region i. IndexError like `polygon`."""
        self._check_region(i)
        return self.network.affine(self._pieces_of(i))

    def _pieces_of(self, i: int) -> PieceArray:
        """(H,): `pieces` of region i, at no more than its own cost."""
        pieces: PieceArray = self._stages[-1].pieces_of(np.array([i]))[0]
        return pieces

    def sums_where_on(self, values: ArrayLike) -> ComplexArray:
        """(R,): for each region, the sum of the complex numbers (H,) of the neurons that are on there.

        It asks for much less than `patterns`. Of multiples of a power of two the sums are exact, so that the
        same pattern has the same sum in every partition.
        """
        numbers = np.asarray(values, np.complex128)
        if numbers.shape != (self.network.n_hidden,):
            raise ValueError(f"values must have shape ({self.network.n_hidden},), not {numbers.shape}")
        return self._stages[-1].sums_where_on(numbers)

    def shares_regions_with(self, other: Partition) -> bool:
        """Whether it has the very regions of another, with their patterns: one was made from the other, and
        only the output differs."""
        return self._stages[-1] is other._stages[-1]

    def order_along(self, direction: ArrayLike) -> IntArray:
        """(R,): the regions in an order in which every straight line in `direction` (2,) passes through them.

        Seen against that direction, no region of the plane lies in front of a later one.
        """
        return order_along(self._lifts, np.asarray(direction, np.float64))

    @cached_property
    def _lifts(self) -> list[Lift]:
        return lifts(stage for stage in self._stages if isinstance(stage, Stage))

    def _check_region(self, i: int) -> None:
        """`region_at` says -1 outside the box, which must not be taken for the last region."""
        if not 0 <= i < self.n_regions:
            raise IndexError(f"there is no region {i}: the {self.n_regions} regions count from 0")

    @cached_property
    def _first_output_maps(self) -> tuple[FloatArray, FloatArray]:
        return self.network.first_output_maps(self.pieces)

    @property
    def gradients(self) -> FloatArray:
        """(R, 2): the gradient of the first output in each region."""
        return self._first_output_maps[0]

    @property
    def intercepts(self) -> FloatArray:
        """(R,): the first output in region i is gradients[i] @ x + intercepts[i]."""
        return self._first_output_maps[1]

    @property
    def values(self) -> FloatArray:
        """(V,): the first output at the vertices."""
        return self._output[0]

    @cached_property
    def planes(self) -> Planes:
        """The first output on the regions, as its `values` tell it: as `gradients` up to rounding, but for
        slivers, and many times faster."""
        return self.planes_through(self.values)

    def planes_through(self, values: FloatArray) -> Planes:
        """A function on the regions that is affine on each, from its values (V,) at the vertices."""
        return planes_over(self._mesh, values)

    @cached_property
    def _output(self) -> tuple[FloatArray, float]:
        """The first output at the vertices (V,) and a bound of how large a rounded 0 can be among them."""
        try:
            values, bounds = through(self._stages[-1], *self._first_output)
        except OverflowError:
            raise _too_large(len(self.network.hidden)) from None
        return values.ravel(), float(bounds[0])

    @property
    def _first_output(self) -> tuple[FloatArray, FloatArray]:
        """The first output as a layer: weights (1, n), biases (1,)."""
        return self.network.weights[-1][:1], self.network.biases[-1][:1]

    # --- folds and level sets ------------------------------------------------------------------------------

    def fold(self, layer: int, i: int) -> FloatArray:
        """(m, 2, 2): the segments on which neuron i of a hidden layer has a kink of its activation.

        Where its pre-activation is that of a kink on a whole region, only the border to regions where it is
        not belongs to the fold. `layer` and `i` count from 0. Raises ValueError for a neuron that is not
        there.
        """
        hidden = self.network.hidden
        if not 0 <= layer < len(hidden) or not 0 <= i < hidden[layer]:
            raise ValueError(f"there is no neuron {i + 1} in a hidden layer {layer + 1}")
        offsets, segments = self.folds(layer)
        return segments[offsets[i] : offsets[i + 1]]

    def folds(self, layer: int) -> tuple[IntArray, FloatArray]:
        """The folds of all n neurons of a hidden layer: offsets (n + 1,), segments (m, 2, 2).

        fold(layer, i) is segments[offsets[i] : offsets[i + 1]]. Raises IndexError for no such layer.
        """
        if layer < 0:
            raise IndexError(f"there is no hidden layer {layer + 1}")
        stage = self._stages[1:][layer]
        assert isinstance(stage, Stage)
        return stage.folds

    def level(self, value: float) -> FloatArray:
        """(m, 2, 2): the segments on which the first output has this value.

        Sides of regions on which it has this value everywhere do not belong to it. Raises ValueError for a
        value that is not finite.
        """
        if not np.isfinite(value):
            raise ValueError(f"a level is a finite number, not {value}")
        return self._level(value).segments

    def _level(self, value: float) -> LevelSet:
        W, b = self._first_output
        if not W.any():  # it is constant
            return LevelSet(np.zeros((0, 2, 2)), np.zeros((0, 2), np.intp))
        heights, bound = self._output
        rounding = RELATIVE_TOLERANCE * abs(value)

        def at_vertices() -> tuple[FloatArray, FloatArray]:
            careful = np.empty((self.n_vertices, 1))
            through_with_care(self._stages[-1], W, b, careful)
            tolerances = tolerances_through(self._stages[-1], W, b)
            return careful.ravel() - value, tolerances.ravel() + rounding

        return level_set(self._mesh, heights - value, bound + rounding, at_vertices)

    @cached_property
    def _boundary(self) -> LevelSet:
        return self._level(0.0)

    @property
    def boundary(self) -> FloatArray:
        """(m, 2, 2): the decision boundary, where the first output is 0, as by `level`."""
        return self._boundary.segments

    @property
    def boundary_regions(self) -> IntArray:
        """(m, 2): the regions beside each segment of `boundary`, the same twice where it crosses one; -1
        outside the box."""
        return self._boundary.faces

    @property
    def boundary_length(self) -> float:
        """The length of `boundary`."""
        ends = self.boundary
        return float(np.hypot(*(ends[:, 1] - ends[:, 0]).T).sum())

    # --- which region is here ------------------------------------------------------------------------------

    def region_at(self, x: ArrayLike) -> IntArray:
        """The region that each point lies in: (n, 2) -> (n,), -1 outside the box.

        A point on the border of regions is given to one of them.
        """
        points = np.asarray(x, np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"x must have shape (n, 2), not {points.shape}")
        return self._mesh.locator.faces_at(points)


def _same(a: FloatArray, b: FloatArray) -> bool:
    return a is b or np.array_equal(a, b)
