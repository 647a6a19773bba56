"""The loss curve as it grows."""

from __future__ import annotations

import numpy as np

from reluviz.core.arrays import FloatArray

COLUMNS = 3
"""epoch, training loss, test loss"""


class History:
    """Rows that are only ever appended: a view of them stays as it was while the history grows on."""

    def __init__(self, rows: FloatArray) -> None:
        """Begins with a copy of `rows`: (n, 3)."""
        self._count = len(rows)
        self._buffer = np.empty((max(64, 2 * self._count), COLUMNS))
        self._buffer[: self._count] = rows

    def __len__(self) -> int:
        return self._count

    def append(self, epoch: int, train_loss: float, test_loss: float) -> None:
        """Adds one row, in constant time on average: a full buffer is replaced by one of twice the size."""
        if self._count == len(self._buffer):
            self._buffer = np.concatenate([self._buffer, np.empty_like(self._buffer)])
        self._buffer[self._count] = epoch, train_loss, test_loss
        self._count += 1

    def rows(self) -> FloatArray:
        """The rows so far, (n, 3), as a read-only view."""
        view = self._buffer[: self._count]
        view.flags.writeable = False
        return view
