"""A growing curve, thinned to what a plot of a few hundred pixels can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A curve of more points is cut into this many to twice as many stretches.
STRETCHES = 128


class Envelope:
    """Keeps the least and the greatest point of each stretch of a curve, so that no spike is lost.

    Stretches are 1, 2, 4, 8... points long: as the curve grows, neighbours are joined, only what is new is
    looked at, and what has been drawn stays where it is.
    """

    def __init__(self) -> None:
        self._restart()

    def _restart(self) -> None:
        self._length = 1
        self._kept = np.empty((0, 2, 2))
        self._ends = b"", b""
        self._count = 0

    def points(self, curve: NDArray[np.float64]) -> NDArray[np.float64]:
        """The points (m, 2) to draw for `curve` (n, 2), in its order; m is at most 4·STRETCHES + 4.

        A curve that goes on where the last one ended costs only its new points; any other is taken up afresh.
        """
        if not self._continues(curve):
            self._restart()
        self._count = len(curve)
        self._ends = (curve[0].tobytes(), curve[-1].tobytes()) if len(curve) else (b"", b"")
        if len(curve) <= 2 * STRETCHES:
            return curve
        self._lengthen(len(curve))
        self._append(curve)
        rest = curve[len(self._kept) * self._length :]
        tail = extremes(rest[None])[0] if len(rest) else rest
        return np.concatenate([curve[:1], self._kept.reshape(-1, 2), tail, curve[-1:]])

    def _continues(self, curve: NDArray[np.float64]) -> bool:
        if not 0 < self._count <= len(curve):
            return False
        return (curve[0].tobytes(), curve[self._count - 1].tobytes()) == self._ends

    def _lengthen(self, n: int) -> None:
        while n // self._length > 2 * STRETCHES:
            pairs = self._kept[: len(self._kept) // 2 * 2].reshape(-1, 4, 2)
            self._kept = extremes(pairs)
            self._length *= 2

    def _append(self, curve: NDArray[np.float64]) -> None:
        start, end = len(self._kept) * self._length, len(curve) // self._length * self._length
        if end > start:
            fresh = extremes(curve[start:end].reshape(-1, self._length, 2))
            self._kept = np.concatenate([self._kept, fresh])


def extremes(stretches: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least and the greatest point (k, 2, 2) of each of `stretches` (k, m, 2), in their order."""
    values = stretches[..., 1]
    places = np.stack([values.argmin(axis=1), values.argmax(axis=1)], axis=1)
    return np.take_along_axis(stretches, np.sort(places, axis=1)[..., None], axis=1)
