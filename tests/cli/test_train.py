"""`reluviz train` writes the trained session and tells how it went."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import reluviz
from reluviz import cli
from reluviz.bar import Bar
from tests.cli.commands import fails


def test_train_writes_the_trained_session_and_tells_how_it_went(
    session_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "trained.reluviz"
    assert cli.main(["train", str(session_file), "--epochs", "30", "-o", str(out), "--json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert tuple(found) == ("epochs", "train_loss", "test_loss", "epochs_per_second")
    assert captured.err == ""
    trained = reluviz.load(out)
    assert (found["epochs"], trained.progress.epoch) == (30, 30)
    assert found["epochs_per_second"] > 0
    assert [found["train_loss"], found["test_loss"]] == trained.progress.history[-1, 1:].tolist()
    assert found["train_loss"] < trained.progress.history[0, 1]


def test_a_new_session_with_one_input_is_trained_to_follow_its_target(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, out = tmp_path / "made.reluviz", tmp_path / "trained.reluviz"
    assert cli.main(["new", "-o", str(made), "--dataset", "sin", "--hidden", "8", "--points", "100"]) == 0
    assert cli.main(["train", str(made), "--epochs", "60", "-o", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    trained = reluviz.load(out)
    assert trained.network.shape == (1, 8, 1)
    assert found["train_loss"] < 0.1 * trained.progress.history[0, 1]


def test_training_in_two_goes_comes_to_the_same_as_in_one(session_file: Path, tmp_path: Path) -> None:
    half, two, one = (tmp_path / name for name in ("half.reluviz", "two.reluviz", "one.reluviz"))
    assert cli.main(["train", str(session_file), "--epochs", "4", "-o", str(half)]) == 0
    assert cli.main(["train", str(half), "--epochs", "4", "-o", str(two)]) == 0
    assert cli.main(["train", str(session_file), "--epochs", "8", "-o", str(one)]) == 0
    assert two.read_bytes() == one.read_bytes()


def test_train_may_write_over_the_file_it_read(session_file: Path) -> None:
    assert cli.main(["train", str(session_file), "--epochs", "2", "-o", str(session_file)]) == 0
    assert reluviz.load(session_file).progress.epoch == 2


def test_a_terminal_shows_a_progress_bar_that_leaves_nothing_behind(
    session_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.main(["train", str(session_file), "--epochs", "5", "-o", str(tmp_path / "a.reluviz")]) == 0
    shown = terminal.getvalue()
    assert "5/5 epochs" in shown
    assert "#" * Bar.WIDTH in shown
    assert "\n" not in shown
    assert shown.endswith("\r\x1b[K")
    assert "epochs per second" in capsys.readouterr().out


def test_a_run_that_diverges_is_told_and_its_last_finite_state_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start, out = tmp_path / "wild.reluviz", tmp_path / "out.reluviz"
    options = ["--output", "linear", "--learning-rate", "1e9", "--points", "40"]
    assert cli.main(["new", "-o", str(start), *options]) == 0
    line = fails(["train", str(start), "--epochs", "500", "-o", str(out), "--json"], capsys, code=1)
    assert "learning rate" in line
    trained = reluviz.load(out)
    assert all(np.isfinite(W).all() for W in trained.network.weights)


@pytest.mark.parametrize("epochs", ["0", "-5", "x", "1.5"])
def test_train_refuses_a_number_of_epochs_that_is_none(
    session_file: Path, epochs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = fails(["train", str(session_file), "--epochs", epochs, "-o", "x.reluviz"], capsys)
    assert "at least 1" in line


def test_an_output_that_cannot_be_written_is_told_before_the_work_begins(
    session_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("trained although the result cannot be written")

    monkeypatch.setattr("reluviz.session.training.train", never)
    for out in (tmp_path, tmp_path / "no" / "a.reluviz"):
        line = fails(["train", str(session_file), "--epochs", "5", "-o", str(out)], capsys)
        assert str(out) in line


def test_an_interrupted_run_ends_quietly_and_writes_nothing(
    session_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reluviz.session.training.train", interrupt)
    out = tmp_path / "a.reluviz"
    assert "interrupted" in fails(
        ["train", str(session_file), "--epochs", "5", "-o", str(out)], capsys, code=cli.INTERRUPTED
    )
    assert not out.exists()
