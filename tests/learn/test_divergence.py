"""Training that diverges stops in its last finite state and says why."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.learn.losses import LOSSES
from reluviz.learn.optimizers import OPTIMIZERS
from reluviz.learn.trainer import Setup, Trainer, losses
from tests.learn.trainer_cases import CIRCLE, START, assert_identical, every_optimizer, trainer_of


def diverging(optimizer: str = "sgd") -> Trainer:
    """Linear output and a rate far too large: the loss squares itself up until it overflows."""
    rate = 3.0 if optimizer == "sgd" else 1e13
    return trainer_of(he((2, 8, 8, 1), 0), output="linear", learning_rate=rate, optimizer=optimizer)


@every_optimizer
def test_training_that_diverges_stops_and_says_why(optimizer: str) -> None:
    trainer = diverging(optimizer)
    trainer.run(epochs=10_000)
    progress = trainer.progress
    assert progress.epoch < 10_000
    assert trainer.diverged is not None
    assert f"epoch {progress.epoch + 1}" in trainer.diverged
    assert "smaller learning rate" in trainer.diverged
    assert trainer.diverged.endswith(".")
    assert "\n" not in trainer.diverged


@every_optimizer
def test_what_diverged_is_left_in_its_last_finite_state(optimizer: str) -> None:
    trainer = diverging(optimizer)
    network = trainer.run(epochs=10_000)
    progress = trainer.progress
    assert np.isfinite(progress.history).all()
    assert progress.history[-1, 0] == progress.epoch
    np.testing.assert_allclose(
        progress.history[-1, 1:], losses(network, CIRCLE, Setup(output="linear")), rtol=1e-9
    )
    assert all(np.isfinite(moment).all() for moment in progress.moments or ())


def test_divergence_in_the_first_epoch_gives_the_network_back() -> None:
    trainer = trainer_of(output="linear", learning_rate=1e6)
    assert trainer.run() is START
    assert trainer.diverged is not None
    assert len(trainer.progress.history) == 1


def test_divergence_after_some_epochs_keeps_those_epochs() -> None:
    calm = trainer_of(output="linear", learning_rate=0.001)
    network = calm.run(epochs=5)
    wild = Trainer(CIRCLE, Setup(output="linear", learning_rate=1e6), network, calm.progress)
    assert wild.run(epochs=5) is network
    assert wild.progress.epoch == 5
    assert_identical(wild.run(), network)


def test_weights_whose_loss_overflows_are_refused_before_the_first_epoch() -> None:
    huge = START.with_layers([1e200 * W for W in START.weights], START.biases)
    trainer = trainer_of(huge, output="linear")
    assert trainer.run(epochs=3) is huge
    assert trainer.diverged is not None
    assert "cannot start" in trainer.diverged
    assert len(trainer.progress.history) == 0


@pytest.mark.parametrize(
    ("network", "output", "sentence"),
    [
        (
            START.with_bias(0, 0, 1e13),
            "tanh",
            "because the weights are too large (their norm is above 1e+12): try",
        ),
        (START.with_bias(0, 0, 1e200), "tanh", "because the weights are too large"),
        (he((2, *(5,) * 40, 1), 0), "linear", "because the loss is not finite: try smaller weights."),
    ],
)
def test_why_training_cannot_start_is_told_as_it_is(network: Network, output: str, sentence: str) -> None:
    if len(network.hidden) > 30:
        network = network.with_layers([1e10 * W for W in network.weights], network.biases)
    trainer = trainer_of(network, output=output)
    trainer.run()
    assert trainer.diverged is not None
    assert sentence in trainer.diverged


def test_a_run_after_a_diverged_one_begins_without_its_sentence() -> None:
    trainer = trainer_of(output="linear")
    sentences = []
    for network in (START.with_bias(0, 0, 1e200), START):
        trainer.run(network)
        sentences.append(trainer.diverged)
    assert sentences[0] is not None
    assert sentences[1] is None
    assert trainer.progress.epoch == 1


def test_saturated_outputs_and_overflowing_exponentials_warn_nobody() -> None:
    large = START.with_layers([1e3 * W for W in START.weights], START.biases)
    for loss in LOSSES:
        for optimizer in OPTIMIZERS:
            trainer_of(large, loss=loss, optimizer=optimizer).run(epochs=2)


def test_the_rate_in_the_advice_is_written_as_in_the_window() -> None:
    trainer = trainer_of(he((2, 8, 8, 1), 0), output="linear", learning_rate=1e9)
    trainer.run(epochs=10)
    assert trainer.diverged is not None
    assert trainer.diverged.endswith("a smaller learning rate than 1e9, such as 1e8.")
