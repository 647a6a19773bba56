"""The player: training in slices, on whatever session is shown."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.learn.trainer import Trainer
from reluviz.session.session import Session
from reluviz.ui.player import LEAST_SLICE, LONGEST_SLICE, Player, slice_seconds
from reluviz.ui.store import Store


def _steps(store: Store) -> list[str]:
    return [store.undo_stack.text(i) for i in range(store.undo_stack.count())]


@pytest.fixture
def store(qapp: object) -> Store:
    return Store(Session.new("circle", (4, 2), optimizer="adam", learning_rate=0.01))


@pytest.fixture
def player(store: Store) -> Player:
    return Player(store, store)


def _play_until(qtbot: QtBot, store: Store, epoch: int) -> None:
    qtbot.waitUntil(lambda: store.session.progress.epoch >= epoch)


def test_playing_trains_until_paused(qtbot: QtBot, store: Store, player: Player) -> None:
    with qtbot.waitSignal(player.playing_changed) as told:
        player.play()
    assert told.args == [True]
    _play_until(qtbot, store, 20)
    with qtbot.waitSignal(player.playing_changed) as told:
        player.pause()
    assert told.args == [False]
    assert not player.playing
    history = store.session.progress.history
    assert history[-1, 1] < history[0, 1]


def test_a_run_is_one_undo_step_back_to_where_it_began(qtbot: QtBot, store: Store, player: Player) -> None:
    before = store.session
    player.play()
    _play_until(qtbot, store, 5)
    player.pause()
    assert _steps(store) == ["Train"]
    store.undo_stack.undo()
    assert store.session is before


def test_slices_give_the_very_numbers_of_one_long_run(qtbot: QtBot, store: Store, player: Player) -> None:
    start = store.session
    player.play()
    _play_until(qtbot, store, 30)
    player.pause()
    trained = store.session
    whole = Trainer(start.data, start.setup, start.network, start.progress)
    expected = whole.run(epochs=trained.progress.epoch)
    for got, want in zip(trained.network.weights, expected.weights, strict=True):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize(
    ("rest", "lasts"),
    [
        (0.006, 1 / 60 - 0.006),
        (0.0, LONGEST_SLICE),
        (0.014, LEAST_SLICE),
        (0.03, 0.0075),
        (1.0, LONGEST_SLICE),
    ],
)
def test_a_slice_fills_what_is_left_of_a_frame_and_is_never_too_short_or_too_long(
    rest: float, lasts: float
) -> None:
    assert slice_seconds(rest) == pytest.approx(lasts)


def test_pausing_and_playing_on_keeps_the_optimisers_moments(store: Store, player: Player) -> None:
    start = store.session
    player.step_epoch()
    player.step_epoch()
    expected = Trainer(start.data, start.setup, start.network, start.progress).run(epochs=2)
    np.testing.assert_array_equal(store.session.network.weights[0], expected.weights[0])


def test_one_epoch_is_an_undo_step_of_its_own(store: Store, player: Player) -> None:
    player.step_epoch()
    player.step_epoch()
    assert store.session.progress.epoch == 2
    assert _steps(store) == ["Train one epoch", "Train one epoch"]


def test_undoing_and_playing_again_goes_on_from_what_is_shown(store: Store, player: Player) -> None:
    player.step_epoch()
    first = store.session.network
    store.undo_stack.undo()
    player.step_epoch()
    assert store.session.progress.epoch == 1
    np.testing.assert_array_equal(store.session.network.weights[0], first.weights[0])


def test_an_edit_between_slices_takes_part(store: Store, player: Player) -> None:
    player.step_epoch()
    edited = store.session.network.with_bias(0, 0, 5.0)
    store.commit(store.session.with_network(edited), "Move fold 1")
    player.step_epoch()
    assert abs(store.session.network.biases[0][0] - 5.0) < 1.0
    assert store.session.progress.epoch == 2


def test_another_learning_rate_while_it_plays_keeps_it_playing(
    qtbot: QtBot, store: Store, player: Player
) -> None:
    player.play()
    _play_until(qtbot, store, 3)
    store.commit(store.session.with_setup(learning_rate=0.001), "Change learning rate")
    epoch = store.session.progress.epoch
    _play_until(qtbot, store, epoch + 3)
    assert player.playing
    assert store.session.setup.learning_rate == 0.001
    assert len(store.session.progress.history) == store.session.progress.epoch + 1
    player.pause()


def test_a_held_fold_stays_under_the_pointer_while_training_goes_on(
    qtbot: QtBot, store: Store, player: Player
) -> None:
    def hold(network: Network) -> Network:
        return network.with_bias(0, 1, -1.25)

    store.drag(hold, "Move fold 2")
    player.play()
    _play_until(qtbot, store, 10)
    assert store.session.network.biases[0][1] == -1.25
    store.drop()
    player.pause()


def test_reset_goes_back_to_the_very_start_and_stops(qtbot: QtBot, store: Store, player: Player) -> None:
    start = store.session.network
    player.play()
    _play_until(qtbot, store, 5)
    player.reset()
    assert not player.playing
    assert store.session.network is start
    assert store.session.progress.epoch == 0
    assert _steps(store) == ["Train", "Reset"]


def test_new_start_draws_other_weights_for_the_same_data(store: Store, player: Player) -> None:
    before = store.session
    player.new_start()
    after = store.session
    assert after.data is before.data
    assert not np.array_equal(after.network.weights[0], before.network.weights[0])
    player.step_epoch()
    player.reset()
    assert store.session.network is after.network


class TestDivergence:
    @pytest.fixture
    def store(self, qapp: object) -> Store:
        return Store(Session.new("circle", (8,), output="linear", learning_rate=30.0))

    def test_it_pauses_says_why_and_keeps_a_finite_network(
        self, qtbot: QtBot, store: Store, player: Player
    ) -> None:
        with qtbot.waitSignal(player.diverged) as told:
            player.play()
        assert not player.playing
        assert "learning rate" in told.args[0]
        assert player.failure() == told.args[0]
        assert all(np.isfinite(w).all() for w in store.session.network.weights)

    def test_a_start_that_cannot_be_trained_leaves_no_undo_step(self, store: Store, player: Player) -> None:
        session = store.session
        store.open(session.with_network(session.network.with_output_weight(0, 1e200)), None)
        player.step_epoch()
        assert "cannot start" in player.failure()
        assert _steps(store) == []

    def test_the_reason_goes_when_something_else_is_shown(
        self, qtbot: QtBot, store: Store, player: Player
    ) -> None:
        with qtbot.waitSignal(player.diverged):
            player.play()
        player.reset()
        store.commit(store.session.with_setup(learning_rate=0.01), "Change learning rate")
        assert player.failure() == ""

    def test_a_gentle_retry_divides_the_rate_by_ten(self, qtbot: QtBot, store: Store, player: Player) -> None:
        with qtbot.waitSignal(player.diverged):
            player.play()
        kept = store.session.network
        player.retry_gently()
        assert store.session.setup.learning_rate == 3.0
        assert store.session.network is kept
        assert player.failure() == ""
