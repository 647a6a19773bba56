"""Neurons of larger networks: small tiles with a picture each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.numbers import short
from reluviz.ui.panels.neuron_header import Badge, Eye, NeuronState, WeightWheel
from reluviz.ui.panels.parameters import Parameter, owner
from reluviz.ui.widgets.paint import RADIUS, draw_ring, keyboard_focus
from reluviz.ui.widgets.panel import caption, set_text, text_label

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

TILE_PICTURE = (112, 96)
_LINE = 18


class NeuronTile(QWidget):
    """One neuron of a larger network: a small picture with its tag and badge, and beneath that its output
    weight or bias and its eye.

    A click, Space or Enter chooses it.
    """

    chosen = Signal(int)
    walked = Signal(int, int)

    def __init__(
        self, theme: Theme, store: Store, layer: int, neuron: int, picture: QWidget, wheel: WeightWheel
    ) -> None:
        super().__init__()
        self._theme, self._picture, self._wheel = theme, picture, wheel
        self._layer, self._neuron = layer, neuron
        self._shown: tuple[object, ...] = ()
        self.setObjectName(f"neuronCard-{layer + 1}-{neuron + 1}")
        self.setAccessibleName(owner(layer, neuron, deep=True).capitalize())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._badge = Badge(theme, picture)
        self._badge.setGeometry(theme.px(8), picture.height() - theme.px(22), theme.px(60), theme.px(_LINE))
        self._symbol, self._value = caption(theme), text_label(theme)
        self._eye = Eye(theme, store, layer, neuron, deep=True)
        self._eye.setObjectName(f"muteNeuron-{layer + 1}-{neuron + 1}")
        self._arrange()

    def _arrange(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(3))
        column.addWidget(self._picture)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        row.addWidget(self._symbol)
        row.addWidget(self._value)
        row.addStretch(1)
        row.addWidget(self._eye)
        column.addLayout(row)
        # Of fixed size, so that a changing number asks for no new layout.
        self._symbol.setFixedSize(px(8), px(_LINE))
        self._value.setFixedSize(px(62), px(_LINE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_neuron(self, network: Network, beneath: Parameter, state: NeuronState) -> None:
        """Show the neuron as it is in this network, with the value of one of its parameters beneath."""
        shown = beneath.symbol, beneath.read(network), state
        if shown == self._shown:
            return
        self._shown = shown
        set_text(self._symbol, beneath.symbol)
        set_text(self._value, short(beneath.read(network)))
        self._badge.show_state(state)
        self._eye.show_state(self._neuron, state)

    def choose(self) -> None:
        """Select the neuron."""
        self.chosen.emit(self._neuron)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel.turn(event, self._layer, self._neuron)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2}
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._neuron)
        elif (step := steps.get(Qt.Key(event.key()))) is not None:
            self.walked.emit(self._neuron, step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if keyboard_focus(self):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            top = self._picture.height()
            ring = QRectF(0, top + 2, self.width(), self.height() - top - 2)
            draw_ring(painter, ring, float(self._theme.px(RADIUS)), self._theme)
