"""The main window for tests, and a rule: no test waits for an answer to a question nobody expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.window import MainWindow
from tests.ui.answers import Answers

#: Everything that asks and waits, as it really is.
_ASKING: dict[tuple[type, str], Callable[..., Any]] = {
    (kind, name): getattr(kind, name)
    for kind, names in (
        (QMessageBox, ("exec", "about", "critical", "information", "question", "warning")),
        (QFileDialog, ("getOpenFileName", "getSaveFileName")),
    )
    for name in names
}


@pytest.fixture(autouse=True)
def _no_unexpected_question(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(*arguments: object, **options: object) -> int:
        texts = [a.text() if isinstance(a, QMessageBox) else a for a in arguments]
        raise AssertionError(f"an unexpected question: {texts}")

    for kind, name in _ASKING:
        monkeypatch.setattr(kind, name, unexpected)


@pytest.fixture
def answers(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, _no_unexpected_question: None
) -> Iterator[Answers]:
    """Answers to the questions that a test expects; each must be asked for, and none other."""
    for (kind, name), really in _ASKING.items():
        monkeypatch.setattr(kind, name, really)
    given = Answers()
    yield given
    given.finish()


def forget_changes(window: MainWindow) -> None:
    """Let the window close without a question."""
    window.player.pause()
    window.store.open(window.store.session, None)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window as it stands after a first start."""
    window = MainWindow(Session.first(), theme="light")
    qtbot.addWidget(window, before_close_func=forget_changes)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: window.partition.plane.plane() is not None)
    yield window
    vars(window).clear()  # pytest keeps the window's shell for a while; what it held is free to go
