"""The next layer by way of bends: the same as from the outputs of every neuron, on every kind of network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.bends import Bends
from reluviz.core.network import Network
from reluviz.core.partition import Partition, partition
from reluviz.core.stages import Stage
from tests.core.partition_cases import UNIT, Box, Case, degenerate_cases, integer_network, random_network
from tests.core.test_partition import FILES, reference

KINDS = ["relu", "leaky_relu", "abs", "hard_tanh"]


def by_bends(network: Network, box: Box) -> Partition:
    """The partition, with its values and its boundary, for which bends are taken however small it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reluviz.core.stages.FEW_VALUES", -1)
        patch.setattr(Bends, "nanoseconds", lambda _bends, _n_next: 0.0)
        p = partition(network, box)
        assert len(p.values) == p.n_vertices
        _ = p.boundary
    return p


def check(p: Partition) -> None:
    scale = 1e-12 * (1.0 + np.abs(p.values).max())
    np.testing.assert_allclose(p.values, p.network(p.vertices)[:, 0], rtol=0, atol=scale)


def same_regions(mine: Partition, other: Partition) -> None:
    assert (mine.n_regions, mine.n_vertices, mine.n_edges) == (
        other.n_regions,
        other.n_vertices,
        other.n_edges,
    )
    assert len(mine.boundary) == len(other.boundary)
    np.testing.assert_allclose(np.sort(mine.areas), np.sort(other.areas), rtol=0, atol=1e-11)


@pytest.mark.parametrize("activation", KINDS)
@pytest.mark.parametrize(
    "shape", [(2, 1, 1), (2, 30, 1), (2, 16, 16, 1), (2, 12, 12, 12, 3), (2, 6, 20, 6, 1)]
)
def test_values_on_every_vertex_are_those_of_the_network(shape: tuple[int, ...], activation: str) -> None:
    p = by_bends(random_network(shape, 3, activation=activation, slope=0.2), UNIT)
    assert any(isinstance(stage, Stage) and stage.bends is not None for stage in p._stages)
    check(p)


@pytest.mark.parametrize("name", FILES)
def test_reference_networks_have_the_same_regions(name: str) -> None:
    network, usual, _ = reference(name)
    same_regions(by_bends(network, usual.box), usual)


@pytest.mark.parametrize("case", degenerate_cases(), ids=str)
def test_degenerate_networks_have_the_same_regions(case: Case) -> None:
    p = by_bends(case.network, case.box)
    same_regions(p, partition(case.network, case.box))
    check(p)


@settings(max_examples=60, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    seed=st.integers(0, 10**6),
    whole=st.booleans(),
    activation=st.sampled_from(KINDS),
)
def test_any_network_has_the_same_regions(hidden: list[int], seed: int, whole: bool, activation: str) -> None:
    make = integer_network if whole else random_network
    network: Network = make((2, *hidden, 1), seed, activation=activation)
    p = by_bends(network, UNIT)
    same_regions(p, partition(network, UNIT))
    check(p)
