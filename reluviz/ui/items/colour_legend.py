"""The legend of a colouring, in a rounded box in a corner of the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen, QPixmap

from reluviz.ui.tints import DIRECTIONS, STRENGTHS, gradient_wheel
from reluviz.ui.widgets.paint import is_vector, transparent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.theme import Theme

#: Pixels at scale 1: around the content, between its parts, of a swatch and its word, a bar, a wheel and its
#: words.
_PAD, _GAP, _SWATCH, _WORD, _BAR, _WHEEL, _WORDS = 10, 8, 14, 30, (132, 8), 44, 136
#: The box keeps clear of the numbers along the left and the lower edge; it is left out where it would take
#: more than these shares of width and height.
_LEFT, _BENEATH, _WIDEST, _TALLEST = 44, 34, 0.6, 0.3
_RADIUS, _OPACITY = 8, 0.92
#: Colours along a bar, around a wheel, and from its middle to its rim.
_STOPS, _SECTORS, _RINGS = 24, 60, 8


class Legend(NamedTuple):
    """What it says, as a key; how large its content is, at scale 1; and what paints that at the origin."""

    key: tuple[object, ...]
    size: tuple[float, float]
    paint: Callable[[QPainter, QSizeF, Theme], None]


class LegendLayer:
    """Paints a legend into the lower left corner of a plane; a picture of it is kept until it is another."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._legend: Legend | None = None
        self._picture = QPixmap()

    def show(self, legend: Legend | None) -> None:
        """Paint this one from now on."""
        if legend is None or self._legend is None or legend.key != self._legend.key:
            self._legend, self._picture = legend, QPixmap()

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint it in its corner of `area`, if there is room."""
        if self._legend is None:
            return
        s, (width, height) = self._theme.scale, self._legend.size
        size = QSizeF(width + 2 * _PAD, height + 2 * _PAD) * s
        if size.width() > area.width() * _WIDEST or size.height() > area.height() * _TALLEST:
            return
        corner = QPointF(_LEFT * s, round(area.height() - _BENEATH * s - size.height()))
        if is_vector(painter):
            painter.save()
            painter.translate(corner)
            self._draw(painter, self._legend, size)
            painter.restore()
            return
        if self._picture.isNull():
            self._picture = transparent(size.toSize(), painter.device().devicePixelRatioF())
            inner = QPainter(self._picture)
            self._draw(inner, self._legend, size)
            inner.end()
        painter.drawPixmap(corner, self._picture)

    def _draw(self, painter: QPainter, legend: Legend, size: QSizeF) -> None:
        theme, inset = self._theme, _PAD * self._theme.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(theme.colour(theme.panel, _OPACITY))
        box = QRectF(QPointF(0, 0), size).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.px(_RADIUS), theme.px(_RADIUS))
        painter.setFont(theme.caption_font())
        painter.translate(inset, inset)
        legend.paint(painter, size - QSizeF(2 * inset, 2 * inset), theme)


def bar(title: str, pixels: NDArray[np.uint32], ticks: Sequence[str]) -> Legend:
    """A title over a bar of these colours, with two or three texts at equal distances beneath."""

    def paint(painter: QPainter, size: QSizeF, theme: Theme) -> None:
        s, width = theme.scale, size.width()
        line = QFontMetricsF(painter.font()).height()
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(0, 0, width, line), Qt.AlignmentFlag.AlignLeft, title)
        stripe = QRectF(0, line + 4 * s, width, _BAR[1] * s)
        painter.setPen(QPen(theme.colour(theme.text, 0.15), 1))
        painter.setBrush(_along(pixels, width))
        painter.drawRoundedRect(stripe, stripe.height() / 2, stripe.height() / 2)
        painter.setPen(QColor(theme.secondary))
        beneath = QRectF(0, stripe.bottom() + 3 * s, width, line)
        places = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for text, where in zip(ticks, places if len(ticks) == 3 else places[::2], strict=True):
            painter.drawText(beneath, where | Qt.AlignmentFlag.AlignTop, text)

    return Legend((title, *ticks), (_BAR[0], _BAR[1] + 36), paint)


def swatches(entries: Sequence[tuple[int, str, str]]) -> Legend:
    """A row of (pixel, sign, text): a coloured square with the sign in it, and what it means."""

    def paint(painter: QPainter, size: QSizeF, theme: Theme) -> None:
        s, left = theme.scale, 0.0
        for pixel, sign, text in entries:
            square = QRectF(left, (size.height() - _SWATCH * s) / 2, _SWATCH * s, _SWATCH * s)
            painter.setPen(QPen(theme.colour(theme.text, 0.25), 1))
            painter.setBrush(QColor.fromRgb(pixel))
            painter.drawRoundedRect(square, 3 * s, 3 * s)
            painter.setPen(QColor(theme.text))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, sign)
            beside = QRectF(square.right() + 6 * s, 0, _WORD * s, size.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, text)
            left = beside.right() + _GAP * s

    width = len(entries) * (_SWATCH + 6 + _WORD + _GAP) - _GAP
    return Legend(tuple(entries), (width, _SWATCH + 2), paint)


def wheel(lines: Sequence[str]) -> Legend:
    """The colours of gradients around a disc, each in its direction, and what is to be said of it."""

    def paint(painter: QPainter, size: QSizeF, theme: Theme) -> None:
        radius = size.height() / 2
        _paint_wheel(painter, QPointF(radius, radius), radius, theme)
        metrics = QFontMetricsF(painter.font())
        top = (size.height() - metrics.height() * len(lines)) / 2
        for number, text in enumerate(lines):
            painter.setPen(QColor(theme.secondary if number else theme.text))
            base = top + metrics.height() * number + metrics.ascent()
            painter.drawText(QPointF(2 * radius + 10 * theme.scale, base), text)

    return Legend(tuple(lines), (_WHEEL + 10 + _WORDS, _WHEEL), paint)


def _paint_wheel(painter: QPainter, middle: QPointF, radius: float, theme: Theme) -> None:
    """Sectors of rings, the outer ones first."""
    painter.setPen(Qt.PenStyle.NoPen)
    colours = gradient_wheel(theme).reshape(DIRECTIONS, STRENGTHS)
    step = 360 / _SECTORS
    for ring in range(_RINGS, 0, -1):
        r = radius * ring / _RINGS
        box = QRectF(middle.x() - r, middle.y() - r, 2 * r, 2 * r)
        strength = round((STRENGTHS - 1) * (ring - 0.5) / _RINGS)
        for sector in range(_SECTORS):
            painter.setBrush(QColor.fromRgb(int(colours[sector * DIRECTIONS // _SECTORS, strength])))
            # A little wider than it is: no hairlines.
            painter.drawPie(box, round((sector - 0.5) * step * 16) - 8, round(step * 16) + 16)


def _along(pixels: NDArray[np.uint32], width: float) -> QLinearGradient:
    gradient = QLinearGradient(0, 0, width, 0)
    for share in np.linspace(0, 1, _STOPS + 1).tolist():
        gradient.setColorAt(share, QColor.fromRgb(int(pixels[round(share * (len(pixels) - 1))])))
    return gradient
