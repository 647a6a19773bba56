"""Cards of neurons: fields, their labels, buttons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.theme import LIGHT
from tests.ui.gestures import drag, move, press, release
from tests.ui.neuron_desk import Desk, click, enter, label_of


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
    assert not any(timer.isActive() for timer in desk.store.findChildren(QTimer)), "a pause ends the step"
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


def test_a_click_on_a_label_without_a_drag_is_no_step(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    drag(label_of(desk, "bias-1-1"), QPoint(3, 8), QPoint(3, 8))
    assert desk.steps == []
