"""The exact partition beside regioncam (Rust, Twan van Laarhoven), the fastest public tool for it.

Both take turns on each network, so that neither gets the machine in a better hour. Ours is timed with the
vertices, loops and offsets that drawing needs; regioncam's is timed until it has its faces.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from reluviz.core.network import Network
from reluviz.core.partition import Box, partition
from tests.bench.tables import by_regioncam, in_turns, name_of, show
from tests.core.partition_cases import UNIT, random_network

REFERENCE = Path(__file__).parents[1] / "reference" / "partition"
RANDOM = [(4,), (8,), (8, 8), (8, 8, 8), (16, 16, 16), (64,), (64, 64, 64), (128, 128, 128), (256,)]
GROWTH = {
    1: [16, 56, 100, 180, 250, 420, 600],
    2: [10, 32, 60, 100, 150, 240, 340],
    3: [8, 25, 45, 70, 105, 150, 205],
}
"""Widths of the hidden layers, for each number of them: from 1e2 to 1e5 regions."""

RATIOS = {(64,): 1.0, (64, 64, 64): 4.0, (128, 128, 128): 6.0}
"""How many times as fast as regioncam we mean to be."""


def by_reluviz(network: Network, box: Box) -> int:
    p = partition(network, box)
    return min(p.n_regions, len(p.vertices), len(p.loop), len(p.offsets))


def trained_and_random() -> list[tuple[str, Network, Box, float]]:
    """Name, network, box and the ratio to reach (0: none)."""
    networks: list[tuple[str, Network, Box, float]] = []
    for path in sorted(REFERENCE.glob("e_*.json")):
        data = json.loads(path.read_text())
        layers = data["layers"]
        network = Network([np.transpose(layer["W"]) for layer in layers], [layer["b"] for layer in layers])
        x0, x1, y0, y1 = data["box"]
        networks.append((path.stem[2:], network, (x0, x1, y0, y1), 0.0))
    for hidden in RANDOM:
        network = random_network((2, *hidden, 1), 0)
        networks.append((name_of(network), network, UNIT, RATIOS.get(hidden, 0.0)))
    return networks


def bar(regions: int) -> float:
    """The milliseconds that a partition into so many regions may take."""
    if regions <= 50:
        return 0.4
    return max(1.0, 1.5e-3 * regions) if regions <= 20_000 else 500.0 * regions / 100_000


def bench_partition_beside_regioncam(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        f"{'network':26} {'regions':>8}  {'reluviz ms (middle half)':30} {'bar':>7}  {'regioncam':30} ratio"
    ]
    for name, network, box, ratio in trained_and_random():
        regions = partition(network, box).n_regions
        ours, theirs = in_turns(
            partial(by_reluviz, network, box), partial(by_regioncam, network, max(map(abs, box)))
        )
        wanted = f"(to reach: {ratio:g})" if ratio else ""
        rows.append(
            f"{name:26} {regions:8}  {ours!s:30} {bar(regions):7.2f}  {theirs!s:30} "
            f"{theirs.median / ours.median:.2f} {wanted}"
        )
    show(capsys, ["exact partition, in turns", *rows])


def bench_growth_with_the_number_of_regions(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{'network':22} {'regions':>8}  {'ms (middle half)':32} {'us a region':>11}"]
    for depth, widths in GROWTH.items():
        points = []
        for width in widths:
            network = random_network((2, *[width] * depth, 1), 0)
            regions = partition(network, UNIT).n_regions
            (ours,) = in_turns(partial(by_reluviz, network, UNIT))
            points.append((regions, ours.median))
            rows.append(f"{name_of(network):22} {regions:8}  {ours!s:32} {1e3 * ours.median / regions:11.2f}")
        to_20_000 = [point for point in points if point[0] <= 25_000]
        rows.append(f"exponents with {depth} hidden layers: {exponent(to_20_000)}; {exponent(points)}")
    show(capsys, ["growth", *rows])


def exponent(points: list[tuple[int, float]]) -> str:
    """The power of the number of regions that the time grows with, from about 1,000 on to the last."""
    points = [point for point in points if point[0] >= 800]
    regions, times = np.log(np.array(points)).T
    return f"{points[0][0]} to {points[-1][0]} regions {np.polyfit(regions, times, 1)[0]:.2f}"
