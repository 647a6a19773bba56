"""A training step beside plain NumPy, which makes a new array at every turn, and beside its floor: the matrix
products that it cannot do without, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.learn.data import Data, make_data
from reluviz.learn.trainer import Setup, Trainer
from tests.bench.tables import in_turns, name_of, show

JOBS = [("circle", (4, 2), 12.0), ("spiral", (8, 8, 8), 25.0)]
"""Data set, hidden widths, and the microseconds that an update may take."""

EPOCHS = 20
SETUP = Setup()


def by_plain_numpy(data: Data, network: Network) -> Network:
    """The same updates as a text book writes them: samples in rows, a new array at every turn."""
    weights, biases = list(network.weights), list(network.biases)
    for _ in range(EPOCHS):
        for start in range(0, len(data.train_x), SETUP.batch):
            x = data.train_x[start : start + SETUP.batch]
            y = data.train_y[start : start + SETUP.batch, None]
            columns = [x]
            for w, b in zip(weights[:-1], biases[:-1], strict=True):
                columns.append(np.maximum(columns[-1] @ w.T + b, 0.0))
            o = np.tanh(columns[-1] @ weights[-1].T + biases[-1])
            pull = (o - y) * (1 - o**2) / len(x)
            for k in range(len(weights) - 1, -1, -1):
                down = (pull @ weights[k]) * (columns[k] > 0)
                weights[k] = weights[k] - SETUP.learning_rate * (pull.T @ columns[k])
                biases[k] = biases[k] - SETUP.learning_rate * pull.sum(axis=0)
                pull = down
    return network.with_layers(weights, biases)


def floor_of(shape: tuple[int, ...], updates: int) -> Callable[[], None]:
    """Three products a layer and update: forwards, gradient of the weights, backwards (but to the inputs)."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(n, m)) for n, m in pairwise(shape)]
    columns = [rng.normal(size=(SETUP.batch, n)) for n in shape]
    forwards = [np.empty((SETUP.batch, n)) for n in shape]
    gradients = [np.empty_like(w) for w in weights]

    def products() -> None:
        for _ in range(updates):
            for k, w in enumerate(weights):
                np.dot(columns[k], w, out=forwards[k + 1])
            for k in range(len(weights) - 1, -1, -1):
                np.dot(columns[k].T, columns[k + 1], out=gradients[k])
                if k:
                    np.dot(columns[k + 1], weights[k].T, out=forwards[k])

    return products


def apart(one: Network, other: Network) -> float:
    """The largest difference between two networks' weights and biases."""
    pairs = zip((*one.weights, *one.biases), (*other.weights, *other.biases), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def bench_training_beside_plain_numpy(capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for name, hidden, bar in JOBS:
        data, network = make_data(name), he((2, *hidden, 1), seed=0)
        updates = EPOCHS * -(-len(data.train_x) // SETUP.batch)
        trainer = Trainer(data, SETUP, network)
        plain = by_plain_numpy(data, network)
        assert apart(trainer.run(network, epochs=EPOCHS), plain) < 1e-9  # they do the same
        timings = in_turns(
            partial(trainer.run, network, epochs=EPOCHS),
            partial(by_plain_numpy, data, network),
            floor_of(network.shape, updates),
            unit=1e-6 * updates,
        )
        ours, theirs, floor = timings
        columns = " ".join(f"{timing.short():22}" for timing in timings)
        ratios = f"{theirs.median / ours.median:.1f}, {floor.median / ours.median:.2f}"
        rows.append(f"{name:8} {name_of(network):10} {bar:5.0f}  {columns} {ratios}")
    head = f"{'us (middle half)':19} {'bar':>5}  {'reluviz':22} {'plain NumPy':22} {'floor':22} ratios"
    show(capsys, [f"one update of {SETUP.batch} samples, mean of {EPOCHS} epochs", head, *rows])
