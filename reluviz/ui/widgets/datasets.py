"""DataPicker: a row of little pictures of the data sets, one of them chosen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from reluviz.learn.data import DATASETS, make_data
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import RADIUS, claims_space, draw_ring, fill_round, keyboard_focus

_SIDE = 36
_RING = 2
#: What a picture shows: so many points of a square of this half width.
_POINTS = 72
_HALF_WIDTH = 6.8
_DOT = 1.3


class DataPicker(QWidget):
    """A picture for each data set, drawn from its own points; arrow keys walk through them.

    `chosen` gives the name that the user chose, never one set by `set_key`.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._shown = ""
        planes = [name for name, dataset in DATASETS.items() if dataset.inputs == 2]
        self._buttons = {name: _Picture(theme, name, self) for name in planes}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, button in enumerate(self._buttons.values()):
            if place:
                row.addStretch(1)
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonToggled.connect(self._on_toggled)
        self.setFixedHeight(theme.px(_SIDE + 2 * _RING))

    def key(self) -> str:
        """Name of the chosen data set, "" for none."""
        return self._shown

    def set_key(self, name: str) -> None:
        """Show `name` as chosen without telling anyone."""
        if name != self._shown and name in self._buttons:
            self._shown = name
            self._buttons[name].setChecked(True)

    def button(self, name: str) -> QAbstractButton:
        """The picture of the data set `name`."""
        return self._buttons[name]

    def _on_toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and button is not self._buttons.get(self._shown):
            self._shown = next(name for name, item in self._buttons.items() if item is button)
            self.chosen.emit(self._shown)


class _Picture(QAbstractButton):
    """Some points of one data set, ringed when chosen."""

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
        side = theme.px(_SIDE + 2 * _RING)
        self.setFixedSize(side, side)

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
            self._pixmap = _draw_points(self._theme, self._name, ratio)
        return self._pixmap


def _draw_points(theme: Theme, name: str, ratio: float) -> QPixmap:
    data = make_data(name, points=_POINTS, train_share=1.0)
    side = theme.px(_SIDE)
    where = (data.train_x * (1, -1) / (2 * _HALF_WIDTH) + 0.5) * side
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = _DOT * theme.scale
    for label, colour in ((-1.0, theme.negative), (1.0, theme.positive)):
        painter.setBrush(QColor(colour))
        for x, y in where[np.equal(data.train_y, label)].tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.end()
    return pixmap
