"""DataPicker: little pictures of the data sets, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reluviz.learn.data import DATASETS, make_data, target_range
from reluviz.learn.targets import Target
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import RADIUS, claims_space, draw_ring, fill_round, keyboard_focus

#: Width and height of a picture, and how many stand in a row, by the number of inputs.
_SIZES = {1: (56, 36), 2: (36, 36)}
_COLUMNS = {1: 4, 2: 6}
_GAP = 2
_RING = 2
#: A target's line, and the space around it.
_LINE, _EDGE = 1.6, 7
#: What a picture of points shows: so many of a square of this half width.
_POINTS = 72
_HALF_WIDTH = 6.8
_DOT = 1.3


class DataPicker(QWidget):
    """A picture for each data set with so many inputs, of its own points or its target; arrow keys walk
    through them.

    `chosen` gives the name that the user chose, never one set by `set_key`.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, inputs: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._shown = ""
        names = [name for name, dataset in DATASETS.items() if dataset.inputs == inputs]
        self._buttons = {name: _Picture(theme, name, self) for name in names}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(_GAP))
        columns = _COLUMNS[inputs]
        for first in range(0, len(names), columns):
            column.addLayout(self._row(names[first : first + columns]))
        self._group.buttonToggled.connect(self._on_toggled)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _row(self, names: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for place, name in enumerate(names):
            if place:
                row.addStretch(1)
            self._group.addButton(self._buttons[name])
            row.addWidget(self._buttons[name])
        return row

    def key(self) -> str:
        """Name of the chosen data set, "" for none."""
        return self._shown

    def set_key(self, name: str) -> None:
        """Show `name` as chosen without telling anyone; none, if there is no picture of it."""
        if name == self._shown:
            return
        self._shown = name if name in self._buttons else ""
        self._group.setExclusive(bool(self._shown))
        for key, button in self._buttons.items():
            button.setChecked(key == self._shown)
        self._group.setExclusive(True)

    def button(self, name: str) -> QAbstractButton:
        """The picture of the data set `name`."""
        return self._buttons[name]

    def _on_toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and button is not self._buttons.get(self._shown):
            self._shown = next(name for name, item in self._buttons.items() if item is button)
            self.chosen.emit(self._shown)


class _Picture(QAbstractButton):
    """Some points of one data set, or the target that they follow; ringed when chosen."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, name
        self._pixmap: QPixmap | None = None
        label = DATASETS[name].label
        self.setToolTip(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        width, height = _SIZES[DATASETS[name].inputs]
        self.setFixedSize(theme.px(width + 2 * _RING), theme.px(height + 2 * _RING))

    def sizeHint(self) -> QSize:
        return self.size()

    def event(self, event: QEvent) -> bool:
        return claims_space(self, event) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, ring = self._theme, self._theme.px(_RING)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(ring, ring, -ring, -ring)
        radius = float(theme.px(RADIUS))
        if not self.isChecked():
            fill_round(painter, inner, radius, theme.hover if self.underMouse() else theme.field)
        painter.drawPixmap(inner.topLeft(), self._points())
        if self.isChecked() or keyboard_focus(self):
            draw_ring(painter, QRectF(self.rect()), radius + ring, theme)

    def _points(self) -> QPixmap:
        """The points as a picture, drawn once for the screen's device pixel ratio."""
        ratio = self.devicePixelRatioF()
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = _drawn(self._theme, self._name, ratio)
        return self._pixmap


def _drawn(theme: Theme, name: str, ratio: float) -> QPixmap:
    dataset = DATASETS[name]
    width, height = map(theme.px, _SIZES[dataset.inputs])
    pixmap = QPixmap(QSize(width, height) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if dataset.target is None:
        _draw_points(painter, theme, name, width)
    else:
        _draw_target(painter, theme, dataset.target, width, height)
    painter.end()
    return pixmap


def _draw_target(painter: QPainter, theme: Theme, target: Target, width: int, height: int) -> None:
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.items.curve import target_line

    edge, box = theme.px(_EDGE), (*target.interval, *target_range(target))
    plot = CurveMap(box, (edge, edge, width - 2 * edge, height - 2 * edge))
    painter.setPen(QPen(QColor(theme.text), _LINE * theme.scale))
    painter.drawPolyline(plot.line(target_line(target, plot)))


def _draw_points(painter: QPainter, theme: Theme, name: str, side: int) -> None:
    data = make_data(name, points=_POINTS, train_share=1.0)
    where = (data.train_x * (1, -1) / (2 * _HALF_WIDTH) + 0.5) * side
    painter.setPen(Qt.PenStyle.NoPen)
    radius = _DOT * theme.scale
    for label, colour in ((-1.0, theme.negative), (1.0, theme.positive)):
        painter.setBrush(QColor(colour))
        for x, y in where[np.equal(data.train_y, label)].tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)
