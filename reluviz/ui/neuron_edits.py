"""Edits of whole neurons: one more, one less, the other side active; and what a neuron is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reluviz.core import handles
from reluviz.session.muting import after_removal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.session.session import Session

MAX_NEURONS = 16
"""The most neurons of a layer."""

WEIGHT_PER_NOTCH = 0.1
"""One notch of a wheel changes an output weight by this much."""

WHEEL_REST = 0.6
"""A wheel keeps the meaning it began with until it rests this long (seconds)."""

#: A new neuron's fold passes through this middle share of the view.
_MIDDLE = 0.4
#: Its weights onward are this share of those of its neighbours: small, but visible.
_SHY = 0.5


def with_new_neuron(session: Session, layer: int) -> Session:
    """One neuron more in a hidden layer, selected; its fold passes through the middle of the view.

    Its direction is drawn with a seed of the session, so that the same edit gives the same network.
    """
    network, view = session.network, session.view
    rng = np.random.default_rng([session.seed, layer, network.hidden[layer]])
    place = np.array([view.center]) + _MIDDLE * view.half_width * rng.uniform(-1, 1, (1, 2))
    place = place[:, : network.n_inputs]
    inputs = place[0] if layer == 0 else session.shown.hidden_outputs(place)[layer - 1][0]
    w = rng.normal(size=len(inputs))
    w *= _typical(np.linalg.norm(network.weights[layer], axis=1)) / np.linalg.norm(w)
    onward = network.weights[layer + 1]
    out = rng.choice([-1.0, 1.0], len(onward)) * _SHY * _typical(np.abs(onward))
    grown = network.add_neuron(layer, w, -float(w @ inputs), out)
    return session.with_architecture(grown, session.muted).with_view(selected=(layer, network.hidden[layer]))


def without_neuron(session: Session, layer: int, i: int) -> Session:
    """The session without hidden neuron i of a layer.

    Another neuron that was selected stays so; after the selected one the neuron that takes its place is.
    """
    smaller, selected = session.network.remove_neuron(layer, i), session.view.selected
    if selected is not None and selected[0] == layer:
        following = selected[1] - (selected[1] > i)
        selected = layer, min(following, smaller.hidden[layer] - 1)
    muted = after_removal(session.muted, layer, i, smaller.hidden[layer])
    return session.with_view(selected=selected).with_architecture(smaller, muted)


def with_duplicate(session: Session, layer: int, i: int) -> Session:
    """One neuron more that is like hidden neuron i of a layer, selected; its fold lies on that one's.

    Both get half of the weights onward, so that the sum stays as it is (Chen, Goodfellow and Shlens 2016,
    "Net2Net").
    """
    network = session.network
    onward = network.weights[layer + 1].copy()
    onward[:, i] /= 2
    weights = [*network.weights[: layer + 1], onward, *network.weights[layer + 2 :]]
    w, b = network.weights[layer][i], float(network.biases[layer][i])
    grown = network.with_layers(weights, network.biases).add_neuron(layer, w, b, onward[:, i])
    muted = session.muted | ({(layer, network.hidden[layer])} if (layer, i) in session.muted else set())
    return session.with_architecture(grown, muted).with_view(selected=(layer, network.hidden[layer]))


def with_flipped(session: Session, layer: int, i: int) -> Session:
    """The session with the other side of hidden neuron i of a layer active."""
    return session.with_network(handles.flip(session.network, layer, i))


def may_mute(session: Session, layer: int, i: int) -> bool:
    """Whether hidden neuron i of a layer may be muted, or no more be: a layer keeps one that is not."""
    left = [j for j in range(session.network.hidden[layer]) if (layer, j) not in session.muted]
    return left != [i]


def with_mute_toggled(session: Session, layer: int, i: int) -> tuple[Session, str]:
    """The session with hidden neuron i of a layer muted, or not if it is; and the name of that step."""
    neuron, name = {(layer, i)}, name_of(session.network, layer, i)
    if (layer, i) in session.muted:
        return session.with_muted(session.muted - neuron), f"Unmute {name}"
    return session.with_muted(session.muted | neuron), f"Mute {name}"


def is_solo(session: Session, layer: int, i: int) -> bool:
    """Whether a hidden neuron is the only one of its layer that is not muted."""
    return session.network.hidden[layer] > 1 and not may_mute(session, layer, i)


def with_solo_toggled(session: Session, layer: int, i: int) -> tuple[Session, str]:
    """The session with all other neurons of the layer muted; if they are, with none of the layer. And the
    name of that step."""
    others, name = {(k, j) for k, j in session.muted if k != layer}, name_of(session.network, layer, i)
    if is_solo(session, layer, i):
        return session.with_muted(frozenset(others)), f"End solo of {name}"
    others |= {(layer, j) for j in range(session.network.hidden[layer]) if j != i}
    return session.with_muted(frozenset(others)), f"Solo {name}"


def with_weight_turned(session: Session, i: int, notches: float) -> tuple[Session, str]:
    """The session with the output weight of neuron i of the last hidden layer changed by so many notches of a
    wheel; and the name of that step."""
    value = float(session.network.output_weights[i]) + WEIGHT_PER_NOTCH * notches
    return session.with_network(session.network.with_output_weight(i, value)), f"Set output weight {i + 1}"


def name_of(network: Network, layer: int, i: int) -> str:
    """What hidden neuron i of a layer is called in the Edit menu; its layer is named where there are
    several."""
    return f"neuron {i + 1}" + (f" of layer {layer + 1}" if len(network.hidden) > 1 else "")


def _typical(sizes: NDArray[np.float64]) -> float:
    """The median of `sizes` (any shape), 1 when that is 0."""
    return float(np.median(sizes)) or 1.0
