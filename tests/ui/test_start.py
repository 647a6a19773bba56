"""The start: one picture with everything in it, and nothing loaded or made that it does not need."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.icons import icon
from reluviz.ui.theme import DARK, LIGHT
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes

#: Of the standard library, of Qt and of ours: each takes long to load and is of use only later.
LATER = {
    "json", "logging.handlers", "socket", "statistics", "PySide6.QtNetwork", "PySide6.QtTest",
    "reluviz.session.files", "reluviz.ui.export", "reluviz.ui.messages", "reluviz.ui.questions",
}  # fmt: skip

REPORT = """
import gc, sys
from reluviz import cli

def drawing(*names):
    run = load(*names)
    app = sys.modules["reluviz.ui.app"]
    after = app._after_first_frame

    def report():
        from PySide6 import QtWidgets
        facts = {"modules": list(sys.modules), "widgets": list(vars(QtWidgets)), "collects": gc.isenabled()}
        after()
        import json
        sys.stdout.write(json.dumps({**facts, "collects later": gc.isenabled()}))
        app.QApplication.closeAllWindows()

    app._after_first_frame = report
    return run

load, cli._drawing = cli._drawing, drawing
raise SystemExit(cli.main([]))
"""


@pytest.fixture(scope="module")
def first_frame(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a program of its own has loaded when its first picture is on screen."""
    home = str(tmp_path_factory.mktemp("home"))
    places = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", REPORT],
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=True,
    )
    facts: dict[str, Any] = json.loads(run.stdout)
    return facts


def test_the_first_picture_loads_nothing_that_is_needed_later(first_frame: dict[str, Any]) -> None:
    assert not LATER & set(first_frame["modules"])


def test_what_needs_no_qt_is_loaded_before_it(first_frame: dict[str, Any]) -> None:
    """After Qt for Python every import takes longer, and those of NumPy many milliseconds."""
    order = first_frame["modules"]
    assert order.index("PySide6") > max(map(order.index, ("numpy.random", "reluviz.session.session")))


def test_no_class_of_widget_is_made_that_is_not_shown(first_frame: dict[str, Any]) -> None:
    """PySide makes every class that a widget may be of, when asked for one that Qt made by itself."""
    assert not {"QWizard", "QMdiArea", "QTreeWidget", "QProxyStyle"} & set(first_frame["widgets"])


def test_garbage_is_not_looked_for_before_the_first_picture_but_after_it(first_frame: dict[str, Any]) -> None:
    assert (first_frame["collects"], first_frame["collects later"]) == (False, True)
    assert gc.isenabled()


class FirstPaintings(QObject):
    """What a window had to show each time that something in it was painted, until its first frame ends."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.times: dict[QWidget, int] = {}
        self.empty = 0
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        window.frame.finished.connect(self.stop)

    def stop(self) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.times[watched] = self.times.get(watched, 0) + 1
            self.empty += self._window.scene is None
        return False


def test_shell_and_contents_come_in_one_picture(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "perf.jsonl"
    window = MainWindow(Session.first(), theme="light", perf_log=log)
    qtbot.addWidget(window, before_close_func=forget_changes)
    seen = FirstPaintings(window)
    with qtbot.waitSignal(window.frame.finished):
        window.show()
    assert seen.empty == 0, "nothing is painted before there is something to show"
    assert seen.times[window.partition.plane] == 1
    assert seen.times[window.toolbar] == 1
    line = json.loads(log.read_text().splitlines()[0])
    assert line["cause"] == "start"
    assert line["paint_ms"] > 0


def test_a_window_is_arranged_for_its_width_before_it_is_shown(qtbot: QtBot) -> None:
    window = MainWindow(Session.first(), theme="light")
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    assert window.scene is not None
    assert window.scene.size == window.partition.plane.device_size()


# -- icons --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_drawn_sharp_at_every_scale_of_the_screen(qapp: QApplication, ratio: float) -> None:
    made = icon("save", LIGHT, 18)
    picture = made.pixmap(made.actualSize(made.pixmap(18).size()), ratio)
    assert picture.width() == round(18 * ratio)


def test_an_icon_is_never_larger_than_it_was_made_for_and_fades_when_disabled(qapp: QApplication) -> None:
    made = icon("save", DARK, 18)
    assert made.pixmap(64).width() == 18
    assert made.pixmap(16).width() == 16
    usual, faded = (made.pixmap(18, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))

    def ink(image: Any) -> int:
        return sum(image.pixelColor(x, y).alpha() for x in range(18) for y in range(18))

    assert 0 < ink(faded) < ink(usual) / 2
