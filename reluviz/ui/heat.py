"""Heat maps: from values to pixels, and the scale on which they are shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The share of a picture that is not in full colour: a few extreme corners shall not fade all the rest.
FULL_COLOUR_FROM = 0.85
#: A scale is kept until values need one this much larger or smaller: it stands still in small drags.
_GROW, _SHRINK = 1.3, 0.7
_NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_EVERY = 3
#: A range of counts may be so much wider than it needs to be.
_ROOM = 4
#: What is smaller counts as nothing: its reciprocal would leave floating point.
_LEAST = 1e-300


def typical_size(values: NDArray[np.floating[Any]]) -> float:
    """The size that most of (..., rows, columns) `values` stay below; the largest one where most are 0."""
    sizes = np.abs(values[..., ::_EVERY, ::_EVERY]).ravel()
    place = int(FULL_COLOUR_FROM * (len(sizes) - 1))
    size = float(np.partition(sizes, place)[place])
    return size if size > 0 else float(sizes.max())


def nice(value: float) -> float:
    """The smallest round number not below `value` (1 where there is none: next to 0, or not finite)."""
    if not (_LEAST < value < math.inf):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    return next(step for step in _NICE if step * decade >= value * (1 - 1e-9)) * decade


class HeatScale:
    """The value shown in full colour: round, above 0, and steady while values change a little."""

    def __init__(self) -> None:
        self._scale: float | None = None

    def follow(self, size: float) -> float:
        """The scale for values of this typical size; 1 where all are 0."""
        if self._scale is None or not self._scale * _SHRINK <= size <= self._scale * _GROW:
            self._scale = nice(size)
        return self._scale


class CountRange:
    """The counts that have the first and the last colour: round about those there are, and steady."""

    def __init__(self) -> None:
        self._range = (0, -1)

    def follow(self, low: int, high: int) -> tuple[int, int]:
        """The range for counts from `low` to `high`."""
        first, last = self._range
        if low < first or high > last or last - first > 2 * (high - low) + _ROOM:
            slack = (high - low) // 8
            self._range = max(0, low - slack), high + slack
        return self._range


def heat_pixels(
    values: NDArray[np.floating[Any]], scale: float, table: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Pixels, of the shape of `values`, in the 511 colours of `table`; full colour from `scale` on."""
    with np.errstate(over="ignore", invalid="ignore"):
        index = values / scale
        index *= 255.0
    # Unlike clip these let nothing through that is not a number.
    np.fmin(index, 255.0, out=index)
    np.fmax(index, -255.0, out=index)
    index += 255.5  # so that cutting off the fraction rounds
    return table[index.astype(np.intp)]


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """(rows, columns) pixels, top row first, as an image with memory of its own."""
    rows, columns = pixels.shape
    memory = np.ascontiguousarray(pixels).data
    return QImage(memory, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
