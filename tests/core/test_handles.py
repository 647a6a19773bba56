from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from numpy.typing import ArrayLike

from reluviz.core import handles
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network
from reluviz.core.partition import partition
from tests.core.partition_cases import random_network

coordinates = st.floats(-6.0, 6.0)
points: SearchStrategy[tuple[float, float]] = st.tuples(coordinates, coordinates)
networks = st.integers(0, 100).map(lambda seed: random_network((2, 3, 1), seed))


BOX = (-3.0, 3.0, -3.0, 3.0)


def lengths(segments: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(*(segments[:, 1] - segments[:, 0]).T))


def preactivation(network: Network, i: int, x: ArrayLike) -> float:
    return float(network.preactivations(np.array([x]))[0][0, i])


@given(networks, points)
def test_the_fold_point_is_the_foot_of_the_perpendicular(network: Network, near: tuple[float, float]) -> None:
    foot = handles.fold_points(network, near)[1]
    w = network.weights[0][1]
    across = np.array(near) - foot
    assert preactivation(network, 1, foot) == pytest.approx(0.0, abs=1e-12)
    assert across[0] * w[1] - across[1] * w[0] == pytest.approx(0.0, abs=1e-12)


def test_a_neuron_without_weights_has_no_fold_and_cannot_be_moved() -> None:
    network = random_network((2, 3, 1), 0).with_neuron(0, 1, [0.0, 0.0], 0.5)
    assert np.isnan(handles.fold_points(network, (0.0, 0.0))[1]).all()
    offsets, _ = handles.fold_lines(network, BOX)
    assert offsets[1] == offsets[2]
    assert handles.move_fold(network, 1, (1.0, 1.0)) is network


def test_each_fold_has_the_point_nearest_to_its_own_place() -> None:
    network = random_network((2, 3, 1), 0)
    near = np.array([[0.0, 1.0], [2.0, -1.0], [-3.0, 0.5]])
    together = handles.fold_points(network, near)
    for i, place in enumerate(near):
        np.testing.assert_allclose(together[i], handles.fold_points(network, place)[i], atol=1e-12)


@given(st.sampled_from(sorted(ACTIVATIONS)), st.integers(0, 100))
def test_the_lines_of_layer_1_are_the_folds_of_the_partition(activation: str, seed: int) -> None:
    network = random_network((2, 6, 4, 1), seed, activation=activation)
    offsets, ends = handles.fold_lines(network, BOX)
    exact = partition(network, BOX)
    for i in range(6):
        lines, folds = ends[offsets[i] : offsets[i + 1]], exact.fold(0, i)
        np.testing.assert_allclose(lengths(lines).sum(), lengths(folds).sum(), atol=1e-9)
        corners = folds.reshape(-1, 2)
        for end in lines.reshape(-1, 2):
            assert np.hypot(*(corners - end).T).min() < 1e-9


def test_a_line_of_layer_1_has_its_active_side_on_its_left_and_the_left_kink_comes_first() -> None:
    network = random_network((2, 6, 1), 3, activation="hard_tanh")
    offsets, ends = handles.fold_lines(network, BOX)
    for i in range(6):
        heights = [preactivation(network, i, line.mean(axis=0)) for line in ends[offsets[i] : offsets[i + 1]]]
        assert heights == sorted(heights)
        for start, end in ends[offsets[i] : offsets[i + 1]]:
            across = np.array([start[1] - end[1], end[0] - start[0]])
            assert across @ network.weights[0][i] > 0


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1.0, 1e150])
def test_a_line_of_layer_1_is_found_at_any_scale_of_its_weights(scale: float) -> None:
    network = Network([[[scale, 2 * scale]], [[1.0]]], [[-scale], [0.0]])
    _, ends = handles.fold_lines(network, BOX)
    np.testing.assert_allclose(ends[0] @ (1.0, 2.0), 1.0, atol=1e-12)
    assert lengths(ends)[0] == pytest.approx(np.hypot(6.0, 3.0))


@pytest.mark.parametrize("side", [3.0, -3.0, 3.5, -3.5])
def test_a_line_along_a_side_of_the_box_or_beyond_it_is_not_in_the_box(side: float) -> None:
    network = Network([[[1.0, 0.0], [0.0, -2.0]], [[1.0, 1.0]]], [[-side, 2 * side], [0.0]])
    _, ends = handles.fold_lines(network, BOX)
    assert len(ends) == 0


@given(networks, points)
def test_moving_a_fold_keeps_its_direction(network: Network, to: tuple[float, float]) -> None:
    moved = handles.move_fold(network, 2, to)
    assert moved.weights[0] is network.weights[0]
    assert preactivation(moved, 2, to) == pytest.approx(0.0, abs=1e-12)
    assert moved.biases[0][:2].tolist() == network.biases[0][:2].tolist()


