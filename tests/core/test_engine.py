"""The engine beside a second implementation, its limits, and what one partition takes from another."""

from __future__ import annotations

import sys
import time
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reluviz
from reluviz.core import arrangement
from reluviz.core.arrangement import REGION_LIMIT, TooManyRegions
from reluviz.core.arrays import FloatArray
from reluviz.core.edges import InDoubtError, Tolerance, in_order
from reluviz.core.mesh import Mesh
from reluviz.core.network import Network
from reluviz.core.partition import Partition, partition
from reluviz.core.stages import Stage
from tests.core.neuron_at_once import neuron_at_once
from tests.core.partition_cases import UNIT, Box, Case, degenerate_cases, one_layer, random_network

WIDE = random_network((2, 24, 24, 1), 0)


def check_against_neuron_at_once(network: Network, box: Box = UNIT) -> None:
    p, other = partition(network, box), neuron_at_once(network, box)
    assert (p.n_regions, p.n_vertices, p.n_edges) == (
        other.n_faces - 1, len(other.points), other.n_edges,
    )  # fmt: skip
    np.testing.assert_allclose(np.sort(p.areas), np.sort(other.areas()), rtol=1e-9, atol=1e-12 * p.area)
    mine, theirs = (np.unique(np.packbits(x, axis=1), axis=0) for x in (p.patterns, other.patterns()))
    np.testing.assert_array_equal(mine, theirs)


def check_itself(network: Network, p: Partition) -> None:
    """Areas, patterns and affine maps at random points, and which folds lie between neighbours."""
    x0, x1, y0, y1 = p.box
    x = np.random.default_rng(0).uniform((x0, y0), (x1, y1), (500, 2))
    regions = p.region_at(x)
    assert p.areas.sum() == pytest.approx(p.area, rel=1e-9)
    np.testing.assert_array_equal(p.patterns[regions], network.pattern(x))
    np.testing.assert_array_equal(p.pieces[regions], network.pieces(x))
    exact = network(x)[:, 0]
    values = (p.gradients[regions] * x).sum(axis=1) + p.intercepts[regions]
    scale = np.abs(p.gradients).max() + np.abs(p.intercepts).max()
    np.testing.assert_allclose(values, exact, rtol=1e-9, atol=1e-9 * scale)


def check_patterns(p: Partition) -> None:
    """What is told of patterns without all of them agrees with all of them."""
    fractions = np.arange(p.network.n_hidden) / 64 - 0.5j  # sums of these are exact
    np.testing.assert_array_equal(p.sums_where_on(fractions), p.patterns @ fractions)
    np.testing.assert_array_equal(p.patterns, p.pieces == p.network.kind.on_piece)
    for i in range(p.n_regions):
        np.testing.assert_array_equal(p.pattern(i), p.patterns[i])
        for one, of_all in zip(p.affine(i), p.network.affine(p.pieces[i]), strict=True):
            np.testing.assert_array_equal(one, of_all)


def differences_at_edges(p: Partition) -> list[tuple[set[int], set[int]]]:
    """For every edge between two regions: the neurons that differ, and those whose fold runs along it."""
    folds = [p.fold(k, i) for k, width in enumerate(p.network.hidden) for i in range(width)]
    result = []
    for ends, (r, other) in zip(p.edges, p.sides, strict=True):
        if r >= 0 and other >= 0:
            differing = set(np.flatnonzero(p.pieces[r] != p.pieces[other]).tolist())
            middle = p.vertices[ends].mean(axis=0)
            running = {k for k, segments in enumerate(folds) if on_any(segments, middle)}
            result.append((differing, running))
    return result


def on_any(segments: FloatArray, point: FloatArray) -> bool:
    along = segments[:, 1] - segments[:, 0]
    away = point - segments[:, 0]
    squared = (along**2).sum(axis=1)
    share = np.clip((away * along).sum(axis=1) / np.maximum(squared, 1e-300), 0.0, 1.0)
    return bool((np.hypot(*(away - share[:, np.newaxis] * along).T) < 1e-12).any())


def test_every_edge_knows_the_regions_on_its_sides() -> None:
    p = partition(random_network((2, 6, 5, 1), 4), UNIT)
    left_of: dict[tuple[int, int], int] = {}
    for r in range(p.n_regions):
        corners = p.loop[p.offsets[r] : p.offsets[r + 1]]
        for a, b in zip(corners.tolist(), np.roll(corners, -1).tolist(), strict=True):
            left_of[a, b] = r
    found = [(left_of.get((a, b), -1), left_of.get((b, a), -1)) for a, b in p.edges.tolist()]
    assert found == list(map(tuple, p.sides.tolist()))
    assert len({frozenset(ends) for ends in p.edges.tolist()}) == p.n_edges == len(found)


