from __future__ import annotations

import numpy as np
import pytest

from reluviz.learn.history import History


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
