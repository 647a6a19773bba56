"""The loss plot: training and test loss over the epochs, with values under the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reluviz.learn.trainer import losses
from reluviz.ui.envelope import Envelope
from reluviz.ui.numbers import short
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import track_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene

_HEIGHT, _MOST_HEIGHT = 190, 250
_AXIS_HEIGHT = 20
_TOP = 8
#: The ends of the axes are these multiples of powers of ten, so that they seldom move.
_ENDS = np.array([1.0, 1.2, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
_FIRST_EPOCHS = 50.0
_SCALE_LIMIT, _LEAST_TOP = 1e9, 1e-4
#: The share of the losses that the plot shows in full even when some are spikes.
_USUAL = 0.95


def loss_text(value: float) -> str:
    """A loss with three significant digits, at most four decimals; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    digits = 2 if value <= 0 else min(4, max(2, 2 - math.floor(math.log10(value))))
    return short(value, digits)


def nice_end(value: float) -> float:
    """The least of the ends of axes that is not below `value`, which is above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return float(_ENDS[np.searchsorted(_ENDS, value / power * (1 - 1e-12))] * power)


def ticks(end: float, most: int) -> list[float]:
    """At most `most` + 1 round values from 0 to `end`."""
    power = 10.0 ** math.floor(math.log10(end / most))
    step = next(power * m for m in (1, 2, 2.5, 5, 10, 20) if end / (power * m) <= most + 1e-9)
    return [i * step for i in range(int(end / step + 1e-9) + 1)]


def _usual_top(points: NDArray[np.float64]) -> float:
    """The greatest loss of `points` (n, 2) that is no passing spike: those may leave the plot at its top."""
    shown = np.nan_to_num(points[:, 1])
    place = int(_USUAL * (len(shown) - 1))
    return float(max(np.partition(shown, place)[place], shown[0], shown[-1], _LEAST_TOP))


class LossPlot(pg.PlotWidget):
    """Loss over epochs: training solid, test dashed. Hovering shows the values of an epoch."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._left, self._bottom = _Axis("left", theme), _Axis("bottom", theme)
        super().__init__(parent, background=None, axisItems={"left": self._left, "bottom": self._bottom})
        self._theme = theme
        self._history: NDArray[np.float64] = np.empty((0, 3))
        self._train_envelope, self._test_envelope = Envelope(), Envelope()
        self.setObjectName("lossPlot")
        self.setAccessibleName("Loss over epochs")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(theme.px(_HEIGHT))
        self.setMaximumHeight(theme.px(_MOST_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._quiet()
        self._test = self._curve(theme.secondary, dashed=True)
        self._train = self._curve(theme.text)
        self._marker = _Marker(theme, self)
        self._set_ends(_FIRST_EPOCHS, 1.0)

    def _quiet(self) -> None:
        """Nothing of pyqtgraph's own: no menus, buttons, dragging or margins."""
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.getViewBox().setDefaultPadding(0)
        item.disableAutoRange()
        item.layout.setContentsMargins(0, self._theme.px(_TOP), 0, 0)
        item.layout.setSpacing(0)
        # Behind the curves; pyqtgraph puts axes, and so the grid, before them.
        self._left.setZValue(-1000)
        self._bottom.setHeight(self._theme.px(_AXIS_HEIGHT))

    def _curve(self, colour: str, *, dashed: bool = False) -> pg.PlotCurveItem:
        pen = pg.mkPen(colour, width=1.5 * self._theme.scale)
        if dashed:
            pen.setDashPattern([3.0, 2.0])
        # Segments of a wide pen are drawn several times faster than a joined path.
        curve = pg.PlotCurveItem(pen=pen, antialias=True, segmentedLineMode="auto" if dashed else "on")
        self.addItem(curve)
        return curve

    def show_scene(self, scene: Scene) -> None:
        """Show the history of the scene's session."""
        history = scene.session.progress.history
        if history is self._history or (len(history) == 0 == len(self._history)):
            return
        self._history = history
        train = self._train_envelope.points(history[:, :2])
        test = self._test_envelope.points(history[:, ::2])
        self._train.setData(train[:, 0], train[:, 1])
        self._test.setData(test[:, 0], test[:, 1])
        self._fit(train, test)
        self._marker.refresh()

    def _fit(self, train: NDArray[np.float64], test: NDArray[np.float64]) -> None:
        if not len(train):
            self._set_ends(_FIRST_EPOCHS, 1.0)
            return
        top = min(max(_usual_top(train), _usual_top(test)), _SCALE_LIMIT)
        self._set_ends(nice_end(max(_FIRST_EPOCHS, self._history[-1, 0])), nice_end(top))

    def _set_ends(self, epochs: float, loss: float) -> None:
        """Let the axes run from 0 to these ends; what has not moved is left alone, with its painted ticks."""
        if self._left.set_end(loss) | self._bottom.set_end(epochs):
            width = self._left.text_width() + self._theme.px(8)
            self._left.setWidth(width)
            self.getPlotItem().getViewBox().setRange(xRange=(0, epochs), yRange=(0, loss), padding=0)

    # -- the values under the pointer ------------------------------------------------------------------------

    def row_at(self, x: float) -> NDArray[np.float64] | None:
        """The history's row (3,) nearest to `x` px from the left edge, None where there is none."""
        plot = self.plot_rect()
        if not len(self._history) or not plot.left() - 4 <= x <= plot.right() + 4:
            return None
        epoch = (x - plot.left()) / plot.width() * self._bottom.end
        index = int(np.clip(np.searchsorted(self._history[:, 0], epoch - 0.5), 0, len(self._history) - 1))
        return np.asarray(self._history[index])

    def plot_rect(self) -> QRectF:
        """The area between the axes, in px of this widget."""
        box = self.getPlotItem().getViewBox()
        return QRectF(self.mapFromScene(box.sceneBoundingRect()).boundingRect())

    def point_of(self, epoch: float, loss: float) -> QPointF:
        """Where a loss at an epoch is drawn, in px of this widget."""
        plot = self.plot_rect()
        x = plot.left() + epoch / self._bottom.end * plot.width()
        return QPointF(x, plot.bottom() - min(1.0, loss / self._left.end) * plot.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._marker.move_to(event.position().x())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._marker.move_to(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        # pyqtgraph resizes once before this widget is made.
        if hasattr(self, "_marker"):
            self._marker.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(248), self._theme.px(_HEIGHT))


class _Axis(pg.AxisItem):
    """Round values from 0 to `end` in small figures, without a line; the left one draws the faint grid."""

    def __init__(self, side: str, theme: Theme) -> None:
        super().__init__(side)
        self._theme = theme
        self.end = 0.0
        self._values: list[float] = []
        self.setStyle(tickFont=theme.caption_font(), autoExpandTextSpace=False, hideOverlappingLabels=False)
        self.setTextPen(theme.secondary)
        self.setTickPen(pg.mkPen(track_colour(theme)))
        if side == "left":
            self.setGrid(255)

    def set_end(self, end: float) -> bool:
        """Let the axis run to `end`; whether it did not before."""
        if end == self.end:
            return False
        self.end = end
        self._values = ticks(end, 4)
        self.picture = None
        return True

    def text_width(self) -> int:
        """The width of the widest number, in px."""
        metrics = pg.QtGui.QFontMetrics(self._theme.caption_font())
        return max(int(metrics.horizontalAdvance(_tick_text(value))) for value in self._values)

    def boundingRect(self) -> QRectF:
        """Room for the halves of the first and the last number that stand out."""
        room = self._theme.px(_TOP)
        return QRectF(super().boundingRect().adjusted(0, -room, 0, room))

    def generateDrawSpecs(self, p: QPainter) -> tuple[Any, list[Any], list[Any]]:
        """No axis line, but the lines of the grid and the numbers, which stay within the axis."""
        area = self.mapRectFromParent(self.geometry())
        if self.orientation == "left":
            return None, self._grid(area), [self._left_text(p, area, value) for value in self._values]
        return None, [], [self._bottom_text(p, area, value) for value in self._values]

    def drawPicture(self, p: QPainter, axis: None, lines: list[Any], texts: list[Any]) -> None:
        """Draw what `generateDrawSpecs` gave."""
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for pen, start, end in lines:
            p.setPen(pen)
            p.drawLine(start, end)
        p.setFont(self.style["tickFont"])
        p.setPen(self.textPen())
        for rect, flags, text in texts:
            p.drawText(rect, flags, text)

    def _grid(self, area: QRectF) -> list[Any]:
        box = self.mapRectFromItem(self.linkedView(), self.linkedView().boundingRect())
        heights = [area.bottom() - value / self.end * area.height() for value in self._values]
        return [(self.tickPen(), QPointF(box.left(), y), QPointF(box.right(), y)) for y in heights]

    def _left_text(self, p: QPainter, area: QRectF, value: float) -> Any:
        height = p.fontMetrics().height()
        y = area.bottom() - value / self.end * area.height()
        rect = QRectF(area.left(), y - height / 2, area.width() - self._theme.px(8), height)
        return rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _tick_text(value)

    def _bottom_text(self, p: QPainter, area: QRectF, value: float) -> Any:
        width = p.fontMetrics().horizontalAdvance(_tick_text(value)) + 2
        centre = area.left() + value / self.end * area.width()
        left = min(max(area.left(), centre - width / 2), area.right() - width)
        rect = QRectF(left, area.top(), width, area.height())
        return rect, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, _tick_text(value)


def _tick_text(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 and value < 1e5 else f"{value:.4g}".replace("e+0", "e")


class _Marker(QWidget):
    """Over the plot: a line at the epoch under the pointer, a dot on each curve, the values beside it."""

    def __init__(self, theme: Theme, plot: LossPlot) -> None:
        super().__init__(plot)
        self._theme, self._plot = theme, plot
        self._x: float | None = None
        self._row: NDArray[np.float64] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel(self)
        self._label.setFont(theme.caption_font())
        self._label.setStyleSheet(
            f"background: {theme.panel}; color: {theme.text}; border: 1px solid {track_colour(theme).name()};"
            f" border-radius: {theme.px(4)}px; padding: {theme.px(2)}px {theme.px(6)}px;"
        )
        self.hide()

    def move_to(self, x: float | None) -> None:
        """Mark the epoch at `x` px, or none."""
        self._x = x
        self.refresh()

    def refresh(self) -> None:
        """Mark anew what lies under the pointer, as after a change of the curves."""
        self._row = None if self._x is None else self._plot.row_at(self._x)
        self.setVisible(self._row is not None)
        if self._row is not None:
            epoch, train, test = self._row.tolist()
            self._label.setText(f"epoch {epoch:,.0f}\ntrain {loss_text(train)}\ntest {loss_text(test)}")
            self._label.adjustSize()
            self._place_label(self._plot.point_of(epoch, 0).x())
            self.update()

    def _place_label(self, x: float) -> None:
        gap = self._theme.px(8)
        fits = x + gap + self._label.width() <= self.width()
        self._label.move(round(x + gap if fits else x - gap - self._label.width()), self._theme.px(_TOP))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None:
            return
        theme, plot = self._theme, self._plot
        epoch, train, test = self._row.tolist()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, x = plot.plot_rect(), plot.point_of(epoch, 0).x()
        painter.setPen(QPen(QColor(theme.accent), 1.5 * theme.scale))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        radius = 3.5 * theme.scale
        for loss, edge, fill in ((test, theme.secondary, theme.panel), (train, theme.panel, theme.text)):
            if math.isfinite(loss):
                painter.setPen(QPen(QColor(edge), 1.5 * theme.scale))
                painter.setBrush(QColor(fill))
                painter.drawEllipse(plot.point_of(epoch, loss), radius, radius)


class LossLegend(QWidget):
    """Line samples with the losses of the network as it stands, whether trained or dragged."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[object, ...] = ()
        self._texts = ("train", "test")
        self.setFont(theme.caption_font())
        self.setFixedHeight(theme.px(16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scene(self, scene: Scene) -> None:
        """Show the losses of the scene's network on its data."""
        session = scene.session
        parts = session.network, session.data, session.setup
        if len(self._parts) == 3 and all(a is b for a, b in zip(parts, self._parts, strict=True)):
            return
        self._parts = parts
        train, test = losses(*parts)
        texts = f"train {loss_text(train)}", f"test {loss_text(test)}"
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
            pen = QPen(QColor(colour), 1.5 * theme.scale)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dashed:
                pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            end = right - width - theme.px(6)
            painter.drawLine(QPointF(end - theme.px(16), middle), QPointF(end, middle))
            right = end - theme.px(16) - theme.px(12)
