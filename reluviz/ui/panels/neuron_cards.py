"""Cards of neurons: a picture beside the fields of all parameters, under a header with tag and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from reluviz.ui.panels import parameters
from reluviz.ui.panels.neuron_header import (
    EDGE,
    HEADER_EXCESS,
    NeuronHeader,
    NeuronState,
    WeightWheel,
    headed_column,
)
from reluviz.ui.panels.parameters import ParameterBox
from reluviz.ui.widgets.fields import ScrubLabel

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: Width and height of a card's picture, by the number of inputs: as high as the fields beside it, or square.
PICTURES = {1: (128, 94), 2: (128, 128)}
_BAR = 3
_TINT = 0.08


class NeuronCard(QWidget):
    """One neuron of a small network: `picture` beside the fields of its parameters. A click selects it."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        layer: int,
        neuron: int,
        inputs: int,
        picture: QWidget,
        wheel: WeightWheel,
    ) -> None:
        super().__init__()
        self._theme, self._store, self._wheel = theme, store, wheel
        self._neuron = (layer, neuron)
        self._selected = False
        self.setObjectName(f"neuronCard-{layer + 1}-{neuron + 1}")
        self.setAccessibleName(f"Neuron {neuron + 1}")
        self._header = NeuronHeader(theme, store, layer, neuron, deep=False)
        owned = [parameters.weight(layer, neuron, j, only=inputs == 1) for j in range(inputs)]
        owned += [parameters.bias(layer, neuron), parameters.output_weight(layer, neuron)]
        self._boxes = [ParameterBox(theme, store, parameter) for parameter in owned]
        self._arrange(picture)

    def _arrange(self, picture: QWidget) -> None:
        px = self._theme.px
        column = headed_column(self, self._theme, self._header, top=13, bottom=20, spacing=7)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, px(HEADER_EXCESS), 0)
        row.setSpacing(px(EDGE))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(field_rows(self._theme, self._boxes), 1)
        column.addLayout(row)

    def show_neuron(self, network: Network, state: NeuronState, *, selected: bool) -> None:
        """Show the neuron as it is in this network."""
        self._header.show_state(state)
        for box in self._boxes:
            box.show_network(network)
        if selected != self._selected:
            self._selected = selected
            self.update()

    def show_lit(self, lit: bool | None) -> None:
        """Show whether the neuron is on where the inspector looks; None: it looks nowhere."""
        self._header.show_lit(lit)

    def choose(self) -> None:
        """Select the neuron."""
        self._store.look(selected=self._neuron)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel.turn(event, *self._neuron)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose()
        event.ignore()  # the panel takes the focus away from fields

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._selected:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._theme.accent, _TINT))
        colour = self._theme.neuron(self._neuron[1])
        painter.fillRect(0, 0, self._theme.px(_BAR), self.height(), colour)


def field_rows(theme: Theme, boxes: list[ParameterBox]) -> QGridLayout:
    """Fields beneath each other, each with its draggable label before it."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(0)
    grid.setVerticalSpacing(theme.px(10))
    grid.setColumnMinimumWidth(0, theme.px(24))
    grid.setColumnStretch(1, 1)
    for row, box in enumerate(boxes):
        grid.addWidget(ScrubLabel(theme, box.parameter.symbol, box), row, 0)
        grid.addWidget(box, row, 1)
    grid.setRowStretch(len(boxes), 1)
    return grid
