"""The Neurons panel: adding, tabs, room, and what is painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.scene import Scene
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, Theme
from reluviz.ui.views.neuron_picture import NeuronPicture
from reluviz.ui.widgets.segmented import Segmented
from reluviz.ui.window import MainWindow
from tests.ui.neuron_desk import PLANE, Desk, click, deep
from tests.ui.window_desk import named, settle


class Paints(QObject):
    """Which widgets in `root` are painted from now on."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self.painted: list[QObject] = []
        for widget in root.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted.append(watched)
        return False


def test_add_gives_a_selected_neuron_more_in_one_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    click(desk.named(QAbstractButton, "addNeuron"))
    assert desk.network.hidden == (4,)
    assert desk.store.session.view.selected == (0, 3)
    assert desk.has("neuronCard-1-4")
    assert desk.steps == ["Add a neuron"]


def test_a_layer_of_sixteen_cannot_grow(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Session.new(hidden=(16,)))
    button = desk.named(QAbstractButton, "addNeuron")
    assert not button.isEnabled()
    assert "16" in button.toolTip()


def dead_badges(desk: Desk) -> int:
    return sum(label.text() == "dead" and label.isVisible() for label in desk.findChildren(QLabel))


@pytest.mark.parametrize("hidden", [(3,), (3, 3)])
def test_a_neuron_that_is_off_everywhere_is_called_dead(qtbot: QtBot, hidden: tuple[int, ...]) -> None:
    session = Session.new(hidden=hidden)
    network = session.network
    for i in range(3):
        network = network.with_bias(0, i, 0.1)
    desk = Desk(qtbot, session.with_network(network))
    before = dead_badges(desk)
    desk.store.commit(session.with_network(network.with_bias(0, 1, -1e3)), "Kill")
    assert dead_badges(desk) == before + 1


@pytest.mark.parametrize("hidden", [(1,), (3,), (6,), (7,), (16,), (8, 8), (16,) * 6])
@pytest.mark.parametrize("height", [600, 804])
def test_the_output_bias_is_always_in_sight(qtbot: QtBot, hidden: tuple[int, ...], height: int) -> None:
    desk = Desk(qtbot, Session.new(hidden=hidden))
    desk.resize(desk.width(), height)
    qtbot.waitUntil(lambda: desk.neurons.height() == height)
    box = desk.box("outputBias")
    place = box.mapTo(desk, box.rect().bottomRight())
    assert desk.rect().contains(place)
    assert desk.childAt(box.mapTo(desk, box.rect().center())) is box.lineEdit()


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
@pytest.mark.parametrize("hidden", [(3,), (8,), (8, 8)])
def test_no_number_is_cut_off(qtbot: QtBot, theme: Theme, hidden: tuple[int, ...]) -> None:
    desk = Desk(qtbot, Session.new(hidden=hidden), theme)
    network = desk.network
    for layer, weights in enumerate(network.weights):
        for i, j in np.ndindex(weights.shape):
            network = network.with_weight(layer, i, j, -12.34)
    desk.store.commit(desk.store.session.with_network(network), "Edit")
    for box in desk.findChildren(type(desk.box("outputBias"))):
        line = box.lineEdit()
        needed = line.fontMetrics().horizontalAdvance(line.text())
        margin = 8 if box.font().pixelSize() == theme.px(12) else 16
        assert needed <= box.width() - theme.px(margin) + 1, box.objectName()


