"""Where the shipped files (fonts, icons) lie: inside the installed package, beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent
    candidates = (package / "resources", package.parent / "resources")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"reluviz is not completely installed: {candidates[0]} is missing")


def asset(*parts: str) -> Path:
    """The path of one shipped file, e.g. `asset("icons", "play.svg")`.

    Raises FileNotFoundError, naming the file, when it is not there.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"reluviz is not completely installed: {path} is missing")
    return path
