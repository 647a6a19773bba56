"""Facets as polygons with their lines, painted from back to front: exact at any size, for SVG and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPolygonF

from reluviz.ui.plane_map import point
from reluviz.ui.shading import colour_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.relief import Traces
    from reluviz.ui.sight import Sight
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Facets are this many pixels larger than they are, which closes the hairlines that viewers leave between
#: polygons; what is in front covers it.
_OVERLAP = 0.3
#: Colours of one gradient.
_STOPS = 8


def paint_facets(
    painter: QPainter, sight: Sight, theme: Theme, region: int, lines: Sequence[tuple[Traces, QPen]]
) -> None:
    """Paint all facets, and after each the lines that lie on it and on none in front of it."""
    loop, offsets = sight.relief.partition.loop, sight.relief.partition.offsets
    brushes = _Brushes(sight, theme, region)
    strokes = _by_place(sight, lines)
    for place, facet in enumerate(sight.order.tolist()):
        outline = _widened(sight.corners[loop[offsets[facet] : offsets[facet + 1]]])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brushes.of(facet))
        painter.drawPolygon(QPolygonF([point(corner) for corner in outline]))
        for pen, start, end in strokes.get(place, ()):
            painter.setPen(pen)
            painter.drawLine(start, end)


def _by_place(
    sight: Sight, lines: Sequence[tuple[Traces, QPen]]
) -> dict[int, list[tuple[QPen, QPointF, QPointF]]]:
    """The lines by the place in the order after which they are painted."""
    result: dict[int, list[tuple[QPen, QPointF, QPointF]]] = {}
    for traces, pen in lines:
        for place, (start, end) in zip(sight.places(traces).tolist(), sight.lines(traces), strict=True):
            result.setdefault(place, []).append((pen, point(start), point(end)))
    return result


def _widened(corners: Floats) -> Floats:
    """A convex polygon, seen from either side, whose corners are moved outwards by `_OVERLAP`."""
    outward = corners - corners.mean(axis=0)
    length = np.hypot(outward[:, 0], outward[:, 1])[:, np.newaxis]
    return np.asarray(corners + outward * (_OVERLAP / np.maximum(length, _OVERLAP)))


class _Brushes:
    """The brush of each facet: a gradient that runs as its value does."""

    def __init__(self, sight: Sight, theme: Theme, region: int) -> None:
        partition = sight.relief.partition
        self._table = colour_table(theme).reshape(-1, colour_table(theme).shape[-1])
        self._rows = sight.rows(region)
        self._centres, self._rises = sight.centres, sight.rises * sight.heat_per_height
        heat = sight.relief.heights * sight.heat_per_height + 255.0
        self._heat = sight.relief.centres[:, 2] * sight.heat_per_height + 255.0
        around = heat.take(partition.loop)
        self._low = np.maximum(np.minimum.reduceat(around, partition.offsets[:-1]), 0.0)
        self._high = np.minimum(np.maximum.reduceat(around, partition.offsets[:-1]), 510.0)

    def of(self, facet: int) -> QBrush:
        low, high, middle = self._low[facet], self._high[facet], self._heat[facet]
        rise = self._rises[facet]
        steep = float(rise @ rise)
        if high - low < 1.0 or steep == 0.0:
            return QBrush(self._colour(facet, min(max(middle, 0.0), 510.0)))
        start, end = (self._centres[facet] + rise * ((heat - middle) / steep) for heat in (low, high))
        gradient = QLinearGradient(point(start), point(end))
        # Around zero, where colours change most quickly, there is one more.
        for heat in {*np.linspace(low, high, _STOPS).tolist(), min(max(255.0, low), high)}:
            gradient.setColorAt(float((heat - low) / (high - low)), self._colour(facet, heat))
        return QBrush(gradient)

    def _colour(self, facet: int, heat: float) -> QColor:
        return QColor.fromRgb(int(self._table[self._rows[facet], int(heat + 0.5)]))
