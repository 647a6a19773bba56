"""What functions know of themselves, against what can be seen of their values."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.arrays import FloatArray
from reluviz.core.curves import ABSOLUTE, RUNGE, SINE, SQUARE, Curve, Polyline, Smooth

SMOOTH = {"sine": SINE, "square": SQUARE, "runge": RUNGE}
smooth_curves = st.sampled_from(sorted(SMOOTH)).map(SMOOTH.__getitem__)
intervals = st.tuples(st.floats(-9.0, 9.0), st.floats(0.01, 9.0)).map(lambda ends: (ends[0], sum(ends)))

STAIRS = Polyline(
    np.array([[-2.0, 0.0], [-1.0, 1.0], [-1.0, 3.0], [1.0, 2.0], [2.0, 1.5], [2.0, 0.0], [3.0, 1.0]])
)


def slope(f: Curve, x: FloatArray) -> FloatArray:
    """By central difference: good to about 1e-9."""
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def test_the_functions_are_those_of_their_names() -> None:
    x = np.linspace(-5.0, 5.0, 101)
    np.testing.assert_allclose(SINE(x), [math.sin(v) for v in x])
    np.testing.assert_allclose(SQUARE(x), x**2)
    np.testing.assert_allclose(ABSOLUTE(x), np.abs(x), atol=1e-15)
    np.testing.assert_allclose(RUNGE(x), [1.0 / (1.0 + v**2) for v in x])


@given(smooth_curves, intervals)
def test_between_breaks_the_slope_is_monotone(f: Smooth, interval: tuple[float, float]) -> None:
    places = f.breaks(*interval)
    assert ((places > interval[0]) & (places < interval[1])).all()
    for low, high in pairwise([interval[0], *places, interval[1]]):
        steps = np.diff(slope(f, np.linspace(low, high, 50)))
        assert (steps > -1e-8).all() or (steps < 1e-8).all()


@given(smooth_curves, intervals, st.floats(0.0, 1.0))
def test_a_parallel_touches_where_the_slope_is_the_wanted_one(
    f: Smooth, interval: tuple[float, float], share: float
) -> None:
    ends = np.array([interval[0], *f.breaks(*interval), interval[1]])
    low, high = ends[:-1], ends[1:]
    wanted = slope(f, low + share * (high - low))
    found = f.parallels(wanted, low, high)
    assert ((low <= found) & (found <= high)).all()
    np.testing.assert_allclose(slope(f, found), wanted, atol=1e-6)


@given(smooth_curves, intervals, st.sampled_from([-5e3, 5e3]))
def test_without_a_parallel_some_place_of_the_interval_is_given(
    f: Smooth, interval: tuple[float, float], steep: float
) -> None:
    low, high = (np.array([end]) for end in interval)
    assert low <= f.parallels(np.array([steep]), low, high) <= high


@given(smooth_curves, intervals)
def test_the_second_derivative_is_nowhere_larger(f: Smooth, interval: tuple[float, float]) -> None:
    x = np.linspace(*interval, 2001)
    largest = f.largest_second(*interval)
    assert largest is not None
    sizes = np.abs(f.second(x))
    assert sizes.max() <= largest * (1 + 1e-12)
    assert largest <= sizes.max() + 0.01 * (interval[1] - interval[0])
    np.testing.assert_allclose(f.second(x), (slope(f, x + 1e-4) - slope(f, x - 1e-4)) / 2e-4, atol=1e-4)


@given(st.lists(st.tuples(st.floats(0.1, 2.0), st.floats(-3.0, 3.0)), min_size=2, max_size=10), st.booleans())
def test_a_polyline_is_straight_between_its_vertices_and_flat_or_straight_beyond(
    steps: list[tuple[float, float]], goes_on: bool
) -> None:
    x, y = np.cumsum([step for step, _ in steps]), np.array([height for _, height in steps])
    f = Polyline(np.column_stack([x, y]), goes_on)
    inside = np.linspace(x[0], x[-1], 100)
    np.testing.assert_allclose(f(inside), np.interp(inside, x, y), atol=1e-12)
    np.testing.assert_allclose(f.left_limits(inside), np.interp(inside, x, y), atol=1e-12)
    assert f(x).tolist() == y.tolist()
    ends = np.diff(y)[[0, -1]] / np.diff(x)[[0, -1]] * [-2.0, 2.0] if goes_on else np.zeros(2)
    np.testing.assert_allclose(f(np.array([x[0] - 2.0, x[-1] + 2.0])), y[[0, -1]] + ends, atol=1e-9)


def test_at_a_jump_the_right_value_counts_and_the_left_one_is_known() -> None:
    x = np.array([-1.0, 2.0])
    assert STAIRS(x).tolist() == [3.0, 0.0]
    assert STAIRS.left_limits(x).tolist() == [1.0, 1.5]
    assert STAIRS(x - 1e-9).tolist() == pytest.approx([1.0, 1.5], abs=1e-8)
    assert STAIRS(x + 1e-9).tolist() == pytest.approx([3.0, 0.0], abs=1e-8)


def test_a_polyline_knows_its_corners_and_jumps() -> None:
    assert STAIRS.jumps.tolist() == [-1.0, 2.0]
    assert STAIRS.corners.tolist() == [-2.0, 3.0]  # the vertex at 1 is on a straight line
    assert STAIRS.breaks(-2.0, 2.5).tolist() == [-1.0, 1.0, 2.0]
    assert (ABSOLUTE.corners.tolist(), ABSOLUTE.jumps.tolist()) == ([0.0], [])
    for f in SMOOTH.values():
        assert len(f.corners) == len(f.jumps) == 0


def test_a_polyline_has_a_second_derivative_where_it_has_no_corner_and_no_jump() -> None:
    assert ABSOLUTE.largest_second(-1.0, 1.0) is None
    assert ABSOLUTE.largest_second(0.0, 7.0) == 0.0
    assert STAIRS.largest_second(-1.5, 0.0) is None
    assert STAIRS.largest_second(-1.0, 2.0) == 0.0


@pytest.mark.parametrize(
    ("vertices", "says"),
    [
        ([[0.0, 1.0]], "at least 2 vertices"),
        ([0.0, 1.0], "at least 2 vertices"),
        ([[0.0, 1.0, 2.0], [1.0, 1.0, 2.0]], "at least 2 vertices"),
        ([[0.0, 1.0], [1.0, np.nan]], "not finite"),
        ([[0.0, 1.0], [1.0, 1.0], [0.5, 1.0]], "rising x"),
        ([[0.0, 1.0], [0.0, 2.0], [0.5, 1.0]], "jump between its ends"),
        ([[0.0, 1.0], [0.5, 1.0], [0.5, 2.0]], "jump between its ends"),
        ([[0.0, 1.0], [0.5, 1.0], [0.5, 2.0], [0.5, 3.0], [1.0, 3.0]], "jump between its ends"),
    ],
)
def test_vertices_are_checked(vertices: list[list[float]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Polyline(np.array(vertices))
