"""How far a piecewise-linear function is from another function at most, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.curves import Curve
from reluviz.core.pieces import RELATIVE_TOLERANCE, Pieces, checked_interval


class MaxError(NamedTuple):
    """The largest distance `size` from a target, and where: at `x` the piecewise-linear function has this
    `value` and the target this one, or its limit from a side if it jumps there."""

    size: float
    x: float
    value: float
    target: float


def max_error(q: Pieces, target: Curve, interval: Sequence[float] | None = None) -> MaxError:
    """The largest |q(x) - target(x)| on an interval inside that of q (all of it, if not given).

    Exact up to rounding: between two neighbours among the kinks and the breaks of the target it is at an end,
    or where the target has the slope of q. At a jump both limits count, at an end of the interval the one
    from inside. Of several places that are as far, to rounding, it is the leftmost.
    Raises ValueError for an interval that is not inside.
    """
    lo, hi = q.interval if interval is None else checked_interval(interval)
    if not q.interval[0] <= lo < hi <= q.interval[1]:
        raise ValueError(f"from {lo} to {hi} is not inside the interval of the pieces, {q.interval}")
    between = np.concatenate([q.kinks, target.breaks(lo, hi)])
    ends = np.unique(np.append(between[(between > lo) & (between < hi)], [lo, hi]))
    low, high = ends[:-1], ends[1:]
    piece = np.searchsorted(q.kinks, low, "right")
    parallel = target.parallels(q.slopes[piece], low, high)
    x = np.column_stack([low, parallel, high])
    targets = np.column_stack([target(low), target(parallel), target.left_limits(high)])
    values = q.slopes[piece, np.newaxis] * x + q.intercepts[piece, np.newaxis]
    return _largest(x.ravel(), values.ravel(), targets.ravel())


def _largest(x: FloatArray, values: FloatArray, targets: FloatArray) -> MaxError:
    sizes = np.abs(values - targets)
    largest = float(sizes.max())
    i = int((sizes >= largest * (1.0 - RELATIVE_TOLERANCE)).argmax())
    return MaxError(largest, float(x[i]), float(values[i]), float(targets[i]))


def interpolation_error(target: Curve, knots: FloatArray) -> MaxError:
    """The largest error of the broken line that meets a target at n + 1 rising knots, between first and last.

    It is `max_error` of the `construct.interpolant` of the same knots, without the network.
    """
    values = target(knots)
    slopes = np.diff(values) / np.diff(knots)
    ends = float(knots[0]), float(knots[-1])
    return max_error(Pieces(ends, knots[1:-1], slopes, values[:-1] - slopes * knots[:-1]), target)
