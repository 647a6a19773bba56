"""What a curve view draws of a network with one input: the sum, the target, the error between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from reluviz.ui.slopes import slopes_at_kinks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.errors import MaxError
    from reluviz.core.network import Network
    from reluviz.learn.data import Data
    from reluviz.learn.targets import Target
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

SUM_WIDTH, TARGET_WIDTH = 3.0, 2.0
TARGET_DASH = (4.0, 2.6)
_ERROR_OPACITY, _PIECE_OPACITY = 0.27, 0.07
#: A smooth target is drawn through a point every so many pixels; its corners and jumps are exact.
_TARGET_APART = 4.0
#: The sum is drawn so many pixels (scale 1) beyond the plot.
_BEYOND = 8
_CONTINUED = 44
_SAMPLE = 2.0
_BRACKET, _BRACKET_WIDTH = 4.5, 2.2


def sum_pen(theme: Theme) -> QPen:
    """The pen of the sum."""
    pen = QPen(QColor(theme.accent), SUM_WIDTH * theme.scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def target_pen(theme: Theme) -> QPen:
    """The pen of the target: dashed, so that it is told from the sum without colour."""
    pen = QPen(QColor(theme.text), TARGET_WIDTH * theme.scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(TARGET_DASH)
    return pen


def error_colour(theme: Theme) -> QColor:
    """The shade between sum and target."""
    return theme.colour(theme.negative, _ERROR_OPACITY)


class TargetLayer:
    """The target on a transparent picture, painted anew only when it, the view or the size differ; with the
    samples of it, where noise has moved them off it.

    line: (m, 2) vertices of x and y on that part of its interval that is seen.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._key: object = None
        self._plot: CurveMap | None = None
        self._picture = QPixmap()
        self.line: Floats = np.empty((0, 2))
        self._samples: tuple[Floats, Floats] = (self.line, self.line)

    def update(self, target: Target, data: Data, plot: CurveMap, ratio: float) -> bool:
        """Paint `target` as seen through `plot`, if needed; whether anything changed."""
        if self._key == (target, data, plot, ratio):
            return False
        self._key, self._plot = (target, data, plot, ratio), plot
        self.line = target_line(target, plot)
        self._samples = _samples_of(data, plot)
        rect = plot.rect
        right, bottom = round(rect.right() * ratio) + 1, round(rect.bottom() * ratio) + 1
        self._picture = QPixmap(right, bottom)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter)
        painter.end()
        return True

    def _draw(self, painter: QPainter) -> None:
        if self._plot is not None:
            self._draw_samples(painter)
            painter.setPen(target_pen(self._theme))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for line in self._plot.lines_within(self.line):
                painter.drawPolyline(line)

    def _draw_samples(self, painter: QPainter) -> None:
        """Dots for what is trained on, rings for what is tested on."""
        theme, radius = self._theme, _SAMPLE * self._theme.scale
        ink = theme.colour(theme.secondary, 0.6)
        train, test = self._samples
        for places, pen, brush in ((test, QPen(ink, theme.scale), None), (train, None, ink)):
            painter.setPen(pen or Qt.PenStyle.NoPen)
            painter.setBrush(brush or Qt.BrushStyle.NoBrush)
            for x, y in places.tolist():
                painter.drawEllipse(QPointF(x, y), radius, radius)

    def paint(self, painter: QPainter, *, vector: bool = False) -> None:
        """Paint at the origin; vector: as a line, for SVG and PDF."""
        if vector:
            self._draw(painter)
        else:
            painter.drawPixmap(0, 0, self._picture)


def _samples_of(data: Data, plot: CurveMap) -> tuple[Floats, Floats]:
    """The places (n, 2), in pixels, of the training and test samples in view; none where they are on the
    target."""
    found = []
    for x, y in ((data.train_x, data.train_y), (data.test_x, data.test_y)):
        at = plot.pixels(np.column_stack([x[:, 0], y]))
        left, top, width, height = plot.area
        inside = ((at >= (left, top)) & (at <= (left + width, top + height))).all(axis=1)
        found.append(at[inside & (data.noise > 0)])
    return found[0], found[1]


