"""Files to give to commands, and a window that is not opened."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reluviz import cli
from tests.cli.commands import SQUARE, written


@pytest.fixture
def net(tmp_path: Path) -> Path:
    return written(tmp_path / "net.json", SQUARE)


@pytest.fixture
def session_file(tmp_path: Path) -> Path:
    path = tmp_path / "start.reluviz"
    assert cli.main(["new", "-o", str(path), "--points", "40", "--hidden", "4"]) == 0
    return path


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the ui was asked to do, instead of doing it."""
    calls: list[tuple[Any, ...]] = []
    app, export = ModuleType("reluviz.ui.app"), ModuleType("reluviz.ui.export")

    def run(*arguments: Any) -> int:
        calls.append(arguments)
        return 0

    def render(*arguments: Any, **options: Any) -> None:
        calls.append((*arguments, options))

    app.__dict__["run"], export.__dict__["render"] = run, render
    monkeypatch.setitem(sys.modules, "reluviz.ui.app", app)
    monkeypatch.setitem(sys.modules, "reluviz.ui.export", export)
    return calls
