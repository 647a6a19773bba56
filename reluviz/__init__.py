"""Drag the folds of a ReLU network and watch the exact partition of its input follow.

The public names are imported when first used, so that `import reluviz` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reluviz._version import __version__
    from reluviz.core.arrangement import TooManyRegions
    from reluviz.core.network import Network
    from reluviz.core.partition import Partition, partition
    from reluviz.core.pieces import Pieces, pieces
    from reluviz.session.files import load, save
    from reluviz.session.session import Session
    from reluviz.session.training import train

__all__ = [
    "Network", "Partition", "Pieces", "Session", "TooManyRegions", "__version__",
    "load", "partition", "pieces", "save", "train",
]  # fmt: skip

_HOMES = {
    "Network": "reluviz.core.network",
    "Partition": "reluviz.core.partition",
    "Pieces": "reluviz.core.pieces",
    "Session": "reluviz.session.session",
    "TooManyRegions": "reluviz.core.arrangement",
    "__version__": "reluviz._version",
    "load": "reluviz.session.files",
    "partition": "reluviz.core.partition",
    "pieces": "reluviz.core.pieces",
    "save": "reluviz.session.files",
    "train": "reluviz.session.training",
}

if not TYPE_CHECKING:  # a type checker knows the names above and should report any other

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'reluviz' has no attribute {name!r}")
        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
