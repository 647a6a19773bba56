"""The session: one frozen value for everything the window shows.

An edit returns a new session and shares every part it did not touch, so "did it change?" is answered by
identity. An edit that changes nothing returns the session itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from reluviz.core.checks import known, whole
from reluviz.core.construct import interpolant
from reluviz.core.initial import he, triangle
from reluviz.core.network import Network
from reluviz.learn.data import DRAWN, Data, make_data, target_range
from reluviz.learn.targets import TARGETS, Target
from reluviz.learn.trainer import Progress, Setup
from reluviz.session.muting import NONE, Neurons, check_muted, silenced

RECIPE = ("name", "points", "noise", "train_share", "seed")
"""The arguments of `make_data`, each kept by `Data` under the same name."""

SIDE_ROOM, ROOM_ABOVE = 1.12, 1.4
"""The view of a target is so many times as wide and as high as the target."""

SINE_KNOTS = np.array([0.0, 0.95, 1.6, 2.3, 3.98, 4.95, 2.0 * math.pi])
"""Where the first six ReLUs of `Session.first_curve` have their kinks, and where the last line ends."""

COLOURS = ("pattern", "gradient", "active", "sign", "value")
"""What the colours of a plane's regions may tell."""

MAX_LAYERS = 32
MAX_WIDTH = 1024
"""Of a new network: its file stays loadable, and a slip of the finger does not fill the memory."""


