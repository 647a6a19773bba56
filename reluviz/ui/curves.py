"""The exact curves of a network with one input: vertices (m, 2) of x and y, never samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reluviz.core.pieces import hidden_curves, unit_curves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.core.pieces import Pieces

    Curves = list[NDArray[np.float64]]
    """The vertices (m, 2) of each neuron's curve in one layer."""


def curve_of(network: Network, pieces: Pieces) -> NDArray[np.float64]:
    """(m, 2) vertices of the first output at the ends of its pieces."""
    low, high = pieces.interval
    x = np.concatenate([[low], pieces.kinks, [high]])
    return np.column_stack([x, network(x[:, None])[:, 0]])


def responses(network: Network, interval: tuple[float, float], last: Sequence[Curves]) -> list[Curves]:
    """The outputs of all hidden neurons, layer by layer.

    last: those of the scene before; a curve that is as it was is the same object.
    """
    layers: list[NDArray[np.float64]] = [unit_curves(network, interval)]
    if len(network.hidden) > 1:
        layers += [_stacked(x, outputs) for x, outputs in hidden_curves(network, interval)[1:]]
    return [_kept(curves, last[layer] if layer < len(last) else []) for layer, curves in enumerate(layers)]


def weighted(curves: Curves, weights: NDArray[np.float64], last: Curves) -> Curves:
    """Each curve times its weight (n,); `last` as in `responses`."""
    return _kept([curve * (1.0, v) for curve, v in zip(curves, weights.tolist(), strict=True)], last)


def _stacked(x: NDArray[np.float64], outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points x (m,) and outputs there (m, n) as curves (n, m, 2)."""
    return np.stack([np.broadcast_to(x[:, None], outputs.shape), outputs], axis=2).swapaxes(0, 1)


def _kept(curves: Iterable[NDArray[np.float64]], last: Curves) -> Curves:
    """The curves; where one of the last ones in the same place is equal, that one."""
    fresh = list(curves)
    for i, (old, new) in enumerate(zip(last, fresh, strict=False)):
        if np.array_equal(old, new):
            fresh[i] = old
    return fresh
