"""The partition after each hidden layer, each made from the one before and kept for the next time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.activations import Activation, PieceArray
from reluviz.core.arrangement import Cut, between, cut
from reluviz.core.arrays import BoolArray, FloatArray, IntArray
from reluviz.core.bits import unpack
from reluviz.core.mesh import Mesh

RELATIVE_TOLERANCE = 1e-13
"""A pre-activation smaller than this share of the terms it is summed from is a rounding of 0."""

VALUES_AT_ONCE = 1 << 17
"""How many values of neurons are interpolated at a time: few enough to stay in the processor's cache."""

VALUES_KEPT = 1 << 22
"""Up to this many values, a stage keeps its neurons' outputs for the next edit of the layers above."""


@dataclass(frozen=True, eq=False)
class Start:
    """Before the first layer: the box as a single region, whose outputs are x and y."""

    mesh: Mesh

    @classmethod
    def of_box(cls, box: tuple[float, float, float, float]) -> Start:
        """The start for the box (xmin, xmax, ymin, ymax)."""
        return cls(Mesh.of_box(box))

    def outputs(self) -> Iterator[tuple[slice, FloatArray]]:
        """What the next layer gets at the vertices: rows, and x and y there."""
        yield slice(None), self.mesh.points

    @property
    def output_tolerance(self) -> FloatArray:
        """(2,): how large a rounded 0 can be among x and y."""
        return np.full(2, RELATIVE_TOLERANCE * np.abs(self.mesh.points).max())

    @property
    def pieces(self) -> PieceArray:
        """(1, 0): there is no neuron yet."""
        return np.zeros((1, 0), np.int8)

    @property
    def patterns(self) -> BoolArray:
        """(1, 0)."""
        return np.zeros((1, 0), np.bool_)


