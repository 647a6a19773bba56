"""What dragging a handle does to a network, as pure functions.

Points and vectors are (2,) arrays, neurons and layers count from 0; kinks and slopes are those of a network
with one input. Nothing here knows a screen, except that an arrow's length is in pixels at 100 % size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.arrays import FloatArray, IntArray, offsets_of
from reluviz.core.least_change import least_change, least_turn
from reluviz.core.network import Network

SHORTEST_ARROW = 14.0
"""The length in px of the arrow of a neuron without weights: long enough to be grabbed."""

ARROW_GROWTH = 30.0
ARROW_UNIT = 0.5
"""Arrows grow by ARROW_GROWTH · log(1 + |w| / ARROW_UNIT) px, so that small and large weights both show."""

SMALLEST_WEIGHT = 0.01
"""Dragging an arrow never makes |w| smaller than this: a fold without direction could not be dragged back."""

SMALLEST_SHARE = 0.1
"""Bending a fold never leaves less of |w| than this share: the neuron would fade from the picture."""


def fold_points(network: Network, near: ArrayLike) -> FloatArray:
    """The points (n, 2) of the folds of layer 1's n neurons that are nearest to `near`, (n, 2) or (2,).

    NaN for a neuron whose weights are 0. Of several folds, here and below, it is the one of the activation's
    left kink, where the neuron turns on.
    """
    feet, _ = _fold_lines(network, (network.kind.left_kink,), np.asarray(near, np.float64))
    return feet[:, 0]


def fold_lines(network: Network, box: tuple[float, float, float, float]) -> tuple[IntArray, FloatArray]:
    """The folds of layer 1's n neurons, straight lines, in a box (xmin, xmax, ymin, ymax).

    Offsets (n + 1,) and ends (m, 2, 2): neuron i has ends[offsets[i] : offsets[i + 1]], one line for each
    kink of the activation that is in the box, the left kink's first. A neuron whose weights are 0 has none.
    Each line goes the way on which its active side is on the left. Liang and Barsky (1984): a point of a line
    is in the box where it is between both pairs of sides.
    """
    low, high = np.array([box[0], box[2]]), np.array([box[1], box[3]])
    feet, along = _fold_lines(network, network.kind.kinks, low + (high - low) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        to_low, to_high = (low - feet) / along, (high - feet) / along
    start = np.minimum(to_low, to_high).max(axis=2)
    end = np.maximum(to_low, to_high).min(axis=2)
    inside = start < end  # what is not a number is not
    ways = np.stack([start[inside], end[inside]], axis=1)[..., None]
    along = np.broadcast_to(along, feet.shape)[inside]
    return offsets_of(inside.sum(axis=1)), feet[inside][:, None] + ways * along[:, None]


def _fold_lines(network: Network, kinks: Sequence[float], near: FloatArray) -> tuple[FloatArray, FloatArray]:
    """For each neuron of layer 1 and each kink k the foot (n, k, 2) of the perpendicular from `near` to the
    fold, and a vector (n, 1, 2) along the fold. Weights of any size will do, as they are scaled first."""
    w = network.weights[0]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        size = np.abs(w).max(axis=1, keepdims=True)
        normal = w / size
        heights = (normal * near).sum(axis=1, keepdims=True)
        heights = heights + (network.biases[0][:, None] - np.array(kinks)) / size
        steps = heights / (normal * normal).sum(axis=1, keepdims=True)
        feet = np.broadcast_to(near, w.shape)[:, None] - steps[..., None] * normal[:, None]
    along = np.stack([normal[:, 1], -normal[:, 0]], axis=1)
    return feet, along[:, None]


def move_fold(network: Network, i: int, to: ArrayLike) -> Network:
    """The fold of layer 1's neuron i goes through the point `to`; its weights stay, so its direction does.

    A neuron whose weights are 0 has no fold; the network is returned as it is.
    """
    return move_deep_fold(network, 0, i, to)


def move_deep_fold(network: Network, layer: int, i: int, to: ArrayLike, kink: float | None = None) -> Network:
    """The fold of neuron i of a hidden layer goes through the point `to`; its weights stay.

    kink: of the activation, whose fold is meant; the left one if not given. Where the layer before gives the
    same values all around `to`, the neuron's pre-activation is that of its fold all around. A neuron whose
    weights are 0 has no fold; the network is returned as it is.
    """
    w = network.weights[layer][i]
    if not w.any():
        return network
    level = network.kind.left_kink if kink is None else kink
    return network.with_bias(layer, i, level - float(w @ _features(network, layer, to)))


def bend_fold(network: Network, layer: int, i: int, to: ArrayLike, kink: float | None = None) -> Network:
    """The fold of neuron i of a hidden layer goes through the point `to`, by the least change of (w, b).

    kink: of the activation, whose fold is meant; the left one if not given. The change is `least_change`, in
    which |w| may change. Where that would leave less of |w| than SMALLEST_SHARE, or less than SMALLEST_WEIGHT
    while it shrinks, it is `least_turn`: the least change that keeps |w|. A neuron whose weights are 0 has no
    fold; the network is returned as it is.
    """
    w, b = network.weights[layer][i], float(network.biases[layer][i])
    if not w.any():
        return network
    h, level = _features(network, layer, to), network.kind.left_kink if kink is None else kink
    weights, bias = least_change(w, b, h, level)
    size = float(np.linalg.norm(w))
    if np.linalg.norm(weights) < min(size, max(SMALLEST_WEIGHT, SMALLEST_SHARE * size)):
        weights, bias = least_turn(w, b, h, level)
    return network.with_neuron(layer, i, weights, bias)


def fold_normal(network: Network, layer: int, i: int, at: ArrayLike) -> FloatArray:
    """The gradient (2,) of the pre-activation of neuron i of a hidden layer at a point.

    It is across the neuron's fold where the point is on that; 0 where the layers before are such that the
    pre-activation is constant around the point, so that no fold can go through it.
    """
    layers = network.preactivations(np.asarray(at, np.float64)[None]) if layer else []
    gain: FloatArray = network.weights[layer][i]
    for k in reversed(range(layer)):
        gain = (gain * network.kind.derivative(layers[k][0], network.slope)) @ network.weights[k]
    return gain


def _features(network: Network, layer: int, x: ArrayLike) -> FloatArray:
    """The inputs (n,) of a layer's neurons at a point."""
    point = np.asarray(x, np.float64)
    return network.hidden_outputs(point[None])[layer - 1][0] if layer else point


