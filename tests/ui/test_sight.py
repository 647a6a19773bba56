"""What a camera sees of a surface: colours, and the place under a pixel."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.network import Network
from reluviz.ui.camera import HIGHEST, Camera, Projection
from reluviz.ui.heat import heat_pixels
from reluviz.ui.relief import ReliefMaker
from reluviz.ui.shading import LEVELS, light_levels
from reluviz.ui.sight import Sight
from reluviz.ui.theme import DARK, LIGHT, THEMES, Theme
from tests.core.partition_cases import random_network
from tests.ui.pictures import scene_of

SIZE = (280, 355)


def sight(network: Network, camera: Camera, fineness: float = 1.0) -> Sight:
    scene = scene_of(network)
    relief = ReliefMaker().relief(scene, None, 0.6)
    return Sight(relief, Projection(camera, relief.box, *SIZE, 10.0, relief.middle), fineness)


def channels(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels >> shift & 255 for shift in (16, 8, 0)], axis=-1).astype(int)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_from_above_it_has_the_colours_of_the_heat_map(theme: Theme) -> None:
    network = random_network((2, 6, 5, 1), 4)
    seen = sight(network, Camera(0.0, HIGHEST, 1.2))
    pixels = seen.pixels(theme, -1)
    row, column = np.nonzero(pixels)
    points = np.array([seen.point_at(x + 0.5, y + 0.5) for x, y in zip(column[::97], row[::97], strict=True)])
    wanted = heat_pixels(network(points)[:, 0], seen.relief.scale, theme.heat())
    assert len(points) > 300
    assert np.abs(channels(pixels[row[::97], column[::97]]) - channels(wanted)).max() <= 2


@pytest.mark.parametrize(
    "camera", [Camera(), Camera(-120.0, 20.0, 2.0, (0.1, -0.1)), Camera(75.0, 75.0)], ids=str
)
@pytest.mark.parametrize("fineness", [1.0, 2.0])
def test_a_pixel_leads_back_to_the_point_that_is_seen_there(camera: Camera, fineness: float) -> None:
    network = random_network((2, 5, 5, 1), 2)
    seen = sight(network, camera, fineness)
    rows, columns = np.nonzero(seen.front >= 0)
    some = np.random.default_rng(0).integers(0, len(rows), 200)
    samples = np.column_stack([columns, rows])[some] + 0.5
    points = np.array([seen.point_at(*sample) for sample in samples / fineness])
    back = seen.projection.pixels(points, network(points)[:, 0] * seen.relief.unit)
    np.testing.assert_allclose(back * fineness, samples, atol=1e-4)
    regions = seen.order[seen.front[rows, columns][some]]
    assert np.mean(seen.relief.partition.region_at(points) == regions) > 0.97  # some are on borders


def test_beside_the_surface_there_is_no_point() -> None:
    seen = sight(random_network((2, 5, 1), 2), Camera())
    assert seen.point_at(1.0, 1.0) is None
    assert seen.point_at(-5.0, 1.0) is None
    assert seen.point_at(1.0, 1e6) is None


def test_light_falls_from_the_left() -> None:
    """On a roof along the direction of view, the left side is lighter."""
    roof = Network([[[1.0, 0.0], [-1.0, 0.0]], [[-1.0, -1.0]]], [[0.0, 0.0], [5.0]])
    seen = sight(roof, Camera(0.0, 35.0))
    left, right = light_levels(seen.relief, seen.projection)[
        seen.relief.partition.region_at([(-3, 0), (3, 0)])
    ]
    assert left > right + LEVELS // 4
    above = sight(roof, Camera(0.0, HIGHEST))
    assert np.ptp(light_levels(above.relief, above.projection)) == 0


def test_the_region_under_the_pointer_has_other_colours() -> None:
    seen = sight(random_network((2, 4, 1), 1), Camera())
    region = int(seen.order[seen.front.max()])
    plain, pointed = seen.pixels(DARK, -1), seen.pixels(DARK, region)
    there = seen.front == seen.place[region]
    assert (plain != pointed)[there].mean() > 0.9
    assert (plain == pointed)[~there].all()


def test_nothing_is_drawn_where_nothing_is() -> None:
    pixels = sight(random_network((2, 4, 1), 1), Camera()).pixels(LIGHT, -1)
    assert pixels[0, 0] == 0
    assert set(np.unique(pixels >> 24).tolist()) == {0, 255}


def test_a_sum_that_is_the_same_everywhere_is_a_flat_sheet() -> None:
    seen = sight(Network([[[1.0, 0.0]], [[0.0]]], [[0.0], [0.0]]), Camera())
    assert len(np.unique(seen.pixels(LIGHT, -1))) == 2


@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30, 1e140])
def test_a_sum_of_any_size_has_its_colours(size: float) -> None:
    """Whether or not its heat map, which knows single precision only, can tell how large it is."""
    seen = sight(
        Network([[[size, 0.0], [-size, 0.0]], [[1.0, -1.0]]], [[0.0, 0.0], [0.0]]), Camera(0.0, HIGHEST)
    )
    colours = channels(seen.pixels(LIGHT, -1))
    middle = SIZE[1] // 2
    assert colours[middle, 60, 0] > colours[middle, 60, 2] + 30
    assert colours[middle, 220, 2] > colours[middle, 220, 0] + 30
