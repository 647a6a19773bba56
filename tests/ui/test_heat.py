"""Heat maps: scale and colours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QGuiApplication

from reluviz.ui.heat import HeatScale, heat_pixels, image_of, nice, typical_size
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, Theme


@given(st.floats(1e-12, 1e12))
def test_a_scale_is_round_and_just_large_enough(value: float) -> None:
    scale = nice(value)
    assert value * (1 - 1e-9) <= scale <= 1.5 * value
    assert float(f"{scale:.1e}") == pytest.approx(scale)


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_without_values_the_scale_is_one(value: float) -> None:
    assert nice(value) == 1.0


def test_the_scale_stands_still_while_values_change_a_little() -> None:
    scale = HeatScale()
    first = scale.follow(10.0)
    assert {scale.follow(size) for size in np.linspace(8.0, 12.5, 40)} == {first}
    assert scale.follow(40.0) > first
    assert scale.follow(0.5) < 1.0


def test_a_few_extreme_corners_do_not_set_the_scale() -> None:
    values = np.ones((60, 60))
    values[:6, :6] = 1000.0
    assert typical_size(values) == 1.0


def test_a_picture_that_is_zero_almost_everywhere_still_shows_its_peak() -> None:
    values = np.zeros((60, 60))
    values[30, 30] = 2.0
    assert typical_size(values) == 2.0


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
def test_negative_zero_and_positive_have_the_colours_of_the_theme(
    qapp: QGuiApplication, theme: Theme
) -> None:
    image = image_of(heat_pixels(np.array([[-3.0, 0.0, 3.0, 1e9]]), 3.0, theme.heat()))
    low, zero, high, beyond = (image.pixelColor(x, 0) for x in range(4))
    assert zero == QColor(theme.zero)
    assert low.red() > low.blue()
    assert high.blue() > high.red()
    assert beyond == high


def test_values_beyond_floating_point_still_have_a_colour() -> None:
    beyond = np.array([[np.inf, -np.inf, np.nan]], np.float32)
    with np.errstate(invalid="ignore"):
        pixels = heat_pixels(beyond, 1.0, LIGHT.heat())
    assert set(pixels.ravel().tolist()) <= set(LIGHT.heat().tolist())


def test_the_image_keeps_rows_and_columns(qapp: QGuiApplication) -> None:
    image = image_of(np.array([[0xFF000001, 0xFF000002, 0xFF000003]], np.uint32).repeat(2, axis=0))
    assert (image.width(), image.height()) == (3, 2)
    assert [image.pixelColor(x, 1).blue() for x in range(3)] == [1, 2, 3]