# --- beside the second implementation ----------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(2, 30, 1), (2, 16, 16, 1), (2, 12, 12, 12, 1), (2, 6, 20, 6, 1)])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs"])
def test_ordinary_networks_are_as_by_neuron_at_once(shape: tuple[int, ...], activation: str) -> None:
    network = random_network(shape, 1, activation=activation, slope=0.3)
    check_against_neuron_at_once(network)
    check_itself(network, partition(network, UNIT))


def test_more_than_64_neurons_a_layer_are_as_by_neuron_at_once() -> None:
    check_against_neuron_at_once(random_network((2, 70, 3, 130, 1), 1))


@settings(max_examples=60, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 12), min_size=1, max_size=4),
    seed=st.integers(0, 2**32 - 1),
    activation=st.sampled_from(["relu", "leaky_relu", "abs"]),
    zeroed=st.floats(0.0, 0.6),
    repeated=st.booleans(),
    scale=st.sampled_from([1.0, 1e-6, 1e6]),
)
def test_random_networks_with_missing_weights_and_equal_neurons(
    hidden: list[int], seed: int, activation: str, zeroed: float, repeated: bool, scale: float
) -> None:
    rng = np.random.default_rng(seed)
    weights, biases = [], []
    for k, (n, m) in enumerate(pairwise([2, *hidden, 1]), start=1):
        W = scale * rng.normal(size=(m, n)) * (rng.uniform(size=(m, n)) >= zeroed)
        b = scale**k * rng.normal(size=m) * (rng.uniform(size=m) >= zeroed)
        if repeated and m > 1:
            W[-1], b[-1] = -2.0 * W[0], -2.0 * b[0]
        weights.append(W)
        biases.append(b)
    network = Network(weights, biases, activation, 0.5)
    check_against_neuron_at_once(network)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs", "hard_tanh", "identity"])
@pytest.mark.parametrize("shape", [(2, 1), (2, 3, 1), (2, 9, 5, 4, 1), (2, 70, 1)])
def test_patterns_are_the_same_one_by_one_and_in_sums(activation: str, shape: tuple[int, ...]) -> None:
    check_patterns(partition(random_network(shape, 2, activation=activation), UNIT))


def test_sums_need_one_number_for_each_neuron() -> None:
    with pytest.raises(ValueError, match=r"\(4,\).*\(5,\)"):
        partition(random_network((2, 4, 1), 0), UNIT).sums_where_on(np.ones(5))


@pytest.mark.parametrize("activation", ["relu", "hard_tanh", "identity"])
def test_a_partition_agrees_with_its_network(activation: str) -> None:
    network = random_network((2, 9, 8, 7, 1), 2, 1.5, activation)
    check_itself(network, partition(network, UNIT))


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs", "hard_tanh"])
def test_neighbours_differ_in_exactly_the_folds_between_them(activation: str) -> None:
    network = random_network((2, 6, 5, 4, 1), 5, 1.5, activation, 0.2)
    found = differences_at_edges(partition(network, UNIT))
    assert len(found) > 20
    assert all(differing == running for differing, running in found)


def test_neighbours_across_equal_folds_differ_in_all_of_them() -> None:
    network = one_layer([(1, 2, 0.25), (4, 8, 1), (-1, -2, -0.25), (1, -1, 0)])
    differences = [differing for differing, _ in differences_at_edges(partition(network, UNIT))]
    assert sorted(map(sorted, differences)) == [[0, 1, 2], [0, 1, 2], [3], [3]]


def test_the_number_of_calls_does_not_grow_with_neurons_or_regions() -> None:
    def lines_run(network: Network) -> int:
        count = 0

        def tracer(frame: object, event: str, _argument: object) -> object:
            nonlocal count
            count += event == "line"
            return tracer

        sys.settrace(tracer)  # type: ignore[arg-type]
        try:
            partition(network, UNIT)
        finally:
            sys.settrace(None)
        return count

    few, many = lines_run(random_network((2, 8, 8, 1), 0)), lines_run(random_network((2, 64, 64, 1), 0))
    assert many < 1.5 * few


# --- limits ------------------------------------------------------------------------------------------------


def test_too_many_regions_stop_early_and_say_how_many() -> None:
    with pytest.raises(TooManyRegions, match=r"more than 200,000 regions \(at least [0-9,]+\)") as caught:
        partition(random_network((2, 1500, 4, 1), 0), UNIT)
    assert REGION_LIMIT < caught.value.count < 5_000_000
    assert isinstance(caught.value, ValueError)
    assert reluviz.TooManyRegions is TooManyRegions


