"""An epoch of training beside its floor: the matrix products that it cannot do without, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from reluviz.core.initial import he
from reluviz.learn.data import make_data
from reluviz.learn.trainer import Setup, Trainer

JOBS = [("circle", (4, 2)), ("spiral", (8, 8, 8))]
EPOCHS = 20
SETUP = Setup()


@pytest.fixture(params=JOBS, ids=lambda job: f"{job[0]} {'-'.join(map(str, (2, *job[1], 1)))}")
def job(request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> tuple[str, tuple[int, ...]]:
    name, hidden = request.param
    shape = (2, *hidden, 1)
    benchmark.group = f"{EPOCHS} epochs on {name}, {'-'.join(map(str, shape))}, batch {SETUP.batch}"
    return name, shape


def bench_training_by_reluviz(benchmark: BenchmarkFixture, job: tuple[str, tuple[int, ...]]) -> None:
    name, shape = job
    trainer = Trainer(make_data(name), SETUP, he(shape, seed=0))
    benchmark(trainer.run, epochs=EPOCHS)
    assert trainer.diverged is None


def bench_training_floor(benchmark: BenchmarkFixture, job: tuple[str, tuple[int, ...]]) -> None:
    name, shape = job
    updates = EPOCHS * len(make_data(name).train_x) // SETUP.batch
    benchmark(products, shape, updates)


def products(shape: tuple[int, ...], updates: int) -> None:
    """Three products a layer and update: forwards, gradient of the weights, backwards (but to the inputs)."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(n, m)) for n, m in pairwise(shape)]
    columns = [rng.normal(size=(SETUP.batch, n)) for n in shape]
    forwards = [np.empty((SETUP.batch, n)) for n in shape]
    gradients = [np.empty_like(w) for w in weights]
    for _ in range(updates):
        for k, w in enumerate(weights):
            np.dot(columns[k], w, out=forwards[k + 1])
        for k in range(len(weights) - 1, -1, -1):
            np.dot(columns[k].T, columns[k + 1], out=gradients[k])
            if k:
                np.dot(columns[k + 1], weights[k].T, out=forwards[k])
