"""The window opens and pictures are drawn as asked, or one sentence says why not."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import reluviz
from reluviz import cli
from reluviz.ui import choices
from reluviz.ui.theme import THEMES
from tests.cli.commands import command, fails, written


def test_without_a_command_the_window_opens(drawn: list[tuple[Any, ...]]) -> None:
    assert cli.main([]) == 0
    [(session, path, log)] = drawn
    assert session.network.hidden == (3,)
    assert (path, log) == (None, None)


def test_a_file_and_a_log_are_handed_to_the_window(
    session_file: Path, tmp_path: Path, drawn: list[tuple[Any, ...]]
) -> None:
    log = tmp_path / "frames.jsonl"
    assert cli.main([str(session_file), "--perf-log", str(log)]) == 0
    [(session, *others)] = drawn
    assert session.network.to_dict() == reluviz.load(session_file).network.to_dict()
    assert others == [session_file, log]


def test_a_log_that_cannot_be_written_is_told_before_the_window_opens(
    tmp_path: Path, drawn: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no/frames" in fails(["--perf-log", str(tmp_path / "no" / "frames")], capsys)
    assert drawn == []


def test_render_draws_the_file_as_asked(
    session_file: Path, tmp_path: Path, drawn: list[tuple[Any, ...]]
) -> None:
    out = tmp_path / "out.svg"
    options = ["--size", "800x600", "--theme", "projector", "--view", "sum"]
    assert cli.main(["render", str(session_file), "-o", str(out), *options]) == 0
    [(session, path, how)] = drawn
    assert session.network.to_dict() == reluviz.load(session_file).network.to_dict()
    assert path == out
    assert how == {"size": (800, 600), "theme": "projector", "view": "sum"}


def test_render_without_a_file_draws_the_first_start(tmp_path: Path, drawn: list[tuple[Any, ...]]) -> None:
    assert cli.main(["render", "-o", str(tmp_path / "out.png")]) == 0
    [(session, _, how)] = drawn
    assert session.network.shape == (2, 3, 1)
    assert how == {"size": (1600, 900), "theme": "light", "view": "window"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-o", "out.bmp"], ".png, .svg or .pdf"),
        (["-o", "out"], ".png, .svg or .pdf"),
        (["-o", "no/out.png"], "no/out.png: the folder"),
        (["-o", "out.png", "--size", "800"], "1600x900"),
        (["-o", "out.png", "--size", "0x600"], "1 to 16384"),
        (["-o", "out.png", "--size", "8x"], "1600x900"),
        (["-o", "out.png", "--size", "99999x99999"], "1 to 16384"),
        (["-o", "out.png", "--theme", "pink"], "pink"),
        (["-o", "out.png", "--view", "tower"], "tower"),
        (["missing.reluviz", "-o", "out.png"], "missing.reluviz: there is no such file"),
    ],
)
def test_render_refuses_what_it_cannot_draw(
    options: list[str], words: str, drawn: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(["render", *options], capsys)
    assert drawn == []


@pytest.mark.parametrize("arguments", [[], ["render", "-o", "out.png"]])
@pytest.mark.parametrize(
    ("layers", "fault"),
    [
        ([{"W": [[1e200, 0]], "b": [0]}, {"W": [[1e200]], "b": [0]}], "layer 1: its values on this box"),
        ([{"W": [[1, 0]], "b": [0]}, {"W": [[1e308]], "b": [0]}], "layer 2: its values on this box"),
        ([{"W": [[1, 0]], "b": [0]}], "a session needs a network with at least one hidden layer"),
    ],
)
def test_a_network_that_cannot_be_drawn_is_told_by_file_and_fault(
    arguments: list[str],
    layers: object,
    fault: str,
    tmp_path: Path,
    drawn: list[tuple[Any, ...]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = written(tmp_path / "odd.json", {"layers": layers})
    assert f"odd.json: {fault}" in fails([*arguments, str(path)], capsys)
    assert drawn == []


def test_what_the_commands_offer_is_what_the_window_knows() -> None:
    assert tuple(THEMES) == choices.THEMES


def test_missing_qt_libraries_are_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui")

    monkeypatch.setattr("importlib.import_module", missing)
    assert "drawing needs Qt, which cannot be loaded: libEGL.so.1" in fails([], capsys)


def test_a_word_that_is_no_command_and_no_file_is_told_as_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such file, nor a command" in fails(["trian"], capsys)


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")])
def test_a_picture_is_drawn_without_a_display(net: Path, tmp_path: Path, name: str, start: bytes) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    out = tmp_path / name
    options = ("-o", str(out), "--view", "partition", "--size", "320x200")
    run = command("render", str(net), *options, env=environment)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert out.read_bytes().startswith(start)
