"""The progress bar of the command line."""

from __future__ import annotations

import time
from typing import IO


class Bar:
    """A progress bar on a terminal: one line, redrawn a few times a second."""

    WIDTH = 30
    PERIOD = 0.1

    def __init__(self, before: int, epochs: int, stream: IO[str]) -> None:
        self._before = before
        self._epochs = epochs
        self._stream = stream
        self._due = 0.0

    def __call__(self, epoch: int, train_loss: float, test_loss: float) -> None:
        done = epoch - self._before
        now = time.perf_counter()
        if now < self._due and done < self._epochs:
            return
        self._due = now + self.PERIOD
        full = self.WIDTH * done // self._epochs
        bar = "#" * full + "." * (self.WIDTH - full)
        self._stream.write(
            f"\r[{bar}] {done}/{self._epochs} epochs, train loss {train_loss:.4g}, test {test_loss:.4g}\x1b[K"
        )
        self._stream.flush()

    def clear(self) -> None:
        self._stream.write("\r\x1b[K")
        self._stream.flush()
