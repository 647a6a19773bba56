"""Panels side by side or behind tabs, hidden and shown, from full screen to the smallest window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from reluviz.ui.arrange import Layout
from reluviz.ui.window import MainWindow
from tests.ui.gestures import move, press, press_keys, release
from tests.ui.test_plane import on_fold, pixel
from tests.ui.window_desk import (
    box,
    drag_fold,
    network,
    resize,
    settle,
    steps,
)

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


@pytest.mark.parametrize(("key", "panel"), [("1", "neurons"), ("2", "sum"), ("3", "training")])
def test_ctrl_and_a_digit_hide_a_panel_and_the_plane_grows(
    window: MainWindow, qtbot: QtBot, key: str, panel: str
) -> None:
    settle(window, qtbot)
    width = window.partition.plane.width()
    press_keys(window, f"Ctrl+{key}")
    settle(window, qtbot)
    assert not getattr(window, panel).isVisible()
    assert window.partition.plane.width() > width + 200
    assert not window.commands[f"{panel}_panel"].isChecked()
    press_keys(window, f"Ctrl+{key}")
    settle(window, qtbot)
    assert getattr(window, panel).isVisible()
    assert window.partition.plane.width() == width
    assert window.commands[f"{panel}_panel"].isChecked()


def test_a_panel_shown_again_shows_what_happened_meanwhile(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "Ctrl+1")
    QTest.keyClick(window, KEY.Key_N)
    settle(window, qtbot)
    press_keys(window, "Ctrl+1")
    settle(window, qtbot)
    assert box(window, "bias-1-1").value() == network(window).biases[0][0]


def test_each_width_has_its_arrangement_and_every_panel_can_be_reached(
    window: MainWindow, qtbot: QtBot
) -> None:
    seen = []
    for width in (1440, 1024, 700):
        resize(window, width, 768, qtbot)
        seen.append(Layout.of(window.area.width()))
        for key, panel in (("1", window.neurons), ("2", window.sum), ("3", window.training)):
            if not panel.isVisible():
                press_keys(window, f"Ctrl+{key}")
                settle(window, qtbot)
            assert panel.isVisible(), f"{panel.objectName() or panel} at {width}"
            assert panel.mapTo(window, QPoint(panel.width(), 0)).x() <= width + 1
        assert window.partition.plane.width() >= 180
        assert window.partition.plane.height() >= 180
    assert seen == [Layout.WIDE, Layout.TABBED, Layout.COMPACT]


@pytest.mark.parametrize(("theme", "width"), [("light", 640), ("light", 1440), ("projector", 1024)])
def test_no_words_of_the_toolbar_are_cut(window: MainWindow, qtbot: QtBot, theme: str, width: int) -> None:
    window.set_theme(theme)
    resize(window, width, 768, qtbot)
    settle(window, qtbot)
    buttons = [b for b in window.toolbar.findChildren(QAbstractButton) if b.isVisible() and b.text()]
    assert {b.text() for b in buttons} >= {"1-D", "2-D", "2 – 3 – 1"}
    for button in buttons:
        assert button.width() >= button.sizeHint().width(), button.accessibleName()
        assert button.mapTo(window, QPoint(button.width(), 0)).x() <= width


def test_tabs_can_be_clicked(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 768)
    settle(window, qtbot)
    tabs = window.area._tabs
    assert tabs is not None
    QTest.mouseClick(tabs.button("training"), LEFT)
    assert window.training.isVisible()
    assert not window.sum.isVisible()
    QTest.mouseClick(tabs.button("sum"), LEFT)
    assert window.sum.isVisible()


def test_wide_again_everything_is_side_by_side_again(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    before = [p.geometry() for p in (window.neurons, window.sum, window.training)]
    for width in (1024, 700, 1024, 1440):
        window.resize(width, 900)
        settle(window, qtbot)
    assert [p.geometry() for p in (window.neurons, window.sum, window.training)] == before
    assert all(p.isVisible() for p in (window.neurons, window.sum, window.training))


def test_the_window_can_be_as_small_as_640_by_480(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1, 1)
    settle(window, qtbot)
    assert (window.width(), window.height()) == (640, 480)
    drag_fold(window, 5, 5)
    assert steps(window) == ["Move fold 2"]


def test_f11_is_full_screen_and_back(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    size = window.size()
    press_keys(window, "F11")
    qtbot.waitUntil(window.isFullScreen)
    assert window.commands["full_screen"].isChecked()
    press_keys(window, "F11")
    qtbot.waitUntil(lambda: not window.isFullScreen())
    qtbot.waitUntil(lambda: window.size() == size)
    assert not window.commands["full_screen"].isChecked()


def test_esc_leaves_the_full_screen_but_not_while_a_handle_is_held(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "F11")
    qtbot.waitUntil(window.isFullScreen)
    settle(window, qtbot)
    plane = window.partition.plane
    before = network(window)
    start = pixel(window, *on_fold(before, 1, 2.0))
    press(plane, start)
    move(plane, start, start + QPoint(30, 0))
    QTest.keyClick(plane, KEY.Key_Escape)
    assert network(window) is before
    assert window.isFullScreen()
    release(plane, start)
    QTest.keyClick(plane, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
