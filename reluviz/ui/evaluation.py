"""How a network does on its data: losses, accuracy and dead neurons, from one pass through it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reluviz.learn.losses import LOSSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.learn.data import Data
    from reluviz.learn.trainer import Setup


class Evaluation(NamedTuple):
    """What a network makes of its data. Pairs are of training and test points, NaN where there are none."""

    losses: tuple[float, float]
    """Mean losses."""
    accuracy: tuple[float, float]
    """Share (0 to 1) of the points on their side of the decision boundary."""
    dead: tuple[NDArray[np.bool_], ...]
    """A layer each, (width,): which neurons are off, with slope 0, at every data point."""


def evaluate(network: Network, data: Data, setup: Setup) -> Evaluation:
    """The network's first output at all data points, judged as the set-up judges it."""
    x = np.concatenate([data.train_x, data.test_x])
    y = np.concatenate([data.train_y, data.test_y])
    kind = network.kind
    with np.errstate(all="ignore"):  # of what is beyond floating point the loss says so itself
        layers = network.preactivations(x)
        last = kind.value(layers[-1], network.slope)
        f = last @ network.weights[-1][0] + network.biases[-1][0]
        losses = LOSSES[setup.loss].value(f, y, setup.output)
        right = (f > 0) == (y > 0)
    dead = tuple(np.asarray((kind.derivative(z, network.slope) == 0.0).all(axis=0)) for z in layers)
    n = len(data.train_x)
    return Evaluation(_means(losses, n), _means(right, n), dead)


def _means(values: NDArray[np.float64] | NDArray[np.bool_], n: int) -> tuple[float, float]:
    """The means of the first n values and of the others."""
    first, second = (float(part.mean()) if len(part) else math.nan for part in (values[:n], values[n:]))
    return first, second
