"""What is shown where a network has too many regions: those of a part of it, so that nothing freezes."""

from __future__ import annotations

from reluviz.core.network import Network
from reluviz.core.partition import (
    Box,
    Partition,
    TooManyRegions,
    first_layers,
    partition_by_first_layers,
)

#: Of a first layer that is too wide by itself, so many lines are shown: they cannot make too many regions.
_FEWER_LINES = 400


def bounded_partition(network: Network, box: Box, previous: Partition | None) -> Partition:
    """The exact partition of a network on a box or, when that has too many regions, of its first layers
    alone; of a first layer that is too wide, the part by its first neurons.

    Whether it is the whole one is told by `Partition.network` being `network`.
    """
    try:
        return partition_by_first_layers(network, box, previous)
    except TooManyRegions:
        width = _FEWER_LINES // len(network.kind.kinks)
        return partition_by_first_layers(first_layers(network, 1, width), box, previous)
