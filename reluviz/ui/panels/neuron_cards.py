"""Cards of neurons: a picture beside the fields of all parameters, under a header with tag and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reluviz.ui.items.folds import CARD_TAG, paint_tag
from reluviz.ui.neuron_edits import with_flipped, without_neuron
from reluviz.ui.panels import parameters
from reluviz.ui.panels.parameters import ParameterBox, owner
from reluviz.ui.widgets.buttons import IconButton
from reluviz.ui.widgets.fields import ScrubLabel
from reluviz.ui.widgets.panel import caption, text_label

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: Width and height of a card's picture, by the number of inputs: as high as the fields beside it, or square.
PICTURES = {1: (128, 94), 2: (128, 128)}
_EDGE = 16
_HEADER = 24
#: Icons are smaller than their buttons: a header is wider by this, so that icons end where fields end.
HEADER_EXCESS = 3
_BAR = 3
_TINT = 0.08
_DEAD_TIP = "Off at every data point: it gets no gradient there, so training cannot wake it"


class Tag(QWidget):
    """The numbered disc of a neuron."""

    def __init__(self, theme: Theme, neuron: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._neuron, self._hollow = theme, neuron, False
        self.setFixedSize(theme.px(CARD_TAG) + 2, theme.px(CARD_TAG) + 2)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_neuron(self, neuron: int) -> None:
        """Show the disc of this neuron."""
        if neuron != self._neuron:
            self._neuron = neuron
            self.update()

    def show_lit(self, lit: bool | None) -> None:
        """Show whether the neuron is on where the plane is inspected; None: it is not."""
        if (lit is False) != self._hollow:
            self._hollow = lit is False
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        paint_tag(painter, centre, self._neuron, self._theme, size=CARD_TAG, hollow=self._hollow)


class NeuronHeader(QWidget):
    """Tag and name of a neuron, the badge of a dead one, and the buttons that flip and delete it."""

    def __init__(self, theme: Theme, store: Store, layer: int, neuron: int, *, deep: bool) -> None:
        super().__init__()
        self._store, self._layer, self._neuron, self._deep = store, layer, neuron, deep
        self._state: tuple[int, bool, bool] | None = None
        self._tag = Tag(theme, neuron)
        self._title = text_label(theme)
        self._dead = dead_badge(theme)
        self._flip = IconButton(theme, "flip", "Flip")
        self._delete = IconButton(theme, "trash", "Delete")
        self._flip.clicked.connect(self._on_flip)
        self._delete.clicked.connect(self._on_delete)
        self._arrange(theme)
        self.bind(neuron)

    def _arrange(self, theme: Theme) -> None:
        self.setFixedHeight(theme.px(_HEADER))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._tag)
        row.addSpacing(theme.px(7))
        row.addWidget(self._title)
        row.addSpacing(theme.px(8))
        row.addWidget(self._dead)
        row.addStretch(1)
        row.addWidget(self._flip)
        row.addWidget(self._delete)

    def bind(self, neuron: int) -> None:
        """Be the header of another neuron of the layer."""
        self._neuron = neuron
        self._tag.show_neuron(neuron)
        name = f"Layer {self._layer + 1}, neuron {neuron + 1}" if self._deep else f"Neuron {neuron + 1}"
        self._title.setText(name)
        self._flip.setObjectName(f"flipNeuron-{self._layer + 1}-{neuron + 1}")
        self._flip.set_tip(f"Flip {self._owner}: its other side becomes the active one")
        self._delete.setObjectName(f"deleteNeuron-{self._layer + 1}-{neuron + 1}")

    @property
    def _owner(self) -> str:
        return owner(self._layer, self._neuron, deep=self._deep)

    def show_state(self, *, dead: bool, removable: bool) -> None:
        """Show whether the neuron is dead, and whether it may be deleted."""
        state = (self._neuron, dead, removable)
        if state == self._state:
            return
        self._state = state
        self._dead.setVisible(dead)
        self._delete.setEnabled(removable)
        self._delete.set_tip(f"Delete {self._owner}" if removable else "A layer keeps at least one neuron")

    def show_lit(self, lit: bool | None) -> None:
        """Show whether the neuron is on where the plane is inspected, as its tag does."""
        self._tag.show_lit(lit)

    def _on_flip(self) -> None:
        session = with_flipped(self._store.session, self._layer, self._neuron)
        self._store.commit(session, f"Flip {self._owner}")

    def _on_delete(self) -> None:
        session = without_neuron(self._store.session, self._layer, self._neuron)
        self._store.commit(session, f"Delete {self._owner}")


class NeuronCard(QWidget):
    """One neuron of a small network: `picture` beside the fields of its parameters. A click selects it."""

    def __init__(
        self, theme: Theme, store: Store, layer: int, neuron: int, inputs: int, picture: QWidget
    ) -> None:
        super().__init__()
        self._theme, self._store = theme, store
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
        row.setSpacing(px(_EDGE))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(field_rows(self._theme, self._boxes), 1)
        column.addLayout(row)

    def show_neuron(self, network: Network, *, selected: bool, dead: bool, removable: bool) -> None:
        """Show the neuron as it is in this network."""
        self._header.show_state(dead=dead, removable=removable)
        for box in self._boxes:
            box.show_network(network)
        if selected != self._selected:
            self._selected = selected
            self.update()

    def show_lit(self, lit: bool | None) -> None:
        """Show whether the neuron is on where the inspector looks; None: it looks nowhere."""
        self._header.show_lit(lit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._store.look(selected=self._neuron)
        event.ignore()  # the panel takes the focus away from fields

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._selected:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._theme.accent, _TINT))
        colour = self._theme.neuron(self._neuron[1])
        painter.fillRect(0, 0, self._theme.px(_BAR), self.height(), colour)


def headed_column(
    owner: QWidget, theme: Theme, header: NeuronHeader, *, top: int, bottom: int, spacing: int
) -> QVBoxLayout:
    """The layout of `owner`: a column under this header, padded as all of the panel; px at scale 1."""
    column = QVBoxLayout(owner)
    right = theme.px(_EDGE) - theme.px(HEADER_EXCESS)
    column.setContentsMargins(theme.px(_EDGE), theme.px(top), right, theme.px(bottom))
    column.setSpacing(theme.px(spacing))
    column.addWidget(header)
    return column


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


def dead_badge(theme: Theme) -> QLabel:
    """A small label that says that a neuron is dead, and why."""
    badge = caption(theme, "dead")
    badge.setToolTip(_DEAD_TIP)
    return badge