def target_line(target: Target, plot: CurveMap) -> Floats:
    """Vertices (m, 2) of a target on the seen part of its interval, its corners among them; at a jump there
    are two of the same x."""
    low, high = max(target.interval[0], plot.box[0]), min(target.interval[1], plot.box[1])
    if not low < high:
        return np.empty((0, 2))
    f, even = target.f, np.linspace(low, high, max(2, round((high - low) * plot.across / _TARGET_APART) + 1))
    jumps, corners = (places[(places > low) & (places < high)] for places in (f.jumps, f.corners))
    smooth = np.setdiff1d(np.concatenate([even, corners]), jumps)
    x = np.concatenate([jumps, jumps, smooth])
    y = np.concatenate([f.left_limits(jumps), f(jumps), f(smooth)])
    return np.column_stack([x, y])[np.argsort(x, kind="stable")]


def paint_error(
    painter: QPainter, curve: Floats, target: Floats, plot: CurveMap, theme: Theme, *, vector: bool
) -> None:
    """Shade between the sum (m, 2) and the target (k, 2), on the target's part of x; vector: cut to the area,
    where the painter cannot clip."""
    if not len(target):
        return
    low, high = target[0, 0], target[-1, 0]
    ends = np.interp([low, high], curve[:, 0], curve[:, 1])
    inner = curve[(curve[:, 0] > low) & (curve[:, 0] < high)]
    loop = np.vstack([[(low, ends[0])], inner, [(high, ends[1])], target[::-1]])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(error_colour(theme))
    shape = plot.line(loop)
    if vector:
        shape = shape.intersected(QPolygonF(plot.rect))
    painter.drawPolygon(shape, Qt.FillRule.OddEvenFill)


def paint_sum(painter: QPainter, curve: Floats, plot: CurveMap, theme: Theme) -> None:
    """Draw the sum through its exact vertices (m, 2)."""
    painter.setPen(sum_pen(theme))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in plot.lines_within(curve, theme.px(_BEYOND)):
        painter.drawPolyline(line)


def paint_bracket(painter: QPainter, error: MaxError, plot: CurveMap, theme: Theme) -> None:
    """Mark the maximum error: a line from the sum to the target with a bar at either end."""
    top, bottom = plot.pixel(error.x, error.value), plot.pixel(error.x, error.target)
    half = QPointF(_BRACKET * theme.scale, 0)
    painter.setPen(QPen(QColor(theme.negative), _BRACKET_WIDTH * theme.scale))
    for line in ((top, bottom), (top - half, top + half), (bottom - half, bottom + half)):
        painter.drawLine(*line)


def paint_piece(painter: QPainter, piece: int, kinks: Floats, plot: CurveMap, theme: Theme) -> None:
    """Shade the part of x of one piece; kinks: (m,) between which the pieces are."""
    ends = np.array([plot.box[0], *kinks.tolist(), plot.box[1]])[[piece, piece + 1]]
    left, right = plot.pixels(np.column_stack([ends, ends]))[:, 0].tolist()
    strip = QRectF(left, plot.area[1], right - left, plot.area[3])
    painter.fillRect(strip, theme.colour(theme.accent, _PIECE_OPACITY))


def ways_without(network: Network, neurons: NDArray[np.intp], plot: CurveMap) -> Floats:
    """For each of these neurons (k,) the way (k, 2) on which the sum would go on past its kink without it, as
    a unit vector in pixels that points to its active side."""
    side = np.sign(network.weights[0][neurons, 0])
    slopes = slopes_at_kinks(network, neurons)
    slope = np.where(side > 0, slopes[:, 0], slopes[:, 1])
    ways = np.column_stack([side * plot.across, -side * slope * plot.up])
    return np.asarray(ways / np.hypot(*ways.T)[:, None])


def paint_continued(
    painter: QPainter, at: Floats, along: Floats, neuron: int, theme: Theme, length: float = _CONTINUED
) -> None:
    """Dot the way that the sum would have gone on past a kink without its neuron.

    at: (2,) pixels of the kink; along: (2,) unit vector in pixels.
    """
    pen = QPen(theme.neuron(neuron), 2.0 * theme.scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.1, 2.2])
    painter.setPen(pen)
    far = at + along * length * theme.scale
    painter.drawLine(QPointF(*at.tolist()), QPointF(*far.tolist()))


def paint_dots(painter: QPainter, dots: Floats, theme: Theme) -> None:
    """Paint small dots (k, 2), in pixels: the kinks of a deep network, which belong to no single neuron."""
    painter.setPen(QPen(QColor(theme.panel), 1.2 * theme.scale))
    painter.setBrush(QColor(theme.accent))
    radius = 3.4 * theme.scale
    for x, y in dots.tolist():
        painter.drawEllipse(QPointF(x, y), radius, radius)
