"""How numbers are written in labels."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.ui.numbers import MINUS, precise, short, signed, subscript


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (1.0, "1.00"),
        (-2.57, "−2.57"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (12.345, "12.3"),
        (99.96, "100"),
        (-345.6, "−346"),
        (999.7, "1000"),
        (54321.4, "54321"),
        (123456.0, "1.23e5"),
        (-1e9, "−1.00e9"),
        (0.006, "0.01"),
        (0.0049, "4.90e−3"),
        (-1e-300, "−1.00e−300"),
    ],
)
def test_a_label_has_three_significant_digits_and_a_real_minus_sign(value: float, text: str) -> None:
    assert short(value) == text


def test_fewer_decimals_can_be_asked_for() -> None:
    assert short(1.26, 1) == "1.3"
    assert short(0.4, 0) == "4.00e−1", "what would read as zero is not"


def test_zero_has_no_sign() -> None:
    assert short(-0.0) == "0.00"


def test_what_is_not_finite_can_still_be_written() -> None:
    assert short(math.inf) == "∞"
    assert short(-math.inf) == "−∞"
    assert short(math.nan) == "–"
    assert signed(math.inf) == "+ ∞"


@given(st.floats(-1e300, 1e300))
def test_a_label_reads_back_to_within_half_a_unit_of_its_last_digit(value: float) -> None:
    read = float(short(value).replace(MINUS, "-"))
    assert math.isclose(read, value, rel_tol=0.0051, abs_tol=0.0051)
    assert read == 0 or math.copysign(1, read) == math.copysign(1, value)
    assert (read == 0) == (value == 0)


@given(st.floats(0.01, 1e5, exclude_max=True))
def test_no_label_is_longer_than_its_field(size: float) -> None:
    assert len(short(size)) <= 6


def test_a_term_of_a_sum_has_its_sign_in_front() -> None:
    assert signed(1.43) == "+ 1.43"
    assert signed(-2.57) == "− 2.57"
    assert signed(0.0) == "+ 0.00"


def test_subscripts_are_digits_below_the_line() -> None:
    assert subscript(1) == "₁"
    assert subscript(160) == "₁₆₀"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1119, "0.112"),
        (0.00114, "0.0011"),
        (0.0363, "0.0363"),
        (1.5, "1.50"),
        (0.0, "0.00"),
        (math.nan, "–"),
    ],
)
def test_losses_and_errors_are_written_with_three_significant_digits(value: float, text: str) -> None:
    assert precise(value) == text
