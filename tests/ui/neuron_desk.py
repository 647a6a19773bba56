"""A Neurons and a Sum panel over a store, shown, and refreshed at every change as the window does."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.panels.neurons import WIDTH, NeuronsPanel
from reluviz.ui.panels.sum import SumPanel
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT, Theme
from reluviz.ui.widgets.fields import NumberBox, ScrubLabel
from tests.ui.gestures import steps_of

PLANE = (608, 770)
W = TypeVar("W", bound=QWidget)


class Desk(QWidget):
    """Both panels side by side."""

    def __init__(self, qtbot: QtBot, session: Session | None = None, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.store = Store(session or Session.first(), self)
        self.neurons = NeuronsPanel(theme, self.store)
        self.sum = SumPanel(theme, self.store)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self.neurons)
        row.addWidget(self.sum)
        self.resize(theme.px(WIDTH) + self.sum.width(), theme.px(804))
        self.store.changed.connect(self.refresh)
        self.sum.asked.connect(self.refresh)
        self.refresh()
        qtbot.addWidget(self)
        with qtbot.waitExposed(self):
            self.show()

    def refresh(self) -> None:
        """Show the session of the store."""
        self.scene = Scene(self.store.session, PLANE)
        self.neurons.show_scene(self.scene)
        self.sum.show_scene(self.scene)

    @property
    def network(self) -> Network:
        """The network shown."""
        return self.store.session.network

    @property
    def steps(self) -> list[str]:
        """Texts of the undo steps recorded so far."""
        return steps_of(self.store)

    def named(self, kind: type[W], name: str) -> W:
        """The one widget of that name."""
        found = self.findChildren(kind, name)
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    def box(self, name: str) -> NumberBox:
        """The field of that name."""
        return self.named(NumberBox, name)

    def has(self, name: str) -> bool:
        """Whether there is a widget of that name."""
        return self.findChild(QWidget, name) is not None


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click the left button on a widget, in its middle if not said where."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def enter(desk: Desk, name: str, text: str) -> None:
    """Type `text` and Return into the field of that name."""
    box = desk.box(name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def label_of(desk: Desk, name: str) -> ScrubLabel:
    """The draggable label of the field of that name."""
    box = desk.box(name)
    return next(label for label in desk.findChildren(ScrubLabel) if label.buddy() is box)


def deep(hidden: tuple[int, ...] = (3, 4)) -> Session:
    """A session with a deep network."""
    return Session.new(hidden=hidden)
