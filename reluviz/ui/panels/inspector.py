"""Inspector: what holds at the pointer, in one line, and how many regions there are."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from reluviz.ui.items.folds import FEW_NEURONS, paint_tag
from reluviz.ui.panels.reading import place_shown, read
from reluviz.ui.widgets.paint import paint_stamp, stamp
from reluviz.ui.widgets.panel import Hairline, Still, set_text, text_label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

HEIGHT = 48
_SWATCH = 20
_DISC = 17
_DOT = 7
#: Pixels (scale 1) of a layer's caption, and the share of the window's width that the pattern may take.
_CAPTION = 52
_SHARE = 0.46
#: Pixels (scale 1) of the edges, the lines and the spaces between the parts.
_GAPS = 112


class Inspector(QWidget):
    """Region or piece under the pointer · on/off pattern · f(x) = a·x + c · a detail · number of regions."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self.setFixedHeight(theme.px(HEIGHT))
        self._theme = theme
        self._shown: tuple[object, object] | None = None
        self._counts = ("", "")
        self._inside = False
        self._swatch = _Swatch(theme)
        self._hint = text_label(theme, secondary=True)
        self._title = text_label(theme, weight=QFont.Weight.Medium)
        self._pattern = PatternStrip(theme)
        self._map = text_label(theme, size=14)
        self._gradient = text_label(theme, secondary=True)
        self._gradient_room = Still(self._gradient)
        self._regions = text_label(theme, secondary=True)
        self._regions.setTextFormat(Qt.TextFormat.RichText)
        self._lines = [Hairline(theme, vertical=True) for _ in range(2)]
        self._arrange()

    def _arrange(self) -> None:
        px = self._theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(12))
        for line in self._lines:
            line.setFixedHeight(px(20))
        self._gradient.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._hint)
        row.addWidget(self._swatch)
        row.addWidget(self._title)
        row.addWidget(self._pattern)
        row.addWidget(self._lines[0])
        row.addWidget(Still(self._map), 3)
        row.addWidget(self._gradient_room, 1)
        row.addWidget(self._lines[1])
        row.addWidget(self._regions)

    def show_scene(self, scene: Scene) -> None:
        """Describe the place under the pointer of `scene`."""
        shown = place_shown(scene)
        if self._shown is not None and self._shown[0] is shown[0] and self._shown[1] == shown[1]:
            return
        self._shown = shown
        reading = read(scene, self._theme)
        self._counts, place = reading.counts, reading.place
        self._inside = place is not None
        if place is not None:
            self._swatch.set_colour(place.swatch)
            self._pattern.set_pattern(place.pattern, scene.network.hidden)
            set_text(self._gradient, place.detail)
        set_text(self._title, reading.title)
        set_text(self._map, place.map if place else "")  # empty, it keeps the counts at the right
        set_text(self._hint, reading.hint)
        self._regions.setToolTip(reading.source)
        self._hint.setVisible(place is None)
        self._swatch.setVisible(place is not None and place.swatch is not None)
        self._lines[0].setVisible(place is not None)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit any more."""
        super().resizeEvent(event)
        if self._shown is not None:
            self._make_room()

    def _make_room(self) -> None:
        """Show, beside the map and the number of regions, what there is room for: the pattern first."""
        inside = self._inside
        long, few_words = (self._count_width(text) for text in self._counts)
        swatch = 0 if self._swatch.isHidden() else self._swatch.width()
        must = swatch + self._map.sizeHint().width() if inside else self._hint.sizeHint().width()
        room = self.width() - self._theme.px(_GAPS) - must - few_words
        if inside:
            room -= self._pattern.sizeHint().width()
        self._pattern.setVisible(inside and room >= 0)
        room -= long - few_words
        self._show_count(self._counts[0] if room >= 0 else self._counts[1])
        for part, shown in ((self._gradient, self._gradient_room), (self._title, self._title)):
            room -= part.sizeHint().width() + self._theme.px(12)
            shown.setVisible(inside and room >= 0)

    def _count_width(self, text: str) -> int:
        return self._regions.fontMetrics().horizontalAdvance(text)

    def _show_count(self, text: str) -> None:
        strong = f'<b style="color:{self._theme.text}">\\g<0></b>'
        set_text(self._regions, re.sub(r"[\d,]+", strong, text, count=1))


class _Swatch(QWidget):
    """The colour of a region."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._colour = QColor()
        self.setFixedSize(theme.px(_SWATCH), theme.px(_SWATCH))

    def set_colour(self, colour: QColor | None) -> None:
        if colour is not None and colour != self._colour:
            self._colour = colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._colour)
        painter.setPen(QPen(self._theme.colour(self._theme.text, 0.12), 1))
        radius = self._theme.px(5)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class PatternStrip(QWidget):
    """Which neurons are on: pills for a few, numbered discs for more, dots where even those do not fit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pattern: NDArray[np.bool_] = np.zeros(0, bool)
        self._hidden: tuple[int, ...] = ()
        self._measured: tuple[tuple[int, ...], bool] | None = None
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
        measured = self._hidden, self._dotted()
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
        dots = self._dotted()
        x, first = 0.0, 0
        for layer, width in enumerate(self._hidden):
            if len(self._hidden) > 1:
                x = self._walk_caption(painter, x, f"Layer {layer + 1}" if not dots else f"{layer + 1}")
            for neuron in range(width):
                x = self._walk_disc(painter, x, neuron, first + neuron, dots)
            first += width
            x += self._theme.px(8)
        return x

    def _dotted(self) -> bool:
        """Whether numbered discs would take more than their share of the line."""
        discs = sum(self._hidden) * (_DISC + 3) + len(self._hidden) * _CAPTION
        return discs * self._theme.scale > _SHARE * self.window().width()

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
            if on and not dots:
                paint_tag(painter, at, neuron, self._theme, size=_DISC - 1)
            else:
                ratio = self.devicePixelRatioF()
                paint_stamp(painter, at, _disc(self._theme, size / 2 - 1, neuron, on, not dots, ratio))
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
        if on:
            paint_tag(painter, at, neuron, theme, size=16)
        else:
            _paint_disc(painter, at, theme, theme.px(16) / 2 - 1, neuron, on=False, digits=True)
        painter.setFont(theme.font(13, QFont.Weight.DemiBold) if on else font)
        painter.setPen(QColor(theme.text if on else theme.secondary))
        area = box.adjusted(box.height(), 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, "on" if on else "off")


@lru_cache(maxsize=512)
def _disc(theme: Theme, radius: float, neuron: int, on: bool, digits: bool, ratio: float) -> QPixmap:
    side = 2 * math.ceil(radius + 2 * theme.scale)
    return stamp(side, ratio, lambda painter, at: _paint_disc(painter, at, theme, radius, neuron, on, digits))


def _paint_disc(
    painter: QPainter, at: QPointF, theme: Theme, radius: float, neuron: int, on: bool, digits: bool
) -> None:
    colour = theme.neuron(neuron)
    if not on:
        colour.setAlphaF(0.65)
    painter.setPen(QPen(colour, 1.2 * theme.scale))
    painter.setBrush(colour if on else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, radius, radius)
    if digits:
        painter.setFont(theme.font(9, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme.secondary))
        box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(neuron + 1))
