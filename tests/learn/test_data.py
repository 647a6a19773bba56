from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.learn.data import DATASETS, DRAWN, MAX_POINTS, Data, make_data, target_range
from reluviz.learn.targets import TARGETS, drawn

Floats = NDArray[np.float64]
CLASSES = [name for name, dataset in DATASETS.items() if dataset.target is None]
every_dataset = pytest.mark.parametrize("name", DATASETS)
every_plane = pytest.mark.parametrize("name", CLASSES)
every_curve = pytest.mark.parametrize("name", TARGETS)


def samples(data: Data) -> tuple[Floats, Floats]:
    return np.concatenate([data.train_x, data.test_x]), np.concatenate([data.train_y, data.test_y])


def clean(name: str) -> tuple[Floats, Floats]:
    return samples(make_data(name, points=2000, seed=3))


def test_the_table_lists_the_data_sets_in_the_order_of_the_thumbnails() -> None:
    assert [(entry.name, entry.label) for entry in DATASETS.values()] == [
        ("circle", "Circle"),
        ("xor", "XOR"),
        ("gauss", "Gaussians"),
        ("spiral", "Spiral"),
        ("moons", "Moons"),
        ("checkerboard", "Checkerboard"),
        *((target.name, target.label) for target in TARGETS.values()),
    ]
    assert all(key == entry.name for key, entry in DATASETS.items())


@every_plane
@pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
def test_data_has_the_asked_sizes_and_labels(name: str, noise: float) -> None:
    data = make_data(name, points=301, noise=noise, train_share=0.7, seed=5)
    assert data.train_x.shape == (211, 2)
    assert data.test_x.shape == (90, 2)
    assert data.train_y.shape == (211,)
    assert data.test_y.shape == (90,)
    assert set(samples(data)[1]) == {-1.0, 1.0}
    assert (data.name, data.points, data.noise, data.train_share, data.seed) == (name, 301, noise, 0.7, 5)


@every_plane
def test_without_noise_the_classes_are_balanced(name: str) -> None:
    assert samples(make_data(name, points=500))[1].sum() == 0
    assert abs(samples(make_data(name, points=501))[1].sum()) == 1


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons"])
def test_noise_that_moves_points_keeps_the_classes_balanced(name: str) -> None:
    assert samples(make_data(name, noise=0.5))[1].sum() == 0


@pytest.mark.parametrize("name", ["circle", "xor", "checkerboard"])
def test_noise_that_mislabels_leaves_the_points_where_they_are(name: str) -> None:
    x, y = samples(make_data(name))
    noisy_x, noisy_y = samples(make_data(name, noise=0.2))
    np.testing.assert_array_equal(noisy_x, x)
    assert 0.01 < np.mean(noisy_y != y) < 0.3


@every_plane
def test_full_noise_mixes_the_classes_but_does_not_drown_them(name: str) -> None:
    y = samples(make_data(name, points=4000, noise=0.5))[1]
    assert abs(y.mean()) < 0.5


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons"])
def test_a_little_more_noise_moves_points_a_little(name: str) -> None:
    before, after = (samples(make_data(name, noise=noise))[0] for noise in (0.2, 0.201))
    assert 0 < np.abs(after - before).max() < 0.02


@every_plane
def test_the_classes_lie_mixed_so_that_batches_see_both(name: str) -> None:
    batches = make_data(name, points=500, seed=1).train_y.reshape(-1, 10)
    assert np.abs(batches.mean(axis=1)).mean() < 0.4


@every_dataset
def test_the_same_seed_gives_the_same_data(name: str) -> None:
    first, second, other = (make_data(name, noise=0.3, seed=seed) for seed in (4, 4, 5))
    for part in ("train_x", "train_y", "test_x", "test_y"):
        np.testing.assert_array_equal(getattr(first, part), getattr(second, part))
    assert not np.array_equal(first.train_x, other.train_x)


@every_dataset
def test_the_train_share_only_moves_the_border_between_training_and_test(name: str) -> None:
    x, y = samples(make_data(name, train_share=0.5))
    other_x, other_y = samples(make_data(name, train_share=0.9))
    np.testing.assert_array_equal(x, other_x)
    np.testing.assert_array_equal(y, other_y)


