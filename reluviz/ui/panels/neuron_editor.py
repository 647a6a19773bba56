"""The editor of one neuron of a larger network: all its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.numbers import short
from reluviz.ui.panels import parameters
from reluviz.ui.panels.neuron_header import EDGE, HEADER_EXCESS, NeuronHeader, NeuronState, headed_column
from reluviz.ui.panels.parameters import Parameter, ParameterBox
from reluviz.ui.widgets.buttons import IconButton
from reluviz.ui.widgets.fields import ScrubLabel
from reluviz.ui.widgets.paint import fill_round
from reluviz.ui.widgets.panel import text_label

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme


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
    """All parameters of one `neuron` of a larger network, which `bind` exchanges for another of its layer.

    matrix: whether the weights from hidden neurons are edited in a matrix elsewhere, and not here. That is
    asked for, or no more, by `matrix_asked`; `weight_picked` gives the index of one of them to edit there.
    """

    matrix_asked = Signal(bool)
    weight_picked = Signal(int)

    _COLUMNS = 4

    def __init__(self, theme: Theme, store: Store, network: Network, layer: int, *, matrix: bool) -> None:
        super().__init__()
        self._theme, self._store = theme, store
        self._layer, self.neuron = layer, 0
        self._deep = len(network.hidden) > 1
        self._last = layer == len(network.hidden) - 1
        self._inputs = int(network.weights[layer].shape[1])
        self._header = NeuronHeader(theme, store, layer, 0, deep=self._deep, editor=True)
        self._matrix = matrix
        self._boxes = [
            ParameterBox(theme, store, parameter, compact=layer > 0 and parameter.symbol.startswith("w"))
            for parameter in self._parameters(0)
        ]
        self._bars = WeightBars(theme)
        self._bars.setParent(self)
        self._bars.picked.connect(self._on_picked)
        self._toggle = self._matrix_button()
        self._arrange()

    def _parameters(self, neuron: int) -> list[Parameter]:
        layer, deep = self._layer, self._deep
        only = layer == 0 and self._inputs == 1
        here = range(0 if self._matrix else self._inputs)
        owned = [parameters.weight(layer, neuron, j, deep=deep, only=only) for j in here]
        owned.append(parameters.bias(layer, neuron, deep=deep))
        if self._last:
            owned.append(parameters.output_weight(layer, neuron, deep=deep))
        return owned

    @property
    def _weight_boxes(self) -> list[ParameterBox]:
        return [] if self._matrix else self._boxes[: self._inputs]

    def _matrix_button(self) -> IconButton:
        tip = "Show pictures of the neurons" if self._matrix else "Show all weights of the layer as a matrix"
        button = IconButton(self._theme, "matrix", tip, self, size=16)
        button.setObjectName("matrixButton")
        button.setCheckable(True)
        button.setChecked(self._matrix)
        button.setVisible(self._layer > 0)
        button.toggled.connect(self.matrix_asked)
        return button

    def _arrange(self) -> None:
        px = self._theme.px
        outer = headed_column(self, self._theme, self._header, top=10, bottom=10, spacing=8)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, px(HEADER_EXCESS), 0)
        column.setSpacing(px(8))
        outer.addLayout(column)
        owned = self._boxes if self._layer == 0 else self._boxes[len(self._weight_boxes) :]
        for first in range(0, len(owned), 2):
            column.addLayout(self._row(owned[first : first + 2]))
        if self._layer > 0:
            row = QHBoxLayout()
            row.addWidget(text_label(self._theme, "Incoming weights w", secondary=True))
            row.addWidget(self._bars, 1)
            row.addWidget(self._toggle)
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
        if self._matrix:
            self.weight_picked.emit(j)
        else:
            self._weight_boxes[j].setFocus(Qt.FocusReason.TabFocusReason)

    def focus_toggle(self) -> None:
        """Give the keyboard to the button of the matrix."""
        self._toggle.setFocus(Qt.FocusReason.OtherFocusReason)

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