def test_a_tab_selects_the_first_neuron_of_its_layer_and_changes_nothing_else(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    before = desk.network
    click(desk.named(Segmented, "layerTabs").button("1"))
    assert desk.has("neuronCard-2-4")
    assert not desk.has("neuronCard-1-1")
    assert desk.store.session.view.selected == (1, 0)
    assert desk.network is before
    assert desk.steps == []


def test_adding_to_a_layer_of_a_deep_network_leaves_the_others(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    click(desk.named(Segmented, "layerTabs").button("1"))
    click(desk.named(QAbstractButton, "addNeuron"))
    assert desk.network.hidden == (3, 5)
    assert desk.store.session.view.selected == (1, 4)


def test_six_layers_have_six_tabs_that_fit(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep((4,) * 6))
    tabs, add = desk.named(Segmented, "layerTabs"), desk.named(QAbstractButton, "addNeuron")
    assert tabs.button("5").accessibleName() == "Layer 6"
    for widget in (tabs, add):
        right = widget.mapTo(desk.neurons, widget.rect().topRight()).x()
        assert right <= desk.neurons.width() - 8
    assert desk.neurons.title_label.width() >= desk.neurons.title_label.sizeHint().width()


def test_going_from_cards_to_tiles_and_back_keeps_one_widget_of_each_name(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Session.new(hidden=(6,)))
    click(desk.named(QAbstractButton, "addNeuron"))
    assert desk.network.hidden == (7,)
    desk.named(QWidget, "neuronCard-1-1")
    desk.store.undo_stack.undo()
    for i in range(6):
        desk.box(f"bias-1-{i + 1}")


def test_every_control_has_an_accessible_name(qtbot: QtBot) -> None:
    for session in (Session.first(), deep()):
        desk = Desk(qtbot, session)
        for widget in desk.findChildren(QWidget):
            if widget.objectName() and not widget.objectName().startswith("qt_"):
                assert widget.accessibleName(), widget.objectName()


def test_showing_the_same_scene_again_paints_nothing(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    qtbot.waitUntil(lambda: desk.findChild(NeuronPicture) is not None)
    QApplication.processEvents()
    paints = Paints(desk)
    desk.neurons.show_scene(desk.scene)
    desk.sum.show_scene(desk.scene)
    QApplication.processEvents()
    assert paints.painted == []


def test_only_the_picture_that_changed_is_painted_again(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    QApplication.processEvents()
    paints = Paints(desk.neurons)
    network = desk.network.with_bias(0, 2, -2.0)
    desk.store.preview(desk.store.session.with_network(network), "Move fold 3")
    QApplication.processEvents()
    pictures = [widget for widget in paints.painted if isinstance(widget, NeuronPicture)]
    assert pictures == desk.named(QWidget, "neuronCard-1-3").findChildren(NeuronPicture)


@pytest.mark.parametrize("hidden", [(3,), (8,), (3, 4)])
def test_nothing_looks_selected_when_nothing_is(qtbot: QtBot, hidden: tuple[int, ...]) -> None:
    desk = Desk(qtbot, Session.new(hidden=hidden))
    card = desk.named(QWidget, "neuronCard-1-1")
    selected = card.grab().toImage()
    desk.neurons.show_scene(Scene(desk.store.session.with_view(selected=None), PLANE))
    unselected = card.grab().toImage()
    assert unselected != selected
    desk.neurons.show_scene(Scene(desk.store.session.with_view(selected=(0, 1)), PLANE))
    assert card.grab().toImage() == unselected


@pytest.mark.parametrize("hidden", [(5,), (6,), (11,), (12,), (4, 13)])
@pytest.mark.parametrize("height", [500, 804])
def test_a_neuron_that_is_added_is_in_sight_at_once(
    qtbot: QtBot, hidden: tuple[int, ...], height: int
) -> None:
    desk = Desk(qtbot, Session.new(hidden=hidden))
    desk.resize(desk.width(), height)
    layer = len(hidden)
    desk.store.look(selected=(layer - 1, 0))
    click(desk.named(QAbstractButton, "addNeuron"))
    card = desk.named(QWidget, f"neuronCard-{layer}-{hidden[-1] + 1}")
    assert whole_in_sight(card)
    QApplication.processEvents()
    assert whole_in_sight(card)


def whole_in_sight(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("hidden", [(3,), (8,), (3, 4)])
def test_behind_a_tab_neurons_can_be_added_and_layers_chosen(qtbot: QtBot, hidden: tuple[int, ...]) -> None:
    desk = Desk(qtbot, Session.new(hidden=hidden))
    desk.neurons.show_title(False)
    if len(hidden) > 1:
        click(desk.named(Segmented, "layerTabs").button("1"))
    click(desk.named(QAbstractButton, "addNeuron"))
    assert desk.network.hidden == (*hidden[:-1], hidden[-1] + 1)
    assert desk.named(QAbstractButton, "addNeuron").isVisible()


@pytest.mark.parametrize("layer", [0, 1])
def test_eight_neurons_and_their_editor_fit_beneath_a_title_bar_on_900_px(qtbot: QtBot, layer: int) -> None:
    desk = Desk(qtbot, Session.new(hidden=(8, 8)))
    desk.resize(desk.width(), 880 - 2 * 49)
    desk.store.look(selected=(layer, 0))
    QApplication.processEvents()
    (area,) = desk.neurons.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(("hidden", "first"), [((3,), "muteNeuron-1-1"), ((8,), "neuronCard-1-1")])
def test_tab_goes_from_the_header_into_the_neurons(
    window: MainWindow, hidden: tuple[int, ...], first: str, qtbot: QtBot
) -> None:
    window.store.open(Session.new(hidden=hidden), None)
    settle(window, qtbot)
    add = named(window, "addNeuron")
    add.setFocus()
    QTest.keyClick(add, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == first
