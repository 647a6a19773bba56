"""One repaint a frame: changes ask for a frame, the frame is derived, then painted, and its latency is
logged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, time
from typing import TextIO

from PySide6.QtCore import QObject, QTimer, Signal


class FrameClock(QObject):
    """Gathers all that happens before the next pass of the event loop into one frame.

    `request(cause)` may be called any number of times; `derive` runs once and marks the views that differ,
    after which Qt paints them in one go. The window reports the end of that painting with `painted`.
    """

    finished = Signal()

    def __init__(
        self, derive: Callable[[], None], perf_log: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._derive = derive
        self._cause = ""
        self._asked_at: float | None = None
        self._derived: tuple[float, float] | None = None
        self._log: TextIO | None = perf_log.open("w", encoding="utf-8") if perf_log else None
        self._timer = self._soon(self._begin)
        # Qt paints before it runs timers, so what is not painted by then had nothing to show.
        self._unpainted = self._soon(self._forget)

    def _soon(self, do: Callable[[], None]) -> QTimer:
        """A timer that fires once in the next pass of the event loop; QTimer.singleShot jumps the queue."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(0)
        timer.timeout.connect(do)
        return timer

    @property
    def pending(self) -> bool:
        """Whether a frame was asked for that is not on screen yet."""
        return self._timer.isActive() or self._derived is not None

    def request(self, cause: str, since: float | None = None) -> None:
        """Ask for a frame; `since` (perf_counter) is when the input that caused it arrived, now if not
        given."""
        if self._asked_at is None:
            self._asked_at, self._cause = since if since is not None else perf_counter(), cause
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Derive the frame asked for at once."""
        if self._timer.isActive():
            self._timer.stop()
            self._begin()

    def _begin(self) -> None:
        start = perf_counter()
        self._derive()
        self._derived = start, perf_counter()
        self._unpainted.start()

    def _forget(self) -> None:
        if not self._timer.isActive():
            self._derived = self._asked_at = None

    def painted(self, began: float) -> None:
        """The painting that began at `began` has ended: the frame is on screen."""
        if self._derived is None or self._asked_at is None:
            return
        (start, derived), asked, now = self._derived, self._asked_at, perf_counter()
        self._derived = self._asked_at = None
        if self._log is not None:
            line = {
                "t": round(time(), 6),
                "cause": self._cause,
                "derive_ms": round((derived - start) * 1e3, 4),
                "paint_ms": round((now - began) * 1e3, 4),
                "latency_ms": round((now - asked) * 1e3, 4),
            }
            self._log.write(json.dumps(line) + "\n")
            self._log.flush()
        self.finished.emit()

    def close(self) -> None:
        """Stop, and close the log."""
        self._timer.stop()
        if self._log is not None:
            self._log.close()
            self._log = None
