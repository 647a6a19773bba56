from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS, lookup

numbers = st.floats(-100.0, 100.0)
names = st.sampled_from(list(ACTIVATIONS))


def test_menus_list_relu_first() -> None:
    assert list(ACTIVATIONS) == ["relu", "leaky_relu", "abs", "hard_tanh", "identity"]
    assert [entry.label for entry in ACTIVATIONS.values()] == [
        "ReLU",
        "Leaky ReLU",
        "|x|",
        "Hard tanh",
        "Identity",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("relu", [0.0, 0.0, 3.0]), ("leaky_relu", [-0.4, 0.0, 3.0]), ("abs", [2.0, 0.0, 3.0]),
     ("hard_tanh", [-1.0, 0.0, 1.0]), ("identity", [-2.0, 0.0, 3.0])],
)  # fmt: skip
def test_values_left_of_at_and_right_of_zero(name: str, expected: list[float]) -> None:
    z = np.array([-2.0, 0.0, 3.0])
    assert lookup(name).value(z, 0.2).tolist() == expected
    assert z.tolist() == [-2.0, 0.0, 3.0]


def test_the_derivative_of_relu_at_its_kink_is_zero() -> None:
    assert lookup("relu").derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [0.0, 0.0, 1.0]


def test_hard_tanh_is_steep_between_its_kinks_and_at_the_right_one() -> None:
    z = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert lookup("hard_tanh").derivative(z).tolist() == [0.0, 0.0, 1.0, 1.0, 0.0]
    assert lookup("hard_tanh").piece(z).tolist() == [0, 0, 1, 1, 2]


@given(names, numbers, st.floats(-1.0, 1.0))
def test_a_value_is_that_of_the_line_of_its_piece(name: str, z: float, slope: float) -> None:
    activation = lookup(name)
    piece = int(activation.piece(np.array(z)))
    line = activation.slopes(slope)[piece] * z + activation.intercepts[piece]
    assert float(activation.value(np.array(z), slope)) == line
    assert float(activation.derivative(np.array(z), slope)) == activation.slopes(slope)[piece]


@given(names, st.floats(-1.0, 1.0))
def test_pieces_meet_at_the_kinks_between_them_and_one_has_slope_one(name: str, slope: float) -> None:
    activation = lookup(name)
    lines = list(zip(activation.slopes(slope), activation.intercepts, strict=True))
    assert len(lines) == len(activation.kinks) + 1
    assert lines[activation.on_piece] == (1.0, 0.0)
    for kink, (a, c), (b, d) in zip(activation.kinks, lines, lines[1:], strict=False):
        assert a * kink + c == b * kink + d


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(
        ValueError, match="unknown activation 'tanhh'; known are relu, leaky_relu, abs, hard_tanh, identity"
    ):
        lookup("tanhh")
