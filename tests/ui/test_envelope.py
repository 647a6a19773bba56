"""Thinning a growing curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.ui.envelope import STRETCHES, Envelope


def _curve(n: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    x = np.arange(float(n))
    return np.stack([x, np.sin(x) + x / max(1, n)], axis=1)


def test_a_short_curve_is_drawn_as_it_is() -> None:
    curve = _curve(2 * STRETCHES)
    assert Envelope().points(curve) is curve


@given(st.integers(2 * STRETCHES + 1, 40_000))
def test_a_long_curve_becomes_few_points_in_order_with_its_ends(n: int) -> None:
    curve = _curve(n)
    points = Envelope().points(curve)
    assert len(points) <= 4 * STRETCHES + 4
    assert (np.diff(points[:, 0]) >= 0).all()
    np.testing.assert_array_equal(points[0], curve[0])
    np.testing.assert_array_equal(points[-1], curve[-1])


@given(st.integers(0, 4999))
def test_no_spike_is_lost(place: int) -> None:
    curve = _curve(5000)
    curve[place, 1] = 100.0
    assert [place, 100.0] in Envelope().points(curve).tolist()


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12))
def test_growing_bit_by_bit_keeps_every_extreme(pieces: list[int]) -> None:
    rng = np.random.default_rng(0)
    n = sum(pieces)
    curve = np.stack([np.arange(float(n)), rng.standard_normal(n)], axis=1)
    envelope, end = Envelope(), 0
    for piece in pieces:
        end += piece
        points = envelope.points(curve[:end])
        assert points[:, 1].max() == curve[:end, 1].max()
        assert points[:, 1].min() == curve[:end, 1].min()


def test_another_curve_is_taken_up_afresh() -> None:
    envelope = Envelope()
    envelope.points(_curve(3000))
    other = np.add(_curve(4000), (0.0, 7.0))
    np.testing.assert_array_equal(envelope.points(other), Envelope().points(other))


def test_a_shorter_curve_as_after_undo_is_taken_up_afresh() -> None:
    envelope = Envelope()
    envelope.points(_curve(3000))
    np.testing.assert_array_equal(envelope.points(_curve(1000)), Envelope().points(_curve(1000)))


@pytest.mark.parametrize("n", [1, 5000])
def test_a_curve_without_values_is_no_trouble(n: int) -> None:
    curve = _curve(n)
    curve[:, 1] = np.nan
    assert np.isnan(Envelope().points(curve)[:, 1]).all()
