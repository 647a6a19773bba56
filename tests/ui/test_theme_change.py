"""Another theme: everything is made anew, and nothing is lost or left behind."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from reluviz.ui.settings import Settings
from reluviz.ui.widgets.buttons import FlatButton
from reluviz.ui.window import MainWindow
from tests.ui.gestures import move, press, press_keys
from tests.ui.test_plane import on_fold, pixel
from tests.ui.window_desk import (
    drag_fold,
    epoch,
    is_playing,
    named,
    network,
    settle,
    shows,
    steps,
    turn_to,
)

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


def submenu(menu: QMenu, title: str) -> QMenu | None:
    """The menu of this title somewhere below `menu`."""
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found = below if action.text() == title else submenu(below, title)
            if found is not None:
                return found
    return None


def choose_theme(window: MainWindow, label: str) -> None:
    """Through the menu, as a person does."""
    button = named(window, "menuButton")
    assert isinstance(button, FlatButton)
    themes = submenu(button.menu(), "Theme")
    assert themes is not None
    themes.popup(QPoint(0, 0))
    entry = next(a for a in themes.actions() if a.text() == label)
    QTest.mouseClick(themes, LEFT, pos=themes.actionGeometry(entry).center())


def test_another_theme_keeps_the_session_and_what_can_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    drag_fold(window)
    window.store.look(selected=(0, 2), half_width=5.0)
    session = window.store.session
    for label, name in (("Dark", "dark"), ("Projector", "projector"), ("Light", "light")):
        choose_theme(window, label)
        qtbot.waitUntil(partial(shows, window, name))
        settle(window, qtbot)
        assert window.store.session is session
        assert steps(window) == ["Move fold 2"]
        assert Settings().theme == name
        page = QColor(window.theme.panel)
        assert window.toolbar.grab().toImage().pixelColor(4, 4) == page
    press_keys(window, "Ctrl+Z")
    assert network(window) is before


def test_the_theme_can_change_while_it_trains(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, KEY.Key_Space)
    qtbot.waitUntil(lambda: epoch(window) > 2)
    choose_theme(window, "Dark")
    qtbot.waitUntil(lambda: window.theme.name == "dark")
    before = epoch(window)
    qtbot.waitUntil(lambda: epoch(window) > before + 2)
    play = window.training.findChild(QWidget, "playButton")
    assert play is not None
    QTest.mouseClick(play, LEFT)
    assert not is_playing(window), "the new button knows that it plays"


def test_a_change_of_theme_during_a_drag_lets_the_handle_go(window: MainWindow, qtbot: QtBot) -> None:
    plane = window.partition.plane
    start = pixel(window, *on_fold(network(window), 1, 2.0))
    press(plane, start)
    move(plane, start, start + QPoint(30, 0))
    moved = network(window)
    window.set_theme("dark")
    qtbot.waitUntil(lambda: window.theme.name == "dark")
    settle(window, qtbot)
    assert network(window) is moved
    press_keys(window, "Ctrl+Z")
    assert network(window) is not moved


def test_ten_changes_of_theme_leave_nothing_behind(window: MainWindow, qtbot: QtBot) -> None:
    turn_to(window, "dark", qtbot)
    turn_to(window, "light", qtbot)
    before = len(window.findChildren(QWidget))
    for _ in range(4):
        turn_to(window, "dark", qtbot)
        turn_to(window, "light", qtbot)
    assert len(window.findChildren(QWidget)) == before
