"""The pattern of a region, as a strip: which neurons are on there."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.items.folds import FEW_NEURONS, paint_tag
from reluviz.ui.widgets.paint import paint_stamp, stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.theme import Theme

_DISC = 17
_DOT = 7
#: Pixels (scale 1) of a layer's caption and its number alone, with the space after a layer; the share of the
#: window's width that the pattern may take.
_CAPTION, _NUMBER = 52, 22
_SHARE = 0.46


Form = Literal["discs", "dots", "counts"]


class PatternStrip(QWidget):
    """Which neurons are on: pills for a few, numbered discs for more, dots where even those do not fit, and
    of very many how many of each layer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pattern: NDArray[np.bool_] = np.zeros(0, bool)
        self._hidden: tuple[int, ...] = ()
        self._measured: tuple[tuple[int, ...], Form] | None = None
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_pattern(self, pattern: NDArray[np.bool_], hidden: tuple[int, ...]) -> None:
        """Show `pattern` (H,) of layers with `hidden` neurons each."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.updateGeometry()
        if not np.array_equal(pattern, self._pattern):
            self._pattern = pattern
            names = [f"neuron {i + 1} {'on' if on else 'off'}" for i, on in enumerate(pattern)]
            self.setAccessibleName(", ".join(names))
            self.update()

    def sizeHint(self) -> QSize:
        measured = self._hidden, self._form()
        if measured != self._measured:
            self._measured, self._width = measured, round(self._walk(None))
        return QSize(self._width, self._theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._walk(painter)

    def _walk(self, painter: QPainter | None) -> float:
        """Paint the strip (or only measure it); its width in pixels."""
        if len(self._hidden) == 1 and self._hidden[0] <= FEW_NEURONS:
            return self._walk_pills(painter)
        form = self._form()
        x, first = 0.0, 0
        for layer, width in enumerate(self._hidden):
            if len(self._hidden) > 1:
                x = self._walk_caption(painter, x, f"{layer + 1}" if form == "dots" else f"Layer {layer + 1}")
            if form == "counts":
                x = self._walk_count(painter, x, first, width)
            else:
                for neuron in range(width):
                    x = self._walk_disc(painter, x, neuron, first + neuron, form == "dots")
            first += width
            x += self._theme.px(8)
        return x

    def _form(self) -> Form:
        """The first that takes no more than its share of the line."""
        neurons, layers = sum(self._hidden), len(self._hidden)
        share = _SHARE * self.window().width() / self._theme.scale
        if neurons * (_DISC + 3) + layers * _CAPTION <= share:
            return "discs"
        return "dots" if neurons * (_DOT + 2) + layers * _NUMBER <= share else "counts"

    def _walk_count(self, painter: QPainter | None, x: float, first: int, width: int) -> float:
        font = self._theme.font(13)
        if painter is not None:
            text = f"{int(self._pattern[first : first + width].sum())} of {width} on"
            painter.setFont(font)
            painter.setPen(QColor(self._theme.text))
            box = QRectF(x, 0, self.width(), self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        return x + QFontMetricsF(font).horizontalAdvance(f"{width} of {width} on")

    def _walk_caption(self, painter: QPainter | None, x: float, text: str) -> float:
        font = self._theme.caption_font()
        width = QFontMetricsF(font).horizontalAdvance(text)
        if painter is not None:
            painter.setFont(font)
            painter.setPen(QColor(self._theme.secondary))
            painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return x + width + self._theme.px(7)

    def _walk_disc(self, painter: QPainter | None, x: float, neuron: int, flat: int, dots: bool) -> float:
        size = self._theme.px(_DOT if dots else _DISC)
        if painter is not None and flat < len(self._pattern):
            at = QPointF(x + size / 2, self.height() / 2)
            on = bool(self._pattern[flat])
            if dots:
                paint_stamp(
                    painter, at, _dot(self._theme, size / 2 - 1, neuron, on, self.devicePixelRatioF())
                )
            else:
                paint_tag(painter, at, neuron, self._theme, size=_DISC - 1, hollow=not on)
        return x + size + self._theme.px(2 if dots else 3)

    def _walk_pills(self, painter: QPainter | None) -> float:
        theme, x = self._theme, 0.0
        font = theme.font(13)
        height, width = theme.px(24), theme.px(30) + QFontMetricsF(font).horizontalAdvance("off")
        for neuron in range(self._hidden[0]):
            if painter is not None and neuron < len(self._pattern):
                on = bool(self._pattern[neuron])
                self._paint_pill(
                    painter, QRectF(x, (self.height() - height) / 2, width, height), neuron, on, font
                )
            x += width + theme.px(8)
        return x - theme.px(8)

    def _paint_pill(self, painter: QPainter, box: QRectF, neuron: int, on: bool, font: QFont) -> None:
        theme = self._theme
        back = theme.colour(theme.neuron(neuron).name(), 0.18) if on else QColor(theme.field)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        at = QPointF(box.left() + box.height() / 2, box.center().y())
        paint_tag(painter, at, neuron, theme, size=16, hollow=not on)
        painter.setFont(theme.font(13, QFont.Weight.DemiBold) if on else font)
        painter.setPen(QColor(theme.text if on else theme.secondary))
        area = box.adjusted(box.height(), 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, "on" if on else "off")


@lru_cache(maxsize=512)
def _dot(theme: Theme, radius: float, neuron: int, on: bool, ratio: float) -> QPixmap:
    """A small disc, filled or hollow, for so many neurons that no number fits in."""

    def draw(painter: QPainter, at: QPointF) -> None:
        colour = theme.neuron(neuron)
        colour.setAlphaF(1.0 if on else 0.65)
        painter.setPen(QPen(colour, 1.2 * theme.scale))
        painter.setBrush(colour if on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)

    return stamp(2 * math.ceil(radius + 2 * theme.scale), ratio, draw)