@dataclass(frozen=True, eq=False)
class Stage:
    """The partition after a hidden layer of n neurons. V vertices before the layer, V' after it."""

    below: Start | Stage
    kind: Activation
    slope: float
    cut: Cut | None  # None where the activation has no kink
    values: FloatArray  # (V, n) pre-activations, exact at kinks
    tolerance: FloatArray  # (n,) how large a rounded 0 can be among them

    @classmethod
    def above(cls, below: Start | Stage, W: FloatArray, b: FloatArray, kind: Activation, slope: float) -> Stage:
        """The stage that a layer with weights W and biases b makes of the one below it.

        Raises OverflowError for values beyond floating point, TooManyRegions.
        """
        values, tolerance = through(below, W, b)
        if not kind.kinks:
            return cls(below, kind, slope, None, values, tolerance)
        if kind.kinks == (0.0,):
            return cls(below, kind, slope, cut(below.mesh, values, tolerance), values, tolerance)
        columns = np.hstack([values - kink for kink in kind.kinks])
        done = cut(below.mesh, columns, np.tile(tolerance, len(kind.kinks)))
        for kink, part in zip(kind.kinks, np.hsplit(columns, len(kind.kinks)), strict=True):
            values[part == 0.0] = kink
        return cls(below, kind, slope, done, values, tolerance)

    @property
    def mesh(self) -> Mesh:
        """The regions after this layer."""
        return self.cut.after if self.cut else self.below.mesh

    @property
    def output_tolerance(self) -> FloatArray:
        """(n,): how large a rounded 0 can be among the outputs."""
        return max(map(abs, self.kind.slopes(self.slope))) * self.tolerance

    def outputs(self) -> Iterator[tuple[slice, FloatArray]]:
        """The neurons' outputs at the vertices after this layer, in blocks: rows (V',), outputs (rows, n)."""
        if self._kept_outputs is None:
            yield from self._output_blocks()
        else:
            yield slice(None), self._kept_outputs

    @cached_property
    def _kept_outputs(self) -> FloatArray | None:
        shape = (len(self.mesh.points), self.values.shape[1])
        if shape[0] * shape[1] > VALUES_KEPT:
            return None
        kept = np.empty(shape)
        for rows, outputs in self._output_blocks():
            kept[rows] = outputs
        return kept

    def _output_blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        n = self.values.shape[1]
        step = max(1, VALUES_AT_ONCE // n)
        table = self._on_edges
        for first in range(0, len(table), step):
            rows = slice(first, min(first + step, len(table)))
            yield rows, self.kind.value(table[rows], self.slope)
        total = len(self.mesh.points)
        for first in range(len(table), total, step):
            rows = slice(first, min(first + step, total))
            yield rows, self.kind.value(self._interpolated(table, rows), self.slope)

    @property
    def _on_edges(self) -> FloatArray:
        """Pre-activations at the vertices before this layer and at the new ones on the edges there were."""
        if self.cut is None or self.cut.on_edges == 0:
            return self.values
        v, n = self.values.shape
        step = max(1, VALUES_AT_ONCE // n)
        table = np.empty((v + self.cut.on_edges, n))
        table[:v] = self.values
        for first in range(v, len(table), step):
            rows = slice(first, min(first + step, len(table)))
            table[rows] = self._interpolated(self.values, rows)
        return table

    def _interpolated(self, table: FloatArray, rows: slice) -> FloatArray:
        """Pre-activations at new vertices, from those of the vertices they lie between."""
        assert self.cut is not None
        v, n = self.values.shape
        new = slice(rows.start - v, rows.stop - v)
        values = between(table, self.cut.near[new], self.cut.far[new], self.cut.share[new])
        vertex, column = self.cut.zeros
        some = slice(*np.searchsorted(vertex, [rows.start, rows.stop]))
        kinks = np.array(self.kind.kinks)
        values[vertex[some] - rows.start, column[some] % n] = kinks[column[some] // n]
        return values

    # --- what is asked of it later -------------------------------------------------------------------------

    @cached_property
    def pieces(self) -> PieceArray:
        """(regions, neurons so far): on which piece of its activation each neuron is, layer by layer."""
        n = self.values.shape[1]
        if self.cut is None:
            mine = np.zeros((self.mesh.n_faces, n), np.int8)
            return np.hstack([self.below.pieces, mine])
        positive = unpack(self.cut.positive, self.cut.n_columns).view(np.int8)
        mine = positive if self.cut.n_columns == n else sum(np.hsplit(positive, len(self.kind.kinks)))
        return np.hstack([self.below.pieces[self.cut.parent], mine])

    @cached_property
    def patterns(self) -> BoolArray:
        """(regions, neurons so far): which neurons are on."""
        return self.pieces == self.kind.on_piece

    @cached_property
    def folds(self) -> tuple[IntArray, FloatArray]:
        """The folds of this layer's neurons: (offsets (n + 1,), segments (offsets[-1], 2, 2))."""
        n = self.values.shape[1]
        if self.cut is None:
            return np.zeros(n + 1, np.intp), np.zeros((0, 2, 2))
        ends, column = self.cut.lines
        neuron = column % n
        order = np.argsort(neuron, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(np.bincount(neuron, minlength=n))])
        return offsets, self.mesh.points[ends[order]]


def through(stage: Start | Stage, W: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A layer's pre-activations (V', out) at a stage's vertices, and their tolerances (out,).

    The tolerances are a running error bound (Wilkinson 1963). Raises OverflowError for values that are not
    finite.
    """
    values = np.empty((len(stage.mesh.points), len(b)))
    turned = np.ascontiguousarray(W.T)
    with np.errstate(over="ignore", invalid="ignore"):
        for rows, outputs in stage.outputs():
            np.dot(outputs, turned, out=values[rows])
        values += b
        tolerance = np.abs(W) @ stage.output_tolerance + RELATIVE_TOLERANCE * np.abs(b)
        if not np.isfinite(values).all():
            raise OverflowError
    return values, tolerance
