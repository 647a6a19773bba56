"""Gestures on a curve: what the person does with a held handle, as an edit of the network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reluviz.core.handles import kinks, move_kink, set_slope
from reluviz.ui.gestures import Held
from reluviz.ui.items.curve_handles import LEVEL, Hit
from reluviz.ui.numbers import short

if TYPE_CHECKING:
    from reluviz.core.network import Network

#: A neuron that is this close to off at its slope point has no slope to hold.
_OFF = 1e-9


class CurveDrag(Held, Protocol):
    """A handle of a curve that is held. x and y are in units of its plot."""

    @property
    def hit(self) -> Hit:
        """The handle."""

    @property
    def upright(self) -> bool:
        """Whether it moves up and down; else it moves sideways."""

    @property
    def name(self) -> str:
        """What the handle is called."""

    def now(self, network: Network) -> float:
        """The coordinate of the handle that a drag changes: its y if `upright`, else its x."""

    def move(self, to: float) -> None:
        """That coordinate shall be `to`."""

    def edit(self, network: Network) -> Network:
        """The network with the held handle where it was moved to."""

    def copied(self, source: Network, network: Network) -> Network:
        """The network with what the gesture changes as it is in `source`."""


@dataclass
class _Drag(ABC):
    start: Network
    to: float | None = field(default=None, kw_only=True)

    def move(self, to: float) -> None:
        self.to = to

    @abstractmethod
    def copied(self, source: Network, network: Network) -> Network: ...

    def restore(self, network: Network) -> Network:
        return self.copied(self.start, network)


@dataclass
class _SlopePoint(_Drag):
    """The slope point of a neuron, at `x`."""

    neuron: int
    x: float
    upright = True

    @property
    def hit(self) -> Hit:
        return Hit("slope", self.neuron)

    @property
    def name(self) -> str:
        return f"Slope of neuron {self.neuron + 1}"


@dataclass
class KinkDrag(_Drag):
    """The kink of a neuron of layer 1 follows the pointer sideways: the bias changes, the weight stays."""

    neuron: int
    upright = False

    @property
    def hit(self) -> Hit:
        return Hit("kink", self.neuron)

    @property
    def name(self) -> str:
        return f"Kink of neuron {self.neuron + 1}"

    @property
    def text(self) -> str:
        return f"Move kink {self.neuron + 1}"

    def now(self, network: Network) -> float:
        return float(kinks(network)[self.neuron])

    def edit(self, network: Network) -> Network:
        return network if self.to is None else move_kink(network, self.neuron, self.to)

    def copied(self, source: Network, network: Network) -> Network:
        return network.with_bias(0, self.neuron, float(source.biases[0][self.neuron]))

    def label(self, network: Network) -> str:
        b = float(network.biases[0][self.neuron])
        return f"x = {short(self.now(network))}   b = {short(b)}"


@dataclass
class BiasDrag(KinkDrag):
    """A KinkDrag where there is room for little more than the bias."""

    def label(self, network: Network) -> str:
        return f"b = {short(float(network.biases[0][self.neuron]))}"


@dataclass
class WeightDrag(_SlopePoint):
    """The slope point of a neuron, at `x` in the plot of its output, follows the pointer up and down: the
    weight changes, the kink stays."""

    @property
    def text(self) -> str:
        return f"Change weight {self.neuron + 1}"

    def _foot(self, network: Network) -> tuple[float, float]:
        """How far the point is from the kink in x, and the output at the kink."""
        kind = network.kind
        start = float(kind.value(np.array(kind.left_kink), network.slope))
        return abs(self.x - float(kinks(network)[self.neuron])), start

    def now(self, network: Network) -> float:
        along, start = self._foot(network)
        return start + abs(float(network.weights[0][self.neuron, 0])) * along

    def edit(self, network: Network) -> Network:
        along, start = self._foot(network)
        if self.to is None or not along > _OFF:
            return network
        return set_slope(network, self.neuron, (self.to - start) / along, weighted=False)

    def copied(self, source: Network, network: Network) -> Network:
        w, b = source.weights[0][self.neuron], float(source.biases[0][self.neuron])
        return network.with_neuron(0, self.neuron, w, b)

    def label(self, network: Network) -> str:
        return f"w = {short(float(network.weights[0][self.neuron, 0]))}"


@dataclass
class SlopeDrag(_SlopePoint):
    """The slope point of a neuron, at `x`, follows the pointer up and down: the output weight changes.

    alone: in the plot of the neuron alone, so that its own share of the sum follows the pointer there; else
    in the plot of the sum, which does.
    """

    alone: bool

    @property
    def text(self) -> str:
        return f"Change slope {self.neuron + 1}"

    def _output(self, network: Network) -> float:
        """The output of the neuron at the slope point."""
        return float(network.hidden_outputs([[self.x]])[0][0, self.neuron])

    def _rest(self, network: Network) -> float:
        """What all others make of the sum there."""
        if self.alone:
            return 0.0
        share = float(network.output_weights[self.neuron]) * self._output(network)
        return float(network([[self.x]])[0, 0]) - share

    def now(self, network: Network) -> float:
        return self._rest(network) + float(network.output_weights[self.neuron]) * self._output(network)

    def edit(self, network: Network) -> Network:
        output = self._output(network)
        if self.to is None or abs(output) < _OFF:
            return network
        return network.with_output_weight(self.neuron, (self.to - self._rest(network)) / output)

    def copied(self, source: Network, network: Network) -> Network:
        return network.with_output_weight(self.neuron, float(source.output_weights[self.neuron]))

    def label(self, network: Network) -> str:
        return f"v = {short(float(network.output_weights[self.neuron]))}"


@dataclass
class LevelDrag(_Drag):
    """The zero level of the sum follows the pointer up and down: the output bias changes."""

    upright = True
    hit = LEVEL
    name = "Zero level of the sum"
    text = "Move zero level"

    def now(self, network: Network) -> float:
        return network.output_bias

    def edit(self, network: Network) -> Network:
        return network if self.to is None else network.with_output_bias(self.to)

    def copied(self, source: Network, network: Network) -> Network:
        return network.with_output_bias(source.output_bias)

    def label(self, network: Network) -> str:
        return f"c = {short(network.output_bias)}"


def snapped(value: float, step: float | None) -> float:
    """The multiple of `step` next to a value, the value itself without a step."""
    return value if step is None else float(np.round(value / step) * step)
