"""How the panels share the width of the window: side by side where it is wide, else behind tabs."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reluviz.ui.widgets.panel import HEADER_HEIGHT, Hairline
from reluviz.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reluviz.ui.panels.by_inputs import ByInputs
    from reluviz.ui.theme import Theme
    from reluviz.ui.widgets.panel import Panel

    Side = Panel | ByInputs

WIDTHS = {"neurons": 272, "sum": 280, "training": 280}
_LABELS = {"neurons": "Neurons", "sum": "Sum", "training": "Training"}


class Layout(Enum):
    """The least width, at scale 1, and which panels stand behind tabs."""

    WIDE = (1180, ())
    TABBED = (880, ("sum", "training"))
    COMPACT = (0, ("neurons", "sum", "training"))

    @classmethod
    def of(cls, width: float) -> Layout:
        """The layout for `width` pixels at scale 1."""
        return next(layout for layout in cls if width >= layout.value[0])


class PanelArea(QWidget):
    """The canvas between the side panels, each of which can be hidden.

    `shown_changed` tells that another set of panels is visible.
    """

    shown_changed = Signal()

    def __init__(self, theme: Theme, canvas: QWidget, sides: Mapping[str, Side], hidden: set[str]) -> None:
        super().__init__()
        self._theme, self._canvas, self._sides = theme, canvas, sides
        self._hidden, self._tab = hidden, ""
        self._layout: Layout | None = None
        self._holders: dict[str, QWidget] = {}
        self._tabs: Segmented | None = None
        self._stack: QStackedWidget | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    @property
    def compact(self) -> bool:
        """Whether the window is so narrow that words have to go."""
        return self._layout is Layout.COMPACT

    @property
    def tabbed(self) -> bool:
        """Whether some panels stand behind tabs."""
        return self._tabs is not None

    def minimumSizeHint(self) -> QSize:
        """Panels scroll, so the window may be small."""
        return QSize(320, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the panels anew where the width asks for it."""
        super().resizeEvent(event)
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Arrange the panels for `width` pixels."""
        layout = Layout.of(width / self._theme.scale)
        if layout is not self._layout:
            self._layout = layout
            self._clear()
            self._fill(layout.value[1])
            self.shown_changed.emit()

    def toggle(self, name: str) -> None:
        """Show or hide the panel `name`; one behind a tab comes to the front."""
        if name in self._holders:
            self._hidden ^= {name}
            self._holders[name].setVisible(name not in self._hidden)
        else:
            self._choose(name)
        self.shown_changed.emit()

    def is_shown(self, name: str) -> bool:
        """Whether the panel `name` is visible."""
        return name not in self._hidden if name in self._holders else name == self._tab

    def _clear(self) -> None:
        """Take every panel out, so that what held them can go."""
        for panel in (self._canvas, *self._sides.values()):
            panel.setParent(self)
        while (item := self._row.takeAt(0)) is not None:
            holder = item.widget()
            if holder is not None and holder is not self._canvas:
                holder.setParent(None)
                holder.deleteLater()
        self._holders.clear()
        self._tabs = self._stack = None

    def _fill(self, tabbed: tuple[str, ...]) -> None:
        self._row.addWidget(self._canvas, 1)
        self._canvas.show()
        for name, panel in self._sides.items():
            panel.show_title(name not in tabbed)
            if name not in tabbed:
                self._holders[name] = self._held(panel, WIDTHS[name], before=name == "neurons")
                self._holders[name].setVisible(name not in self._hidden)
                panel.show()
        if tabbed:
            self._held(self._tabbed(tabbed), WIDTHS["sum"], before=False).show()

    def _held(self, panel: QWidget, width: int, *, before: bool) -> QWidget:
        """A column of fixed width with a hairline towards the plane, before or after it."""
        holder = QWidget()
        holder.setFixedWidth(self._theme.px(width))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(panel)
        row.insertWidget(1 if before else 0, Hairline(self._theme, vertical=True))
        self._row.insertWidget(0 if before else self._row.count(), holder)
        return holder

    def _tabbed(self, names: tuple[str, ...]) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QWidget()
        bar.setFixedHeight(self._theme.px(HEADER_HEIGHT))
        inner = QHBoxLayout(bar)
        inner.setContentsMargins(0, 0, 0, 0)
        self._tabs = Segmented(self._theme, [(name, _LABELS[name]) for name in names], bar)
        inner.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for name in names:
            self._stack.addWidget(self._sides[name])
        column.addWidget(bar)
        column.addWidget(Hairline(self._theme))
        column.addWidget(self._stack, 1)
        self._tab = self._tab if self._tab in names else names[0]
        self._choose(self._tab)
        self._tabs.chosen.connect(self.toggle)
        return side

    def _choose(self, name: str) -> None:
        self._tab = name
        if self._tabs is not None and self._stack is not None:
            self._tabs.set_key(name)
            self._stack.setCurrentWidget(self._sides[name])
