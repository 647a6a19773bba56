"""Functions of one number that know enough of themselves to be compared exactly with broken lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, frozen

HALVINGS = 54
"""How often an interval is halved until its ends are neighbours among doubles, or nearly so."""

NONE = frozen([])


class Curve(Protocol):
    """A function on the whole line. Arrays x are (n,), and so is what they are mapped to."""

    def __call__(self, x: FloatArray) -> FloatArray:
        """The values; at a jump the one on its right."""

    def left_limits(self, x: FloatArray) -> FloatArray:
        """The values, but at a jump the limit from its left."""

    @property
    def corners(self) -> FloatArray:
        """Where the function is continuous but its slope jumps, rising."""

    @property
    def jumps(self) -> FloatArray:
        """Where the function jumps, rising."""

    def breaks(self, low: float, high: float) -> FloatArray:
        """The places inside an interval between which the function is smooth, and its slope monotone."""

    def parallels(self, slopes: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        """In each interval from low to high, without a break inside, the place where the function has this
        slope; where it has it nowhere, or everywhere, any place of the interval."""

    def largest_second(self, low: float, high: float) -> float | None:
        """The largest size of the second derivative on an interval; None with a corner or a jump inside."""


@dataclass(frozen=True, eq=False)
class Polyline:
    """Straight lines through the vertices (m, 2), whose x rise; two vertices at one x are a jump.

    Beyond its ends it keeps their values, or, if it `goes_on`, follows its first and last line.
    Raises ValueError for fewer than 2 vertices, values that are not finite, x that fall, jumps at the ends
    and more than two vertices at one x.
    """

    vertices: FloatArray
    goes_on: bool = False

    def __post_init__(self) -> None:
        vertices = frozen(self.vertices)
        _check_vertices(vertices)
        object.__setattr__(self, "vertices", vertices)

    def __call__(self, x: FloatArray) -> FloatArray:
        return self._on_line(x, np.searchsorted(self.vertices[:, 0], x, "right") - 1)

    def left_limits(self, x: FloatArray) -> FloatArray:
        return self._on_line(x, np.searchsorted(self.vertices[:, 0], x, "left") - 1)

    def _on_line(self, x: FloatArray, line: IntArray) -> FloatArray:
        """The values at x on these lines, numbered by the vertices at which they begin."""
        line = np.clip(line, 0, len(self.vertices) - 2)
        (x0, y0), (x1, y1) = self.vertices[line].T, self.vertices[line + 1].T
        share = (x - x0) / (x1 - x0)
        if not self.goes_on:
            share = np.clip(share, 0.0, 1.0)
        values: FloatArray = (1.0 - share) * y0 + share * y1
        return values

    @property
    def corners(self) -> FloatArray:
        x, y = self.vertices.T
        lines = np.flatnonzero(np.diff(x))
        slopes = np.diff(y)[lines] / np.diff(x)[lines]
        first, last = (slopes[0], slopes[-1]) if self.goes_on else (0.0, 0.0)
        turns = np.diff(slopes, prepend=first, append=last) != 0.0
        places: FloatArray = np.setdiff1d(np.append(x[lines], x[-1])[turns], self.jumps)
        return places

    @property
    def jumps(self) -> FloatArray:
        x, y = self.vertices.T
        places: FloatArray = x[1:][(np.diff(x) == 0.0) & (np.diff(y) != 0.0)]
        return places

    def breaks(self, low: float, high: float) -> FloatArray:
        return np.unique(_inside(self.vertices[:, 0], low, high))

    def parallels(self, slopes: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        return low

    def largest_second(self, low: float, high: float) -> float | None:
        bends = np.concatenate([self.corners, self.jumps])
        return None if len(_inside(bends, low, high)) else 0.0


def _check_vertices(vertices: FloatArray) -> None:
    if vertices.ndim != 2 or vertices.shape[1] != 2 or len(vertices) < 2:
        raise ValueError(f"a polyline has at least 2 vertices (x, y), not the shape {vertices.shape}")
    if not np.isfinite(vertices).all():
        raise ValueError("a vertex of the polyline is not finite")
    steps = np.diff(vertices[:, 0])
    if (steps < 0.0).any():
        raise ValueError("the vertices of a polyline must have rising x")
    if 0.0 in (steps[0], steps[-1]) or (steps[:-1] + steps[1:] == 0.0).any():
        raise ValueError("a polyline may jump between its ends only, from one vertex to one other")


@dataclass(frozen=True, eq=False)
class Smooth:
    """A function with two derivatives everywhere."""

    value: Callable[[FloatArray], FloatArray]
    second: Callable[[FloatArray], FloatArray]
    """The second derivative."""
    inflections: Callable[[float, float], FloatArray]
    """Where it is 0, inside an interval."""
    crests: Callable[[float, float], FloatArray]
    """Where its size may be largest, inside an interval."""
    parallel: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
    """As `Curve.parallels`, but the place may be outside of its interval if there is none."""

    corners = NONE
    jumps = NONE

    def __call__(self, x: FloatArray) -> FloatArray:
        return self.value(x)

    def left_limits(self, x: FloatArray) -> FloatArray:
        return self.value(x)

    def breaks(self, low: float, high: float) -> FloatArray:
        return self.inflections(low, high)

    def parallels(self, slopes: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        return np.clip(self.parallel(slopes, low, high), low, high)

    def largest_second(self, low: float, high: float) -> float | None:
        places: FloatArray = np.append(self.crests(low, high), [low, high])
        return float(np.abs(self.second(places)).max())


def _inside(places: FloatArray, low: float, high: float) -> FloatArray:
    return places[(places > low) & (places < high)]


def _these(*places: float) -> Callable[[float, float], FloatArray]:
    return lambda low, high: _inside(np.array(places), low, high)


def _every_half_turn(start: float) -> Callable[[float, float], FloatArray]:
    """start + k π for every whole k, inside an interval."""

    def places(low: float, high: float) -> FloatArray:
        first, last = math.floor((low - start) / math.pi), math.ceil((high - start) / math.pi)
        return _inside(np.array([start + math.pi * k for k in range(first, last + 1)]), low, high)

    return places


def _sine_parallel(slopes: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """cos x = slope on the half turn [k π, (k + 1) π]: there cos x = (-1)^k cos(x - k π)."""
    k = np.floor(0.5 * (low + high) / math.pi)
    turn: FloatArray = np.arccos(np.clip(np.where(k % 2 == 0, slopes, -slopes), -1.0, 1.0))
    return k * math.pi + turn


def _runge_parallel(slopes: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """The root of a quartic, by bisection: between breaks the slope is monotone."""

    def slope(x: FloatArray) -> FloatArray:
        return -2.0 * x / (1.0 + x * x) ** 2

    falls = slope(low) > slope(high)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        further = (slope(middle) > slopes) == falls
        low, high = np.where(further, middle, low), np.where(further, high, middle)
    return low


SINE = Smooth(
    np.sin,
    lambda x: -np.sin(x),
    inflections=_every_half_turn(0.0),
    crests=_every_half_turn(0.5 * math.pi),
    parallel=_sine_parallel,
)

SQUARE = Smooth(
    np.square,
    lambda x: np.full(x.shape, 2.0),
    inflections=_these(),
    crests=_these(),
    parallel=lambda slopes, low, high: 0.5 * slopes,
)

RUNGE = Smooth(
    lambda x: 1.0 / (1.0 + x * x),
    lambda x: (6.0 * x * x - 2.0) / (1.0 + x * x) ** 3,
    inflections=_these(-1.0 / math.sqrt(3.0), 1.0 / math.sqrt(3.0)),
    crests=_these(-1.0, 0.0, 1.0),
    parallel=_runge_parallel,
)
"""1 / (1 + x²), through even points of which polynomials oscillate (Runge 1901); broken lines do not."""

ABSOLUTE = Polyline(np.array([[-1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]), goes_on=True)
