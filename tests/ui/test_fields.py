"""Number fields, and the labels that are dragged to change them."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLayout, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from reluviz.ui.numbers import short
from reluviz.ui.theme import LIGHT
from reluviz.ui.widgets.fields import NumberBox, ScrubLabel, full, parse, step_of, stepped
from tests.ui.gestures import drag, move, press, release, turn_wheel

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Field(QWidget):
    """A box with its label, and a second box to take the focus away."""

    def __init__(self, qtbot: QtBot, value: float) -> None:
        super().__init__()
        self.box, self.other = NumberBox(LIGHT), NumberBox(LIGHT)
        self.label = ScrubLabel(LIGHT, "w", self.box)
        row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for widget in (self.other, self.label, self.box):
            row.addWidget(widget)
        self.box.show_value(value)
        self.edits: list[float] = []
        self.box.edited.connect(self.edits.append)
        self.ended: list[bool] = []
        self.box.ended.connect(self.ended.append)
        qtbot.addWidget(self)
        with qtbot.waitExposed(self):
            self.show()
        self.activateWindow()
        self.other.setFocus()

    def type(self, text: str) -> None:
        self.box.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClicks(self.box, text)

    def enter(self, text: str) -> None:
        self.type(text)
        QTest.keyClick(self.box, Qt.Key.Key_Return)


MakeField = Callable[[float], Field]


@pytest.fixture
def field(qtbot: QtBot) -> MakeField:
    return lambda value: Field(qtbot, value)


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, max_value=1e9, min_value=-1e9))
def test_all_digits_read_back_as_the_same_number(value: float) -> None:
    assert parse(full(value)) == value


@pytest.mark.parametrize("text", ["-1.5", "−1.5", " -1,5 ", "-15e-1"])
def test_both_minus_signs_and_decimal_marks_are_understood(text: str) -> None:
    assert parse(text) == -1.5


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e400", "1e10", "", "-", "1_0", "two"])
def test_what_is_not_a_sensible_number_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("value", "step"), [(0, 0.01), (0.05, 0.01), (0.5, 0.1), (-1, 0.1), (12, 1), (-350, 10)]
)
def test_a_step_suits_the_size_of_the_number(value: float, step: float) -> None:
    assert step_of(value) == pytest.approx(step)


def test_steps_add_no_binary_noise_and_keep_other_digits() -> None:
    assert stepped(0.1, 2) == 0.3
    assert stepped(1.23456789, 1) == 1.33456789
    assert stepped(0.1, -1) == 0.0


@given(st.floats(-1e6, 1e6), st.integers(-50, 50))
def test_a_step_is_never_lost(value: float, steps: int) -> None:
    assert math.copysign(1, stepped(value, steps) - value) == math.copysign(1, steps) or steps == 0


def test_a_box_shows_few_digits_at_rest_and_all_while_focused(field: MakeField) -> None:
    shown = field(-1 / 3)
    assert shown.box.text() == "−0.33"
    shown.box.setFocus()
    assert shown.box.text() == "−0.3333333333333333"
    shown.other.setFocus()
    assert shown.box.text() == "−0.33"
    assert shown.box.value() == -1 / 3
    assert shown.edits == []


def test_typing_a_number_and_enter_edits_once(field: MakeField) -> None:
    shown = field(1.0)
    shown.enter("-2.25")
    assert (shown.box.value(), shown.edits) == (-2.25, [-2.25])


def test_leaving_the_box_takes_what_was_typed(field: MakeField) -> None:
    shown = field(1.0)
    shown.type("4")
    shown.other.setFocus()
    assert shown.edits == [4.0]


def test_typing_the_short_form_of_a_longer_number_sets_that_very_number(field: MakeField) -> None:
    shown = field(1 / 3)
    shown.enter("0.33")
    assert shown.edits == [0.33]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/3", "Type a number, such as 0.5 or 1e−3"),
        ("abc", "Type a number, such as 0.5 or 1e−3"),
        ("1,000,000", "Type a number, such as 0.5 or 1e−3"),
        ("1,000.5", "Type a number, such as 0.5 or 1e−3"),
        ("1e", "Type a number, such as 0.5 or 1e−3"),
        ("nan", "Type a finite number"),
        ("-inf", "Type a finite number"),
        ("1e10", "Type a number between −1e9 and 1e9"),
    ],
)
def test_what_is_no_sensible_number_is_refused_whole_and_the_tooltip_says_why(
    field: MakeField, text: str, reason: str
) -> None:
    shown = field(1.5)
    shown.enter(text)
    assert QToolTip.text() == reason
    shown.other.setFocus()
    assert (shown.box.value(), shown.box.text(), shown.edits) == (1.5, "1.50", [])


def test_what_is_left_in_the_field_is_refused_too(field: MakeField) -> None:
    shown = field(1.5)
    shown.type("1/3")
    assert shown.box.text() == "1/3", "every character can be typed"
    shown.other.setFocus()
    assert (shown.box.value(), shown.box.text()) == (1.5, "1.50")


def test_one_comma_is_a_decimal_mark(field: MakeField) -> None:
    shown = field(1.5)
    shown.enter("2,25")
    assert shown.edits == [2.25]


def test_a_field_that_loses_the_focus_to_nobody_takes_what_was_typed(field: MakeField) -> None:
    shown = field(1.5)
    shown.type("4")
    shown.box.clearFocus()
    assert shown.edits == [4.0]


@pytest.mark.parametrize(("value", "stepped_down"), [(1e10, 9e9), (-1e12, -1.1e12), (1e305, 9e304)])
def test_a_loaded_number_beyond_what_can_be_typed_is_kept_and_can_be_stepped(
    field: MakeField, value: float, stepped_down: float
) -> None:
    shown = field(value)
    assert shown.box.value() == value
    shown.box.setFocus()
    QTest.keyClick(shown.box, Qt.Key.Key_Down)
    assert shown.box.value() == pytest.approx(max(stepped_down, -abs(value)))


@pytest.mark.parametrize("value", [1e-320, -1.234e-100, 123456.789, -98765.4, -12.34, 1e9, -1e9, 0.000123])
@pytest.mark.parametrize(("compact", "width"), [(False, 96), (False, 71), (True, 46)])
def test_a_number_at_rest_fits_its_field(qtbot: QtBot, value: float, compact: bool, width: int) -> None:
    box = NumberBox(LIGHT, compact=compact)
    qtbot.addWidget(box)
    box.show_value(value)
    box.resize(width, 24)
    box.show()
    room = width - 2 * (4 if compact else 8)
    assert box.fontMetrics().horizontalAdvance(box.text()) <= room
    box.resize(200, 24)
    assert box.text() == short(value)
    assert box.value() == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e9, "1e9"), (-2500000.0, "−2.5e6"), (1e-5, "1e−5"), (1000.0, "1000"), (123456789.0, "123456789")],
)
def test_numbers_with_many_zeros_have_an_exponent(value: float, text: str) -> None:
    assert full(value) == text


def test_an_unfinished_number_leaves_the_value_as_it_was(field: MakeField) -> None:
    shown = field(1.5)
    shown.enter("-")
    assert (shown.box.value(), shown.edits) == (1.5, [])


def test_escape_while_typing_brings_the_number_back(field: MakeField) -> None:
    shown = field(1.5)
    shown.type("77")
    QTest.keyClick(shown.box, Qt.Key.Key_Escape)
    shown.other.setFocus()
    assert (shown.box.value(), shown.edits) == (1.5, [])


def test_the_program_shows_values_without_an_edit(field: MakeField) -> None:
    shown = field(1.5)
    shown.box.show_value(2.5)
    assert (shown.box.value(), shown.edits) == (2.5, [])


def test_training_does_not_overwrite_what_is_being_typed(field: MakeField) -> None:
    shown = field(1.5)
    shown.type("7")
    shown.box.show_value(1.6)
    QTest.keyClicks(shown.box, "5")
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert shown.edits == [75.0]


def test_arrow_keys_step_and_shift_makes_them_fine(field: MakeField) -> None:
    shown = field(1.5)
    shown.box.setFocus()
    QTest.keyClick(shown.box, Qt.Key.Key_Up)
    QTest.keyClick(shown.box, Qt.Key.Key_Down, SHIFT)
    assert shown.edits == [1.6, 1.59]


@pytest.mark.parametrize(
    ("keys", "key", "held"),
    [
        ("Space", Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        ("Ctrl+Z", Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_a_box_leaves_space_and_undo_to_the_window(
    field: MakeField, qtbot: QtBot, keys: str, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    shown = field(1.5)
    shown.box.setFocus()
    shortcut = QShortcut(QKeySequence(keys), shown)
    with qtbot.waitSignal(shortcut.activated):
        QTest.keyClick(shown.box, key, held)


def test_while_typing_undo_is_the_texts_own(field: MakeField) -> None:
    shown = field(1.5)
    taken: list[bool] = []
    QShortcut(QKeySequence("Ctrl+Z"), shown).activated.connect(lambda: taken.append(True))
    shown.type("7")
    QTest.keyClick(shown.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert taken == []


def test_the_wheel_steps_a_focused_box_only(field: MakeField) -> None:
    shown = field(1.5)
    turn_wheel(shown.box, QPoint(20, 10), 1)
    assert shown.edits == []
    shown.box.setFocus()
    turn_wheel(shown.box, QPoint(20, 10), 1)
    assert shown.edits == [1.6]


def test_dragging_the_label_sideways_changes_the_value(field: MakeField) -> None:
    shown = field(1.0)
    drag(shown.label, QPoint(4, 8), QPoint(44, 8))
    assert shown.box.value() == pytest.approx(2.0)
    assert shown.ended == [True]


def test_shift_drags_finely(field: MakeField) -> None:
    shown = field(1.0)
    drag(shown.label, QPoint(4, 8), QPoint(44, 8), keys=SHIFT)
    assert shown.box.value() == pytest.approx(1.1)


def test_escape_ends_the_drag_of_a_label(field: MakeField) -> None:
    shown = field(1.0)
    press(shown.label, QPoint(4, 8))
    move(shown.label, QPoint(4, 8), QPoint(44, 8))
    QTest.keyClick(shown.box, Qt.Key.Key_Escape)
    edits = len(shown.edits)
    move(shown.label, QPoint(44, 8), QPoint(84, 8))
    release(shown.label, QPoint(84, 8))
    assert shown.ended == [False]
    assert len(shown.edits) == edits