@every_plane
def test_every_clean_point_lies_in_the_window(name: str) -> None:
    assert np.abs(clean(name)[0]).max() < 6


@pytest.mark.parametrize("name", ["circle", "xor", "spiral", "moons", "checkerboard"])
def test_every_noisy_point_lies_in_the_window(name: str) -> None:
    assert np.abs(samples(make_data(name, points=2000, noise=0.5))[0]).max() < 6


# -- targets ------------------------------------------------------------------------------------------------


@every_curve
def test_a_target_is_sampled_all_over_its_interval(name: str) -> None:
    data = make_data(name, points=301, train_share=0.7, seed=5)
    assert data.target is TARGETS[name]
    assert (data.train_x.shape, data.test_x.shape) == ((211, 1), (90, 1))
    x, y = samples(data)
    np.testing.assert_array_equal(y, TARGETS[name].f(x[:, 0]))
    low, high = TARGETS[name].interval
    assert low <= x.min() < low + 0.05 * (high - low)
    assert high - 0.05 * (high - low) < x.max() <= high


@every_curve
def test_noise_moves_the_samples_of_a_target_up_and_down_and_no_further_than_its_share(name: str) -> None:
    x, y = samples(make_data(name, points=500))
    noisy_x, noisy_y = samples(make_data(name, points=500, noise=0.2))
    np.testing.assert_array_equal(noisy_x, x)
    low, high = target_range(TARGETS[name])
    share = (noisy_y - y) / (high - low)
    assert 0.19 < np.abs(share).max() <= 0.2
    assert abs(share.mean()) < 0.02


def test_a_drawn_target_is_sampled_like_the_others() -> None:
    hill = drawn([(0.0, 0.0), (1.0, 2.0), (3.0, 0.0)])
    data = make_data(hill, points=50, noise=0.1)
    assert (data.name, data.target) == (DRAWN, hill)
    assert data.train_x.min() >= 0.0
    assert data.train_x.max() <= 3.0


def test_the_range_of_a_target_takes_in_its_peaks() -> None:
    assert target_range(TARGETS["sin"]) == pytest.approx((-1.0, 1.0), abs=1e-4)
    assert target_range(drawn([(0.0, 0.0), (0.123, 2.0), (3.0, -1.0)])) == (-1.0, 2.0)


def test_a_target_of_the_table_is_asked_for_by_its_name() -> None:
    with pytest.raises(ValueError, match="the target 'sin' is given by its name"):
        make_data(TARGETS["sin"])


# -- the shapes ---------------------------------------------------------------------------------------------


def test_circle_is_a_disc_of_radius_two_and_a_half_within_a_ring_from_three_and_a_half_to_five() -> None:
    x, y = clean("circle")
    r = np.hypot(*x.T)
    assert r[y > 0].max() <= 2.5
    assert r[y < 0].min() >= 3.5
    assert r[y < 0].max() <= 5
    assert r[y > 0].max() > 2.4
    assert r[y < 0].min() < 3.6


def test_xor_labels_by_the_sign_of_the_product_and_keeps_clear_of_the_axes() -> None:
    x, y = clean("xor")
    np.testing.assert_array_equal(y, np.sign(x[:, 0] * x[:, 1]))
    assert 0.3 <= np.abs(x).min() < 0.32
    quadrants, counts = np.unique(np.sign(x), axis=0, return_counts=True)
    assert len(quadrants) == 4
    assert counts.min() > 400


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_gauss_is_two_gaussians_whose_spread_is_the_noise(noise: float, variance: float) -> None:
    x, y = samples(make_data("gauss", points=10_000, noise=noise))
    for label in (1.0, -1.0):
        cloud = x[y == label]
        np.testing.assert_allclose(cloud.mean(axis=0), 2 * label, atol=0.1)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.08)


def test_spiral_is_two_arms_of_one_and_three_quarter_turns_half_a_turn_apart() -> None:
    x, y = clean("spiral")
    r = np.hypot(*x.T)
    assert r.max() < 5
    assert r.max() > 4.9
    for label, start in ((1.0, 0.0), (-1.0, np.pi)):
        arm, radius = x[y == label], r[y == label]
        angle = 2 * np.pi * 1.75 * radius / 5 + start
        np.testing.assert_allclose(arm, radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)]))
        np.testing.assert_allclose(np.diff(np.sort(radius)), 5 / 1000, atol=1e-12)


