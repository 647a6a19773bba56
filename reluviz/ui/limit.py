"""What is shown where a network has too many regions: those of a part of it, so that nothing freezes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reluviz.core.network import Network
from reluviz.core.partition import Box, Partition, TooManyRegions, partition

#: Of a first layer that is too wide by itself, this many neurons are shown.
_FEWER_NEURONS = 400


def bounded_partition(network: Network, box: Box, previous: Partition | None) -> Partition:
    """The exact partition of a network on a box or, when that has too many regions, of its first layers
    alone.

    Whether it is the whole one is told by `Partition.network` being `network`.
    """
    try:
        return partition(network, box, previous)
    except TooManyRegions:
        for part in _parts(network):
            try:
                return partition(part, box, previous)
            except TooManyRegions:
                continue
        raise


def _parts(network: Network) -> Iterator[Network]:
    """The network without its last hidden layers, fewer and fewer; at last a part of its first layer."""
    for layers in range(len(network.hidden) - 1, 0, -1):
        yield _silent(network, layers, network.hidden[layers - 1])
    yield _silent(network, 1, min(_FEWER_NEURONS, network.hidden[0]))


def _silent(network: Network, layers: int, width: int) -> Network:
    """The first hidden layers, the last of them cut to `width` neurons, under an output of 0."""
    weights, biases = list(network.weights[:layers]), list(network.biases[:layers])
    weights[-1], biases[-1] = weights[-1][:width], biases[-1][:width]
    weights.append(np.zeros((1, width)))
    biases.append(np.zeros(1))
    return Network(weights, biases, network.activation, network.slope)
