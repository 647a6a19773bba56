"""One sentence for each value that makes no sense, naming it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from reluviz.core.checks import known, real, whole


def test_what_makes_sense_comes_back_as_pythons_own() -> None:
    assert known("loss", "squared", ["squared", "logistic"]) == "squared"
    assert type(whole("n", np.int64(3))) is int
    for value in (1, 1.0, np.float32(1), np.int8(1), Fraction(1)):
        assert type(real("x", value)) is float
        assert real("x", value) == 1.0


@pytest.mark.parametrize("value", [1.5, 1.0, "1", None, True, False, [1], np.bool_(True)])
def test_what_is_no_whole_number_is_told_by_name(value: Any) -> None:
    with pytest.raises(ValueError, match="the width must be a whole number, not"):
        whole("the width", value)


@pytest.mark.parametrize("value", ["1", None, True, [1.0], 1j, np.bool_(True)])
def test_what_is_no_number_is_told_by_name(value: Any) -> None:
    with pytest.raises(ValueError, match="the rate must be a number, not"):
        real("the rate", value)


def test_a_number_beyond_every_float_is_told_by_name() -> None:
    with pytest.raises(ValueError, match="the rate is too large"):
        real("the rate", 10**400)


@pytest.mark.parametrize("name", ["hinge", ["squared"], None, 3])
def test_an_unknown_name_is_told_with_the_known_ones(name: Any) -> None:
    with pytest.raises(ValueError, match=r"unknown loss .*; known are squared, logistic"):
        known("loss", name, ["squared", "logistic"])
