"""Array types of the core, and how a value keeps its arrays to itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]

SMALLEST = float(np.finfo(np.float64).tiny)
"""The smallest number worth dividing by; the tolerance from which doubling starts when it was 0."""


def frozen(values: ArrayLike) -> FloatArray:
    """A read-only, C-contiguous float64 array with these values.

    An array that is already all of that and owns its memory is returned as it is, so that edited networks
    share the layers they did not touch; anything else is copied.

    Raises ValueError or TypeError where NumPy cannot make numbers of `values`.
    """
    if isinstance(values, np.ndarray) and _is_frozen(values):
        return values
    array = np.array(values, dtype=np.float64, order="C", copy=True)
    array.flags.writeable = False
    return array


def _is_frozen(array: NDArray[np.generic]) -> bool:
    flags = array.flags
    return array.dtype == np.float64 and flags.owndata and flags.c_contiguous and not flags.writeable


def places(flags: NDArray[np.generic]) -> IntArray:
    """The places at which flags (or numbers) in a row are not 0."""
    return flags.nonzero()[0]


def offsets_of(sizes: IntArray) -> IntArray:
    """Where rows of these sizes begin when laid end to end, and where the last one ends."""
    offsets = np.zeros(len(sizes) + 1, np.intp)
    sizes.cumsum(out=offsets[1:])
    return offsets


def ragged(counts: IntArray) -> tuple[IntArray, IntArray]:
    """For rows of these lengths, laid end to end: the row of each entry, and its place within that row."""
    rows = np.arange(len(counts)).repeat(counts)
    within = np.arange(len(rows))
    within -= (counts.cumsum() - counts).repeat(counts)
    return rows, within
