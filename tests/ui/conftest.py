"""The main window for tests, and a rule: no test waits for an answer to a question nobody expects."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.window import MainWindow


@pytest.fixture(autouse=True)
def _no_unexpected_question(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(box: QMessageBox) -> int:
        raise AssertionError(f"an unexpected question: {box.text()}")

    monkeypatch.setattr(QMessageBox, "exec", unexpected)


def forget_changes(window: MainWindow) -> None:
    """Let the window close without a question."""
    window.player.pause()
    window.store.open(window.store.session, None)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """The main window as it stands after a first start."""
    window = MainWindow(Session.first(), theme="light")
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: window.partition.plane.plane() is not None)
    return window
