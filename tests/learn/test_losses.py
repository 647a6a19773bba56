from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.learn.losses import LOSSES


def test_the_table_lists_the_losses_in_the_order_of_the_menu() -> None:
    assert [(loss.name, loss.label) for loss in LOSSES.values()] == [
        ("squared", "Squared"),
        ("logistic", "Logistic"),
    ]


def test_squared_loss_is_half_the_square_of_the_difference() -> None:
    f, y = np.array([0.5, -2.0]), np.array([1.0, 1.0])
    squared = LOSSES["squared"]
    np.testing.assert_allclose(squared.value(f, y, "linear"), [0.125, 4.5])
    np.testing.assert_allclose(squared.value(f, y, "tanh"), 0.5 * (np.tanh(f) - y) ** 2)


@given(f=st.floats(-30, 30), y=st.sampled_from([-1.0, 1.0]))
def test_logistic_loss_reads_the_network_as_it_is(f: float, y: float) -> None:
    for output in ("tanh", "linear"):
        value = LOSSES["logistic"].value(np.array([f]), np.array([y]), output)
        np.testing.assert_allclose(value, np.log1p(np.exp(-y * f)), rtol=1e-12)


@pytest.mark.parametrize(("f", "expected"), [(-1e4, 1e4), (1e4, 0.0)])
def test_logistic_loss_is_finite_however_wrong_the_output(f: float, expected: float) -> None:
    assert LOSSES["logistic"].value(np.array([f]), np.ones(1), "linear")[0] == expected
