"""The curve panel in the main window, among its shortcuts, training and themes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.handles import kinks
from reluviz.session.session import Session
from reluviz.ui.items.curve_handles import Hit
from reluviz.ui.views.curve import CurveView
from reluviz.ui.window import MainWindow
from tests.ui.curve_window import window_of
from tests.ui.gestures import drag, move, press, press_keys, release
from tests.ui.window_desk import epoch, is_playing, named, network, settle, steps, turn_to

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
KINK = Hit("kink", 3)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    return window_of(qtbot, Session.first_curve())


def view(window: MainWindow) -> CurveView:
    return window.curve.view


def place(window: MainWindow, hit: Hit) -> QPoint:
    found = view(window).handles.place(hit)
    assert found is not None
    return QPoint(*np.rint(found).astype(int).tolist())


def kink(window: MainWindow, neuron: int = 3) -> float:
    return float(kinks(network(window))[neuron])


def test_space_trains_after_the_mouse_but_takes_the_handle_that_tab_came_to(
    window: MainWindow, qtbot: QtBot
) -> None:
    QTest.mouseClick(view(window), LEFT, pos=place(window, KINK))
    QTest.keyClick(view(window), KEY.Key_Space)
    assert is_playing(window)
    QTest.keyClick(view(window), KEY.Key_Space)
    settle(window, qtbot)
    QTest.keyClick(view(window), KEY.Key_Tab)
    QTest.keyClick(view(window), KEY.Key_Space)
    assert not is_playing(window)
    assert view(window).hand.gesture is not None


def test_a_kink_in_hand_stays_under_the_pointer_while_the_network_trains(
    window: MainWindow, qtbot: QtBot
) -> None:
    start = place(window, KINK)
    end = start + QPoint(50, 0)
    press(view(window), start)
    move(view(window), start, end)
    held = kink(window)
    window.commands["play"].trigger()
    qtbot.waitUntil(lambda: epoch(window) > 3)
    window.commands["play"].trigger()
    assert kink(window) == pytest.approx(held, abs=1e-9)
    release(view(window), end)
    assert not window.store.held


def test_undo_by_its_shortcut_brings_target_and_network_back(window: MainWindow, qtbot: QtBot) -> None:
    before = window.store.session
    QTest.mouseClick(named(window, "addRelu"), LEFT)
    QTest.mouseClick(named(window, "drawTarget"), LEFT)
    settle(window, qtbot)
    drag(view(window), QPoint(100, 300), QPoint(250, 120), QPoint(500, 350))
    assert steps(window) == ["Begin with one ReLU", "Draw the target"]
    press_keys(window, "Ctrl+Z")
    press_keys(window, "Ctrl+Z")
    assert network(window) is before.network
    assert window.store.session.data is before.data


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_another_theme_shows_the_same_state_of_the_panel(
    window: MainWindow, qtbot: QtBot, theme: str
) -> None:
    for _ in range(2):
        QTest.mouseClick(named(window, "addRelu"), LEFT)
        settle(window, qtbot)
    texts = window.curve.title_label.text(), window.curve.reason.text
    turn_to(window, theme, qtbot)
    assert (window.curve.title_label.text(), window.curve.reason.text) == texts
    assert named(window, "addRelu").accessibleName() == "Add the next ReLU"


def test_the_piece_under_the_pointer_is_shaded(window: MainWindow, qtbot: QtBot) -> None:
    plot = view(window).plot()
    assert plot is not None
    inside, outside = plot.pixel(3.0, -1.2).toPoint(), plot.pixel(5.5, 1.2).toPoint()
    for at in (inside + QPoint(1, 0), inside):
        QTest.mouseMove(view(window), at)
        settle(window, qtbot)
    image = view(window).grab().toImage()
    panel = QColor(window.theme.panel)
    assert image.pixelColor(inside) != panel
    assert image.pixelColor(outside) == panel


def test_everything_in_the_panel_has_a_name_for_screen_readers(window: MainWindow) -> None:
    reached = [
        child
        for child in window.curve.findChildren(QWidget)
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus and child.isVisible()
    ]
    assert len(reached) >= 8
    assert [type(child).__name__ for child in reached if not child.accessibleName()] == []
