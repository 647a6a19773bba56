"""In which order a straight line passes through the regions of a network, for all lines of one direction.

The regions after the first layer are the pieces of the convex function Σ_i max(z_i, 0), where z_i are the
pre-activations. Along a line the slope of a convex function grows from piece to piece: so the slope in the
direction of the line puts all regions in order, and "comes before" has no cycles (Edelsbrunner 1990, "An
acyclicity theorem for cell complexes in d dimensions"). A later layer cuts each region by straight lines, on
which its own sum bends in the same way: it puts the parts of one region in order, the layers below the rest.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray
from reluviz.core.stages import Stage

Lift = tuple[IntArray, FloatArray]
"""Of the regions after a layer: the region before the layer that each is part of (F,), and the gradient of
its convex sum there (F, 2)."""


def lifts(stages: Iterable[Stage]) -> list[Lift]:
    """The lifts of hidden layers, from the first on; layers without kinks cut nothing and have none.

    Each pre-activation counts in units of its own slope, so that no fold is too faint to tell.
    """
    result: list[Lift] = []
    before: FloatArray | None = None
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows still has a place, if not its own
        for stage in stages:
            before = _gradients(stage, before)
            if stage.cut is not None:
                result.append((stage.cut.parent, _sums(before, stage, stage.cut.parent)))
    return result


def _sums(before: FloatArray, stage: Stage, parent: IntArray) -> FloatArray:
    """(F, 2): the gradient of the layer's convex sum on the regions after it."""
    size = np.abs(before).max(axis=0)
    size[size == 0.0] = 1.0
    passed = stage.pieces[:, -before.shape[2] :].astype(np.float64)
    parts = [np.einsum("fn,fn->f", unit.take(parent, axis=0), passed) for unit in before / size]
    return np.stack(parts, axis=1)


def _gradients(stage: Stage, before: FloatArray | None) -> FloatArray:
    """(2, faces before the layer, neurons): the gradients of its pre-activations, from those of the layer
    below, which has none if this is the first."""
    W, _ = stage.layer
    if before is None or not isinstance(stage.below, Stage):
        return W.T[:, np.newaxis, :]
    below = stage.below
    gains = np.array(below.kind.slopes(below.slope))[below.pieces[:, -before.shape[2] :]]
    if below.cut is not None:
        before = before.take(below.cut.parent, axis=1)
    gradients: FloatArray = (before * gains) @ W.T
    return gradients


def order_along(lifted: Iterable[Lift], direction: FloatArray) -> IntArray:
    """The faces (F,) in an order in which lines of this direction (2,) pass through them."""
    order = rank = np.zeros(1, np.intp)
    for parent, gradients in lifted:
        order = np.lexsort((gradients @ direction, rank.take(parent)))
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
    return order
