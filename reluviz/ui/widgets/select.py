"""Selects: tinted drop-down lists without a border, 28 px high; of names, or of numbers that can be typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QStyledItemDelegate, QToolTip, QWidget

from reluviz.ui.theme import Theme
from reluviz.ui.widgets.fields import ENTRY_LIMIT, full, parse
from reluviz.ui.widgets.paint import RADIUS, claims_space, draw_chevron, draw_ring, fill_round, keyboard_focus

_HEIGHT = 28
_PAD, _PLAIN_PAD = 10, 8
_CHEVRON_SPACE = 24
#: What stands on either side of an entry: padding and border of the list, padding of the entry and its text.
_ENTRY_EDGES = 2 * (4 + 1 + 8 + 4)
_SCROLL_BAR = 8
#: Longer lists scroll.
_VISIBLE = 16


class Select(QComboBox):
    """A choice of (key, label) pairs. `chosen` gives the key that the user chose, never one set by `set_key`.

    tinted: whether a field colour lies behind it (it is plain in headers). The wheel turns it only when it
    has the focus, so that scrolling a panel never changes a setting.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        options: Iterable[tuple[str, str]] = (),
        parent: QWidget | None = None,
        *,
        tinted: bool = True,
    ) -> None:
        super().__init__(parent)
        self._theme, self._tinted, self._listed = theme, tinted, False
        self.setFont(theme.font())
        self.setMaxVisibleItems(_VISIBLE)
        self.setFixedHeight(theme.px(_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_options(options)
        self.activated.connect(self._on_activated)

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Replace the list of (key, label)."""
        with QSignalBlocker(self):
            self.clear()
            for key, label in options:
                self.addItem(label, key)

    def key(self) -> str:
        """Key of what is shown, "" for none."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Show the option `key` without telling anyone."""
        index = self.findData(key)
        if index != self.currentIndex():
            with QSignalBlocker(self):
                self.setCurrentIndex(index)
            self.update()

    def _widest(self) -> int:
        """Width of the longest label."""
        metrics = self.fontMetrics()
        return max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)

    def sizeHint(self) -> QSize:
        return QSize(self._widest() + self._theme.px(_PAD + _CHEVRON_SPACE), self._theme.px(_HEIGHT))

    def shown_width(self) -> int:
        """As wide as what is chosen, in px: rounded up, so that nothing is cut off."""
        text = self.fontMetrics().horizontalAdvance(self.currentText())
        return text + 2 + self._theme.px((_PAD if self._tinted else _PLAIN_PAD) + _CHEVRON_SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(2 * _CHEVRON_SPACE), self._theme.px(_HEIGHT))

    def showPopup(self) -> None:
        """Open the list, wide enough for every entry."""
        if not self._listed:  # Qt makes the list when first asked for it, and most are never opened
            self._listed = True
            self.setItemDelegate(QStyledItemDelegate(self))
            self.view().setFont(self._theme.font())
        edges = _ENTRY_EDGES + (_SCROLL_BAR if self.count() > _VISIBLE else 0)
        self.view().setMinimumWidth(max(self.width(), self._widest() + self._theme.px(edges)))
        super().showPopup()

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(str(self.itemData(index) or ""))

    def event(self, event: QEvent) -> bool:
        return claims_space(self, event) or super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        editor = self.lineEdit()
        if editor is not None:
            editor.setGeometry(self.text_area())

    def text_area(self) -> QRect:
        """Where the text stands, in px."""
        px = self._theme.px
        return self.rect().adjusted(px(_PAD if self._tinted else _PLAIN_PAD), 0, -px(_CHEVRON_SPACE), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, radius = self._theme, float(self._theme.px(RADIUS))
        if self._tinted or self.underMouse():
            fill_round(
                painter, QRectF(self.rect()), radius, theme.hover if self.underMouse() else theme.field
            )
        ink = QColor(theme.text) if self.isEnabled() else theme.colour(theme.secondary, 0.5)
        if not self.isEditable():
            self._paint_text(painter, ink)
        draw_chevron(painter, QPointF(self.width() - theme.px(13), self.height() / 2), theme, theme.secondary)
        if keyboard_focus(self) or (self.isEditable() and self.hasFocus()):
            draw_ring(painter, QRectF(self.rect()), radius, theme)

    def _paint_text(self, painter: QPainter, ink: QColor) -> None:
        area = self.text_area()
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(ink)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class _Editor(QLineEdit):
    """The editable text of a select, which stays where other selects have theirs.

    Qt puts it elsewhere each time that the list's current entry changes.
    """

    def __init__(self, select: Select) -> None:
        super().__init__(select)
        self._select = select

    def moveEvent(self, event: QMoveEvent) -> None:
        self._go_back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._go_back()

    def _go_back(self) -> None:
        if self.geometry() != self._select.text_area():
            self.setGeometry(self._select.text_area())


class NumberSelect(Select):
    """A number above 0, chosen from a list or typed.

    `picked` gives what the user chose or typed, never what `show_number` set. What makes no sense is refused:
    the number that held before stands again and a tooltip says why. whole: only whole numbers.
    """

    picked = Signal(float)

    def __init__(
        self, theme: Theme, numbers: Sequence[float], parent: QWidget | None = None, *, whole: bool = False
    ) -> None:
        super().__init__(theme, [(repr(float(number)), full(number)) for number in numbers], parent)
        self._whole, self._number = whole, float(numbers[0])
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._editor = self._make_editor()
        self.setLineEdit(self._editor)
        self.setCompleter(None)  # type: ignore[arg-type]  # None takes it away
        self._editor.editingFinished.connect(self._take)
        self.chosen.connect(self._take)
        self._write()

    def _make_editor(self) -> QLineEdit:
        editor = _Editor(self)
        editor.setFont(self._theme.font())
        editor.setFrame(False)
        editor.setTextMargins(-2, 0, 0, 0)
        editor.setStyleSheet(
            f"QLineEdit {{ background: transparent; border: 0; padding: 0; color: {self._theme.text}; }}"
        )
        return editor

    def number(self) -> float:
        """The number that holds."""
        return self._number

    def show_number(self, number: float) -> None:
        """Show `number` without telling anyone; what is being typed is left alone."""
        if number != self._number and not self._editor.isModified():
            self._number = number
            self._write()

    def _write(self) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(repr(self._number)))
            self.setEditText(full(self._number))
        self._editor.setCursorPosition(0)

    def _take(self) -> None:
        number = parse(self.currentText())
        self._editor.setModified(False)
        if number == self._number:
            self._write()
        elif number is None or number <= 0 or (self._whole and number != int(number)):
            kind = "whole number" if self._whole else "number"
            reason = f"Type a {kind} above 0, at most {full(ENTRY_LIMIT)}"
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), reason, self)
            self._write()
        else:
            self._number = number
            self._write()
            self.picked.emit(number)
