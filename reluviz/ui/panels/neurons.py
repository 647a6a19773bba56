"""The Neurons panel: every neuron's live picture and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reluviz.ui.items.folds import few
from reluviz.ui.neuron_edits import MAX_NEURONS, with_new_neuron
from reluviz.ui.panels import parameters
from reluviz.ui.panels.neuron_cards import PICTURES, NeuronCard
from reluviz.ui.panels.neuron_header import NeuronState, WeightWheel, states_of
from reluviz.ui.panels.neuron_tiles import TILE_PICTURE, NeuronEditor, NeuronTile
from reluviz.ui.panels.parameters import ParameterBox
from reluviz.ui.panels.scene_panel import ScenePanel
from reluviz.ui.views.neuron_picture import PictureViews
from reluviz.ui.widgets.buttons import FlatButton, IconButton, TextButton
from reluviz.ui.widgets.fields import NumberBox, ScrubLabel
from reluviz.ui.widgets.panel import Hairline, ScrollArea, discard, text_label
from reluviz.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reluviz.core.network import Network
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme
    from reluviz.ui.views.neuron_plot import PlotViews

WIDTH, _WIDEST = 272, 280
#: From this many layers on their tabs carry only numbers.
_COMPACT_TABS_FROM = 3


class NeuronsPanel(ScenePanel):
    """A card for each neuron of a small network, else tiles of one layer with an editor beneath.

    The output bias stands below, always in sight. `asked` is that of the plots that a network with one input
    has, `pointed` that of all pictures.
    """

    asked = Signal(str, float)
    pointed = Signal(object, float)
    menu_asked = Signal(QPoint)
    """What can be done with the selected neuron is to be offered at a place on the screen."""

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Neurons", parent, padding=0, line=True)
        self._store = store
        self._scene: Scene | None = None
        self._structure: tuple[object, ...] = ()
        self._selected: tuple[int, int] | None = None
        self._layer = 0
        self._current = 0
        self._faces: _Cards | _Tiles | None = None
        self._pictures: PictureViews | PlotViews | None = None
        self.setMinimumWidth(theme.px(WIDTH))
        self.setMaximumWidth(theme.px(_WIDEST))
        self._bias = ParameterBox(theme, store, parameters.output_bias(1))
        self.body.addWidget(self._bias_row())
        self.body.addStretch(1)

    def _bias_row(self) -> QWidget:
        px = self.theme.px
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self.theme))
        line = QHBoxLayout()
        line.setContentsMargins(px(16), px(16), px(16), px(16))
        line.setSpacing(px(12))
        line.addWidget(text_label(self.theme, "Output bias"))
        line.addStretch(1)
        line.addWidget(ScrubLabel(self.theme, "c", self._bias))
        self._bias.setFixedWidth(px(96))
        line.addWidget(self._bias)
        column.addLayout(line)
        return row

    # --- showing a scene -----------------------------------------------------------------------------------

    def derive(self, scene: Scene) -> None:
        """Show the neurons of this scene; what did not change since the last one is left alone."""
        last, self._scene = self._scene, scene
        if last is None or not _same(last, scene):
            self._show_neurons(scene)
        elif self._pictures is not None:
            self._pictures.show_stale()
        self._show_inspected(scene)

    def _show_neurons(self, scene: Scene) -> None:
        moved = self._follow_selection(scene)
        self._build_for(scene.network)
        if self._faces is not None and self._pictures is not None:
            chosen = self._current if self._selected is not None else None
            self._pictures.show_scene(scene, chosen, outlined=isinstance(self._faces, _Tiles))
            self._faces.show_layer(scene.session.network, chosen, states_of(scene, self._layer))
            if moved:
                self._faces.reveal(self._current)
        self._bias.show_network(scene.session.network)

    def _show_inspected(self, scene: Scene) -> None:
        """Show the region that is inspected in every picture, and which neurons are on there."""
        first, width = sum(scene.network.hidden[: self._layer]), scene.network.hidden[self._layer]
        lit: list[bool | None] = [None] * width
        if scene.lit is not None and not scene.calm:
            lit = scene.lit[first : first + width].tolist()
        if self._pictures is not None:
            self._pictures.show_inspected(scene, lit)
        if isinstance(self._faces, _Cards):
            self._faces.show_lit(lit)

    def _follow_selection(self, scene: Scene) -> bool:
        """Show the layer of the selected neuron; whether that is another neuron than before."""
        hidden, selected = scene.network.hidden, scene.session.view.selected
        moved, self._selected = selected != self._selected, selected
        if selected is not None:
            self._layer, self._current = selected
        self._layer = min(self._layer, len(hidden) - 1)
        self._current = min(self._current, hidden[self._layer] - 1)
        return moved and selected is not None

    # --- building ------------------------------------------------------------------------------------------

    def _build_for(self, network: Network) -> None:
        layer, small = self._layer, few(network.hidden)
        widths = network.shape[layer : layer + 2]
        structure = (small, layer, widths, len(network.hidden), network.n_inputs)
        if structure == self._structure:
            return
        self._structure = structure
        if self._faces is not None:
            discard(self._faces)
        self._bias.bind(parameters.output_bias(len(network.hidden)))
        size = PICTURES[network.n_inputs] if small else TILE_PICTURE
        self._pictures = views = self._views(layer, size, network.n_inputs, tagged=not small)
        if small:
            self._faces = _Cards(self.theme, self._store, network, views)
        else:
            self._faces = _Tiles(self.theme, self._store, network, layer, views)
        self.body.insertWidget(0, self._faces, 1000)
        self._build_tools(len(network.hidden), network.hidden[layer] < MAX_NEURONS)
        self._settle_layouts()

    def _views(
        self, layer: int, size: tuple[int, int], inputs: int, *, tagged: bool
    ) -> PictureViews | PlotViews:
        """What makes the pictures of a layer, and shows them."""
        if inputs == 2:
            return PictureViews(self.theme, layer, size, self.pointed, tagged=tagged)
        from reluviz.ui.views.neuron_plot import PlotViews

        return PlotViews(self.theme, self._store, layer, size, self.asked, self.pointed, tagged=tagged)

    def _settle_layouts(self) -> None:
        """Lay out now what was just built, so that the frame to be painted shows it."""
        if self._faces is not None:
            self._faces.show()
        self.header.activate()
        self.body.activate()

    def _build_tools(self, layers: int, may_grow: bool) -> None:
        add = self._add_button(layers)
        add.setEnabled(may_grow)
        if not may_grow:
            add.setToolTip(f"A layer has at most {MAX_NEURONS} neurons")
        self.set_tools(*([self._tabs(layers), add] if layers > 1 else [add]))
        # A flat button has no visible edge: what it shows ends where the fields end.
        edges = self.header.contentsMargins()
        edges.setRight(self.theme.px(13 if layers > 1 else 8))
        self.header.setContentsMargins(edges)

    def _add_button(self, layers: int) -> FlatButton:
        tip = f"Add a neuron to layer {self._layer + 1}" if layers > 1 else "Add a neuron"
        add: FlatButton
        if layers > 1:
            add = IconButton(self.theme, "plus", tip, colour=self.theme.accent)
        else:
            add = TextButton(self.theme, "Add", "plus", accent=True, icon_size=16)
            add.setToolTip(tip)
            add.setAccessibleName(tip)
        add.setObjectName("addNeuron")
        add.clicked.connect(self._on_add)
        return add

    def _tabs(self, layers: int) -> Segmented:
        compact = layers >= _COMPACT_TABS_FROM
        labels = [(str(k), str(k + 1) if compact else f"Layer {k + 1}") for k in range(layers)]
        tabs = Segmented(self.theme, labels, compact=compact)
        tabs.setObjectName("layerTabs")
        tabs.setAccessibleName("Layer")
        for k in range(layers):
            tabs.button(str(k)).setToolTip(f"Show layer {k + 1}")
            tabs.button(str(k)).setAccessibleName(f"Layer {k + 1}")
        tabs.set_key(str(self._layer))
        tabs.chosen.connect(self._on_tab)
        return tabs

    # --- what the user asks for ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the fields ends the editing of one."""
        focused = QApplication.focusWidget()
        if isinstance(focused, NumberBox) and self.isAncestorOf(focused):
            focused.clearFocus()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the neuron of a card, a tile or the editor."""
        part = self.childAt(event.pos())
        while part is not None and not isinstance(part, NeuronCard | NeuronTile | NeuronEditor):
            part = part.parentWidget()
        if part is not None:
            if not isinstance(part, NeuronEditor):
                part.choose()
            self.menu_asked.emit(event.globalPos())

    def _on_tab(self, key: str) -> None:
        self._store.look(selected=(int(key), 0))

    def _on_add(self) -> None:
        session = with_new_neuron(self._store.session, self._layer)
        self._store.commit(session, "Add a neuron")


class _Cards(QWidget):
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


class _Tiles(QWidget):
    """Two columns of tiles over an editor of the chosen neuron."""

    _COLUMNS = 2

    def __init__(
        self, theme: Theme, store: Store, network: Network, layer: int, views: PictureViews | PlotViews
    ) -> None:
        super().__init__()
        self._store, self._layer = store, layer
        self._editor = NeuronEditor(theme, store, network, layer)
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
        column.addWidget(self._editor)

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
            self._editor.bind(chosen)
        self._editor.show_network(network, states[self._editor.neuron])

    def _beneath(self, network: Network, i: int) -> parameters.Parameter:
        last = self._layer == len(network.hidden) - 1
        return parameters.output_weight(self._layer, i) if last else parameters.bias(self._layer, i)

    def _on_chosen(self, neuron: int) -> None:
        self._store.look(selected=(self._layer, neuron))

    def _on_walked(self, neuron: int, step: int) -> None:
        if 0 <= neuron + step < len(self._tiles):
            self._tiles[neuron + step].setFocus(Qt.FocusReason.TabFocusReason)


def _same(last: Scene, scene: Scene) -> bool:
    """Whether two scenes look the same here."""
    return (
        last.network is scene.network
        and last.box == scene.box
        and last.session.data is scene.session.data
        and last.session.view.selected == scene.session.view.selected
    )
