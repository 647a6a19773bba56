"""HandleView: a widget with handles, which mouse and keyboard reach through its hand and its keys."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from reluviz.ui.hand import Hand
from reluviz.ui.held_keys import HeldKeys
from reluviz.ui.store import Store
from reluviz.ui.theme import Theme

_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class HandleView(QWidget):
    """What a hand needs of a view, and the events that are the same for all."""

    pointed = Signal(object, float)
    """Position of the pointer as x and y or None, and the perf_counter of the event."""
    asked = Signal(str, float)
    """An input event that changes what is shown: its cause, and its perf_counter."""
    resized = Signal()
    dragged = Signal()
    """A handle is being dragged."""

    hand: Hand[Any, Any]
    keys: HeldKeys[Any, Any]

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._stale = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def device_size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def refresh(self) -> None:
        """Paint again in the next frame; to paint at once would be twice, first with the scene before."""
        self._stale = True
        self.asked.emit("hover", perf_counter())

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown."""
        if cause in ("drag", "keys"):
            self.dragged.emit()
        self.asked.emit(cause, since)

    def speak(self, text: str) -> None:
        """Tell a screen reader about the handle in focus: what it is, and its value."""
        self.setAccessibleDescription(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    # -- events ----------------------------------------------------------------------------------------------

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        if self.hand.gesture is None:
            self.hand.find(None)
        self.pointed.emit(None, perf_counter())

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the focused handle from the window's shortcuts."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.keys.claims(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through the handles before it leaves the view."""
        return self.keys.walk(1 if forward else -1) or super().focusNextPrevChild(forward)

    def _enter_by_tab(self, event: QFocusEvent) -> None:
        """Tab enters at the first handle, Shift+Tab at the last."""
        if event.reason() in _TAB_REASONS:
            self.keys.enter(1 if event.reason() == Qt.FocusReason.TabFocusReason else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focused handle; Esc puts back what is held."""
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is shown fills the widget."""
        super().resizeEvent(event)
        self.resized.emit()
