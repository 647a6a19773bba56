"""The smallest change of a neuron that gives its pre-activation a wanted value at one point.

A neuron has the weights w (n,) and the bias b; h (n,) are its inputs at the point, so that its pre-activation
there is w · h + b. The size of a change is the Euclidean length of (w' - w, b' - b).
"""

from __future__ import annotations

import math

import numpy as np

from reluviz.core.arrays import FloatArray

ROUNDING = 1e-14
"""What is shorter than this share of a vector may be due to rounding."""


def least_change(w: FloatArray, b: float, h: FloatArray, z: float) -> tuple[FloatArray, float]:
    """The (w', b') nearest to (w, b) with w' · h + b' == z.

    Method: orthogonal projection onto that hyperplane. With the excess r = w · h + b - z, the change is
    -r (h, 1) / (|h|² + 1). The bias is then computed from the weights, so that rounding leaves z as it is.
    """
    excess = float(w @ h) + b - z
    weights = w - excess / (float(h @ h) + 1.0) * h
    return weights, z - float(weights @ h)


def least_turn(w: FloatArray, b: float, h: FloatArray, z: float) -> tuple[FloatArray, float]:
    """The (w', b') nearest to (w, b) with w' · h + b' == z and |w'| == |w|, w not being 0.

    Method: with b' = z - w' · h the distance is a quadratic function of w' on a sphere, which is least where
    (h hᵀ + μ) w' = w + (z - b) h for the one μ >= 0 that gives w' its length (Moré and Sorensen 1983,
    "Computing a trust region step"). So w' is in the plane of w and h. Where w is along h, any direction
    across h serves equally, and one is picked.
    """
    size, length = float(np.linalg.norm(w)), float(np.linalg.norm(h))
    if length == 0.0:
        return w, z
    unit = h / length
    along = float(w @ unit) + (z - b) * length
    if len(w) == 1:  # a sphere of two points
        weights = math.copysign(size, along) * unit
    else:
        across, direction = _across(w, unit)
        kept = along / (length**2 + _shift(along, across, length**2, size))
        weights = kept * unit + math.sqrt(max(size**2 - kept**2, 0.0)) * direction
    return weights, z - float(weights @ h)


def _shift(along: float, across: float, curvature: float, size: float) -> float:
    """The μ >= 0 at which (along / (curvature + μ))² + (across / μ)² falls to size², by bisection; without
    `across` the least at which it is no more than that."""
    low = max(across / size, abs(along) / size - curvature)
    high = math.hypot(along, across) / size
    if across == 0.0:
        return max(low, 0.0)
    middle = 0.5 * (low + high)
    while low < middle < high:
        if math.hypot(along / (curvature + middle), across / middle) > size:
            low = middle
        else:
            high = middle
        middle = 0.5 * (low + high)
    return middle


def _across(w: FloatArray, unit: FloatArray) -> tuple[float, FloatArray]:
    """The length of the part of w that is at right angles to `unit`, and its direction; if w has no such
    part beyond its rounding, 0 and any direction at right angles to `unit`."""
    part = _without(w, unit)
    length = float(np.linalg.norm(part))
    if length > ROUNDING * float(np.linalg.norm(w)):
        return length, part / length
    axis = np.zeros(len(w))
    axis[np.abs(unit).argmin()] = 1.0
    part = _without(axis, unit)
    return 0.0, part / np.linalg.norm(part)


def _without(w: FloatArray, unit: FloatArray) -> FloatArray:
    """w without its part along `unit`, twice, as what the first time leaves may be mostly rounding (Parlett
    1980, "The symmetric eigenvalue problem": twice is enough)."""
    once = w - (w @ unit) * unit
    twice: FloatArray = once - (once @ unit) * unit
    return twice
