"""The order in which lines pass through regions, against points walked along such lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.arrays import FloatArray, IntArray
from reluviz.core.partition import Partition, partition
from tests.core.partition_cases import Case, degenerate_cases, further_cases, random_network, small_networks

LINES, STEPS = 30, 400
CASES = degenerate_cases() + further_cases()[::3]


def place_in(order: IntArray) -> IntArray:
    """Where each region stands in an order; nowhere (-1) for what is outside."""
    place = np.full(len(order) + 1, -1)
    place[order] = np.arange(len(order))
    return place


def walk(p: Partition, direction: FloatArray, rng: np.random.Generator) -> IntArray:
    """(LINES, STEPS): the regions met on the way along lines in this direction, -1 outside the box."""
    xmin, xmax, ymin, ymax = p.box
    corner, size = np.array([xmin, ymin]), np.array([xmax - xmin, ymax - ymin])
    through = corner + rng.random((LINES, 1, 2)) * size
    away = np.linspace(-1.0, 1.0, STEPS)[:, np.newaxis] * np.hypot(*size)
    return p.region_at((through + away * direction).reshape(-1, 2)).reshape(LINES, STEPS)


def assert_lines_follow(p: Partition, angle: float) -> None:
    direction = np.array([np.cos(angle), np.sin(angle)])
    place = place_in(p.order_along(direction))
    assert sorted(place[:-1]) == list(range(p.n_regions))
    for met in walk(p, direction, np.random.default_rng(0)):
        assert (np.diff(place[met[met >= 0]]) >= 0).all()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_line_passes_through_the_regions_in_their_order(case: Case) -> None:
    p = partition(case.network, case.box)
    for angle in np.random.default_rng(1).uniform(0.0, 2 * np.pi, 4):
        assert_lines_follow(p, float(angle))


@given(small_networks(), st.floats(0.0, 6.28))
def test_networks_in_which_much_coincides_have_an_order_too(case: Case, angle: float) -> None:
    assert_lines_follow(partition(case.network, case.box), angle)


@pytest.mark.parametrize("shape", [(2, 40, 1), (2, 16, 16, 16, 1), (2, 8, 8, 8, 8, 1)])
@pytest.mark.parametrize("angle", [0.0, 0.5 * np.pi, 2.0, 4.0])
def test_of_two_neighbours_the_one_further_along_is_later(shape: tuple[int, ...], angle: float) -> None:
    """Whatever folds lie along the direction leave the order of their sides open."""
    direction = np.array([np.cos(angle), np.sin(angle)])
    p = partition(random_network(shape, 3), (-2, 2, -2, 2))
    place = place_in(p.order_along(direction))
    left, right = p.sides[(p.sides >= 0).all(axis=1)].T
    start, end = p.vertices[p.edges[(p.sides >= 0).all(axis=1)]].transpose(1, 0, 2)
    along = end - start
    leftward = (direction[1] * along[:, 0] - direction[0] * along[:, 1]) / np.hypot(*along.T)
    told = np.abs(leftward) > 1e-12
    assert told.sum() > 100
    assert np.array_equal((leftward > 0)[told], (place[left] > place[right])[told])


def test_the_order_turns_around_with_the_direction() -> None:
    p = partition(random_network((2, 5, 4, 1), 0), (-2, 2, -2, 2))
    there, back = p.order_along((0.6, 0.8)), p.order_along((-0.6, -0.8))
    assert np.array_equal(there, back[::-1])


def test_a_box_without_folds_has_one_region_in_order() -> None:
    p = partition(random_network((2, 3, 3, 1), 0, activation="identity"), (-2, 2, -2, 2))
    assert p.order_along((1.0, 0.0)).tolist() == [0]
