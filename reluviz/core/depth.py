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

    A pre-activation's part in the sum is divided by its slope, so that no fold is too faint to be seen.
    """
    result: list[Lift] = []
    gradients: FloatArray | None = None
    for stage in stages:
        W = stage.layer[0]
        before = W.T[:, np.newaxis, :] if gradients is None else gradients @ W.T  # (2, faces before, n)
        mine = stage.pieces[:, -len(W) :]
        slopes = np.array(stage.kind.slopes(stage.slope))[mine]
        if stage.cut is None:
            gradients = before * slopes
            continue
        parent = stage.cut.parent
        gradients = before.take(parent, axis=1)
        length = np.hypot(*gradients)
        length[length == 0.0] = 1.0
        result.append((parent, np.einsum("kfn,fn->fk", gradients / length, mine)))
        gradients *= slopes
    return result


def order_along(lifted: Iterable[Lift], direction: FloatArray) -> IntArray:
    """The faces (F,) in an order in which lines of this direction (2,) pass through them."""
    order = rank = np.zeros(1, np.intp)
    for parent, gradients in lifted:
        order = np.lexsort((gradients @ direction, rank.take(parent)))
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
    return order
