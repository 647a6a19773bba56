"""The image of region numbers, against the exact partition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reluviz.core.network import Network
from reluviz.core.partition import Partition, partition
from reluviz.ui.raster import draw_segments, number_image
from tests.core.partition_cases import (
    Box,
    Case,
    degenerate_cases,
    further_cases,
    random_network,
    small_networks,
)

Floats = NDArray[np.float64]

#: A pixel whose centre is nearer than this (pixels) to a side of a region may count to either side of it.
EDGE = 1e-6


def drawn(p: Partition, width: int, height: int) -> NDArray[np.int32]:
    return number_image(in_pixels(p, p.vertices, width, height), p.edges, p.sides, width, height)


def in_pixels(p: Partition, points: Floats, width: int, height: int) -> Floats:
    xmin, xmax, ymin, ymax = p.box
    return np.asarray((points - (xmin, ymax)) * (width / (xmax - xmin), -height / (ymax - ymin)))


def centres(box: Box, width: int, height: int) -> Floats:
    """(height * width, 2) the centre of every pixel in input units, top row first."""
    xmin, xmax, ymin, ymax = box
    x = xmin + (np.arange(width) + 0.5) * (xmax - xmin) / width
    y = ymax - (np.arange(height) + 0.5) * (ymax - ymin) / height
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def distance_to_region(p: Partition, region: int, point: Floats, width: int, height: int) -> float:
    """How far, in pixels, a pixel position lies outside a region; 0 inside of it."""
    corners = in_pixels(p, p.polygon(region), width, height)
    sides = np.roll(corners, -1, axis=0) - corners
    away = point - corners
    # Corners run counter-clockwise with y upwards, so clockwise here: the inside is on the right.
    if (sides[:, 0] * away[:, 1] - sides[:, 1] * away[:, 0] <= 0).all():
        return 0.0
    square = np.maximum((sides**2).sum(axis=1), np.finfo(float).tiny)
    along = np.clip((away * sides).sum(axis=1) / square, 0, 1)
    return float(np.hypot(*(away - along[:, None] * sides).T).min())


def assert_right(network: Network, box: Box, width: int, height: int) -> None:
    """Every pixel has the number of the region that its centre is in, or of one beside it within EDGE."""
    p = partition(network, box)
    numbers = drawn(p, width, height).ravel()
    assert numbers.min() >= 0
    assert numbers.max() < p.n_regions
    middle = centres(box, width, height)
    for k in np.flatnonzero(numbers != p.region_at(middle)):
        at = np.array([k % width + 0.5, k // width + 0.5])
        outside = distance_to_region(p, int(numbers[k]), at, width, height)
        assert outside < EDGE, f"pixel {k % width}, {k // width} is {outside} px away from its region"


@pytest.mark.parametrize("case", [*degenerate_cases(), *further_cases()], ids=str)
def test_no_pixel_is_wrong(case: Case) -> None:
    assert_right(case.network, case.box, 61, 47)


@given(
    hidden=st.lists(st.integers(1, 8), min_size=1, max_size=3),
    seed=st.integers(0, 2**20),
    size=st.tuples(st.integers(1, 70), st.integers(1, 70)),
)
@settings(max_examples=60, deadline=None)
def test_no_pixel_is_wrong_in_a_picture_of_any_size(
    hidden: list[int], seed: int, size: tuple[int, int]
) -> None:
    assert_right(random_network((2, *hidden, 1), seed), (-2.0, 2.0, -1.0, 2.5), *size)


@given(small_networks(), st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_no_pixel_is_wrong_where_folds_coincide(case: Case, width: int, height: int) -> None:
    assert_right(case.network, case.box, width, height)


def test_the_picture_is_as_wide_and_high_as_asked() -> None:
    p = partition(random_network((2, 4, 1), 0), (-1, 1, -1, 1))
    assert drawn(p, 30, 20).shape == (20, 30)


def test_the_top_row_is_that_of_the_largest_y() -> None:
    network = Network([[[0.0, 1.0]], [[1.0]]], [[0.0], [0.0]])  # on above the x axis, off beneath
    p = partition(network, (-1, 1, -1, 1))
    numbers = drawn(p, 8, 8)
    assert p.pattern(int(numbers[0, 0])).tolist() == [True]
    assert p.pattern(int(numbers[-1, 0])).tolist() == [False]
    assert [len(set(row)) for row in numbers.tolist()] == [1] * 8


def test_one_region_fills_the_whole_picture() -> None:
    p = partition(Network([[[1.0, 1.0]], [[1.0]]], [[9.0], [0.0]]), (-1, 1, -1, 1))
    assert np.array_equal(drawn(p, 5, 4), np.zeros((4, 5)))


def test_areas_are_met_to_within_the_pixels_along_the_borders() -> None:
    p = partition(random_network((2, 8, 8, 1), 3), (-2, 2, -2, 2))
    width = height = 400
    counted = np.bincount(drawn(p, width, height).ravel(), minlength=p.n_regions)
    pixels = p.areas * (width * height / 16)
    corners = [in_pixels(p, p.polygon(i), width, height) for i in range(p.n_regions)]
    around = np.array([np.hypot(*(np.roll(c, -1, axis=0) - c).T).sum() for c in corners])
    assert (np.abs(counted - pixels) <= around + 1).all()


def test_a_row_through_the_common_point_of_many_folds_is_right() -> None:
    turned = np.arange(8) * np.pi / 8 + 0.1
    folds = np.stack([np.cos(turned), np.sin(turned)], axis=1)
    assert_right(Network([folds, np.ones((1, 8))], [np.zeros(8), [0.0]]), (-1, 1, -1, 1), 201, 101)


@pytest.mark.parametrize("seed", [4253, 8188, 12563, 22446, 31302, 44067])
def test_folds_that_meet_in_the_centre_of_a_pixel_leave_no_wrong_number(seed: int) -> None:
    """Rounding puts each of these crossings on either side of the centre."""
    rng = np.random.default_rng(seed)
    half, size = rng.uniform(0.5, 3.0), 60
    centre = (rng.integers(size, size=2) - (size - 1) / 2) * (2 * half / size)
    folds = rng.normal(size=(9, 2))
    biases = np.append(-(folds[:6] @ centre), rng.normal(size=3))
    network = Network([folds, np.ones((1, 9))], [biases, [0.0]])
    assert_right(network, (-half, half, -half, half), size, size)


def lined(segments: list[list[list[float]]], size: tuple[int, int] = (20, 30)) -> np.ndarray:
    pixels = np.zeros(size, np.uint32)
    draw_segments(pixels, np.array(segments), np.arange(1, len(segments) + 1, dtype=np.uint32))
    return pixels


def test_a_level_segment_takes_the_pixels_whose_middles_it_crosses() -> None:
    pixels = lined([[[2.0, 5.3], [8.0, 5.3]]])
    assert np.argwhere(pixels).tolist() == [[5, column] for column in range(2, 8)]


def test_pieces_of_a_line_leave_no_gap_and_meet_its_true_place() -> None:
    ends, middle = np.array([[1.2, 2.4], [28.7, 17.1]]), 0.37
    cut = ends[0] + middle * (ends[1] - ends[0])
    whole = lined([ends.tolist()])
    parts = lined([[ends[0].tolist(), cut.tolist()], [ends[1].tolist(), cut.tolist()]])
    assert np.array_equal(whole > 0, parts > 0)
    rows, columns = np.nonzero(whole)
    slope = (ends[1, 1] - ends[0, 1]) / (ends[1, 0] - ends[0, 0])
    truth = ends[0, 1] + slope * (columns + 0.5 - ends[0, 0])
    assert np.abs(rows + 0.5 - truth).max() <= 0.5 + 1e-9
    assert np.diff(np.sort(columns)).max() == 1


def test_steep_segments_and_those_that_leave_the_image_are_clipped() -> None:
    pixels = lined([[[5.0, -40.0], [5.5, 70.0]], [[-50.0, 3.0], [90.0, 3.4]], [[100.0, 1.0], [200.0, 4.0]]])
    assert (pixels[:, 5] > 0).all()
    assert (pixels[3] > 0).all()
    assert set(np.unique(pixels)) <= {0, 1, 2}
