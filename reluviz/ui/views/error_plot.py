"""The error plot: how close broken lines come to the target, and how close the network is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.core.construct import knots
from reluviz.core.errors import interpolation_error
from reluviz.core.theory import interpolation_bound
from reluviz.ui.numbers import SUPERSCRIPTS, precise
from reluviz.ui.widgets.paint import curve_pen, track_colour
from reluviz.ui.widgets.panel import value_label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.learn.targets import Target
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

COUNTS = tuple(2**k for k in range(7))
"""The numbers of even pieces, and of ReLUs, of the interpolants."""

_AXIS_HEIGHT, _TOP, _SIDE = 38, 10, 8
#: The plot goes no further: an error below is none to speak of, one above stands at the top.
_SMALLEST, _LARGEST = 1e-6, 1e6
#: With more powers of ten than this only every other has its number.
_MOST_NUMBERS = 5
_DOT, _MARK = 5.0, 2.6


class Errors(NamedTuple):
    """Of the interpolants of `COUNTS` even pieces: the largest error of each (m,), and the bound on it (m,),
    None where the target has a corner or a jump."""

    sizes: NDArray[np.float64]
    bounds: NDArray[np.float64] | None

    @classmethod
    def of(cls, target: Target) -> Errors:
        """Those of interpolants of this target."""
        low, high = target.interval
        sizes = [interpolation_error(target.f, knots(low, high, n)).size for n in COUNTS]
        second = target.f.largest_second(low, high)
        bounds = None
        if second:
            bounds = np.array([interpolation_bound(second, (high - low) / n) for n in COUNTS])
        return cls(np.array(sizes), bounds)

    def decades(self, error: float) -> tuple[int, int]:
        """The powers of ten between which they all are, and a network's error; one lower for errors of 0."""
        known = np.concatenate([self.sizes, self.sizes if self.bounds is None else self.bounds, [error]])
        sizes = np.minimum(np.nan_to_num(known, nan=_LARGEST), _LARGEST)
        seen = sizes[sizes > _SMALLEST] if (sizes > _SMALLEST).any() else np.ones(1)
        low, high = math.floor(math.log10(seen.min())), math.ceil(math.log10(seen.max()))
        return low - bool(len(seen) < len(sizes)), max(low + 1, high)


