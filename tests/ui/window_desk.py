"""What tests of the whole window do to it and ask of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.ui.widgets.fields import NumberBox
from reluviz.ui.window import MainWindow
from tests.ui.gestures import drag, let_events_pass, steps_of
from tests.ui.test_plane import on_fold, pixel

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


def network(window: MainWindow) -> Network:
    return window.store.session.network


def epoch(window: MainWindow) -> int:
    return window.store.session.progress.epoch


def steps(window: MainWindow) -> list[str]:
    return steps_of(window.store)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Let every frame that was asked for come to the screen."""
    for _ in range(2):
        qtbot.waitUntil(lambda: not window.frame.pending)
        let_events_pass()


def all_named(window: MainWindow, name: str) -> list[QWidget]:
    return [window] if window.objectName() == name else window.findChildren(QWidget, name)


def named(window: MainWindow, name: str) -> QWidget:
    found = all_named(window, name)
    assert len(found) == 1, f"{len(found)} widgets are called {name}"
    return found[0]


def box(window: MainWindow, name: str) -> NumberBox:
    found = named(window, name)
    assert isinstance(found, NumberBox)
    return found


def type_into(field: NumberBox, text: str) -> None:
    """Click into a field, replace what is there, press Enter."""
    select_all(field)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, KEY.Key_Return)


def select_all(field: NumberBox) -> None:
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)


def drag_fold(window: MainWindow, x: int = 40, y: int = 10) -> None:
    """Drag the second fold, which is one undo step."""
    start = pixel(window, *on_fold(network(window), 1, 2.0))
    drag(window.partition.plane, start, start + QPoint(x, y))


def hints(window: MainWindow) -> bool:
    """Whether the plane shows what can be dragged."""
    return window.partition.plane._cues


def is_playing(window: MainWindow) -> bool:
    return window.player.playing


def shows(window: MainWindow, theme: str) -> bool:
    return window.theme.name == theme


def turn_to(window: MainWindow, name: str, qtbot: QtBot) -> None:
    """Show the window in another theme."""
    window.set_theme(name)
    qtbot.waitUntil(lambda: window.theme.name == name)
    settle(window, qtbot)


def resize(window: MainWindow, width: int, height: int, qtbot: QtBot) -> None:
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    settle(window, qtbot)


def pictured(window: MainWindow) -> bytes:
    """The plane as it looks."""
    return bytes(window.partition.plane.grab().toImage().constBits())
