"""A few icon buttons in a rounded box that floats over a canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.theme import Theme
from reluviz.ui.widgets.buttons import IconButton

_EDGE, _GAP, _RADIUS = 4, 10, 8


class FloatingButtons(QFrame):
    """Buttons above each other; they are reached by Tab, and a click leaves the focus where it is."""

    def __init__(self, theme: Theme, buttons: Iterable[IconButton], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._column = column = QVBoxLayout(self)
        edge = theme.px(_EDGE)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            column.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def place(self, canvas: QSize) -> None:
        """Stand in the lower right corner of a canvas."""
        size, gap = self.sizeHint(), self._theme.px(_GAP)
        self.setGeometry(
            canvas.width() - size.width() - gap, canvas.height() - size.height() - gap, *size.toTuple()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour(self._theme.border), 1))
        painter.setBrush(self._theme.colour(self._theme.panel, 0.92))
        radius = self._theme.px(_RADIUS)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
