"""What stands under a curve: why a neuron is as it is, and the error with its bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reluviz.ui.items.curve import error_colour
from reluviz.ui.items.folds import paint_tag
from reluviz.ui.numbers import precise
from reluviz.ui.widgets.paint import fill_round
from reluviz.ui.widgets.panel import PADDING, set_text, text_label

if TYPE_CHECKING:
    from reluviz.ui.theme import Theme

_HEIGHT, _LINE = 40, 26
_TAG, _SWATCH = 14, 15


class ReasonLine(QWidget):
    """One line of text, after the tag of the neuron it is about."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._neuron: int | None = None
        self.text = ""
        self.setObjectName("reason")
        self.setFixedHeight(theme.px(_LINE))

    def show_text(self, text: str, neuron: int | None = None) -> None:
        """Show this text, about a neuron or about none."""
        if (text, neuron) != (self.text, self._neuron):
            self.text, self._neuron = text, neuron
            about = "" if neuron is None else f"Neuron {neuron + 1}: "
            self.setAccessibleName(about + text)
            self.setToolTip(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, middle = self._theme, self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = float(theme.px(PADDING))
        if self._neuron is not None:
            paint_tag(painter, QPointF(left + theme.px(_TAG) / 2, middle), self._neuron, theme, size=_TAG)
            left += theme.px(_TAG + 8)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(theme.secondary))
        room = QRectF(left, 0, self.width() - left - theme.px(PADDING), self.height())
        text = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class ErrorBar(QWidget):
    """The exact maximum error, and what it never exceeds where something is known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(_HEIGHT))
        self.row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(PADDING), 0, theme.px(PADDING), 0)
        row.setSpacing(theme.px(8))
        self._name = text_label(theme, "Maximum error")
        self.error = text_label(theme, size=17, weight=QFont.Weight.DemiBold)
        self.error.setObjectName("curveError")
        self._phrase = text_label(theme, "never more than", secondary=True)
        self._phrase.setToolTip("max |f″| · h² / 8, where h is the longest piece")
        self.bound = text_label(theme, weight=QFont.Weight.DemiBold)
        self.bound.setObjectName("curveBound")
        for part in (_Swatch(theme), self._name, self.error):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._phrase)
        row.addWidget(self.bound)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it in fewer words where there is no room for more."""
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        for name, phrase in (("Maximum error", "never more than"), ("Max. error", "at most")):
            set_text(self._name, name)
            set_text(self._phrase, phrase)
            if self.row.sizeHint().width() <= self.width():
                break

    def show_error(self, error: float, bound: float | None) -> None:
        """Show the largest error, and its bound if there is one."""
        set_text(self.error, precise(error))
        set_text(self.bound, "" if bound is None else precise(bound))
        for part in (self._phrase, self.bound):
            part.setVisible(bound is not None)
        self._fit_words()


class _Swatch(QWidget):
    """The colour of the error."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(theme.px(_SWATCH), theme.px(_SWATCH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_round(painter, QRectF(self.rect()), self._theme.px(3), error_colour(self._theme))
