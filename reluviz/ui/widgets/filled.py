"""FilledButton: a button with text in the accent colour, for the one thing that a person is to do next."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from reluviz.ui.icons import icon
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.buttons import TextButton
from reluviz.ui.widgets.paint import fill_round

_HEIGHT = 28
_ICON = 16


class FilledButton(TextButton):
    """A text button on the accent colour, 28 px high."""

    def __init__(self, theme: Theme, icon_name: str) -> None:
        super().__init__(theme, height=_HEIGHT, icon_size=_ICON)
        self._ink = theme.on_accent
        self.setIcon(icon(icon_name, theme, _ICON, theme.on_accent))

    def _paint_back(self, painter: QPainter) -> None:
        theme = self._theme
        colour = QColor(theme.accent)
        if not self.isEnabled():
            colour = QColor(theme.hover)
        elif self.isDown() or self.underMouse():
            colour = colour.lighter(112) if theme.dark else colour.darker(120 if self.isDown() else 110)
        fill_round(painter, QRectF(self.rect()), self._radius(), colour)
