from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.learn import trainer as trainer_module
from reluviz.learn.data import Data, make_data
from reluviz.learn.losses import LOSSES
from reluviz.learn.trainer import Progress, Setup, Trainer, accuracy, losses
from tests.learn.trainer_cases import CIRCLE, START, assert_identical, every_optimizer, parameters, trainer_of

Floats = NDArray[np.float64]

# -- the steps ----------------------------------------------------------------------------------------------


def plain_epoch(network: Network, data: Data, setup: Setup) -> Network:
    """One epoch of gradient descent as one would write it down, sample by sample."""
    W, b = ([array.copy() for array in part] for part in (network.weights, network.biases))
    slope, kind = network.slope, network.kind
    for start in range(0, len(data.train_x), setup.batch):
        batch = slice(start, start + setup.batch)
        dW, db = [np.zeros_like(w) for w in W], [np.zeros_like(v) for v in b]
        count = len(data.train_x[batch])
        for x, y in zip(data.train_x[batch], data.train_y[batch], strict=True):
            inputs, z = [x], []
            for k in range(len(W)):
                z.append(W[k] @ inputs[-1] + b[k])
                inputs.append(kind.value(z[-1], slope))
            f = z[-1]
            if setup.loss == "logistic":
                pull = -y / (1 + np.exp(y * f))
            else:
                pull = f - y if setup.output == "linear" else (np.tanh(f) - y) * (1 - np.tanh(f) ** 2)
            for k in reversed(range(len(W))):
                dW[k] += np.outer(pull, inputs[k]) / count
                db[k] += pull / count
                if k:
                    pull = (W[k].T @ pull) * kind.derivative(z[k - 1], slope)
        for k in range(len(W)):
            W[k] -= setup.learning_rate * dW[k]
            b[k] -= setup.learning_rate * db[k]
    return network.with_layers(W, b)


