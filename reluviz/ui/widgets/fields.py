"""Fields for numbers: a box that holds an exact double, and a label dragged sideways to change one."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLabel, QToolTip, QWidget

from reluviz.ui.numbers import MINUS, short
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import RADIUS, draw_ring, fill_round

HEIGHT = 24
#: Shift makes a step this much smaller.
FINE = 0.1
#: Pixels (scale 1) of sideways drag that make one step.
SCRUB_PIXELS = 4
_PAD = 8
_COMPACT_PAD = 4
_WIDTH = 71
_LEAST_WIDTH = 40
#: The largest number that can be entered: no product of layers leaves floating point. Larger are shown.
ENTRY_LIMIT = 1e9
_LIMIT = sys.float_info.max
#: As many decimals as a spin box can hold, so that it never rounds a double.
_DECIMALS = 323
_DIGITS_KEPT = 12
_ROUNDING = 1e-9
#: From so many zeros on a whole number is written with an exponent.
_ZEROS = re.compile(r"(-?)(\d)(\d*?)(0{5,})")


def step_of(value: float) -> float:
    """The size of one step at `value`: 0.1 around 1, a tenth of the decade above 10, 0.01 close to zero."""
    size = abs(value)
    if size < 0.1:
        return 0.01
    return 0.1 if size < 10 else 10.0 ** (math.floor(math.log10(size)) - 1)


def stepped(value: float, steps: float) -> float:
    """`value` plus `steps` steps, without the digits that only binary rounding would add."""
    step = step_of(value)
    result = value + steps * step
    size = max(abs(value), abs(result), step)
    return round(result, _DIGITS_KEPT - math.floor(math.log10(size)))


def full(value: float) -> str:
    """`value` with all its digits, never in groups: reading the text gives the same double."""
    text = repr(value).removesuffix(".0")
    if zeros := _ZEROS.fullmatch(text):
        sign, first, rest, end = zeros.groups()
        text = f"{sign}{first}{'.' * bool(rest)}{rest}e{len(rest) + len(end)}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}{e}{int(exponent) if e else ''}".replace("-", MINUS)


def forms(value: float) -> Iterator[str]:
    """Ever shorter ways to write `value`: as in labels, then with fewer decimals, then with an exponent."""
    yield from (short(value, decimals) for decimals in (2, 1, 0))
    for digits in (1, 0):
        mantissa, exponent = f"{value:.{digits}e}".split("e")
        yield f"{mantissa}e{int(exponent)}".replace("-", MINUS)
    if abs(value) < 1:
        yield "0.00"


def parse(text: str) -> float | None:
    """The finite number that `text` says, with either minus sign; None for others.

    One comma is a decimal mark, as one point is, so 1,000 is 1. Text with two such marks is refused.
    """
    try:
        value = float(_plain(text))
    except ValueError:
        return None
    return value if abs(value) <= ENTRY_LIMIT else None


def refusal(text: str) -> str:
    """What to type instead of a `text` that `parse` refuses."""
    try:
        value = float(_plain(text))
    except ValueError:
        return "Type a number, such as 0.5 or 1e−3"
    if not math.isfinite(value):
        return "Type a finite number"
    return f"Type a number between {full(-ENTRY_LIMIT)} and {full(ENTRY_LIMIT)}"


def _plain(text: str) -> str:
    return text.strip().replace(MINUS, "-").replace(",", ".").replace("_", "!").lower()


class NumberBox(QDoubleSpinBox):
    """A tinted field, 24 px high, that holds an exact double: short at rest, with all digits while edited.

    Anything can be typed. What is no number is refused when it is entered: the old value stands and a tooltip
    says why. `edited` tells of every change by the user, none made by `show_value`. `began` is sent when the
    label next to it is grabbed, `ended` when it is let go (True) or Escape was pressed (False), `focused`
    when the box gets the focus. compact: narrow, for a grid of many.
    """

    edited = Signal(float)
    focused = Signal()
    began = Signal()
    ended = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._theme, self._compact = theme, compact
        self._digits = False
        self._fine = False
        self.scrubbing = False
        self.setDecimals(_DECIMALS)
        self.setRange(-_LIMIT, _LIMIT)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFrame(False)
        self.setFont(theme.font(12 if compact else 13))
        self.setFixedHeight(theme.px(HEIGHT))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._style_editor()
        self.valueChanged.connect(self.edited)
        self.editingFinished.connect(self._forget_typing)

    def _style_editor(self) -> None:
        pad = self._pad - 2  # a line edit keeps two pixels of its own
        self.lineEdit().setStyleSheet(
            "QLineEdit, QLineEdit:focus { background: transparent; border: 0;"
            f" padding: 0 {pad}px; color: {self._theme.text}; }}"
        )

    @property
    def _pad(self) -> int:
        return self._theme.px(_COMPACT_PAD if self._compact else _PAD)

    # --- the value -----------------------------------------------------------------------------------------

    def show_value(self, value: float) -> None:
        """Show `value` without telling anyone; what is being typed is left alone."""
        if value == self.value() or (self.hasFocus() and self.lineEdit().isModified()):
            return
        blocked = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(blocked)

    def step(self, steps: float) -> None:
        """Change the value by `steps` steps, as if by the user, not beyond what can be typed or was there."""
        limit = max(ENTRY_LIMIT, abs(self.value()))
        self.setValue(max(-limit, min(limit, stepped(self.value(), steps))))

    def stepBy(self, steps: int) -> None:
        self.interpretText()
        self.step(steps * (FINE if self._fine else 1.0))
        self.selectAll()

    def begin_scrub(self) -> None:
        """The label beside the box is grabbed."""
        self.interpretText()
        self.scrubbing = True
        self.began.emit()

    def end_scrub(self, *, keep: bool) -> None:
        """The label is let go; without `keep` what it changed shall be undone."""
        if self.scrubbing:
            self.scrubbing = False
            self.ended.emit(keep)

    # --- text and value ------------------------------------------------------------------------------------

    def textFromValue(self, value: float) -> str:
        if self._digits:
            return full(value)
        metrics, room = self.fontMetrics(), self.width() - 2 * self._pad
        text = ""
        for text in forms(value):
            if metrics.horizontalAdvance(text) <= room:
                break
        return text

    def valueFromText(self, text: str) -> float:
        value = parse(text) if self._is_typed(text) else None
        return self.value() if value is None else value

    def _is_typed(self, text: str) -> bool:
        """Whether `text` is the user's, not the value that holds as the box writes it at any width."""
        return text not in ((full(self.value()),) if self._digits else tuple(forms(self.value())))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        taken = parse(text) is not None or not self._is_typed(text)
        state = QValidator.State.Acceptable if taken else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), refusal(text), self)
        return self.textFromValue(self.value())

    def _show_digits(self, digits: bool) -> None:
        if self._digits != digits:
            self._digits = digits
            self._write()

    def _write(self) -> None:
        self.lineEdit().setText(self.textFromValue(self.value()))

    def _forget_typing(self) -> None:
        self.lineEdit().setModified(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At rest, write the number as briefly as the width asks for."""
        super().resizeEvent(event)
        if not self._digits:
            self._write()

    # --- events --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._leaves_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def _leaves_to_window(self, event: QEvent) -> bool:
        """Whether a key is the window's: Space is in no number, undo is the text's own only while typing."""
        if not isinstance(event, QKeyEvent):
            return False
        undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
        return event.key() == Qt.Key.Key_Space or (undo and not self.lineEdit().isModified())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show_digits(True)
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            # The cursor at the front, so that the leading digits of a long number are the visible ones.
            self.lineEdit().end(False)
            self.lineEdit().home(True)
        self.focused.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_digits(False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._show_digits(True)
        if event.key() == Qt.Key.Key_Escape and self.scrubbing:
            self.end_scrub(keep=False)
            return
        if event.key() == Qt.Key.Key_Escape and self.lineEdit().isModified():
            self.lineEdit().setText(self.textFromValue(self.value()))
            self.selectAll()
            return
        self._fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        self._fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().wheelEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, radius = QRectF(self.rect()), float(self._theme.px(RADIUS))
        fill_round(painter, rect, radius, self._theme.hover if self.underMouse() else self._theme.field)
        if self.hasFocus():
            draw_ring(painter, rect, radius, self._theme)


class Scrub:
    """A drag sideways as steps of a value, tenths of them with Shift. pixels: that make one step."""

    def __init__(self, pixels: float) -> None:
        self._pixels = pixels
        self._from = 0.0
        self._carried = 0.0

    def begin(self, event: QMouseEvent) -> None:
        """The drag begins where the pointer is."""
        self._from, self._carried = event.globalPosition().x(), 0.0

    def steps(self, event: QMouseEvent) -> float:
        """How many steps the pointer has moved on: whole ones, or tenths. The rest is kept for the next
        move."""
        grain = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._carried += (event.globalPosition().x() - self._from) / self._pixels * grain
        self._from = event.globalPosition().x()
        steps = math.trunc(self._carried / grain + math.copysign(_ROUNDING, self._carried)) * grain
        self._carried -= steps
        return steps


class ScrubLabel(QLabel):
    """The name of a value, dragged sideways to change it in its box: Shift finely, Escape puts it back.

    One drag is framed by the box's signals `began` and `ended`, so that it can be one undo step.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        box: NumberBox,
        parent: QWidget | None = None,
        *,
        colour: QColor | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._box, self._scrub = box, Scrub(theme.px(SCRUB_PIXELS))
        self.setFont(theme.font())
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour or QColor(theme.secondary))
        self.setPalette(palette)
        self.setBuddy(box)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip("Drag sideways to change; Shift: finely")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._scrub.begin(event)
        self._box.setFocus(Qt.FocusReason.MouseFocusReason)
        self._box.begin_scrub()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._box.scrubbing and (steps := self._scrub.steps(event)):
            self._box.step(steps)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._box.end_scrub(keep=True)

    def hideEvent(self, event: QHideEvent) -> None:
        self._box.end_scrub(keep=True)
        super().hideEvent(event)
