"""The whole window by keys and clicks: names, shortcuts, fields, first start."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.actions import COMMANDS
from reluviz.ui.settings import Settings
from reluviz.ui.widgets.buttons import FlatButton
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.gestures import press_keys
from tests.ui.window_desk import (
    all_named,
    box,
    drag_fold,
    epoch,
    hints,
    is_playing,
    named,
    network,
    pictured,
    select_all,
    settle,
    steps,
    turn_to,
    type_into,
)

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
NAMES = (
    "mainWindow", "partitionView", "sumView", "neuronCard-1-1", "neuronCard-1-2", "neuronCard-1-3",
    "weight-1-1-1", "weight-1-1-2", "weight-1-3-2", "bias-1-1", "bias-1-3", "outputWeight-1",
    "outputWeight-3", "outputBias", "trainingPanel", "playButton", "stepButton", "resetButton",
    "newStartButton", "learningRate", "batchSize", "optimizer", "activation", "dataset", "lossPlot",
    "inspector",
)  # fmt: skip


# -- names --------------------------------------------------------------------------------------------------


def test_every_widget_that_others_call_by_name_is_there_once_and_speaks(
    window: MainWindow, qtbot: QtBot
) -> None:
    for theme in ("light", "dark"):
        turn_to(window, theme, qtbot)
        found = {name: [w.accessibleName() for w in all_named(window, name)] for name in NAMES}
        assert {name: said for name, said in found.items() if len(said) != 1 or not said[0]} == {}


def test_every_button_has_a_name_for_screen_readers(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    nameless = [b for b in window.findChildren(FlatButton) if not (b.accessibleName() or b.text())]
    assert nameless == []


def test_every_icon_button_has_a_tip(window: MainWindow) -> None:
    silent = [b for b in window.findChildren(FlatButton) if not b.text() and not b.toolTip()]
    assert silent == []


# -- shortcuts ----------------------------------------------------------------------------------------------


def test_undo_and_redo_by_key_go_back_and_forth(window: MainWindow) -> None:
    before = network(window)
    drag_fold(window)
    after = network(window)
    press_keys(window, "Ctrl+Z")
    assert network(window) is before
    press_keys(window, "Ctrl+Shift+Z")
    assert network(window) is after


def test_the_undo_button_is_live_only_when_there_is_something_to_undo(
    window: MainWindow, qtbot: QtBot
) -> None:
    undo, redo = named(window, "undoButton"), named(window, "redoButton")
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    drag_fold(window)
    assert undo.isEnabled()
    QTest.mouseClick(undo, LEFT)
    assert not undo.isEnabled()
    assert redo.isEnabled()
    QTest.mouseClick(redo, LEFT)
    assert undo.isEnabled()
    assert "move fold 2" in window.commands["undo"].text()


def test_undo_during_a_preview_takes_back_just_that(window: MainWindow) -> None:
    before = network(window)
    field = box(window, "bias-1-1")
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, KEY.Key_Up)
    assert network(window) is not before
    press_keys(window, "Ctrl+Z")
    assert network(window) is before


def test_space_trains_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, KEY.Key_Space)
    assert is_playing(window)
    qtbot.waitUntil(lambda: epoch(window) > 3)
    QTest.keyClick(window, KEY.Key_Space)
    assert not is_playing(window)
    assert steps(window) == ["Train"]


def test_space_pauses_even_while_a_field_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    field = box(window, "bias-1-1")
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, KEY.Key_Space)
    assert is_playing(window)
    QTest.keyClick(field, KEY.Key_Space)
    assert not is_playing(window)


def test_a_point_trains_one_epoch(window: MainWindow) -> None:
    QTest.keyClick(window, KEY.Key_Period)
    assert epoch(window) == 1
    assert steps(window) == ["Train one epoch"]


def test_a_point_in_a_number_is_part_of_the_number(window: MainWindow) -> None:
    type_into(box(window, "bias-1-1"), "1.5")
    assert epoch(window) == 0
    assert network(window).biases[0][0] == 1.5


def test_r_goes_back_to_the_same_start_and_n_to_another(window: MainWindow) -> None:
    start = network(window)
    for _ in range(3):
        QTest.keyClick(window, KEY.Key_Period)
    assert network(window) is not start
    QTest.keyClick(window, KEY.Key_R)
    assert network(window) is start
    assert epoch(window) == 0
    QTest.keyClick(window, KEY.Key_N)
    other = network(window)
    assert other.hidden == start.hidden
    assert not np.array_equal(other.weights[0], start.weights[0])
    QTest.keyClick(window, KEY.Key_Period)
    QTest.keyClick(window, KEY.Key_R)
    assert network(window) is other, "reset goes to the newest start"


def test_f_flips_the_selected_neuron(window: MainWindow) -> None:
    window.store.look(selected=(0, 2))
    before = network(window)
    QTest.keyClick(window, KEY.Key_F)
    assert network(window).weights[0][2].tolist() == (-before.weights[0][2]).tolist()
    assert steps(window) == ["Flip neuron 3"]


def test_delete_takes_the_selected_neuron_out_but_never_the_last(window: MainWindow, qtbot: QtBot) -> None:
    window.store.look(selected=(0, 0))
    before = network(window)
    QTest.keyClick(window, KEY.Key_Delete)
    assert network(window).weights[0].tolist() == before.weights[0][1:].tolist()
    assert steps(window) == ["Delete neuron 1"]
    for _ in range(3):
        QTest.keyClick(window, KEY.Key_Delete)
        settle(window, qtbot)
    assert network(window).hidden == (1,)
    assert len(steps(window)) == 2


def test_delete_in_a_field_edits_the_number(window: MainWindow) -> None:
    field = box(window, "bias-1-2")
    select_all(field)
    QTest.keyClick(field, KEY.Key_Delete)
    assert network(window).hidden == (3,)


def test_zoom_by_key_and_back_to_the_data(window: MainWindow) -> None:
    press_keys(window, "Ctrl+=")
    window.frame.flush()
    assert window.store.session.view.half_width == pytest.approx(4.8)
    press_keys(window, "Ctrl+-")
    press_keys(window, "Ctrl+-")
    window.frame.flush()
    assert window.store.session.view.half_width > 6
    press_keys(window, "Ctrl+0")
    assert window.store.session.view.half_width == 6
    assert steps(window) == []


def test_every_shortcut_is_given_once() -> None:
    given: list[str] = []
    for command in COMMANDS:
        sequences = {
            s.toString()
            for key in command.keys
            for s in ([QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key))
        }
        given += sorted(sequences)
    assert sorted(given) == sorted(set(given))


def test_every_command_stands_in_the_menu(window: MainWindow) -> None:
    menu = named(window, "menuButton")
    assert isinstance(menu, FlatButton)
    entries = set(all_actions(menu.menu()))
    assert {window.commands[c.name] for c in COMMANDS} <= entries


def all_actions(menu: QMenu) -> list[QAction]:
    result = []
    for action in menu.actions():
        below = action.menu()
        result += all_actions(below) if isinstance(below, QMenu) else [action]
    return result


# -- fields -------------------------------------------------------------------------------------------------


def test_a_typed_bias_moves_the_fold_on_the_plane(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    before = pictured(window)
    type_into(box(window, "bias-1-1"), "-1.25")
    assert network(window).biases[0][0] == -1.25
    settle(window, qtbot)
    assert pictured(window) != before
    assert window.scene is not None
    assert window.scene.network is network(window)


@pytest.mark.parametrize("name", ["weight-1-2-1", "bias-1-2", "outputWeight-2", "outputBias"])
def test_every_parameter_can_be_typed_and_undone_in_one_step(window: MainWindow, name: str) -> None:
    before = network(window)
    type_into(box(window, name), "0.123456789012345678")
    window.store.settle()
    assert len(steps(window)) == 1
    values = np.concatenate([*(w.ravel() for w in network(window).weights), *network(window).biases])
    assert 0.123456789012345678 in values.tolist(), "to the last digit"
    press_keys(window, "Ctrl+Z")
    assert network(window) is before


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "NaN", "abc", "", "-", "--", "1e999"])
def test_what_is_not_a_finite_number_is_refused(window: MainWindow, text: str, qtbot: QtBot) -> None:
    """Letters that are in no number are not even taken; what is left is no finite number either."""
    before = network(window)
    field = box(window, "bias-1-1")
    select_all(field)
    QTest.keyClick(field, KEY.Key_Delete)
    QTest.keyClicks(field, text)
    field.clearFocus()
    settle(window, qtbot)
    if text == "1e999":
        assert float(network(window).biases[0][0]) in (-2.57, 1e99), "the last digit that made sense"
    else:
        assert network(window) is before
        assert steps(window) == []
    assert field.value() == network(window).biases[0][0]


def test_a_dragged_fold_shows_its_bias_in_the_field(window: MainWindow, qtbot: QtBot) -> None:
    drag_fold(window)
    settle(window, qtbot)
    assert box(window, "bias-1-2").value() == network(window).biases[0][1]


def test_clicking_a_card_selects_its_fold_on_the_plane(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(named(window, "neuronCard-1-3"), LEFT, pos=QPoint(60, 20))
    assert window.store.session.view.selected == (0, 2)


def test_tab_reaches_the_plane_and_the_fields(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    seen: set[str] = set()
    window.partition.plane.setFocus()
    for _ in range(80):
        QTest.keyClick(window.focusWidget(), KEY.Key_Tab)
        seen.add(window.focusWidget().objectName())
    assert {"partitionView", "weight-1-1-1", "bias-1-2", "outputWeight-3", "outputBias", "playButton"} <= seen


# -- first start --------------------------------------------------------------------------------------------


def test_hints_are_there_until_the_first_drag_and_that_is_remembered(qtbot: QtBot) -> None:
    window = MainWindow(Session.first(), theme="light", cues=True)
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    settle(window, qtbot)
    assert hints(window)
    drag_fold(window)
    assert not hints(window)
    assert Settings().cues_done
