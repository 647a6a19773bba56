"""Panels behind a tab derive nothing and catch up when they are seen; data are evaluated once a frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui import scene as scene_module
from reluviz.ui.evaluation import evaluate
from reluviz.ui.panels.neurons import NeuronsPanel
from reluviz.ui.panels.scene_panel import ScenePanel
from reluviz.ui.panels.sum import SumPanel
from reluviz.ui.panels.training import TrainingPanel
from reluviz.ui.player import Player
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.heat_map import HeatView
from reluviz.ui.widgets.fields import NumberBox
from reluviz.ui.window import MainWindow

PLANE = (608, 770)
DERIVED = {"partition", "fields", "evaluation", "numbers"}

Make = Callable[[Store], ScenePanel]


def neurons(store: Store) -> ScenePanel:
    return NeuronsPanel(LIGHT, store)


def the_sum(store: Store) -> ScenePanel:
    return SumPanel(LIGHT, store)


def training(store: Store) -> ScenePanel:
    return TrainingPanel(LIGHT, store, Player(store, store))


class Tabs(QStackedWidget):
    """A panel and something else, of which one is seen."""

    def __init__(self, qtbot: QtBot, make: Make) -> None:
        super().__init__()
        self.store = Store(Session.first(), self)
        self.panel = make(self.store)
        self.other = QWidget()
        self.addWidget(self.panel)
        self.addWidget(self.other)
        self.resize(280, 800)
        qtbot.addWidget(self)
        with qtbot.waitExposed(self):
            self.show()

    def show_bias(self, bias: float) -> Scene:
        """Show a network with another output bias."""
        session = self.store.session
        scene = Scene(session.with_network(session.network.with_output_bias(bias)), PLANE)
        self.panel.show_scene(scene)
        return scene


@pytest.mark.parametrize("make", [neurons, the_sum, training])
def test_a_panel_behind_a_tab_derives_nothing_until_it_is_seen(qtbot: QtBot, make: Make) -> None:
    tabs = Tabs(qtbot, make)
    tabs.show_bias(1.0)
    tabs.setCurrentWidget(tabs.other)
    scene = tabs.show_bias(-2.0)
    assert not DERIVED & set(vars(scene))
    tabs.setCurrentWidget(tabs.panel)
    assert DERIVED & set(vars(scene))


@pytest.mark.parametrize("make", [neurons, the_sum, training])
def test_a_panel_that_was_behind_a_tab_looks_as_if_it_never_was(qtbot: QtBot, make: Make) -> None:
    tabs, always = Tabs(qtbot, make), Tabs(qtbot, make)
    for bias in (1.0, -2.0):
        always.show_bias(bias)
    tabs.show_bias(1.0)
    tabs.setCurrentWidget(tabs.other)
    tabs.show_bias(-2.0)
    tabs.setCurrentWidget(tabs.panel)
    assert unfocused(tabs) == unfocused(always)


def unfocused(tabs: Tabs) -> QImage:
    """The panel as it looks when none of its fields has the focus."""
    focused = tabs.focusWidget()
    if focused is not None:
        focused.clearFocus()
    QApplication.processEvents()
    return tabs.panel.grab().toImage()


def test_a_heat_map_by_itself_derives_nothing_while_hidden(qtbot: QtBot) -> None:
    window = QWidget()
    view = HeatView(LIGHT, window)
    view.resize(280, 355)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    view.hide()
    scene = Scene(Session.first(), PLANE)
    view.show_scene(scene)
    assert not DERIVED & set(vars(scene))
    view.show()
    assert DERIVED & set(vars(scene))


def test_a_view_in_no_window_yet_is_ready_to_be_drawn(qtbot: QtBot) -> None:
    view = HeatView(LIGHT)
    qtbot.addWidget(view)
    view.resize(280, 355)
    blank = view.grab().toImage()
    view.show_scene(Scene(Session.first(), PLANE))
    assert view.grab().toImage() != blank


def test_data_are_evaluated_once_a_frame_and_only_for_another_network(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    evaluated: list[object] = []

    def counted(*arguments: object) -> object:
        evaluated.append(arguments)
        return evaluate(*arguments)  # type: ignore[arg-type]

    qtbot.waitUntil(lambda: not window.frame.pending)
    monkeypatch.setattr(scene_module, "evaluate", counted)
    window.store.look(selected=(0, 2), center=(0.5, 0.0))
    window.frame.flush()
    assert evaluated == []
    box = window.findChild(NumberBox, "outputBias")
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    window.frame.flush()
    assert len(evaluated) == 1
