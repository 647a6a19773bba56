"""Commands run as a person would, and what one may expect of every one that fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reluviz import cli

SQUARE = {
    "activation": "relu",
    "slope": 0.01,
    "layers": [{"W": [[1, 0], [0, 1]], "b": [0, 0]}, {"W": [[1, 1]], "b": [-1]}],
}
"""Two folds, the axes: four regions on every box around the origin."""


def written(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document))
    return path


def fails(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 2) -> str:
    """Runs a command that must fail in one line; returns the line."""
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == "" or code == 1
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("reluviz: ")
    return captured.err


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reluviz", *arguments], capture_output=True, text=True, check=False, **options
    )


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has imported after running `code`."""
    script = f"import sys\n{code}\nsys.stderr.write(chr(10).join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stderr.split())
