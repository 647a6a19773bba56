"""Array types of the core, and how a value keeps its arrays to itself."""

from __future__ import annotations

import ctypes
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]

Scalar = TypeVar("Scalar", bound=np.generic)

SMALLEST = float(np.finfo(np.float64).tiny)
"""The smallest number worth dividing by; the tolerance from which doubling starts when it was 0."""

KEPT_MEMORY = 128 << 20
"""Bytes of freed memory that stay with the program, where the C library lets itself be told (glibc).

Else it gives memory back to the system as soon as a little is free, and to get it again page by page takes a
third to half of the time of a large partition.
"""


def _keep_freed_memory() -> None:
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library
        return
    trim_threshold, mmap_threshold = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h
    mallopt(trim_threshold, KEPT_MEMORY)
    mallopt(mmap_threshold, 32 << 20)  # the most it takes: larger blocks are given back at once


_keep_freed_memory()


class Memory(np.ndarray[Any, np.dtype[np.float64]]):
    """Float64 memory that this package allocated: `Memory(shape)`, not yet filled.

    It is handed out as `read_only` views alone, by whose base `frozen` knows it again: an array that is
    merely marked as read-only may still be changed by whoever made it.
    """


def read_only(memory: FloatArray) -> FloatArray:
    """The values of a Memory, or of a part of it, as a plain array that cannot be written through."""
    view = memory.view(np.ndarray)
    view.flags.writeable = False
    return view


def frozen(values: ArrayLike) -> FloatArray:
    """A read-only, C-contiguous float64 array with these values, which nobody else can change.

    An array that was made here is returned as it is, so that edited networks share the layers they did not
    touch; anything else is copied.

    Raises ValueError or TypeError where NumPy cannot make numbers of `values`.
    """
    if isinstance(values, np.ndarray) and _is_ours(values):
        return values
    array = np.asarray(values, dtype=np.float64)
    memory = Memory(array.shape)
    memory[...] = array
    memory.flags.writeable = False  # so that not even its view can be made writable again
    return read_only(memory)


def _is_ours(array: NDArray[np.generic]) -> bool:
    flags = array.flags
    return type(array.base) is Memory and flags.c_contiguous and not flags.writeable


def places(flags: NDArray[np.generic]) -> IntArray:
    """The places at which flags (or numbers) in a row are not 0."""
    return flags.nonzero()[0]


def rows_of(table: NDArray[Scalar], places: IntArray) -> NDArray[Scalar]:
    """table[places], for a table of two dimensions: NumPy takes rows at a quarter of the cost or less."""
    return table.take(places, axis=0)


def offsets_of(sizes: IntArray) -> IntArray:
    """Where rows of these sizes begin when laid end to end, and where the last one ends."""
    offsets = np.zeros(len(sizes) + 1, np.intp)
    np.add.accumulate(sizes, out=offsets[1:])
    return offsets


def ragged(counts: IntArray) -> tuple[IntArray, IntArray]:
    """For rows of these lengths, laid end to end: the row of each entry, and its place within that row."""
    rows = np.arange(len(counts)).repeat(counts)
    within = np.arange(len(rows))
    within -= (np.add.accumulate(counts) - counts).repeat(counts)
    return rows, within
