"""CurveFigure: curve, units and error with title and legend, and nothing to press: a picture by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reluviz.ui.curve_edits import bound_of, headline
from reluviz.ui.items.curve import sum_pen, target_pen
from reluviz.ui.panels.curve_foot import ErrorBar
from reluviz.ui.theme import Theme
from reluviz.ui.views.curve import CurveView
from reluviz.ui.views.units import UnitStack
from reluviz.ui.widgets.legend import LegendItem, Paint
from reluviz.ui.widgets.panel import HEADER_HEIGHT, PADDING, Hairline, text_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store

_LINE_WIDTH = 24
#: The units take at most this share of the height.
UNITS_SHARE = 0.34


class CurveFigure(QWidget):
    """What a teacher or an author shows of a network with one input."""

    def __init__(self, theme: Theme, store: Store) -> None:
        super().__init__()
        self._theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.panel))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self._title = text_label(theme, size=15, weight=QFont.Weight.DemiBold)
        self.view, self.units, self._error = CurveView(theme, store), UnitStack(theme, store), ErrorBar(theme)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._header(), self.view, self.units, Hairline(theme), self._error):
            column.addWidget(part, 1 if part is self.view else 0)

    def _header(self) -> QWidget:
        px, bar = self._theme.px, QWidget()
        bar.setFixedHeight(px(HEADER_HEIGHT))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(PADDING), 0, px(PADDING), 0)
        row.setSpacing(px(16))
        row.addWidget(self._title)
        row.addStretch(1)
        for item in curve_legend(self._theme):
            row.addWidget(item)
        return bar

    def show_scene(self, scene: Scene) -> None:
        """Show the curve of `scene`."""
        self._title.setText(headline(scene.session, scene.target))
        self._error.show_error(scene.error.size, bound_of(scene.network, scene.target))
        self.units.most = int(UNITS_SHARE * self.height())
        self._column.activate()
        self.units.show_scene(scene)
        self._column.activate()
        self.view.show_scene(scene)


def curve_legend(theme: Theme) -> list[LegendItem]:
    """The lines of a curve view, and what they are."""
    return [
        LegendItem(theme, text, _paint_line(pen_of), width=_LINE_WIDTH, size=12)
        for text, pen_of in (("sum", sum_pen), ("target", target_pen))
    ]


def _paint_line(pen_of: Callable[[Theme], QPen]) -> Paint:
    def paint(painter: QPainter, theme: Theme) -> None:
        painter.setPen(pen_of(theme))
        half = _LINE_WIDTH / 2 * theme.scale
        painter.drawLine(QPointF(-half, 0), QPointF(half, 0))

    return paint
