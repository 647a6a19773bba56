"""The networks with which things begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network
from reluviz.core.random_layers import he_weights, start_biases

SPREAD = 3.0
"""Radius, in input units, of the disc through which the folds of a single hidden layer pass at first."""


def he(
    shape: Sequence[int],
    seed: int,
    activation: str = "relu",
    interval: tuple[float, float] = (-SPREAD, SPREAD),
) -> Network:
    """A network of this shape (inputs, hidden widths, outputs) with normal weights of variance 2 / inputs.

    The same seed gives the same network. Source: He, Zhang, Ren, Sun 2015, "Delving deep into rectifiers".
    With one hidden layer the folds of a plane are spread over its middle, the kinks of a curve over the
    interval (low, high): a network that has no second layer to bend them learns sooner from folds that do not
    all pass near the origin.
    Raises ValueError unless there are an input and an output and every number is at least 1.
    """
    if len(shape) < 2 or min(shape) < 1:
        raise ValueError(f"a shape needs inputs and outputs, each at least 1, not {tuple(shape)}")
    rng = np.random.default_rng(seed)
    weights = [he_weights(rng, n_out, n_in) for n_in, n_out in pairwise(shape)]
    biases = [start_biases(n_out) for n_out in shape[1:]]
    if len(shape) == 3 and shape[0] == 2:
        biases[0] = -(weights[0] * _points_in_disc(rng, shape[1], SPREAD)).sum(axis=1)
    elif len(shape) == 3 and shape[0] == 1:
        biases[0] = -weights[0][:, 0] * rng.uniform(*interval, shape[1])
    return Network(weights, biases, activation)


def _points_in_disc(rng: np.random.Generator, n: int, radius: float) -> FloatArray:
    """(n, 2) points drawn evenly from the disc around the origin."""
    distance, angle = radius * np.sqrt(rng.uniform(size=n)), rng.uniform(0.0, 2 * np.pi, n)
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)


def triangle() -> Network:
    """The 2-3-1 network of the first start: three folds around a triangle, seven regions on [-6, 6]²."""
    return Network(
        weights=[[[0.59, 1.43], [-1.64, -0.48], [1.29, -1.06]], [[-1.89, -1.64, -1.83]]],
        biases=[[-2.57, -2.01, -2.85], [2.49]],
    )
