"""Muted neurons: their output counts as 0, and nothing of them is lost.

What is shown is the network with its muted neurons `silenced`; what is trained is the one that is left when
they are taken out, `audible`, whose parameters are then written back. A neuron is (layer, index), both
counted from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np

from reluviz.core.arrays import BoolArray, FloatArray
from reluviz.core.network import Network
from reluviz.learn.step import layer_views
from reluviz.learn.trainer import Progress

Neurons = frozenset[tuple[int, int]]

NONE: Neurons = frozenset()


def check_muted(network: Network, muted: Neurons) -> None:
    """Raises ValueError for a neuron that does not exist, and where a layer has no other ones."""
    for layer, index in muted:
        if not (0 <= layer < len(network.hidden) and 0 <= index < network.hidden[layer]):
            raise ValueError(f"there is no neuron {index + 1} of layer {layer + 1} that could be muted")
    for layer, kept in enumerate(_kept(network.shape, muted)[1:-1], start=1):
        if not kept.any():
            raise ValueError(f"layer {layer} must keep a neuron that is not muted")


@lru_cache(maxsize=8)
def silenced(network: Network, muted: Neurons) -> Network:
    """The network with an output of 0 of its muted neurons, which have no fold.

    For one network always the same object, so that what is derived from it can be kept.
    """
    if not muted:
        return network
    weights, biases = [W.copy() for W in network.weights], [b.copy() for b in network.biases]
    for layer, index in muted:
        weights[layer][index] = 0.0
        biases[layer][index] = _resting(network)
    return network.with_layers(weights, biases)


def _resting(network: Network) -> float:
    """A pre-activation of which the activation is 0, beside its kinks if there is one beside them."""
    below = np.array(network.kind.left_kink - 1.0)
    return float(below) if network.kind.value(below, network.slope) == 0.0 else 0.0


def audible(network: Network, muted: Neurons) -> Network:
    """The network without its muted neurons; itself if none is."""
    if not muted:
        return network
    blocks = _blocks(network.shape, muted)
    weights = [W[np.ix_(after, before)] for W, (before, after) in zip(network.weights, blocks, strict=True)]
    biases = [b[after] for b, (_, after) in zip(network.biases, blocks, strict=True)]
    return network.with_layers(weights, biases)


def merged(network: Network, muted: Neurons, part: Network) -> Network:
    """The network with the parameters of `part`, which is shaped as `audible`; the muted neurons, and all
    weights from and to them, stay as they are."""
    if not muted:
        return part
    weights, biases = [W.copy() for W in network.weights], [b.copy() for b in network.biases]
    for k, (before, after) in enumerate(_blocks(network.shape, muted)):
        weights[k][np.ix_(after, before)] = part.weights[k]
        biases[k][after] = part.biases[k]
    return network.with_layers(weights, biases)


def part_of_progress(progress: Progress, shape: tuple[int, ...], muted: Neurons) -> Progress:
    """The progress of the network without its muted neurons: the optimiser's sums are those of what is left.

    shape: of the whole network.
    """
    if not muted or progress.moments is None:
        return progress
    left = _flat(shape, muted)
    return replace(progress, moments=tuple(moment[left] for moment in progress.moments))


def merged_progress(before: Progress, after: Progress, shape: tuple[int, ...], muted: Neurons) -> Progress:
    """The progress `after` training what is left; the sums of the muted neurons are as they were `before`."""
    if not muted or after.moments is None:
        return after
    left = _flat(shape, muted)
    moments = [np.zeros(len(left)) for _ in after.moments] if before.moments is None else before.moments
    return replace(after, moments=tuple(map(partial(_put, left), moments, after.moments)))


def _put(where: BoolArray, whole: FloatArray, part: FloatArray) -> FloatArray:
    result = whole.copy()
    result[where] = part
    return result


def _flat(shape: tuple[int, ...], muted: Neurons) -> BoolArray:
    """Which of the flat parameters of a network of this shape have nothing to do with a muted neuron."""
    left = np.zeros(sum((n_in + 1) * n_out for n_in, n_out in pairwise(shape)))
    for view, (before, after) in zip(layer_views(left, shape), _blocks(shape, muted), strict=True):
        view[np.ix_(np.append(before, True), after)] = 1.0
    return left > 0.0


def _blocks(shape: tuple[int, ...], muted: Neurons) -> list[tuple[BoolArray, BoolArray]]:
    """For each layer, which of its inputs and which of its neurons are not muted."""
    return list(pairwise(_kept(shape, muted)))


def _kept(shape: tuple[int, ...], muted: Neurons) -> list[BoolArray]:
    """For the inputs, each hidden layer and the outputs, which of them are not muted."""
    kept = [np.ones(width, np.bool_) for width in shape]
    for layer, index in muted:
        kept[layer + 1][index] = False
    return kept


# -- neurons that come and go -------------------------------------------------------------------------------


def after_removal(muted: Neurons, layer: int, index: int, left: int) -> Neurons:
    """The muted neurons when one of a layer, of which `left` are left, was taken out; none of that layer if
    only muted ones are left."""
    there = {j - (j > index) for k, j in muted if k == layer and j != index}
    others = {(k, j) for k, j in muted if k != layer}
    return frozenset(others | ({(layer, j) for j in there} if len(there) < left else set()))


def after_layer_removal(muted: Neurons, layer: int) -> Neurons:
    """The muted neurons when a whole hidden layer was taken out."""
    return frozenset((k - (k > layer), j) for k, j in muted if k != layer)


def edited(
    network: Network, muted: Neurons, layer: int, i: int, edit: Callable[[Network], Network]
) -> Network:
    """An edit of a neuron (w and b) that depends on what the layers before put out as it is shown."""
    if not muted:
        return edit(network)
    after = edit(silenced(network, muted))
    return network.with_neuron(layer, i, after.weights[layer][i], float(after.biases[layer][i]))
