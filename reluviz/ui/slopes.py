"""The slopes of a curve around a kink."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reluviz.core.handles import kinks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network


def slopes_at_kinks(network: Network, neurons: NDArray[np.intp]) -> NDArray[np.float64]:
    """The slope of the sum (k, 2) left and right of the (left) kink of each of these neurons (k,).

    network: with one input and one hidden layer. Of other kinks at the same place it is the left side.
    """
    w, b, kind = network.weights[0][:, 0], network.biases[0], network.kind
    gains = network.output_weights * w
    off, on = kind.slopes(network.slope)[:2]
    outputs = kind.derivative(kinks(network)[neurons, None] * w + b, network.slope)
    outputs[np.arange(len(neurons)), neurons] = 0.0
    others = outputs @ gains
    left = np.where(w[neurons] > 0, off, on)
    return np.column_stack([others + gains[neurons] * left, others + gains[neurons] * (off + on - left)])