@given(networks, points, points)
def test_aiming_keeps_the_foot_on_the_fold(
    network: Network, to: tuple[float, float], w: tuple[float, float]
) -> None:
    foot = handles.fold_points(network, to)[0]
    aimed = handles.aim(network, 0, foot, w)
    assert aimed.weights[0][0].tolist() == list(w)
    assert preactivation(aimed, 0, foot) == pytest.approx(0.0, abs=1e-12)
    assert aimed.weights[0][1:].tolist() == network.weights[0][1:].tolist()


@given(networks, points)
def test_flipping_changes_the_side_and_twice_changes_nothing(
    network: Network, x: tuple[float, float]
) -> None:
    flipped = handles.flip(network, 0, 1)
    assert preactivation(flipped, 1, x) == -preactivation(network, 1, x)
    twice = handles.flip(flipped, 0, 1)
    assert twice.weights[0].tolist() == network.weights[0].tolist()
    assert twice.biases[0].tolist() == network.biases[0].tolist()


def test_neurons_of_deeper_layers_flip_as_well() -> None:
    network = random_network((2, 3, 4, 1), 0)
    flipped = handles.flip(network, 1, 3)
    assert flipped.weights[1][3].tolist() == (-network.weights[1][3]).tolist()
    assert flipped.biases[1][3] == -network.biases[1][3]


# --- folds of any layer ------------------------------------------------------------------------------------

deep_networks = st.builds(
    random_network,
    st.sampled_from([(2, 3, 1), (2, 5, 4, 1), (2, 6, 1, 4, 3, 1)]),
    st.integers(0, 1000),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    slope=st.sampled_from([0.0, 0.2, -0.5]),
)


def deep_neuron(network: Network, pick: int) -> tuple[int, int]:
    layer = pick % len(network.hidden)
    return layer, pick % network.hidden[layer]


def assert_the_fold_is_there(network: Network, layer: int, i: int, to: tuple[float, float]) -> None:
    """The pre-activation is the left kink, to rounding in the terms that it is summed from."""
    kink, z = network.kind.left_kink, network.preactivations([to])[layer][0, i]
    h = network.hidden_outputs([to])[layer - 1][0] if layer else np.array(to)
    terms = np.abs(network.weights[layer][i]) @ np.abs(h) + abs(network.biases[layer][i]) + abs(kink)
    assert z == pytest.approx(kink, abs=1e-12 * float(terms))


def assert_nothing_else_changed(after: Network, before: Network, layer: int, i: int) -> None:
    assert (after.activation, after.slope) == (before.activation, before.slope)
    for k, (new, old) in enumerate(zip(after.weights, before.weights, strict=True)):
        assert new is old or k == layer
    assert np.delete(after.weights[layer], i, 0).tolist() == np.delete(before.weights[layer], i, 0).tolist()
    assert np.delete(after.biases[layer], i).tolist() == np.delete(before.biases[layer], i).tolist()


@given(deep_networks, st.integers(0, 100), points)
def test_a_fold_of_any_layer_moves_to_a_point_by_its_bias(
    network: Network, pick: int, to: tuple[float, float]
) -> None:
    layer, i = deep_neuron(network, pick)
    moved = handles.move_deep_fold(network, layer, i, to)
    assert moved.weights[layer] is network.weights[layer]
    assert_the_fold_is_there(moved, layer, i, to)
    assert_nothing_else_changed(moved, network, layer, i)


@given(deep_networks, st.integers(0, 100), points)
def test_a_fold_of_any_layer_bends_to_a_point_and_keeps_its_size_or_most_of_it(
    network: Network, pick: int, to: tuple[float, float]
) -> None:
    layer, i = deep_neuron(network, pick)
    bent = handles.bend_fold(network, layer, i, to)
    before, after = (float(np.linalg.norm(n.weights[layer][i])) for n in (network, bent))
    assert after >= min(before * (1 - 1e-12), max(0.1 * before, 0.01))
    assert_the_fold_is_there(bent, layer, i, to)
    assert_nothing_else_changed(bent, network, layer, i)


@given(st.integers(0, 1000), points, st.booleans())
def test_the_fold_of_either_kink_can_be_meant(seed: int, to: tuple[float, float], bend: bool) -> None:
    network = random_network((2, 5, 4, 1), seed, activation="hard_tanh")
    place = handles.bend_fold if bend else handles.move_deep_fold
    for kink in network.kind.kinks:
        assert place(network, 1, 2, to, kink).preactivations([to])[1][0, 2] == pytest.approx(kink)


