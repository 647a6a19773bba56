"""The history grows by a row an epoch, and stays small in a run of any length."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.learn.history import MOST_ROWS, NEWEST_ROWS, History, thinned
from reluviz.learn.trainer import Progress


def long_run(n: int) -> NDArray[np.float64]:
    """Noisy losses of n epochs with one spike upwards and one downwards early on."""
    losses = 0.5 + 0.1 * np.random.default_rng(0).uniform(size=(n, 2))
    losses[1234] = 9.0, 8.0
    losses[2345] = 0.01, 0.02
    return np.column_stack([np.arange(n), losses])


def grown(rows: NDArray[np.float64], history: History | None = None) -> History:
    history = History(np.empty((0, 3))) if history is None else history
    for epoch, train, test in rows.tolist():
        history.append(epoch, train, test)
    return history


def test_rows_seen_earlier_stay_as_they_were_while_the_history_grows() -> None:
    history = History(np.array([[0.0, 0.5, 0.6]]))
    seen = []
    for epoch in range(1, 1000):
        seen.append(history.rows())
        history.append(epoch, 1 / epoch, 2 / epoch)
    assert [len(rows) for rows in seen] == list(range(1, 1000))
    full = history.rows()
    assert len(full) == len(history) == 1000
    assert all(np.array_equal(rows, full[: len(rows)]) for rows in seen)


def test_rows_can_only_be_read() -> None:
    history = History(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="read-only"):
        history.rows()[0, 0] = 1.0


def test_two_histories_from_the_same_rows_grow_apart() -> None:
    common = History(np.zeros((1, 3)))
    first, second = History(common.rows()), History(common.rows())
    first.append(1, 0.1, 0.1)
    second.append(1, 0.2, 0.2)
    assert first.rows()[1, 1] == 0.1
    assert second.rows()[1, 1] == 0.2
    assert len(common) == 1


def test_a_long_history_stays_small_and_keeps_its_end_its_start_and_its_spikes() -> None:
    run = long_run(150_000)
    rows = grown(run).rows()
    assert len(rows) <= MOST_ROWS
    assert np.array_equal(rows[-NEWEST_ROWS:], run[-NEWEST_ROWS:])
    assert (np.diff(rows[:, 0]) > 0).all()
    for epoch in (0, 1234, 2345):
        assert rows[rows[:, 0] == epoch].tolist() == [run[epoch].tolist()]
    gaps = np.diff(rows[:, 0])
    assert gaps.max() <= 2 * 150_000 / 4_000, "the past is thinned evenly"


def test_no_view_of_a_history_changes_when_it_is_thinned() -> None:
    run = long_run(MOST_ROWS + 1)
    history = grown(run[:-1])
    seen = history.rows()
    history.append(*run[-1].tolist())
    assert len(history) < MOST_ROWS
    assert np.array_equal(seen, run[:-1])


def test_a_run_in_parts_leaves_the_history_of_a_run_in_one() -> None:
    run = long_run(130_000)
    parts = History(np.empty((0, 3)))
    for stop in (0, 39_999, 40_000, 40_001, 77_000, 130_000):
        start = int(parts.rows()[-1, 0]) + 1 if len(parts) else 0
        parts = grown(run[start:stop], History(parts.rows()))
    assert np.array_equal(parts.rows(), grown(run).rows())


def test_thinning_twice_chooses_what_thinning_once_does() -> None:
    run = long_run(200_000)
    once = thinned(run)
    twice = thinned(np.concatenate([thinned(run[:120_000]), run[120_000:]]))
    assert np.array_equal(once, twice)
    assert thinned(once) is once


def test_a_long_history_without_test_points_is_thinned_by_the_training_loss() -> None:
    run = long_run(100_000)
    run[:, 2] = np.nan
    rows = thinned(run)
    assert NEWEST_ROWS < len(rows) < MOST_ROWS
    assert 1234 in rows[:, 0]


def test_losses_that_stand_still_leave_a_row_of_each_stretch() -> None:
    run = long_run(100_000)
    run[:, 1:] = 0.25
    rows = thinned(run)
    assert NEWEST_ROWS < len(rows) < NEWEST_ROWS + 5_100


def test_progress_of_a_very_long_run_is_thinned_however_it_was_made() -> None:
    run = long_run(1_000_000)
    progress = Progress(epoch=999_999, history=run)
    assert len(progress.history) <= MOST_ROWS
    assert progress.history[-1].tolist() == run[-1].tolist()
    assert Progress(epoch=999_999, history=progress.history).history is progress.history
