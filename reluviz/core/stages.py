"""The partition after each hidden layer, each made from the one before and kept for the next time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.activations import Activation, PieceArray
from reluviz.core.arrangement import AnyCut, cut
from reluviz.core.arrays import BoolArray, ComplexArray, FloatArray, IntArray, offsets_of, rows_of
from reluviz.core.bends import Bends
from reluviz.core.bits import Words, pack, sums_of_set, unpack
from reluviz.core.edges import VALUES_AT_ONCE
from reluviz.core.mesh import Mesh
from reluviz.core.trace import Level, between, extended

RELATIVE_TOLERANCE = 1e-13
"""A pre-activation smaller than this share of the terms it is summed from is a rounding of 0."""

FEW_VALUES = 1 << 17
"""Up to this many values, a stage interpolates its neurons' outputs, and keeps them for edits above it."""

HARMLESS = 1e280
"""What is bounded by this stays within floating point."""


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
    def output_bounds(self) -> FloatArray:
        """(2,): how large a rounded 0 can be among x and y."""
        return np.full(2, RELATIVE_TOLERANCE * np.abs(self.mesh.points).max())

    def output_tolerances(self) -> FloatArray:
        """(V', 2): the same, at each vertex."""
        return np.tile(self.output_bounds, (len(self.mesh.points), 1))

    def pieces_of(self, regions: IntArray) -> PieceArray:
        """(len(regions), 0): there is no neuron yet."""
        return np.zeros((len(regions), 0), np.int8)

    @property
    def pieces(self) -> PieceArray:
        """(1, 0)."""
        return np.zeros((1, 0), np.int8)

    @property
    def patterns(self) -> BoolArray:
        """(1, 0)."""
        return np.zeros((1, 0), np.bool_)

    def sums_where_on(self, values: ComplexArray) -> ComplexArray:
        """(1,): nothing is summed."""
        assert not len(values)
        return np.zeros(1, np.complex128)


