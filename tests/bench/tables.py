"""What every table of `make bench` is made with: timings in turns, their middle half, and where to print."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

import numpy as np
import pytest
import regioncam

from reluviz.core.network import Network

SECONDS = 1.0
"""How long each line of a table is timed, all sides together."""


class Timing(NamedTuple):
    """The median, and the middle half; milliseconds unless a table says otherwise."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, seconds: Sequence[float], unit: float = 1e-3) -> Timing:
        """Of at least two durations, in units of so many seconds."""
        low, _, high = quantiles(seconds, n=4)
        return cls(median(seconds) / unit, low / unit, high / unit)

    def __str__(self) -> str:
        return f"{self.median:9.3f} ({self.low:.3f} to {self.high:.3f})"

    def short(self) -> str:
        """With one decimal, for tables of many columns."""
        return f"{self.median:.1f} ({self.low:.1f} to {self.high:.1f})"


def in_turns(*jobs: Callable[[], object], unit: float = 1e-3) -> list[Timing]:
    """Each job's timing; they are run one after the other, again and again, so that none gets the machine in
    a better hour."""
    taken: list[list[float]] = [[] for _ in jobs]
    stop = perf_counter() + SECONDS
    while perf_counter() < stop or len(taken[0]) < 6:
        for job, seconds in zip(jobs, taken, strict=True):
            began = perf_counter()
            job()
            seconds.append(perf_counter() - began)
    return [Timing.of(seconds[1:], unit) for seconds in taken]  # the first run warms up


def by_regioncam(network: Network, half_width: float) -> int:
    """The number of faces that regioncam finds in the square around the origin."""
    scene = regioncam.Regioncam(size=half_width)
    last = len(network.weights) - 1
    for k, (weights, biases) in enumerate(zip(network.weights, network.biases, strict=True)):
        scene.linear(weights.T.astype(np.float32), biases.astype(np.float32))
        if k < last:
            scene.relu()
    return int(scene.num_faces)


def name_of(network: Network) -> str:
    """Its widths: 2-8-8-1."""
    return "-".join(map(str, network.shape))


def show(capsys: pytest.CaptureFixture[str], rows: Sequence[str]) -> None:
    """Print a table past pytest's capture."""
    with capsys.disabled():
        sys.stdout.write("\n\n" + "\n".join(rows) + "\n")