def test_a_limit_that_is_reached_exactly_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network((2, 6, 6, 1), 1)
    n = partition(network, UNIT).n_regions
    monkeypatch.setattr(arrangement, "REGION_LIMIT", n)
    assert partition(network, UNIT).n_regions == n
    monkeypatch.setattr(arrangement, "REGION_LIMIT", n - 1)
    with pytest.raises(TooManyRegions) as caught:
        partition(network, UNIT)
    assert caught.value.count == n


def test_pairs_of_chords_are_looked_at_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = partition(WIDE, UNIT)
    monkeypatch.setattr("reluviz.core.chords.PAIRS_AT_ONCE", 7)
    parts = partition(WIDE, UNIT)
    np.testing.assert_array_equal(parts.loop, whole.loop)


def test_blocks_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = partition(WIDE, UNIT)
    monkeypatch.setattr("reluviz.core.stages.VALUES_AT_ONCE", 100)
    monkeypatch.setattr("reluviz.core.bends.VALUES_AT_ONCE", 100)
    blocks = partition(WIDE, UNIT)
    np.testing.assert_array_equal(blocks.loop, whole.loop)
    np.testing.assert_allclose(blocks.values, whole.values, rtol=1e-12, atol=1e-12)
    monkeypatch.setattr("reluviz.core.stages.FEW_VALUES", 0)
    monkeypatch.setattr(Stage, "bends_for", lambda _stage, _n_next: None)
    np.testing.assert_allclose(partition(WIDE, UNIT).values, whole.values, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", [(2, 530, 1), (2, 128, 128, 128, 128, 1)])
def test_a_hundred_thousand_regions_take_at_most_400_megabytes(shape: tuple[int, ...]) -> None:
    network = random_network(shape, 0)
    tracemalloc.start()
    p = partition(network, UNIT)
    assert len(p.loop) > 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert p.n_regions > 50_000
    assert peak < 400e6


# --- what one partition takes from another -----------------------------------------------------------------

DEEP = random_network((2, 7, 6, 5, 1), 3)


def same_partition(mine: Partition, fresh: Partition) -> None:
    np.testing.assert_array_equal(mine.vertices, fresh.vertices)
    np.testing.assert_array_equal(mine.loop, fresh.loop)
    np.testing.assert_array_equal(mine.offsets, fresh.offsets)
    np.testing.assert_array_equal(mine.patterns, fresh.patterns)
    np.testing.assert_array_equal(mine.values, fresh.values)
    np.testing.assert_array_equal(mine.gradients, fresh.gradients)
    np.testing.assert_array_equal(mine.boundary, fresh.boundary)
    for layer, width in enumerate(fresh.network.hidden):
        for i in range(width):
            np.testing.assert_array_equal(mine.fold(layer, i), fresh.fold(layer, i))


@pytest.mark.parametrize("layer", range(4))
def test_a_partition_from_the_one_before_is_the_fresh_one(layer: int) -> None:
    edited = DEEP.with_bias(layer, 0, 0.3).with_weight(layer, 0, 0, -0.7)
    before = partition(DEEP, UNIT)
    same_partition(partition(edited, UNIT, previous=before), partition(edited, UNIT))
    same_partition(before, partition(DEEP, UNIT))


def test_an_edit_of_the_output_layer_shares_all_geometry() -> None:
    before = partition(DEEP, UNIT)
    kept = [
        before.vertices,
        before.loop,
        before.offsets,
        before.patterns,
        before.areas,
        before.fold(1, 2).base,
    ]
    after = partition(DEEP.with_output_weight(1, 2.5).with_output_bias(0.25), UNIT, before)
    shared = [after.vertices, after.loop, after.offsets, after.patterns, after.areas, after.fold(1, 2).base]
    assert all(mine is theirs for mine, theirs in zip(shared, kept, strict=True))
    assert after.shares_regions_with(before)
    assert not np.array_equal(after.values, before.values)
    assert not np.array_equal(after.gradients, before.gradients)
    assert after.boundary.shape != before.boundary.shape or not np.array_equal(
        after.boundary, before.boundary
    )


def test_regions_are_not_shared_when_only_their_patterns_change() -> None:
    network = Network([[[1.0, 0.0]], [[1.0]]], [[5.0], [0.0]])
    before = partition(network, UNIT)
    after = partition(network.with_bias(0, 0, -5.0), UNIT, before)
    assert np.array_equal(after.vertices, before.vertices)
    assert not after.shares_regions_with(before)
    assert (before.pattern(0).tolist(), after.pattern(0).tolist()) == ([True], [False])


def test_an_edit_of_a_deep_layer_shares_the_folds_below() -> None:
    before = partition(DEEP, UNIT)
    after = partition(DEEP.with_bias(2, 0, 0.3), UNIT, before)
    assert after.fold(0, 1).base is before.fold(0, 1).base
    assert after.fold(1, 1).base is before.fold(1, 1).base
    assert after.fold(2, 1).base is not before.fold(2, 1).base


def test_equal_layers_are_shared_though_they_are_other_arrays() -> None:
    before = partition(DEEP, UNIT)
    copied = DEEP.with_layers([W.copy() for W in DEEP.weights], [b.copy() for b in DEEP.biases])
    assert partition(copied, UNIT, before).vertices is before.vertices


@pytest.mark.parametrize(
    "other",
    [
        DEEP.with_activation("leaky_relu", 0.2),
        DEEP.with_activation("hard_tanh"),
        DEEP.add_layer(1, 4),
        DEEP.remove_layer(1),
        DEEP.add_neuron(0, [1.0, 0.5], 0.1, np.ones(6)),
        random_network((2, 1), 0),
    ],
    ids=["activation", "kinks", "layer more", "layer less", "neuron more", "no hidden layer"],
)
def test_another_shape_or_activation_is_computed_as_if_fresh(other: Network) -> None:
    same_partition(partition(other, UNIT, partition(DEEP, UNIT)), partition(other, UNIT))


def test_another_slope_or_box_is_computed_anew() -> None:
    leaky = DEEP.with_activation("leaky_relu", 0.2)
    before = partition(leaky, UNIT)
    steeper = leaky.with_activation("leaky_relu", 0.4)
    same_partition(partition(steeper, UNIT, before), partition(steeper, UNIT))
    box = (-1.0, 1.0, -1.0, 1.5)
    same_partition(partition(leaky, box, before), partition(leaky, box))


# --- level sets and finding regions ------------------------------------------------------------------------


@pytest.mark.parametrize("value", [-0.3, 0.0, 0.125, 2.0])
def test_a_level_set_is_the_boundary_of_the_network_less_that_value(value: float) -> None:
    network = random_network((2, 8, 6, 1), 4)
    lowered = partition(network.with_output_bias(network.output_bias - value), UNIT)
    segments = partition(network, UNIT).level(value)
    assert np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum() == pytest.approx(lowered.boundary_length)
    if len(segments):
        np.testing.assert_allclose(network(segments.reshape(-1, 2))[:, 0], value, atol=1e-12)
        np.testing.assert_allclose(network(segments.mean(axis=1))[:, 0], value, atol=1e-12)


def test_levels_and_layers_that_are_none_are_refused() -> None:
    p = partition(random_network((2, 4, 4, 1), 0), UNIT)
    with pytest.raises(ValueError, match="a level is a finite number, not nan"):
        p.level(float("nan"))
    for layer in (-1, 2):
        with pytest.raises(IndexError):
            p.folds(layer)


def test_an_output_that_is_constant_has_no_level_set() -> None:
    network = random_network((2, 8, 8, 1), 0)
    constant = network.with_layers([*network.weights[:-1], np.zeros((1, 8))], network.biases)
    p = partition(constant, UNIT)
    assert p.level(float(constant.output_bias)).shape == (0, 2, 2)
    assert p.boundary_length == 0.0


def test_a_level_on_which_a_region_is_flat_leaves_that_region_out() -> None:
    p = partition(one_layer([(1.0, 0.0, 0.0)]), UNIT)
    assert len(p.level(-0.5)) == 0
    assert len(p.level(0.0)) == 1


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
def test_every_point_is_found_within_a_region(case: Case) -> None:
    p = partition(case.network, case.box)
    x0, x1, y0, y1 = p.box
    x = np.random.default_rng(1).uniform((x0, y0), (x1, y1), (400, 2))
    x = np.concatenate([x, p.vertices, p.vertices[p.loop] * 0.5 + p.vertices[np.roll(p.loop, 1)] * 0.5])
    x = np.clip(x, (x0, y0), (x1, y1))
    for point, region in zip(x, p.region_at(x), strict=True):
        corners = p.polygon(region)
        forth, away = np.roll(corners, -1, axis=0) - corners, point - corners
        within = forth[:, 0] * away[:, 1] - forth[:, 1] * away[:, 0]
        assert within.min() >= -1e-9 * (x1 - x0) * np.hypot(*forth.T).max()


def test_long_thin_regions_are_found() -> None:
    network = one_layer([(1.0, 1.0 + 1e-4 * k, 0.01 * k - 1.0) for k in range(200)])
    check_itself(network, partition(network, UNIT))


def test_one_point_is_found_at_once_and_many_one_by_one_the_same() -> None:
    p = partition(random_network((2, 40, 40, 1), 0), UNIT)
    x = np.random.default_rng(0).uniform(-1, 1, (300, 2))
    assert p.region_at(x).tolist() == [int(p.region_at(point[np.newaxis])[0]) for point in x]
    began = time.perf_counter()
    for point in x:
        p.region_at(point[np.newaxis])
    assert (time.perf_counter() - began) / len(x) < 1e-3


# --- in doubt ----------------------------------------------------------------------------------------------


def total_length(segments: FloatArray) -> float:
    return float(np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum())


def test_a_tolerance_of_nothing_is_doubled_in_few_steps() -> None:
    e = 1e8
    weights = [[[e, -e], [-e, -e], [0, -e]], [[-e, -e, 0], [0, 0, e]], [[-e, -e]], [[0.0]]]
    network = Network(weights, [[0.0] * len(W) for W in weights], "hard_tanh")
    assert partition(network, UNIT).areas.sum() == pytest.approx(4.0)


@pytest.mark.parametrize("activation", ["relu", "hard_tanh"])
@pytest.mark.parametrize(
    "case", [Case("random", random_network((2, 7, 6, 1), 2)), *degenerate_cases()], ids=str
)
def test_columns_that_cut_in_turn_make_the_same_partition(
    case: Case, activation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = case.network.with_activation(activation)
    at_once = partition(network, case.box)
    cut = arrangement._cut

    def cut_one(mesh: Mesh, values: FloatArray, tolerance: Tolerance) -> arrangement.Cut:
        if values.shape[1] > 1:
            raise InDoubtError
        return cut(mesh, values, tolerance)

    monkeypatch.setattr(arrangement, "_cut", cut_one)
    in_turn = partition(network, case.box)
    assert (in_turn.n_regions, in_turn.n_vertices, in_turn.n_edges) == (
        at_once.n_regions,
        at_once.n_vertices,
        at_once.n_edges,
    )
    np.testing.assert_allclose(np.sort(in_turn.areas), np.sort(at_once.areas), rtol=1e-9, atol=1e-12)
    assert {*map(tuple, in_turn.pieces.tolist())} == {*map(tuple, at_once.pieces.tolist())}
    check_patterns(in_turn)
    assert in_turn.boundary_length == pytest.approx(at_once.boundary_length, rel=1e-9, abs=1e-9)
    for layer, width in enumerate(network.hidden):
        for i in range(width):
            mine, theirs = total_length(in_turn.fold(layer, i)), total_length(at_once.fold(layer, i))
            assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from([0.0, 1e-17, 1e-9, 0.5, 1.0 - 1e-9, 1.0]) | st.floats(0, 1)
        ),
        max_size=12,
        unique=True,
    ),
    st.integers(0, 2**40),
)
def test_passings_are_in_order_however_near_they_are(passings: list[tuple[int, float]], lines: int) -> None:
    line = np.array([line + lines for line, _ in passings], np.intp)
    along = np.array([along for _, along in passings], float)
    order, same = in_order(
        line, along, np.ones(len(line)), Tolerance.of(np.zeros(1)), lambda: np.zeros(len(line))
    )
    assert same is None
    assert [passings[i] for i in order] == sorted(passings)


