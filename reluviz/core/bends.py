"""The next layer at the new vertices of a cut, from how it bends along the lines that the cut knows.

Along a line between vertices, where some neurons have kinks, the next layer is affine but for these. At each,
the slope of a neuron's activation jumps, and with it the layer's slope along the line: by the jump, times the
weight, times how much the pre-activation differs between the ends. So the values on the line follow from
those at its ends, whatever all other neurons do there. A vertex costs a row of the layer's weights instead of
a product with all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, offsets_of, places
from reluviz.core.edges import VALUES_AT_ONCE, Passings


class Bends(NamedTuple):
    """L lines and the P places on them at which neurons have a kink.

    Lines are by falling number of places. Places are by rank, which counts them from the start of their line,
    and then by line: those of rank r are on the first lines, and have the numbers ranks[r] to ranks[r + 1].
    """

    start: IntArray  # (L,) vertex
    end: IntArray  # (L,) vertex
    ranks: IntArray  # (most places of a line + 1,)
    vertex: IntArray  # (P,) the vertex there
    neuron: IntArray  # (P,) whose kink it is
    step: FloatArray  # (P,) share of the line between the place before and this one
    bend: FloatArray  # (P,) by how much the slope of the neuron's output along the whole line jumps
    rest: FloatArray  # (P,) the same, times the share of the line that is still to come

    @classmethod
    def of(
        cls, passings: Passings, starts: IntArray, ends: IntArray, vertex: IntArray, jumps: FloatArray
    ) -> Bends:
        """The bends of neurons along lines.

        starts, ends: the vertices at the ends of every line; vertex: that of each passing, in order; jumps:
        (kinks, neurons) by how much the slope of the activation jumps at the kink that a column stands for.
        """
        order = slice(None) if passings.order is None else passings.order
        line, column = passings.line[order], passings.column[order]
        along, span = passings.along[order], passings.span[order]
        first, ranks, by_rank = _ranked(line)
        step = along.copy()
        step[1:] -= along[:-1]
        step[first] = along[first]
        bend = span * jumps.ravel()[column]
        rest = bend * (1.0 - along)
        neuron = column % jumps.shape[1]
        lines = line[first]
        return cls(
            starts[lines], ends[lines], ranks,
            vertex[by_rank], neuron[by_rank], step[by_rank], bend[by_rank], rest[by_rank],
        )  # fmt: skip

    def nanoseconds(self, n_next: int) -> float:
        """About how long `fill` takes for a next layer of n_next neurons."""
        return 12_000.0 * len(self.ranks) + 3.5 * len(self.vertex) * n_next

    def fill(self, values: FloatArray, weights: FloatArray) -> None:
        """Write the next layer's values (V, out) at the places; those at the ends of lines are there.

        weights: (neurons, out) of the next layer.
        """
        at_once = max(1, VALUES_AT_ONCE // values.shape[1])
        for first in range(0, len(self.start), at_once):
            some = slice(first, first + at_once)
            level = values[self.start[some]]
            slope = values[self.end[some]] - level
            for n, here in self._ranks(first, at_once):
                rows = weights.take(self.neuron[here], axis=0)
                rows *= self.rest[here, np.newaxis]
                slope[:n] -= rows
            for n, here in self._ranks(first, at_once):
                level[:n] += self.step[here, np.newaxis] * slope[:n]
                values[self.vertex[here]] = level[:n]
                rows = weights.take(self.neuron[here], axis=0)
                rows *= self.bend[here, np.newaxis]
                slope[:n] += rows

    def _ranks(self, first: int, at_once: int) -> Iterator[tuple[int, slice]]:
        """Of every rank, how many lines from `first` on have a place, `at_once` at most, and their places."""
        for begin, end in pairwise(self.ranks.tolist()):
            n = min(end - begin - first, at_once)
            if n <= 0:
                return
            yield n, slice(begin + first, begin + first + n)


def _ranked(line: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """For places by line: (first, ranks, order).

    first: the first place of each line, lines by falling number of places; order: the places by rank.
    """
    opens = np.ones(len(line), np.bool_)
    opens[1:] = line[1:] != line[:-1]
    first = places(opens)
    by_count = (-np.diff(first, append=len(line))).argsort(kind="stable")
    position = np.empty_like(by_count)
    position[by_count] = np.arange(len(first))
    number = opens.cumsum() - 1
    rank = np.arange(len(line)) - first[number]
    ranks = offsets_of(np.bincount(rank))
    order = np.empty(len(line), np.intp)
    order[ranks[rank] + position[number]] = np.arange(len(line))
    return first[by_count], ranks, order
