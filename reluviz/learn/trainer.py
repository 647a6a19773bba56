"""The trainer: whole epochs, as many as a slice of time allows, from one network to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

import numpy as np

from reluviz.core.arrays import FloatArray, frozen
from reluviz.core.checks import known, real, whole
from reluviz.core.network import Network
from reluviz.learn.data import Data
from reluviz.learn.history import COLUMNS, History, thinned
from reluviz.learn.losses import LOSSES, OUTPUTS, Call, target_rows
from reluviz.learn.optimizers import OPTIMIZERS
from reluviz.learn.step import (
    Step,
    layer_views,
    parameter_count,
    read_parameters,
    with_ones,
    write_parameters,
)

LARGEST_NORM = 1e12
"""Parameters of a larger Euclidean norm count as diverged: what is computed from them would soon overflow."""


@dataclass(frozen=True)
class Setup:
    """How a network is trained. Raises ValueError for an unknown name or a value out of its range.

    output: how the squared loss reads the network, "tanh" or "linear"; the logistic loss reads it as it is.
    loss, optimizer: names in LOSSES and OPTIMIZERS.
    learning_rate: finite, above 0.
    batch: samples a step, at least 1.
    """

    output: str = "tanh"
    loss: str = "squared"
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    batch: int = 10

    def __post_init__(self) -> None:
        known("output", self.output, OUTPUTS)
        known("loss", self.loss, LOSSES)
        known("optimizer", self.optimizer, OPTIMIZERS)
        object.__setattr__(self, "learning_rate", real("the learning rate", self.learning_rate))
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise ValueError(f"the learning rate must be finite and above 0, not {self.learning_rate}")
        object.__setattr__(self, "batch", whole("the batch", self.batch))
        if self.batch < 1:
            raise ValueError(f"the batch must be at least 1, not {self.batch}")


def _no_history() -> FloatArray:
    return np.empty((0, COLUMNS))


@dataclass(frozen=True, eq=False)
class Progress:
    """How far training has got; a trainer made from it goes on as if it had never stopped.

    epoch: the epochs behind it.
    history: (n, 3) rows of epoch, training loss, test loss; the first belongs to the start. Every number is
        finite, except that the test loss is NaN throughout when there is no test point. Of a long run the
        older rows are thinned (see reluviz.learn.history).
    moments: the optimiser's running sums, (n_parameters,) each, or None.
    steps: the updates behind those sums; 0 without them.

    All arrays are read-only.
    """

    epoch: int = 0
    history: FloatArray = field(default_factory=_no_history, repr=False)
    moments: tuple[FloatArray, ...] | None = field(default=None, repr=False)
    steps: int = 0

    def __post_init__(self) -> None:
        history = np.asarray(self.history, dtype=np.float64)
        if history.ndim != 2 or history.shape[1] != COLUMNS:
            raise ValueError(f"the history must have {COLUMNS} columns, not the shape {history.shape}")
        if self.epoch < 0:
            raise ValueError(f"the epoch must not be negative, not {self.epoch}")
        if self.moments is not None and self.steps < 1:
            raise ValueError("the optimiser's moments come without the number of steps behind them")
        object.__setattr__(self, "history", frozen(thinned(history)))
        if self.moments is None:
            object.__setattr__(self, "steps", 0)
        else:
            object.__setattr__(self, "moments", tuple(frozen(moment) for moment in self.moments))


def losses(network: Network, data: Data, setup: Setup) -> tuple[float, float]:
    """The mean loss over the training points and over the test points (NaN if there are none)."""
    loss = LOSSES[setup.loss]
    with np.errstate(all="ignore"):
        train = loss.value(network(data.train_x)[:, 0], data.train_y, setup.output)
        test = loss.value(network(data.test_x)[:, 0], data.test_y, setup.output)
    return _mean(train), _mean(test)


def accuracy(network: Network, data: Data) -> tuple[float, float]:
    """The share (0 to 1) of training and of test points (NaN if there are none) on the right side of f = 0.

    A point with f = 0 counts as labelled -1.
    """
    with np.errstate(all="ignore"):
        train = (network(data.train_x)[:, 0] > 0) == (data.train_y > 0)
        test = (network(data.test_x)[:, 0] > 0) == (data.test_y > 0)
    return _mean(train.astype(np.float64)), _mean(test.astype(np.float64))


def _mean(values: FloatArray) -> float:
    return float(np.add.reduce(values)) / len(values) if len(values) else math.nan


class Trainer:
    """Trains networks of one shape and activation on fixed data; the same start gives the same numbers.

    A batch is `setup.batch` consecutive training samples in the given order, in every epoch (the last may be
    smaller); a step uses the mean gradient over the batch. At a kink the derivative is that of the left side:
    ReLU'(0) = 0.

    Raises ValueError when data, network and progress do not fit together, or the network has not one output.
    """

    diverged: str | None
    """Why the last run stopped early and what to try, in one sentence; None if it did not."""

    def __init__(self, data: Data, setup: Setup, network: Network, progress: Progress | None = None) -> None:
        progress = Progress() if progress is None else progress
        _check_fit(data, setup, network, progress)
        self._data, self._setup, self._network = data, setup, network
        self._loss, self._optimizer = LOSSES[setup.loss], OPTIMIZERS[setup.optimizer]
        self.diverged = None
        self._take_up(progress)
        self._layers = layer_views(self._state[0], network.shape)
        self._samples = with_ones(np.concatenate([data.train_x, data.test_x]))
        self._labels = np.concatenate([data.train_y, data.test_y])
        self._batch_sizes = _batch_sizes(len(data.train_x), setup.batch)
        self._knobs = self._knobs_of_epoch()
        self._program = self._record()
        write_parameters(network, self._layers)

    def _take_up(self, progress: Progress) -> None:
        """One array holds all that a step changes: the parameters, then the optimiser's moments."""
        n_moments = self._optimizer.moments
        self._state = np.zeros((1 + n_moments, parameter_count(self._network.shape)))
        self._last_good = np.empty_like(self._state)
        self._epoch, self._history = progress.epoch, History(progress.history)
        self._steps = 0
        if n_moments and progress.moments is not None:
            self._steps = progress.steps
            self._state[1:] = progress.moments

    # -- the program of an epoch -----------------------------------------------------------------------------

    def _record(self) -> list[Call]:
        """Every NumPy call of one epoch, bound to its buffers; batches of the same size share them."""
        values, shape = self._state[0], self._network.shape
        descent = np.zeros((max(1, self._optimizer.moments), values.size))
        gradients = layer_views(descent[0], shape)
        steps = {size: Step(self._network, self._layers, gradients, size) for size in set(self._batch_sizes)}
        moves = self._optimizer.step_calls(values, descent, self._state[1:], self._knobs)
        program: list[Call] = []
        start = 0
        for i, size in enumerate(self._batch_sizes):
            batch = slice(start, start + size)
            x = np.ascontiguousarray(self._samples[:, batch])
            target = target_rows(self._labels[batch])
            factor = self._knobs[0, i, ...]
            program += steps[size].calls(x, target, self._loss, self._setup.output, factor)
            program += moves[i]
            start += size
        return program

    def _knobs_of_epoch(self) -> FloatArray:
        """The optimiser's knobs for each step of the coming epoch; the first also divides by the batch's
        size."""
        steps = self._steps + np.arange(1.0, 1.0 + len(self._batch_sizes))
        with np.errstate(over="ignore"):  # by a rate so large that training is going to diverge
            knobs = self._optimizer.knobs(self._setup.learning_rate, steps)
        knobs[0] /= self._batch_sizes
        return knobs

    # -- running ---------------------------------------------------------------------------------------------

    @property
    def network(self) -> Network:
        """The network as training left it."""
        return self._network

    @property
    def progress(self) -> Progress:
        """How far training has got. Costs next to nothing: the history is a view, which later epochs leave
        alone."""
        moments = tuple(self._state[1:].copy()) if self._steps and self._optimizer.moments else None
        return Progress(self._epoch, self._history.rows(), moments, self._steps)

    def run(
        self, network: Network | None = None, budget_seconds: float | None = None, epochs: int | None = None
    ) -> Network:
        """Trains for whole epochs, at least one, until the budget is used or `epochs` are done.

        network: trained on instead of the last one (same shape and activation), as after a drag; the moments
        stay. Without budget and epochs it is one epoch. When training diverges it stops: the network, the
        history and the moments are those of the last epoch that was finite, and `diverged` says why.

        Raises ValueError for a network that does not fit or a number of epochs below 1.
        """
        end = math.inf if budget_seconds is None else perf_counter() + budget_seconds
        if epochs is not None and epochs < 1:
            raise ValueError(f"the number of epochs must be at least 1, not {epochs}")
        last = epochs if epochs is not None else 1 if budget_seconds is None else None
        self._begin(network)
        before = self._epoch
        with np.errstate(all="ignore"):
            self._run_epochs(last, end)
        if self._epoch > before:
            self._network = read_parameters(self._network, self._layers)
        return self._network

    def _begin(self, network: Network | None) -> None:
        self.diverged = None
        if network is not None and network is not self._network:
            _check_same_kind(network, self._network)
            self._network = network
            write_parameters(network, self._layers)

    def _run_epochs(self, last: int | None, end: float) -> None:
        if not self._record_start():
            return
        for done in count(1):
            if not self._run_epoch() or done == last or perf_counter() >= end:
                return

    def _record_start(self) -> bool:
        """The history's first row; False if there is nothing finite to begin with."""
        train, test = self._losses()
        fault = self._fault(train, test)
        if fault:
            self.diverged = f"Training cannot start, because {fault}: try smaller weights."
            return False
        if not len(self._history):
            self._history.append(self._epoch, train, test)
        return True

    def _run_epoch(self) -> bool:
        """One epoch; False if it diverged, and then all is as before it."""
        np.copyto(self._last_good, self._state)
        if self._optimizer.moments:
            np.copyto(self._knobs, self._knobs_of_epoch())
        for call in self._program:
            call()
        train, test = self._losses()
        fault = self._fault(train, test)
        if fault:
            np.copyto(self._state, self._last_good)
            self.diverged = self._advice(fault)
            return False
        self._epoch += 1
        self._steps += len(self._batch_sizes)
        self._history.append(self._epoch, train, test)
        return True

    def _losses(self) -> tuple[float, float]:
        """The mean losses over training and test points with the present parameters."""
        value = self._network.kind.value
        z = self._layers[0].T.dot(self._samples)
        for layer in self._layers[1:]:
            z = layer[:-1].T.dot(value(z, self._network.slope))
            z += layer[-1:].T
        each = self._loss.value(z[0], self._labels, self._setup.output)
        n_train = len(self._data.train_x)
        return _mean(each[:n_train]), _mean(each[n_train:])

    def _fault(self, train: float, test: float) -> str | None:
        """Why parameters or losses are not of a size to go on with, or None; no comparison holds for NaN."""
        values = self._state[0]
        if not values.dot(values) <= LARGEST_NORM**2:
            return f"the weights are too large (their norm is above {LARGEST_NORM:g})"
        if not (math.isfinite(train) and (math.isfinite(test) or not len(self._data.test_x))):
            return "the loss is not finite"
        return None

    def _advice(self, fault: str) -> str:
        rate = self._setup.learning_rate
        return (
            f"Training diverged in epoch {self._epoch + 1}, because {fault}: "
            f"try a smaller learning rate than {_brief(rate, 6)}, such as {_brief(rate / 10, 1)}."
        )


