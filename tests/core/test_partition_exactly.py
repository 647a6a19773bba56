"""The partition beside the same in rational numbers: ordinary networks, and every way of being degenerate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from reluviz.core.partition import partition
from tests.core.partition_cases import Case, degenerate_cases, further_cases, small_networks
from tests.core.slow_partition import slow_partition


def check(case: Case) -> None:
    fast, slow = partition(case.network, case.box), slow_partition(case.network, case.box)
    counts = (fast.n_regions, fast.n_vertices, fast.n_edges)
    assert counts == (slow.n_regions, slow.n_vertices, slow.n_edges)
    assert fast.n_vertices - fast.n_edges + fast.n_regions == 1
    assert fast.areas.sum() == pytest.approx(fast.area, rel=1e-9)
    np.testing.assert_allclose(np.sort(fast.areas), slow.areas(), rtol=1e-9, atol=1e-12 * fast.area)
    assert {tuple(pattern) for pattern in fast.patterns.tolist()} == slow.patterns()
    assert fast.boundary_length == pytest.approx(slow.boundary_length(), rel=1e-7, abs=1e-9 * fast.area)
    neurons = [(layer, i) for layer, width in enumerate(case.network.hidden) for i in range(width)]
    for neuron, (layer, i) in enumerate(neurons):
        segments = fast.fold(layer, i)
        length = np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum()
        assert length == pytest.approx(slow.fold_length(neuron), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
def test_degenerate_networks_are_ordinary(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", further_cases(), ids=str)
def test_further_networks_of_the_reference_kinds(case: Case) -> None:
    check(case)


@settings(max_examples=300, deadline=None)
@given(small_networks())
def test_any_network_of_small_numbers(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
def test_flipping_and_reordering_neurons_changes_no_count(case: Case) -> None:
    """The folds are the same lines; only the order in which they cut, and their active sides, differ."""
    network = case.network
    W, b = network.weights[0][::-1], network.biases[0][::-1]
    turned = network.with_activation("abs").with_layers(
        [-W, network.weights[1][:, ::-1], *network.weights[2:]], [-b, *network.biases[1:]]
    )
    before, after = partition(network.with_activation("abs"), case.box), partition(turned, case.box)
    assert (after.n_regions, after.n_vertices) == (before.n_regions, before.n_vertices)
    assert after.boundary_length == pytest.approx(before.boundary_length, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
@pytest.mark.parametrize("scale", [1e-6, 1e6, 1 / 3])
def test_the_size_of_the_weights_does_not_move_the_folds(case: Case, scale: float) -> None:
    """Weights times s and biases times s, s², ... give the same picture, though no product is exact."""
    network = case.network
    scaled = network.with_layers(
        [scale * W for W in network.weights],
        [scale**k * b for k, b in enumerate(network.biases, start=1)],
    )
    before, after = partition(network, case.box), partition(scaled, case.box)
    assert (after.n_regions, after.n_vertices, after.n_edges) == (
        before.n_regions, before.n_vertices, before.n_edges,
    )  # fmt: skip
    np.testing.assert_allclose(
        np.sort(after.areas), np.sort(before.areas), rtol=1e-6, atol=1e-9 * before.area
    )
