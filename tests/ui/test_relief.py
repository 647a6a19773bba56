"""The surface that a sum, or one neuron, is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.core.network import Network
from reluviz.session.session import Session, View
from reluviz.ui.relief import Relief, ReliefMaker, Traces, neuron_values
from reluviz.ui.scene import Scene
from tests.core.partition_cases import degenerate_cases, random_network
from tests.ui.pictures import PLANE, one_neuron, scene_of

SHARE = 0.7
TENT = Network([[[1.0, 0.0], [1.0, 0.0]], [[1.0, -2.0]]], [[3.0, 0.0], [0.0]])
"""Rises from x = -3 to x = 0, and falls from there on."""


def relief(
    network: Network, neuron: tuple[int, int] | None = None, selected: tuple[int, int] | None = None
) -> Relief:
    scene = scene_of(network)
    session = scene.session.with_view(selected=selected or neuron)
    return ReliefMaker().relief(Scene(session, PLANE), neuron, SHARE)


def length(traces: Traces) -> float:
    return float(np.hypot(*(traces.ends[:, 1] - traces.ends[:, 0]).T).sum())


def on_lines(traces: Traces, axis: int) -> set[float]:
    """The coordinates at which lines across an axis stand."""
    assert np.allclose(traces.ends[:, 0, axis], traces.ends[:, 1, axis])
    return {round(float(x), 9) + 0.0 for x in traces.ends[:, 0, axis]}


@pytest.mark.parametrize("shape", [(2, 6, 1), (2, 8, 8, 1), (2, 4, 4, 4, 1)])
def test_facets_are_as_steep_as_the_network(shape: tuple[int, ...]) -> None:
    found = relief(random_network(shape, 1))
    np.testing.assert_allclose(found.gradients, found.partition.gradients * found.unit, atol=1e-6)


def test_a_surface_is_as_high_as_its_share_of_the_diagonal() -> None:
    found = relief(random_network((2, 8, 1), 1))
    xmin, xmax, ymin, ymax = found.box
    assert (found.high - found.low) * found.unit == pytest.approx(SHARE * np.hypot(xmax - xmin, ymax - ymin))
    assert found.low <= found.values.min() <= found.values.max() <= found.high
    assert found.high - found.low < 2.0 * np.ptp(found.values)


def test_zero_is_always_part_of_it() -> None:
    assert relief(one_neuron((1.0, 0.0), 0.0, 1.0)).low == 0.0
    assert relief(one_neuron((1.0, 0.0), 0.0, -1.0)).high == 0.0


def test_small_changes_do_not_change_its_scale() -> None:
    maker = ReliefMaker()
    weights = [*np.linspace(1.0, 1.15, 6).tolist(), 9.0]
    scenes = [scene_of(one_neuron((1.0, 0.0), 0.0, weight)) for weight in weights]
    *little, much = (maker.relief(scene, None, SHARE) for scene in scenes)
    assert len({(found.unit, found.scale) for found in little}) == 1
    assert much.unit < 0.2 * little[0].unit


def test_creases_are_where_it_bends_and_nowhere_else() -> None:
    """The third neuron folds the plane, but has no part in the sum."""
    weights, biases = TENT.weights, TENT.biases
    network = Network(
        [np.vstack([weights[0], [0.0, 1.0]]), np.append(weights[1], [[0.0]], axis=1)],
        [np.append(biases[0], 1.0), biases[1]],
    )
    found = relief(network)
    assert found.partition.n_regions == 6
    assert on_lines(found.creases, 0) == {-3.0, 0.0}
    assert length(found.creases) == pytest.approx(2 * (found.box[3] - found.box[2]))


def test_the_rim_runs_around_the_box() -> None:
    found = relief(random_network((2, 6, 1), 0))
    xmin, xmax, ymin, ymax = found.box
    assert length(found.rim) == pytest.approx(2 * (xmax - xmin + ymax - ymin))


def test_the_zero_level_lies_at_height_zero() -> None:
    found = relief(TENT.with_output_bias(-1.0))
    assert on_lines(found.zero, 0) == {-2.0, 2.0}
    assert not found.zero.values.any()


@pytest.mark.parametrize("neuron", [(0, 1), (1, 0), (1, 2)])
def test_a_neuron_is_shown_with_what_it_adds_to_the_sum(neuron: tuple[int, int]) -> None:
    network = random_network((2, 4, 3, 1), 5)
    found = relief(network, neuron)
    below = found.partition.vertices
    first = np.maximum(below @ network.weights[0].T + network.biases[0], 0.0)
    second = np.maximum(first @ network.weights[1].T + network.biases[1], 0.0)
    expected = (
        first[:, neuron[1]] if neuron[0] == 0 else second[:, neuron[1]] * network.output_weights[neuron[1]]
    )
    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    assert len(found.zero.ends) == 0


def test_the_parts_of_all_neurons_and_the_bias_make_the_sum() -> None:
    network = random_network((2, 4, 3, 1), 5)
    found = relief(network)
    parts = [neuron_values(network, 1, i, found.partition.vertices) for i in range(3)]
    np.testing.assert_allclose(np.sum(parts, axis=0) + network.output_bias, found.values, atol=1e-12)


@pytest.mark.parametrize("chosen", [(0, 0), (0, 3), (1, 1), (2, 0)])
def test_the_fold_of_the_chosen_neuron_is_marked(chosen: tuple[int, int]) -> None:
    scene = scene_of(random_network((2, 4, 4, 2, 1), 0))
    found = relief(scene.network, selected=chosen)
    segments = scene.fold(*chosen)
    assert length(found.fold) == pytest.approx(np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum())
    np.testing.assert_allclose(
        found.fold.values.ravel(), scene.network(found.fold.ends.reshape(-1, 2))[:, 0], atol=1e-9
    )


def test_the_outline_of_a_region_lies_on_it() -> None:
    found = relief(random_network((2, 6, 1), 0))
    outline = found.outline(3)
    np.testing.assert_array_equal(outline.ends[:, 0], found.partition.polygon(3))
    assert (outline.sides == 3).all()
    assert len(found.outline(-1).ends) == 0


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
def test_networks_in_which_folds_coincide_have_a_surface(case: object) -> None:
    network: Network = case.network  # type: ignore[attr-defined]
    hidden = network.hidden
    found = relief(network, selected=(len(hidden) - 1, 0))
    for values in (found.gradients, found.centres, found.heights, found.creases.ends, found.fold.ends):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e-200, 1e140])
def test_sums_of_any_size_have_a_surface(size: float) -> None:
    session = replace(Session.first(), view=View())
    network = one_neuron((1.0, 0.5), 0.0, size)
    scene = Scene(replace(session, network=network, start=network), PLANE)
    found = ReliefMaker().relief(scene, None, SHARE)
    assert np.isfinite(found.heights).all()
    assert len(found.creases.ends) == (0 if size == 0.0 else 1) or size < 1e-100


def heights_over(found: Relief, points: NDArray[np.float64]) -> NDArray[np.float64]:
    region = found.partition.region_at(points)
    away = points - found.centres[region, :2]
    return np.asarray(found.centres[region, 2] + (away * found.gradients[region]).sum(axis=1))


def test_between_its_corners_the_surface_is_the_network() -> None:
    network = random_network((2, 7, 5, 1), 3)
    found = relief(network)
    points = np.random.default_rng(0).uniform(-5.9, 5.9, (300, 2))
    np.testing.assert_allclose(heights_over(found, points), network(points)[:, 0] * found.unit, atol=1e-6)
