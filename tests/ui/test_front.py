"""What is in front, against every facet asked one by one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.core.partition import Partition, partition
from reluviz.ui.camera import HIGHEST, Camera, Projection
from reluviz.ui.front import NOTHING, front_image, visible_parts
from reluviz.ui.raster import number_image
from tests.core.partition_cases import Case, degenerate_cases, random_network

Floats = NDArray[np.float64]
SIZE = (160, 200)
NETWORKS = [
    ((2, 12, 1), "relu"),
    ((2, 6, 6, 1), "relu"),
    ((2, 5, 4, 3, 1), "abs"),
    ((2, 6, 5, 1), "hard_tanh"),
]
CAMERAS = [
    Camera(30.0, 36.0, 1.5),
    Camera(-100.0, 12.0, 1.5),
    Camera(170.0, 60.0),
    Camera(0.0, 25.0),
    Camera(45.0, HIGHEST),
]


def sight(p: Partition, camera: Camera, relief: float = 0.7) -> tuple[Projection, Floats]:
    """A projection and the heights of the first output, as high as `relief` of the diagonal, around 0."""
    seen, low = Projection(camera, p.box, *SIZE), float(p.values.min())
    span = max(float(p.values.max()) - low, 1e-9)
    return seen, ((p.values - low) / span - 0.5) * (relief * seen.diagonal)


def regions_in_front(p: Partition, seen: Projection, heights: Floats) -> NDArray[np.intp]:
    """(height, width): the region at each pixel, -1 for none."""
    order = p.order_along(seen.toward)
    front = front_image(seen.pixels(p.vertices, heights), p, order, *SIZE)
    return np.where(front == NOTHING, -1, order[front])


def nearest_at(
    p: Partition, seen: Projection, heights: Floats, pixels: Floats
) -> tuple[NDArray[np.intp], Floats]:
    """The facet in front at points (n, 2) of the picture, -1 for none, and, as a measure of doubt, how near
    the border of any facet is: each facet is asked by itself how near to the eye it is there."""
    corners = seen.pixels(p.vertices, heights)
    depths = np.column_stack([p.vertices, heights]) @ seen.axes[2]
    best, nearest, doubt = (
        np.full(len(pixels), -1),
        np.full(len(pixels), -np.inf),
        np.full(len(pixels), np.inf),
    )
    for i in range(p.n_regions):
        loop = p.loop[p.offsets[i] : p.offsets[i + 1]]
        along = np.roll(corners[loop], -1, axis=0) - corners[loop]
        away = pixels[:, np.newaxis] - corners[loop]
        inside = along[:, 0] * away[..., 1] - along[:, 1] * away[..., 0]
        inside /= np.maximum(np.hypot(*along.T), 1e-12)
        doubt = np.minimum(doubt, np.abs(inside).min(axis=1))
        plane = np.column_stack([corners[loop], np.ones(len(loop))])
        depth = np.column_stack([pixels, np.ones(len(pixels))]) @ np.linalg.lstsq(plane, depths[loop])[0]
        nearer = ((inside > 0).all(axis=1) | (inside < 0).all(axis=1)) & (depth > nearest)
        best[nearer], nearest[nearer] = i, depth[nearer]
    return best, doubt


@pytest.mark.parametrize("camera", CAMERAS, ids=str)
@pytest.mark.parametrize(("shape", "activation"), NETWORKS)
def test_each_pixel_shows_the_facet_that_is_nearest_to_the_eye(
    shape: tuple[int, ...], activation: str, camera: Camera
) -> None:
    p = partition(random_network(shape, 2, activation=activation), (-2, 2, -2, 2.5))
    seen, heights = sight(p, camera)
    regions = regions_in_front(p, seen, heights)
    column, row = np.random.default_rng(0).integers(0, SIZE, (800, 2)).T
    nearest, doubt = nearest_at(p, seen, heights, np.column_stack([column, row]) + 0.5)
    sure = doubt > 1e-6
    np.testing.assert_array_equal(regions[row, column][sure], nearest[sure])
    assert (nearest[sure] >= 0).sum() > 60


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
def test_a_surface_has_no_holes(case: Case) -> None:
    """Seen from above it covers the box, and shows the regions as the plane does."""
    p = partition(case.network, case.box)
    seen, heights = sight(p, Camera(0.0, HIGHEST))
    corners = seen.pixels(p.vertices, heights)
    regions = regions_in_front(p, seen, heights)
    low, high = np.ceil(corners.min(axis=0) - 0.5), np.ceil(corners.max(axis=0) - 0.5)
    (left, top), (right, bottom) = low.astype(int), high.astype(int)
    assert (regions[top:bottom, left:right] >= 0).all()
    assert (regions >= 0).sum() == (right - left) * (bottom - top)
    numbers = number_image(corners - (left, top), p.edges, p.sides, int(right - left), int(bottom - top))
    assert np.mean(regions[top:bottom, left:right] == numbers) > 0.99  # pixels on folds are either side


def test_what_is_outside_the_picture_is_cut_off() -> None:
    p = partition(random_network((2, 9, 1), 0), (-2, 2, -2, 2))
    seen, heights = sight(p, Camera(30.0, 40.0, 1.0))
    near, _ = sight(p, Camera(30.0, 40.0, 6.0))
    assert (regions_in_front(p, near, heights) >= 0).all()
    off, _ = sight(p, Camera(30.0, 40.0, 1.0, (9.0, 9.0)))
    assert (regions_in_front(p, off, heights) == -1).all()
    assert (regions_in_front(p, seen, heights) == -1).any()


def wall() -> NDArray[np.int32]:
    """Place 5 in the right half of a picture, place 1 in the left one."""
    front = np.full((40, 60), 1, np.int32)
    front[:, 30:] = 5
    return front


def line(*ends: tuple[float, float]) -> Floats:
    return np.array([ends], float)


def test_a_line_is_hidden_by_what_is_before_it() -> None:
    across = line((10.0, 20.0), (50.0, 20.0))
    np.testing.assert_allclose(visible_parts(wall(), across, np.array([3])), line((10, 20), (30, 20)), atol=1)
    np.testing.assert_array_equal(visible_parts(wall(), across, np.array([5])), across)
    assert len(visible_parts(wall(), across, np.array([0]))) == 0


def test_a_line_that_comes_out_again_has_two_parts() -> None:
    front = wall()
    front[:, 40:] = 0
    parts = visible_parts(front, line((10.0, 20.0), (50.0, 20.0)), np.array([3]))
    np.testing.assert_allclose(parts[:, :, 0], [(10, 30), (40, 50)], atol=1)


def test_one_pixel_of_a_neighbour_does_not_break_a_line() -> None:
    front = wall()
    front[20, 17] = 5
    across = line((10.0, 20.5), (25.0, 20.5))
    np.testing.assert_array_equal(visible_parts(front, across, np.array([3])), across)


def test_lines_of_no_length_and_no_lines_are_no_trouble() -> None:
    assert visible_parts(wall(), np.zeros((0, 2, 2)), np.zeros(0, int)).shape == (0, 2, 2)
    assert len(visible_parts(wall(), line((5.0, 5.0), (5.0, 5.0)), np.array([3]))) == 1


@pytest.mark.parametrize("azimuth", [30.0, -100.0, 170.0])
def test_what_is_seen_of_an_edge_is_where_no_facet_is_nearer(azimuth: float) -> None:
    p = partition(random_network((2, 6, 5, 1), 1), (-2, 2, -2, 2))
    seen, heights = sight(p, Camera(azimuth, 20.0, 0.8))
    order = p.order_along(seen.toward)
    place = np.append(np.argsort(order), NOTHING)
    corners = seen.pixels(p.vertices, heights)
    front = front_image(corners * 8, p, order, *(8 * side for side in SIZE))
    segments, places = corners[p.edges], place[p.sides].max(axis=1)
    parts = visible_parts(front, segments * 8, places) / 8
    along = segments[:, 1] - segments[:, 0]
    hidden = np.zeros(len(segments))
    for share in np.linspace(0.025, 0.975, 20):
        nearest, _ = nearest_at(p, seen, heights, segments[:, 0] + share * along + 1e-4)
        hidden += np.where(nearest >= 0, place[nearest] > places, False) / 20
    lengths = np.hypot(*along.T)
    assert (hidden * lengths).sum() / lengths.sum() > 0.05
    assert np.hypot(*(parts[:, 1] - parts[:, 0]).T).sum() == pytest.approx(
        ((1 - hidden) * lengths).sum(), rel=0.02
    )
