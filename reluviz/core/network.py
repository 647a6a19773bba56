"""The network: a frozen value with its function, its activation pattern and its single-parameter edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.activations import Activation, PieceArray, lookup
from reluviz.core.arrays import BoolArray, FloatArray, frozen
from reluviz.core.checks import real
from reluviz.core.random_layers import he_weights, start_biases

DEFAULT_SLOPE = 0.01

MAPS_AT_ONCE = 2048
"""How many affine maps are computed at a time: few enough for the processor's cache."""


@dataclass(frozen=True, eq=False)
class Network:
    """A fully connected network whose hidden neurons share one piecewise-linear activation.

    weights: one (out, in) array a layer; biases: one (out,) array a layer. The last layer has no activation.
    Arrays are kept as read-only float64; equality is identity. `slope` is leaky ReLU's, left of its kink.

    Raises ValueError, naming the layer (counted from 1), for shapes that do not fit, empty layers, values
    that are not finite and an unknown activation.
    """

    weights: tuple[FloatArray, ...]
    biases: tuple[FloatArray, ...]
    activation: str = "relu"
    slope: float = DEFAULT_SLOPE

    def __init__(
        self,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike],
        activation: str = "relu",
        slope: float = DEFAULT_SLOPE,
    ) -> None:
        lookup(activation)
        _check_counts(weights, biases)
        set_field = object.__setattr__
        set_field(self, "weights", _checked(weights, "W", 2))
        set_field(self, "biases", _checked(biases, "b", 1))
        set_field(self, "activation", activation)
        set_field(self, "slope", _checked_slope(slope))
        self._check_that_layers_fit()

    def _check_that_layers_fit(self) -> None:
        for k, (W, b) in enumerate(zip(self.weights, self.biases, strict=True), start=1):
            if len(b) != len(W):
                raise ValueError(f"layer {k}: b has {len(b)} values but W has {len(W)} rows")
        for k, (below, W) in enumerate(pairwise(self.weights), start=2):
            if W.shape[1] != len(below):
                raise ValueError(
                    f"layer {k}: W has {W.shape[1]} columns but layer {k - 1} has {len(below)} neurons"
                )

    # --- sizes -------------------------------------------------------------------------------------------

    @property
    def n_inputs(self) -> int:
        """The number of inputs, d."""
        return int(self.weights[0].shape[1])

    @property
    def n_outputs(self) -> int:
        """The number of outputs."""
        return len(self.biases[-1])

    @cached_property
    def hidden(self) -> tuple[int, ...]:
        """The number of neurons of each hidden layer."""
        return tuple(len(b) for b in self.biases[:-1])

    @property
    def n_hidden(self) -> int:
        """The number of hidden neurons, H."""
        return sum(self.hidden)

    @property
    def shape(self) -> tuple[int, ...]:
        """Inputs, hidden widths and outputs, e.g. (2, 8, 8, 1)."""
        return (self.n_inputs, *self.hidden, self.n_outputs)

    @cached_property
    def kind(self) -> Activation:
        """The activation's entry in the table of activations."""
        return lookup(self.activation)

    # --- the function ------------------------------------------------------------------------------------

    def __call__(self, x: ArrayLike) -> FloatArray:
        """The outputs at x: (n, d) -> (n, out)."""
        h = self._inputs(x)
        for W, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            h = self.kind.value(h @ W.T + b, self.slope)
        return h @ self.weights[-1].T + self.biases[-1]

    def preactivations(self, x: ArrayLike) -> list[FloatArray]:
        """The pre-activations at x (n, d): one (n, width) array a hidden layer."""
        h = self._inputs(x)
        layers = []
        for W, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            z = h @ W.T + b
            layers.append(z)
            h = self.kind.value(z, self.slope)
        return layers

    def hidden_outputs(self, x: ArrayLike) -> list[FloatArray]:
        """The activations at x (n, d): one (n, width) array a hidden layer."""
        return [self.kind.value(z, self.slope) for z in self.preactivations(x)]

    def pieces(self, x: ArrayLike) -> PieceArray:
        """On which piece of its activation each hidden neuron is at x: (n, d) -> (n, H), layer by layer."""
        layers = self.preactivations(x)
        return np.hstack([self.kind.piece(z) for z in layers]) if layers else self._no_pieces(x)

    def _no_pieces(self, x: ArrayLike) -> PieceArray:
        return np.zeros((len(self._inputs(x)), 0), np.int8)

    def pattern(self, x: ArrayLike) -> BoolArray:
        """Which hidden neurons are on at x: (n, d) -> (n, H), layer by layer.

        On means a positive pre-activation; with hard tanh, one right of the left kink and not right of the
        other. A neuron whose activation has no kink is always on.
        """
        on: BoolArray = self.pieces(x) == self.kind.on_piece
        return on

    def affine(self, pattern: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """The affine map of the network where its pattern (H,) is this one: (A: (out, d), c: (out,)).

        There net(x) == A @ x + c. Instead of a pattern, the numbers of the pieces may be given (as integers);
        with hard tanh they must be, as a pattern does not tell on which side a neuron is off. Raises
        ValueError for that, and when there are not H entries.
        """
        given = np.asarray(pattern)
        if given.shape != (self.n_hidden,):
            raise ValueError(f"a pattern has {self.n_hidden} entries here, not shape {given.shape}")
        if given.dtype == np.bool_ and len(self.kind.kinks) > 1:
            raise ValueError(f"with {self.kind.label}, piece numbers are needed in place of a pattern")
        pieces = given.astype(np.int8) if self.kind.kinks else np.zeros(given.shape, np.int8)
        A, c = self.affine_maps(pieces[np.newaxis])
        return A[0], c[0]

    def affine_maps(self, pieces: PieceArray) -> tuple[FloatArray, FloatArray]:
        """The affine maps where neurons are on these pieces (R, H): (A: (R, out, d), c: (R, out))."""
        maps = [self._affine_map_of_output(pieces, i) for i in range(self.n_outputs)]
        return np.stack([a for a, _ in maps], axis=1), np.stack([c for _, c in maps], axis=1)

    def first_output_maps(self, pieces: PieceArray) -> tuple[FloatArray, FloatArray]:
        """The first output where neurons are on these pieces (R, H): (gradients (R, d), intercepts (R,))."""
        return self._affine_map_of_output(pieces, 0)

    def _affine_map_of_output(self, pieces: PieceArray, i: int) -> tuple[FloatArray, FloatArray]:
        """(gradients (R, d), constants (R,)) of an output, a block of rows at a time to save memory."""
        gradients, constants = np.empty((len(pieces), self.n_inputs)), np.empty(len(pieces))
        for first in range(0, len(pieces), MAPS_AT_ONCE):
            rows = slice(first, first + MAPS_AT_ONCE)
            gradients[rows], constants[rows] = self._gains(pieces[rows], i)
        return gradients, constants

    def _gains(self, pieces: PieceArray, i: int) -> tuple[FloatArray, FloatArray]:
        """Backwards through the layers: what an output gains from each neuron, then from its inputs."""
        slopes, intercepts = np.array(self.kind.slopes(self.slope)), np.array(self.kind.intercepts)
        gain = np.broadcast_to(self.weights[-1][i], (len(pieces), self.weights[-1].shape[1]))
        constant = np.full(len(pieces), self.biases[-1][i])
        stop = self.n_hidden
        for W, b in zip(self.weights[-2::-1], self.biases[-2::-1], strict=True):
            layer = pieces[:, stop - len(b) : stop]
            if intercepts.any():
                constant += (gain * intercepts[layer]).sum(axis=1)
            gain = gain * slopes[layer]
            constant += gain @ b
            gain = gain @ W
            stop -= len(b)
        return gain, constant

    def _inputs(self, x: ArrayLike) -> FloatArray:
        points = np.asarray(x, np.float64)
        if points.ndim != 2 or points.shape[1] != self.n_inputs:
            raise ValueError(f"x must have shape (n, {self.n_inputs}), not {points.shape}")
        return points

    # --- edits of values: the shape stays, every other array is shared -------------------------------------

    def with_neuron(self, layer: int, i: int, w: ArrayLike, b: float) -> Self:
        """Neuron i of a layer gets the incoming weights w (in,) and the bias b."""
        self._check_neuron(layer, i)
        W = self.weights[layer].copy()
        row = np.asarray(w, np.float64)
        if row.shape != W[i].shape:
            raise ValueError(f"layer {layer + 1}: a neuron has {W.shape[1]} weights, not shape {row.shape}")
        W[i] = row
        return self._replace(layer, W=W, b=_with_entry(self.biases[layer], i, b))

    def with_weight(self, layer: int, i: int, j: int, value: float) -> Self:
        """Weight j of neuron i of a layer gets this value; layer == len(hidden) is the output layer."""
        self._check_neuron(layer, i)
        if not 0 <= j < self.weights[layer].shape[1]:
            raise ValueError(f"layer {layer + 1}: there is no weight {j + 1}")
        return self._replace(layer, W=_with_entry(self.weights[layer], (i, j), value))

    def with_bias(self, layer: int, i: int, value: float) -> Self:
        """The bias of neuron i of a layer gets this value; layer == len(hidden) is the output layer."""
        self._check_neuron(layer, i)
        return self._replace(layer, b=_with_entry(self.biases[layer], i, value))

    def with_output_weight(self, i: int, value: float) -> Self:
        """The weight with which neuron i of the last hidden layer enters the first output."""
        return self.with_weight(len(self.hidden), 0, i, value)

    def with_output_bias(self, value: float) -> Self:
        """The bias of the first output."""
        return self.with_bias(len(self.hidden), 0, value)

    @property
    def output_weights(self) -> FloatArray:
        """The weights of the first output: (width of the last hidden layer,)."""
        row: FloatArray = self.weights[-1][0]
        return row

    @property
    def output_bias(self) -> float:
        """The bias of the first output."""
        return float(self.biases[-1][0])

    def with_activation(self, name: str, slope: float | None = None) -> Self:
        """The same weights with another activation; without `slope` the present one is kept."""
        return type(self)(self.weights, self.biases, name, self.slope if slope is None else slope)

    def with_layers(self, weights: Sequence[ArrayLike], biases: Sequence[ArrayLike]) -> Self:
        """The same activation with these weights and biases."""
        return type(self)(weights, biases, self.activation, self.slope)

    def _replace(self, layer: int, W: FloatArray | None = None, b: FloatArray | None = None) -> Self:
        weights, biases = list(self.weights), list(self.biases)
        if W is not None:
            weights[layer] = W
        if b is not None:
            biases[layer] = b
        return self.with_layers(weights, biases)

    def _check_neuron(self, layer: int, i: int) -> None:
        if not 0 <= layer < len(self.weights):
            raise ValueError(f"there is no layer {layer + 1}: the network has {len(self.weights)}")
        if not 0 <= i < len(self.biases[layer]):
            raise ValueError(f"layer {layer + 1}: there is no neuron {i + 1}")

    # --- edits of the shape --------------------------------------------------------------------------------

    def add_neuron(self, layer: int, w: ArrayLike, b: float, out: ArrayLike) -> Self:
        """A neuron more at the end of a hidden layer: weights w (in,), bias b, weights onward out (next,)."""
        self._check_hidden(layer)
        weights, biases = list(self.weights), list(self.biases)
        row, column = np.asarray(w, np.float64), np.asarray(out, np.float64)
        if row.shape != (weights[layer].shape[1],) or column.shape != (len(weights[layer + 1]),):
            raise ValueError(
                f"layer {layer + 1}: a new neuron needs {weights[layer].shape[1]} weights in and "
                f"{len(weights[layer + 1])} out, not shapes {row.shape} and {column.shape}"
            )
        weights[layer] = np.vstack([weights[layer], row])
        biases[layer] = np.append(biases[layer], b)
        weights[layer + 1] = np.column_stack([weights[layer + 1], column])
        return self.with_layers(weights, biases)

    def remove_neuron(self, layer: int, i: int) -> Self:
        """The network without neuron i of a hidden layer. Raises ValueError for the layer's only neuron."""
        self._check_hidden(layer)
        self._check_neuron(layer, i)
        if self.hidden[layer] == 1:
            raise ValueError(f"layer {layer + 1}: its only neuron cannot be removed")
        weights, biases = list(self.weights), list(self.biases)
        weights[layer] = np.delete(weights[layer], i, axis=0)
        biases[layer] = np.delete(biases[layer], i)
        weights[layer + 1] = np.delete(weights[layer + 1], i, axis=1)
        return self.with_layers(weights, biases)

    def add_layer(self, index: int, width: int, seed: int = 0) -> Self:
        """A new hidden layer before layer `index` (len(hidden): before the output), He-initialised.

        The layer after it is drawn anew as well when its number of inputs changes.
        """
        if not 0 <= index <= len(self.hidden):
            raise ValueError(f"a layer cannot be put at place {index + 1} of {len(self.hidden) + 1}")
        if width < 1:
            raise ValueError(f"a layer needs at least one neuron, not {width}")
        rng = np.random.default_rng(seed)
        n_in = self.shape[index]
        weights, biases = list(self.weights), list(self.biases)
        weights.insert(index, he_weights(rng, width, n_in))
        biases.insert(index, start_biases(width))
        if width != n_in:
            weights[index + 1] = he_weights(rng, self.shape[index + 1], width)
        return self.with_layers(weights, biases)

    def remove_layer(self, index: int, seed: int = 0) -> Self:
        """The network without hidden layer `index`. Raises ValueError for the only one.

        The layer after it is drawn anew (He) when its number of inputs changes.
        """
        self._check_hidden(index)
        if len(self.hidden) == 1:
            raise ValueError("the only hidden layer cannot be removed")
        weights, biases = list(self.weights), list(self.biases)
        del weights[index], biases[index]
        n_in, n_out = self.shape[index], len(weights[index])
        if weights[index].shape[1] != n_in:
            weights[index] = he_weights(np.random.default_rng(seed), n_out, n_in)
        return self.with_layers(weights, biases)

    def _check_hidden(self, layer: int) -> None:
        if not 0 <= layer < len(self.hidden):
            raise ValueError(f"there is no hidden layer {layer + 1}: the network has {len(self.hidden)}")

    # --- as plain data -------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The network as JSON-ready data: {"activation", "slope", "layers": [{"W", "b"}, ...]}."""
        layers = [{"W": W.tolist(), "b": b.tolist()} for W, b in zip(self.weights, self.biases, strict=True)]
        return {"activation": self.activation, "slope": self.slope, "layers": layers}


def _with_entry(array: FloatArray, index: int | tuple[int, int], value: float) -> FloatArray:
    copy = array.copy()
    copy[index] = value
    return copy


def _check_counts(weights: Sequence[ArrayLike], biases: Sequence[ArrayLike]) -> None:
    try:
        counts = len(weights), len(biases)
    except TypeError:
        raise ValueError("a network needs a list of weights and a list of biases") from None
    if counts[0] == 0 or counts[0] != counts[1]:
        raise ValueError(
            f"a network needs as many biases as weights and at least one layer, "
            f"not {counts[0]} weights and {counts[1]} biases"
        )


def _checked(arrays: Sequence[ArrayLike], name: str, ndim: int) -> tuple[FloatArray, ...]:
    return tuple(_checked_layer(array, f"layer {k}: {name}", ndim) for k, array in enumerate(arrays, start=1))


def _checked_layer(values: ArrayLike, what: str, ndim: int) -> FloatArray:
    try:
        array = frozen(values)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{what} is not {'a matrix' if ndim == 2 else 'a list'} of numbers") from None
    if array.ndim != ndim:
        raise ValueError(f"{what} must have {ndim} dimension{'s' * (ndim > 1)}, not {array.ndim}")
    if array.size == 0:
        raise ValueError(f"{what} is empty")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} has a value that is not finite")
    return array


def _checked_slope(slope: float) -> float:
    value = real("slope", slope)
    if not np.isfinite(value):
        raise ValueError("slope is not finite")
    return value
