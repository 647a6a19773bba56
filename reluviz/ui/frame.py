"""One repaint a frame: changes ask for it, it is derived, then painted, and its latency is logged."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, time
from typing import NamedTuple, TextIO

from PySide6.QtCore import QObject, QTimer, Signal

_REMEMBERED = 500


class _Frame(NamedTuple):
    """A frame that is derived and waits to be painted; times of perf_counter."""

    cause: str
    asked: float
    began: float
    derived: float


class FrameClock(QObject):
    """Gathers all that happens before the next pass of the event loop into one frame.

    `request(cause)` may be called any number of times; `derive` runs once and marks the views that differ,
    after which Qt paints them in one go. The window reports the end of that painting with `painted`.
    """

    finished = Signal()
    """A frame is on screen."""

    def __init__(
        self, derive: Callable[[], None], perf_log: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._derive = derive
        self._asked: tuple[float, str] | None = None
        self._derived: _Frame | None = None
        self._shown_once = False
        #: When each of the latest frames was on screen (perf_counter), and its latency in ms.
        self.recent: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED)
        self._log: TextIO | None = perf_log.open("w", encoding="utf-8") if perf_log else None
        self._timer = self._soon(self._begin)
        # Qt paints before it runs timers, so what is not painted by then had nothing to show.
        self._unpainted = self._soon(self._forget)
        self._new_window = self._soon(self._painted_new_window)
        self._painting_since = 0.0

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
        """Ask for a frame; `since` (perf_counter) is when the input behind it arrived, now if not given."""
        if self._asked is None:
            self._asked = since if since is not None else perf_counter(), cause
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Derive the frame asked for at once."""
        if self._timer.isActive():
            self._timer.stop()
            self._begin()

    def _begin(self) -> None:
        began = perf_counter()
        asked, cause = self._asked or (began, "")
        self._asked = None
        self._derive()
        if self._derived is not None:  # it was not painted in time: this frame shows both
            asked, cause = self._derived.asked, self._derived.cause
        self._derived = _Frame(cause, asked, began, perf_counter())
        self._unpainted.start()

    def _forget(self) -> None:
        if self._shown_once:
            self._derived = None

    def paints_new_window(self) -> None:
        """All of the window begins to be painted; of the very first time Qt does not tell the end."""
        if self._derived is not None and not self._shown_once:
            self._painting_since = perf_counter()
            self._new_window.start()

    def _painted_new_window(self) -> None:
        self.painted(self._painting_since)

    def painted(self, began: float) -> None:
        """The painting that began at `began` has ended: the frame is on screen."""
        frame, now = self._derived, perf_counter()
        if frame is None:
            return
        self._derived, self._shown_once = None, True
        self.recent.append((now, (now - frame.asked) * 1e3))
        if self._log is not None:
            line = {
                "t": round(time(), 6),
                "cause": frame.cause,
                "derive_ms": round((frame.derived - frame.began) * 1e3, 4),
                "paint_ms": round((now - began) * 1e3, 4),
                "latency_ms": round((now - frame.asked) * 1e3, 4),
            }
            _write(self._log, line)
        self.finished.emit()

    def close(self) -> None:
        """Stop, and close the log."""
        self._timer.stop()
        self._unpainted.stop()
        if self._log is not None:
            self._log.close()
            self._log = None


def _write(log: TextIO, line: dict[str, object]) -> None:
    import json  # not at every start, for few keep a log

    log.write(json.dumps(line) + "\n")
    log.flush()