def kinks(network: Network) -> FloatArray:
    """Where the (left) kinks of layer 1's n neurons are: (n,), NaN for one whose weight is 0."""
    w, found = network.weights[0][:, 0], np.full(len(network.biases[0]), np.nan)
    np.divide(network.kind.left_kink - network.biases[0], w, out=found, where=w != 0.0)
    return found


def move_kink(network: Network, i: int, to_x: float) -> Network:
    """The kink of layer 1's neuron i is at to_x; its weight stays. One whose weight is 0 has no kink; the
    network is returned as it is."""
    return move_fold(network, i, (to_x,))


def slope_points(network: Network, weighted: bool) -> FloatArray:
    """Where the slopes of layer 1's n neurons are grabbed: (n, 2), NaN for one whose weight is 0.

    One unit from the kink on the active leg, which is on its right where w > 0, on its left where w < 0: in
    the plot of the activation, or in that of the activation times the output weight. Of hard tanh's active
    leg it may be the continuation.
    """
    w, kind = network.weights[0][:, 0], network.kind
    start = float(kind.value(np.array(kind.left_kink), network.slope))
    y = np.where(w != 0.0, start + np.abs(w), np.nan)
    if weighted:
        y = y * _output_weights(network)
    return np.column_stack([kinks(network) + np.sign(w), y])


def set_slope(network: Network, i: int, dy: float, weighted: bool) -> Network:
    """The slope point of layer 1's neuron i is higher than its kink by dy, and the kink stays.

    In the plot of the activation this sets |w|, at least SMALLEST_WEIGHT as the active leg always rises; the
    active leg stays on its side. In the weighted plot it sets the output weight; ValueError where the network
    has more layers, so that the neuron has none. A neuron whose weight is 0 has no active leg; the network is
    returned as it is.
    """
    w = float(network.weights[0][i, 0])
    if w == 0.0:
        return network
    if weighted:
        _output_weights(network)
        return network.with_output_weight(i, dy / abs(w))
    return aim(network, i, kinks(network)[i : i + 1], [math.copysign(max(dy, SMALLEST_WEIGHT), w)])


def _output_weights(network: Network) -> FloatArray:
    if len(network.hidden) != 1:
        raise ValueError("only the neurons of a single hidden layer have output weights")
    return network.output_weights


def aim(network: Network, i: int, foot: ArrayLike, w: ArrayLike) -> Network:
    """Layer 1's neuron i gets the weights w; the arrow's `foot` stays on the fold."""
    weights = np.asarray(w, np.float64)
    bias = network.kind.left_kink - float(weights @ np.asarray(foot, np.float64))
    return network.with_neuron(0, i, weights, bias)


def flip(network: Network, layer: int, i: int) -> Network:
    """Neuron i of a layer changes its active side: (w, b) to (-w, -b). Its folds stay where they are."""
    return network.with_neuron(layer, i, -network.weights[layer][i], -float(network.biases[layer][i]))


def arrow_length(size: float) -> float:
    """The length in px of the arrow of a neuron with |w| == size; grows with it, without bound."""
    return SHORTEST_ARROW + ARROW_GROWTH * math.log1p(size / ARROW_UNIT)


def arrow_size(length: float) -> float:
    """The |w| whose arrow has this length in px, at least SMALLEST_WEIGHT."""
    return max(SMALLEST_WEIGHT, ARROW_UNIT * math.expm1((length - SHORTEST_ARROW) / ARROW_GROWTH))


def snap_point(p: ArrayLike, step: float) -> FloatArray:
    """The point of the grid with this step that is nearest to p."""
    point: FloatArray = np.round(np.asarray(p, np.float64) / step) * step
    return point


def snap_angle(w: ArrayLike, degrees: float = 15.0) -> FloatArray:
    """The vector w turned to the nearest multiple of `degrees`; its length stays."""
    x, y = np.asarray(w, np.float64).tolist()
    steps = round(math.degrees(math.atan2(y, x)) / degrees)
    size, angle = math.hypot(x, y), math.radians(steps * degrees)
    snapped = size * np.array([math.cos(angle), math.sin(angle)])
    snapped[np.abs(snapped) < 1e-15 * size] = 0.0  # upright and level arrows exactly so
    return snapped
