"""Edits of whole networks with one input: the interpolant neuron by neuron, and constructions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reluviz.core import construct
from reluviz.core.handles import kinks
from reluviz.core.pieces import pieces
from reluviz.core.theory import interpolation_bound
from reluviz.learn.targets import SAWTOOTH_LAYERS, TARGETS, Target
from reluviz.ui.numbers import short
from reluviz.ui.slopes import slopes_at_kinks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.session.session import Session

PIECES = (4, 6, 8, 12, 16, 24, 32)
"""How many pieces an interpolant can have."""

DEFAULT_PIECES = 6

#: A network meets a target where it is this close to it, as a share of the target's size.
_MEETS = 1e-9
#: Slopes below this are those of floating point.
_ROUNDING = 1e-12
#: The width of the ramps of steps and bumps.
_RAMP = 0.3


class Interpolant(NamedTuple):
    """The points through which a target is followed by so many pieces: knots and values (n + 1,)."""

    knots: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def pieces(self) -> int:
        """How many there are, and as many neurons."""
        return len(self.knots) - 1

    def network(self, count: int) -> Network:
        """Its first `count` neurons."""
        return construct.interpolant(self.knots, self.values, count)

    def count_in(self, network: Network) -> int:
        """How many of its neurons a network has, from the left, and no others; 0 if it is another network."""
        count = network.hidden[0]
        if network.shape != (1, count, 1) or count > self.pieces or network.activation != "relu":
            return 0
        if not np.array_equal(-network.biases[0], self.knots[:count]):
            return 0  # seen at a glance, so that a drag costs nothing here
        own = self.network(count)
        same = all(
            np.array_equal(a, b)
            for a, b in zip((*network.weights, *network.biases), (*own.weights, *own.biases), strict=True)
        )
        return count if same else 0


@lru_cache(maxsize=64)
def interpolant(target: Target, pieces: int) -> Interpolant:
    """The one with even knots on the target's interval."""
    knots = construct.knots(*target.interval, pieces)
    values = target.f(knots)
    values[-1:] = target.f.left_limits(knots[-1:])
    return Interpolant(knots, values)


def bound_of(network: Network, target: Target) -> float | None:
    """What the error never exceeds, by the second derivative of the target and the longest piece.

    None for a target that has no second derivative, and for a network that does not meet it at the ends of
    its pieces.
    """
    second = target.f.largest_second(*target.interval)
    if second is None:
        return None
    ends = _ends(network, target.interval)
    apart = network(ends[:, None])[:, 0] - target.f(ends)
    meets = bool((np.abs(apart) <= _MEETS * np.abs(target.f(ends)).max()).all())
    return interpolation_bound(second, float(np.diff(ends).max())) if meets else None


def _ends(network: Network, interval: tuple[float, float]) -> NDArray[np.float64]:
    """The ends of an interval and, rising, the kinks in it: of one hidden layer also those at which the sum
    happens to go straight on."""
    own = kinks(network) if len(network.hidden) == 1 else pieces(network, interval).kinks
    return np.unique([*interval, *own[(own > interval[0]) & (own < interval[1])]])


def recognised(network: Network, target: Target) -> int | None:
    """Of how many pieces a network is the interpolant, or its beginning, None for any other network."""
    found = (pieces for pieces in PIECES if interpolant(target, pieces).count_in(network))
    return next(found, None)


class NextStep(NamedTuple):
    """What comes next when a target is followed neuron by neuron: the first `neurons` of the interpolant with
    so many `pieces` (0 when there is nothing left to do); in words, in few words, why, and as an undo
    step."""

    neurons: int
    pieces: int
    words: str
    brief: str
    tip: str
    text: str


NO_STEP = NextStep(0, 0, "", "", "", "")


def next_step(network: Network, target: Target, pieces: int) -> NextStep:
    """The next neuron of the interpolant with so many pieces, or its first one if the network is another;
    after the last one all neurons of that with twice as many."""
    count, more = interpolant(target, pieces).count_in(network), 2 * pieces
    if count == 0:
        tip = f"Begin a broken line of {pieces} pieces through points of the target, with one ReLU"
        return NextStep(1, pieces, "Build it, ReLU by ReLU", "Build it", tip, "Begin with one ReLU")
    if count < pieces:
        tip = f"ReLU {count + 1} of {pieces}: it bends the sum so that it meets the target again"
        words = ("Add the next ReLU", "Add ReLU", tip, f"Add ReLU {count + 1}")
        return NextStep(count + 1, pieces, *words)
    if more in PIECES:
        tip = f"All {count} are there; half as long pieces make a quarter of the error"
        return NextStep(more, more, f"Twice as many: {more}", f"{more} ReLUs", tip, "Twice as many pieces")
    tip = "More pieces could not be told apart"
    return NextStep(0, pieces, f"All {count} are there", f"All {count}", tip, "")


