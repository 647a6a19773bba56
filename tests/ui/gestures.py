"""What a hand does with a mouse, for tests: real events, in several moves."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reluviz.ui.store import Store

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
_MOVES = 8
_PATIENCE = 200


def steps_of(store: Store) -> list[str]:
    """Texts of the undo steps recorded so far."""
    stack = store.undo_stack
    return [stack.text(k) for k in range(stack.count())]


def press(widget: QWidget, at: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Move to `at` and press the left button."""
    QTest.mouseMove(widget, at)
    QTest.mousePress(widget, LEFT, keys, at)


def move(widget: QWidget, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Move from `start` to `end` with the left button held, as a mouse does: in steps."""
    for k in range(1, _MOVES + 1):
        at = QPointF(start) + QPointF(end - start) * (k / _MOVES)
        place = QPointF(widget.mapToGlobal(at.toPoint()))
        event = QMouseEvent(QEvent.Type.MouseMove, at, place, Qt.MouseButton.NoButton, LEFT, keys)
        QApplication.sendEvent(widget, event)
        QApplication.processEvents()


def release(widget: QWidget, at: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Let the left button go."""
    QTest.mouseRelease(widget, LEFT, keys, at)
    QApplication.processEvents()


def drag(widget: QWidget, start: QPoint, *path: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press at `start`, move through `path`, release at its end."""
    press(widget, start, keys)
    for a, b in pairwise((start, *path)):
        move(widget, a, b, keys)
    release(widget, (start, *path)[-1], keys)


def turn_wheel(widget: QWidget, at: QPoint, notches: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Turn the wheel over `at`; positive notches are away from the hand."""
    place, turn = QPointF(widget.mapToGlobal(at)), QPoint(0, 120 * notches)
    buttons, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(QPointF(at), place, QPoint(), turn, buttons, keys, phase, False)
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


def press_keys(window: QWidget, text: str) -> None:
    """Press a combination like ``Ctrl+Z``, once the window has the keyboard back from a menu or dialog."""
    window.activateWindow()
    for _ in range(_PATIENCE):
        if QApplication.activeWindow() is window:
            break
        QTest.qWait(5)
    QTest.keySequence(window, QKeySequence(text))


def let_events_pass() -> None:
    """Let what is waiting in the event loop happen, and what that brings about."""
    for _ in range(4):
        QApplication.processEvents()
