"""A training panel over a Store and a Player, showing every change as the window does."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.panels.training import TrainingPanel
from reluviz.ui.player import Player
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.style import style_sheet
from reluviz.ui.theme import LIGHT, Theme

WidgetT = TypeVar("WidgetT", bound=QWidget)


class TrainingDesk:
    """What a test of the training panel needs; `panel` stands in a window at its usual size."""

    def __init__(
        self, qtbot: QtBot, session: Session, theme: Theme = LIGHT, size: tuple[int, int] = (280, 804)
    ) -> None:
        self.store = Store(session)
        self.player = Player(self.store, self.store)
        self.panel = TrainingPanel(theme, self.store, self.player)
        self.panel.setStyleSheet(style_sheet(theme))
        self.window = QWidget()
        self.window.resize(*size)
        self.panel.setParent(self.window)
        self.panel.resize(*size)
        qtbot.addWidget(self.window)
        self._scene: Scene | None = None
        self.store.changed.connect(self.show)
        self.show()
        with qtbot.waitExposed(self.window):
            self.window.show()

    def show(self) -> None:
        """Show the Store's session."""
        self._scene = Scene(self.store.session, (608, 770), previous=self._scene)
        self.panel.show_scene(self._scene)

    def find(self, kind: type[WidgetT], name: str) -> WidgetT:
        """The widget of this objectName."""
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    @property
    def session(self) -> Session:
        return self.store.session

    @property
    def epoch(self) -> int:
        return self.session.progress.epoch

    def steps(self) -> list[str]:
        """The undo steps recorded so far."""
        stack = self.store.undo_stack
        return [stack.text(i) for i in range(stack.count())]
