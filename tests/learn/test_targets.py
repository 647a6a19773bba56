"""The targets of one input, from the table and from the hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.arrays import FloatArray
from reluviz.core.construct import interpolant, sawtooth
from reluviz.core.curves import Polyline
from reluviz.core.errors import max_error
from reluviz.core.pieces import pieces
from reluviz.learn.targets import SAWTOOTH_LAYERS, TARGETS, Target, drawn, noise, stroke

each_target = pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
coordinates = st.floats(-5.0, 5.0).map(lambda x: round(x, 1))
clicks = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=20)


def vertices(target: Target) -> list[list[float]]:
    assert isinstance(target.f, Polyline)
    return [[x, y] for x, y in target.f.vertices.tolist()]


def test_the_table_has_the_targets_of_curve_mode() -> None:
    assert list(TARGETS) == ["sin", "square", "abs", "step", "bump", "sawtooth", "runge", "noise"]
    assert all(target.name == name for name, target in TARGETS.items())


@each_target
def test_a_target_fits_into_the_view(target: Target) -> None:
    x = np.linspace(*target.interval, 1001)
    y = target.f(x)
    assert y.shape == x.shape
    assert 0.9 <= np.ptp(y) <= 2.0
    assert np.abs(y).max() <= 1.6


@each_target
def test_a_target_is_smooth_but_for_the_corners_and_jumps_it_knows(target: Target) -> None:
    low, high = target.interval
    bends = np.concatenate([target.f.corners, target.f.jumps])
    inside = bends[(bends > low) & (bends < high)]
    assert (target.f.largest_second(low, high) is None) == (len(inside) > 0)
    assert (len(inside) > 0) == (target.name not in ("sin", "square", "runge"))
    x = np.linspace(low, high, 5001)[1:-1]
    far = np.abs(x[:, np.newaxis] - np.append(bends, np.inf)).min(axis=1) > 1e-3
    second = target.f(x + 1e-4) - 2.0 * target.f(x) + target.f(x - 1e-4)
    assert (np.abs(second[far]) <= 2.1e-8).all()


def test_a_target_has_its_corners_and_jumps_where_it_should() -> None:
    assert TARGETS["abs"].f.corners.tolist() == [0.0]
    assert TARGETS["step"].f.jumps.tolist() == [0.0]
    assert TARGETS["bump"].f.jumps.tolist() == [-0.5, 0.5]
    assert TARGETS["sawtooth"].f.corners.tolist() == [k / 16 for k in range(17)]
    for name in ("step", "bump"):
        assert len(TARGETS[name].f.corners) == 0


def test_the_sawtooth_is_the_one_that_depth_makes() -> None:
    q = pieces(sawtooth(SAWTOOTH_LAYERS), TARGETS["sawtooth"].interval)
    assert max_error(q, TARGETS["sawtooth"].f).size == 0.0


def test_noise_is_drawn_from_its_seed() -> None:
    assert vertices(noise(3)) == vertices(noise(3))
    assert vertices(noise(3)) != vertices(noise(4))
    assert vertices(TARGETS["noise"]) == vertices(noise())


# --- drawn by hand -----------------------------------------------------------------------------------------


@given(clicks)
def test_clicked_points_are_joined_from_left_to_right(points: list[tuple[float, float]]) -> None:
    last = dict(points)
    if len(last) < 2:
        with pytest.raises(ValueError, match="two places"):
            drawn(points)
        return
    target = drawn(points)
    assert vertices(target) == sorted([x, y] for x, y in last.items())
    assert target.interval == (min(last), max(last))
    beyond = target.f(np.array([-9.0, 9.0]))
    assert beyond.tolist() == [last[min(last)], last[max(last)]]


@given(clicks)
def test_a_drawn_target_is_followed_exactly_by_a_relu_for_each_piece(
    points: list[tuple[float, float]],
) -> None:
    if len(dict(points)) < 2:
        return
    target = drawn(points)
    x, y = np.array(vertices(target)).T
    assert max_error(pieces(interpolant(x, y), target.interval), target.f).size < 1e-9


def overdrawn(points: FloatArray) -> list[list[float]]:
    """Point by point: a step of the mouse rubs out what it passes over."""
    kept: list[list[float]] = []
    before = points[0, 0]
    for x, y in points.tolist():
        low, high = min(before, x), max(before, x)
        start = kept[-1:] if kept and before != x else []
        kept = [p for p in kept[: -1 if start else None] if not low <= p[0] <= high] + start
        kept.append([x, y])
        before = x
    return sorted(kept)


@given(clicks)
def test_of_a_stroke_what_was_drawn_last_remains(points: list[tuple[float, float]]) -> None:
    remaining = stroke(points)
    assert remaining.tolist() == overdrawn(np.array(points))
    assert (np.diff(remaining[:, 0]) > 0.0).all()


def test_going_back_redraws() -> None:
    there = [(float(x), 0.0) for x in range(6)]
    back = [(4.5, 1.0), (3.5, 1.0), (2.5, 1.0)]
    assert stroke(there + back).tolist() == [
        [0, 0], [1, 0], [2, 0], [2.5, 1], [3.5, 1], [4.5, 1], [5, 0],
    ]  # fmt: skip


def test_a_second_stroke_replaces_a_part_of_the_first() -> None:
    first = stroke([(float(x), 0.0) for x in range(6)])
    both = stroke([(3.5, 1.0), (1.5, 2.0)], over=first)
    assert both.tolist() == [[0, 0], [1, 0], [1.5, 2], [3.5, 1], [4, 0], [5, 0]]
    assert stroke([], over=first).tolist() == first.tolist()
    assert stroke([]).shape == (0, 2)


@pytest.mark.parametrize("points", [[(0.0, np.nan), (1.0, 0.0)], [0.0, 1.0], [(0.0, 1.0, 2.0)]])
def test_points_that_are_none_are_refused(points: list[tuple[float, ...]]) -> None:
    for make in (drawn, stroke):
        with pytest.raises(ValueError, match="pairs"):
            make(points)


@pytest.mark.parametrize("points", [[], [(1.0, 2.0)], [(1.0, 2.0), (1.0, 3.0)]])
def test_a_single_place_is_no_target(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="two places"):
        drawn(points)