def with_step(session: Session, step: NextStep) -> Session:
    """The session after this step; as it is where there is nothing to do, or no target to follow."""
    if session.target is None or not step.neurons:
        return session
    return with_neurons(session, interpolant(session.target, step.pieces), step.neurons)


def with_neurons(session: Session, plan: Interpolant, count: int) -> Session:
    """The session with the first `count` neurons of an interpolant, the last of them selected."""
    return session.with_architecture(plan.network(count)).with_view(selected=(0, count - 1))


# -- why a neuron is as it is --------------------------------------------------------------------------------


def reason(session: Session, plan: Interpolant, neuron: int) -> str:
    """What a neuron of a single hidden layer does to the slope, and why, if it is one of `plan`."""
    network = session.shown
    if (0, neuron) in session.muted:
        return "is muted"
    if not network.kind.kinks or network.weights[0][neuron, 0] == 0.0:
        return "has no kink"
    if plan.count_in(network):
        change = construct.slope_changes(plan.knots, plan.values)[neuron]
        slopes = f"slope {_short(change.before)} becomes {_short(change.after)}"
        return f"{slopes} at x = {short(change.knot)}, so v = {short(change.weight)}"
    before, after = slopes_at_kinks(network, np.array([neuron]))[0].tolist()
    v, w = float(network.output_weights[neuron]), abs(float(network.weights[0][neuron, 0]))
    slopes = f"slope {_short(before)} becomes {_short(after)} at x = {short(float(kinks(network)[neuron]))}"
    if network.activation != "relu":
        return slopes
    return f"{slopes}, by v = {short(v)}" if w == 1.0 else f"{slopes}, by v · |w| = {short(v * w)}"


def _short(slope: float) -> str:
    """A slope for a label; what only rounding has left of it is 0."""
    return short(0.0 if abs(slope) < _ROUNDING else slope)


# -- constructions -------------------------------------------------------------------------------------------


class Construction(NamedTuple):
    """A network made by hand, with the target that it is to be compared with."""

    label: str
    target: str
    make: Callable[[Target], Network]

    def session(self, session: Session) -> Session:
        """The session with this network and target."""
        network = self.make(TARGETS[self.target])
        return session.with_target(self.target).with_architecture(network).with_view(selected=(0, 0))


def _step(target: Target) -> Network:
    (at,) = target.f.jumps.tolist()
    return construct.step(at, 1.0, _RAMP)


def _bump(target: Target) -> Network:
    left, right = target.f.jumps.tolist()
    return construct.bump(left, right, 1.0, _RAMP)


CONSTRUCTIONS: Mapping[str, Construction] = MappingProxyType(
    {
        "step": Construction("Step from two ReLUs", "step", _step),
        "bump": Construction("Bump from two steps", "bump", _bump),
        "sawtooth": Construction(
            f"Sawtooth by composition, {SAWTOOTH_LAYERS} layers",
            "sawtooth",
            lambda _: construct.sawtooth(SAWTOOTH_LAYERS),
        ),
    }
)
"""What one click makes, in the order of the menu."""


# -- in words ------------------------------------------------------------------------------------------------

_NUMBERS = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
)  # fmt: skip
_FOLLOWED = {
    "step": "a step", "bump": "a bump", "sawtooth": "a sawtooth", "runge": "1/(1 + x²)", "noise": "noise",
    "drawn": "the drawing",
}  # fmt: skip


def headline(session: Session, target: Target) -> str:
    """What the curve shows in words: Six ReLUs follow sin x."""
    network = session.network
    count = network.n_hidden - len(session.muted)
    name = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(network.activation, "neuron")
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    layers = f" in {len(network.hidden)} layers" if len(network.hidden) > 1 else ""
    verb = "follows" if count == 1 else "follow"
    return f"{number} {name}{'s' * (count != 1)}{layers} {verb} {_FOLLOWED.get(target.name, target.label)}"
