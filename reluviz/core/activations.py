"""The activations a hidden neuron can have, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.checks import known


@dataclass(frozen=True)
class Activation:
    """A piecewise-linear function of one number, with at most one kink, which then is at 0.

    Right of the kink its slope is 1; `left_slope` gives the slope left of it from the network's `slope`.
    """

    name: str
    label: str
    kinks: tuple[float, ...]
    left_slope: Callable[[float], float]
    value_of: Callable[[FloatArray, float], FloatArray]

    def value(self, z: FloatArray, slope: float = 0.0) -> FloatArray:
        """The activation of pre-activations z (any shape), as a new array of that shape."""
        return self.value_of(z, slope)

    def derivative(self, z: FloatArray, slope: float = 0.0) -> FloatArray:
        """Its derivative at z (any shape); at the kink it is that of the left side (ReLU'(0) = 0)."""
        left, right = self.slopes(slope)
        return np.where(z > 0.0, right, left)

    def slopes(self, slope: float = 0.0) -> tuple[float, float]:
        """The slopes left and right of the kink; equal where there is none."""
        return self.left_slope(slope), 1.0


def _relu(z: FloatArray, _slope: float) -> FloatArray:
    return np.maximum(z, 0.0)


def _leaky_relu(z: FloatArray, slope: float) -> FloatArray:
    return np.where(z > 0.0, z, slope * z)


def _abs(z: FloatArray, _slope: float) -> FloatArray:
    return np.abs(z)


def _identity(z: FloatArray, _slope: float) -> FloatArray:
    return z.copy()


_TABLE = (
    Activation("relu", "ReLU", (0.0,), lambda slope: 0.0, _relu),
    Activation("leaky_relu", "Leaky ReLU", (0.0,), lambda slope: slope, _leaky_relu),
    Activation("abs", "|x|", (0.0,), lambda slope: -1.0, _abs),
    Activation("identity", "Identity", (), lambda slope: 1.0, _identity),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every activation by name, in the order in which menus list them."""


def lookup(name: str) -> Activation:
    """The activation of that name. Raises ValueError naming the known ones."""
    return ACTIVATIONS[known("activation", name, ACTIVATIONS)]
