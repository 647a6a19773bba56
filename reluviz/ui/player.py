"""The player: trains the session shown, in slices between the frames of the window."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from reluviz.core.network import Network
from reluviz.learn.trainer import Trainer
from reluviz.session.muting import audible
from reluviz.session.session import Session
from reluviz.session.training import after_training, trainer_of
from reluviz.ui.store import Store

#: While it trains the window shows this many frames a second, where it can derive and paint them so fast.
FRAME_SECONDS = 1 / 60
#: A slice of training is never shorter, so that training goes on at all, and never longer, so that the window
#: answers.
LEAST_SLICE, LONGEST_SLICE = 0.004, 0.012
#: Where frames are slow, training gets a fifth of the time.
_SHARE = 1 / 4


def slice_seconds(rest: float) -> float:
    """How long to train in a frame whose other work takes `rest` seconds."""
    return min(LONGEST_SLICE, max(FRAME_SECONDS - rest, LEAST_SLICE, rest * _SHARE))


class Player(QObject):
    """Plays, pauses and steps the training of what the Store shows.

    Each slice goes on from the session as it is then: a handle dragged or a rate changed while it plays just
    takes part. Pausing makes all slices since the last recorded edit one undo step. When training diverges it
    pauses, the last finite state stays, and `diverged` says why and what to try.

    busy: whether the last slice is still to be shown; the next one waits for it.
    """

    playing_changed = Signal(bool)
    diverged = Signal(str)

    def __init__(
        self, store: Store, parent: QObject | None = None, *, busy: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._trainer: Trainer | None = None
        #: What the trainer left behind; it can go on as long as the session still holds these very objects.
        self._left: tuple[object, ...] | None = None
        self._failure: tuple[str, Session] | None = None
        self.busy = busy
        #: When the last slice began (perf_counter) and how long it was to be, while playing.
        self._sliced: tuple[float, float] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    @property
    def playing(self) -> bool:
        """Whether training runs."""
        return self._timer.isActive()

    def failure(self) -> str:
        """Why the training of the session shown diverged and what to try; "" when it did not."""
        if self._failure is None:
            return ""
        reason, session = self._failure
        shown = self._store.session
        same = (
            shown.network is session.network and shown.setup is session.setup and shown.data is session.data
        )
        return reason if same else ""

    def play(self) -> None:
        """Train until paused."""
        if not self.playing:
            self._store.settle()
            self._failure = self._sliced = None
            self._timer.start()
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop training, and record it as one undo step."""
        if self.playing:
            self._timer.stop()
            if not self._store.held:
                self._store.settle()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def step_epoch(self) -> None:
        """Train for one epoch: an undo step of its own unless training runs."""
        if not self.playing:
            self._store.settle()
            self._train(epochs=1)
            self._store.settle()

    def reset(self) -> None:
        """Back to the very weights this run began with."""
        self.pause()
        self._store.commit(self._store.session.reset(), "Reset")

    def new_start(self) -> None:
        """Begin with other random weights."""
        self.pause()
        self._store.commit(self._store.session.new_start(), "New start")

    def retry_gently(self) -> None:
        """Go on from the last finite state with a tenth of the learning rate."""
        self.pause()
        session = self._store.session
        rate = float(f"{session.setup.learning_rate / 10:.12g}")
        self._store.commit(session.with_setup(learning_rate=rate), "Use a smaller rate")

    def _slice(self) -> None:
        if self.busy():
            return
        now, seconds = perf_counter(), LEAST_SLICE
        if self._sliced is not None:
            began, lasted = self._sliced
            seconds = slice_seconds(now - began - lasted)
        self._sliced = now, seconds
        self._train(budget_seconds=seconds)

    def _train(self, *, budget_seconds: float | None = None, epochs: int | None = None) -> None:
        session = self._store.session
        trainer = self._trainer_for(session)
        left = audible(session.network, session.muted)
        network = trainer.run(left, budget_seconds=budget_seconds, epochs=epochs)
        progress = trainer.progress
        if progress.epoch > session.progress.epoch:
            after = after_training(session, network, progress)
            self._left = after.data, after.setup, after.progress, after.muted
            text = "Train" if epochs is None else "Train one epoch"
            self._store.preview(after.with_network(self._held(after.network)), text)
        if trainer.diverged is not None:
            self._fail(trainer.diverged)

    def _trainer_for(self, session: Session) -> Trainer:
        parts = session.data, session.setup, session.progress, session.muted
        if (
            self._trainer is None
            or self._left is None
            or any(a is not b for a, b in zip(parts, self._left, strict=True))
        ):
            self._trainer = trainer_of(session)
        return self._trainer

    def _held(self, network: Network) -> Network:
        """The network with the handle that is being dragged put back under the pointer."""
        return self._store.kept_in_hand(network)

    def _fail(self, reason: str) -> None:
        self._trainer = None
        self.pause()
        self._failure = reason, self._store.session
        self.diverged.emit(reason)
