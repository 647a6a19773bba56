"""Start-up: with and without a display, errors nobody foresaw, and where messages go."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, qInstallMessageHandler, qWarning
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

import reluviz
from reluviz.session.files import load_drawable
from reluviz.session.session import Session
from reluviz.ui import app, messages
from reluviz.ui.settings import Settings
from reluviz.ui.window import MainWindow
from tests.ui.answers import Answers

OK = QMessageBox.StandardButton.Ok


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log goes in this test; hooks and handlers are put back after it."""
    folder = tmp_path / "data"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda kind: str(folder))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    before = list(messages.log.handlers)
    handler = qInstallMessageHandler(None)
    qInstallMessageHandler(handler)
    yield folder / "reluviz.log"
    qInstallMessageHandler(handler)
    for added in [h for h in messages.log.handlers if h not in before]:
        messages.log.removeHandler(added)
        added.close()
    messages.log.setLevel(logging.NOTSET)


@pytest.fixture
def started(
    log_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Callable[..., MainWindow]]:
    """Runs the program up to where it would wait for events; gives its window."""
    windows: list[MainWindow] = []

    def run(path: Path | None = None, perf_log: Path | None = None) -> MainWindow:
        before = set(QApplication.topLevelWidgets())
        session = Session.first() if path is None else load_drawable(path)
        assert app.run(session, path, perf_log) == 0
        (window,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w not in before
        ]
        windows.append(window)
        qtbot.addWidget(window)
        return window

    # The window would go at the end of run(), when nothing in Python holds it any more.
    monkeypatch.setattr(QApplication, "exec", lambda *_: windows_kept(windows))
    yield run
    windows.clear()


def windows_kept(windows: list[MainWindow]) -> int:
    windows.extend(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    return 0


# -- with a display -----------------------------------------------------------------------------------------


def test_a_start_without_a_file_shows_the_triangle(started: Callable[..., MainWindow]) -> None:
    window = started()
    assert window.isVisible()
    assert window.store.session.network.hidden == (3,)
    assert window.windowTitle().startswith("Untitled")


def test_a_start_with_a_session_has_its_name_in_the_title(
    started: Callable[..., MainWindow], tmp_path: Path
) -> None:
    path = tmp_path / "mine.reluviz"
    reluviz.save(Session.new("xor", hidden=(4,)), path)
    window = started(path)
    assert window.windowTitle().startswith("mine.reluviz")
    assert window.store.session.data.name == "xor"
    assert not window.store.modified
    assert window.settings.recent == [path]


def test_a_network_made_elsewhere_has_no_file_to_save_to(
    started: Callable[..., MainWindow], tmp_path: Path
) -> None:
    path = tmp_path / "net.json"
    path.write_text('{"layers": [{"W": [[1, 0], [0, 1]], "b": [0, 0]}, {"W": [[1, 1]], "b": [-1]}]}')
    assert started(path).store.path is None


def test_the_window_comes_back_where_and_as_it_was(started: Callable[..., MainWindow], qtbot: QtBot) -> None:
    first = started()
    first.resize(760, 700)
    qtbot.waitUntil(lambda: first.width() == 760)
    first.set_theme("dark")
    qtbot.waitUntil(lambda: first.theme.name == "dark" and not first.frame.pending)
    assert first.close()
    second = started()
    assert (second.width(), second.height()) == (760, 700)
    assert second.theme.name == "dark"
    assert second.scene is not None
    assert second.scene.size == second.partition.plane.device_size(), "the first picture fits at once"


def test_hints_are_shown_at_starts_until_the_first_drag(started: Callable[..., MainWindow]) -> None:
    assert started().partition.plane._cues
    Settings().cues_done = True
    assert not started().partition.plane._cues


def test_there_is_one_application(qtbot: QtBot) -> None:
    assert app.application() is app.application() is QApplication.instance()


# -- without a display --------------------------------------------------------------------------------------


def without_display(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment |= {"HOME": str(folder), "PYTHONPATH": str(Path(reluviz.__file__).parents[1])}
    environment |= variables
    command = [sys.executable, "-m", "reluviz", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_without_a_display_a_picture_of_the_whole_window_is_saved_and_the_person_told(
    tmp_path: Path,
) -> None:
    run = without_display(tmp_path)
    assert run.returncode == 0
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert "no display" in lines[0]
    assert str(tmp_path / app.PICTURE) in lines[1]
    assert "xvfb-run" in lines[2]
    picture = QImage(str(tmp_path / app.PICTURE))
    assert (picture.width(), picture.height()) == (1440, 900)
    colours = {picture.pixel(x, y) for x in range(0, 1440, 9) for y in range(0, 900, 9)}
    assert len(colours) > 30, "it shows something"


def test_a_display_that_does_not_answer_is_told_and_a_picture_saved(tmp_path: Path) -> None:
    run = without_display(tmp_path, DISPLAY=":59535")
    assert run.returncode == 0
    assert "no display to open a window on (nothing answers at DISPLAY=:59535)" in run.stderr
    assert str(tmp_path / app.PICTURE) in run.stderr
    assert (tmp_path / app.PICTURE).is_file()


def test_a_picture_leaves_no_settings_behind(tmp_path: Path) -> None:
    without_display(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [app.PICTURE]


# -- errors and messages ------------------------------------------------------------------------------------


def test_an_error_nobody_foresaw_is_told_once_logged_and_the_window_stays(
    started: Callable[..., MainWindow],
    log_file: Path,
    answers: Answers,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
) -> None:
    window = started()
    guard = sys.excepthook
    session = window.store.session.new_start()
    window.store.commit(session, "New start")
    window.player.play()
    answers.click(OK)
    for _ in range(2):
        try:
            raise RuntimeError("the moon fell down")
        except RuntimeError as error:
            guard(RuntimeError, error, error.__traceback__)
    assert len(answers.asked) == 1, "once is enough"
    assert "the moon fell down" in answers.asked[0]
    assert "\n" not in answers.asked[0]
    assert not window.player.playing
    assert window.isVisible()
    assert window.store.undo_stack.count() >= 1
    assert log_file.read_text().count("the moon fell down") >= 2
    assert "Traceback" in capsys.readouterr().err
    window.store.open(session, None)


def test_ctrl_c_in_the_terminal_ends_the_program_without_a_message(
    started: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    started()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert ended == [True]


def test_qts_messages_go_to_the_log(started: Callable[..., MainWindow], log_file: Path) -> None:
    started()
    qWarning("a warning of Qt")
    text = log_file.read_text()
    assert "WARNING Qt: a warning of Qt" in text
    assert f"reluviz {reluviz.__version__}" in text


def test_a_log_that_cannot_be_written_does_not_keep_the_program_from_starting(
    started: Callable[..., MainWindow], log_file: Path
) -> None:
    log_file.parent.write_text("a file where the folder should be")
    assert started().isVisible()


def test_the_program_ends_with_its_window(tmp_path: Path) -> None:
    """The real event loop, in a process of its own."""
    code = (
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from reluviz.session.session import Session\n"
        "from reluviz.ui import app\n"
        "application = app.application()\n"
        "QTimer.singleShot(300, application.closeAllWindows)\n"
        "raise SystemExit(app.run(Session.first(), None, None))\n"
    )
    environment = os.environ | {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
