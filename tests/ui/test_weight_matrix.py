"""The weights between two hidden layers as a matrix, in the main window by real mouse and key events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.numbers import subscript
from reluviz.ui.panels.matrix_face import brief
from reluviz.ui.panels.weight_matrix import WeightMatrix
from reluviz.ui.window import MainWindow
from tests.ui.deep_desk import open_session, spread
from tests.ui.gestures import drag, move, press, release
from tests.ui.test_plane import network
from tests.ui.window_desk import all_named, box, named, settle, steps, turn_to

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def deep(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with a 2-8-6-1 network, the matrix of layer 2 in place of its pictures."""
    open_session(window, spread((8, 6)).with_view(selected=(1, 0)))
    QTest.mouseClick(named(window, "matrixButton"), LEFT)
    settle(window, qtbot)
    return window


def matrix(window: MainWindow) -> WeightMatrix:
    found = named(window, "weightMatrix")
    assert isinstance(found, WeightMatrix)
    return found


def middle(window: MainWindow, row: int, column: int) -> QPoint:
    return matrix(window).cell_rect((row, column)).center().toPoint()


def weight(window: MainWindow, row: int, column: int) -> float:
    return float(network(window).weights[1][row, column])


def test_the_button_shows_the_matrix_in_place_of_pictures_and_back(deep: MainWindow, qtbot: QtBot) -> None:
    assert matrix(deep).isVisible()
    assert all_named(deep, "neuronCard-2-1") == []
    deep.store.look(selected=(0, 0))
    settle(deep, qtbot)
    assert all_named(deep, "weightMatrix") == [], "layer 1 has handles for its weights"
    assert named(deep, "neuronCard-1-1").isVisible()
    deep.store.look(selected=(1, 3))
    settle(deep, qtbot)
    assert matrix(deep).isVisible()
    QTest.mouseClick(named(deep, "matrixButton"), LEFT)
    settle(deep, qtbot)
    assert all_named(deep, "weightMatrix") == []
    assert named(deep, "neuronCard-2-1").isVisible()
    assert box(deep, "weight-2-4-8").value() == weight(deep, 3, 7)


def test_a_click_on_a_cell_opens_its_field(deep: MainWindow, qtbot: QtBot) -> None:
    before = network(deep)
    QTest.mouseClick(matrix(deep), LEFT, pos=middle(deep, 2, 5))
    field = box(deep, "weight-2-3-6")
    assert field.isVisible()
    assert field.value() == weight(deep, 2, 5)
    assert deep.store.session.view.selected == (1, 2)
    QTest.keyClick(field, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "1.25")
    QTest.keyClick(field, KEY.Key_Return)
    assert not field.isVisible()
    assert matrix(deep).hasFocus()
    assert weight(deep, 2, 5) == 1.25
    changed = np.argwhere(network(deep).weights[1] != before.weights[1])
    assert changed.tolist() == [[2, 5]]
    qtbot.waitUntil(lambda: steps(deep) == ["Set w₆ of neuron 3 of layer 2"])


def test_esc_closes_the_field_and_changes_nothing(deep: MainWindow) -> None:
    before = network(deep)
    QTest.mouseClick(matrix(deep), LEFT, pos=middle(deep, 1, 1))
    field = box(deep, "weight-2-2-2")
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, KEY.Key_Escape)
    QTest.keyClick(field, KEY.Key_Escape)
    assert not field.isVisible()
    assert network(deep) is before


def test_a_drag_sideways_changes_the_weight_as_one_step(deep: MainWindow) -> None:
    column = int(np.abs(network(deep).weights[1][3]).argmax())
    before, start = weight(deep, 3, column), middle(deep, 3, column)
    outward = 1 if before > 0 else -1
    drag(matrix(deep), start, start + QPoint(40 * outward, 5))
    assert weight(deep, 3, column) == pytest.approx(before + outward)
    assert steps(deep) == [f"Set w{subscript(column + 1)} of neuron 4 of layer 2"]
    assert not box(deep, f"weight-2-4-{column + 1}").isVisible()
    drag(matrix(deep), start, start - QPoint(40 * outward, 0), keys=SHIFT)
    assert weight(deep, 3, column) == pytest.approx(before + 0.9 * outward)
    deep.commands["undo"].trigger()
    deep.commands["undo"].trigger()
    assert weight(deep, 3, column) == before


def test_esc_during_a_drag_puts_the_weight_back(deep: MainWindow) -> None:
    before, start = network(deep), middle(deep, 0, 4)
    press(matrix(deep), start)
    move(matrix(deep), start, start + QPoint(60, 0))
    assert network(deep) is not before
    QTest.keyClick(matrix(deep), KEY.Key_Escape)
    assert network(deep) is before
    move(matrix(deep), start, start + QPoint(20, 0))
    release(matrix(deep), start)
    assert network(deep) is before
    assert steps(deep) == []