@dataclass(frozen=True)
class View:
    """What is shown: `center` (x, y), `half_width`, `half_height`, and the `selected` neuron.

    Of a plane, half_width is that of its smaller side, in input units, and half_height means nothing. Of the
    curve of a network with one input, half_width is of x and half_height of y, and y is the output.
    `selected` is (layer, index), both counted from 0, or None. `pin` is the place (x, y) of a plane whose
    region is inspected, or None: then it is the one under the pointer. `colour` is one of COLOURS.
    """

    center: tuple[float, float] = (0.0, 0.0)
    half_width: float = 6.0
    selected: tuple[int, int] | None = None
    half_height: float = 1.5
    pin: tuple[float, float] | None = None
    colour: str = COLOURS[0]

    def __post_init__(self) -> None:
        known("colour", self.colour, COLOURS)
        object.__setattr__(self, "center", _point("centre of the view", self.center))
        if self.pin is not None:
            object.__setattr__(self, "pin", _point("pin", self.pin))
        for side in ("half_width", "half_height"):
            object.__setattr__(self, side, float(getattr(self, side)))
        if self.selected is not None:
            layer, index = self.selected
            object.__setattr__(self, "selected", (int(layer), int(index)))
        for what, half in (("half width", self.half_width), ("half height", self.half_height)):
            if not (math.isfinite(half) and half > 0):
                raise ValueError(f"the {what} of the view must be finite and positive, not {half}")

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The square (xmin, xmax, ymin, ymax) of a plane that is seen, whatever else one of another shape
        shows."""
        (x, y), half = self.center, self.half_width
        return x - half, x + half, y - half, y + half

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """The x and y (xmin, xmax, ymin, ymax) of a curve that are seen."""
        (x, y), across, up = self.center, self.half_width, self.half_height
        return x - across, x + across, y - up, y + up


def _point(what: str, at: tuple[float, float]) -> tuple[float, float]:
    x, y = map(float, at)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"the {what} must be two finite numbers, not {(x, y)}")
    return x, y


@dataclass(frozen=True, eq=False)
class Session:
    """A network, the start it came from, its data, how it is trained, how far it got, and the view of it.

    network, start: same shape (d, hidden..., 1), where d is the number of inputs of the data; at least one
        hidden layer.
    seed: of the start's random weights; the data carries its own seed.
    muted: neurons (layer, index) whose output counts as 0 (see reluviz.session.muting); every hidden layer
        has others.
    """

    network: Network
    start: Network
    data: Data
    setup: Setup = field(default_factory=Setup)
    progress: Progress = field(default_factory=Progress)
    view: View = field(default_factory=View)
    seed: int = 0
    muted: Neurons = NONE

    def __post_init__(self) -> None:
        _check_fit(self.network, self.data)
        if self.muted:
            check_muted(self.network, self.muted)
        _check_task(self.setup, self.data)
        if not _has_neuron(self.network, self.view.selected):
            layer, index = self.view.selected or (0, 0)
            raise ValueError(f"there is no neuron {index + 1} of layer {layer + 1} that could be selected")
        if self.start.shape != self.network.shape:
            shapes = _text(self.start.shape), _text(self.network.shape)
            raise ValueError(f"the start has shape {shapes[0]} but the network has {shapes[1]}")

    # -- makers -----------------------------------------------------------------------------------------

    @classmethod
    def new(
        cls,
        dataset: str = "circle",
        hidden: Sequence[int] = (8,),
        activation: str = "relu",
        seed: int = 0,
        noise: float = 0.0,
        points: int = 500,
        train_share: float = 0.5,
        output: str = "tanh",
        loss: str = "squared",
        optimizer: str = "sgd",
        learning_rate: float = 0.03,
        batch: int = 10,
    ) -> Session:
        """A fresh session; the same arguments give the same session, to the last bit.

        hidden: neurons of each hidden layer. points: samples in all. train_share: the part of them
        that is trained on. output: of a network that follows a target it is always linear.
        Raises ValueError, in one sentence, for a value that makes no sense.
        """
        data = make_data(dataset, points=points, noise=noise, train_share=train_share, seed=seed)
        shape = (data.train_x.shape[1], *_widths(hidden), 1)
        start = _start(shape, seed, data).with_activation(activation)
        output = output if data.target is None else "linear"
        setup = Setup(output=output, loss=loss, optimizer=optimizer, learning_rate=learning_rate, batch=batch)
        return cls(start, start, data, setup, view=home(data), seed=data.seed)

    @classmethod
    def first(cls) -> Session:
        """What a first start shows: three neurons whose folds form a triangle, over the circle data.

        The second neuron is selected, so that its handles show.
        """
        start = triangle()
        data = make_data("circle", points=200, train_share=0.7)
        setup = Setup(loss="logistic", optimizer="adam", learning_rate=0.02)
        return cls(network=start, start=start, data=data, setup=setup, view=View(selected=(0, 1)))

    @classmethod
    def first_curve(cls) -> Session:
        """What a first look at one input shows: six ReLUs that follow a sine, each bending it a little more.

        The fourth neuron is selected.
        """
        data = make_data("sin", points=100, train_share=0.7)
        start = interpolant(SINE_KNOTS, np.sin(SINE_KNOTS))
        setup = Setup(output="linear", optimizer="adam", learning_rate=0.01)
        return cls(start, start, data, setup, view=replace(home(data), selected=(0, 3)))

    # -- what it is about -------------------------------------------------------------------------------

    @property
    def target(self) -> Target | None:
        """The curve that the network is to follow; None where it is to tell two classes apart."""
        return self.data.target

    @property
    def shown(self) -> Network:
        """The network as it counts: without the output of its muted neurons."""
        return silenced(self.network, self.muted)

    @property
    def muted_in_sum(self) -> frozenset[int]:
        """Which neurons of the last hidden layer are muted."""
        last = len(self.network.hidden) - 1
        return frozenset(i for layer, i in self.muted if layer == last)

    # -- edits ------------------------------------------------------------------------------------------

    def with_network(self, network: Network) -> Session:
        """Other weights in the same architecture (or ValueError); start and progress stay."""
        if network is self.network:
            return self
        return replace(self, network=network)

    def with_activation(self, name: str, slope: float | None = None) -> Session:
        """Another activation for network and start; the weights stay.

        The losses so far are those of another function, so progress begins anew.
        """
        network = self.network.with_activation(name, slope)
        if (network.activation, network.slope) == (self.network.activation, self.network.slope):
            return self
        start = network if self.network is self.start else self.start.with_activation(name, slope)
        return replace(self, network=network, start=start, progress=Progress())

    def with_muted(self, muted: Neurons) -> Session:
        """Other neurons muted; ValueError where a layer would have no other ones."""
        return self if muted == self.muted else replace(self, muted=muted)

    def with_architecture(self, network: Network, muted: Neurons = NONE) -> Session:
        """A network of any shape that fits the data: it is the new start too, and progress begins anew."""
        selected = self.view.selected
        view = self.view if _has_neuron(network, selected) else replace(self.view, selected=None)
        return replace(self, network=network, start=network, progress=Progress(), view=view, muted=muted)

    def with_data(self, **changes: Any) -> Session:
        """Data made by the present recipe with `changes` (name, points, noise, train_share, seed).

        The weights stay; losses on other data are not comparable, so progress begins anew.
        """
        _known(changes, RECIPE, "data")
        recipe = {key: getattr(self.data, key) for key in RECIPE}
        if self.data.name == DRAWN:
            recipe["name"] = self.data.target
        if all(recipe[key] == value for key, value in changes.items()):
            return self
        return replace(self, data=make_data(**{**recipe, **changes}), progress=Progress())

    def with_target(self, target: str | Target) -> Session:
        """Samples of another target, from the table or drawn, by the recipe of the present ones; network and
        view stay.

        Raises ValueError where the network has not one input, and for a name that is no target's.
        """
        if self.network.n_inputs != 1:
            raise ValueError(f"a network with {self.network.n_inputs} inputs cannot follow a target")
        if isinstance(target, str):
            known("target", target, TARGETS)
        return self.with_data(name=target)

    def with_setup(self, **changes: Any) -> Session:
        """Another training set-up (output, loss, optimizer, learning_rate, batch); the weights stay.

        Another loss, or another output for it, makes losses that are not comparable, so progress begins anew.
        Otherwise progress stays, except that another optimizer begins without the moments of the last one.
        """
        _known(changes, [item.name for item in fields(Setup)], "set-up")
        setup = replace(self.setup, **changes)
        if setup == self.setup:
            return self
        if (setup.loss, setup.output) != (self.setup.loss, self.setup.output):
            return replace(self, setup=setup, progress=Progress())
        if setup.optimizer == self.setup.optimizer:
            return replace(self, setup=setup)
        return replace(self, setup=setup, progress=replace(self.progress, moments=None))

    def with_view(self, **changes: Any) -> Session:
        """Another view (center, half_width, half_height, selected, pin, colour)."""
        _known(changes, [item.name for item in fields(View)], "view")
        view = replace(self.view, **changes)
        return self if view == self.view else replace(self, view=view)

    def at_home(self) -> Session:
        """The view that shows all of the data; the selection stays."""
        view = home(self.data)
        return self.with_view(center=view.center, half_width=view.half_width, half_height=view.half_height)

    def reset(self) -> Session:
        """Back to the very start this session came from, before any training."""
        if self.network is self.start and self.progress.epoch == 0 and not len(self.progress.history):
            return self
        return replace(self, network=self.start, progress=Progress())

    def new_start(self) -> Session:
        """Another random start of the same architecture, drawn with the next seed; the data stays."""
        seed = self.seed + 1
        network = self.network
        start = _start(network.shape, seed, self.data).with_activation(network.activation, network.slope)
        return replace(self, network=start, start=start, progress=Progress(), seed=seed)

    def trained(self, network: Network, progress: Progress) -> Session:
        """The network and progress that a trainer arrived at."""
        return replace(self, network=network, progress=progress)


def home(data: Data) -> View:
    """The view that shows all of the data, and of the target if there is one."""
    target = data.target
    if target is None:
        return View()
    low, high = target.interval
    heights = [*target_range(target), *data.train_y.tolist(), *data.test_y.tolist()]
    bottom, top = min(heights), max(heights)
    return View(
        center=((low + high) / 2, (bottom + top) / 2),
        half_width=SIDE_ROOM * (high - low) / 2,
        half_height=ROOM_ABOVE * (top - bottom) / 2 or 1.0,
    )


def _start(shape: Sequence[int], seed: int, data: Data) -> Network:
    """Random weights of a network for these data."""
    return he(shape, seed) if data.target is None else he(shape, seed, interval=data.target.interval)


def _widths(hidden: Sequence[int]) -> tuple[int, ...]:
    try:
        widths = tuple(whole("the number of neurons", width) for width in hidden)
    except TypeError:
        raise ValueError(f"hidden must be a list of numbers of neurons, not {hidden!r}") from None
    if len(widths) > MAX_LAYERS:
        raise ValueError(f"a new network has at most {MAX_LAYERS} hidden layers, not {len(widths)}")
    for width in widths:
        if not 1 <= width <= MAX_WIDTH:
            raise ValueError(f"a hidden layer has 1 to {MAX_WIDTH} neurons, not {width}")
    return widths


def _check_fit(network: Network, data: Data) -> None:
    inputs = data.train_x.shape[1]
    if network.n_inputs != inputs:
        takes = f"{network.n_inputs} input{'s' * (network.n_inputs != 1)}"
        raise ValueError(f"the network takes {takes} but the data has {inputs}")
    if network.n_outputs != 1:
        raise ValueError(f"a session needs a network with one output, not {network.n_outputs}")
    if not network.hidden:
        raise ValueError("a session needs a network with at least one hidden layer")


def _check_task(setup: Setup, data: Data) -> None:
    if data.target is not None and (setup.loss, setup.output) != ("squared", "linear"):
        have = f"the {setup.loss} loss and a {setup.output} output"
        raise ValueError(f"a target is followed with the squared loss and a linear output, not {have}")


def _text(shape: Sequence[int]) -> str:
    return "-".join(str(width) for width in shape)


def _has_neuron(network: Network, neuron: tuple[int, int] | None) -> bool:
    if neuron is None:
        return True
    layer, index = neuron
    return 0 <= layer < len(network.hidden) and 0 <= index < network.hidden[layer]


def _known(changes: dict[str, Any], names: Sequence[str], what: str) -> None:
    for key in changes:
        if key not in names:
            raise ValueError(f"the {what} has no {key!r}; it has {', '.join(names)}")
