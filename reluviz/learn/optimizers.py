"""How a gradient becomes a step: one table of optimisers.

The trainer keeps all weights and biases in one flat vector, so a step is a few NumPy calls whatever the
network's depth. What changes from step to step (Adam's bias correction) is computed for a whole epoch at
once, as `knobs`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.learn.losses import Call

ADAM_BETAS = (0.9, 0.999)
ADAM_EPSILON = 1e-8


class Optimizer(NamedTuple):
    """A rule that moves the parameters along the descent: minus the gradient of the batch's mean loss.

    moments: how many running sums of the size of the parameters it keeps from step to step.
    knobs(learning_rate, steps) -> (n_knobs, n): the numbers for the steps counted `steps`: (n,), from 1. The
        first is the factor that the descent is multiplied by before it arrives.
    step_calls(values, descent, moments, knobs) -> for each step of an epoch the calls that take it, on
        values: (n_parameters,), moments: (moments, n_parameters), knobs: (n_knobs, n), renewed every epoch,
        descent: (max(1, moments), n_parameters), which stands in the first row; the rest is scratch.
    """

    name: str
    label: str
    moments: int
    knobs: Callable[[float, FloatArray], FloatArray]
    step_calls: Callable[[FloatArray, FloatArray, FloatArray, FloatArray], list[list[Call]]]


def _sgd_knobs(learning_rate: float, steps: FloatArray) -> FloatArray:
    return np.full((1, steps.size), learning_rate)


def _sgd_calls(
    values: FloatArray, descent: FloatArray, _moments: FloatArray, knobs: FloatArray
) -> list[list[Call]]:
    return [[partial(np.add, values, descent[0], values)]] * knobs.shape[1]


def _adam_knobs(learning_rate: float, steps: FloatArray) -> FloatArray:
    """The rate and epsilon with which the plain sums below step as bias-corrected means would."""
    mean, square = ((1.0 - beta) / (1.0 - beta**steps) for beta in ADAM_BETAS)
    root = np.sqrt(square)
    return np.stack([np.ones_like(steps), learning_rate * mean / root, ADAM_EPSILON / root])


def _adam_calls(
    values: FloatArray, descent: FloatArray, moments: FloatArray, knobs: FloatArray
) -> list[list[Call]]:
    """Adam (Kingma and Ba, 2015, algorithm 1).

    The moments are kept as sums m <- beta m + g, without the factor 1 - beta, which the knobs carry: m and v
    then take one call together.
    """
    betas = np.repeat(np.array(ADAM_BETAS)[:, None], values.size, axis=1)
    step = np.empty_like(values)
    gather: list[Call] = [
        partial(np.multiply, descent[0], descent[0], descent[1]),
        partial(np.multiply, moments, betas, moments),
        partial(np.add, moments, descent, moments),
        partial(np.sqrt, moments[1], step),
    ]
    move: Call = partial(np.add, values, step, values)
    return [
        [
            *gather,
            partial(np.add, step, knobs[2, i, ...], step),
            partial(np.divide, moments[0], step, step),
            partial(np.multiply, step, knobs[1, i, ...], step),
            move,
        ]
        for i in range(knobs.shape[1])
    ]


_TABLE = (
    Optimizer("sgd", "SGD", 0, _sgd_knobs, _sgd_calls),
    Optimizer("adam", "Adam", 2, _adam_knobs, _adam_calls),
)

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every optimiser by name, in the order in which menus list them."""
