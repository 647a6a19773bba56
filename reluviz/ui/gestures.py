"""Gestures: what the person does with a held handle, as an edit of the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reluviz.core import handles
from reluviz.ui.numbers import short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.plane_map import PlaneMap

    Floats = NDArray[np.float64]

#: Shift makes a handle follow the pointer at this rate.
FINE = 0.1
#: Ctrl snaps directions to multiples of this many degrees.
SNAP_DEGREES = 15.0


class Gesture(Protocol):
    """A handle that is held."""

    neuron: int
    start: Network
    """The network when the gesture began."""

    @property
    def text(self) -> str:
        """Name of the undo step."""

    @property
    def anchor(self) -> tuple[float, float] | None:
        """Where, in input units, the fold's handle should stand."""

    def move(self, at: Floats, plane: PlaneMap, snap: float | None) -> None:
        """The (virtual) pointer is at `at` pixels; snap: the grid step in input units while Ctrl is held."""

    def edit(self, network: Network) -> Network:
        """The network with the held handle where it was moved to."""

    def restore(self, network: Network) -> Network:
        """The network with the handle's neuron as it was when the gesture began."""

    def label(self, network: Network) -> str:
        """The value to show at the pointer."""


@dataclass
class _NeuronGesture:
    neuron: int
    start: Network

    def restore(self, network: Network) -> Network:
        w, b = self.start.weights[0][self.neuron], float(self.start.biases[0][self.neuron])
        return network.with_neuron(0, self.neuron, w, b)


@dataclass
class FoldDrag(_NeuronGesture):
    """The fold follows the pointer: the bias changes, the weights stay."""

    target: Floats | None = None

    @property
    def text(self) -> str:
        return f"Move fold {self.neuron + 1}"

    @property
    def anchor(self) -> tuple[float, float] | None:
        return None if self.target is None else (float(self.target[0]), float(self.target[1]))

    def move(self, at: Floats, plane: PlaneMap, snap: float | None) -> None:
        target = np.array(plane.units(*at))
        self.target = handles.snap_point(target, snap) if snap else target

    def edit(self, network: Network) -> Network:
        return network if self.target is None else handles.move_fold(network, self.neuron, self.target)

    def label(self, network: Network) -> str:
        return f"b = {short(float(network.biases[0][self.neuron]))}"


@dataclass
class ArrowDrag(_NeuronGesture):
    """The arrow's tip follows the pointer: the weights turn and scale, the foot (input units) stays on the
    fold."""

    foot: Floats
    scale: float
    """Of the theme, in which arrows are drawn."""
    grabbed: float
    """Pixels from the foot to the tip when it was taken."""
    weights: Floats | None = None

    @property
    def text(self) -> str:
        return f"Turn fold {self.neuron + 1}"

    @property
    def anchor(self) -> tuple[float, float] | None:
        return float(self.foot[0]), float(self.foot[1])

    def move(self, at: Floats, plane: PlaneMap, snap: float | None) -> None:
        arrow = (at - plane.pixels(self.foot)) * (1.0, -1.0)
        length = float(np.hypot(*arrow))
        if length == 0.0:
            return
        size = float(np.hypot(*self.start.weights[0][self.neuron]))
        longer = (length - self.grabbed) / self.scale
        w = arrow / length * handles.arrow_size(handles.arrow_length(size) + longer)
        self.weights = handles.snap_angle(w, SNAP_DEGREES) if snap else w

    def edit(self, network: Network) -> Network:
        return network if self.weights is None else handles.aim(network, self.neuron, self.foot, self.weights)

    def label(self, network: Network) -> str:
        return f"w = ({', '.join(short(float(w)) for w in network.weights[0][self.neuron])})"
