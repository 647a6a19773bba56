"""What dragging a handle does to a network with two inputs, as pure functions.

Points and vectors are (2,) arrays, neurons count from 0. Nothing here knows a screen, except that an arrow's
length is in pixels at 100 % size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.arrays import FloatArray, IntArray, offsets_of
from reluviz.core.network import Network

SHORTEST_ARROW = 14.0
"""The length in px of the arrow of a neuron without weights: long enough to be grabbed."""

ARROW_GROWTH = 30.0
ARROW_UNIT = 0.5
"""Arrows grow by ARROW_GROWTH · log(1 + |w| / ARROW_UNIT) px, so that small and large weights both show."""

SMALLEST_WEIGHT = 0.01
"""Dragging an arrow never makes |w| smaller than this: a fold without direction could not be dragged back."""


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
