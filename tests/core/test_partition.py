"""What a partition says of itself: counts, regions, maps, folds, decision boundary."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reluviz.core.arrays import FloatArray
from reluviz.core.network import DEFAULT_SLOPE, Network
from reluviz.core.partition import Partition, partition
from tests.core.partition_cases import UNIT, one_layer, random_network, two_layers

REFERENCE = Path(__file__).parents[1] / "reference" / "partition"
FILES = sorted(path.stem for path in REFERENCE.glob("*.json"))
MEASURED = [name for name in FILES if not name.startswith("e_")]

ONE_FOLD = one_layer([(1.0, 0.0, 0.0)])
CROSSED = random_network((2, 4, 3, 1), 3)


@cache
def reference(name: str) -> tuple[Network, Partition, dict[str, Any]]:
    data = json.loads((REFERENCE / f"{name}.json").read_text())
    weights, biases = zip(*((layer["W"], layer["b"]) for layer in data["layers"]), strict=True)
    if name.startswith("e_"):  # these hold each W as (in, out)
        weights = tuple(map(np.transpose, weights))
    slope = DEFAULT_SLOPE if data.get("slope") is None else data["slope"]
    network = Network(weights, biases, data["activation"], slope)
    return network, partition(network, data["box"]), data["expect"]


def lengths(segments: FloatArray) -> FloatArray:
    along = segments[:, 1] - segments[:, 0]
    return np.asarray(np.hypot(along[:, 0], along[:, 1]))


def sides(p: Partition) -> FloatArray:
    polygons = [p.polygon(i) for i in range(p.n_regions)]
    return np.concatenate([np.stack([corners, np.roll(corners, -1, axis=0)], axis=1) for corners in polygons])


# --- the reference files ----------------------------------------------------------------------------------


def test_there_are_reference_files_of_every_kind() -> None:
    assert {name[0] for name in FILES} == set("abcde")


@pytest.mark.parametrize("name", FILES)
def test_counts_are_those_of_the_reference(name: str) -> None:
    _, p, expected = reference(name)
    counts = {"regions": p.n_regions, "vertices": p.n_vertices, "edges": p.n_edges}
    assert counts == {key: expected.get(key, counts[key]) for key in counts}
    assert p.n_vertices - p.n_edges + p.n_regions == 1


@pytest.mark.parametrize("name", FILES)
def test_areas_add_up_to_the_box(name: str) -> None:
    _, p, _ = reference(name)
    assert p.areas.sum() == pytest.approx(p.area, rel=1e-9)
    assert (p.areas > 0.0).all()


@pytest.mark.parametrize("name", MEASURED)
def test_areas_and_edges_are_those_of_the_reference(name: str) -> None:
    _, p, expected = reference(name)
    tolerance = 1e-12 * p.area
    largest = np.sort(p.areas)[::-1][:10]
    np.testing.assert_allclose(largest, expected["largest_areas"], rtol=1e-9, atol=tolerance)
    assert p.areas.min() == pytest.approx(expected["smallest_area"], rel=1e-9, abs=tolerance)
    assert lengths(sides(p)).min() == pytest.approx(expected["shortest_edge"], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", MEASURED)
def test_the_decision_boundary_is_as_long_as_in_the_reference(name: str) -> None:
    _, p, expected = reference(name)
    assert p.boundary_length == pytest.approx(expected["decision_boundary_length"], rel=1e-9)


@pytest.mark.parametrize("name", MEASURED)
def test_points_have_the_values_gradients_and_regions_of_the_reference(name: str) -> None:
    network, p, expected = reference(name)
    x = np.array(expected["points"])
    regions = p.region_at(x)
    values = (p.gradients[regions] * x).sum(axis=1) + p.intercepts[regions]
    summed = np.abs(network.hidden_outputs(x)[-1]) @ np.abs(network.output_weights)
    rounding = 1e-14 * (summed.max() + abs(network.output_bias))
    np.testing.assert_allclose(network(x)[:, 0], expected["values"], rtol=1e-9, atol=rounding)
    np.testing.assert_allclose(values, expected["values"], rtol=1e-9, atol=rounding)
    steepest = np.abs(expected["point_gradients"]).max()
    np.testing.assert_allclose(
        p.gradients[regions], expected["point_gradients"], rtol=1e-9, atol=1e-12 * steepest
    )
    np.testing.assert_allclose(
        p.areas[regions], expected["point_region_areas"], rtol=1e-9, atol=1e-12 * p.area
    )


@pytest.mark.parametrize("name", MEASURED)
def test_zero_regions_add_up_to_the_reference(name: str) -> None:
    _, p, expected = reference(name)
    at_corners = np.maximum.reduceat(np.abs(p.values)[p.loop], p.offsets[:-1])
    flat = at_corners <= 1e-12 * np.abs(p.values).max()
    assert p.areas[flat].sum() == pytest.approx(expected["zero_area"], rel=1e-9, abs=1e-12)


# --- regions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_corners_go_round_counter_clockwise_and_are_real_corners(name: str) -> None:
    _, p, _ = reference(name)
    if "parallel" in name:
        return  # corners of its sliver turn by less than rounding shows
    for i in range(p.n_regions):
        corners = p.polygon(i)
        forth, back = np.roll(corners, -1, axis=0) - corners, np.roll(corners, 1, axis=0) - corners
        assert (forth[:, 0] * back[:, 1] - forth[:, 1] * back[:, 0] > 0.0).all()


@pytest.mark.parametrize("name", FILES)
def test_random_points_lie_in_the_region_that_has_their_pattern(name: str) -> None:
    network, p, _ = reference(name)
    x0, x1, y0, y1 = p.box
    x = np.random.default_rng(0).uniform((x0, y0), (x1, y1), (2000, 2))
    regions = p.region_at(x)
    assert (regions >= 0).all()
    np.testing.assert_array_equal(p.patterns[regions], network.pattern(x))
    for i in np.unique(regions):
        corners = p.polygon(i)
        forth = np.roll(corners, -1, axis=0) - corners
        away = x[regions == i][:, np.newaxis] - corners
        cross = forth[:, 0] * away[..., 1] - forth[:, 1] * away[..., 0]
        assert (cross >= -1e-9).all()


@pytest.mark.parametrize("name", FILES)
def test_the_affine_map_of_a_region_is_the_network_there(name: str) -> None:
    network, p, _ = reference(name)
    for i in range(0, p.n_regions, 7):
        centre = p.polygon(i).mean(axis=0)
        A, c = p.affine(i)
        scale = np.abs(A).max() + np.abs(c).max()
        np.testing.assert_allclose(A @ centre + c, network([centre])[0], rtol=1e-9, atol=1e-9 * scale)


@pytest.mark.parametrize("name", FILES)
def test_values_are_those_of_the_network_at_the_vertices(name: str) -> None:
    network, p, _ = reference(name)
    scale = np.abs(p.values).max()
    np.testing.assert_allclose(p.values, network(p.vertices)[:, 0], rtol=1e-9, atol=1e-9 * scale)


def test_points_outside_the_box_are_in_no_region() -> None:
    p = partition(CROSSED, UNIT)
    outside = [[1.5, 0.0], [0.0, -1.001], [np.nan, 0.0], [np.inf, 0.0]]
    assert p.region_at(outside).tolist() == [-1, -1, -1, -1]
    assert p.region_at(np.zeros((0, 2))).tolist() == []


def test_points_on_folds_corners_and_sides_are_in_a_region_beside_them() -> None:
    p = partition(CROSSED, UNIT)
    for x in np.vstack([p.vertices, sides(p).mean(axis=1)]):
        region = int(p.region_at([x])[0])
        corners = p.polygon(region)
        forth = np.roll(corners, -1, axis=0) - corners
        away = x - corners
        assert (forth[:, 0] * away[:, 1] - forth[:, 1] * away[:, 0] >= -1e-12).all()


def test_a_point_on_a_fold_where_no_pattern_fits_is_still_found() -> None:
    opposite = one_layer([(1.0, 0.0, 0.0), (-1.0, 0.0, 0.0)])  # on the fold both are off: no region is so
    p = partition(opposite, UNIT)
    assert p.region_at([[0.0, 0.5]])[0] in (0, 1)


def test_points_of_a_region_where_rounding_makes_a_neuron_waver_are_found() -> None:
    cancelling = two_layers([(0.3, 0.7, 0.1), (0.3, 0.7, 0.1), (1.0, 0.0, 0.0)], [[0.1, -0.1, 1e-30, 0.0]])
    p = partition(cancelling, UNIT)
    x = np.random.default_rng(0).uniform(-1, 1, (200, 2))
    assert (p.region_at(x) >= 0).all()


def test_x_has_two_columns() -> None:
    with pytest.raises(ValueError, match=r"x must have shape \(n, 2\), not \(2,\)"):
        partition(CROSSED, UNIT).region_at([0.0, 0.0])


# --- folds and decision boundary --------------------------------------------------------------------------


def test_the_fold_of_a_first_layer_neuron_is_its_line_in_the_box() -> None:
    network = random_network((2, 5, 4, 1), 1)
    p = partition(network, UNIT)
    for i in range(5):
        ends = p.fold(0, i).reshape(-1, 2)
        assert np.abs(ends @ network.weights[0][i] + network.biases[0][i]).max(initial=0.0) < 1e-12


def test_a_deep_fold_is_where_its_preactivation_is_zero() -> None:
    network = random_network((2, 5, 4, 1), 1)
    p = partition(network, UNIT)
    for i in range(4):
        middles = p.fold(1, i).mean(axis=1)
        assert np.abs(network.preactivations(middles)[1][:, i]).max(initial=0.0) < 1e-12


def test_a_fold_along_the_side_of_the_box_is_drawn() -> None:
    p = partition(one_layer([(1.0, 0.0, -1.0)]), UNIT)
    assert p.n_regions == 1
    assert lengths(p.fold(0, 0)).sum() == 2.0


def test_a_neuron_that_is_zero_on_a_region_has_only_the_border_as_its_fold() -> None:
    p = partition(two_layers([(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)], [[1.0, 0.0, 0.0]]), UNIT)
    segments = p.fold(1, 0)
    assert lengths(segments).sum() == pytest.approx(2.0)
    np.testing.assert_array_equal(segments[..., 0], 0.0)


def test_a_neuron_without_a_kink_has_no_fold() -> None:
    assert partition(random_network((2, 3, 1), 0, activation="identity"), UNIT).fold(0, 2).shape == (0, 2, 2)


def test_a_neuron_that_is_not_there_has_no_fold() -> None:
    with pytest.raises(ValueError, match="there is no neuron 5 in a hidden layer 1"):
        partition(CROSSED, UNIT).fold(0, 4)
    with pytest.raises(ValueError, match="hidden layer 3"):
        partition(CROSSED, UNIT).fold(2, 0)


def test_the_output_is_zero_along_the_decision_boundary_and_changes_sign_across() -> None:
    network = CROSSED.with_output_bias(CROSSED.output_bias - float(CROSSED([[0.1, 0.2]])[0, 0]))
    p = partition(network, UNIT)
    assert len(p.boundary) > 0
    middles, along = p.boundary.mean(axis=1), p.boundary[:, 1] - p.boundary[:, 0]
    across = 1e-6 * np.column_stack([-along[:, 1], along[:, 0]]) / lengths(p.boundary)[:, np.newaxis]
    assert np.abs(network(p.boundary.reshape(-1, 2))).max() < 1e-12
    assert (network(middles + across) * network(middles - across) < 0.0).all()


def test_an_output_that_is_zero_on_a_region_has_no_boundary_there() -> None:
    p = partition(one_layer([(1.0, 0.0, 0.0)]).with_output_bias(0.0), UNIT)
    assert p.boundary_length == 0.0


def test_the_boundary_does_not_change_the_partition() -> None:
    p = partition(CROSSED, UNIT)
    before = (p.n_regions, p.n_vertices, p.n_edges, p.patterns.tolist())
    assert len(p.boundary) > 0
    assert (p.n_regions, p.n_vertices, p.n_edges, p.patterns.tolist()) == before


# --- other shapes, bad input ------------------------------------------------------------------------------


def test_a_network_without_hidden_layers_has_one_region() -> None:
    p = partition(Network([[[1.0, 1.0]]], [[0.0]]), UNIT)
    assert (p.n_regions, p.n_vertices, p.n_edges) == (1, 4, 4)
    assert p.boundary_length == pytest.approx(2.0**1.5)
    assert p.region_at([[0.3, 0.4]]).tolist() == [0]


def test_several_outputs_have_their_maps_and_the_first_its_boundary() -> None:
    network = random_network((2, 4, 3), 0)
    p = partition(network, UNIT)
    A, c = p.affine(0)
    assert (A.shape, c.shape) == ((3, 2), (3,))
    np.testing.assert_allclose(p.values, network(p.vertices)[:, 0], atol=1e-12)


@pytest.mark.parametrize("n_inputs", [1, 3])
def test_only_two_inputs_have_a_partition(n_inputs: int) -> None:
    with pytest.raises(ValueError, match=f"a network with 2 inputs, not {n_inputs}"):
        partition(random_network((n_inputs, 3, 1), 0), UNIT)


@pytest.mark.parametrize(
    "box", [(0, 0, 0, 1), (1, 0, 0, 1), (0, 1, 1, 0), (0, 1, 0, np.inf), (0, np.nan, 0, 1), (0, 1, 0), ()]
)
def test_a_box_without_an_inside_is_refused(box: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a box"):
        partition(ONE_FOLD, box)


@pytest.mark.parametrize("box", [(-1e308, 1e308, -1, 1), (-1, 1, 0, 1e151)])
def test_a_box_whose_area_could_overflow_is_refused(box: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"a box reaches from -1e\+150 to 1e\+150 at most"):
        partition(ONE_FOLD, box)


def test_the_largest_box_has_its_area() -> None:
    p = partition(CROSSED, (-1e150, 1e150, -1e150, 1e150))
    assert p.areas.sum() == pytest.approx(4e300, rel=1e-9)
    assert np.isfinite(p.boundary_length)


def test_no_region_is_found_outside_the_box_and_none_has_that_number() -> None:
    p = partition(CROSSED, UNIT)
    outside = int(p.region_at([[9.0, 9.0]])[0])
    for i in (outside, p.n_regions):
        for ask in (p.polygon, p.pattern, p.affine):
            with pytest.raises(
                IndexError, match=f"there is no region {i}: the {p.n_regions} regions count from 0"
            ):
                ask(i)


def test_weights_beyond_floating_point_are_refused() -> None:
    huge = random_network((2, 3, 3, 1), 0, 1e200)
    with pytest.raises(ValueError, match="layer 2: its values on this box are too large for floating point"):
        partition(huge, UNIT)


def test_the_boundary_knows_the_regions_it_lies_in() -> None:
    """A little to either side of the middle of each segment."""
    p = partition(random_network((2, 8, 8, 1), 1), (-2, 2, -2, 2))
    along = p.boundary[:, 1] - p.boundary[:, 0]
    assert len(along) > 5
    aside = 1e-7 * np.column_stack([-along[:, 1], along[:, 0]])
    for side in (aside, -aside):
        found = p.region_at(p.boundary.mean(axis=1) + side)
        assert (found[:, np.newaxis] == p.boundary_regions).any(axis=1).all()


def test_a_boundary_along_a_fold_lies_between_two_regions() -> None:
    p = partition(Network([[[1.0, 0.0], [-1.0, 0.0]], [[1.0, -1.0]]], [[0.0, 0.0], [0.0]]), (-1, 1, -1, 1))
    assert sorted(p.boundary_regions[0].tolist()) == [0, 1]
