"""The loss curve as it grows: all of its end, and of a long past what a plot can show."""

from __future__ import annotations

import numpy as np

from reluviz.core.arrays import BoolArray, FloatArray, IntArray, Memory, read_only

COLUMNS = 3
"""epoch, training loss, test loss"""

MOST_ROWS = 40_000
"""A history that has become longer is thinned: a run of any length stays small in memory and on disk."""

NEWEST_ROWS = 10_000
"""As many rows at the end are always kept."""

STRETCHES = 5_000
"""Into at most so many stretches of equal length older epochs are cut; four rows of each are kept."""


class History:
    """Rows that are only ever appended: a view of them stays as it was while the history grows on.

    Past MOST_ROWS it is thinned. The rows that stay depend on the rows alone, not on when it was looked at or
    saved: a run in two parts leaves the history of a run in one.
    """

    def __init__(self, rows: FloatArray) -> None:
        """Begins with a copy of `rows`: (n, 3), thinned."""
        self._take(thinned(rows))

    def _take(self, rows: FloatArray) -> None:
        """Makes a new buffer with room for as many rows again; views of an old one stay as they are."""
        self._count = len(rows)
        self._buffer = Memory((max(64, 2 * self._count), COLUMNS))
        self._buffer[: self._count] = rows

    def __len__(self) -> int:
        return self._count

    def append(self, epoch: int, train_loss: float, test_loss: float) -> None:
        """Adds one row, in constant time on average."""
        if self._count == len(self._buffer):
            self._take(self._buffer[: self._count])
        self._buffer[self._count] = epoch, train_loss, test_loss
        self._count += 1
        if self._count > MOST_ROWS:
            self._take(thinned(self._buffer[: self._count]))

    def rows(self) -> FloatArray:
        """The rows so far, (n, 3), as a read-only view."""
        return read_only(self._buffer[: self._count])


def thinned(rows: FloatArray) -> FloatArray:
    """The rows (n, 3) themselves if they are at most MOST_ROWS, otherwise a thinner choice of them.

    The newest stay, and the first. The epochs before are cut into stretches of 1, 2, 4, 8... epochs, of each
    of which the rows with the least and the greatest loss stay, so that no spike is lost. Thinning what was
    thinned before chooses the same rows as thinning all at once.
    """
    if len(rows) <= MOST_ROWS:
        return rows
    old = rows[:-NEWEST_ROWS]
    stretch = _stretches(old[:, 0])
    kept = np.zeros(len(rows), bool)
    kept[0] = True
    kept[-NEWEST_ROWS:] = True
    for losses in (old[:, 1], old[:, 2]):
        kept[: len(old)] |= _firsts(losses, np.minimum, stretch) | _firsts(losses, np.maximum, stretch)
    return rows[kept]


def _stretches(epochs: FloatArray) -> IntArray:
    """The number of the stretch that each epoch (n,), in rising order, lies in: 0, 1, 2..."""
    length = 1.0
    while epochs[-1] // length - epochs[0] // length >= STRETCHES:
        length *= 2.0
    return np.cumsum(np.diff(epochs // length, prepend=epochs[0] // length) != 0)


def _firsts(losses: FloatArray, extreme: np.ufunc, stretch: IntArray) -> BoolArray:
    """Marks the first row of each stretch that has its extreme loss; none where losses are NaN."""
    starts = np.flatnonzero(np.diff(stretch, prepend=-1))
    places = np.flatnonzero(losses == extreme.reduceat(losses, starts)[stretch])
    first = np.diff(stretch[places], prepend=-1) != 0
    marks = np.zeros(len(losses), bool)
    marks[places[first]] = True
    return marks
