"""Tiles of a larger network, and the editor beneath them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.panels.neuron_editor import WeightBars
from reluviz.ui.theme import LIGHT
from reluviz.ui.widgets.segmented import Segmented
from tests.ui.neuron_desk import Desk, click, deep, enter


def test_a_wide_or_deep_network_shows_tiles_and_one_editor(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Session.new(hidden=(7,)))
    assert all(desk.has(f"neuronCard-1-{i + 1}") for i in range(7))
    assert desk.has("bias-1-1")
    assert not desk.has("bias-1-2")


def test_a_click_on_a_tile_selects_its_neuron_and_opens_it_in_the_editor(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    click(desk.named(QWidget, "neuronCard-1-2"))
    assert desk.store.session.view.selected == (0, 1)
    assert desk.box("bias-1-2").value() == desk.network.biases[0][1]
    assert desk.box("weight-1-2-2").value() == desk.network.weights[0][1, 1]


def test_tiles_can_be_chosen_from_the_keyboard(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    first = desk.named(QWidget, "neuronCard-1-1")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    second = desk.named(QWidget, "neuronCard-1-2")
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert desk.store.session.view.selected == (0, 1)


def test_selecting_a_neuron_elsewhere_shows_its_layer(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    desk.store.look(selected=(1, 2))
    assert desk.has("neuronCard-2-3")
    assert desk.has("weight-2-3-3")
    assert desk.named(Segmented, "layerTabs").key() == "1"


def test_only_the_last_layer_has_output_weights(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    assert not desk.has("outputWeight-1")
    desk.store.look(selected=(1, 2))
    assert desk.box("outputWeight-3").value() == desk.network.output_weights[2]


def test_a_deep_weight_is_edited_under_a_name_that_says_the_layer(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    desk.store.look(selected=(1, 2))
    enter(desk, "weight-2-3-1", "0.75")
    desk.store.settle()
    assert desk.network.weights[1][2, 0] == 0.75
    assert desk.steps == ["Set w₁ of neuron 3 of layer 2"]


def test_a_click_on_a_weight_bar_goes_to_its_field(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    desk.store.look(selected=(1, 0))
    bars = desk.findChildren(WeightBars)[0]
    click(bars, QPoint(bars.width() - LIGHT.px(13) // 2, 10))
    assert desk.box("weight-2-1-3").hasFocus()


def test_bars_go_up_for_positive_and_down_for_negative_weights(qtbot: QtBot) -> None:
    bars = WeightBars(LIGHT)
    qtbot.addWidget(bars)
    bars.resize(26, 24)
    bars.show_weights((1.0, -1.0))
    image = bars.grab().toImage()

    def rows_in(neuron: int) -> list[int]:
        colour = LIGHT.neuron(neuron)
        return [y for y in range(24) if any(image.pixelColor(x, y) == colour for x in range(26))]

    assert max(rows_in(0)) < 13
    assert min(rows_in(1)) > 10


def test_deleting_the_shown_neuron_shows_another(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    desk.store.look(selected=(1, 3))
    click(desk.named(QAbstractButton, "deleteNeuron-2-4"))
    assert desk.network.hidden == (3, 3)
    assert desk.has("bias-2-3")
