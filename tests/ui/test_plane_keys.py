"""Every handle of the plane, by the keyboard alone, and by a finger on a touch screen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.ui.plane_keys import STEP
from reluviz.ui.theme import THEMES
from reluviz.ui.window import MainWindow
from tests.ui.deep_desk import apart, fold, grip, open_session, spread
from tests.ui.gestures import press_keys
from tests.ui.test_plane import network, on_fold, pixel, plane, tip, units
from tests.ui.window_desk import is_playing, settle, steps

KEY = Qt.Key
NO_KEYS = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip


@pytest.fixture
def entered(window: MainWindow) -> MainWindow:
    """The window with the focus come by Tab to the first handle of the plane."""
    plane(window).setFocus(Qt.FocusReason.TabFocusReason)
    return window


@pytest.fixture
def deep(window: MainWindow) -> MainWindow:
    """The same with a 2-5-4-3-1 network, in focus the third neuron of the last hidden layer."""
    open_session(window, spread().with_view(selected=(2, 2)))
    plane(window).setFocus(Qt.FocusReason.OtherFocusReason)
    return window


def key(window: MainWindow, *keys: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
    for each in keys:
        QTest.keyClick(plane(window), each, held)
        window.frame.flush()


def stop(window: MainWindow) -> tuple[str, int, int]:
    focus = plane(window).keys.focus
    assert focus is not None
    return focus.kind, *focus.owner


def foot(window: MainWindow) -> np.ndarray:
    """The disc of the focused handle, in pixels."""
    focus = plane(window).keys.focus
    assert focus is not None
    handle = plane(window).handles.of(*focus.owner)
    assert handle is not None
    return handle.foot


# --- the walk ----------------------------------------------------------------------------------------------


def test_tab_walks_through_folds_and_arrows_selects_their_neurons_and_leaves_at_the_end(
    entered: MainWindow,
) -> None:
    walk = [stop(entered)]
    for _ in range(5):
        key(entered, KEY.Key_Tab)
        walk.append(stop(entered))
        assert entered.store.session.view.selected == walk[-1][1:]
    assert walk == [(kind, 0, i) for i in range(3) for kind in ("fold", "tip")]
    key(entered, KEY.Key_Tab)
    assert not plane(entered).hasFocus()
    assert entered.store.undo_stack.count() == 0


def test_shift_tab_walks_back_and_enters_at_the_last(window: MainWindow) -> None:
    plane(window).setFocus(Qt.FocusReason.BacktabFocusReason)
    assert stop(window) == ("tip", 0, 2)
    key(window, *[KEY.Key_Backtab] * 5, held=SHIFT)
    assert stop(window) == ("fold", 0, 0)
    key(window, KEY.Key_Backtab, held=SHIFT)
    assert not plane(window).hasFocus()


def test_the_walk_goes_on_through_bent_folds(deep: MainWindow) -> None:
    key(deep, KEY.Key_Backtab, held=SHIFT)
    assert stop(deep) == ("fold", 2, 1)
    for _ in range(2 + 4):
        key(deep, KEY.Key_Backtab, held=SHIFT)
    assert stop(deep) == ("tip", 0, 4)


def test_a_click_brings_the_focus_and_tab_goes_on_from_there(window: MainWindow) -> None:
    at = pixel(window, *on_fold(network(window), 1, 2.0))
    QTest.mouseClick(plane(window), Qt.MouseButton.LeftButton, pos=at)
    key(window, KEY.Key_Tab)
    assert stop(window) == ("tip", 0, 1)


@pytest.mark.parametrize("theme", THEMES)
def test_a_ring_shows_the_focus_until_the_mouse_is_used(
    entered: MainWindow, theme: str, qtbot: QtBot
) -> None:
    entered.set_theme(theme)
    qtbot.waitUntil(lambda: entered.theme.name == theme)
    settle(entered, qtbot)

    def ringed() -> int:
        image: QImage = plane(entered).grab().toImage()
        x, y = foot(entered)
        around = range(-40, 41)
        colours = [image.pixelColor(round(x) + dx, round(y) + dy).name() for dx in around for dy in around]
        return colours.count(entered.theme.accent.lower())

    plane(entered).setFocus(Qt.FocusReason.TabFocusReason)
    settle(entered, qtbot)
    with_ring = ringed()
    QTest.mouseClick(
        plane(entered), Qt.MouseButton.LeftButton, pos=QPoint(*foot(entered).astype(int).tolist())
    )
    settle(entered, qtbot)
    assert with_ring - ringed() > 40


def test_a_screen_reader_hears_what_has_the_focus_and_its_value(entered: MainWindow) -> None:
    bias, w = network(entered).biases[0][0], network(entered).weights[0][0]
    spoken = plane(entered).accessibleDescription()
    assert spoken == f"Fold of neuron 1, b = {bias:.2f}".replace("-", "−")
    key(entered, KEY.Key_Tab)
    spoken = plane(entered).accessibleDescription()
    assert spoken == f"Arrow of neuron 1, w = ({w[0]:.2f}, {w[1]:.2f})".replace("-", "−")
    key(entered, KEY.Key_Backtab, KEY.Key_Right, held=SHIFT)
    assert plane(entered).accessibleDescription() == f"b = {network(entered).biases[0][0]:.2f}".replace(
        "-", "−"
    )


# --- moves -------------------------------------------------------------------------------------------------

ARROWS = [(KEY.Key_Left, (-1, 0)), (KEY.Key_Right, (1, 0)), (KEY.Key_Up, (0, -1)), (KEY.Key_Down, (0, 1))]


@pytest.mark.parametrize(("arrow", "way"), ARROWS)
@pytest.mark.parametrize(("held", "size"), [(NO_KEYS, STEP), (SHIFT, STEP / 10)])
def test_arrow_keys_move_a_fold(
    entered: MainWindow, arrow: Qt.Key, way: tuple[int, int], held: Qt.KeyboardModifier, size: float
) -> None:
    before, start = network(entered), foot(entered)
    key(entered, arrow, arrow, held=held)
    after, mapped = network(entered), plane(entered).plane()
    assert mapped is not None
    to = np.array(mapped.units(*(start + 2 * size * np.array(way))))
    assert abs(after.weights[0][0] @ to + after.biases[0][0]) < 1e-9
    assert np.array_equal(after.weights[0], before.weights[0])
    assert plane(entered).hand.note.startswith("b = ")


@pytest.mark.parametrize(("arrow", "way"), ARROWS)
def test_arrow_keys_move_a_bent_fold_and_with_alt_bend_it(
    deep: MainWindow, arrow: Qt.Key, way: tuple[int, int]
) -> None:
    before, start = network(deep), foot(deep)
    key(deep, arrow, arrow)
    assert apart(fold(deep, 2, 2), start + 2 * STEP * np.array(way)) < 1e-6
    assert np.array_equal(network(deep).weights[2], before.weights[2])
    key(deep, arrow, held=ALT)
    assert apart(fold(deep, 2, 2), start + 3 * STEP * np.array(way)) < 1e-6
    assert not np.array_equal(network(deep).weights[2], before.weights[2])


def test_ctrl_and_an_arrow_key_move_a_fold_from_line_to_line_of_the_grid(entered: MainWindow) -> None:
    key(entered, KEY.Key_Right, held=CTRL)
    first = plane(entered).handles.anchors[0, 0]
    key(entered, KEY.Key_Right, held=CTRL)
    second = plane(entered).handles.anchors[0, 0]
    assert np.array(first) * 2 == pytest.approx(np.round(np.array(first) * 2)), "a grid of 2 is drawn"
    assert np.array(second) - first == pytest.approx([0.5, 0.0])
    w, b = network(entered).weights[0][0], network(entered).biases[0][0]
    assert abs(w @ second + b) < 1e-9


@pytest.mark.parametrize(("arrow", "way"), ARROWS)
def test_arrow_keys_move_the_tip_of_an_arrow(
    entered: MainWindow, arrow: Qt.Key, way: tuple[int, int]
) -> None:
    key(entered, KEY.Key_Tab)
    mapped, start = plane(entered).plane(), tip(entered, 0)
    assert mapped is not None
    stays = mapped.units(*foot(entered))
    key(entered, arrow, arrow)
    after = network(entered)
    assert abs(after.weights[0][0] @ stays + after.biases[0][0]) < 1e-9, "the foot stays on the fold"
    moved = tip(entered, 0) - start
    assert (moved.x(), moved.y()) == pytest.approx(2 * STEP * np.array(way), abs=2)


def test_ctrl_and_an_arrow_key_turn_an_arrow_by_fifteen_degrees(entered: MainWindow) -> None:
    key(entered, KEY.Key_Tab)

    def degrees() -> float:
        return float(np.degrees(np.arctan2(*network(entered).weights[0][0][::-1])))

    key(entered, KEY.Key_Left, held=CTRL)
    first = degrees()
    assert first / 15 == pytest.approx(round(first / 15))
    key(entered, KEY.Key_Left, held=CTRL)
    assert degrees() - first == pytest.approx(15)
    key(entered, KEY.Key_Down, KEY.Key_Down, held=CTRL)
    assert degrees() - first == pytest.approx(-15)


def test_home_and_end_take_a_fold_to_the_edges_of_the_view(entered: MainWindow) -> None:
    before = network(entered)
    feet = []
    for limit in (KEY.Key_Home, KEY.Key_End):
        key(entered, limit)
        feet.append(foot(entered))
        view = plane(entered)
        edges = [*feet[-1], view.width() - feet[-1][0], view.height() - feet[-1][1]]
        assert 0 < min(edges) < 30
    toward = before.weights[0][0] * (1, -1)
    assert (feet[1] - feet[0]) @ toward > 0, "End is on the active side"
    assert np.array_equal(network(entered).weights[0], before.weights[0])


def test_home_and_end_take_an_arrow_to_its_least_and_greatest_length(entered: MainWindow) -> None:
    key(entered, KEY.Key_Tab)
    sizes = []
    for limit in (KEY.Key_Home, KEY.Key_End):
        key(entered, limit)
        sizes.append(float(np.hypot(*network(entered).weights[0][0])))
    assert sizes[0] == pytest.approx(0.01)
    assert sizes[1] > 30


def test_plus_and_minus_change_the_output_weight(deep: MainWindow, qtbot: QtBot) -> None:
    before = network(deep)
    key(deep, KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Plus, KEY.Key_Minus)
    assert network(deep).output_weights[2] == pytest.approx(before.output_weights[2] + 0.2)
    qtbot.waitUntil(lambda: deep.store.undo_stack.count() == 1)
    deep.store.look(selected=(1, 2))
    key(deep, KEY.Key_Plus)
    assert deep.store.undo_stack.count() == 1


# --- steps, Space and Esc ----------------------------------------------------------------------------------


def test_presses_that_follow_each_other_are_one_undo_step(entered: MainWindow, qtbot: QtBot) -> None:
    before = network(entered)
    key(entered, KEY.Key_Right, KEY.Key_Right, KEY.Key_Up)
    assert steps(entered) == []
    qtbot.waitUntil(lambda: steps(entered) == ["Move fold 1"])
    key(entered, KEY.Key_Right, KEY.Key_Tab, KEY.Key_Right, KEY.Key_Tab)
    assert steps(entered) == ["Move fold 1", "Move fold 1", "Turn fold 1"]
    for _ in range(3):
        entered.commands["undo"].trigger()
    assert network(entered) is before


def is_held(window: MainWindow) -> bool:
    return window.store.held


def test_space_grabs_and_lets_go_which_is_one_step(entered: MainWindow) -> None:
    before = network(entered)
    key(entered, KEY.Key_Space)
    assert not is_playing(entered)
    key(entered, KEY.Key_Right)
    assert is_held(entered)
    assert not entered.store._settling.isActive(), "no time ends it"
    key(entered, KEY.Key_Right)
    assert steps(entered) == []
    key(entered, KEY.Key_Space)
    assert steps(entered) == ["Move fold 1"]
    assert not is_held(entered)
    entered.commands["undo"].trigger()
    assert network(entered) is before


@pytest.mark.parametrize("grabbed", [True, False])
def test_esc_puts_the_handle_back(entered: MainWindow, grabbed: bool) -> None:
    before = network(entered)
    if grabbed:
        key(entered, KEY.Key_Space)
    key(entered, KEY.Key_Right, KEY.Key_Up)
    assert network(entered) is not before
    key(entered, KEY.Key_Escape)
    assert network(entered) is before
    assert steps(entered) == []
    assert not entered.store.unrecorded
    key(entered, KEY.Key_Escape)
    assert network(entered) is before


def test_a_grabbed_handle_stays_while_the_network_trains(deep: MainWindow, qtbot: QtBot) -> None:
    key(deep, KEY.Key_Down)
    key(deep, KEY.Key_Space)
    key(deep, KEY.Key_Down)
    at = plane(deep).handles.anchors[2, 2]
    deep.player.play()
    qtbot.waitUntil(lambda: deep.store.session.progress.epoch > 3)
    assert abs(network(deep).preactivations([at])[2][0, 2]) < 1e-9
    deep.player.pause()
    key(deep, KEY.Key_Escape)
    assert not deep.store.held


def test_leaving_the_view_lets_go(entered: MainWindow) -> None:
    key(entered, KEY.Key_Space, KEY.Key_Right)
    plane(entered).clearFocus()
    assert steps(entered) == ["Move fold 1"]
    assert not entered.store.held


def test_space_is_the_windows_own_until_keys_brought_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    at = pixel(window, *on_fold(network(window), 1, 2.0))
    QTest.mouseClick(plane(window), Qt.MouseButton.LeftButton, pos=at)
    press_keys(window, "Space")
    assert is_playing(window)
    press_keys(window, "Space")
    assert not is_playing(window)


def test_keys_of_a_neuron_without_a_fold_in_view_do_nothing(window: MainWindow) -> None:
    flat = Network([[[1.0, 0.0], [0.0, 0.0]], [[1.0, 1.0]]], [[0.0, 1.0], [0.0]])
    open_session(window, window.store.session.with_architecture(flat).with_view(selected=(0, 1)))
    plane(window).setFocus(Qt.FocusReason.OtherFocusReason)
    key(window, KEY.Key_Right, KEY.Key_Home)
    assert network(window) is flat
    key(window, KEY.Key_Tab)
    assert stop(window) == ("fold", 0, 0)


# --- a finger ----------------------------------------------------------------------------------------------


@pytest.fixture
def screen(window: MainWindow) -> QPointingDevice:
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def swipe(
    window: MainWindow, screen: QPointingDevice, start: QPoint, end: QPoint, *, lift: bool = True
) -> None:
    touch = QTest.touchEvent(plane(window), screen, False)
    touch.press(0, start, plane(window))
    touch.commit()
    for k in range(1, 9):
        touch.move(0, start + (end - start) * k / 8, plane(window))
        touch.commit()
        QApplication.processEvents()
    if lift:
        touch.release(0, end, plane(window))
        touch.commit()


def test_a_finger_drags_a_fold_from_further_away_than_a_mouse(
    window: MainWindow, screen: QPointingDevice
) -> None:
    start = pixel(window, *on_fold(network(window), 1, 2.5))
    toward = next(h for h in plane(window).handles.first if h.neuron == 1).toward
    beside = start + QPoint(*np.rint(20 * toward).astype(int).tolist())
    end = beside + QPoint(60, 0)
    swipe(window, screen, beside, end)
    after = network(window)
    assert abs(after.weights[0][1] @ units(window, end) + after.biases[0][1]) < 1e-9
    assert steps(window) == ["Move fold 2"]
    assert plane(window).hand.hot is None, "no finger hovers"


def test_a_finger_drags_arrows_bent_folds_and_the_plane(
    window: MainWindow, screen: QPointingDevice, qtbot: QtBot
) -> None:
    swipe(window, screen, tip(window, 0), tip(window, 0) + QPoint(20, 20))
    assert steps(window) == ["Turn fold 1"]
    open_session(window, spread())
    start = grip(window, 2, 2)
    swipe(window, screen, start, start + QPoint(24, -16))
    settle(window, qtbot)
    assert apart(fold(window, 2, 2), start + QPoint(24, -16)) < 1


def test_a_tap_that_shakes_selects_and_changes_nothing(window: MainWindow, screen: QPointingDevice) -> None:
    before = network(window)
    start = pixel(window, *on_fold(network(window), 2, 1.5))
    swipe(window, screen, start, start + QPoint(3, 2))
    assert window.store.session.view.selected == (0, 2)
    assert network(window) is before
