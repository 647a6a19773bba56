"""Bent folds, of layers after the first, dragged in the main window by real mouse events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.ui.items.handles import REACH
from reluviz.ui.window import MainWindow
from tests.ui.deep_desk import apart, fold, grip, open_network, open_session, spread
from tests.ui.gestures import drag, move, press, release, turn_wheel
from tests.ui.test_plane import network, plane, units
from tests.ui.window_desk import named, settle

SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip
DEEP = [(1, 2), (1, 3), (2, 1), (2, 2)]
"""Neurons (layer, index) that are dragged."""
AWAY, FURTHER = QPoint(31, -22), QPoint(62, -44)


CORNER = Network(
    [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 0.0]], [[1.0, 1.0]]], [[0.0, 0.0], [-1.0, -2.5], [0.0]]
)
"""Its first neuron of layer 2 has the fold max(x, 0) + max(y, 0) = 1, its second one x = 2.5; where x and y
are negative, layer 1 is 0."""


def at(window: MainWindow, x: float, y: float) -> QPoint:
    mapped = plane(window).plane()
    assert mapped is not None
    return QPoint(*np.rint(mapped.pixels(np.array([x, y]))).astype(int).tolist())


@pytest.fixture
def deep(window: MainWindow) -> MainWindow:
    """The window with a 2-5-4-3-1 network."""
    open_session(window, spread())
    return window


def shown_after(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.network is network(window))


@pytest.mark.parametrize(("layer", "neuron"), DEEP)
def test_a_bent_fold_follows_the_pointer_and_its_weights_stay(
    deep: MainWindow, layer: int, neuron: int, qtbot: QtBot
) -> None:
    before, start = network(deep), grip(deep, layer, neuron)
    drag(plane(deep), start, start + AWAY)
    shown_after(deep, qtbot)
    after = network(deep)
    assert apart(fold(deep, layer, neuron), start + AWAY) < 1
    assert [a is b for a, b in zip(after.weights, before.weights, strict=True)] == [True] * 4
    changed = np.flatnonzero(after.biases[layer] != before.biases[layer])
    assert changed.tolist() == [neuron]
    assert deep.store.undo_stack.count() == 1
    assert deep.store.undo_stack.undoText() == f"Move fold {neuron + 1} of layer {layer + 1}"
    deep.commands["undo"].trigger()
    assert network(deep) is before


@pytest.mark.parametrize(("layer", "neuron"), DEEP)
def test_with_alt_it_bends_there_by_less_than_its_bias_alone_would_take(
    deep: MainWindow, layer: int, neuron: int, qtbot: QtBot
) -> None:
    before, start = network(deep), grip(deep, layer, neuron)
    drag(plane(deep), start, start + AWAY, keys=ALT)
    shown_after(deep, qtbot)
    bent = network(deep)
    assert apart(fold(deep, layer, neuron), start + AWAY) < 1
    assert deep.store.undo_stack.undoText() == f"Bend fold {neuron + 1} of layer {layer + 1}"
    deep.commands["undo"].trigger()
    settle(deep, qtbot)
    drag(plane(deep), start, start + AWAY)
    moved = network(deep)

    def change(after: Network) -> float:
        w = after.weights[layer][neuron] - before.weights[layer][neuron]
        return float(np.hypot(np.linalg.norm(w), after.biases[layer][neuron] - before.biases[layer][neuron]))

    assert 0 < change(bent) < change(moved)


def test_letting_alt_go_leaves_the_weights_as_they_were(deep: MainWindow) -> None:
    before, start = network(deep), grip(deep, 1, 2)
    press(plane(deep), start, ALT)
    move(plane(deep), start, start + AWAY, ALT)
    assert not np.array_equal(network(deep).weights[1][2], before.weights[1][2])
    move(plane(deep), start + AWAY, start + FURTHER)
    release(plane(deep), start + FURTHER)
    assert np.array_equal(network(deep).weights[1][2], before.weights[1][2])
    assert network(deep).biases[1][2] != before.biases[1][2]
    assert deep.store.undo_stack.count() == 1


@pytest.mark.parametrize(("layer", "neuron"), DEEP)
def test_with_ctrl_it_passes_through_a_point_of_the_grid(
    deep: MainWindow, layer: int, neuron: int, qtbot: QtBot
) -> None:
    start = grip(deep, layer, neuron)
    drag(plane(deep), start, start + AWAY, keys=CTRL)
    shown_after(deep, qtbot)
    mapped = plane(deep).plane()
    assert mapped is not None
    snapped = np.round(units(deep, start + AWAY) * 2) / 2  # a grid of 2 is drawn
    assert apart(fold(deep, layer, neuron), mapped.pixels(snapped)) < 1e-6


@pytest.mark.parametrize(("layer", "neuron"), DEEP)
def test_with_shift_it_moves_ten_times_slower(
    deep: MainWindow, layer: int, neuron: int, qtbot: QtBot
) -> None:
    start = grip(deep, layer, neuron)
    drag(plane(deep), start, start + QPoint(90, -40), keys=SHIFT)
    shown_after(deep, qtbot)
    assert apart(fold(deep, layer, neuron), start + QPoint(9, -4)) < 1e-6


@pytest.mark.parametrize("side", [1, -1])
def test_it_is_grabbed_from_twelve_pixels_away_and_not_from_further(window: MainWindow, side: int) -> None:
    open_network(window, CORNER)
    fold = at(window, 2.5, -2.0)
    for distance, owner in ((REACH - 1, (1, 1)), (REACH + 2, None)):
        QTest.mouseMove(plane(window), fold + QPoint(side * distance, 0))
        hot = plane(window).hand.hot
        assert (hot.owner if hot else None) == owner
        assert (plane(window).cursor().shape() == Qt.CursorShape.SizeHorCursor) == (owner is not None)


def test_under_the_pointer_it_is_drawn_stronger_with_a_disc_on_it(deep: MainWindow) -> None:
    start = grip(deep, 2, 2)

    def colours() -> set[str]:
        image = plane(deep).grab().toImage()
        around = range(-5, 6)
        return {image.pixelColor(start.x() + x, start.y() + y).name() for x in around for y in around}

    QTest.mouseMove(plane(deep), QPoint(3, 3))
    deep.frame.flush()
    assert "#ffffff" not in colours()
    QTest.mouseMove(plane(deep), start)
    deep.frame.flush()
    assert "#ffffff" in colours(), "the ring of the disc"
    assert plane(deep).cursor().shape() != Qt.CursorShape.ArrowCursor


def test_pressing_it_selects_its_neuron_and_shows_its_layer(deep: MainWindow, qtbot: QtBot) -> None:
    before = network(deep)
    QTest.mouseClick(plane(deep), Qt.MouseButton.LeftButton, pos=grip(deep, 2, 2))
    settle(deep, qtbot)
    assert deep.store.session.view.selected == (2, 2)
    assert named(deep, "neuronCard-3-3").isVisible()
    assert network(deep) is before
    assert deep.store.undo_stack.count() == 0


def test_the_arrow_points_to_the_active_side(deep: MainWindow) -> None:
    for layer, neuron in DEEP:
        handle = plane(deep).handles.of(layer, neuron)
        assert handle is not None
        for distance, active in ((2.0, True), (-2.0, False)):
            at = QPoint(*np.rint(handle.foot + distance * handle.toward).astype(int).tolist())
            z = network(deep).preactivations([units(deep, at)])[layer][0, neuron]
            assert (z > 0) == active


def test_the_value_is_shown_while_it_is_dragged(deep: MainWindow) -> None:
    start = grip(deep, 1, 2)
    press(plane(deep), start)
    move(plane(deep), start, start + AWAY)
    assert plane(deep).hand.note == f"b = {network(deep).biases[1][2]:.2f}".replace("-", "−")
    move(plane(deep), start + AWAY, start + FURTHER, ALT)
    assert plane(deep).hand.note.startswith("b = ")
    assert ", w changed by 0." in plane(deep).hand.note
    release(plane(deep), start)
    assert plane(deep).hand.note == ""


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, ALT])
def test_esc_puts_weights_and_bias_back(deep: MainWindow, keys: Qt.KeyboardModifier) -> None:
    before, start = network(deep), grip(deep, 2, 1)
    press(plane(deep), start, keys)
    move(plane(deep), start, start + AWAY, keys)
    assert network(deep) is not before
    QTest.keyClick(plane(deep), Qt.Key.Key_Escape)
    release(plane(deep), start + AWAY)
    assert network(deep) is before
    assert deep.store.undo_stack.count() == 0


def test_double_click_flips_its_active_side(deep: MainWindow) -> None:
    before = network(deep)
    QTest.mouseDClick(plane(deep), Qt.MouseButton.LeftButton, pos=grip(deep, 1, 3))
    assert np.array_equal(network(deep).weights[1][3], -before.weights[1][3])
    assert network(deep).biases[1][3] == -before.biases[1][3]
    assert deep.store.undo_stack.undoText() == "Flip neuron 4 of layer 2"


def test_the_wheel_changes_the_output_weight_of_the_last_layer_and_zooms_over_others(
    deep: MainWindow, qtbot: QtBot
) -> None:
    before, half_width = network(deep), deep.store.session.view.half_width
    turn_wheel(plane(deep), grip(deep, 2, 1), 2)
    assert network(deep).output_weights[1] == pytest.approx(before.output_weights[1] + 0.2)
    qtbot.waitUntil(lambda: deep.store.undo_stack.count() == 1)
    QTest.mouseMove(plane(deep), QPoint(2, 2))
    turn_wheel(plane(deep), grip(deep, 1, 2), 2)
    assert deep.store.session.view.half_width < half_width
    assert deep.store.undo_stack.count() == 1


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, ALT])
def test_it_stays_under_the_pointer_while_the_network_trains(
    deep: MainWindow, qtbot: QtBot, keys: Qt.KeyboardModifier
) -> None:
    deep.player.play()
    qtbot.waitUntil(lambda: deep.store.session.progress.epoch > 3)
    deep.frame.flush()
    start = grip(deep, 1, 2)
    press(plane(deep), start, keys)
    end = start + QPoint(12, -9)
    move(plane(deep), start, end, keys)
    epoch = deep.store.session.progress.epoch
    qtbot.waitUntil(lambda: deep.store.session.progress.epoch > epoch + 3)
    z = network(deep).preactivations([units(deep, end)])[1][0, 2]
    assert abs(z) < 1e-9
    release(plane(deep), end)
    deep.player.pause()


def test_a_slow_hand_does_not_leave_it_behind(deep: MainWindow, qtbot: QtBot) -> None:
    start = grip(deep, 1, 2)
    drag(plane(deep), start, start + QPoint(5, -3))
    shown_after(deep, qtbot)
    assert apart(fold(deep, 1, 2), start + QPoint(5, -3)) < 1e-6


# --- where it cannot go, and which one is meant ------------------------------------------------------------


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, ALT])
def test_where_the_layer_before_is_flat_it_stays_behind_and_the_pointer_says_why(
    window: MainWindow, keys: Qt.KeyboardModifier, qtbot: QtBot
) -> None:
    open_network(window, CORNER)
    start, middle = at(window, 0.5, 0.5), at(window, 0.4, 0.4)
    press(plane(window), start, keys)
    move(plane(window), start, middle, keys)
    last = network(window).biases[1][0]
    move(plane(window), middle, at(window, -2.0, -2.0), keys)
    assert plane(window).hand.note == "Layer 1 is flat here: no fold can pass"
    release(plane(window), at(window, -2.0, -2.0))
    shown_after(window, qtbot)
    assert network(window).biases[1][0] >= last
    assert len(fold(window, 1, 0)) == 3, "the fold is whole"


def test_where_only_its_neuron_is_flat_alt_is_offered_and_helps(window: MainWindow, qtbot: QtBot) -> None:
    open_network(window, CORNER)
    start, there = at(window, 2.5, -2.0), at(window, -2.0, 2.0)
    press(plane(window), start)
    move(plane(window), start, there)
    assert plane(window).hand.note == "Neuron 2 is flat here: Alt bends its fold"
    move(plane(window), there, there, ALT)
    release(plane(window), there, ALT)
    shown_after(window, qtbot)
    assert apart(fold(window, 1, 1), there) < 1


def test_of_two_folds_the_nearer_is_taken_and_the_selected_one_where_they_are_as_near(
    window: MainWindow,
) -> None:
    close = CORNER.with_neuron(1, 1, [1.0, 1.0], -1.2)
    open_network(window, close)
    mapped = plane(window).plane()
    assert mapped is not None
    first, second = at(window, 0.5, 0.5), at(window, 0.6, 0.6)
    assert np.hypot((second - first).x(), (second - first).y()) > 6
    for place, neuron in ((first, 0), (second, 1)):
        QTest.mouseClick(plane(window), Qt.MouseButton.LeftButton, pos=place)
        assert window.store.session.view.selected == (1, neuron)
    open_network(window, CORNER.with_neuron(1, 1, [1.0, 1.0], -1.0))
    for selected in ((1, 0), (1, 1)):
        window.store.look(selected=selected)
        window.frame.flush()
        QTest.mouseMove(plane(window), QPoint(2, 2))
        QTest.mouseMove(plane(window), first)
        hot = plane(window).hand.hot
        assert hot is not None
        assert hot.owner == selected


def test_of_an_activation_with_two_kinks_either_fold_can_be_held(window: MainWindow, qtbot: QtBot) -> None:
    inputs = CORNER.with_activation("hard_tanh").with_neuron(1, 0, [4.0, 0.0], -2.0)
    open_network(window, inputs)
    for x, kink in ((0.25, -1.0), (0.75, 1.0)):
        start = at(window, x, 3.0)
        end = start + QPoint(-6, 0)
        drag(plane(window), start, end)
        shown_after(window, qtbot)
        assert network(window).preactivations([units(window, end)])[1][0, 0] == pytest.approx(kink)
        window.commands["undo"].trigger()
        window.frame.flush()


def test_in_a_crowd_of_regions_the_plane_can_still_be_held_between_folds(window: MainWindow) -> None:
    open_session(window, spread((12, 12, 12)).with_view(selected=(1, 5)))
    assert window.scene is not None
    assert window.scene.partition.n_regions > 400
    view = plane(window)
    free, held = 0, {}
    for x in range(60, view.width(), 40):
        for y in range(60, view.height(), 40):
            view.hand.find(QPoint(x, y).toPointF())
            if view.hand.hot is None:
                free += 1
            elif view.hand.hot.layer:
                held[view.hand.hot.owner] = QPoint(x, y)
    assert free > 30
    assert len(held) > 10
    assert all(apart(fold(window, *owner), at) <= REACH for owner, at in held.items())
