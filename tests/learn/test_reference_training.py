"""Training reproduces runs that were made elsewhere: tests/reference/training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.learn.data import Data, make_data
from reluviz.learn.trainer import Setup, Trainer

FOLDER = Path(__file__).parents[1] / "reference" / "training"
CIRCLE, SPIRAL = "circle_2-4-2-1_relu", "spiral_2-8-8-8-1_relu"


def run(name: str) -> tuple[dict[str, Any], Trainer]:
    document = json.loads((FOLDER / f"{name}.json").read_text())
    train, test = (samples(document[part]) for part in ("train", "test"))
    data = Data(document["ds"], 500, 0.0, 0.5, 0, *train, *test)
    setup = Setup(learning_rate=document["lr"], batch=document["batch"])
    return document, Trainer(data, setup, network(document["init"]))


def samples(rows: list[dict[str, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([[row["x"], row["y"]] for row in rows]), np.array([float(row["label"]) for row in rows])


def network(layers: list[dict[str, Any]]) -> Network:
    return Network([layer["W"] for layer in layers], [layer["b"] for layer in layers])


def assert_same(found: Network, expected: Network) -> None:
    for one, other in zip(
        (*found.weights, *found.biases), (*expected.weights, *expected.biases), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def assert_losses_agree(trainer: Trainer, expected: list[list[float]], last: int) -> None:
    rows = np.array([row for row in expected if row[0] <= last])
    np.testing.assert_allclose(trainer.progress.history[rows[:, 0].astype(int)], rows, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", [CIRCLE, SPIRAL])
def test_the_weights_after_one_epoch_are_those_of_the_reference(name: str) -> None:
    document, trainer = run(name)
    assert_same(trainer.run(epochs=1), network(document["after1"]))


@pytest.mark.parametrize("name", [CIRCLE, SPIRAL])
def test_the_losses_of_the_first_200_epochs_are_those_of_the_reference(name: str) -> None:
    document, trainer = run(name)
    trainer.run(epochs=200)
    assert_losses_agree(trainer, document["loss"], last=200)


def test_a_thousand_epochs_on_circle_end_where_the_reference_ends() -> None:
    document, trainer = run(CIRCLE)
    assert_same(trainer.run(epochs=1000), network(document["final"]))
    assert_losses_agree(trainer, document["loss"], last=1000)


def test_slices_of_any_length_give_the_run_in_one_piece() -> None:
    document, trainer = run(SPIRAL)
    while trainer.progress.epoch < 100:
        trainer.run(trainer.network, epochs=7, budget_seconds=0.001)
    assert_losses_agree(trainer, document["loss"], last=100)


def test_eight_neurons_learn_the_circle_from_nearly_every_seed() -> None:
    test_losses = []
    for seed in range(20):
        trainer = Trainer(make_data("circle", seed=seed), Setup(), he((2, 8, 1), seed))
        trainer.run(epochs=500)
        test_losses.append(trainer.progress.history[-1, 2])
    assert sum(loss < 0.02 for loss in test_losses) >= 18
