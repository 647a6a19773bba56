"""Slider: a thin track with an accent part and a ring to hold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import fill_round, keyboard_focus, track_colour

_HEIGHT = 24
_TRACK = 3
_THUMB = 12


class Slider(QSlider):
    """Whole numbers from `low` to `high` in steps.

    `edited` gives each value the user moves to, never one set by `set_value`; `began` and `finished` are sent
    at the two ends of a drag. Keys: arrows by one step, Page Up and Page Down by ten, Home and End.
    The wheel turns it only when it has the focus, so that scrolling a panel never changes a setting.
    """

    edited = Signal(int)
    began = Signal()
    finished = Signal()

    def __init__(
        self, theme: Theme, low: int, high: int, step: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._step = theme, step
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setPageStep(10 * step)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(theme.px(_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self.edited)

    def set_value(self, value: int) -> None:
        """Show `value` without telling anyone."""
        if value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(112), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self._theme.px(_HEIGHT))

    # -- gestures -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.began.emit()
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.update()
            self.finished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y()
        if not self.hasFocus() or turns == 0:
            event.ignore()
            return
        event.accept()
        self.setValue(self.value() + (self._step if turns > 0 else -self._step))

    # -- geometry and painting ------------------------------------------------------------------------------

    def thumb_x(self, value: int) -> float:
        """Where the thumb's centre stands, in px from the left, when the slider shows `value`."""
        half = self._theme.px(_THUMB) / 2
        share = (value - self.minimum()) / max(1, self.maximum() - self.minimum())
        return half + share * (self.width() - 2 * half)

    def _value_at(self, x: float) -> int:
        half = self._theme.px(_THUMB) / 2
        share = (x - half) / max(1.0, self.width() - 2 * half)
        span = self.maximum() - self.minimum()
        return self.minimum() + self._step * round(min(1.0, max(0.0, share)) * span / self._step)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y, track = self.thumb_x(self.value()), self.height() / 2, float(theme.px(_TRACK))
        accent = QColor(theme.accent) if self.isEnabled() else theme.colour(theme.secondary, 0.5)
        fill_round(painter, QRectF(0, y - track / 2, self.width(), track), track / 2, track_colour(theme))
        fill_round(painter, QRectF(0, y - track / 2, x, track), track / 2, accent)
        radius = theme.px(_THUMB) / 2
        if self.isSliderDown() or self.underMouse() or keyboard_focus(self):
            glow = QColor(accent)
            glow.setAlphaF(0.30 if self.isSliderDown() or keyboard_focus(self) else 0.16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(glow)
            painter.drawEllipse(
                QPointF(min(max(x, radius * 1.6), self.width() - radius * 1.6), y), radius * 1.6, radius * 1.6
            )
        painter.setPen(QPen(accent, theme.px(2)))
        painter.setBrush(QColor(theme.panel))
        painter.drawEllipse(QPointF(x, y), radius - theme.px(2) / 2, radius - theme.px(2) / 2)
