"""Tables of flags, 64 to a number: what neurons do at many places at once, in few operations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.arrays import BoolArray, ComplexArray, IntArray, places

Words = NDArray[np.uint64]
"""(rows, words): row r has the flags of place r; flag k is bit k % 64 of word k // 64. Unused bits are 0."""

WORD = 64
BYTES = 8

ALL_BYTES = np.unpackbits(np.arange(256, dtype=np.uint8)[np.newaxis], axis=0, bitorder="little")
"""(8, 256): the flags of every byte that there is."""


def pack(flags: BoolArray) -> Words:
    """Flags (rows, n) as words."""
    packed = np.packbits(flags, axis=1, bitorder="little")
    width = BYTES * -(-flags.shape[1] // WORD)
    if packed.shape[1] != width:
        padded = np.zeros((len(packed), width), np.uint8)
        padded[:, : packed.shape[1]] = packed
        packed = padded
    return packed.view(np.uint64)


def unpack(words: Words, n: int) -> BoolArray:
    """The flags (rows, n) of the words."""
    if not words.size:
        return np.zeros((len(words), n), np.bool_)
    flat = np.ascontiguousarray(words).view(np.uint8)
    return np.unpackbits(flat, axis=1, count=n, bitorder="little").view(np.bool_)


def flags_set(words: Words) -> tuple[IntArray, IntArray]:
    """Where flags are set: (rows, columns), by row and then by column. Costs little where few are."""
    width = words.shape[1]
    flat = words.ravel()
    used = places(flat)
    found = places(np.unpackbits(flat[used].view(np.uint8), bitorder="little").view(np.bool_))
    place = used[found // WORD]
    if width == 1:
        return place, found % WORD
    return place // width, place % width * WORD + found % WORD


def sums_of_set(words: Words, values: ComplexArray) -> ComplexArray:
    """(rows,): for each row, the sum of the values (n,) of its flags that are set.

    A byte at a time, whose sum is looked up among those of all bytes: nothing is unpacked.
    """
    padded = np.zeros(8 * -(-len(values) // 8), np.complex128)
    padded[: len(values)] = values
    tables = padded.reshape(-1, 8) @ ALL_BYTES
    sums = np.zeros(len(words), np.complex128)
    for table, byte in zip(tables, words.view(np.uint8).T, strict=False):
        sums += table.take(byte)
    return sums


def unit_rows(n: int) -> Words:
    """(n, words): row k has flag k alone."""
    return pack(np.eye(n, dtype=np.bool_))
