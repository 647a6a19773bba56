"""The planes that a partition's output is made of, told from its corners."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.network import Network
from reluviz.core.partition import partition
from tests.core.partition_cases import UNIT, random_network


@pytest.mark.parametrize("shape", [(2, 5, 1), (2, 8, 8, 1), (2, 6, 6, 6, 1)])
@pytest.mark.parametrize("activation", ["relu", "abs", "hard_tanh", "leaky_relu"])
def test_they_are_the_affine_maps_of_the_regions(shape: tuple[int, ...], activation: str) -> None:
    p = partition(random_network(shape, 3, activation=activation), UNIT)
    planes = p.planes
    wide = p.areas > 1e-9
    np.testing.assert_allclose(planes.gradients[wide], p.gradients[wide], atol=1e-6)
    at_corners = (p.gradients * planes.corners).sum(axis=1) + p.intercepts
    np.testing.assert_allclose(planes.heights, at_corners, atol=1e-9)


def test_a_sliver_is_level_and_between_its_corners() -> None:
    network = Network([[[1.0, 0.0], [1.0, 0.0]], [[1e9, -3e9]]], [[0.0, -1e-13], [0.0]])
    p = partition(network, UNIT)
    thin = int(p.areas.argmin())
    assert p.areas[thin] < 1e-12
    assert p.planes.gradients[thin].tolist() == [0.0, 0.0]
    corners = p.values[p.loop[p.offsets[thin] : p.offsets[thin + 1]]]
    assert corners.min() <= p.planes.heights[thin] <= corners.max()


def test_any_function_on_the_vertices_has_planes() -> None:
    p = partition(random_network((2, 4, 1), 0), UNIT)
    planes = p.planes_through(p.vertices @ [2.0, -3.0] + 0.5)
    np.testing.assert_allclose(planes.gradients, np.broadcast_to([2.0, -3.0], (p.n_regions, 2)), atol=1e-9)
