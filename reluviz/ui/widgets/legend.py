"""Legends: signs and what they mean."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reluviz.ui.theme import Theme
from reluviz.ui.widgets.panel import text_label

MARK = 14
"""The height of a sign, and its width if no other is asked for, in px at scale 1."""

Paint = Callable[[QPainter, Theme], None]
"""Paints a sign around the origin."""


class LegendItem(QWidget):
    """A sign, `width` px wide at scale 1, and what it means."""

    def __init__(self, theme: Theme, text: str, paint: Paint, *, width: int = MARK, size: int = 11) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(_Mark(theme, paint, width))
        row.addWidget(text_label(theme, text, size=size, secondary=True))


class _Mark(QWidget):
    """One sign."""

    def __init__(self, theme: Theme, paint: Paint, width: int) -> None:
        super().__init__()
        self._theme, self._paint = theme, paint
        self.setFixedSize(theme.px(width), theme.px(MARK))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.width() / 2, self.height() / 2)
        self._paint(painter, self._theme)
