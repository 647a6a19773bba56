"""The camera before a surface, and where points stand in its picture."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.ui.camera import HIGHEST, LOWEST, ZOOM_LIMITS, Camera, Projection, height_share
from reluviz.ui.plane_map import PlaneMap

BOX = (-6.0, 6.0, -7.6, 7.6)
CORNERS = np.array([(-6.0, -7.6), (6.0, -7.6), (6.0, 7.6), (-6.0, 7.6)])
DOWN = Camera(0.0, HIGHEST)


def projection(
    camera: Camera, width: float = 280.0, height: float = 355.0, margin: float = 10.0
) -> Projection:
    return Projection(camera, BOX, width, height, margin)


@pytest.mark.parametrize("size", [(280, 355), (490, 430), (1600, 900), (200, 900)])
@pytest.mark.parametrize("azimuth", range(-180, 180, 40))
def test_the_whole_surface_is_in_the_picture_however_it_is_turned(
    size: tuple[int, int], azimuth: int
) -> None:
    seen = projection(Camera(azimuth), *size)
    half = 0.8 * height_share(*size, 10.0) * seen.diagonal / 2  # hardly a surface needs all of it
    for height in (-half, half):
        pixels = seen.pixels(CORNERS, height)
        assert (pixels >= 10 - 1e-9).all()
        assert (pixels <= np.array(size) - 10 + 1e-9).all()


def test_from_above_it_is_a_map_of_the_plane_whatever_the_heights() -> None:
    seen = projection(Camera(0.0, HIGHEST, projection(DOWN, margin=0.0).to_fill), 280.0, 355.0, 0.0)
    points = np.random.default_rng(0).uniform(-7, 7, (20, 2))
    flat = PlaneMap(BOX, seen.scale * 12.0, seen.scale * 15.2).pixels(points)
    corner = seen.pixels(np.array([-6.0, 7.6]), 0.0)
    np.testing.assert_allclose(seen.pixels(points, 100.0 * points[:, 0]), flat + corner, atol=1e-9)
    assert max(seen.scale * 12.0 / 280.0, seen.scale * 15.2 / 355.0) == pytest.approx(1.0)


def test_what_is_high_is_further_up_and_what_is_near_further_down() -> None:
    seen = projection(Camera(20.0, 40.0))
    here = np.array([1.0, 1.0])
    assert seen.pixels(here, 1.0)[1] < seen.pixels(here, 0.0)[1]
    assert seen.pixels(here + seen.toward, 0.0)[1] > seen.pixels(here, 0.0)[1]


def test_the_middle_height_stands_in_the_middle() -> None:
    seen = Projection(Camera(), BOX, 280.0, 355.0, middle=3.0)
    np.testing.assert_allclose(seen.pixels(np.zeros(2), 3.0), (140.0, 177.5))


def test_zooming_keeps_the_place_that_is_zoomed_at() -> None:
    before = projection(Camera())
    spot = before.pixels(np.array([2.0, 1.0]), 0.5)
    at = (spot - (140.0, 177.5)) / before.shown_diagonal
    after = projection(Camera().zoomed(3.0, *at))
    np.testing.assert_allclose(after.pixels(np.array([2.0, 1.0]), 0.5), spot)
    assert after.scale == pytest.approx(3 * before.scale)


def test_the_camera_stays_above_the_plane_and_within_its_zoom() -> None:
    assert Camera().turned(500.0, -50.0).elevation == LOWEST
    assert Camera().turned(500.0, 500.0).elevation == HIGHEST
    assert Camera().turned(500.0, 40.0).azimuth == pytest.approx(140.0)
    assert (Camera().zoomed(1e9).zoom, Camera().zoomed(1e-9).zoom) == (ZOOM_LIMITS[1], ZOOM_LIMITS[0])


def test_a_picture_without_room_has_a_projection() -> None:
    assert np.isfinite(projection(Camera(), 1.0, 1.0).pixels(CORNERS, 0.0)).all()
