"""Relief: the surface over the plane that a scene's sum, or one neuron of it, is: exact facets, and lines on
them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reluviz.ui.heat import HeatScale, typical_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.core.partition import Partition
    from reluviz.ui.scene import Box, Scene

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

#: An edge is a fold of the surface where its gradient turns by more than this share of the steepest one.
_LEAST_TURN = 1e-9
#: What is narrower, as a share of its length, is level: its corners do not tell how steep it is.
_LEAST_WIDTH = 1e-10


@dataclass(frozen=True, eq=False)
class Traces:
    """Straight lines on a surface: their ends in the plane (m, 2, 2), the values there (m, 2), and the
    regions on both sides of each (m, 2), -1 outside the box."""

    ends: Floats
    values: Floats
    sides: Ints


@dataclass(frozen=True, eq=False)
class Relief:
    """A function that is affine on every region of a partition, as a surface.

    values: (V,) at the vertices. scale: the value in full colour. low, high: round values between which the
    surface lies. share: its height between these, as a share of the box's diagonal. neuron: whose output it
    is (layer, index), or None of the sum. chosen: the neuron whose fold is marked.
    """

    partition: Partition
    values: Floats
    scale: float
    low: float
    high: float
    share: float
    neuron: tuple[int, int] | None
    chosen: tuple[int, int] | None

    @property
    def box(self) -> Box:
        """The extent of the plane that is shown."""
        return self.partition.box

    @cached_property
    def unit(self) -> float:
        """The height of the value 1, in units of the input: all surfaces are equally high."""
        xmin, xmax, ymin, ymax = self.box
        span = self.high - self.low or 1.0  # a sum that is 0 everywhere can be lifted, too
        return self.share * float(np.hypot(xmax - xmin, ymax - ymin)) / span

    @property
    def middle(self) -> float:
        """The height, in units of the input, half way between the lowest and the highest."""
        return (self.low + self.high) / 2 * self.unit

    @cached_property
    def heights(self) -> Floats:
        """(V,): of the vertices, in units of the input."""
        return self.values * self.unit

    @cached_property
    def centres(self) -> Floats:
        """(R, 3): a point inside each region, and the height there, in units of the input."""
        p = self.partition
        corners = np.column_stack([p.vertices, self.heights]).take(p.loop, axis=0)
        return np.add.reduceat(corners, p.offsets[:-1]) / np.diff(p.offsets)[:, np.newaxis]

    @cached_property
    def gradients(self) -> Floats:
        """(R, 2): how steep each facet is, height over length.

        From the vector area of its corners (Newell's method), to which all of them contribute.
        """
        p = self.partition
        first = p.loop.take(p.offsets[:-1]).repeat(np.diff(p.offsets))
        following = np.empty_like(p.loop)
        following[:-1] = p.loop[1:]
        following[p.offsets[1:] - 1] = p.loop.take(p.offsets[:-1])
        points = np.column_stack([p.vertices, self.heights])
        start = points.take(first, axis=0)
        here, there = ((points.take(ends, axis=0) - start).T for ends in (p.loop, following))
        area = [
            np.add.reduceat(here[i] * there[j] - here[j] * there[i], p.offsets[:-1])
            for i, j in ((1, 2), (2, 0), (0, 1))
        ]
        across = np.add.reduceat(np.abs(there[:2] - here[:2]).sum(axis=0), p.offsets[:-1])
        wide = area[2] > _LEAST_WIDTH * across**2
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(wide, [-area[0] / area[2], -area[1] / area[2]], 0.0).T

    @cached_property
    def creases(self) -> Traces:
        """The edges along which the surface is folded."""
        sides = self.partition.sides
        inner = np.flatnonzero((sides >= 0).all(axis=1))
        left, right = self.gradients.take(sides[inner].T, axis=0)
        turn = np.abs(left - right).max(axis=1)
        return self._along(inner[turn > _LEAST_TURN * np.abs(self.gradients).max(initial=0.0)])

    @cached_property
    def rim(self) -> Traces:
        """The edges along the sides of the box."""
        return self._along(np.flatnonzero((self.partition.sides < 0).any(axis=1)))

    @cached_property
    def fold(self) -> Traces:
        """The fold of the chosen neuron."""
        if self.chosen is None:
            return self._along(np.zeros(0, np.intp))
        layer, index = self.chosen
        hidden, sides = self.partition.network.hidden, self.partition.sides
        chosen = np.zeros(sum(hidden))
        chosen[sum(hidden[:layer]) + index] = 1.0
        left, right = self.partition.sums_where_on(chosen).take(sides.T)
        return self._along(np.flatnonzero((left != right) & (sides >= 0).all(axis=1)))

    @cached_property
    def zero(self) -> Traces:
        """Where the sum is 0; a neuron has no more to show than its fold."""
        if self.neuron is not None:
            return self._along(np.zeros(0, np.intp))
        ends = self.partition.boundary
        return Traces(ends, np.zeros(ends.shape[:2]), self.partition.boundary_regions)

    def outline(self, region: int) -> Traces:
        """The border of a region, lying on it alone; none of -1."""
        p = self.partition
        loop = p.loop[p.offsets[region] : p.offsets[region + 1]] if region >= 0 else p.loop[:0]
        edges = np.stack([loop, np.roll(loop, -1)], axis=1)
        return Traces(p.vertices[edges], self.values[edges], np.full((len(edges), 2), region))

    def _along(self, edges: Ints) -> Traces:
        p = self.partition
        ends = p.edges.take(edges, axis=0)
        return Traces(p.vertices.take(ends, axis=0), self.values.take(ends), p.sides.take(edges, axis=0))


@dataclass
class ReliefMaker:
    """Makes the relief of a scene, in scales that stand still while its values change a little.

    heat: the scale of the heat map of the sum, if it is shared with one.
    """

    heat: HeatScale = field(default_factory=HeatScale)
    _heat_of_neuron: HeatScale = field(default_factory=HeatScale)
    _above: HeatScale = field(default_factory=HeatScale)
    _below: HeatScale = field(default_factory=HeatScale)

    def relief(
        self, scene: Scene, neuron: tuple[int, int] | None, share: float, held: Relief | None = None
    ) -> Relief:
        """The surface of the sum or, if given, of what a neuron (layer, index) adds to it;
        `share` of the box's diagonal high, or, while a surface is `held`, in its scale."""
        if neuron is None:
            values = scene.partition.values
            scale = self.heat.follow(typical_size(scene.fields.total))
        else:
            values = neuron_values(scene.network, *neuron, scene.partition.vertices)
            scale = self._heat_of_neuron.follow(float(np.abs(values).max()))  # it is 0 nearly everywhere
        low, high = (held.low, held.high) if held else self._limits(values)
        chosen = scene.session.view.selected
        return Relief(scene.partition, values, scale, low, high, share, neuron, chosen)

    def _limits(self, values: Floats) -> tuple[float, float]:
        low, high = float(values.min()), float(values.max())
        return (
            -self._below.follow(-low) if low < 0 else 0.0,
            self._above.follow(high) if high > 0 else 0.0,
        )


def neuron_values(network: Network, layer: int, index: int, points: Floats) -> Floats:
    """(n,): what a hidden neuron adds to the sum at points (n, 2), or its output if layers follow."""
    outputs = points
    for W, b in zip(network.weights[:layer], network.biases[:layer], strict=True):
        outputs = network.kind.value(outputs @ W.T + b, network.slope)
    z = outputs @ network.weights[layer][index] + network.biases[layer][index]
    return network.kind.value(z, network.slope) * _weight_in_sum(network, layer, index)


def _weight_in_sum(network: Network, layer: int, index: int) -> float:
    last = layer == len(network.hidden) - 1
    return float(network.output_weights[index]) if last else 1.0
