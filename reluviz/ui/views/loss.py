"""The loss plot: training and test loss over the epochs, with values under the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.envelope import Envelope
from reluviz.ui.evaluation import Evaluation
from reluviz.ui.numbers import precise
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import curve_pen, track_colour
from reluviz.ui.widgets.panel import value_label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene

_HEIGHT, _MOST_HEIGHT = 190, 250
#: Most numbers on an axis beside the zero.
_TICKS = 4
#: From here on the numbers of epochs are so wide that one fewer fits.
_WIDE = 2000.0
_AXIS_HEIGHT = 20
_TOP = 12
#: The ends of the axes are these multiples of powers of ten, so that they seldom move.
_ENDS = np.array([1.0, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
_FIRST_EPOCHS = 50.0
_SCALE_LIMIT, _LEAST_TOP = 1e9, 1e-4
#: The share of the losses that the plot shows in full even when some are spikes.
_USUAL = 0.95
#: The radius of a dot, the room that one takes around its place, and of a curve around its points, in px.
_DOT, _DOT_ROOM, _JOINT = 3.5, 6, 4.0


def nice_end(value: float) -> float:
    """The least of the ends of axes that is not below `value`, which is above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return float(_ENDS[np.searchsorted(_ENDS, value / power * (1 - 1e-12))] * power)


def ticks(end: float, most: int) -> list[float]:
    """At most `most` + 1 round values from 0 to `end`."""
    power = 10.0 ** math.floor(math.log10(end / most))
    step = next(power * m for m in (1, 2, 2.5, 5, 10, 20) if int(end / (power * m) + 1e-9) <= most)
    return [i * step for i in range(int(end / step + 1e-9) + 1)]


def _usual_top(points: NDArray[np.float64]) -> float:
    """The greatest loss of `points` (n, 2) that is no passing spike: those may leave the plot at its top."""
    shown = np.nan_to_num(points[:, 1])
    place = int(_USUAL * (len(shown) - 1))
    return float(max(np.partition(shown, place)[place], shown[0], shown[-1], _LEAST_TOP))


