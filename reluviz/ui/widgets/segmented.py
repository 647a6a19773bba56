"""Segmented: a row of choices of which one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import RADIUS, draw_ring, fill_round, keyboard_focus

_HEIGHT = 28


class Segmented(QWidget):
    """Choices (key, label) side by side, one of them chosen; arrow keys walk through them.

    `chosen` gives the key that the user chose, never one set by `set_key`. compact: narrow segments.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Segment] = {}
        self._shown = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for key, label in options:
            button = _Segment(theme, label, compact, self)
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonToggled.connect(self._on_toggled)
        self.setFixedHeight(theme.px(_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def key(self) -> str:
        """Key of the chosen segment, "" for none."""
        return self._shown

    def set_key(self, key: str) -> None:
        """Show the choice `key` without telling anyone."""
        if key != self._shown:
            self._shown = key
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> QAbstractButton:
        """The segment of `key`, for tooltips and names."""
        return self._buttons[key]

    def _on_toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and button is not self._buttons.get(self._shown):
            self._shown = next(key for key, item in self._buttons.items() if item is button)
            self.chosen.emit(self._shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_round(painter, QRectF(self.rect()), float(self._theme.px(RADIUS + 1)), self._theme.field)


class _Segment(QAbstractButton):
    def __init__(self, theme: Theme, label: str, compact: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._pad = theme, theme.px(6 if compact else 10)
        self.setFont(theme.font())
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._pad, self._theme.px(_HEIGHT) - 2
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, radius = self._theme, float(self._theme.px(RADIUS))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.setBrush(QColor(theme.border if theme.dark else theme.panel))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(QColor(theme.text if self.isChecked() or self.underMouse() else theme.secondary))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if keyboard_focus(self):
            draw_ring(painter, QRectF(self.rect()), radius, theme)
