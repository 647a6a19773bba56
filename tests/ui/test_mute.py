"""Muted neurons in the window: eyes, keys and menus, and that nothing of them is seen in the sum."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.panels.neuron_tiles import NeuronEditor
from reluviz.ui.window import MainWindow
from tests.ui.deep_desk import apart, fold, grip, open_session, spread
from tests.ui.gestures import drag, let_events_pass, press_keys, turn_wheel
from tests.ui.test_plane import network, on_fold, pixel, plane
from tests.ui.window_desk import box, named, settle, steps

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier


def click(window: MainWindow, name: str, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    QTest.mouseClick(named(window, name), LEFT, keys)
    window.frame.flush()


def regions(window: MainWindow) -> int:
    assert window.scene is not None
    return window.scene.partition.n_regions


@pytest.mark.parametrize("hidden", [(3,), (8,), (8, 8)])
def test_the_eye_mutes_a_neuron_and_brings_it_back(
    window: MainWindow, hidden: tuple[int, ...], qtbot: QtBot
) -> None:
    open_session(window, Session.new(hidden=hidden, seed=2))
    before, count = network(window), regions(window)
    click(window, "muteNeuron-1-2")
    settle(window, qtbot)
    assert window.store.session.muted == {(0, 1)}
    assert network(window) is before
    assert regions(window) < count
    assert window.scene is not None
    assert len(window.scene.fold(0, 1)) == 0
    assert steps(window)[0].startswith("Mute neuron 2")
    click(window, "muteNeuron-1-2")
    assert window.store.session.muted == frozenset()
    assert regions(window) == count
    window.commands["undo"].trigger()
    assert window.store.session.muted == {(0, 1)}


def test_its_parameters_stay_to_be_read_and_edited(window: MainWindow) -> None:
    before = network(window)
    click(window, "muteNeuron-1-2")
    for name, value in (
        ("weight-1-2-1", before.weights[0][1, 0]),
        ("bias-1-2", before.biases[0][1]),
        ("outputWeight-2", before.output_weights[1]),
    ):
        assert box(window, name).value() == value
    box(window, "bias-1-2").setValue(0.25)
    window.frame.flush()
    assert network(window).biases[0][1] == 0.25
    assert len(window.scene.fold(0, 1)) == 0  # type: ignore[union-attr]


def test_alt_on_the_eye_leaves_it_alone(window: MainWindow) -> None:
    click(window, "muteNeuron-1-2", ALT)
    assert window.store.session.muted == {(0, 0), (0, 2)}
    assert regions(window) == 2
    assert not named(window, "muteNeuron-1-2").isEnabled(), "one neuron stays"
    assert window.scene is not None
    assert window.scene.bound == 2
    window.commands["solo"].trigger()
    assert window.store.session.muted == frozenset()


def test_keys_mute_solo_and_duplicate_the_selected_neuron(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    window.store.look(selected=(0, 0))
    press_keys(window, "M")
    assert window.store.session.muted == {(0, 0)}
    settle(window, qtbot)
    assert window.commands["mute"].text() == "Unmute the selected neuron"
    press_keys(window, "M")
    press_keys(window, "S")
    assert window.store.session.muted == {(0, 1), (0, 2)}
    settle(window, qtbot)
    assert window.commands["solo"].text() == "End solo of the selected neuron"
    press_keys(window, "S")
    press_keys(window, "Ctrl+D")
    settle(window, qtbot)
    assert network(window).hidden == (4,)
    assert window.store.session.view.selected == (0, 3)
    x = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    np.testing.assert_allclose(network(window)(x), before(x), atol=1e-12)
    assert steps(window)[-1] == "Duplicate neuron 1"


def test_a_copy_lies_on_the_fold_and_is_the_one_that_is_dragged_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands["duplicate"].trigger()
    settle(window, qtbot)
    before, start = network(window), pixel(window, *on_fold(network(window), 3, 2.0))
    drag(plane(window), start, start + QPoint(0, 40))
    assert network(window).biases[0][0] == before.biases[0][0]
    assert network(window).biases[0][3] != before.biases[0][3]


def test_what_cannot_be_done_is_not_offered(window: MainWindow, qtbot: QtBot) -> None:
    open_session(window, Session.new(hidden=(16, 1)).with_view(selected=(1, 0)))
    settle(window, qtbot)
    can = {name: window.commands[name].isEnabled() for name in ("mute", "solo", "duplicate", "delete")}
    assert can == {"mute": False, "solo": False, "duplicate": True, "delete": False}
    window.store.look(selected=(0, 3))
    settle(window, qtbot)
    can = {name: window.commands[name].isEnabled() for name in ("mute", "solo", "duplicate", "delete")}
    assert can == {"mute": True, "solo": True, "duplicate": False, "delete": True}


def test_training_leaves_a_muted_neuron_as_it_is_and_goes_on_with_it_later(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = network(window)
    click(window, "muteNeuron-1-2")
    window.player.play()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 5)
    window.player.pause()
    trained = network(window)
    assert np.array_equal(trained.weights[0][1], before.weights[0][1])
    assert trained.output_weights[1] == before.output_weights[1]
    assert not np.array_equal(trained.weights[0][0], before.weights[0][0])
    click(window, "muteNeuron-1-2")
    window.player.step_epoch()
    assert not np.array_equal(network(window).weights[0][1], before.weights[0][1])


def test_a_bent_fold_is_dragged_as_it_is_seen_without_the_muted_neuron(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_session(window, spread())
    window.store.commit(window.store.session.with_muted(frozenset({(0, 2), (0, 4)})), "Mute")
    settle(window, qtbot)
    before, start = network(window), grip(window, 1, 2, margin=40)
    end = start + QPoint(18, -14)
    for keys in (NO_KEYS, ALT):
        drag(plane(window), start, end, keys=keys)
        settle(window, qtbot)
        assert apart(fold(window, 1, 2), end) < 1
        assert np.array_equal(network(window).weights[0], before.weights[0])
        window.commands["undo"].trigger()
        settle(window, qtbot)


# --- the menu ----------------------------------------------------------------------------------------------


def right_click(widget: QWidget, at: QPoint | None = None) -> None:
    place = widget.rect().center() if at is None else at
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)


def menu_of(window: MainWindow) -> QMenu | None:
    return window.findChild(QMenu, "neuronMenu")


def close_menu(window: MainWindow) -> None:
    menu = menu_of(window)
    assert menu is not None
    menu.close()
    let_events_pass()
    assert menu_of(window) is None


def test_a_card_a_tile_the_editor_and_a_fold_offer_what_can_be_done(window: MainWindow, qtbot: QtBot) -> None:
    right_click(named(window, "neuronCard-1-3"), QPoint(40, 80))
    menu = menu_of(window)
    assert menu is not None
    assert window.store.session.view.selected == (0, 2)
    names = ["Flip", "Mute", "Solo", "Duplicate", "Delete"]
    assert [action.text() for action in menu.actions()] == [f"{name} the selected neuron" for name in names]
    menu.actions()[1].trigger()
    close_menu(window)
    assert window.store.session.muted == {(0, 2)}
    open_session(window, spread((8, 8)))
    settle(window, qtbot)
    right_click(plane(window), grip(window, 1, 3, margin=30))
    assert window.store.session.view.selected == (1, 3)
    close_menu(window)
    settle(window, qtbot)
    right_click(named(window, "neuronCard-2-2"))
    assert window.store.session.view.selected == (1, 1)
    close_menu(window)
    settle(window, qtbot)
    (editor,) = window.findChildren(NeuronEditor)
    right_click(editor, QPoint(3, 3))
    assert window.store.session.view.selected == (1, 1)
    close_menu(window)


def test_beside_folds_and_cards_there_is_no_menu(window: MainWindow) -> None:
    right_click(plane(window), pixel(window, 0.2, 0.1))
    right_click(window.neurons, window.neurons.rect().bottomLeft() + QPoint(20, -20))
    assert menu_of(window) is None


def test_the_menu_key_offers_it_for_the_handle_in_focus(window: MainWindow) -> None:
    plane(window).setFocus(Qt.FocusReason.TabFocusReason)
    reason = QContextMenuEvent.Reason.Keyboard
    middle = plane(window).rect().center()
    QApplication.sendEvent(
        plane(window), QContextMenuEvent(reason, middle, plane(window).mapToGlobal(middle))
    )
    close_menu(window)


# --- the wheel over cards ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [(3,), (8, 8)])
def test_the_wheel_over_the_selected_neuron_changes_its_output_weight(
    window: MainWindow, hidden: tuple[int, ...], qtbot: QtBot
) -> None:
    last = len(hidden) - 1
    open_session(window, Session.new(hidden=hidden, seed=2).with_view(selected=(last, 1)))
    settle(window, qtbot)
    before = network(window).output_weights
    name = f"neuronCard-{last + 1}-"
    turn_wheel(named(window, name + "1"), QPoint(20, 40), 1)
    assert network(window).output_weights.tolist() == before.tolist(), "another one is selected"
    window.neurons._faces._area.verticalScrollBar().setValue(0)  # type: ignore[union-attr]
    turn_wheel(named(window, name + "2"), QPoint(20, 40), 2)
    turn_wheel(named(window, name + "2"), QPoint(20, 40), 1, Qt.KeyboardModifier.ShiftModifier)
    assert network(window).output_weights[1] == pytest.approx(before[1] + 0.21)
    qtbot.waitUntil(lambda: steps(window) == ["Set output weight 2"])


def test_over_tiles_that_scroll_the_wheel_goes_on_scrolling(window: MainWindow, qtbot: QtBot) -> None:
    open_session(window, Session.new(hidden=(16,)).with_view(selected=(0, 4)))
    settle(window, qtbot)
    before = network(window)
    bar = window.neurons._faces._area.verticalScrollBar()  # type: ignore[union-attr]
    for name in ("neuronCard-1-1", "neuronCard-1-5"):
        at = named(window, name).mapTo(window, QPoint(20, 40))
        QTest.wheelEvent(window.windowHandle(), QPointF(at), QPoint(0, -120))
    assert bar.value() > 0
    assert network(window) is before


def test_the_wheel_over_layers_before_the_last_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    open_session(window, Session.new(hidden=(8, 8)).with_view(selected=(0, 1)))
    settle(window, qtbot)
    before = network(window)
    turn_wheel(named(window, "neuronCard-1-2"), QPoint(20, 40), 1)
    assert network(window) is before