@given(deep_networks, st.integers(0, 100), points)
def test_the_normal_of_a_fold_is_the_gradient_of_the_pre_activation(
    network: Network, pick: int, at: tuple[float, float]
) -> None:
    layer, i = deep_neuron(network, pick)
    steps = np.array(at) + 1e-7 * np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]])
    assume(len(np.unique(network.pieces(steps), axis=0)) == 1)
    z = network.preactivations(steps)[layer][:, i]
    expected = (z[1:3] - z[3:5]) / 2e-7
    np.testing.assert_allclose(handles.fold_normal(network, layer, i, at), expected, rtol=1e-4, atol=1e-5)


def neuron_of(network: Network, layer: int, i: int) -> FloatArray:
    return np.append(network.weights[layer][i], network.biases[layer][i])


@pytest.mark.parametrize("seed", range(6))
def test_none_of_ten_thousand_random_changes_bends_a_fold_to_the_point_with_less(seed: int) -> None:
    network = random_network((2, 6, 5, 1), seed)
    to = (0.7, -0.4)
    found = neuron_of(handles.bend_fold(network, 1, 2, to), 1, 2)
    start = neuron_of(network, 1, 2)
    h = np.append(network.hidden_outputs([to])[0][0], 1.0)
    rng = np.random.default_rng(seed)
    others = start + 10.0 ** rng.uniform(-6.0, 0.5, (10_000, 1)) * rng.normal(size=(10_000, len(h)))
    others -= np.outer(others @ h / (h @ h), h)  # onto the hyperplane on which the fold is at the point
    assert (np.linalg.norm(others - start, axis=1) >= np.linalg.norm(found - start) * (1 - 1e-12)).all()


def test_bending_a_fold_keeps_the_size_of_weights_that_it_would_take_away() -> None:
    network = Network([np.eye(2), [[3.0, 4.0]], [[1.0]]], [[0.0, 0.0], [-1.0], [0.0]])
    bent = handles.bend_fold(network, 1, 0, (30.0, 40.0))
    assert np.linalg.norm(bent.weights[1][0]) == pytest.approx(5.0)
    assert_the_fold_is_there(bent, 1, 0, (30.0, 40.0))
    little = handles.bend_fold(network, 1, 0, (0.2, 0.2))
    assert np.linalg.norm(little.weights[1][0]) != pytest.approx(5.0)


def test_a_deep_neuron_without_weights_has_no_fold() -> None:
    network = random_network((2, 3, 4, 1), 0).with_neuron(1, 2, np.zeros(3), 0.5)
    assert handles.move_deep_fold(network, 1, 2, (1.0, 1.0)) is network
    assert handles.bend_fold(network, 1, 2, (1.0, 1.0)) is network


# --- one input ---------------------------------------------------------------------------------------------

curves = st.builds(
    random_network,
    st.just((1, 3, 1)),
    st.integers(0, 1000),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    slope=st.sampled_from([0.0, 0.2, -0.5]),
)


@given(curves, coordinates)
def test_a_kink_is_where_it_was_dragged_and_its_weight_stays(network: Network, to_x: float) -> None:
    moved = handles.move_kink(network, 1, to_x)
    assert moved.weights[0] is network.weights[0]
    assert preactivation(moved, 1, [to_x]) == pytest.approx(network.kind.left_kink, abs=1e-12)
    assert handles.kinks(moved)[1] == pytest.approx(to_x, abs=1e-12 * (1 + 1 / abs(network.weights[0][1, 0])))
    assert_nothing_else_changed(moved, network, 0, 1)


@given(curves)
def test_a_slope_point_is_on_the_active_leg_one_unit_from_the_kink(network: Network) -> None:
    x, w = handles.kinks(network), network.weights[0][:, 0]
    unit, weighted = (handles.slope_points(network, weighted) for weighted in (False, True))
    np.testing.assert_allclose(unit[:, 0], x + np.sign(w), atol=1e-12)
    np.testing.assert_allclose(unit[:, 0], weighted[:, 0])
    start, near = (network.hidden_outputs((x + s)[:, None])[0].diagonal() for s in (0.0, 1e-3 * np.sign(w)))
    np.testing.assert_allclose(unit[:, 1], start + 1e3 * (near - start), atol=1e-6)
    np.testing.assert_allclose(weighted[:, 1], network.output_weights * unit[:, 1], atol=1e-12)


@given(curves, st.floats(0.01, 5.0))
def test_in_the_unit_plot_the_slope_point_sets_the_weight(network: Network, dy: float) -> None:
    steep = handles.set_slope(network, 0, dy, weighted=False)
    before, after = network.weights[0][0, 0], steep.weights[0][0, 0]
    assert after == math.copysign(dy, before)
    x = handles.kinks(network)[0]
    assert preactivation(steep, 0, [x]) == pytest.approx(network.kind.left_kink, abs=1e-12 * (1 + abs(x)) * 5)
    start = float(network.kind.value(np.array(network.kind.left_kink), network.slope))
    assert handles.slope_points(steep, weighted=False)[0, 1] == pytest.approx(start + dy)
    assert_nothing_else_changed(steep, network, 0, 0)


