"""Small plots of single neurons' shares of the sum: how they share a width, and how each looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.handles import kinks
from reluviz.ui.curve_map import CurveMap
from reluviz.ui.items.curve_handles import NOTHING, RING, CurveHandles, diamond, edge_colour
from reluviz.ui.items.folds import fold_pen, paint_tag
from reluviz.ui.numbers import MINUS, short
from reluviz.ui.widgets.paint import RADIUS, fill_round, track_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Least width and the height of a cell in px at scale 1, and where its plot is: left, right, top, bottom.
_FULL, _COMPACT = (66, 84), (42, 50)
_FULL_PLOT, _COMPACT_PLOT = (9, 9, 27, 9), (7, 7, 18, 6)
_MOST_ROWS = 2
_TAG, _SMALL_TAG = 16, 13
_EDGE = 8
#: Opacity of a muted neuron.
_MUTED = 0.4
#: A slope point stands so far from its kink, and never nearer.
_REACH, _LEAST = 26, 11
_RING_RADIUS, _DIAMOND = 3.6, 5.5


@dataclass(frozen=True)
class Cells:
    """Equal cells in rows: how many `columns`, and the size of one in pixels; full ones show a number."""

    count: int
    columns: int
    width: float
    height: int
    full: bool
    left: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return math.ceil(self.count / self.columns)

    def rect(self, place: int) -> QRectF:
        """The cell at a place."""
        row, column = divmod(place, self.columns)
        return QRectF(self.left + column * self.width, row * self.height, self.width, self.height)

    def at(self, x: float, y: float) -> int:
        """The place of the cell at a point, -1 for none."""
        column, row = math.floor((x - self.left) / self.width), math.floor(y / self.height)
        place = row * self.columns + column
        return place if 0 <= column < self.columns and row >= 0 and place < self.count else -1


def cells(count: int, width: int, most: int, theme: Theme) -> Cells:
    """How `count` cells share a width: full ones in one or two rows that are no higher than `most` px in all,
    else compact ones in as many as it takes."""
    edge = theme.px(_EDGE)
    room = max(1, width - 2 * edge)
    rows = _rows(count, room, theme.px(_FULL[0]))
    full = rows <= _MOST_ROWS and rows * theme.px(_FULL[1]) <= most
    least, height = _FULL if full else _COMPACT
    columns = math.ceil(count / _rows(count, room, theme.px(least)))
    return Cells(count, columns, room / columns, theme.px(height), full, edge)


def _rows(count: int, room: int, least: int) -> int:
    """How many rows of cells of this least width there are."""
    return math.ceil(count / max(1, min(count, room // least)))


def plot_in(cell: QRectF, box: tuple[float, float, float, float], theme: Theme, *, full: bool) -> CurveMap:
    """The map of the plot in a cell."""
    left, right, top, bottom = map(theme.px, _FULL_PLOT if full else _COMPACT_PLOT)
    width, height = cell.width() - left - right, cell.height() - top - bottom
    return CurveMap(box, (cell.left() + left, cell.top() + top, max(1.0, width), max(1.0, height)))


def handles_in(network: Network, plots: list[CurveMap], theme: Theme) -> CurveHandles:
    """The kinks and slope points of all neurons of a network with one hidden layer, each in its own plot."""
    if not network.kind.kinks or not plots:
        return NOTHING
    x, w, v = kinks(network), network.weights[0][:, 0], network.output_weights
    first = plots[0]
    seen = np.flatnonzero((x >= first.box[0]) & (x <= first.box[1]))
    corners = np.array([plot.area[:2] for plot in plots]) - first.area[:2]
    start = float(network.kind.value(np.array(network.kind.left_kink), network.slope))
    foot = first.pixels(np.column_stack([x, v * start]))
    rise = np.abs(v * w) * first.up / first.across  # pixels up a pixel of the active leg
    with np.errstate(divide="ignore", invalid="ignore"):
        way = np.minimum(theme.px(_REACH), first.area[3] / 2 / rise)
    side = np.sign(w)
    end = np.where(side > 0, first.area[0] + first.area[2], first.area[0])
    way = np.maximum(np.minimum(way, np.abs(end - foot[:, 0])), theme.px(_LEAST))
    tip = foot + np.column_stack([side * way, -v * np.abs(w) * first.up / first.across * way])
    slopes = dict(zip(seen.tolist(), (tip + corners)[seen], strict=True))
    return CurveHandles(seen, (foot + corners)[seen], slopes, None, np.ones(len(seen), bool))


class Cell(NamedTuple):
    """What one cell shows: its neuron, the vertices (m, 2) of its share, its output weight, the places of its
    kink and slope point (None: not to be held), and its state."""

    neuron: int
    unit: Floats
    weight: float
    kink: Floats | None
    slope: Floats | None
    selected: bool
    hovered: bool
    hot: str
    muted: bool


def paint_cell(
    painter: QPainter, cell: Cell, rect: QRectF, plot: CurveMap, theme: Theme, *, full: bool, vector: bool
) -> None:
    """Paint one cell: tag, output weight, zero line, curve, and its handles where it is pointed at."""
    _paint_frame(painter, cell, rect, theme)
    painter.setOpacity(_MUTED if cell.muted else 1.0)
    _paint_head(painter, cell, rect, theme, full=full, vector=vector)
    area = plot.rect
    zero = math.floor(plot.pixel(0, 0).y()) + 0.5
    painter.setPen(QPen(track_colour(theme), max(1, theme.px(0.8))))
    painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
    painter.setPen(fold_pen(theme, 2.6 if full else 2.0, cell.neuron, flat=True))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in plot.lines_within(cell.unit):
        painter.drawPolyline(line)
    painter.setOpacity(1.0)
    _paint_handles(painter, cell, theme)


def _paint_frame(painter: QPainter, cell: Cell, rect: QRectF, theme: Theme) -> None:
    inner, radius = rect.adjusted(2, 1, -2, -1), float(theme.px(RADIUS))
    if cell.hovered and not cell.selected:
        fill_round(painter, inner, radius, theme.field if theme.scale > 1 else theme.hover)
    if cell.selected:
        painter.setPen(QPen(theme.neuron(cell.neuron), 1.8 * theme.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), radius, radius)


def _paint_head(
    painter: QPainter, cell: Cell, rect: QRectF, theme: Theme, *, full: bool, vector: bool
) -> None:
    size = _TAG if full else _SMALL_TAG
    x = rect.left() + theme.px(17) if full else rect.center().x()
    at = QPointF(x, rect.top() + theme.px(15 if full else 10))
    paint_tag(painter, at, cell.neuron, theme, size=size, vector=vector)
    if full:
        painter.setFont(theme.font(12))
        painter.setPen(QColor(theme.text))
        room = QRectF(rect.left(), at.y() - theme.px(10), rect.width() - theme.px(10), theme.px(20))
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, where, weight_text(cell.weight))


def weight_text(value: float) -> str:
    """An output weight with its sign, also where it is positive."""
    text = short(value)
    return text if text.startswith(MINUS) or value == 0 else f"+{text}"


def _paint_handles(painter: QPainter, cell: Cell, theme: Theme) -> None:
    slope = cell.slope if cell.selected or cell.hovered else None
    paint_small_handles(painter, cell.neuron, cell.kink, slope, theme, hot=cell.hot)


def paint_small_handles(
    painter: QPainter, neuron: int, kink: Floats | None, slope: Floats | None, theme: Theme, *, hot: str
) -> None:
    """Paint the ring of a kink and the diamond of a slope point, at these pixels (2,); `hot` is the part that
    grows."""
    colour, s = theme.neuron(neuron), theme.scale
    if kink is not None:
        painter.setPen(QPen(colour, 1.8 * s))
        painter.setBrush(QColor(RING))
        radius = (_RING_RADIUS + 1.4 * (hot == "kink")) * s
        painter.drawEllipse(QPointF(*kink.tolist()), radius, radius)
    if slope is not None:
        at, half = QPointF(*slope.tolist()), (_DIAMOND + 1.5 * (hot == "slope")) * s
        painter.setPen(QPen(edge_colour(theme), s))
        painter.setBrush(QColor(RING))
        painter.drawPolygon(diamond(at, half))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(diamond(at, half - 2.2 * s))
