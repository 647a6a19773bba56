"""The Neurons panel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.panels.neuron_tiles import WeightBars
from reluviz.ui.store import SETTLE_MS
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, Theme
from reluviz.ui.views.neuron_picture import NeuronPicture
from reluviz.ui.widgets.fields import ScrubLabel
from reluviz.ui.widgets.segmented import Segmented
from tests.ui.gestures import drag, move, press, release
from tests.ui.neuron_desk import Desk

RETURN = Qt.Key.Key_Return


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def enter(desk: Desk, name: str, text: str) -> None:
    box = desk.box(name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, RETURN)


def label_of(desk: Desk, name: str) -> ScrubLabel:
    box = desk.box(name)
    return next(label for label in desk.findChildren(ScrubLabel) if label.buddy() is box)


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


def deep(hidden: tuple[int, ...] = (3, 4), **options: int) -> Session:
    return Session.new(hidden=hidden, **options)  # type: ignore[arg-type]


# --- cards of a small network ----------------------------------------------------------------------------


def test_every_parameter_of_the_first_start_has_a_named_field_with_its_value(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    network = desk.network
    for i in range(3):
        assert desk.has(f"neuronCard-1-{i + 1}")
        for j in range(2):
            assert desk.box(f"weight-1-{i + 1}-{j + 1}").value() == network.weights[0][i, j]
        assert desk.box(f"bias-1-{i + 1}").value() == network.biases[0][i]
        assert desk.box(f"outputWeight-{i + 1}").value() == network.output_weights[i]
    assert desk.box("outputBias").value() == network.output_bias
    assert desk.box("weight-1-2-1").text() == "−1.64"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("weight-1-2-1", lambda n: n.weights[0][1, 0]),
        ("weight-1-1-2", lambda n: n.weights[0][0, 1]),
        ("bias-1-3", lambda n: n.biases[0][2]),
        ("outputWeight-2", lambda n: n.output_weights[1]),
        ("outputBias", lambda n: n.output_bias),
    ],
)
def test_typing_a_number_sets_exactly_that_parameter(qtbot: QtBot, name: str, read: object) -> None:
    assert callable(read)
    desk = Desk(qtbot)
    before = desk.network
    enter(desk, name, "-0.123456789")
    assert read(desk.network) == -0.123456789
    old, new = before.to_dict()["layers"], desk.network.to_dict()["layers"]
    pairs = [(a[key], b[key]) for a, b in zip(old, new, strict=True) for key in "Wb"]
    assert sum((np.ravel(a) != np.ravel(b)).sum() for a, b in pairs) == 1


def test_steps_that_follow_each_other_are_one_undo_step_with_a_name(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    box = desk.box("weight-1-2-1")
    box.setFocus()
    start = box.value()
    for _ in range(3):
        QTest.keyClick(box, Qt.Key.Key_Up)
    desk.store.settle()
    assert desk.steps == ["Set w₁ of neuron 2"]
    assert desk.network.weights[0][1, 0] == pytest.approx(start + 0.3)
    desk.store.undo_stack.undo()
    assert box.value() == start


def test_edits_of_two_fields_are_two_undo_steps(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    enter(desk, "bias-1-1", "1")
    enter(desk, "outputBias", "2")
    desk.store.settle()
    assert desk.steps == ["Set b of neuron 1", "Set c of the output"]


def test_dragging_a_label_is_one_undo_step_however_long_it_takes(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    label, box = label_of(desk, "bias-1-1"), desk.box("bias-1-1")
    start = box.value()
    press(label, QPoint(3, 8))
    move(label, QPoint(3, 8), QPoint(23, 8))
    qtbot.wait(SETTLE_MS + 100)
    move(label, QPoint(23, 8), QPoint(43, 8))
    release(label, QPoint(43, 8))
    assert desk.steps == ["Set b of neuron 1"]
    assert desk.network.biases[0][0] == pytest.approx(start + 1.0)


def test_escape_while_dragging_a_label_puts_the_value_back_and_leaves_no_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    label, box = label_of(desk, "outputWeight-3"), desk.box("outputWeight-3")
    start = box.value()
    press(label, QPoint(3, 8))
    move(label, QPoint(3, 8), QPoint(43, 8))
    assert desk.network.output_weights[2] != start
    QTest.keyClick(box, Qt.Key.Key_Escape)
    release(label, QPoint(43, 8))
    assert (desk.network.output_weights[2], box.value(), desk.steps) == (start, start, [])


def test_escape_takes_back_only_the_dragged_value_if_training_went_on(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    label, box = label_of(desk, "bias-1-1"), desk.box("bias-1-1")
    start = box.value()
    press(label, QPoint(3, 8))
    move(label, QPoint(3, 8), QPoint(43, 8))
    session = desk.store.session
    trained = session.network.with_output_bias(5.0)
    desk.store.preview(session.trained(trained, replace(session.progress)), "Train")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    release(label, QPoint(43, 8))
    assert (desk.network.biases[0][0], desk.network.output_bias) == (start, 5.0)


def test_showing_another_network_writes_nothing_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    session = desk.store.session.with_network(desk.network.with_bias(0, 0, 1 / 3))
    desk.store.commit(session, "Move fold 1")
    assert desk.store.session is session
    assert desk.box("bias-1-1").value() == 1 / 3
    assert desk.steps == ["Move fold 1"]


def test_a_click_on_a_card_selects_its_neuron_without_an_undo_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    click(desk.named(QWidget, "neuronCard-1-3"), QPoint(80, 100))
    assert desk.store.session.view.selected == (0, 2)
    assert desk.steps == []


def test_a_click_beside_a_field_takes_what_was_typed_and_the_focus(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    box = desk.box("bias-1-1")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "3")
    click(desk.named(QWidget, "neuronCard-1-3"), QPoint(80, 100))
    assert not box.hasFocus()
    assert desk.network.biases[0][0] == 3.0


def test_the_selected_card_has_a_bar_in_its_neurons_colour(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    card = desk.named(QWidget, "neuronCard-1-3")
    assert card.grab().toImage().pixelColor(1, 90) != LIGHT.neuron(2)
    desk.store.look(selected=(0, 2))
    assert card.grab().toImage().pixelColor(1, 90) == LIGHT.neuron(2)


def test_focusing_a_field_selects_its_neuron(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.box("bias-1-1").setFocus()
    assert desk.store.session.view.selected == (0, 0)


def test_flip_negates_weights_and_bias_in_one_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    before = desk.network
    click(desk.named(QAbstractButton, "flipNeuron-1-2"))
    np.testing.assert_array_equal(desk.network.weights[0][1], -before.weights[0][1])
    assert desk.network.biases[0][1] == -before.biases[0][1]
    assert desk.steps == ["Flip neuron 2"]


def test_delete_removes_the_card_and_undo_brings_it_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    before = desk.network
    click(desk.named(QAbstractButton, "deleteNeuron-1-2"))
    assert desk.network.hidden == (2,)
    assert not desk.has("neuronCard-1-3")
    np.testing.assert_array_equal(desk.network.weights[0][1], before.weights[0][2])
    desk.store.undo_stack.undo()
    assert desk.network is before
    assert desk.has("neuronCard-1-3")


def test_the_last_neuron_of_a_layer_cannot_be_deleted_and_the_button_says_why(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Session.new(hidden=(1,)))
    button = desk.named(QAbstractButton, "deleteNeuron-1-1")
    assert not button.isEnabled()
    assert "at least one" in button.toolTip()


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


# --- the output bias, and room ---------------------------------------------------------------------------


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


# --- tiles of a larger network ---------------------------------------------------------------------------


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


def test_tabs_change_the_layer_that_is_shown_and_nothing_else(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    before = desk.store.session
    click(desk.named(Segmented, "layerTabs").button("1"))
    assert desk.has("neuronCard-2-4")
    assert not desk.has("neuronCard-1-1")
    assert desk.store.session is before


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


def test_adding_to_a_layer_of_a_deep_network_leaves_the_others(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    click(desk.named(Segmented, "layerTabs").button("1"))
    click(desk.named(QAbstractButton, "addNeuron"))
    assert desk.network.hidden == (3, 5)
    assert desk.store.session.view.selected == (1, 4)


def test_deleting_the_shown_neuron_shows_another(qtbot: QtBot) -> None:
    desk = Desk(qtbot, deep())
    desk.store.look(selected=(1, 3))
    click(desk.named(QAbstractButton, "deleteNeuron-2-4"))
    assert desk.network.hidden == (3, 3)
    assert desk.has("bias-2-3")


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


def test_a_click_on_a_label_without_a_drag_is_no_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    drag(label_of(desk, "bias-1-1"), QPoint(3, 8), QPoint(3, 8))
    assert desk.steps == []


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