@given(curves, st.floats(-5.0, 5.0))
def test_in_the_weighted_plot_the_slope_point_sets_the_output_weight(network: Network, dy: float) -> None:
    steep = handles.set_slope(network, 2, dy, weighted=True)
    assert steep.weights[0] is network.weights[0]
    assert steep.output_weights[:2].tolist() == network.output_weights[:2].tolist()
    rise = steep.output_weights[2] * abs(network.weights[0][2, 0])
    assert rise == pytest.approx(dy, abs=1e-12)
    if network.kind.left_kink == 0.0:  # activations that are 0 at their kink
        assert handles.slope_points(steep, weighted=True)[2, 1] == pytest.approx(dy, abs=1e-12)


def test_an_active_leg_on_the_left_has_its_slope_point_on_the_left() -> None:
    network = Network([[[-2.0]], [[0.5]]], [[2.0], [0.0]])
    assert handles.slope_points(network, weighted=False).tolist() == [[0.0, 2.0]]
    assert handles.slope_points(network, weighted=True).tolist() == [[0.0, 1.0]]
    steep = handles.set_slope(network, 0, 3.0, weighted=False)
    assert (steep.weights[0].tolist(), steep.biases[0].tolist()) == ([[-3.0]], [3.0])


@pytest.mark.parametrize("dy", [-2.0, 0.0, 1e-9])
def test_the_active_leg_always_rises(dy: float) -> None:
    network = Network([[[-2.0]], [[0.5]]], [[2.0], [0.0]])
    assert handles.set_slope(network, 0, dy, weighted=False).weights[0][0, 0] == -handles.SMALLEST_WEIGHT


def test_a_neuron_without_weight_has_no_kink_and_no_slope() -> None:
    network = Network([[[0.0], [1.0]], [[1.0, 1.0]]], [[0.5, 0.0], [0.0]])
    assert np.isnan(handles.kinks(network)).tolist() == [True, False]
    assert np.isnan(handles.slope_points(network, weighted=True)).tolist() == [[True, True], [False, False]]
    assert handles.move_kink(network, 0, 1.0) is network
    assert handles.set_slope(network, 0, 1.0, weighted=False) is network
    assert handles.set_slope(network, 0, 1.0, weighted=True) is network


def test_in_a_deep_network_the_neurons_of_layer_1_have_no_output_weights() -> None:
    network = random_network((1, 3, 3, 1), 0)
    with pytest.raises(ValueError, match="single hidden layer"):
        handles.set_slope(network, 0, 1.0, weighted=True)
    with pytest.raises(ValueError, match="single hidden layer"):
        handles.slope_points(network, weighted=True)


# --- arrows and snapping -----------------------------------------------------------------------------------


@given(st.floats(0.01, 1e3))
def test_the_length_of_an_arrow_tells_its_size(size: float) -> None:
    assert handles.arrow_size(handles.arrow_length(size)) == pytest.approx(size, rel=1e-9)


@given(st.floats(0.0, 1e3), st.floats(0.0, 1e3))
def test_longer_arrows_stand_for_larger_weights(a: float, b: float) -> None:
    assume(b - a > 1e-6)
    assert handles.arrow_length(a) < handles.arrow_length(b)


def test_arrows_can_always_be_grabbed_and_never_vanish() -> None:
    assert handles.arrow_length(0.0) == handles.SHORTEST_ARROW
    assert handles.arrow_length(0.5) == pytest.approx(
        handles.SHORTEST_ARROW + handles.ARROW_GROWTH * math.log(2.0)
    )
    assert handles.arrow_size(0.0) == 0.01
    assert handles.arrow_size(-50.0) == 0.01


def test_points_snap_to_the_grid() -> None:
    assert handles.snap_point((1.2, -0.3), 0.5).tolist() == [1.0, -0.5]


@given(points)
def test_a_snapped_arrow_keeps_its_length_and_points_at_a_multiple_of_15_degrees(
    w: tuple[float, float],
) -> None:
    assume(math.hypot(*w) > 1e-3)
    snapped = handles.snap_angle(w)
    assert math.hypot(*snapped) == pytest.approx(math.hypot(*w))
    steps = math.degrees(math.atan2(snapped[1], snapped[0])) / 15.0
    assert steps == pytest.approx(round(steps), abs=1e-9)
    turn = abs(math.remainder(math.atan2(*w[::-1]) - math.atan2(*snapped[::-1]), math.tau))
    assert math.degrees(turn) <= 7.5 + 1e-9


def test_upright_and_level_arrows_snap_exactly() -> None:
    assert handles.snap_angle((0.05, 2.0))[0] == 0.0
    assert handles.snap_angle((-2.0, 0.05))[1] == 0.0
    assert handles.snap_angle((0.0, 0.0)).tolist() == [0.0, 0.0]