def test_moons_are_one_crescent_and_its_half_turn_that_a_line_cannot_part() -> None:
    x, y = clean("moons")
    upper, lower = x[y > 0], -x[y < 0]
    for moon in (upper, lower):
        r = np.hypot(moon[:, 0] + 1.6, moon[:, 1] + 0.8)
        assert 2.8 <= r.min() < r.max() <= 3.6
        assert (moon[:, 1] >= -0.8).all()
    design = np.column_stack([x, np.ones(len(x))])
    plane = np.linalg.lstsq(design, y, rcond=None)[0]
    assert 0.75 < np.mean(np.sign(design @ plane) == y) < 0.99


def test_checkerboard_has_sixteen_cells_whose_neighbours_differ() -> None:
    x, y = clean("checkerboard")
    cells = np.floor(x / 2.5).astype(int)
    assert {tuple(cell) for cell in cells} == {(i, j) for i in range(-2, 2) for j in range(-2, 2)}
    np.testing.assert_array_equal(y, np.where(cells.sum(axis=1) % 2 == 0, 1.0, -1.0))


# -- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "sentence"),
    [
        ({"name": "torus"}, "unknown data set 'torus'; known are circle, xor"),
        ({"points": 1}, "points must be from 2 to"),
        ({"points": MAX_POINTS + 1}, "points must be from 2 to"),
        ({"points": 100.5}, "points must be a whole number"),
        ({"noise": -0.1}, "noise must be from 0 to 0.5"),
        ({"noise": 0.6}, "noise must be from 0 to 0.5"),
        ({"noise": float("nan")}, "noise must be from 0 to 0.5"),
        ({"train_share": 0.0}, "train_share must be above 0"),
        ({"train_share": 1.1}, "train_share must be above 0"),
        ({"seed": -1}, "seed must not be negative"),
        ({"seed": "x"}, "seed must be a whole number"),
    ],
)
def test_a_recipe_out_of_range_is_refused_in_one_sentence(
    recipe: dict[str, float | str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_data(**{"name": "circle", **recipe})  # type: ignore[arg-type]


def test_there_is_always_a_training_point_and_there_may_be_no_test_point() -> None:
    assert len(make_data("circle", points=10, train_share=0.01).train_x) == 1
    assert make_data("circle", points=10, train_share=1.0).test_x.shape == (0, 2)


def test_data_keeps_its_own_read_only_copies() -> None:
    x = np.zeros((3, 2))
    data = Data("own", 3, 0.0, 1.0, 0, x, np.ones(3), np.empty((0, 2)), np.empty(0))
    x[0, 0] = 7.0
    assert data.train_x[0, 0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        data.train_x[0, 0] = 1.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"train_y": np.ones(4)}, "train points of shape"),
        ({"train_x": np.full((250, 2), np.inf)}, "a train point is not finite"),
        ({"test_y": np.zeros(250)}, "a test label is neither -1 nor \\+1"),
        ({"train_x": np.empty((0, 2)), "train_y": np.empty(0)}, "no training point"),
        ({"test_x": np.zeros((250, 3))}, "the test points 3"),
        ({"train_x": np.zeros((250, 1)), "test_x": np.zeros((250, 1))}, "one input if, and only if"),
    ],
)
def test_samples_that_do_not_fit_are_refused(change: dict[str, Floats], sentence: str) -> None:
    data = make_data("circle")
    with pytest.raises(ValueError, match=sentence):
        replace(data, **change)  # type: ignore[arg-type]


def test_labels_of_a_target_may_be_any_finite_number() -> None:
    data = make_data("sin", points=4)
    assert replace(data, train_y=np.array([-3.5, 1e9])).train_y.tolist() == [-3.5, 1e9]
    with pytest.raises(ValueError, match="a train label is not finite"):
        replace(data, train_y=np.array([np.nan, 0.0]))
    with pytest.raises(ValueError, match="one input if, and only if"):
        replace(data, target=None, train_y=np.ones(2), test_y=np.ones(2))
