"""Checked reading of JSON values: a file is believed only after types, ranges and shapes were looked at.

`where` names the place in the file ("layer 2: W"); every fault is a ValueError of one sentence about it.
JSON's own words are used for types, since the reader of the sentence looks at the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

_NAMES = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
_NUMBERS = {int, float}


def parse(text: str) -> Any:
    """The value of a JSON text; the literals NaN and Infinity, which are no JSON, are refused."""
    if not text.strip():
        raise ValueError("the file is empty")
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_integer)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"is not valid JSON: {error.msg} ({place})") from error
    except RecursionError as error:
        raise ValueError("is nested too deeply to be one of ours") from error


def _refuse(literal: str) -> NoReturn:
    raise ValueError(f"holds {literal}, but every number must be finite")


def _integer(literal: str) -> float:
    """Python refuses to read integers of thousands of digits; no float64 comes near one of 400."""
    return int(literal) if len(literal) < 400 else math.inf


def kind(value: object) -> str:
    """What a JSON value is, in words: "a list", "null", "the number 3"."""
    if type(value) in _NUMBERS:
        return f"the number {_short(repr(value))}"
    if isinstance(value, str):
        return f"the text {_short(json.dumps(value))}"
    return _NAMES.get(type(value), type(value).__name__)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:36]}..."


def members(value: object, where: str) -> dict[str, Any]:
    """`value` as a JSON object."""
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be an object, not {kind(value)}")
    return value


def member(obj: dict[str, Any], key: str, where: str = "") -> Any:
    """The value of `key`, which must be there."""
    if key not in obj:
        raise ValueError(f'{where or "the file"} has no "{key}"')
    return obj[key]


def items(value: object, where: str, length: int | None = None) -> list[Any]:
    """`value` as a list, of `length` items if that is given."""
    if not isinstance(value, list):
        raise ValueError(f"{where} must be a list, not {kind(value)}")
    if length is not None and len(value) != length:
        raise ValueError(f"{where} must have {length} items, not {len(value)}")
    return value


def number(value: object, where: str) -> float:
    """`value` as a finite number."""
    if type(value) not in _NUMBERS:
        raise ValueError(f"{where} must be a number, not {kind(value)}")
    try:
        result = float(value)  # type: ignore[arg-type]
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise ValueError(f"{where} must be a finite number")
    return result


def whole(value: object, where: str, least: int = 0, most: float = math.inf) -> int:
    """`value` as a whole number from `least` to `most`."""
    if type(value) is not int:
        raise ValueError(f"{where} must be a whole number, not {kind(value)}")
    if value < least:
        raise ValueError(f"{where} must be at least {least}, not {_short(repr(value))}")
    if value > most:
        raise ValueError(f"{where} must be at most {most:.0f}, not {_short(repr(value))}")
    return value


def choice(value: object, where: str, known: Iterable[str]) -> str:
    """`value` as one of the `known` names."""
    names = list(known)
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{where} must be one of {', '.join(names)}, not {kind(value)}")
    return value


def vector(value: object, where: str) -> NDArray[np.float64]:
    """A list of finite numbers as (n,) float64."""
    _plain_numbers(items(value, where), where)
    return _finite(value, where)


def vector_with_gaps(value: object, where: str) -> NDArray[np.float64]:
    """Like `vector`, but null, which stands for what does not exist, becomes NaN."""
    values = items(value, where)
    array = vector([0.0 if entry is None else entry for entry in values], where)
    array[[entry is None for entry in values]] = math.nan
    return array


def matrix(value: object, where: str, columns: int | None = None) -> NDArray[np.float64]:
    """A list of equally long lists of finite numbers as (n, columns) float64."""
    rows = items(value, where)
    for place, row in enumerate(rows, start=1):
        _plain_numbers(items(row, f"{where}, row {place}", columns), f"{where}, row {place}")
        if columns is None:
            columns = len(row)
    return _finite(rows, where).reshape(len(rows), columns or 0)


def _plain_numbers(row: Sequence[object], where: str) -> None:
    if not set(map(type, row)) <= _NUMBERS:
        wrong = next(value for value in row if type(value) not in _NUMBERS)
        raise ValueError(f"{where} must hold numbers, not {kind(wrong)}")


def _finite(value: object, where: str) -> NDArray[np.float64]:
    try:
        array = np.array(value, dtype=np.float64)
    except OverflowError:
        array = np.array(math.inf)
    if not np.isfinite(array).all():
        raise ValueError(f"{where} holds a number that is not finite")
    return array
