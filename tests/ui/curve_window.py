"""The main window with one input, and what tests of it do to its cards."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.items.curve_handles import Hit, Part
from reluviz.ui.theme import LIGHT, Theme
from reluviz.ui.views.neuron_plot import NeuronPlot
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.window_desk import named, settle


def window_of(
    qtbot: QtBot, session: Session, theme: Theme = LIGHT, size: tuple[int, int] = (1440, 900)
) -> MainWindow:
    """A window on screen that shows this session."""
    window = MainWindow(session, theme=theme.name)
    window.resize(*size)
    qtbot.addWidget(window, before_close_func=forget_changes)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle(window, qtbot)
    return window


def plot_of(window: MainWindow, neuron: int, layer: int = 0) -> NeuronPlot:
    """The plot in the card or tile of a neuron."""
    found = named(window, f"neuronCard-{layer + 1}-{neuron + 1}").findChildren(NeuronPlot)
    assert len(found) == 1
    return found[0]


def place_of(window: MainWindow, neuron: int, part: Part) -> QPoint:
    """The whole pixel nearest to where a handle stands in the card of its neuron."""
    found = plot_of(window, neuron).handles.place(Hit(part, neuron))
    assert found is not None
    return QPoint(*np.rint(found).astype(int).tolist())


def units_at(plot: NeuronPlot, at: QPoint) -> tuple[float, float]:
    """A pixel of a plot as x and output."""
    shown = plot.plot_of(None)
    assert shown is not None
    return shown.units(at.x(), at.y())


def hover(window: MainWindow, plot: NeuronPlot, at: QPoint, qtbot: QtBot) -> None:
    """Let the pointer rest at a pixel of a plot."""
    for place in (at + QPoint(1, 0), at):
        QTest.mouseMove(plot, place)
        settle(window, qtbot)