@dataclass(frozen=True, eq=False)
class Stage:
    """The partition after a hidden layer of n neurons. V vertices before the layer, V' after it."""

    below: Start | Stage
    kind: Activation
    slope: float
    cut: AnyCut | None  # None where the activation has no kink
    layer: tuple[FloatArray, FloatArray]  # weights and biases
    values: FloatArray  # (V, n) pre-activations, exact at kinks
    bounds: FloatArray  # (n,) how large a rounded 0 can be among them

    @classmethod
    def above(
        cls, below: Start | Stage, W: FloatArray, b: FloatArray, kind: Activation, slope: float
    ) -> Stage:
        """The stage that a layer with weights W and biases b makes of the one below it.

        Raises OverflowError for values beyond floating point, TooManyRegions.
        """
        values, bounds = through(below, W, b)
        kinks = kind.kinks
        if not kinks:
            return cls(below, kind, slope, None, (W, b), values, bounds)
        columns = values if kinks == (0.0,) else np.hstack([values - kink for kink in kinks])

        def at_vertices() -> FloatArray:
            through_with_care(below, W, b, values)
            if columns is not values:
                np.concatenate([values - kink for kink in kinks], axis=1, out=columns)
            return np.tile(tolerances_through(below, W, b), len(kinks))

        done = cut(
            below.mesh, columns, bounds if len(kinks) == 1 else np.tile(bounds, len(kinks)), at_vertices
        )
        if columns is not values:
            for kink, part in zip(kinks, np.hsplit(columns, len(kinks)), strict=True):
                values[part == 0.0] = kink
        return cls(below, kind, slope, done, (W, b), values, bounds)

    @property
    def mesh(self) -> Mesh:
        """The regions after this layer."""
        return self.cut.after if self.cut else self.below.mesh

    @property
    def output_bounds(self) -> FloatArray:
        """(n,): how large a rounded 0 can be among the outputs."""
        return max(map(abs, self.kind.slopes(self.slope))) * self.bounds

    def output_tolerances(self) -> FloatArray:
        """(V', n): the same, at each vertex. On a fold, and where a neuron is constant, there is no doubt."""
        tolerances = tolerances_through(self.below, *self.layer)
        tolerances = extended(tolerances, self._levels)
        for rows, values in self._preactivation_blocks():
            tolerances[rows] *= np.abs(self.kind.derivative(values, self.slope))
            for kink in self.kind.kinks:
                tolerances[rows][values == kink] = 0.0
        return tolerances

    def outputs(self) -> Iterator[tuple[slice, FloatArray]]:
        """The neurons' outputs at the vertices after this layer, in blocks: rows (V',), outputs (rows, n)."""
        if self._few:
            yield slice(None), self._kept_outputs
        else:
            for rows, values in self._preactivation_blocks():
                yield rows, self.kind.value(values, self.slope)

    @property
    def _few(self) -> bool:
        return len(self.mesh.points) * len(self.bounds) <= FEW_VALUES

    @cached_property
    def _kept_outputs(self) -> FloatArray:
        return self.kind.value(self._all_preactivations(), self.slope)

    @cached_property
    def bends(self) -> tuple[Bends, ...] | None:
        """How what follows bends at this layer's kinks, along edges and then along chords.

        None where vertices are few, and where kinks coincide.
        """
        if self.cut is None or self._few:
            return None
        slopes = np.diff(self.kind.slopes(self.slope))
        return self.cut.bends(np.tile(slopes[:, np.newaxis], self.values.shape[1]))

    def bends_for(self, n_next: int) -> tuple[Bends, ...] | None:
        """The bends, if a next layer of so many neurons is had from them more quickly than from outputs."""
        if self.bends is None:
            return None
        along = sum(lines.nanoseconds(n_next) for lines in self.bends)
        across = len(self.mesh.points) * self.values.shape[1] * (4.0 + 0.05 * n_next)
        return self.bends if along < across else None

    @property
    def _levels(self) -> tuple[Level, ...]:
        return self.cut.levels if self.cut else ()

    def _all_preactivations(self) -> FloatArray:
        """Pre-activations at the vertices after this layer."""
        if not self._levels or self.cut is None:
            return self.values
        values = extended(self.values, self._levels)
        vertex, column = self.cut.zeros
        values[vertex, column % values.shape[1]] = self._kink_of(column)
        return values

    def _kink_of(self, column: IntArray) -> FloatArray | float:
        """The pre-activations that columns being 0 stand for."""
        if len(self.kind.kinks) == 1:
            return self.kind.kinks[0]
        kinks: FloatArray = np.array(self.kind.kinks)[column // self.values.shape[1]]
        return kinks

    def _preactivation_blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """The same, in blocks of rows that stay in the processor's cache."""
        step = max(1, VALUES_AT_ONCE // self.values.shape[1])
        table = extended(self.values, self._levels[:-1], step)
        self._set_zeros(table, 0)
        for first in range(0, len(table), step):
            rows = slice(first, min(first + step, len(table)))
            yield rows, table[rows]
        for level in self._levels[-1:]:
            for first in range(0, len(level.share), step):
                some = slice(first, first + step)
                block = between(table, level.near[some], level.far[some], level.share[some])
                start = len(table) + first
                self._set_zeros(block, start)
                yield slice(start, start + len(block)), block

    def _set_zeros(self, values: FloatArray, first: int) -> None:
        """Make exact the pre-activations, of vertices from `first` on, that are those of a kink."""
        if self.cut is None:
            return
        vertex, column = self.cut.zeros
        begin, end = np.searchsorted(vertex, (first, first + len(values)))
        column = column[begin:end]
        values[vertex[begin:end] - first, column % values.shape[1]] = self._kink_of(column)

    # --- what is asked of it later -------------------------------------------------------------------------

    @property
    def _all_regions(self) -> IntArray:
        return np.arange(self.mesh.n_faces)

    @property
    def _parent(self) -> IntArray:
        """(regions,): the region before this layer that each is a part of."""
        return self.cut.parent if self.cut else self._all_regions

    @cached_property
    def pieces(self) -> PieceArray:
        """(regions, neurons so far): on which piece of its activation each neuron is, layer by layer."""
        return self.pieces_of(self._all_regions)

    @cached_property
    def patterns(self) -> BoolArray:
        """(regions, neurons so far): which neurons are on."""
        on: BoolArray = self.pieces == self.kind.on_piece
        return on

    def pieces_of(self, regions: IntArray) -> PieceArray:
        """(len(regions), neurons so far): `pieces` of these regions alone."""
        below = self.below.pieces_of(self._parent[regions])
        return np.hstack([below, self._own_pieces(regions)])

    def _own_pieces(self, regions: IntArray) -> PieceArray:
        """The same, for this layer's neurons: how many kinks each has passed."""
        shape = len(regions), len(self.kind.kinks), self.values.shape[1]
        if self.cut is None:
            return np.zeros((shape[0], shape[2]), np.int8)
        passed = unpack(rows_of(self.cut.positive, regions), self.cut.n_columns).view(np.int8)
        return passed if shape[1] == 1 else passed.reshape(shape).sum(axis=1, dtype=np.int8)

    def sums_where_on(self, values: ComplexArray) -> ComplexArray:
        """(regions,): the sums of the values (neurons so far,) of those that are on."""
        n = self.values.shape[1]
        sums = self.below.sums_where_on(values[:-n]).take(self._parent)
        sums += sums_of_set(self._on, values[-n:])
        return sums

    @property
    def _on(self) -> Words:
        """For every region: which of this layer's neurons are on, as flags."""
        if self.cut and len(self.kind.kinks) == self.kind.on_piece == 1:
            return self.cut.positive
        return pack(self._own_pieces(self._all_regions) == self.kind.on_piece)

    @cached_property
    def folds(self) -> tuple[IntArray, FloatArray]:
        """The folds of this layer's neurons: (offsets (n + 1,), segments (offsets[-1], 2, 2))."""
        n = self.values.shape[1]
        if self.cut is None:
            return np.zeros(n + 1, np.intp), np.zeros((0, 2, 2))
        ends, column = self.cut.lines
        neuron = column % n
        order = neuron.astype(np.min_scalar_type(n)).argsort(kind="stable")  # sorted by digits
        return offsets_of(np.bincount(neuron, minlength=n)), rows_of(self.mesh.points, rows_of(ends, order))


def through(stage: Start | Stage, W: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A layer's pre-activations (V', out) at a stage's vertices, and bounds (out,) of their tolerances.

    Raises OverflowError for values that are not finite.
    """
    values = np.empty((len(stage.mesh.points), len(b)))
    with np.errstate(over="ignore", invalid="ignore"):
        if isinstance(stage, Stage) and (bends := stage.bends_for(len(b))) is not None:
            _along_bends(stage, bends, W, b, values)
        else:
            through_with_care(stage, W, b, values)
        bounds = np.abs(W).dot(stage.output_bounds) + RELATIVE_TOLERANCE * np.abs(b)
    if not bounds.max() < HARMLESS * RELATIVE_TOLERANCE and not np.isfinite(values).all():
        raise OverflowError
    return values, bounds


def through_with_care(stage: Start | Stage, W: FloatArray, b: FloatArray, values: FloatArray) -> None:
    """Write a layer's pre-activations (V', out) as they follow from the outputs of the stage's neurons.

    Where those are exactly 0, nothing is left of them.
    """
    for rows, outputs in stage.outputs():
        _affine(outputs, W, b, values[rows])


def _along_bends(
    stage: Stage, bends: tuple[Bends, ...], W: FloatArray, b: FloatArray, values: FloatArray
) -> None:
    """The same by way of bends, which is quicker; with roundings where outputs are exactly 0."""
    step = max(1, VALUES_AT_ONCE // stage.values.shape[1])
    for first in range(0, len(stage.values), step):
        rows = slice(first, min(first + step, len(stage.values)))
        _affine(stage.kind.value(stage.values[rows], stage.slope), W, b, values[rows])
    weights = np.ascontiguousarray(W.T)
    for lines in bends:
        lines.fill(values, weights)


def _affine(outputs: FloatArray, W: FloatArray, b: FloatArray, values: FloatArray) -> None:
    """Write W · outputs + b into `values`, a block at a time that stays in the processor's cache."""
    step = max(1, VALUES_AT_ONCE // max(W.shape))
    for first in range(0, len(values), step):
        block = values[first : first + step]
        np.dot(outputs[first : first + step], W.T, out=block)
        block += b


def tolerances_through(stage: Start | Stage, W: FloatArray, b: FloatArray) -> FloatArray:
    """(V', out): how large a rounded 0 of a layer's pre-activations can be at each of a stage's vertices.

    A running error bound (Wilkinson 1963).
    """
    return stage.output_tolerances() @ np.abs(W).T + RELATIVE_TOLERANCE * np.abs(b)
