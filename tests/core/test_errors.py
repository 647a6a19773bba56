"""The largest error against tens of thousands of samples, and against the bound that it keeps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.arrays import FloatArray
from reluviz.core.construct import interpolant, knots, sawtooth
from reluviz.core.curves import RUNGE, SINE, SQUARE, Curve, Polyline, Smooth
from reluviz.core.errors import interpolation_error, max_error
from reluviz.core.pieces import pieces
from reluviz.core.theory import interpolation_bound
from tests.core.partition_cases import random_network

SAMPLES = 20_000
SMOOTH = {"sine": SINE, "square": SQUARE, "runge": RUNGE}
smooth_curves = st.sampled_from(sorted(SMOOTH)).map(SMOOTH.__getitem__)
intervals = st.tuples(st.floats(-4.0, 3.0), st.floats(0.5, 6.0)).map(lambda ends: (ends[0], sum(ends)))


@st.composite
def polylines(draw: st.DrawFn) -> Polyline:
    """Some of them with jumps."""
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    x = np.sort(rng.integers(-6, 7, 8)) + 0.25 * np.arange(8)
    inside = rng.choice(x[1:-1], draw(st.integers(0, 3)), replace=False)
    x = np.sort(np.concatenate([x, inside]))
    return Polyline(np.column_stack([x, rng.normal(size=len(x))]), draw(st.booleans()))


def steepest(f: Curve) -> float:
    """No slope of these curves on these intervals is larger."""
    if isinstance(f, Polyline):
        x, y = f.vertices.T
        rising = np.diff(x) > 0.0
        return float(np.abs(np.diff(y)[rising] / np.diff(x)[rising]).max())
    return 20.0


def values(x: FloatArray, network: Any) -> FloatArray:
    return np.asarray(network(x[:, np.newaxis])[:, 0])


@given(
    f=smooth_curves | polylines(),
    interval=intervals,
    seed=st.integers(0, 1000),
    shape=st.sampled_from([(1, 5, 1), (1, 4, 4, 1)]),
    activation=st.sampled_from(["relu", "hard_tanh", "identity"]),
)
def test_the_largest_error_is_that_of_dense_samples(
    f: Curve, interval: tuple[float, float], seed: int, shape: tuple[int, ...], activation: str
) -> None:
    network = random_network(shape, seed, activation=activation)
    q = pieces(network, interval)
    found = max_error(q, f)
    x = np.linspace(*interval, SAMPLES + 1)
    targets = np.append(f(x[:-1]), f.left_limits(x[-1:]))  # from inside the interval
    sampled = np.abs(values(x, network) - targets).max()
    spacing = (interval[1] - interval[0]) / SAMPLES
    assert found.size >= sampled - 1e-12
    assert found.size <= sampled + (np.abs(q.slopes).max() + steepest(f)) * spacing


@given(smooth_curves | polylines(), intervals, st.integers(0, 1000))
def test_the_largest_error_is_where_it_says(f: Curve, interval: tuple[float, float], seed: int) -> None:
    network = random_network((1, 6, 1), seed)
    found = max_error(pieces(network, interval), f)
    x = np.array([found.x])
    assert interval[0] <= found.x <= interval[1]
    assert found.size == pytest.approx(abs(found.value - found.target), rel=1e-11)
    assert found.value == pytest.approx(values(x, network)[0], abs=1e-12)
    assert found.target in (f(x)[0], f.left_limits(x)[0])


@given(smooth_curves, st.floats(-0.5, 0.5), st.floats(0.5, 6.0))
def test_close_to_the_steepest_tangent_the_error_is_still_exact(f: Smooth, turn: float, width: float) -> None:
    """There the points of contact come together in pairs."""
    x = np.array([0.0, 1.0 / np.sqrt(3.0), -1.0 / np.sqrt(3.0)])
    for slope in (f(x + 1e-6) - f(x - 1e-6)) / 2e-6 * (1.0 + 1e-6 * turn):
        network = random_network((1, 2, 1), 0, activation="identity")
        network = network.with_layers([[[1.0]], [[slope]]], [[0.0], [0.3]])
        q = pieces(network, (-width, width))
        samples = np.linspace(-width, width, SAMPLES + 1)
        assert max_error(q, f).size >= np.abs(values(samples, network) - f(samples)).max() - 1e-12


@given(smooth_curves, intervals, st.integers(1, 40))
def test_the_error_of_an_interpolant_keeps_its_bound(
    f: Smooth, interval: tuple[float, float], n: int
) -> None:
    x = knots(*interval, n)
    found = max_error(pieces(interpolant(x, f(x)), interval), f)
    second = f.largest_second(*interval)
    assert second is not None
    assert found.size <= interpolation_bound(second, (interval[1] - interval[0]) / n) + 1e-12


@given(intervals, st.integers(1, 40))
def test_the_square_reaches_the_bound(interval: tuple[float, float], n: int) -> None:
    found = interpolation_error(SQUARE, knots(*interval, n))
    h = (interval[1] - interval[0]) / n
    assert found.size == pytest.approx(interpolation_bound(2.0, h), abs=1e-12)
    assert found.size == pytest.approx(h * h / 4.0, abs=1e-12)


@given(smooth_curves | polylines(), st.integers(0, 1000), st.integers(2, 20))
def test_the_error_of_a_broken_line_is_that_of_its_network(f: Curve, seed: int, n: int) -> None:
    x = np.cumsum(np.random.default_rng(seed).uniform(0.1, 0.5, n)) - 3.0
    network = interpolant(x, f(x))
    found, by_network = interpolation_error(f, x), max_error(pieces(network, (x[0], x[-1])), f)
    assert found.size == pytest.approx(by_network.size, abs=1e-9)


def test_of_equal_errors_the_leftmost_counts() -> None:
    found = interpolation_error(SQUARE, np.linspace(-1.25, 1.25, 11))
    assert (found.x, found.size) == pytest.approx((-1.125, 0.015625))
    assert found.value > found.target


def test_at_a_jump_both_sides_count() -> None:
    f = Polyline(np.array([[-1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    flat = random_network((1, 1, 1), 0).with_layers([[[0.0]], [[0.0]]], [[0.0], [0.75]])
    assert max_error(pieces(flat, (-1.0, 0.0)), f) == (0.75, -1.0, 0.75, 0.0)
    assert max_error(pieces(flat.with_output_bias(0.25), (-1.0, 1.0)), f) == (0.75, 0.0, 0.25, 1.0)
    rising = flat.with_layers([[[1.0]], [[1.0]]], [[2.0], [-1.5]])  # 0.5 + x: its worst is left of the jump
    assert max_error(pieces(rising, (-0.5, 0.25)), f) == (0.5, 0.0, 0.5, 0.0)


def test_a_sawtooth_has_no_error_as_a_sawtooth() -> None:
    f = Polyline(np.array([[k / 16, k % 2] for k in range(17)], float))
    assert max_error(pieces(sawtooth(4), (0.0, 1.0)), f).size == 0.0


def test_an_error_may_be_asked_for_a_part_only() -> None:
    q = pieces(random_network((1, 5, 1), 3), (-3.0, 3.0))
    part = max_error(q, SINE, (-1.0, 0.5))
    assert part.size == pytest.approx(max_error(pieces(random_network((1, 5, 1), 3), (-1.0, 0.5)), SINE).size)
    for interval in [(-4.0, 1.0), (0.0, 3.5)]:
        with pytest.raises(ValueError, match="not inside the interval"):
            max_error(q, SINE, interval)
    with pytest.raises(ValueError, match="lo < hi"):
        max_error(q, SINE, (1.0, 1.0))
