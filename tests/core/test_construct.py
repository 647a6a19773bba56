"""Networks made by hand, each against the curve that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reluviz.core import construct
from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network
from reluviz.core.partition import partition
from reluviz.core.pieces import pieces

numbers = st.floats(-6.0, 6.0)
heights = st.floats(-3.0, 3.0)
widths = st.floats(0.01, 2.0)
gaps = st.floats(0.05, 2.0)
polylines: SearchStrategy[list[tuple[float, float]]] = st.lists(
    st.tuples(gaps, heights), min_size=2, max_size=12
)


def curve(network: Network, x: FloatArray) -> FloatArray:
    return network(x[:, np.newaxis])[:, 0]


def corners(steps: list[tuple[float, float]]) -> tuple[FloatArray, FloatArray]:
    """Knots that rise by the first numbers, and the second numbers as values."""
    return -4.0 + np.cumsum([gap for gap, _ in steps]), np.array([value for _, value in steps])


def around(x: FloatArray) -> FloatArray:
    return np.unique(np.concatenate([np.linspace(x[0] - 2.0, x[-1] + 2.0, 401), x]))


# --- a curve through points --------------------------------------------------------------------------------


@given(polylines)
def test_the_interpolant_joins_the_points_by_straight_lines(steps: list[tuple[float, float]]) -> None:
    x, y = corners(steps)
    network = construct.interpolant(x, y)
    assert network.shape == (1, len(x) - 1, 1)
    between = np.linspace(x[0] - 1.0, x[-1], 300)
    np.testing.assert_allclose(curve(network, between), np.interp(between, x, y), atol=1e-9)
    last = (y[-1] - y[-2]) / (x[-1] - x[-2])
    assert curve(network, x[-1:] + 1.0)[0] == pytest.approx(y[-1] + last, abs=1e-9)


@given(polylines, st.data())
def test_each_next_relu_keeps_what_is_left_of_its_kink_and_reaches_the_next_point(
    steps: list[tuple[float, float]], data: st.DataObject
) -> None:
    x, y = corners(steps)
    count = data.draw(st.integers(1, len(x) - 1))
    network = construct.interpolant(x, y, count)
    assert network.hidden == (count,)
    np.testing.assert_allclose(curve(network, x[: count + 1]), y[: count + 1], atol=1e-9)
    if count > 1:
        left = np.linspace(x[0] - 1.0, x[count - 1], 50)
        before = construct.interpolant(x, y, count - 1)
        np.testing.assert_allclose(curve(network, left), curve(before, left), atol=1e-12)


@given(polylines)
def test_a_weight_is_the_change_of_slope_at_its_knot(steps: list[tuple[float, float]]) -> None:
    x, y = corners(steps)
    changes = construct.slope_changes(x, y)
    network = construct.interpolant(x, y)
    assert [change.weight for change in changes] == network.output_weights.tolist()
    assert [change.knot for change in changes] == (-network.biases[0]).tolist() == x[:-1].tolist()
    assert changes[0].before == 0.0
    for change, following in pairwise(changes):
        assert change.after == following.before
    for change, (x0, x1), (y0, y1) in zip(changes, pairwise(x), pairwise(y), strict=True):
        assert change.after == pytest.approx((y1 - y0) / (x1 - x0), rel=1e-12)
        assert change.weight == change.after - change.before


def test_what_a_neuron_does_can_be_read_from_its_change_of_slope() -> None:
    changes = construct.slope_changes([0.0, 1.0, 3.0], [1.0, 3.0, 2.0])
    assert changes == ((0.0, 0.0, 2.0, 2.0), (1.0, 2.0, -0.5, -2.5))
    assert changes[1]._fields == ("knot", "before", "after", "weight")


def test_a_knot_at_0_has_no_bias_of_minus_0() -> None:
    network = construct.interpolant([0.0, 1.0], [0.5, 1.0])
    assert np.signbit(network.biases[0]).tolist() == [False]


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        ([0.0, 1.0, 1.0], [0.0, 1.0, 2.0], "knots must rise"),
        ([0.0, 1.0, 0.5], [0.0, 1.0, 2.0], "knots must rise"),
        ([0.0, np.nan], [0.0, 1.0], "must be finite"),
        ([0.0, 1.0], [0.0, np.inf], "must be finite"),
        ([0.0], [1.0], "at least 2 knots"),
        ([0.0, 1.0], [1.0], "at least 2 knots"),
        ([[0.0, 1.0]], [[1.0, 2.0]], "at least 2 knots"),
        (["left", "right"], [0.0, 1.0], "lists of numbers"),
        ([0.0, 1e-300, 1.0], [0.0, 1e10, 0.0], "slopes .* too large"),
        ([-1e308, 1e308, 1.5e308], [0.0, 1.0, 0.0], "slopes .* too large"),
    ],
)
def test_knots_and_values_are_checked(x: Any, y: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        construct.interpolant(x, y)


@pytest.mark.parametrize("count", [0, 3, -1])
def test_there_are_no_more_neurons_than_pieces_and_at_least_one(count: int) -> None:
    with pytest.raises(ValueError, match="count must be from 1 to 2"):
        construct.interpolant([0.0, 1.0, 2.0], [0.0, 1.0, 0.0], count)


@given(numbers, gaps, st.integers(1, 100))
def test_knots_are_even_and_include_the_ends(low: float, length: float, n: int) -> None:
    x = construct.knots(low, low + length, n)
    assert (x[0], x[-1], len(x)) == (low, low + length, n + 1)
    np.testing.assert_allclose(np.diff(x), (x[-1] - x[0]) / n, atol=1e-14)


@pytest.mark.parametrize(("low", "high", "n"), [(0, 1, 0), (1, 1, 3), (2, 1, 3), (0, np.inf, 3)])
def test_an_interval_without_an_inside_has_no_knots(low: float, high: float, n: int) -> None:
    with pytest.raises(ValueError, match=r"knots need low < high|must be finite"):
        construct.knots(low, high, n)


# --- steps, bumps, towers ----------------------------------------------------------------------------------


@given(numbers, heights, widths)
def test_a_step_is_0_then_a_ramp_then_its_height(at: float, height: float, width: float) -> None:
    network = construct.step(at, height, width)
    assert network.shape == (1, 2, 1)
    ends = np.array([at - width / 2, at + width / 2])
    x = around(ends)
    np.testing.assert_allclose(curve(network, x), np.interp(x, ends, [0.0, height]), atol=1e-10)
    assert (curve(network, x[x <= ends[0]]) == 0.0).all()


@given(numbers, st.floats(0.0, 4.0), heights, widths)
def test_a_bump_is_its_height_between_its_steps_and_0_elsewhere(
    left: float, room: float, height: float, width: float
) -> None:
    right = left + width * 1.001 + room
    network = construct.bump(left, right, height, width)
    assert network.shape == (1, 4, 1)
    x = around(np.array([left - width / 2, left + width / 2, right - width / 2, right + width / 2]))
    expected = np.interp(x, [left - width / 2, left + width / 2], [0.0, height])
    expected -= np.interp(x, [right - width / 2, right + width / 2], [0.0, height])
    np.testing.assert_allclose(curve(network, x), expected, atol=1e-10)


def test_a_bump_may_be_a_triangle_but_its_steps_never_overlap() -> None:
    triangle = pieces(construct.bump(-1.0, 1.0, 1.0, 2.0), (-3.0, 3.0))
    assert triangle.kinks.tolist() == [-2.0, 0.0, 2.0]
    with pytest.raises(ValueError, match="no room for two steps of width 3"):
        construct.bump(-1.0, 1.0, 1.0, 3.0)


@given(numbers, heights, widths)
def test_neurons_of_a_step_add_it_to_whatever_is_there(at: float, height: float, width: float) -> None:
    network = construct.interpolant([-1.0, 0.5, 2.0], [0.3, -1.0, 0.7])
    x = np.linspace(-8.0, 8.0, 200)
    expected = curve(network, x) + curve(construct.step(at, height, width), x)
    for w, b, v in construct.step_neurons(at, height, width):
        network = network.add_neuron(0, [w], b, [v])
    np.testing.assert_allclose(curve(network, x), expected, atol=1e-10)


boxes = st.tuples(numbers, st.floats(2.01, 5.0), numbers, st.floats(2.01, 5.0)).map(
    lambda box: (box[0], box[0] + box[1], box[2], box[2] + box[3])
)


@given(boxes, heights, widths, st.integers(0, 100))
def test_a_tower_is_flat_on_top_and_0_outside_its_box(
    box: tuple[float, float, float, float], height: float, width: float, seed: int
) -> None:
    network = construct.tower(box, height, width)
    assert network.shape == (2, 8, 1, 1)
    low, high = np.array([box[0], box[2]]), np.array([box[1], box[3]])
    x = np.random.default_rng(seed).uniform(low - 2.0, high + 2.0, (500, 2))
    x = np.vstack([x, low, high, low + width / 2, high - width / 2])
    inside = np.minimum(x - low, high - x)
    depth = np.clip(inside / width + 0.5, 0.0, 1.0).sum(axis=1)
    values = network(x)[:, 0]
    np.testing.assert_allclose(values, height * np.maximum(2.0 * depth - 3.0, 0.0), atol=1e-10)
    np.testing.assert_allclose(values[inside.min(axis=1) >= width / 2 + 1e-12], height, atol=1e-10)
    np.testing.assert_allclose(values[inside.min(axis=1) <= 0.0], 0.0, atol=1e-10)


def test_nothing_of_a_tower_is_left_outside_its_box() -> None:
    exact = partition(construct.tower((-1.0, 1.0, -2.0, 1.0), 1.5, 0.5), (-4.0, 4.0, -4.0, 4.0))
    fold = exact.fold(1, 0).reshape(-1, 2)
    assert fold.min(axis=0) == pytest.approx([-1.0, -2.0], abs=1e-12)
    assert fold.max(axis=0) == pytest.approx([1.0, 1.0], abs=1e-12)


wrong: list[tuple[Callable[[], object], str]] = [
    (lambda: construct.step(0.0, 1.0, 0.0), "width must be positive"),
    (lambda: construct.step(0.0, 1.0, -1.0), "width must be positive"),
    (lambda: construct.step(np.nan, 1.0, 1.0), "at must be finite"),
    (lambda: construct.step(0.0, np.inf, 1.0), "height must be finite"),
    (lambda: construct.step(1e9, 1.0, 1e-9), "cannot be told from a jump"),
    (lambda: construct.step(0.0, 1e300, 1e-300), "too steep"),
    (lambda: construct.bump(1.0, 0.0, 1.0, 0.1), "no room"),
    (lambda: construct.tower((0.0, 1.0, 0.0), 1.0, 0.1), "a box is four numbers"),
    (lambda: construct.tower((0.0, 1.0, 0.0, 0.05), 1.0, 0.1), "no room"),
    (lambda: construct.sawtooth(0), "at least 1 layer"),
]


@pytest.mark.parametrize(("make", "says"), wrong)
def test_what_cannot_be_made_is_refused_in_one_sentence(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        make()
    assert "\n" not in str(caught.value)


# --- depth -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layers", range(1, 11))
def test_two_neurons_a_layer_double_the_pieces(layers: int) -> None:
    network = construct.sawtooth(layers)
    assert network.hidden == (2,) * layers
    q = pieces(network, (0.0, 1.0))
    teeth = 2**layers
    assert q.kinks.tolist() == [i / teeth for i in range(1, teeth)]
    assert q.slopes.tolist() == [teeth * (-1.0) ** i for i in range(teeth)]


@given(st.integers(1, 20), st.fractions(0, 1, max_denominator=2**20))
def test_the_sawtooth_is_the_tent_map_again_and_again(layers: int, x: Fraction) -> None:
    start = Fraction(round(x * 2**20), 2**20)
    value = start
    for _ in range(layers):
        value = 2 * value if value <= Fraction(1, 2) else 2 - 2 * value
    assert construct.sawtooth(layers)([[float(start)]])[0, 0] == float(value)
