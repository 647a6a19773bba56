"""The weights and biases that a new layer begins with."""

from __future__ import annotations

import numpy as np

from reluviz.core.arrays import FloatArray

START_BIAS = 0.1
"""The bias every neuron starts with, as in TensorFlow Playground: slightly on, so that few start dead."""


def he_weights(rng: np.random.Generator, n_out: int, n_in: int) -> FloatArray:
    """Normal weights (n_out, n_in) with variance 2 / n_in (He et al. 2015)."""
    return rng.normal(0.0, np.sqrt(2.0 / n_in), (n_out, n_in))


def start_biases(n_out: int) -> FloatArray:
    """The biases (n_out,) of a new layer."""
    return np.full(n_out, START_BIAS)