@settings(max_examples=30)
@given(
    activation=st.sampled_from(list(ACTIVATIONS)),
    loss=st.sampled_from(list(LOSSES)),
    output=st.sampled_from(["tanh", "linear"]),
    batch=st.integers(1, 40),
    shape=st.sampled_from([(2, 1), (2, 3, 1), (2, 5, 4, 1), (2, 1, 1, 1)]),
    seed=st.integers(0, 100),
)
def test_an_epoch_is_gradient_descent_over_consecutive_batches(
    activation: str, loss: str, output: str, batch: int, shape: tuple[int, ...], seed: int
) -> None:
    network = he(shape, seed).with_activation(activation, slope=0.1)
    setup = Setup(output=output, loss=loss, batch=batch, learning_rate=0.001)
    trainer = Trainer(CIRCLE, setup, network)
    found = trainer.run()
    assume(trainer.diverged is None)
    expected = plain_epoch(network, CIRCLE, setup)
    for one, other in zip(parameters(found), parameters(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@every_optimizer
def test_training_lowers_the_loss(activation: str, loss: str, optimizer: str) -> None:
    data = make_data("gauss", points=100, noise=0.2)
    trainer = trainer_of(START.with_activation(activation), data, loss=loss, optimizer=optimizer)
    trainer.run(epochs=30)
    history = trainer.progress.history
    assert history[-1, 1] < 0.5 * history[0, 1]
    assert accuracy(trainer.network, data)[0] > 0.95


# -- what a run hands back ----------------------------------------------------------------------------------


def test_the_history_begins_with_the_start_and_has_a_row_for_each_epoch() -> None:
    trainer = trainer_of()
    trainer.run(epochs=3)
    history = trainer.progress.history
    assert history[:, 0].tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(history[0, 1:], losses(START, CIRCLE, Setup()), rtol=1e-12)
    np.testing.assert_allclose(history[-1, 1:], losses(trainer.network, CIRCLE, Setup()), rtol=1e-12)


def test_a_run_gives_a_new_network_and_leaves_the_old_one_alone() -> None:
    before = START.to_dict()
    trainer = trainer_of()
    first = trainer.run()
    after_first = first.to_dict()
    trainer.run()
    assert START.to_dict() == before
    assert first.to_dict() == after_first
    assert first is not START
    assert trainer.network is not first


def test_progress_of_earlier_stays_as_it_was_while_training_goes_on() -> None:
    trainer = trainer_of(optimizer="adam")
    trainer.run(epochs=2)
    early = trainer.progress
    assert early.moments is not None
    history, moments = early.history.copy(), [moment.copy() for moment in early.moments]
    trainer.run(epochs=200)
    np.testing.assert_array_equal(early.history, history)
    assert all(np.array_equal(a, b) for a, b in zip(early.moments, moments, strict=True))
    assert (early.epoch, trainer.progress.epoch) == (2, 202)


def test_without_budget_and_epochs_a_run_is_one_epoch() -> None:
    trainer = trainer_of()
    trainer.run()
    assert trainer.progress.epoch == 1


@pytest.mark.parametrize(
    ("budget", "epochs", "expected"),
    [(0.0, None, 1), (-1.0, None, 1), (2.5, None, 3), (10.0, 4, 4), (2.5, 4, 3), (None, 6, 6)],
)
def test_a_run_takes_whole_epochs_until_budget_or_number_is_reached(
    monkeypatch: pytest.MonkeyPatch, budget: float | None, epochs: int | None, expected: int
) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr(trainer_module, "perf_counter", lambda: float(next(ticks)))  # one epoch, one second
    trainer = trainer_of()
    trainer.run(budget_seconds=budget, epochs=epochs)
    assert trainer.progress.epoch == expected


def test_a_network_dragged_between_slices_is_the_one_that_is_trained() -> None:
    trainer = trainer_of()
    dragged = trainer.run().with_bias(0, 2, 1.5)
    found = trainer.run(dragged)
    expected = Trainer(CIRCLE, Setup(), dragged).run()
    assert_identical(found, expected)


def test_a_drag_keeps_the_moments_of_the_optimiser() -> None:
    trainer = trainer_of(optimizer="adam")
    dragged = trainer.run(epochs=5).with_bias(0, 2, 1.5)
    continued = Trainer(CIRCLE, Setup(optimizer="adam"), dragged, trainer.progress).run()
    fresh = Trainer(CIRCLE, Setup(optimizer="adam"), dragged).run()
    found = trainer.run(dragged)
    assert_identical(found, continued)
    assert not np.array_equal(found.weights[0], fresh.weights[0])


# -- going on -----------------------------------------------------------------------------------------------


@every_optimizer
def test_a_trainer_made_from_progress_goes_on_as_if_it_had_never_stopped(optimizer: str) -> None:
    whole, stopped = trainer_of(optimizer=optimizer), trainer_of(optimizer=optimizer)
    whole.run(epochs=50)
    network = stopped.run(epochs=20)
    resumed = Trainer(CIRCLE, Setup(optimizer=optimizer), network, stopped.progress)
    resumed.run(epochs=30)
    assert_identical(resumed.network, whole.network)
    np.testing.assert_array_equal(resumed.progress.history, whole.progress.history)
    assert resumed.progress.steps == whole.progress.steps


def test_a_trainer_made_from_progress_that_has_not_run_has_that_progress() -> None:
    trainer = trainer_of(optimizer="adam")
    trainer.run(epochs=3)
    progress = trainer.progress
    again = Trainer(CIRCLE, Setup(optimizer="adam"), trainer.network, progress).progress
    assert (again.epoch, again.steps) == (progress.epoch, progress.steps)
    np.testing.assert_array_equal(again.history, progress.history)
    assert progress.moments is not None
    assert again.moments is not None
    assert all(np.array_equal(a, b) for a, b in zip(again.moments, progress.moments, strict=True))


def test_sgd_takes_no_notice_of_the_moments_of_another_optimiser() -> None:
    adam = trainer_of(optimizer="adam")
    network = adam.run(epochs=3)
    sgd = Trainer(CIRCLE, Setup(), network, adam.progress)
    assert_identical(sgd.run(), trainer_of(network).run())
    assert sgd.progress.moments is None


def test_without_moments_adam_counts_its_steps_from_the_beginning() -> None:
    adam = trainer_of(optimizer="adam")
    network = adam.run(epochs=3)
    cleared = replace(adam.progress, moments=None)
    assert cleared.steps == 0
    found = Trainer(CIRCLE, Setup(optimizer="adam"), network, cleared).run()
    assert_identical(found, trainer_of(network, optimizer="adam").run())


def test_a_cleared_history_begins_with_the_epoch_that_was_reached() -> None:
    trainer = Trainer(CIRCLE, Setup(), START, Progress(epoch=12))
    trainer.run(epochs=2)
    assert trainer.progress.history[:, 0].tolist() == [12, 13, 14]


# -- data without test points -------------------------------------------------------------------------------


def test_without_test_points_the_test_loss_is_nan_and_training_goes_on() -> None:
    trainer = trainer_of(data=make_data("circle", points=60, train_share=1.0))
    trainer.run(epochs=5)
    history = trainer.progress.history
    assert trainer.diverged is None
    assert len(history) == 6
    assert np.isfinite(history[:, :2]).all()
    assert np.isnan(history[:, 2]).all()


def test_losses_and_accuracy_say_nan_where_there_is_no_test_point() -> None:
    data = make_data("circle", points=60, train_share=1.0)
    assert math.isnan(losses(START, data, Setup())[1])
    assert math.isnan(accuracy(START, data)[1])


def test_accuracy_is_the_share_of_points_on_the_right_side() -> None:
    right_half = Network([[[1.0, 0.0]]], [[0.0]])
    x = np.array([[1.0, 0.0], [2.0, 0.0], [-1.0, 0.0], [0.0, 1.0]])
    data = Data("own", 5, 0.0, 0.8, 0, x, np.array([1.0, -1.0, -1.0, -1.0]), x[:1], np.array([-1.0]))
    assert accuracy(right_half, data) == (0.75, 0.0)


# -- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setup", "sentence"),
    [
        ({"output": "sigmoid"}, "unknown output 'sigmoid'; known are tanh, linear"),
        ({"loss": "hinge"}, "unknown loss 'hinge'; known are squared, logistic"),
        ({"optimizer": "momentum"}, "unknown optimizer 'momentum'; known are sgd, adam"),
        ({"learning_rate": 0.0}, "the learning rate must be finite and above 0"),
        ({"learning_rate": math.inf}, "the learning rate must be finite and above 0"),
        ({"learning_rate": math.nan}, "the learning rate must be finite and above 0"),
        ({"batch": 0}, "the batch must be at least 1"),
        ({"batch": 2.5}, "batch must be a whole number"),
        ({"batch": True}, "batch must be a whole number"),
        ({"learning_rate": "x"}, "the learning rate must be a number, not 'x'"),
        ({"learning_rate": None}, "the learning rate must be a number, not None"),
        ({"loss": ["squared"]}, "unknown loss"),
    ],
)
def test_a_set_up_out_of_range_is_refused_in_one_sentence(setup: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Setup(**setup)


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        (he((3, 4, 1), 0), "the network has 3 inputs, the data 2"),
        (he((2, 4, 2), 0), "only a network with one output"),
    ],
)
def test_a_network_that_does_not_fit_the_data_is_refused(network: Network, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        trainer_of(network)


@pytest.mark.parametrize("other", [he((2, 5, 5, 1), 0), START.with_activation("abs")])
def test_a_run_with_a_network_of_another_kind_is_refused(other: Network) -> None:
    with pytest.raises(ValueError, match="another shape or activation"):
        trainer_of().run(other)


def test_a_run_of_no_epoch_is_refused() -> None:
    with pytest.raises(ValueError, match="number of epochs"):
        trainer_of().run(epochs=0)


@pytest.mark.parametrize(
    ("progress", "sentence"),
    [
        ({"history": np.zeros((2, 2))}, "history must have 3 columns"),
        ({"epoch": -1}, "epoch must not be negative"),
        ({"moments": (np.zeros(3), np.zeros(3))}, "without the number of steps"),
    ],
)
def test_progress_that_makes_no_sense_is_refused(progress: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Progress(**progress)


def test_moments_of_another_network_are_refused() -> None:
    progress = Progress(epoch=1, moments=(np.zeros(3), np.zeros(3)), steps=3)
    with pytest.raises(ValueError, match="moments do not fit"):
        Trainer(CIRCLE, Setup(optimizer="adam"), START, progress)