@settings(max_examples=150, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 7), min_size=1, max_size=3),
    seed=st.integers(0, 2**32 - 1),
    digits=st.integers(9, 17),
    activation=st.sampled_from(["relu", "leaky_relu", "abs", "hard_tanh"]),
)
def test_a_network_that_is_nearly_degenerate_has_a_sound_partition(
    hidden: list[int], seed: int, digits: int, activation: str
) -> None:
    """Small integers and a little more: which slivers are seen is a matter of rounding, what is seen fits."""
    rng = np.random.default_rng(seed)
    weights, biases = [], []
    for n, m in pairwise([2, *hidden, 1]):
        weights.append(rng.integers(-2, 3, (m, n)) + 10.0**-digits * rng.normal(size=(m, n)))
        biases.append(rng.integers(-1, 2, m) + 10.0**-digits * rng.normal(size=m))
    p = partition(Network(weights, biases, activation), UNIT)
    assert p.n_vertices - p.n_edges + p.n_regions == 1
    assert p.areas.sum() == pytest.approx(p.area, rel=1e-9)
    assert p.areas.min() > -1e-12
    following = np.arange(1, len(p.loop) + 1)
    following[p.offsets[1:] - 1] = p.offsets[:-1]
    np.testing.assert_array_equal(p._mesh.following, p.loop[following])
