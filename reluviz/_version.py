"""The version, said once: the package, the wheel and `reluviz --version` read it here."""

from __future__ import annotations

__version__ = "0.1.0"
