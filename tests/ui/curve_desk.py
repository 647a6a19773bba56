"""A curve panel over a store, shown in a window of its own, one frame at a time as in the main window."""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.frame import FrameClock
from reluviz.ui.graph_widget import GraphWidget
from reluviz.ui.items.curve_handles import Hit
from reluviz.ui.panels.curve import CurvePanel
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT, Theme
from tests.ui.gestures import let_events_pass, steps_of

W = TypeVar("W", bound=QWidget)
SIZE = (605, 802)


class CurveDesk(QMainWindow):
    """The panel, and what of the main window it works with."""

    def __init__(self, qtbot: QtBot, session: Session | None = None, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.store = Store(session or Session.first_curve(), self)
        self.frame = FrameClock(self._derive, None, self)
        self.scene: Scene | None = None
        fit = QAction("Show the data", self)
        self.panel = CurvePanel(theme, self.store, {"fit": fit}, self.frame)
        self.view, self.units = self.panel.view, self.panel.units
        self.setCentralWidget(self.panel)
        self.store.changed.connect(partial(self.frame.request, "change"))
        self.view.asked.connect(self.frame.request)
        self.view.resized.connect(partial(self.frame.request, "resize"))
        self.resize(round(SIZE[0] * theme.scale), round(SIZE[1] * theme.scale))
        self.frame.request("start")
        qtbot.addWidget(self)
        with qtbot.waitActive(self):
            self.show()
            self.activateWindow()
        self.settle()

    def _derive(self) -> None:
        self.scene = Scene(self.store.session, self.view.device_size(), None, self.scene)
        self.panel.show_scene(self.scene)

    def event(self, event: QEvent) -> bool:
        began = perf_counter()
        result = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self.frame.painted(began)
        return result

    def settle(self) -> None:
        """Let every frame that was asked for come to the screen."""
        let_events_pass()
        while self.frame.pending:
            let_events_pass()

    @property
    def network(self) -> Network:
        return self.store.session.network

    @property
    def steps(self) -> list[str]:
        """Texts of the undo steps recorded so far."""
        return steps_of(self.store)

    def undo(self) -> None:
        self.store.settle()
        self.store.undo_stack.undo()
        self.settle()

    def place(self, hit: Hit, of: GraphWidget | None = None) -> QPoint:
        """The whole pixel nearest to where a handle stands."""
        view = of or self.view
        found = view.handles.place(hit)
        assert found is not None, hit
        return QPoint(*np.rint(found).astype(int).tolist())

    def units_at(self, at: QPoint) -> tuple[float, float]:
        """A pixel of the curve view as x and y."""
        plot = self.view.plot()
        assert plot is not None
        return plot.units(at.x(), at.y())

    def pixel(self, x: float, y: float) -> QPoint:
        """The whole pixel of the curve view nearest to x and y."""
        plot = self.view.plot()
        assert plot is not None
        return plot.pixel(x, y).toPoint()

    def hover(self, at: QPoint, of: GraphWidget | None = None) -> None:
        """Let the pointer rest at a pixel."""
        for place in (at + QPoint(1, 0), at):
            QTest.mouseMove(of or self.view, place)
            self.settle()

    def named(self, kind: type[W], name: str) -> W:
        """The widget of this objectName."""
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def click(self, name: str) -> None:
        """Click on a button."""
        QTest.mouseClick(self.named(QWidget, name), Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other in the widget that has the focus."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self, key, held)
            self.settle()
