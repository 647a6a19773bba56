"""Functions of one input to follow: one table of targets, and targets drawn by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.arrays import FloatArray
from reluviz.core.curves import ABSOLUTE, RUNGE, SINE, SQUARE, Curve, Polyline

SAWTOOTH_LAYERS = 4
"""The sawtooth is the curve of `construct.sawtooth` with so many layers: 16 pieces from 8 neurons."""

NOISE_PIECES = 24


@dataclass(frozen=True, eq=False)
class Target:
    """A function f, mapping x (n,) to y (n,), on the interval that shows it best."""

    name: str
    label: str
    interval: tuple[float, float]
    f: Curve


def noise(seed: int = 0) -> Target:
    """Straight lines through random heights from -1 to 1 at even steps. The same seed, the same target."""
    x = np.linspace(-3.0, 3.0, NOISE_PIECES + 1)
    y = np.random.default_rng(seed).uniform(-1.0, 1.0, NOISE_PIECES + 1)
    return Target("noise", "Noise", (-3.0, 3.0), Polyline(np.column_stack([x, y])))


# --- drawn by hand -----------------------------------------------------------------------------------------


def drawn(points: ArrayLike) -> Target:
    """The target that joins points (n, 2) from left to right by straight lines, in whatever order they came.

    Of several with one x the last counts. Beyond the outermost points it keeps their heights.
    Raises ValueError for points that are not finite, and fewer than two x.
    """
    xy = _checked_points(points)
    x, last = np.unique(xy[::-1, 0], return_index=True)
    if len(x) < 2:
        raise ValueError("a drawn target needs points at two places at least")
    return Target("drawn", "Drawn", (float(x[0]), float(x[-1])), Polyline(xy[::-1][last]))


def stroke(points: ArrayLike, over: ArrayLike = ()) -> FloatArray:
    """What remains to be seen of a line drawn freehand, as points (m, 2) with rising x.

    points: (n, 2) as the mouse passed them. Where it came back over an x, the line drawn last is the one that
    remains. over: points (k, 2) of an earlier drawing, which remain where the stroke does not pass.
    Raises ValueError for points that are not finite.
    """
    xy, earlier = _checked_points(points), _checked_points(over)
    if not len(xy):
        return earlier
    x = xy[:, 0]
    # The mouse passes everything between its least and its largest x from any point on.
    least, largest = (extreme.accumulate(x[::-1])[::-1] for extreme in (np.minimum, np.maximum))
    seen = np.append((x[:-1] < least[1:]) | (x[:-1] > largest[1:]), True)
    outside = (earlier[:, 0] < least[0]) | (earlier[:, 0] > largest[0])
    remaining = np.vstack([earlier[outside], xy[seen]])
    return remaining[np.argsort(remaining[:, 0], kind="stable")]


def _checked_points(points: ArrayLike) -> FloatArray:
    xy = np.asarray(points, np.float64)
    if xy.size == 0:
        return np.empty((0, 2))
    if xy.ndim != 2 or xy.shape[1] != 2 or not np.isfinite(xy).all():
        raise ValueError("points must be pairs (x, y) of finite numbers")
    return xy


# --- the table ---------------------------------------------------------------------------------------------


def _polyline(*vertices: tuple[float, float]) -> Polyline:
    return Polyline(np.array(vertices))


_TEETH = 2**SAWTOOTH_LAYERS

_TABLE = (
    Target("sin", "sin x", (0.0, 2.0 * math.pi), SINE),
    Target("square", "x²", (-1.25, 1.25), SQUARE),
    Target("abs", "|x|", (-1.5, 1.5), ABSOLUTE),
    Target("step", "Step", (-1.5, 1.5), _polyline((-1.5, 0.0), (0.0, 0.0), (0.0, 1.0), (1.5, 1.0))),
    Target(
        "bump",
        "Bump",
        (-1.5, 1.5),
        _polyline((-1.5, 0.0), (-0.5, 0.0), (-0.5, 1.0), (0.5, 1.0), (0.5, 0.0), (1.5, 0.0)),
    ),
    Target(
        "sawtooth",
        "Sawtooth",
        (0.0, 1.0),
        _polyline(*((k / _TEETH, float(k % 2)) for k in range(_TEETH + 1))),
    ),
    Target("runge", "Runge: 1/(1 + x²)", (-5.0, 5.0), RUNGE),
    noise(),
)

TARGETS: Mapping[str, Target] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every target by name, in the order in which menus list them."""
