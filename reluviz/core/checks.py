"""Checks of single values: what is wrong is told in one sentence that names the value."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from numbers import Real
from typing import Any


def known(what: str, name: object, names: Iterable[str]) -> str:
    """`name`, which must be one of `names`. Raises ValueError listing them."""
    choices = list(names)
    if not isinstance(name, str) or name not in choices:
        raise ValueError(f"unknown {what} {name!r}; known are {', '.join(choices)}")
    return name


def whole(what: str, value: Any) -> int:
    """`value` as an int. Raises ValueError, naming `what` it is, for anything that is not a whole number."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{what} must be a whole number, not {value!r}") from None


def real(what: str, value: Any) -> float:
    """`value` as a float, which may not be finite. Raises ValueError, naming `what` it is, for any other."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{what} must be a number, not {value!r}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{what} is too large") from None
