"""The faces of a layer in the Neurons panel: cards, tiles with an editor, or the matrix of its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reluviz.ui.panels import parameters
from reluviz.ui.panels.neuron_cards import NeuronCard
from reluviz.ui.panels.neuron_editor import NeuronEditor
from reluviz.ui.panels.neuron_header import NeuronState, WeightWheel
from reluviz.ui.panels.neuron_tiles import NeuronTile
from reluviz.ui.panels.weight_matrix import WeightMatrix
from reluviz.ui.widgets.panel import Hairline, ScrollArea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme
    from reluviz.ui.views.neuron_picture import PictureViews
    from reluviz.ui.views.neuron_plot import PlotViews


class Cards(QWidget):
    """A column of cards, as high as they are, scrolling where there is less room."""

    def __init__(self, theme: Theme, store: Store, network: Network, views: PictureViews | PlotViews) -> None:
        super().__init__()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._cards: list[NeuronCard] = []
        wheel = WeightWheel(store)
        for neuron in range(network.hidden[0]):
            if neuron:
                column.addWidget(Hairline(theme))
            card = NeuronCard(theme, store, 0, neuron, network.n_inputs, views.add(), wheel)
            column.addWidget(card)
            self._cards.append(card)
        self._area = ScrollArea(inner)
        self._area.verticalScrollBar().valueChanged.connect(wheel.scrolled)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.setMaximumHeight(inner.sizeHint().height())

    def reveal(self, neuron: int) -> None:
        """Scroll until the card of this neuron is in sight."""
        self._area.reveal(self._cards[neuron])

    def show_layer(self, network: Network, chosen: int | None, states: list[NeuronState]) -> None:
        """Show every neuron; `chosen` is the selected one."""
        for i, (card, state) in enumerate(zip(self._cards, states, strict=True)):
            card.show_neuron(network, state, selected=i == chosen)

    def show_lit(self, lit: Sequence[bool | None]) -> None:
        """Show which neurons are on where the inspector looks; None: it looks nowhere."""
        for card, on in zip(self._cards, lit, strict=True):
            card.show_lit(on)


class Tiles(QWidget):
    """Two columns of tiles over an editor of the chosen neuron."""

    _COLUMNS = 2

    def __init__(
        self,
        theme: Theme,
        store: Store,
        network: Network,
        layer: int,
        views: PictureViews | PlotViews,
        matrix_asked: SignalInstance,
    ) -> None:
        super().__init__()
        self._store, self._layer = store, layer
        self.editor = NeuronEditor(theme, store, network, layer, matrix=False)
        self.editor.matrix_asked.connect(matrix_asked)
        wheel = WeightWheel(store)
        self._tiles = [
            NeuronTile(theme, store, layer, i, views.add(), wheel) for i in range(network.hidden[layer])
        ]
        for tile in self._tiles:
            tile.chosen.connect(self._on_chosen)
            tile.walked.connect(self._on_walked)
        self._area = ScrollArea(self._grid(theme))
        self._area.verticalScrollBar().valueChanged.connect(wheel.scrolled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area, 1)
        column.addWidget(Hairline(theme))
        column.addWidget(self.editor)

    def _grid(self, theme: Theme) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(theme.px(16), theme.px(10), 0, theme.px(2))
        grid.setHorizontalSpacing(theme.px(15))
        grid.setVerticalSpacing(theme.px(2))  # the eyes are higher than what is seen of them
        for i, tile in enumerate(self._tiles):
            grid.addWidget(tile, i // self._COLUMNS, i % self._COLUMNS)
        grid.setColumnStretch(self._COLUMNS, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return inner

    def reveal(self, neuron: int) -> None:
        """Scroll until the tile of this neuron is in sight."""
        self._area.reveal(self._tiles[neuron])

    def show_layer(self, network: Network, chosen: int | None, states: list[NeuronState]) -> None:
        """Show every neuron of the layer; `chosen` is in the editor from then on."""
        for i, (tile, state) in enumerate(zip(self._tiles, states, strict=True)):
            tile.show_neuron(network, self._beneath(network, i), state)
        if chosen is not None:
            self.editor.bind(chosen)
        self.editor.show_network(network, states[self.editor.neuron])

    def _beneath(self, network: Network, i: int) -> parameters.Parameter:
        last = self._layer == len(network.hidden) - 1
        return parameters.output_weight(self._layer, i) if last else parameters.bias(self._layer, i)

    def _on_chosen(self, neuron: int) -> None:
        self._store.look(selected=(self._layer, neuron))

    def _on_walked(self, neuron: int, step: int) -> None:
        if 0 <= neuron + step < len(self._tiles):
            self._tiles[neuron + step].setFocus(Qt.FocusReason.TabFocusReason)


class Matrix(QWidget):
    """All weights of a layer from the one before, over an editor of the chosen neuron; no pictures.

    matrix_asked: what passes on that pictures are asked for again.
    """

    def __init__(
        self, theme: Theme, store: Store, network: Network, layer: int, matrix_asked: SignalInstance
    ) -> None:
        super().__init__()
        self._store, self._layer = store, layer
        self.editor = NeuronEditor(theme, store, network, layer, matrix=True)
        self.editor.matrix_asked.connect(matrix_asked)
        self.editor.weight_picked.connect(self._on_picked)
        self._weights = WeightMatrix(theme, store, network, layer)
        inner = QWidget()
        around = QVBoxLayout(inner)
        edge = theme.px(16)
        around.setContentsMargins(edge, theme.px(10), edge, theme.px(8))
        around.addWidget(self._weights)
        around.addStretch(1)
        self._area = ScrollArea(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area, 1)
        column.addWidget(Hairline(theme))
        column.addWidget(self.editor)

    def reveal(self, neuron: int) -> None:
        """Scroll until the weights of this neuron are in sight."""
        row = self._weights.row_rect(neuron)
        self._area.ensureVisible(0, self._weights.y() + round(row.center().y()), 0, round(row.height()))

    def show_layer(self, network: Network, chosen: int | None, states: list[NeuronState]) -> None:
        """Show every weight of the layer; `chosen` is in the editor from then on."""
        if chosen is not None:
            self.editor.bind(chosen)
        self._weights.show_network(network, chosen)
        self.editor.show_network(network, states[self.editor.neuron])

    def show_lit(self, lit: Sequence[bool | None]) -> None:
        """Show which neurons are on where the inspector looks; None: it looks nowhere."""
        self._weights.show_lit(lit)

    def _on_picked(self, column: int) -> None:
        self._weights.edit(self.editor.neuron, column)
