from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS, lookup

numbers = st.floats(-100.0, 100.0)
names = st.sampled_from(list(ACTIVATIONS))


def test_menus_list_relu_first() -> None:
    assert list(ACTIVATIONS) == ["relu", "leaky_relu", "abs", "identity"]
    assert [entry.label for entry in ACTIVATIONS.values()] == ["ReLU", "Leaky ReLU", "|x|", "Identity"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("relu", [0.0, 0.0, 3.0]), ("leaky_relu", [-0.4, 0.0, 3.0]), ("abs", [2.0, 0.0, 3.0]),
     ("identity", [-2.0, 0.0, 3.0])],
)  # fmt: skip
def test_values_left_of_at_and_right_of_zero(name: str, expected: list[float]) -> None:
    z = np.array([-2.0, 0.0, 3.0])
    assert lookup(name).value(z, 0.2).tolist() == expected
    assert z.tolist() == [-2.0, 0.0, 3.0]


def test_the_derivative_of_relu_at_its_kink_is_zero() -> None:
    assert lookup("relu").derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [0.0, 0.0, 1.0]


@given(names, numbers, st.floats(-1.0, 1.0))
def test_a_value_is_its_slope_times_the_distance_from_the_kink(name: str, z: float, slope: float) -> None:
    activation = lookup(name)
    point = np.array([z])
    assert activation.value(point, slope)[0] == activation.derivative(point, slope)[0] * z


@given(names, st.floats(-1.0, 1.0))
def test_only_activations_with_a_kink_change_their_slope(name: str, slope: float) -> None:
    left, right = lookup(name).slopes(slope)
    if not lookup(name).kinks:
        assert left == right


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(
        ValueError, match="unknown activation 'tanhh'; known are relu, leaky_relu, abs, identity"
    ):
        lookup("tanhh")
