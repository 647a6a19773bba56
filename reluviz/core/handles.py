"""What dragging a handle does to a network with two inputs, as pure functions.

Points and vectors are (2,) arrays, neurons count from 0. Nothing here knows a screen, except that an arrow's
length is in pixels at 100 % size.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network

SHORTEST_ARROW = 14.0
"""The length in px of the arrow of a neuron without weights: long enough to be grabbed."""

ARROW_GROWTH = 30.0
ARROW_UNIT = 0.5
"""Arrows grow by ARROW_GROWTH · log(1 + |w| / ARROW_UNIT) px, so that small and large weights both show."""

SMALLEST_WEIGHT = 0.01
"""Dragging an arrow never makes |w| smaller than this: a fold without direction could not be dragged back."""


def fold_point(network: Network, i: int, near: ArrayLike) -> FloatArray | None:
    """The point of the fold of layer 1's neuron i that is nearest to `near`; None when its weights are 0.

    Of several folds, here and below, it is the one of the activation's left kink, where the neuron turns on.
    """
    w, b = network.weights[0][i], float(network.biases[0][i]) - network.kind.left_kink
    size = float(np.hypot(*w))
    if size == 0.0:
        return None
    point = np.asarray(near, np.float64)
    normal = w / size
    foot: FloatArray = point - (normal @ point + b / size) * normal
    return foot


def move_fold(network: Network, i: int, to: ArrayLike) -> Network:
    """The fold of layer 1's neuron i goes through the point `to`; its weights stay, so its direction does.

    A neuron whose weights are 0 has no fold; the network is returned as it is.
    """
    w = network.weights[0][i]
    if not w.any():
        return network
    return network.with_bias(0, i, network.kind.left_kink - float(w @ np.asarray(to, np.float64)))


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
