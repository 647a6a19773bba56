"""Networks made by hand: every weight follows from what the curve is to do.

Sources: Nielsen 2015, "Neural networks and deep learning", chapter 4 (steps, bumps, towers); Arora, Basu,
Mianjy and Mukherjee 2018, "Understanding deep neural networks with rectified linear units" (every broken line
is a sum of ReLUs); Telgarsky 2015, "Representation benefits of deep feedforward networks" (the sawtooth).

Neurons that can be added to any network with one input are given as rows (w, b, v), an array (n, 3): weight,
bias, output weight. All have w = 1, so that v is the change of slope at the kink -b.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.arrays import FloatArray
from reluviz.core.checks import real, whole
from reluviz.core.network import Network


class SlopeChange(NamedTuple):
    """Why a neuron of the interpolant has its weight: at `knot` the slope `before` becomes `after`, and
    `weight`, its output weight, is the difference."""

    knot: float
    before: float
    after: float
    weight: float


# --- a curve through points --------------------------------------------------------------------------------


def knots(low: float, high: float, n: int) -> FloatArray:
    """The n + 1 ends (n + 1,) of n equal parts of an interval, rising.

    Raises ValueError unless n is at least 1 and low < high are finite.
    """
    low, high, n = _finite("low", low), _finite("high", high), whole("n", n)
    if n < 1 or not low < high:
        raise ValueError(f"knots need low < high and n of at least 1, not {low}, {high} and {n}")
    return np.linspace(low, high, n + 1)


def slope_changes(knots: ArrayLike, values: ArrayLike) -> tuple[SlopeChange, ...]:
    """What each of the n neurons of the `interpolant` through n + 1 points does, from left to right.

    Left of the first knot the slope is 0. Raises ValueError as `interpolant` does.
    """
    x, y = _points(knots, values)
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.diff(x)
        slopes = [0.0, *(np.diff(y) / steps).tolist()]
    changes = tuple(
        SlopeChange(knot, before, after, after - before)
        for knot, (before, after) in zip(x.tolist(), pairwise(slopes), strict=False)
    )
    if not np.isfinite([*steps, *(change.weight for change in changes)]).all():
        raise ValueError("the slopes between these points are too large to be computed")
    return changes


def interpolant(knots: ArrayLike, values: ArrayLike, count: int | None = None) -> Network:
    """The 1-n-1 ReLU network whose curve joins n + 1 points (knots[i], values[i]) by straight lines.

    f(x) = values[0] + sum over i < n of v_i ReLU(x - knots[i]), v_i being the change of slope at knot i. Left
    of the first knot f is constant, right of the last its last slope goes on. With `count` only the first so
    many neurons are there: then f joins the points 0 ... count. Each neuron that follows leaves everything
    left of its kink as it was.

    Raises ValueError for knots that do not rise, values that are not finite or not one a knot, and a count
    that is not from 1 to n.
    """
    changes = slope_changes(knots, values)
    count = len(changes) if count is None else whole("count", count)
    if not 1 <= count <= len(changes):
        raise ValueError(f"count must be from 1 to {len(changes)}, not {count}")
    rows = [_neuron(change.knot, change.weight) for change in changes[:count]]
    return _sum_of(np.array(rows), float(np.asarray(values, np.float64)[0]))


def _points(knots: ArrayLike, values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    try:
        x, y = np.asarray(knots, np.float64), np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise ValueError("knots and values must be lists of numbers") from None
    if x.ndim != 1 or len(x) < 2 or y.shape != x.shape:
        raise ValueError(
            f"at least 2 knots and a value for each are needed, not shapes {x.shape} and {y.shape}"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("knots and values must be finite")
    if not (x[:-1] < x[1:]).all():
        raise ValueError("knots must rise from each to the next")
    return x, y


# --- steps, bumps, towers ----------------------------------------------------------------------------------


def step(at: float, height: float, width: float) -> Network:
    """The 1-2-1 ReLU network of `step_neurons`. Raises ValueError as they do."""
    return _sum_of(step_neurons(at, height, width))


def step_neurons(at: float, height: float, width: float) -> FloatArray:
    """Two neurons (2, 3) that add a step from 0 to `height`, a ramp of this width with its middle at `at`.

    Raises ValueError unless all are finite, the width is positive and wide enough for two kinks there.
    """
    at, height, width = _finite("at", at), _finite("height", height), _positive("width", width)
    left, right = at - width / 2, at + width / 2
    if not (left < right and math.isfinite(right - left)):
        raise ValueError(f"a step of width {width} cannot be told from a jump at {at}")
    slope = height / (right - left)
    if not math.isfinite(slope):
        raise ValueError(f"a step of height {height} and width {width} is too steep to be computed")
    return np.array([_neuron(left, slope), _neuron(right, -slope)])


def bump(left: float, right: float, height: float, width: float) -> Network:
    """The 1-4-1 ReLU network of `bump_neurons`. Raises ValueError as they do."""
    return _sum_of(bump_neurons(left, right, height, width))


def bump_neurons(left: float, right: float, height: float, width: float) -> FloatArray:
    """Four neurons (4, 3) that add a bump: a step up at `left` and one down at `right`, both of this width.

    It is `height` from left + width / 2 to right - width / 2, and 0 left of left - width / 2 and right of
    right + width / 2. Raises ValueError as `step_neurons`, and when the steps overlap: width > right - left.
    """
    left, right = _finite("left", left), _finite("right", right)
    if not _positive("width", width) <= right - left:
        raise ValueError(f"from {left} to {right} there is no room for two steps of width {width}")
    return np.vstack([step_neurons(left, height, width), step_neurons(right, -float(height), width)])


def tower(box: Sequence[float], height: float, width: float) -> Network:
    """The 2-8-1-1 ReLU network of a tower on a box (xmin, xmax, ymin, ymax): two bumps and a threshold.

    f = 2 height ReLU(p(x) + q(y) - 3/2), where p and q are bumps of height 1 on the box's sides. It equals
    `height` wherever all four sides are at least width / 2 away (there p = q = 1), and 0 on the sides and
    everywhere outside (there p or q is at most 1/2); between, it rises away from the sides, with bevelled
    corners. With a threshold of 1 in place of 3/2 the last neuron's pre-activation would be 0 on whole
    regions.

    Raises ValueError as `bump_neurons` for either side.
    """
    height = _finite("height", height)
    if len(box) != 4:
        raise ValueError(f"a box is four numbers (xmin, xmax, ymin, ymax), not {len(box)}")
    xmin, xmax, ymin, ymax = box
    p, q = bump_neurons(xmin, xmax, 1.0, width), bump_neurons(ymin, ymax, 1.0, width)
    rows, none = np.vstack([p, q]), np.zeros(4)
    across = np.column_stack([np.append(p[:, 0], none), np.append(none, q[:, 0])])
    return Network([across, [rows[:, 2]], [[2.0 * height]]], [rows[:, 1], [-1.5], [0.0]])


# --- depth -------------------------------------------------------------------------------------------------


def sawtooth(layers: int) -> Network:
    """The ReLU network of `layers` hidden layers of two neurons whose curve has 2^layers pieces on [0, 1].

    Each layer applies the tent map t(x) = 2 ReLU(x) - 4 ReLU(x - 1/2), up from 0 to 1 on [0, 1/2] and down
    again on [1/2, 1], which doubles the number of teeth. Weights and biases are powers of two: at the kinks,
    the multiples of 2^-layers, the values are exactly 0 and 1. Raises ValueError for less than one layer.
    """
    if whole("layers", layers) < 1:
        raise ValueError(f"a sawtooth needs at least 1 layer, not {layers}")
    tent = [2.0, -4.0]
    weights: list[ArrayLike] = [[[1.0], [1.0]], *([[tent, tent]] * (layers - 1)), [tent]]
    return Network(weights, [[0.0, -0.5]] * layers + [[0.0]])


# --- what all are made of ----------------------------------------------------------------------------------


def _neuron(kink: float, v: float) -> tuple[float, float, float]:
    """The row of a neuron that changes the slope by v at its kink."""
    return 1.0, 0.0 - kink, v  # 0 - kink, so that 0 does not become -0


def _sum_of(rows: FloatArray, bias: float = 0.0) -> Network:
    """The 1-n-1 ReLU network of neurons (n, 3) above an output bias."""
    return Network([rows[:, :1], [rows[:, 2]]], [rows[:, 1], [bias]])


def _finite(what: str, value: float) -> float:
    number = real(what, value)
    if not math.isfinite(number):
        raise ValueError(f"{what} must be finite, not {number}")
    return number


def _positive(what: str, value: float) -> float:
    number = _finite(what, value)
    if not number > 0.0:
        raise ValueError(f"{what} must be positive, not {number}")
    return number
