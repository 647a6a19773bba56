"""The exact partition beside regioncam (Rust, Twan van Laarhoven), the fastest public tool for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import regioncam
from pytest_benchmark.fixture import BenchmarkFixture

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.core.partition import partition

HIDDEN = [(8,), (8, 8), (8, 8, 8), (16, 16, 16), (64,), (64, 64)]
HALF_WIDTH = 1.0


def network_of(hidden: tuple[int, ...]) -> Network:
    """A random network whose folds do not all pass through the origin, as those of `he` do."""
    network = he((2, *hidden, 1), seed=0)
    rng = np.random.default_rng(0)
    return network.with_layers(network.weights, [rng.normal(0, 0.5, len(b)) for b in network.biases])


def by_regioncam(network: Network) -> Any:
    scene = regioncam.Regioncam(size=HALF_WIDTH)
    last = len(network.weights) - 1
    for k, (weights, biases) in enumerate(zip(network.weights, network.biases, strict=True)):
        scene.linear(weights.T.astype(np.float32), biases.astype(np.float32))
        if k < last:
            scene.relu()
    return scene


@pytest.fixture(params=HIDDEN, ids=lambda hidden: "-".join(map(str, (2, *hidden, 1))))
def network(request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> Network:
    result = network_of(request.param)
    regions = partition(result, (-HALF_WIDTH, HALF_WIDTH, -HALF_WIDTH, HALF_WIDTH)).n_regions
    benchmark.group = f"partition of {'-'.join(map(str, result.shape))}, {regions} regions"
    return result


def bench_partition_by_reluviz(benchmark: BenchmarkFixture, network: Network) -> None:
    found = benchmark(partition, network, (-HALF_WIDTH, HALF_WIDTH, -HALF_WIDTH, HALF_WIDTH))
    assert found.n_regions > 1


def bench_partition_by_regioncam(benchmark: BenchmarkFixture, network: Network) -> None:
    found = benchmark(by_regioncam, network)
    assert found.num_faces > 1
