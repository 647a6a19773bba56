"""The frame meter: frames a second and latency, small, over the plane."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from reluviz.ui.frame import FrameClock
    from reluviz.ui.theme import Theme

#: The text changes this often, and speaks of the last second.
_EVERY_MS = 250
_WINDOW_SECONDS = 1.0
_WIDEST = "000 frames/s · 000.0 ms"


class FrameMeter(QWidget):
    """Reads the clock a few times a second, so that measuring costs no frames of its own."""

    def __init__(self, theme: Theme, clock: FrameClock, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("frameMeter")
        self.setAccessibleName("Frames per second and latency")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme, self._clock = theme, clock
        self._font = theme.font(11)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._read)
        self.text = ""
        self.hide()

    def sizeHint(self) -> QSize:
        metrics, px = QFontMetricsF(self._font), self._theme.px
        return QSize(round(metrics.horizontalAdvance(_WIDEST)) + px(20), round(metrics.height()) + px(10))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read."""
        super().showEvent(event)
        self._read()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop reading."""
        self._timer.stop()
        super().hideEvent(event)

    def _read(self) -> None:
        from statistics import median  # with its fractions and decimals it takes long to load at every start

        since = perf_counter() - _WINDOW_SECONDS
        latencies = [latency for at, latency in self._clock.recent if at >= since]
        text = "no frames"
        if latencies:
            text = f"{len(latencies) / _WINDOW_SECONDS:.0f} frames/s · {median(latencies):.1f} ms"
        if text != self.text:
            self.text = text
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour(theme.border), 1))
        painter.setBrush(theme.colour(theme.panel, 0.92))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        painter.setPen(theme.colour(theme.text))
        painter.setFont(self._font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text)