def _brief(value: float, digits: int) -> str:
    """A number above 0 with at most so many significant digits: 0.03, 1e9 or 2e−7."""
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}{e}{int(exponent)}".replace("-", "−") if e else mantissa


def _batch_sizes(n: int, batch: int) -> list[int]:
    """The sizes of consecutive batches of n samples; the last may be smaller."""
    full, rest = divmod(n, batch)
    return [batch] * full + ([rest] if rest else [])


def _check_fit(data: Data, setup: Setup, network: Network, progress: Progress) -> None:
    if network.n_inputs != data.train_x.shape[1]:
        raise ValueError(f"the network has {network.n_inputs} inputs, the data {data.train_x.shape[1]}")
    if network.n_outputs != 1:
        raise ValueError(f"only a network with one output can be trained, not one with {network.n_outputs}")
    n_moments, size = OPTIMIZERS[setup.optimizer].moments, parameter_count(network.shape)
    if n_moments and progress.moments is not None:
        sizes = [moment.shape for moment in progress.moments]
        if sizes != [(size,)] * n_moments:
            raise ValueError(f"the optimiser's moments do not fit a network of {size} weights and biases")


def _check_same_kind(network: Network, expected: Network) -> None:
    kinds = [(net.shape, net.activation, net.slope) for net in (network, expected)]
    if kinds[0] != kinds[1]:
        raise ValueError("this trainer is for networks of another shape or activation: make a new one")
