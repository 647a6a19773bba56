"""Every handle of a curve, reached and moved by the keyboard alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.handles import kinks
from reluviz.ui.items.curve_handles import LEVEL, Hit
from tests.ui.curve_desk import CurveDesk

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot) -> CurveDesk:
    """The curve view has the focus, which Tab brought to its first handle."""
    desk = CurveDesk(qtbot)
    desk.view.setFocus(Qt.FocusReason.TabFocusReason)
    desk.settle()
    return desk


def is_held(desk: CurveDesk) -> bool:
    return desk.store.held


def focus(desk: CurveDesk) -> Hit | None:
    """The handle that keys move."""
    return desk.view.hand.focus


def tab_to(desk: CurveDesk, hit: Hit) -> None:
    for _ in range(20):
        if focus(desk) == hit:
            return
        desk.key(KEY.Key_Tab)
    raise AssertionError(f"Tab never comes to {hit}")


def test_tab_walks_through_the_zero_level_and_each_kink_with_its_slope_then_on(desk: CurveDesk) -> None:
    walked: list[Hit | None] = []
    while desk.view.hasFocus() and len(walked) < 20:
        walked.append(desk.view.hand.focus)
        desk.key(KEY.Key_Tab)
    each = [hit for i in range(6) for hit in (Hit("kink", i), Hit("slope", i))]
    assert walked == [LEVEL, *each]
    assert focus(desk) is None
    desk.key(KEY.Key_Backtab)
    assert focus(desk) == Hit("slope", 5)
    desk.key(KEY.Key_Backtab)
    assert focus(desk) == Hit("kink", 5)


def test_walking_to_a_kink_selects_its_neuron(desk: CurveDesk) -> None:
    tab_to(desk, Hit("kink", 1))
    assert desk.store.session.view.selected == (0, 1)
    assert set(desk.view.handles.slopes) == {1}
    assert desk.steps == []


def test_arrows_move_a_kink_and_are_one_undo_step(desk: CurveDesk) -> None:
    tab_to(desk, Hit("kink", 2))
    before = float(kinks(desk.network)[2])
    desk.key(KEY.Key_Right, KEY.Key_Right)
    step = (float(kinks(desk.network)[2]) - before) / 2
    assert step == pytest.approx(0.1)
    desk.key(KEY.Key_Left, held=SHIFT)
    assert float(kinks(desk.network)[2]) == pytest.approx(before + 2 * step - step / 10)
    desk.key(KEY.Key_Up)
    assert float(kinks(desk.network)[2]) == pytest.approx(before + 1.9 * step), "a kink goes sideways only"
    desk.store.settle()
    assert desk.steps == ["Move kink 3"]


def test_ctrl_and_an_arrow_go_to_the_next_place_of_the_grid(desk: CurveDesk) -> None:
    tab_to(desk, Hit("kink", 2))
    before = float(kinks(desk.network)[2]) / (np.pi / 8)
    desk.key(KEY.Key_Right, held=CTRL)
    assert float(kinks(desk.network)[2]) / (np.pi / 8) == pytest.approx(np.floor(before) + 1)
    desk.key(KEY.Key_Left, held=CTRL)
    desk.key(KEY.Key_Left, held=CTRL)
    assert float(kinks(desk.network)[2]) / (np.pi / 8) == pytest.approx(np.floor(before) - 1)


def test_home_and_end_take_a_kink_to_the_ends_of_the_target_and_a_level_to_those_of_the_view(
    desk: CurveDesk,
) -> None:
    desk.key(KEY.Key_End)
    low, high = desk.store.session.view.frame[2:]
    assert desk.network.output_bias == pytest.approx(high)
    desk.key(KEY.Key_Home)
    assert desk.network.output_bias == pytest.approx(low)
    tab_to(desk, Hit("kink", 2))
    desk.key(KEY.Key_End)
    assert kinks(desk.network)[2] == pytest.approx(2 * np.pi)
    desk.key(KEY.Key_Home)
    assert kinks(desk.network)[2] == pytest.approx(0.0)


def test_up_and_down_change_a_slope(desk: CurveDesk) -> None:
    tab_to(desk, Hit("slope", 3))
    x, before = float(kinks(desk.network)[3]) + 1.0, desk.network
    desk.key(KEY.Key_Up)
    rise = float(desk.network([[x]])[0, 0] - before([[x]])[0, 0])
    assert rise == pytest.approx(0.05, rel=0.2)
    assert desk.network.output_weights[3] > before.output_weights[3]
    assert desk.network.biases[0] is before.biases[0]


def test_esc_takes_back_what_arrows_did_just_now(desk: CurveDesk) -> None:
    before = desk.network
    desk.key(KEY.Key_Up, KEY.Key_Up)
    assert desk.network is not before
    desk.key(KEY.Key_Escape)
    assert desk.network is before
    assert desk.steps == []


def test_space_takes_a_handle_and_lets_it_go_as_one_undo_step(desk: CurveDesk) -> None:
    tab_to(desk, Hit("kink", 1))
    desk.key(KEY.Key_Space)
    assert desk.view.hand.note.startswith("x = ")
    desk.key(KEY.Key_Right, KEY.Key_Right)
    assert is_held(desk)
    desk.key(KEY.Key_Space)
    assert not is_held(desk)
    assert desk.steps == ["Move kink 2"]


def test_esc_puts_a_handle_back_that_space_took(desk: CurveDesk) -> None:
    before = desk.network
    tab_to(desk, Hit("slope", 1))
    desk.key(KEY.Key_Space, KEY.Key_Down, KEY.Key_Down)
    assert desk.network is not before
    desk.key(KEY.Key_Escape)
    assert desk.network is before
    assert not desk.store.held
    assert desk.steps == []


def test_a_handle_that_space_took_is_let_go_where_the_keyboard_leaves_it(desk: CurveDesk) -> None:
    desk.key(KEY.Key_Space, KEY.Key_Up)
    moved = desk.network
    desk.key(KEY.Key_Tab)
    assert desk.network is moved
    assert desk.steps == ["Move zero level"]


def test_the_focused_handle_has_a_ring_and_a_name(desk: CurveDesk) -> None:
    tab_to(desk, Hit("kink", 3))
    with_ring = desk.view.grab().toImage()
    assert "Kink of neuron 4" in desk.view.accessibleDescription()
    desk.view.clearFocus()
    desk.settle()
    assert desk.view.grab().toImage() != with_ring


def test_keys_go_on_with_the_handle_that_the_mouse_took(desk: CurveDesk) -> None:
    QTest.mouseClick(desk.view, Qt.MouseButton.LeftButton, pos=desk.place(Hit("kink", 4)))
    before = float(kinks(desk.network)[4])
    desk.key(KEY.Key_Left)
    assert kinks(desk.network)[4] == pytest.approx(before - 0.1)


def test_units_have_the_same_handles(desk: CurveDesk) -> None:
    desk.units.setFocus(Qt.FocusReason.TabFocusReason)
    desk.settle()
    assert desk.units.hand.focus == Hit("kink", 0)
    before = desk.network
    desk.key(KEY.Key_Right)
    assert desk.network.biases[0][0] != before.biases[0][0]
    desk.store.settle()
    desk.key(KEY.Key_Tab, KEY.Key_Up)
    assert desk.network.output_weights[0] > before.output_weights[0]
    for _ in range(11):
        desk.key(KEY.Key_Tab)
    assert not desk.units.hasFocus()


def test_a_press_of_the_mouse_lets_go_what_space_took(desk: CurveDesk) -> None:
    desk.key(KEY.Key_Space, KEY.Key_Up)
    QTest.mouseClick(desk.view, Qt.MouseButton.LeftButton, pos=QPoint(300, 40))
    assert not desk.store.held
    assert desk.steps == ["Move zero level"]