class LossPlot(QWidget):
    """Loss over epochs: training solid, test dashed, axes from 0. Hovering shows an epoch's values."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: object = None
        self._history: NDArray[np.float64] = np.empty((0, 3))
        self._train, self._test = Envelope(), Envelope()
        self._points = (self._history, self._history)
        self._lines = (np.empty((0, 2)), np.empty((0, 2)))
        self._ends = (_FIRST_EPOCHS, 1.0)
        self._area = QRectF()
        self._pointer: float | None = None
        self._label = value_label(theme, self)
        self.setObjectName("lossPlot")
        self.setAccessibleName("Loss over epochs")
        self.setFont(theme.caption_font())
        self.setMouseTracking(True)
        self.setMinimumHeight(theme.px(_HEIGHT))
        self.setMaximumHeight(theme.px(_MOST_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(248), self._theme.px(_HEIGHT))

    def show_scene(self, scene: Scene) -> None:
        """Show the history of the scene's session; before any training, the losses as they are."""
        progress = scene.session.progress
        shown = progress.history if len(progress.history) else scene.evaluation
        if shown is self._shown:
            return
        self._shown, history = shown, progress.history
        if isinstance(shown, Evaluation):
            history = np.array([(progress.epoch, *shown.losses)])
        self._history = history
        self._points = self._train.points(history[:, :2]), self._test.points(history[:, ::2])
        ends = self._fitting_ends()
        if ends == self._ends and self._pointer is None:
            self._go_on()
        else:
            self._ends = ends
            self._lay_out()

    def _fitting_ends(self) -> tuple[float, float]:
        """Where the axes end: epochs, loss."""
        if not len(self._history):
            return _FIRST_EPOCHS, 1.0
        top = min(max(_usual_top(points) for points in self._points), _SCALE_LIMIT)
        return nice_end(max(_FIRST_EPOCHS, self._history[-1, 0])), nice_end(top)

    def _lay_out(self) -> None:
        """Place axes and curves for the present size; painting then only paints."""
        px, metrics = self._theme.px, self.fontMetrics()
        widest = max(metrics.horizontalAdvance(tick_text(value)) for value in ticks(self._ends[1], _TICKS))
        left = widest + px(8)
        self._area = QRectF(left, px(_TOP), self.width() - left, self.height() - px(_TOP) - px(_AXIS_HEIGHT))
        self._lines = self._line(self._points[0]), self._line(self._points[1])
        self._place_label()
        self.update()

    def _go_on(self) -> None:
        """Between the same axes only the end of the curves is painted anew."""
        before = self._lines
        self._lines = self._line(self._points[0]), self._line(self._points[1])
        changed = [_changed(old, new) for old, new in zip(before, self._lines, strict=True)]
        left, right = min(x for x, _ in changed), max(x for _, x in changed)
        if left <= right:
            room = self._theme.px(_DOT_ROOM)
            area = QRectF(left, self._area.top(), right - left, self._area.height())
            self.update(area.adjusted(-room, -room, room, room).toAlignedRect())

    def _line(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The points (n, 2) of epoch and loss as a line in px; what has no value is left out."""
        area = self._area
        scale = np.array([area.width(), -area.height()]) / self._ends
        shown = points[~np.isnan(points[:, 1])] if len(points) else np.empty((0, 2))
        # Far above the plot is far enough: the painter takes no coordinates without bounds.
        return np.asarray(np.maximum(shown * scale + (area.left(), area.bottom()), -1e4))

    # -- the values under the pointer ------------------------------------------------------------------------

    def plot_rect(self) -> QRectF:
        """The area between the axes, in px."""
        return QRectF(self._area)

    def point_of(self, epoch: float, loss: float) -> QPointF:
        """Where a loss at an epoch is drawn, in px; a loss above the plot stands at its top."""
        area, (epochs, top) = self._area, self._ends
        height = min(1.0, loss / top) * area.height()
        return QPointF(area.left() + epoch / epochs * area.width(), area.bottom() - height)

    def row_at(self, x: float) -> NDArray[np.float64] | None:
        """The history's row (3,) nearest to `x` px from the left edge, None where there is none."""
        area = self._area
        if not len(self._history) or not area.left() - 4 <= x <= area.right() + 4:
            return None
        epoch = (x - area.left()) / area.width() * self._ends[0]
        place = int(np.searchsorted(self._history[:, 0], epoch - 0.5))
        return np.asarray(self._history[min(place, len(self._history) - 1)])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_to(event.position().x())

    def leaveEvent(self, event: QEvent) -> None:
        self._point_to(None)

    def _point_to(self, x: float | None) -> None:
        self._pointer = x
        self._place_label()
        self.update()

    def _marked(self) -> NDArray[np.float64] | None:
        return None if self._pointer is None else self.row_at(self._pointer)

    def _place_label(self) -> None:
        row = self._marked()
        self._label.setVisible(row is not None)
        if row is None:
            return
        epoch, train, test = row.tolist()
        self._label.setText(f"epoch {epoch:,.0f}\ntrain {precise(train)}\ntest {precise(test)}")
        self._label.adjustSize()
        x, gap = self.point_of(epoch, 0).x(), self._theme.px(8)
        fits = x + gap + self._label.width() <= self.width()
        left = x + gap if fits else x - gap - self._label.width()
        self._label.move(round(left), self._theme.px(_TOP))

    # -- painting --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, dirty = QPainter(self), QRectF(event.rect())
        self._paint_axes(painter, dirty)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._area.adjusted(-1, -1, 1, 1))
        theme = self._theme
        _paint_curve(painter, self._lines[1], curve_pen(theme, theme.secondary, dashed=True), dirty)
        _paint_curve(painter, self._lines[0], curve_pen(theme, theme.text), dirty)
        painter.setClipping(False)
        if len(self._history) == 1:
            self._paint_dots(painter, *self._history[0].tolist())
        row = self._marked()
        if row is not None:
            self._paint_marker(painter, *row.tolist())

    def _paint_axes(self, painter: QPainter, dirty: QRectF) -> None:
        theme, area, height = self._theme, self._area, self.fontMetrics().height()
        align = Qt.AlignmentFlag
        for value in ticks(self._ends[1], _TICKS):
            y = self.point_of(0, value).y()
            painter.setPen(track_colour(theme))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.secondary))
            room = QRectF(0, y - height / 2, area.left() - theme.px(8), height)
            if room.intersects(dirty):
                painter.drawText(room, align.AlignRight | align.AlignVCenter, tick_text(value))
        if dirty.bottom() <= self.height() - height:
            return
        for value in ticks(self._ends[0], _TICKS if self._ends[0] < _WIDE else _TICKS - 1):
            text = tick_text(value)
            width = self.fontMetrics().horizontalAdvance(text) + 1
            x = min(max(area.left(), self.point_of(value, 0).x() - width / 2), area.right() - width)
            painter.drawText(QRectF(x, self.height() - height, width, height), align.AlignCenter, text)

    def _paint_marker(self, painter: QPainter, epoch: float, train: float, test: float) -> None:
        """A line at the epoch and a dot on each curve."""
        area, x = self._area, self.point_of(epoch, 0).x()
        painter.setPen(QPen(QColor(self._theme.accent), 1.5 * self._theme.scale))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        self._paint_dots(painter, epoch, train, test)

    def _paint_dots(self, painter: QPainter, epoch: float, train: float, test: float) -> None:
        theme, width = self._theme, 1.5 * self._theme.scale
        for loss, edge, fill in ((test, theme.secondary, theme.panel), (train, theme.panel, theme.text)):
            if math.isfinite(loss):
                painter.setPen(QPen(QColor(edge), width))
                painter.setBrush(QColor(fill))
                painter.drawEllipse(self.point_of(epoch, loss), _DOT * theme.scale, _DOT * theme.scale)


