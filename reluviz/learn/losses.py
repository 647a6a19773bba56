"""What training makes small: one table of losses.

A loss compares the network's output f with the label y. It is told twice: as plain values, for the curves,
and as the few NumPy calls on fixed buffers that the inner loop of training repeats (see reluviz.learn.step).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray

Call = Callable[[], object]
"""A NumPy call with all its arguments and its output buffer, ready to be repeated."""

OUTPUTS = ("tanh", "linear")
"""How the squared loss reads the network: o = tanh(f), or o = f."""

ONE = np.ones(())


class Loss(NamedTuple):
    """A loss for outputs f: (n,) and labels y: (n,).

    value(f, y, output) -> (n,): the loss of each sample.
    descent_calls(f, target, descent, work, output) -> calls that write -dloss/df into `descent`, for
        f, descent: (1, n), target: (2, n) made by `target_rows`, work: (2, n) scratch.
    """

    name: str
    label: str
    value: Callable[[FloatArray, FloatArray, str], FloatArray]
    descent_calls: Callable[[FloatArray, FloatArray, FloatArray, FloatArray, str], list[Call]]


def target_rows(y: FloatArray) -> FloatArray:
    """Labels y: (n,) as the (2, n) array [y; 1], from which a call can subtract both at once."""
    return np.stack([y, np.ones_like(y)])


def _squared(f: FloatArray, y: FloatArray, output: str) -> FloatArray:
    o = np.tanh(f) if output == "tanh" else f
    return 0.5 * (o - y) ** 2


def _squared_descent(
    f: FloatArray, target: FloatArray, descent: FloatArray, work: FloatArray, output: str
) -> list[Call]:
    """With o = tanh(f): (o - y)(o^2 - 1), both factors by one subtraction of [y; 1] from [o; o^2]."""
    if output == "linear":
        return [partial(np.subtract, target[:1], f, descent)]
    o, square = work[:1], work[1:]
    return [
        partial(np.tanh, f, o),
        partial(np.multiply, o, o, square),
        partial(np.subtract, work, target, work),
        partial(np.multiply, o, square, descent),
    ]


def _logistic(f: FloatArray, y: FloatArray, _output: str) -> FloatArray:
    return np.logaddexp(0.0, -y * f)


def _logistic_descent(
    f: FloatArray, target: FloatArray, descent: FloatArray, work: FloatArray, _output: str
) -> list[Call]:
    """y / (1 + exp(y f)); where the exponential overflows the result is rightly 0."""
    y, power = target[:1], work[:1]
    return [
        partial(np.multiply, y, f, power),
        partial(np.exp, power, power),
        partial(np.add, power, ONE, power),
        partial(np.divide, y, power, descent),
    ]


_TABLE = (
    Loss("squared", "Squared", _squared, _squared_descent),
    Loss("logistic", "Logistic", _logistic, _logistic_descent),
)

LOSSES: Mapping[str, Loss] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every loss by name, in the order in which menus list them."""
