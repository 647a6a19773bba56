"""Colour arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.ui import colour

CHANNEL = st.integers(0, 255)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_every_colour_of_a_screen_comes_back_from_lightness_chroma_and_hue(rgb: tuple[int, int, int]) -> None:
    wanted = np.array(rgb) / 255
    assert colour.rgb_from_oklch(colour.oklch_from_rgb(wanted)) == pytest.approx(wanted, abs=1e-4)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_hex_comes_back_to_the_letter(rgb: tuple[int, int, int]) -> None:
    text = "#{:02X}{:02X}{:02X}".format(*rgb)
    assert colour.hex_from_rgb(colour.rgb_from_hex(text)) == text


def test_white_has_lightness_one_and_no_chroma_black_none_of_both() -> None:
    assert colour.oklch_from_rgb(np.ones(3))[:2] == pytest.approx([1, 0], abs=1e-4)
    assert colour.oklch_from_rgb(np.zeros(3))[:2] == pytest.approx([0, 0], abs=1e-9)


def test_red_is_where_its_author_published_it() -> None:
    lightness, chroma, hue = colour.oklch_from_rgb(np.array([1.0, 0.0, 0.0]))
    assert (lightness, chroma) == pytest.approx((0.628, 0.2577), abs=5e-4)
    assert np.degrees(hue) == pytest.approx(29.23, abs=0.05)


def test_colours_that_no_screen_has_are_cut_to_the_nearest_value() -> None:
    rgb = colour.rgb_from_oklch(np.array([0.5, 0.5, 2.0]))
    assert np.isfinite(rgb).all()
    assert rgb.min() >= 0
    assert rgb.max() <= 1


def test_many_colours_are_converted_at_once() -> None:
    rgb = np.random.default_rng(0).uniform(size=(3, 5, 3))
    lch = colour.oklch_from_rgb(rgb)
    assert lch.shape == (3, 5, 3)
    assert lch[2, 4] == pytest.approx(colour.oklch_from_rgb(rgb[2, 4]))
    assert colour.rgb_from_oklch(lch) == pytest.approx(rgb, abs=1e-4)


def test_contrast_runs_from_1_to_21_in_either_order() -> None:
    white, black, grey = np.ones(3), np.zeros(3), colour.rgb_from_hex("#767676")
    assert colour.contrast(white, black) == pytest.approx(21)
    assert colour.contrast(black, white) == pytest.approx(21)
    assert colour.contrast(grey, grey) == 1
    assert colour.contrast(white, grey) == pytest.approx(4.54, abs=0.005), "the grey that just passes WCAG AA"


def test_packed_pixels_are_opaque_with_red_first() -> None:
    pixels = colour.packed(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 2, -1]]))
    assert [f"{pixel:08X}" for pixel in pixels] == ["FFFF0000", "FF00FF00", "FF0000FF", "FF80FF00"]
