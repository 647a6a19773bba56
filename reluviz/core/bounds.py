"""How large a network's values can become on a box, told without evaluating it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reluviz.core.network import Network
from reluviz.core.partition import checked_box

LARGEST_VALUE = 1e150
"""What is drawn stays below this, so that a product of two such values is still finite."""


def check_drawable(network: Network, box: Sequence[float]) -> None:
    """Raises ValueError in one sentence unless the network's values on a box can be drawn.

    box: (xmin, xmax, ymin, ymax), at fault when it is empty or too large; of a network with one input its x
    counts, and the other two are outputs. The network is at fault in the first layer (counted from 1) whose
    values, or whose slopes, may be larger than LARGEST_VALUE.

    Method: interval bounds (Moore 1966): a layer's values are at most |W| times the largest below, plus |b|.
    """
    if network.n_inputs not in (1, 2):
        raise ValueError(f"only a network with 1 or 2 inputs can be drawn, not one with {network.n_inputs}")
    largest = np.maximum(1.0, np.abs(np.array(checked_box(box))).reshape(2, 2).max(axis=1))
    largest = largest[: network.n_inputs]
    growth = max(map(abs, network.kind.slopes(network.slope)))
    with np.errstate(over="ignore", invalid="ignore"):
        for k, (W, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
            largest = np.abs(W) @ largest + np.abs(b)
            if k <= len(network.hidden):
                largest *= growth
            if not largest.max() <= LARGEST_VALUE:  # so that NaN is refused too
                raise ValueError(f"layer {k}: its values on this box are too large to be drawn")
