"""The shortcut page: all keys and gestures, made from the tables by which the window acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.actions import COMMANDS, MENUS
from reluviz.ui.handle_keys import HANDLE_KEYS, HELD, MOUSE, SURFACE_KEYS
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import RADIUS, fill_round
from reluviz.ui.widgets.panel import ScrollArea, text_label

#: Sizes at scale 1.
_COLUMN, _GAP, _EDGE, _ROW, _CAP = 360, 40, 24, 26, 20
_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "-": "−", "Backtab": "Shift+Tab"}

Row = tuple[str, tuple[str, ...]]
"""What is done, and the keys or the gesture that do it."""


class Section(QWidget):
    """A title over rows of what is done and by which keys; what is no key is plain text."""

    def __init__(self, theme: Theme, title: str, rows: Iterable[Row], *, keys: bool = True) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(_COLUMN))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, theme.px(_ROW))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        heading = text_label(theme, title, weight=QFont.Weight.DemiBold)
        grid.addWidget(heading, 0, 0, 1, 2)
        grid.setRowMinimumHeight(0, theme.px(_ROW))
        for place, (does, by) in enumerate(rows, start=1):
            grid.addWidget(text_label(theme, does), place, 0)
            side = _caps(theme, by) if keys else text_label(theme, by[0], secondary=True)
            grid.addWidget(side, place, 1, Qt.AlignmentFlag.AlignRight)
            grid.setRowMinimumHeight(place, theme.px(_ROW))


class ShortcutPage(QDialog):
    """All keys and gestures in two columns, one where there is no room for two; it scrolls."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutPage")
        self.setWindowTitle("Keyboard and mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wide = theme.px(2 * _COLUMN + _GAP + 2 * _EDGE)
        columns = 2 if parent.width() >= wide else 1
        inner = QWidget()
        row = QHBoxLayout(inner)
        edge = theme.px(_EDGE)
        row.setContentsMargins(edge, edge, edge, 0)
        row.setSpacing(theme.px(_GAP))
        for part in _shared(sections(theme), columns):
            column = QVBoxLayout()
            column.setSpacing(0)
            for section in part:
                column.addWidget(section)
            column.addStretch(1)
            row.addLayout(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner))
        size = inner.sizeHint()
        self.resize(size.width(), min(size.height(), parent.height() - 2 * edge))

    @classmethod
    def open_over(cls, window: QWidget, theme: Theme) -> None:
        """Show the page, or bring the one to the front that is open already."""
        page = window.findChild(cls) or cls(theme, window)
        page.show()
        page.raise_()
        page.activateWindow()


def sections(theme: Theme) -> list[Section]:
    """The handles first, then the menus."""
    result = [
        Section(theme, "Handles by mouse or finger", ((does, (by,)) for by, does in MOUSE), keys=False),
        Section(theme, "Handles by keyboard", ((key.does, _names(key.keys)) for key in HANDLE_KEYS)),
        Section(theme, "Surface by keyboard", ((key.does, _names(key.keys)) for key in SURFACE_KEYS)),
        Section(theme, "Held meanwhile", ((does, (by,)) for by, does in HELD)),
    ]
    for menu in MENUS:
        rows = [(c.text.rstrip("…"), _names(c.keys)) for c in COMMANDS if c.menu == menu and c.keys]
        result.append(Section(theme, menu, rows))
    return result


def _names(keys: Sequence[str | QKeySequence.StandardKey | Qt.Key]) -> tuple[str, ...]:
    """How keys are written on the page, each once."""
    texts = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys]
    return tuple(dict.fromkeys(_SIGNS.get(text, text) for text in texts if text))


def _shared(parts: Sequence[Section], columns: int) -> list[Sequence[Section]]:
    """The sections in their order, in columns of much the same height."""
    if columns == 1:
        return [parts]
    heights = [part.sizeHint().height() for part in parts]
    split = min(range(len(parts)), key=lambda k: max(sum(heights[:k]), sum(heights[k:])))
    return [parts[:split], parts[split:]]


def _caps(theme: Theme, keys: Sequence[str]) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(4))
    for key in keys:
        line.addWidget(KeyCap(theme, key))
    return row


class KeyCap(QWidget):
    """A key, or keys pressed together, on a small rounded field."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme, self._text = theme, text
        self.setFont(theme.font(12))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height, width = self._theme.px(_CAP), self.fontMetrics().horizontalAdvance(self._text)
        return QSize(max(height, width + self._theme.px(12)), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_round(painter, QRectF(self.rect()), self._theme.px(RADIUS) - 1, self._theme.hover)
        painter.setPen(self._theme.colour(self._theme.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
