"""As a program: every fault is one line on stderr and exit code 2, and nothing is loaded in vain."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import reluviz
from reluviz import cli
from tests.cli.commands import command, fails, loaded_by


@pytest.mark.parametrize("name", ["new", "render", "partition", "train"])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([name, "--help"])
    assert caught.value.code == 0
    assert f"usage: reluviz {name}" in capsys.readouterr().out


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in cli.COMMANDS)
    assert "--perf-log" in text


@pytest.mark.parametrize("name", ["new", "train", "render", "partition"])
def test_what_a_command_needs_is_named_when_it_is_missing(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = fails([name], capsys)
    assert "required" in line
    assert f"reluviz {name} --help" in line


def test_too_little_memory_is_told_in_one_line(
    net: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("reluviz.core.partition.partition", exhausted)
    assert "memory" in fails(["partition", str(net)], capsys)


def make_empty(path: Path) -> None:
    path.write_text("")


def make_cut_short(path: Path) -> None:
    path.write_text('{"activation": "relu", "layers": [')


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: None, "there is no such file"),
        (Path.mkdir, "is a directory, not a file"),
        (make_empty, "the file is empty"),
        (make_cut_short, "is not valid JSON"),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["partition"]])
def test_a_bad_file_is_one_sentence_and_exit_code_2(
    tmp_path: Path, arguments: list[str], make: Callable[[Path], object], fault: str
) -> None:
    make(tmp_path / "bad.json")
    run = command(*arguments, "bad.json", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith(f"reluviz: bad.json: {fault}")
    assert run.stderr.count("\n") == 1


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    run = command("--version")
    assert (run.returncode, run.stdout) == (0, f"reluviz {reluviz.__version__}\n")


def test_a_reader_that_has_gone_is_no_error(net: Path) -> None:
    script = f'"{sys.executable}" -m reluviz partition "{net}" --json; echo $? >&2'
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(["sh", "-c", script], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert run.stderr.strip() == str(cli.PIPE_CLOSED)


def test_a_full_disk_behind_stdout_is_told_in_one_line(net: Path) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "reluviz", "partition", str(net)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert run.stderr == "reluviz: the output: no space left on device\n"


def test_version_and_help_load_neither_numpy_nor_qt() -> None:
    code = "from reluviz import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass"
    assert not {"numpy", "PySide6", "pyqtgraph"} & loaded_by(code)


@pytest.mark.parametrize("name", ["new", "render", "partition", "train"])
def test_the_help_of_a_command_loads_no_qt(name: str) -> None:
    code = f"from reluviz import cli\ntry: cli.main(['{name}', '--help'])\nexcept SystemExit: pass"
    heavy = {"PySide6", "pyqtgraph"} if name == "new" else {"numpy", "PySide6", "pyqtgraph"}
    assert not heavy & loaded_by(code)


def test_counting_regions_and_training_load_no_qt(net: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.reluviz"
    code = (
        f"from reluviz import cli\ncli.main(['partition', {str(net)!r}])\n"
        f"cli.main(['train', {str(net)!r}, '--epochs', '1', '-o', {str(out)!r}])"
    )
    modules = loaded_by(code)
    assert "numpy" in modules
    assert not {"PySide6", "pyqtgraph"} & modules


def test_one_blas_thread_is_asked_for_before_numpy_is_loaded(net: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
    code = (
        "import os, sys\nfrom reluviz import cli\nassert 'numpy' not in sys.modules\n"
        f"cli.main(['partition', {str(net)!r}])\nassert os.environ['OPENBLAS_NUM_THREADS'] == '1'"
    )
    subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