def test_keys_walk_open_and_change(deep: MainWindow, qtbot: QtBot) -> None:
    named(deep, "matrixButton").setFocus()
    for _ in range(100):
        if not matrix(deep).hasFocus():
            QTest.keyClick(QApplication.focusWidget() or deep, KEY.Key_Tab)
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Right, KEY.Key_Left, KEY.Key_Left, KEY.Key_Right):
        QTest.keyClick(matrix(deep), key)
    assert deep.store.session.view.selected == (1, 2)
    assert matrix(deep).accessibleDescription().startswith("w2 of neuron 3 of layer 2: ")
    before = weight(deep, 2, 1)
    QTest.keyClick(matrix(deep), KEY.Key_Plus)
    QTest.keyClick(matrix(deep), KEY.Key_Plus)
    QTest.keyClick(matrix(deep), KEY.Key_Minus)
    assert weight(deep, 2, 1) > before
    QTest.keyClick(matrix(deep), KEY.Key_Space)
    assert box(deep, "weight-2-3-2").isVisible()
    assert not deep.player.playing
    qtbot.waitUntil(lambda: steps(deep) == ["Set w₂ of neuron 3 of layer 2"])


def test_a_disc_beside_a_row_selects_its_neuron(deep: MainWindow) -> None:
    row = matrix(deep).row_rect(4)
    QTest.mouseClick(matrix(deep), LEFT, pos=QPoint(8, round(row.center().y())))
    assert deep.store.session.view.selected == (1, 4)
    assert steps(deep) == []


def test_a_bar_of_the_editor_opens_the_weight_in_the_matrix(deep: MainWindow) -> None:
    bars = deep.neurons._faces.editor._bars  # type: ignore[union-attr]
    QTest.mouseClick(bars, LEFT, pos=QPoint(bars.width() - 3, bars.height() // 2))
    assert box(deep, "weight-2-1-8").isVisible()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_colours_tell_sign_and_size(window: MainWindow, theme: str, qtbot: QtBot) -> None:
    turn_to(window, theme, qtbot)
    base = Session.new(hidden=(8, 6)).network
    values = np.zeros((6, 8))
    values[0, 1], values[1, 0], values[2, 2] = 2.0, -2.0, 0.2
    weights = [base.weights[0], values, base.weights[2]]
    session = window.store.session.with_architecture(base.with_layers(weights, base.biases))
    open_session(window, session.with_view(selected=(1, 4)))
    QTest.mouseClick(named(window, "matrixButton"), LEFT)
    settle(window, qtbot)
    image: QImage = matrix(window).grab().toImage()

    def colour(row: int, column: int) -> str:
        corner = matrix(window).cell_rect((row, column)).topLeft() + QPointF(4, 4)
        return image.pixelColor(corner.toPoint()).name()

    table = [f"#{pixel & 0xFFFFFF:06x}" for pixel in window.theme.heat().tolist()]
    assert colour(0, 1) == table[-1]
    assert colour(1, 0) == table[0]
    assert colour(5, 5) == table[255]
    assert table.index(colour(2, 2)) in range(256, 400)


def test_it_follows_training_and_what_is_dragged_elsewhere(deep: MainWindow, qtbot: QtBot) -> None:
    before = matrix(deep).grab().toImage()
    deep.player.play()
    qtbot.waitUntil(lambda: deep.store.session.progress.epoch > 3)
    deep.player.pause()
    settle(deep, qtbot)
    assert matrix(deep).grab().toImage() != before


@pytest.mark.parametrize("hidden", [(1, 1), (16, 16), (60, 40)])
def test_it_fits_the_panel_whatever_the_size_of_the_layers(
    window: MainWindow, hidden: tuple[int, ...], qtbot: QtBot
) -> None:
    session = spread(hidden).with_view(selected=(1, 0))
    open_session(window, session)
    window.neurons.matrix_asked.emit(True)
    settle(window, qtbot)
    last = matrix(window).cell_rect((hidden[1] - 1, hidden[0] - 1))
    assert last.right() <= matrix(window).width() + 0.5
    assert last.bottom() <= matrix(window).height()
    assert matrix(window).width() <= window.neurons.width() - 2 * 14


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.04, "0.0"),
        (-0.04, "0.0"),
        (-1.96, "−2.0"),
        (12.34, "12.3"),
        (-250.4, "−250"),
        (12345.0, "1e4"),
        (1e12, "1e12"),
    ],
)
def test_a_cell_writes_its_number_briefly(value: float, text: str) -> None:
    assert brief(value) == text
