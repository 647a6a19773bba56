"""The axes behind a curve: level lines with round numbers, the x axis with its ticks, in parts of π where the
target's interval is one of π."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from reluviz.ui.items.grid import grid_step, ticks
from reluviz.ui.numbers import MINUS, short
from reluviz.ui.widgets.paint import track_colour

if TYPE_CHECKING:
    from reluviz.learn.targets import Target
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.theme import Theme

#: Pixels (scale 1) that are aimed at between two numbers.
_APART_X, _APART_Y = 96, 72
#: Parts of π that ticks may be apart; where closer ones are needed, decimals are clearer.
_PI_PARTS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), *map(Fraction, (1, 2, 5, 10, 20, 50)))
#: The room of an axis' numbers beside the curve: left, right, top, bottom, in px at scale 1.
MARGINS = (46, 16, 14, 30)
FONT = 12


class Tick(NamedTuple):
    """A number of an axis."""

    value: float
    text: str


def of_pi(target: Target) -> bool:
    """Whether the ends of a target's interval are multiples of π/2, not both 0."""
    halves = [end / (math.pi / 2) for end in target.interval]
    return any(abs(part) > 0.5 for part in halves) and all(abs(p - round(p)) < 1e-9 for p in halves)


def x_ticks(plot: CurveMap, theme: Theme, *, pi: bool) -> list[Tick]:
    """The numbers of the x axis."""
    low, high = plot.box[:2]
    part = _pi_part(plot.across, theme) if pi else None
    if part is None:
        return _decimal(low, high, grid_step(plot.across, theme.px(_APART_X)))
    step = float(part) * math.pi
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [Tick(k * step, pi_text(k * part)) for k in range(first, last + 1)]


def y_ticks(plot: CurveMap, theme: Theme) -> list[Tick]:
    """The numbers of the y axis."""
    return _decimal(*plot.box[2:], grid_step(plot.up, theme.px(_APART_Y)))


def snap_steps(plot: CurveMap, theme: Theme, *, pi: bool) -> tuple[float, float]:
    """The grid in x and y to which Ctrl snaps: four times as fine as the ticks."""
    part = _pi_part(plot.across, theme) if pi else None
    across = float(part) * math.pi if part is not None else grid_step(plot.across, theme.px(_APART_X))
    return across / 4, grid_step(plot.up, theme.px(_APART_Y)) / 4


def _pi_part(across: float, theme: Theme) -> Fraction | None:
    """The part of π between two ticks, None where decimals are clearer."""
    rough = theme.px(_APART_X) / across / math.pi
    if not float(_PI_PARTS[0]) * 0.6 < rough < float(_PI_PARTS[-1]) * 2:
        return None
    return min(_PI_PARTS, key=lambda part: abs(math.log(float(part) / rough)))


def _decimal(low: float, high: float, step: float) -> list[Tick]:
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [Tick(value, short(value, digits)) for value in ticks(low, high, step)]


def pi_text(part: Fraction) -> str:
    """A multiple of π in words of mathematics: 0, π/2, −3π/4, 2π."""
    if part == 0:
        return "0"
    above = "" if abs(part.numerator) == 1 else str(abs(part.numerator))
    below = "" if part.denominator == 1 else f"/{part.denominator}"
    return f"{MINUS if part < 0 else ''}{above}π{below}"


class AxesLayer:
    """Page, level lines, axis and numbers on one picture, painted anew only when the view differs."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._key: tuple[CurveMap, bool, float, int, int] | None = None
        self._picture = QPixmap()

    def update(self, plot: CurveMap, size: tuple[int, int], ratio: float, *, pi: bool) -> bool:
        """Paint for a widget of this size, if needed; whether anything changed."""
        key = (plot, pi, ratio, *size)
        if key == self._key:
            return False
        self._key = key
        self._picture = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(QColor(self._theme.panel))
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_axes(painter, plot, self._theme, pi=pi)
        painter.end()
        return True

    def paint(self, painter: QPainter, *, vector: bool = False) -> None:
        """Paint at the origin; vector: as shapes and text, for SVG and PDF."""
        if not vector:
            painter.drawPixmap(0, 0, self._picture)
        elif self._key is not None:
            plot, pi, _, width, height = self._key
            painter.fillRect(0, 0, width, height, QColor(self._theme.panel))
            paint_axes(painter, plot, self._theme, pi=pi)


def paint_axes(painter: QPainter, plot: CurveMap, theme: Theme, *, pi: bool) -> None:
    """Paint level lines, the x axis with its ticks, and the numbers of both."""
    across, levels = x_ticks(plot, theme, pi=pi), y_ticks(plot, theme)
    _paint_levels(painter, plot, levels, theme)
    _paint_x_axis(painter, plot, across, theme)
    _paint_numbers(painter, plot, across, levels, theme)


def _paint_levels(painter: QPainter, plot: CurveMap, levels: list[Tick], theme: Theme) -> None:
    rect = plot.rect
    painter.setPen(QPen(track_colour(theme), max(1, theme.px(0.8))))
    for tick in levels:
        if tick.value != 0:
            y = math.floor(plot.pixel(0, tick.value).y()) + 0.5
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _paint_x_axis(painter: QPainter, plot: CurveMap, across: list[Tick], theme: Theme) -> None:
    """The line y = 0 with a tick at each number; where it is out of view the ticks stand at the bottom."""
    rect, half = plot.rect, 4.5 * theme.scale
    zero = plot.box[2] <= 0 <= plot.box[3]
    y = math.floor(plot.pixel(0, 0).y()) + 0.5 if zero else rect.bottom()
    painter.setPen(QPen(theme.colour(theme.text, 1.0 if theme.scale > 1 else 0.55), 1.15 * theme.scale))
    if zero:
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    for tick in across:
        x = math.floor(plot.pixel(tick.value, 0).x()) + 0.5
        painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))


def _paint_numbers(
    painter: QPainter, plot: CurveMap, across: list[Tick], levels: list[Tick], theme: Theme
) -> None:
    rect, flags = plot.rect, Qt.AlignmentFlag
    painter.setFont(theme.font(FONT))
    painter.setPen(QColor(theme.secondary))
    high = painter.fontMetrics().height()
    for tick in levels:
        y = plot.pixel(0, tick.value).y()
        room = QRectF(0, y - high / 2, rect.left() - theme.px(14), high)
        painter.drawText(room, flags.AlignRight | flags.AlignVCenter, tick.text)
    room_x = rect.right() + theme.px(MARGINS[1])
    for tick in across:
        half = painter.fontMetrics().horizontalAdvance(tick.text) / 2 + 1
        x = min(plot.pixel(tick.value, 0).x(), room_x - half)
        room = QRectF(x - half, rect.bottom() + theme.px(7), 2 * half, high)
        painter.drawText(room, flags.AlignCenter, tick.text)