def tick_text(value: float) -> str:
    """A number of an axis: 0.25, 1,500, 250k, 1.5M."""
    if value < 1e5:
        return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"
    if value < 1e9:
        return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k"
    return f"{value:.3g}".replace("e+0", "e").replace("e+", "e")


def _changed(old: NDArray[np.float64], new: NDArray[np.float64]) -> tuple[float, float]:
    """From where to where (px) a line (n, 2) of rising x looks otherwise than before."""
    both = min(len(old), len(new))
    differs = np.flatnonzero((old[:both] != new[:both]).any(axis=1))
    first = max(0, (int(differs[0]) if len(differs) else both) - 1)
    ends = np.concatenate([old[first:, 0], new[first:, 0]])
    return (float(ends.min()), float(ends.max())) if len(ends) else (math.inf, -math.inf)


def _paint_curve(painter: QPainter, line: NDArray[np.float64], pen: QPen, dirty: QRectF) -> None:
    """Paint of a line (n, 2) what is within `dirty`; its dashes stand where those of the whole line would."""
    first, stop = np.searchsorted(line[:, 0], (dirty.left() - _JOINT, dirty.right() + _JOINT))
    first = max(0, int(first) - 1)
    if pen.style() != Qt.PenStyle.SolidLine and first:
        steps = np.diff(line[: first + 1], axis=0)
        pen.setDashOffset(float(np.hypot(steps[:, 0], steps[:, 1]).sum()) / pen.widthF())
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line[first : stop + 1].tolist()]))


class LossLegend(QWidget):
    """Line samples with the losses of the network as it stands, whether trained or dragged."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = ("train", "test")
        self.setFont(theme.caption_font())
        self.setFixedHeight(theme.px(16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scene(self, scene: Scene) -> None:
        """Show the losses of the scene's network on its data."""
        train, test = scene.evaluation.losses
        texts = f"train {precise(train)}", f"test {precise(test)}"
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleName(f"Loss: {', '.join(texts)}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics = self._theme, self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right, middle = float(self.width()), self.height() / 2
        for text, colour, dashed in (
            (self._texts[1], theme.secondary, True),
            (self._texts[0], theme.text, False),
        ):
            width = metrics.horizontalAdvance(text)
            painter.setPen(QColor(theme.text))
            area = QRectF(right - width, 0, width + 1, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(curve_pen(theme, colour, dashed=dashed))
            end = right - width - theme.px(6)
            painter.drawLine(QPointF(end - theme.px(16), middle), QPointF(end, middle))
            right = end - theme.px(16) - theme.px(12)
