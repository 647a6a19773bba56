"""One training step as a fixed list of NumPy calls.

On ten samples a NumPy call costs what it costs to call it, whatever it computes. So a step is recorded once:
every array it reads or writes is allocated beforehand, every call is bound to its arguments, and training
replays the list.

Samples stand in columns. A layer's input has a last row of ones, and its parameters are one (n_in + 1, n_out)
matrix P with the biases in the last row, so that the layer is P^T h; P, its transpose and its first n_in rows
are all views of one flat vector of parameters that the linear algebra library takes without a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network
from reluviz.learn.losses import Call, Loss

ZERO = np.zeros(())


def parameter_count(shape: Sequence[int]) -> int:
    """The number of weights and biases of a network of this shape (inputs, hidden widths, outputs)."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(shape))


def layer_views(flat: FloatArray, shape: Sequence[int]) -> list[FloatArray]:
    """A view (n_in + 1, n_out) of the flat parameters a layer: its weights transposed, then its biases."""
    views, start = [], 0
    for n_in, n_out in pairwise(shape):
        stop = start + (n_in + 1) * n_out
        views.append(flat[start:stop].reshape(n_in + 1, n_out))
        start = stop
    return views


def write_parameters(network: Network, layers: Sequence[FloatArray]) -> None:
    """Copies the network's weights and biases into the views of its layers."""
    for layer, weights, biases in zip(layers, network.weights, network.biases, strict=True):
        layer[:-1] = weights.T
        layer[-1] = biases


def read_parameters(network: Network, layers: Sequence[FloatArray]) -> Network:
    """The network with the weights and biases that stand in the views of its layers."""
    return network.with_layers([layer[:-1].T for layer in layers], [layer[-1] for layer in layers])


def with_ones(x: FloatArray) -> FloatArray:
    """Samples x: (n, d) as columns over a row of ones: (d + 1, n)."""
    return np.vstack([x.T, np.ones(len(x))])


class Step:
    """The buffers of a step on `size` samples, and the calls that fill them.

    values: the layers' parameters; descent: where minus the gradient goes. Both as `layer_views`.
    """

    def __init__(
        self, network: Network, values: list[FloatArray], descent: list[FloatArray], size: int
    ) -> None:
        self._values, self._descent = values, descent
        self._hidden = [np.ones((width + 1, size)) for width in network.hidden]
        self._slopes = [np.ones((width, size)) for width in network.hidden]
        self._pulls = [np.empty((width, size)) for width in network.hidden]
        self._out, self._out_pull = np.empty((1, size)), np.empty((1, size))
        self._work = np.empty((2, size))
        self._activate = [
            _activation_calls(network, h[:-1], slope)
            for h, slope in zip(self._hidden, self._slopes, strict=True)
        ]
        self._forward_rest = self._forward_after_first()
        self._backward_rest = self._backward_before_first()

    def calls(
        self, x: FloatArray, target: FloatArray, loss: Loss, output: str, factor: FloatArray
    ) -> list[Call]:
        """Calls that write `factor` times minus the gradient of a batch's summed loss into `descent`.

        x: (d + 1, size) samples `with_ones`; target: (2, size) `target_rows`; factor: 0-dimensional.
        """
        first_pull = self._pulls[0] if self._pulls else self._out_pull
        return [
            partial(self._values[0].T.dot, x, self._results()[0]),
            *self._forward_rest,
            *loss.descent_calls(self._out, target, self._out_pull, self._work, output),
            partial(np.multiply, self._out_pull, factor, self._out_pull),
            *self._backward_rest,
            partial(x.dot, first_pull.T, self._descent[0]),
        ]

    def _results(self) -> list[FloatArray]:
        """Where each layer's pre-activations go: the rows of its outputs, which then replace them."""
        return [*(h[:-1] for h in self._hidden), self._out]

    def _forward_after_first(self) -> list[Call]:
        calls: list[Call] = []
        following = zip(self._activate, self._values[1:], self._hidden, self._results()[1:], strict=True)
        for activate, values, h, result in following:
            calls += [*activate, partial(values.T.dot, h, result)]
        return calls

    def _backward_before_first(self) -> list[Call]:
        """Each layer's gradient from the pull on its pre-activations, then that pull one layer down."""
        calls: list[Call] = []
        pull = self._out_pull
        for k in reversed(range(len(self._hidden))):
            below = self._pulls[k]
            calls += [
                partial(self._hidden[k].dot, pull.T, self._descent[k + 1]),
                partial(self._values[k + 1][:-1].dot, pull, below),
                partial(np.multiply, below, self._slopes[k], below),
            ]
            pull = below
        return calls


def _activation_calls(network: Network, z: FloatArray, slope: FloatArray) -> list[Call]:
    """Calls that write the activation's derivative into `slope` and replace z by the activation.

    z, slope: (width, size). Not numpy.maximum where another call does, which costs a fifth on small arrays.
    """
    kind, slopes = network.kind, network.kind.slopes(network.slope)
    slope.fill(slopes[kind.on_piece])
    if not kind.kinks:
        return []
    if len(kind.kinks) > 1:
        return _clip_calls(kind.kinks, z, slope)
    scale: Call = partial(np.multiply, z, slope, z)  # one kink, at 0, and the activation is 0 there
    if slopes == (0.0, 1.0):
        return [partial(np.heaviside, z, ZERO, slope), scale]
    inactive = np.empty(z.shape, dtype=np.bool_)
    return [
        partial(np.less_equal, z, ZERO, inactive),
        partial(slope.fill, slopes[kind.on_piece]),
        partial(np.putmask, slope, inactive, slopes[0]),
        scale,
    ]


def _clip_calls(kinks: Sequence[float], z: FloatArray, slope: FloatArray) -> list[Call]:
    """As `_activation_calls`, for z limited to between two kinks: hard tanh."""
    low, high = np.array(kinks[0]), np.array(kinks[1])
    above, below = np.empty(z.shape, dtype=np.bool_), np.empty(z.shape, dtype=np.bool_)
    return [
        partial(np.greater, z, low, above),
        partial(np.less_equal, z, high, below),
        partial(np.multiply, above, below, slope),
        partial(np.maximum, z, low, out=z),
        partial(np.minimum, z, high, out=z),
    ]
