"""The exact pieces of a network with one input, and the curves of its neurons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network

RELATIVE_TOLERANCE = 1e-12
"""Slopes that differ by less than this share of the terms they are summed from are the same."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The first output on an interval: slopes[i] · x + intercepts[i] between kinks[i - 1] and kinks[i]."""

    interval: tuple[float, float]
    kinks: FloatArray  # (m,) inside the interval, rising
    slopes: FloatArray  # (m + 1,)
    intercepts: FloatArray  # (m + 1,)


def pieces(network: Network, interval: Sequence[float]) -> Pieces:
    """The longest pieces of an interval (lo, hi) on which the first output of a network is affine.

    A neuron's fold that the output does not feel is no kink of it. Raises ValueError for a network without
    exactly one input, and an interval that is empty or not finite.
    """
    lo, hi = _checked(network, interval)
    x = hidden_curves(network, interval)[-1][0] if network.hidden else np.array([lo, hi])
    middles = 0.5 * (x[:-1] + x[1:])[:, np.newaxis]
    gradients, intercepts = network.first_output_maps(network.pieces(middles))
    slopes = gradients[:, 0]
    bends = np.flatnonzero(np.abs(np.diff(slopes)) > RELATIVE_TOLERANCE * _steepest(network))
    first = np.concatenate([[0], bends + 1])
    return Pieces((lo, hi), x[1:-1][bends], slopes[first], intercepts[first])


def hidden_curves(network: Network, interval: Sequence[float]) -> list[tuple[FloatArray, FloatArray]]:
    """For each hidden layer the points x (m,) of an interval between which none of its neurons bends, rising
    from end to end, and the neurons' outputs there (m, width).

    Raises ValueError as `pieces` does.
    """
    x = np.array(_checked(network, interval))
    outputs, curves = x[:, np.newaxis], []
    for W, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
        x, z = _with_crossings(x, outputs @ W.T + b, network.kind.kinks)
        outputs = network.kind.value(z, network.slope)
        curves.append((x, outputs))
    return curves


def unit_curves(network: Network, interval: Sequence[float]) -> FloatArray:
    """The vertices (n, k + 2, 2) of each neuron of layer 1 alone, x and act(w x + b), from left to right: the
    ends of the interval and the activation's k kinks. A kink outside stands at the left end.

    Raises ValueError as `pieces` does.
    """
    lo, hi = _checked(network, interval)
    kinks = np.array(network.kind.kinks)
    w, b = network.weights[0], network.biases[0][:, np.newaxis]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        at = (kinks - b) / w
    inside = (lo < at) & (at < hi)
    x = np.column_stack([np.where(inside, at, lo), np.full(len(w), lo), np.full(len(w), hi)])
    z = w * x + b
    z[:, : len(kinks)][inside] = np.broadcast_to(kinks, at.shape)[inside]
    vertices = np.stack([x, network.kind.value(z, network.slope)], axis=2)
    order = np.argsort(x, axis=1, kind="stable")
    return np.take_along_axis(vertices, order[..., np.newaxis], axis=1)


def checked_interval(interval: Sequence[float]) -> tuple[float, float]:
    """An interval as two numbers. Raises ValueError for one that is empty or not finite."""
    values = np.asarray(interval, np.float64)
    if values.shape != (2,) or not np.isfinite(values).all() or not values[0] < values[1]:
        raise ValueError(f"an interval is two finite numbers lo < hi, not {interval}")
    lo, hi = values.tolist()
    return lo, hi


def _checked(network: Network, interval: Sequence[float]) -> tuple[float, float]:
    if network.n_inputs != 1:
        raise ValueError(f"pieces need a network with 1 input, not {network.n_inputs}")
    return checked_interval(interval)


def _with_crossings(x: FloatArray, z: FloatArray, kinks: tuple[float, ...]) -> tuple[FloatArray, FloatArray]:
    """Points x (m,) and pre-activations z (m, n), affine between them, with the points added at which any is
    that of a kink."""
    found, values = [x], [z]
    for kink in kinks:
        above = z > kink
        piece, neuron = np.nonzero(above[:-1] != above[1:])
        before, after = z[piece, neuron] - kink, z[piece + 1, neuron] - kink
        share = before / (before - after)
        found.append(x[piece] + share * (x[piece + 1] - x[piece]))
        added = z[piece] + share[:, np.newaxis] * (z[piece + 1] - z[piece])
        added[np.arange(len(piece)), neuron] = kink
        values.append(added)
    points, first = np.unique(np.concatenate(found), return_index=True)
    return points, np.concatenate(values)[first]


def _steepest(network: Network) -> float:
    """No terms that a slope of the first output is summed from have a larger sum of sizes."""
    steepest = max(map(abs, network.kind.slopes(network.slope)))
    sizes = np.abs(network.weights[0]).sum(axis=1)
    for W in network.weights[1:]:
        sizes = np.abs(W) @ (steepest * sizes)
    return float(sizes[0])
