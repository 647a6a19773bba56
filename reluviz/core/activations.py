"""The activations a hidden neuron can have, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core.arrays import FloatArray
from reluviz.core.checks import known

PieceArray = NDArray[np.int8]
"""Piece numbers: on which linear piece of its activation each neuron is, counted from the left."""


class Activation(NamedTuple):
    """A continuous piecewise-linear function of one number, with a kink between any two of its pieces.

    A neuron is *on* where its pre-activation is inside the piece `on_piece`, the one of slope 1. The others
    are told apart by their numbers only: hard tanh is off on its left piece (0) and on its right one (2).
    """

    name: str
    label: str
    kinks: tuple[float, ...]
    """Where the slope changes, from left to right."""
    slopes_of: Callable[[float], tuple[float, ...]]
    """The slope of each piece, given the network's `slope`."""
    value_of: Callable[[FloatArray, float], FloatArray]
    intercepts: tuple[float, ...]
    """The activation on piece p is slopes[p] · z + intercepts[p]."""
    on_piece: int

    def value(self, z: FloatArray, slope: float = 0.0) -> FloatArray:
        """The activation of pre-activations z (any shape), as a new array of that shape."""
        return self.value_of(z, slope)

    def derivative(self, z: FloatArray, slope: float = 0.0) -> FloatArray:
        """Its derivative at z (any shape); at a kink it is that of the left side (ReLU'(0) = 0)."""
        return np.array(self.slopes(slope))[self.piece(z)]

    def slopes(self, slope: float = 0.0) -> tuple[float, ...]:
        """The slopes of the pieces, from left to right."""
        return self.slopes_of(slope)

    def piece(self, z: FloatArray) -> PieceArray:
        """The number of the piece of each z (any shape); a kink belongs to the piece on its left."""
        pieces = np.zeros(z.shape, np.int8)
        for kink in self.kinks:
            pieces += z > kink
        return pieces

    @property
    def left_kink(self) -> float:
        """The first kink, 0 where there is none: there a neuron has the fold that is dragged."""
        return self.kinks[0] if self.kinks else 0.0


def _relu(z: FloatArray, _slope: float) -> FloatArray:
    return np.maximum(z, 0.0)


def _leaky_relu(z: FloatArray, slope: float) -> FloatArray:
    return np.where(z > 0.0, z, slope * z)


def _abs(z: FloatArray, _slope: float) -> FloatArray:
    return np.abs(z)


def _hard_tanh(z: FloatArray, _slope: float) -> FloatArray:
    return np.clip(z, -1.0, 1.0)


def _identity(z: FloatArray, _slope: float) -> FloatArray:
    return z.copy()


_TABLE = (
    Activation("relu", "ReLU", (0.0,), lambda slope: (0.0, 1.0), _relu, (0.0, 0.0), 1),
    Activation("leaky_relu", "Leaky ReLU", (0.0,), lambda slope: (slope, 1.0), _leaky_relu, (0.0, 0.0), 1),
    Activation("abs", "|x|", (0.0,), lambda slope: (-1.0, 1.0), _abs, (0.0, 0.0), 1),
    Activation(
        "hard_tanh", "Hard tanh", (-1.0, 1.0), lambda slope: (0.0, 1.0, 0.0), _hard_tanh, (-1.0, 0.0, 1.0), 1
    ),
    Activation("identity", "Identity", (), lambda slope: (1.0,), _identity, (0.0,), 0),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every activation by name, in the order in which menus list them."""


def lookup(name: str) -> Activation:
    """The activation of that name. Raises ValueError naming the known ones."""
    return ACTIVATIONS[known("activation", name, ACTIVATIONS)]