class ErrorPlot(QWidget):
    """Maximum error against the number of ReLUs, both logarithmic: of interpolants with even pieces, the
    bound on it, and the network as a dot. Hovering shows the values of an interpolant."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._target: Target | None = None
        self._errors = Errors(np.ones(len(COUNTS)), None)
        self._decades = (-1, 0)
        self._network = (1, 1.0)
        self._area = QRectF()
        self._marked = -1
        self._label = value_label(theme, self)
        self.setObjectName("errorPlot")
        self.setAccessibleName("Maximum error against the number of ReLUs")
        self.setFont(theme.caption_font())
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def bounded(self) -> bool:
        """Whether there is a bound for this target."""
        return self._errors.bounds is not None

    def show_scene(self, scene: Scene) -> None:
        """Show the target and the network of the scene."""
        network = sum(scene.network.hidden), scene.error.size
        if scene.target is self._target and network == self._network:
            return
        if scene.target is not self._target:
            self._target, self._errors = scene.target, Errors.of(scene.target)
        self._network = network
        self.setAccessibleDescription(f"{network[0]} ReLUs, maximum error {precise(network[1])}")
        self._lay_out()

    def _lay_out(self) -> None:
        """Place the axes for what is shown and the present size; a mark stays while they do."""
        self._decades = self._errors.decades(self._network[1])
        metrics, px = self.fontMetrics(), self._theme.px
        widest = max(metrics.horizontalAdvance(text) for _, text in self._numbers())
        left = widest + px(_SIDE)
        right = self.width() - px(_SIDE)
        area = QRectF(left, px(_TOP), right - left, self.height() - px(_TOP) - px(_AXIS_HEIGHT))
        if area != self._area:
            self._area = area
            self._mark(-1)
        self.update()

    def _numbers(self) -> list[tuple[int, str]]:
        """The powers of ten that have a number, and the number; that of the lowest is 0 if there is an error
        of 0."""
        low, high = self._decades
        step = 1 if high - low < _MOST_NUMBERS else 2
        errors = (*self._errors.sizes.tolist(), self._network[1])
        lowest = decade_text(low) if min(errors) > _SMALLEST else "0"
        return [(low, lowest), *((k, decade_text(k)) for k in range(low + step, high + 1, step))]

    # -- places ----------------------------------------------------------------------------------------------

    def point_of(self, count: int, error: float) -> QPointF:
        """Where the error of so many ReLUs is drawn, in px; what is beyond an axis stands at its end."""
        low, high = self._decades
        area = self._area
        across = min(1.0, math.log2(count) / math.log2(COUNTS[-1]))
        power = math.log10(error) if error > 0 else -math.inf
        up = min(1.0, max(0.0, (power - low) / (high - low)))
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _line(self, errors: NDArray[np.float64]) -> QPolygonF:
        return QPolygonF([self.point_of(n, e) for n, e in zip(COUNTS, errors.tolist(), strict=True)])

    # -- the values under the pointer ------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        share = (event.position().x() - self._area.left()) / max(1.0, self._area.width())
        self._mark(min(len(COUNTS) - 1, max(0, round(share * (len(COUNTS) - 1)))))

    def leaveEvent(self, event: QEvent) -> None:
        self._mark(-1)

    def _mark(self, place: int) -> None:
        """Show the values of the interpolant at this place, of none for -1."""
        if place == self._marked:
            return
        self._marked = place
        self._label.setVisible(place >= 0)
        if place >= 0:
            self._place_label(place)
        self.update()

    def _place_label(self, place: int) -> None:
        count = COUNTS[place]
        lines = [
            f"{count} ReLU{'s' * (count > 1)}",
            f"error {precise(float(self._errors.sizes[place]))}",
        ]
        if self._errors.bounds is not None:
            lines.append(f"bound {precise(float(self._errors.bounds[place]))}")
        self._label.setText("\n".join(lines))
        self._label.adjustSize()
        x, gap = self.point_of(count, 1.0).x(), self._theme.px(8)
        fits = x + gap + self._label.width() <= self.width()
        self._label.move(round(x + gap if fits else x - gap - self._label.width()), self._theme.px(_TOP))

    # -- painting --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        self._paint_axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._errors.bounds is not None:
            painter.setPen(curve_pen(theme, theme.secondary, dashed=True))
            painter.drawPolyline(self._line(self._errors.bounds))
        painter.setPen(curve_pen(theme, theme.text))
        painter.drawPolyline(self._line(self._errors.sizes))
        self._paint_marks(painter)
        paint_dot(painter, self.point_of(*self._network), theme)

    def _paint_marks(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        for place, (count, error) in enumerate(zip(COUNTS, self._errors.sizes.tolist(), strict=True)):
            radius = _MARK * theme.scale * (1.6 if place == self._marked else 1.0)
            painter.drawEllipse(self.point_of(count, error), radius, radius)

    def _paint_axes(self, painter: QPainter) -> None:
        theme, area, height = self._theme, self._area, self.fontMetrics().height()
        align = Qt.AlignmentFlag
        low, high = self._decades
        painter.setPen(track_colour(theme))
        for k in range(low, high + 1):
            y = self.point_of(1, 10.0**k).y()
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(theme.secondary))
        for k, text in self._numbers():
            y = self.point_of(1, 10.0**k).y()
            room = QRectF(0, y - height / 2, area.left() - theme.px(_SIDE), height)
            painter.drawText(room, align.AlignRight | align.AlignVCenter, text)
        for count in COUNTS:
            left = self.point_of(count, 1.0).x() - theme.px(15)
            room = QRectF(left, area.bottom() + theme.px(5), theme.px(30), height)
            painter.drawText(room, align.AlignCenter, str(count))
        room = QRectF(area.left(), self.height() - height, area.width(), height)
        painter.drawText(room, align.AlignCenter, "number of ReLUs")


def paint_dot(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Paint the dot of the network."""
    painter.setPen(QPen(QColor(theme.panel), 1.5 * theme.scale))
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(at, _DOT * theme.scale, _DOT * theme.scale)


def decade_text(power: int) -> str:
    """A power of ten: 10, 1, 0.1, 0.01, 0.001, 10⁻⁴."""
    return f"{10.0**power:g}" if -3 <= power <= 3 else f"10{str(power).translate(SUPERSCRIPTS)}"
