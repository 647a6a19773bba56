"""Neurons of larger networks: small tiles with a picture each, and an editor of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.numbers import short
from reluviz.ui.panels import parameters
from reluviz.ui.panels.neuron_header import (
    EDGE,
    HEADER_EXCESS,
    Badge,
    Eye,
    NeuronHeader,
    NeuronState,
    WeightWheel,
    headed_column,
)
from reluviz.ui.panels.parameters import Parameter, ParameterBox, owner
from reluviz.ui.widgets.fields import ScrubLabel
from reluviz.ui.widgets.paint import RADIUS, draw_ring, fill_round, keyboard_focus
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


class WeightBars(QWidget):
    """Incoming weights as small signed bars in the colours of the neurons they come from.

    `picked` gives the index of a bar that is clicked.
    """

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._weights: tuple[float, ...] = ()
        self.setAccessibleName("Incoming weights")
        self.setFixedHeight(theme.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_weights(self, weights: tuple[float, ...]) -> None:
        """Show these weights."""
        if weights != self._weights:
            self._weights = weights
            signs = ", ".join(f"{j + 1}: {short(w)}" for j, w in enumerate(weights))
            self.setAccessibleDescription(signs)
            self.setToolTip("Incoming weights, from the neurons of the layer before")
            self.update()

    @property
    def _pitch(self) -> float:
        return min(self._theme.px(13), self.width() / max(1, len(self._weights)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        start = self.width() - self._pitch * len(self._weights)
        bar = int((event.position().x() - start) // self._pitch)
        if 0 <= bar < len(self._weights):
            self.picked.emit(bar)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch, middle = self._pitch, self.height() / 2
        width, tallest = pitch * 0.62, max(map(abs, self._weights), default=0.0) or 1.0
        left = self.width() - pitch * len(self._weights) + (pitch - width)
        painter.fillRect(QRectF(left, middle - 0.5, self.width() - left, 1), QColor(self._theme.border))
        for j, weight in enumerate(self._weights):
            height = max(1.5, abs(weight) / tallest * (middle - 1))
            top = middle - height if weight > 0 else middle
            fill_round(painter, QRectF(left + j * pitch, top, width, height), 1.5, self._theme.neuron(j))


class NeuronEditor(QWidget):
    """All parameters of one `neuron` of a larger network, which `bind` exchanges for another of its layer."""

    _COLUMNS = 4

    def __init__(self, theme: Theme, store: Store, network: Network, layer: int) -> None:
        super().__init__()
        self._theme, self._store = theme, store
        self._layer, self.neuron = layer, 0
        self._deep = len(network.hidden) > 1
        self._last = layer == len(network.hidden) - 1
        self._inputs = int(network.weights[layer].shape[1])
        self._header = NeuronHeader(theme, store, layer, 0, deep=self._deep, editor=True)
        self._boxes = [
            ParameterBox(theme, store, parameter, compact=layer > 0 and k < self._inputs)
            for k, parameter in enumerate(self._parameters(0))
        ]
        self._bars = WeightBars(theme)
        self._bars.setParent(self)
        self._bars.picked.connect(self._on_picked)
        self._arrange()

    def _parameters(self, neuron: int) -> list[Parameter]:
        layer, deep = self._layer, self._deep
        only = layer == 0 and self._inputs == 1
        owned = [parameters.weight(layer, neuron, j, deep=deep, only=only) for j in range(self._inputs)]
        owned.append(parameters.bias(layer, neuron, deep=deep))
        if self._last:
            owned.append(parameters.output_weight(layer, neuron, deep=deep))
        return owned

    @property
    def _weight_boxes(self) -> list[ParameterBox]:
        return self._boxes[: self._inputs]

    def _arrange(self) -> None:
        px = self._theme.px
        outer = headed_column(self, self._theme, self._header, top=10, bottom=10, spacing=8)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, px(HEADER_EXCESS), 0)
        column.setSpacing(px(8))
        outer.addLayout(column)
        owned = self._boxes if self._layer == 0 else self._boxes[self._inputs :]
        for first in range(0, len(owned), 2):
            column.addLayout(self._row(owned[first : first + 2]))
        if self._layer > 0:
            row = QHBoxLayout()
            row.addWidget(text_label(self._theme, "Incoming weights w", secondary=True))
            row.addWidget(self._bars, 1)
            column.addLayout(row)
            column.addLayout(self._weight_grid())

    def _row(self, boxes: list[ParameterBox]) -> QHBoxLayout:
        px = self._theme.px
        row = QHBoxLayout()
        row.setSpacing(px(EDGE))
        for box in boxes:
            pair = QHBoxLayout()
            pair.setSpacing(0)
            label = ScrubLabel(self._theme, box.parameter.symbol, box)
            label.setFixedWidth(px(20))
            pair.addWidget(label)
            pair.addWidget(box, 1)
            row.addLayout(pair, 1)
        if len(boxes) == 1:  # as wide as one of two
            row.addSpacing(px(EDGE))
            row.addStretch(1)
        return row

    def _weight_grid(self) -> QGridLayout:
        px = self._theme.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(px(4))
        for j, box in enumerate(self._weight_boxes):
            row, column = divmod(j, self._COLUMNS)
            label = ScrubLabel(self._theme, str(j + 1), box, colour=self._theme.neuron(j))
            label.setFont(self._theme.font(11, QFont.Weight.DemiBold))
            label.setFixedWidth(px(16))
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setToolTip(f"Weight of neuron {j + 1} of layer {self._layer}; drag sideways to change")
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
        for column in range(self._COLUMNS):
            grid.setColumnStretch(2 * column + 1, 1)
        return grid

    def _on_picked(self, j: int) -> None:
        self._weight_boxes[j].setFocus(Qt.FocusReason.TabFocusReason)

    def bind(self, neuron: int) -> None:
        """Edit another neuron of the layer."""
        if neuron != self.neuron:
            self.neuron = neuron
            self._header.bind(neuron)
            for box, parameter in zip(self._boxes, self._parameters(neuron), strict=True):
                box.bind(parameter)

    def show_network(self, network: Network, state: NeuronState) -> None:
        """Show the neuron's parameters in this network."""
        self._header.show_state(state)
        for box in self._boxes:
            box.show_network(network)
        if self._layer > 0:
            self._bars.show_weights(tuple(network.weights[self._layer][self.neuron].tolist()))
