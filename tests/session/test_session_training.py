"""Training without a window: the same run whoever watches it, and a clear end when it diverges."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from reluviz.core.initial import he
from reluviz.learn.trainer import Progress, losses
from reluviz.session.session import Session
from reluviz.session.training import train


def small(**changes: Any) -> Session:
    return Session.new(**{"hidden": (4,), "points": 40, **changes})


def test_the_history_runs_from_the_start_to_the_last_epoch_and_ends_at_the_network() -> None:
    session = small()
    result = train(session, epochs=6)
    assert result.history[:, 0].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert result.session.progress.epoch == 6
    for row, network in ((result.history[0], session.network), (result.history[-1], result.session.network)):
        assert row[1:] == pytest.approx(losses(network, session.data, session.setup), rel=1e-12)
    assert result.diverged is None


def test_training_leaves_the_session_it_was_given_alone() -> None:
    session = small()
    before = session.network.to_dict()
    trained = train(session, 3).session
    assert session.network.to_dict() == before
    assert session.progress.epoch == 0
    assert (trained.start, trained.data, trained.view) == (session.start, session.data, session.view)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_in_two_parts_is_the_run_in_one(optimizer: str) -> None:
    session = small(optimizer=optimizer)
    whole = train(session, 9)
    parts = train(train(session, 4).session, 5)
    assert parts.session.network.to_dict() == whole.session.network.to_dict()
    assert np.array_equal(parts.history, whole.history)


def test_the_callback_hears_of_every_epoch_and_changes_nothing() -> None:
    heard: list[tuple[int, float, float]] = []
    watched = train(small(), 5, callback=lambda *row: heard.append(row))
    assert np.array_equal(np.array(heard), watched.history[1:])
    assert all(type(epoch) is int for epoch, _, _ in heard)
    assert watched.session.network.to_dict() == train(small(), 5).session.network.to_dict()


def test_an_exception_of_the_callback_ends_the_run() -> None:
    def stop(epoch: int, *_: float) -> None:
        if epoch == 2:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        train(small(), 5, stop)


@pytest.mark.parametrize("watched", [False, True])
def test_a_run_that_diverges_ends_with_the_last_finite_network_and_says_why(watched: bool) -> None:
    heard: list[int] = []
    session = small(output="linear", learning_rate=1e9)
    result = train(session, 500, (lambda epoch, *_: heard.append(epoch)) if watched else None)
    assert result.diverged is not None
    assert "smaller learning rate" in result.diverged
    assert result.session.progress.epoch < 500
    assert all(np.isfinite(W).all() for W in result.session.network.weights)
    assert np.isfinite(result.history).all()
    assert len(heard) == (result.session.progress.epoch if watched else 0)


def test_a_start_that_is_not_finite_on_the_data_is_told_and_has_no_history() -> None:
    session = small(output="linear")
    huge = session.network.with_layers([W * 1e200 for W in session.network.weights], session.network.biases)
    result = train(session.with_network(huge), 5)
    assert result.diverged is not None
    assert result.history.shape == (0, 3)


@pytest.mark.parametrize("epochs", [0, -3, 2.5, "5"])
def test_a_number_of_epochs_that_is_none_is_refused(epochs: Any) -> None:
    with pytest.raises(ValueError, match="epochs"):
        train(small(), epochs)


def test_progress_of_another_network_is_refused() -> None:
    trained = train(small(optimizer="adam"), 1).session
    other = he((2, 5, 1), 0)
    with pytest.raises(ValueError, match="moments"):
        train(replace(trained, network=other, start=other), 1)
    assert train(replace(trained, network=other, start=other, progress=Progress()), 1).diverged is None


def test_eight_neurons_learn_the_circle_from_nearly_every_start() -> None:
    """Test loss under 0.02 after 500 epochs from at least 18 of 20 seeds: learning rate 0.03, batch 10."""
    final = [train(Session.new(seed=seed), 500).history[-1, 2] for seed in range(20)]
    assert np.count_nonzero(np.array(final) < 0.02) >= 18
