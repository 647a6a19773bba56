"""Gestures: what the person does with a held handle, as an edit of the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

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


class Move(NamedTuple):
    """Where a held handle is moved to."""

    at: Floats
    """(2,) pixels of the pointer, or of where Shift holds it back to."""
    plane: PlaneMap
    snap: float | None = None
    """The grid's step in input units while Ctrl is held."""
    bend: bool = False
    """Whether Alt is held."""


class Held(Protocol):
    """A handle that is held."""

    @property
    def text(self) -> str:
        """Name of the undo step."""

    def restore(self, network: Network) -> Network:
        """The network with what the gesture changes as it was when the gesture began."""

    def label(self, network: Network) -> str:
        """The value to show at the pointer, or why the handle does not follow it."""


class Gesture(Held, Protocol):
    """A handle of the plane that is held."""

    layer: int
    neuron: int
    start: Network
    """The network when the gesture began."""

    @property
    def anchor(self) -> tuple[float, float] | None:
        """Where, in input units, the fold's handle should stand."""

    def move(self, move: Move, network: Network) -> None:
        """Move the handle in this network."""

    def edit(self, network: Network) -> Network:
        """The network with the held handle where it was moved to."""

    def place(self, plane: PlaneMap) -> Floats | None:
        """(2,) pixels of where it was moved to, on the grid where it snapped; None before the first move."""


@dataclass
class _NeuronGesture:
    layer: int
    neuron: int
    start: Network

    def restore(self, network: Network) -> Network:
        w, b = self.start.weights[self.layer][self.neuron], self.start.biases[self.layer][self.neuron]
        return network.with_neuron(self.layer, self.neuron, w, float(b))

    @property
    def fold(self) -> str:
        """What the fold is called; its layer is named where there are several."""
        deep = len(self.start.hidden) > 1
        return f"fold {self.neuron + 1}" + (f" of layer {self.layer + 1}" if deep else "")


@dataclass
class FoldDrag(_NeuronGesture):
    """The fold follows the pointer: the bias changes, the weights stay.

    While it bends, the least change of weights and bias since the gesture began makes it follow. Where no
    fold of the neuron can pass it stays at the last point where one could, and the label says so.
    """

    kink: float
    """Of the activation, whose fold is held."""
    target: Floats | None = None
    _bends: bool = field(default=False, init=False)
    _has_bent: bool = field(default=False, init=False)
    _refusal: str = field(default="", init=False)

    @classmethod
    def at(cls, layer: int, neuron: int, network: Network, at: tuple[float, float] | None) -> FoldDrag:
        """Of the fold that is grabbed at a point in input units; if not given, of that of the left kink."""
        kink = network.kind.left_kink
        if at is not None:
            z = float(network.preactivations([at])[layer][0, neuron])
            kink = min(network.kind.kinks, key=lambda kink: abs(z - kink))
        return cls(layer, neuron, network, kink)

    @property
    def text(self) -> str:
        return f"{'Bend' if self._bends else 'Move'} {self.fold}"

    @property
    def anchor(self) -> tuple[float, float] | None:
        return None if self.target is None else (float(self.target[0]), float(self.target[1]))

    def move(self, move: Move, network: Network) -> None:
        target = np.array(move.plane.units(*move.at))
        if move.snap:
            target = handles.snap_point(target, move.snap)
        self._refusal = ""
        if self._passes(self._placed(network, target, bend=move.bend), target):
            self.target, self._bends = target, move.bend
            self._has_bent |= move.bend
        elif not move.bend and self._passes(self._placed(network, target, bend=True), target):
            self._refusal = f"Neuron {self.neuron + 1} is flat here: Alt bends its fold"
        else:
            self._refusal = f"Layer {self.layer} is flat here: no fold can pass"

    def _passes(self, network: Network, target: Floats) -> bool:
        return bool(handles.fold_normal(network, self.layer, self.neuron, target).any())

    def _placed(self, network: Network, target: Floats, *, bend: bool) -> Network:
        place = handles.bend_fold if bend else handles.move_deep_fold
        if bend or self._has_bent:  # by how much depends on where it began, not on the way since then
            network = self.restore(network)
        return place(network, self.layer, self.neuron, target, self.kink)

    def edit(self, network: Network) -> Network:
        return network if self.target is None else self._placed(network, self.target, bend=self._bends)

    def label(self, network: Network) -> str:
        if self._refusal:
            return self._refusal
        bias = f"b = {short(float(network.biases[self.layer][self.neuron]))}"
        if not self._bends:
            return bias
        change = network.weights[self.layer][self.neuron] - self.start.weights[self.layer][self.neuron]
        return f"{bias}, w changed by {short(float(np.linalg.norm(change)))}"

    def place(self, plane: PlaneMap) -> Floats | None:
        return None if self.target is None else plane.pixels(self.target)


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
    _length: float = field(default=0.0, init=False)

    @property
    def text(self) -> str:
        return f"Turn {self.fold}"

    @property
    def anchor(self) -> tuple[float, float] | None:
        return float(self.foot[0]), float(self.foot[1])

    def move(self, move: Move, network: Network) -> None:
        arrow = (move.at - move.plane.pixels(self.foot)) * (1.0, -1.0)
        length = float(np.hypot(*arrow))
        if length == 0.0:
            return
        self._length = length
        size = float(np.hypot(*self.start.weights[0][self.neuron]))
        longer = (length - self.grabbed) / self.scale
        w = arrow / length * handles.arrow_size(handles.arrow_length(size) + longer)
        self.weights = handles.snap_angle(w, SNAP_DEGREES) if move.snap else w

    def edit(self, network: Network) -> Network:
        return network if self.weights is None else handles.aim(network, self.neuron, self.foot, self.weights)

    def label(self, network: Network) -> str:
        return f"w = ({', '.join(short(float(w)) for w in network.weights[0][self.neuron])})"

    def place(self, plane: PlaneMap) -> Floats | None:
        if self.weights is None:
            return None
        arrow = self.weights * (1.0, -1.0)
        return plane.pixels(self.foot) + arrow * (self._length / float(np.hypot(*arrow)))
