"""The Sum panel of a network with one input: how far the sum is from its target, and its formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.panels.formula import Formula
from reluviz.ui.panels.scene_panel import ScenePanel
from reluviz.ui.views.error_plot import ErrorPlot, paint_dot
from reluviz.ui.widgets.paint import curve_pen
from reluviz.ui.widgets.panel import PADDING, Hairline, text_label

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

WIDTH = 280
_ROW, _SAMPLE = 16, 16
#: Heights (px at scale 1) of the plot, and of all around it but the legend and the formula.
_TALLEST, _LOWEST, _BESIDE = 216, 150, 78


class CurveSumPanel(ScenePanel):
    """The plot of the maximum error against the number of ReLUs, and the formula."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Sum", parent, padding=0, line=True)
        self._scene: Scene | None = None
        self.plot = ErrorPlot(theme)
        self._legend = _Legend(theme)
        self._formula = Formula(theme)
        self.setFixedWidth(theme.px(WIDTH))
        self.body.addWidget(self._error_part())
        self.body.addWidget(Hairline(theme))
        self.body.addSpacing(theme.px(12))
        self.body.addWidget(self._formula, 1)

    def _error_part(self) -> QWidget:
        px, part = self.theme.px, QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(px(PADDING), px(12), px(PADDING), px(14))
        column.setSpacing(px(8))
        column.addWidget(text_label(self.theme, "Maximum error", weight=QFont.Weight.Medium))
        column.addWidget(self._legend)
        column.addWidget(self.plot)
        return part

    def derive(self, scene: Scene) -> None:
        """Show the sum of this scene."""
        self._scene = scene
        self._fit_plot()
        self.plot.show_scene(scene)
        self._legend.show_bound(shown=self.plot.bounded)
        self._formula.show_network(scene.session.network, scene.session.muted_in_sum)

    def _fit_plot(self) -> None:
        """Make the plot lower where the formula needs the room."""
        if self._scene is not None:
            px = self.theme.px
            rest = px(_BESIDE) + self._legend.height() + self._formula.least_height(self._scene.network)
            self.plot.setFixedHeight(min(px(_TALLEST), max(px(_LOWEST), self.body_height - rest)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_plot()


class _Legend(QWidget):
    """What the lines and the dot of the error plot are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._bounded = theme, False
        self.setFont(theme.caption_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def show_bound(self, *, shown: bool) -> None:
        """Whether there is a bound to be explained."""
        if shown != self._bounded:
            self._bounded = shown
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._theme.px(_ROW * (3 if self._bounded else 2)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        texts = ["this network", "interpolant with even steps h", "its bound, max |f″| · h²/8"]
        for place, text in enumerate(texts[: 3 if self._bounded else 2]):
            middle = theme.px(_ROW) * (place + 0.5)
            left, right = QPointF(0, middle), QPointF(theme.px(_SAMPLE), middle)
            if place == 0:
                paint_dot(painter, (left + right) / 2, theme)
            else:
                colour = theme.secondary if place == 2 else theme.text
                painter.setPen(curve_pen(theme, colour, dashed=place == 2))
                painter.drawLine(left, right)
            painter.setPen(QColor(theme.secondary))
            room = QRectF(theme.px(_SAMPLE + 8), middle - theme.px(_ROW) / 2, self.width(), theme.px(_ROW))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
