"""The commands: what they print and write, and that every fault is one line on stderr and exit code 2."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import reluviz
from reluviz import cli

REFERENCE = Path(__file__).parent / "reference" / "partition"
SQUARE = {
    "activation": "relu",
    "slope": 0.01,
    "layers": [{"W": [[1, 0], [0, 1]], "b": [0, 0]}, {"W": [[1, 1]], "b": [-1]}],
}
SUMMARY = ("regions", "vertices", "edges", "area", "boundary_length")


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """Two folds, the axes: four regions on every box around the origin."""
    return written(tmp_path / "net.json", SQUARE)


@pytest.fixture
def session_file(tmp_path: Path) -> Path:
    path = tmp_path / "start.reluviz"
    assert cli.main(["new", "-o", str(path), "--points", "40", "--hidden", "4"]) == 0
    return path


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


# -- partition ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(REFERENCE.glob("*.json")), ids=lambda file: file.stem)
def test_partition_counts_what_the_reference_counts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect = json.loads(file.read_text())["expect"]
    assert cli.main(["partition", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert tuple(found) == SUMMARY
    for key in ("regions", "vertices", "edges"):
        assert found[key] == expect.get(key, found[key])
    assert found["area"] == pytest.approx(expect.get("total_area", found["area"]), rel=1e-9)
    length = expect.get("decision_boundary_length", found["boundary_length"])
    assert found["boundary_length"] == pytest.approx(length, rel=1e-9)


def test_there_are_reference_networks_to_count() -> None:
    assert len(list(REFERENCE.glob("*.json"))) >= 20


def test_partition_takes_the_box_from_the_command_then_the_file_then_six(
    net: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def area(*arguments: str) -> float:
        assert cli.main(["partition", *arguments, "--json"]) == 0
        return float(json.loads(capsys.readouterr().out)["area"])

    boxed = written(tmp_path / "boxed.json", {**SQUARE, "box": [-1, 1, -2, 2]})
    assert area(str(net)) == pytest.approx(144)
    assert area(str(boxed)) == pytest.approx(8)
    assert area(str(boxed), "--box", "-1", "3", "-1", "0") == pytest.approx(4)
    assert area(str(boxed), "--box", "-1e-1", "1e-1", "-.5", "+.5") == pytest.approx(0.2)


def test_partition_prints_a_table_for_people(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["partition", str(net)]) == 0
    lines = [line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [name for name, _ in lines] == [key.replace("_", " ") for key in SUMMARY]
    assert dict(lines)["regions"] == "4"


def test_partition_of_a_session_is_that_of_its_network(
    session_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["partition", str(session_file), "--json"]) == 0
    network = reluviz.load(session_file).network
    expected = reluviz.partition(network, box=(-6, 6, -6, 6)).n_regions
    assert json.loads(capsys.readouterr().out)["regions"] == expected


@pytest.mark.parametrize(
    ("box", "words"),
    [
        (["1", "-1", "-1", "1"], "net.json: "),
        (["-1", "1", "0", "0"], "net.json: "),
        (["-1", "1", "-1", "nan"], "net.json: "),
        (["-1", "1", "-1", "-inf"], "net.json: "),
        (["-1", "1", "-1", "x"], "--box"),
        (["-1", "1", "-1"], "--box"),
    ],
)
def test_partition_refuses_a_box_that_is_none(
    net: Path, box: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(["partition", str(net), "--box", *box], capsys)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layers": []}, "layers is empty"),
        ({"layers": [{"W": [[1, 2, 3]], "b": [0]}]}, "2"),
        ({"layers": [{"W": [[1, 0]], "b": [0, 1]}]}, "layer 1: b has 2 values but W has 1 rows"),
        (
            {"layers": [{"W": [[1, 0], [0, 1]], "b": [0, 0]}, {"W": [[1, 1, 1]], "b": [0]}]},
            "layer 2: W has 3 columns but layer 1 has 2 neurons",
        ),
        ({"layers": [{"W": [[1, 0]], "b": [True]}]}, "layer 1: b must hold numbers, not true or false"),
        ({"layers": [{"W": [[1, 10**400]], "b": [1]}]}, "layer 1: W holds a number that is not finite"),
        ({"activation": "swish"}, 'not the text "swish"'),
        ({"layers": [{"W": [[1, 0]]}]}, 'layer 1 has no "b"'),
        ({"box": [1, 0, 0, 1]}, "xmin < xmax"),
    ],
)
def test_a_broken_network_is_told_in_one_sentence_naming_the_file(
    tmp_path: Path, change: dict[str, Any], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = fails(["partition", str(written(tmp_path / "bad.json", {**SQUARE, **change}))], capsys)
    assert "bad.json: " in line
    assert words in line


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


# -- new ------------------------------------------------------------------------------------------------


def test_new_writes_the_session_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.reluviz"
    options = (
        "--dataset spiral --hidden 8,4 --activation leaky_relu --seed 5 --noise 0.1 --points 60 "
        "--train-share 0.75 --output linear --loss logistic --optimizer adam --learning-rate 1e-2 --batch 7"
    )
    assert cli.main(["new", "-o", str(path), *options.split()]) == 0
    session = reluviz.load(path)
    twin = reluviz.Session.new(
        dataset="spiral",
        hidden=(8, 4),
        activation="leaky_relu",
        seed=5,
        noise=0.1,
        points=60,
        train_share=0.75,
        output="linear",
        loss="logistic",
        optimizer="adam",
        learning_rate=0.01,
        batch=7,
    )
    assert session.network.to_dict() == twin.network.to_dict()
    assert np.array_equal(session.data.train_x, twin.data.train_x)
    assert session.setup == twin.setup
    assert capsys.readouterr() == ("", "")


def test_new_without_options_writes_the_default_session(tmp_path: Path) -> None:
    assert cli.main(["new", "-o", str(tmp_path / "a.reluviz")]) == 0
    assert reluviz.load(tmp_path / "a.reluviz").network.to_dict() == reluviz.Session.new().network.to_dict()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--dataset", "square"], "square"),
        (["--hidden", "8,x"], "--hidden"),
        (["--hidden", ""], "--hidden"),
        (["--hidden", "0"], "neurons"),
        (["--hidden", "-3"], "neurons"),
        (["--activation", "swish"], "swish"),
        (["--seed", "-1"], "seed"),
        (["--seed", "1.5"], "--seed"),
        (["--learning-rate", "-1e-3"], "learning"),
        (["--learning-rate", "nan"], "learning"),
        (["--batch", "0"], "batch"),
        (["--points", "1000000000000"], "points"),
        (["--train-share", "2"], "train_share"),
        (["--see", "3"], "unrecognized"),
    ],
)
def test_new_refuses_an_option_that_makes_no_sense(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(["new", "-o", str(tmp_path / "a.reluviz"), *options], capsys)
    assert not (tmp_path / "a.reluviz").exists()


@pytest.mark.parametrize("name", ["new", "train", "render", "partition"])
def test_what_a_command_needs_is_named_when_it_is_missing(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = fails([name], capsys)
    assert "required" in line
    assert f"reluviz {name} --help" in line


# -- train ----------------------------------------------------------------------------------------------


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
    assert "#" * cli.Bar.WIDTH in shown
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


def test_too_little_memory_is_told_in_one_line(
    net: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("reluviz.core.partition.partition", exhausted)
    assert "memory" in fails(["partition", str(net)], capsys)


# -- the window and pictures ----------------------------------------------------------------------------


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


def test_without_a_command_the_window_opens(drawn: list[tuple[Any, ...]]) -> None:
    assert cli.main([]) == 0
    assert drawn == [(None, None)]


def test_a_file_and_a_log_are_handed_to_the_window(
    session_file: Path, tmp_path: Path, drawn: list[tuple[Any, ...]]
) -> None:
    log = tmp_path / "frames.jsonl"
    assert cli.main([str(session_file), "--perf-log", str(log)]) == 0
    assert drawn == [(session_file, log)]


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
        (["-o", "out.bmp"], ".png, .svg, .pdf"),
        (["-o", "out"], ".png, .svg, .pdf"),
        (["-o", "no/out.png"], "no/out.png: the folder"),
        (["-o", "out.png", "--size", "800"], "1600x900"),
        (["-o", "out.png", "--size", "0x600"], "1 to 16384"),
        (["-o", "out.png", "--size", "8x"], "1600x900"),
        (["-o", "out.png", "--size", "99999x99999"], "1 to 16384"),
        (["-o", "out.png", "--theme", "pink"], "pink"),
        (["-o", "out.png", "--view", "curve"], "curve"),
        (["missing.reluviz", "-o", "out.png"], "missing.reluviz: there is no such file"),
    ],
)
def test_render_refuses_what_it_cannot_draw(
    options: list[str], words: str, drawn: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(["render", *options], capsys)
    assert drawn == []


def test_missing_qt_libraries_are_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui")

    monkeypatch.setattr("importlib.import_module", missing)
    assert "drawing needs Qt, which cannot be loaded: libEGL.so.1" in fails([], capsys)


def test_a_word_that_is_no_command_and_no_file_is_told_as_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such file, nor a command" in fails(["trian"], capsys)


# -- as a program ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")])
def test_a_picture_is_drawn_without_a_display(net: Path, tmp_path: Path, name: str, start: bytes) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    out = tmp_path / name
    options = ("-o", str(out), "--view", "partition", "--size", "320x200")
    run = command("render", str(net), *options, env=environment)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert out.read_bytes().startswith(start)


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
