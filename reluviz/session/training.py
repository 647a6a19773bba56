"""Training without a window: a session in, a session out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.checks import whole
from reluviz.core.network import Network
from reluviz.learn.trainer import Progress, Trainer
from reluviz.session.muting import audible, merged, merged_progress, part_of_progress
from reluviz.session.session import Session

Callback = Callable[[int, float, float], object]


@dataclass(frozen=True, eq=False)
class Result:
    """What a training run came to.

    session: trained; if the run diverged, with the last finite network.
    history: (n, 3) epoch, train loss, test loss, from epoch 0 (the start) on, earlier runs included;
        the test loss is NaN when there is no test point. Of more than 40,000 epochs the older rows are
        thinned (see reluviz.learn.history). No row when training cannot start.
    diverged: None, or one sentence that says why the run ended early and what to try.
    """

    session: Session
    history: NDArray[np.float64]
    diverged: str | None = None


def train(session: Session, epochs: int, callback: Callback | None = None) -> Result:
    """Trains the session's network for `epochs` more epochs, from where its progress stands.

    callback(epoch, train_loss, test_loss) is called after every epoch. The session given stays as it is.
    A run that diverges ends early. Raises ValueError when `epochs` is not at least 1.
    """
    if whole("epochs", epochs) < 1:
        raise ValueError(f"epochs must be at least 1, not {epochs}")
    trainer = trainer_of(session)
    if callback is None:
        trainer.run(epochs=epochs)
    else:
        _run_with(callback, trainer, epochs)
    progress = trainer.progress
    return Result(after_training(session, trainer.network, progress), progress.history, trainer.diverged)


def trainer_of(session: Session) -> Trainer:
    """A trainer that goes on from where the session's progress stands, with the network that is left without
    its muted neurons: `audible`."""
    network, muted = session.network, session.muted
    progress = part_of_progress(session.progress, network.shape, muted)
    return Trainer(session.data, session.setup, audible(network, muted), progress)


def after_training(session: Session, network: Network, progress: Progress) -> Session:
    """The session with the network and progress that such a trainer arrived at; its muted neurons stand
    still."""
    whole, muted = session.network, session.muted
    merged_on = merged_progress(session.progress, progress, whole.shape, muted)
    return session.trained(merged(whole, muted, network), merged_on)


def _run_with(callback: Callback, trainer: Trainer, epochs: int) -> None:
    for _ in range(epochs):
        trainer.run(epochs=1)
        if trainer.diverged:
            return
        epoch, train_loss, test_loss = trainer.progress.history[-1].tolist()
        callback(int(epoch), train_loss, test_loss)
