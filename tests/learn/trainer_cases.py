"""A small trainer, and how two networks are compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.learn.data import Data, make_data
from reluviz.learn.optimizers import OPTIMIZERS
from reluviz.learn.trainer import Setup, Trainer

Floats = NDArray[np.float64]
every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)
CIRCLE = make_data("circle", points=60, seed=2)
START = he((2, 5, 4, 1), seed=1)


def parameters(network: Network) -> list[Floats]:
    return [*network.weights, *network.biases]


def assert_identical(one: Network, other: Network) -> None:
    assert all(np.array_equal(a, b) for a, b in zip(parameters(one), parameters(other), strict=True))


def trainer_of(network: Network = START, data: Data = CIRCLE, **setup: Any) -> Trainer:
    return Trainer(data, Setup(**setup), network)
