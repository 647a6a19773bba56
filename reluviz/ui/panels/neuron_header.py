"""What cards, tiles and the editor say of a neuron: tag, name and state, and what can be done with it."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reluviz.ui.items.folds import CARD_TAG, paint_tag
from reluviz.ui.neuron_edits import (
    WHEEL_REST,
    may_mute,
    with_flipped,
    with_mute_toggled,
    with_solo_toggled,
    with_weight_turned,
    without_neuron,
)
from reluviz.ui.panels.parameters import owner
from reluviz.ui.widgets.buttons import IconButton
from reluviz.ui.widgets.fields import FINE
from reluviz.ui.widgets.panel import caption, set_text, text_label

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

EDGE = 16
_HEADER = 24
#: Icons are smaller than their buttons: a header is wider by this, so that icons end where fields end.
HEADER_EXCESS = 3
#: Tags of muted neurons are so faint.
_FAINT = 0.4
_DEAD_TIP = "Off at every data point: it gets no gradient there, so training cannot wake it"
_MUTED_TIP = "Muted: it adds nothing, and training leaves it as it is"


class NeuronState(NamedTuple):
    """What is so of a neuron, and what may be done with it."""

    dead: bool
    muted: bool
    removable: bool
    mutable: bool


def states_of(scene: Scene, layer: int) -> list[NeuronState]:
    """Of the neurons of a hidden layer. A muted one counts as no dead one."""
    session, width = scene.session, scene.network.hidden[layer]
    muted = [(layer, i) in session.muted for i in range(width)]
    dead = scene.evaluation.dead[layer].tolist()
    return [
        NeuronState(dead[i] and not muted[i], muted[i], width > 1, may_mute(session, layer, i))
        for i in range(width)
    ]


class Tag(QWidget):
    """The numbered disc of a neuron."""

    def __init__(self, theme: Theme, neuron: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._neuron = theme, neuron
        self._muted = self._hollow = False
        self.setFixedSize(theme.px(CARD_TAG) + 2, theme.px(CARD_TAG) + 2)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_neuron(self, neuron: int, *, muted: bool) -> None:
        """Show the disc of this neuron, faint when it is muted."""
        if (neuron, muted) != (self._neuron, self._muted):
            self._neuron, self._muted = neuron, muted
            self.update()

    def show_lit(self, lit: bool | None) -> None:
        """Show whether the neuron is on where the plane is inspected; None: it is not."""
        if (lit is False) != self._hollow:
            self._hollow = lit is False
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_FAINT if self._muted else 1.0)
        centre = QRectF(self.rect()).center()
        paint_tag(painter, centre, self._neuron, self._theme, size=CARD_TAG, hollow=self._hollow)


class Badge(QLabel):
    """A small label that says that a neuron is dead or muted, and why; nothing of any other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.caption_font())
        self.setPalette(caption(theme).palette())
        self.hide()

    def show_state(self, state: NeuronState) -> None:
        """Say it of a neuron in this state."""
        set_text(self, "muted" if state.muted else "dead")
        self.setToolTip(_MUTED_TIP if state.muted else _DEAD_TIP)
        self.setVisible(state.muted or state.dead)


class Eye(IconButton):
    """Mutes a neuron, or takes it into the sum again; with Alt it does so with all others of the layer."""

    def __init__(self, theme: Theme, store: Store, layer: int, neuron: int, *, deep: bool) -> None:
        super().__init__(theme, "eye", "Mute")
        self._store, self._layer, self._neuron, self._deep = store, layer, neuron, deep
        self._shown: tuple[object, ...] = ()
        self._others = False
        self.clicked.connect(self._on_clicked)

    def show_state(self, neuron: int, state: NeuronState) -> None:
        """Show whether this neuron of the layer is muted."""
        shown = neuron, state.muted, state.mutable
        if shown == self._shown:
            return
        self._shown, self._neuron = shown, neuron
        name = owner(self._layer, neuron, deep=self._deep)
        self.set_icon("eye-off" if state.muted else "eye")
        self.setEnabled(state.mutable)
        tip = f"{'Unmute' if state.muted else 'Mute'} {name}; with Alt all others of its layer"
        self.set_tip(tip if state.mutable else "A layer keeps at least one neuron that is not muted")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._others = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        super().mouseReleaseEvent(event)
        self._others = False

    def _on_clicked(self) -> None:
        toggled = with_solo_toggled if self._others else with_mute_toggled
        self._store.commit(*toggled(self._store.session, self._layer, self._neuron))


class NeuronHeader(QWidget):
    """Tag and name of a neuron, its badge, and the buttons that mute, flip and delete it.

    In the editor the badge is left to the neuron's tile.
    """

    def __init__(
        self, theme: Theme, store: Store, layer: int, neuron: int, *, deep: bool, editor: bool = False
    ) -> None:
        super().__init__()
        self._store, self._layer, self._neuron, self._deep = store, layer, neuron, deep
        self._state: tuple[int, NeuronState] | None = None
        self._tag = Tag(theme, neuron)
        self._title = text_label(theme)
        self._badge = None if editor else Badge(theme)
        self._eye = Eye(theme, store, layer, neuron, deep=deep)
        self._eye_name = "muteEdited" if editor else "muteNeuron"
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
        if self._badge is not None:
            row.addWidget(self._badge)
        row.addStretch(1)
        row.addWidget(self._eye)
        row.addWidget(self._flip)
        row.addWidget(self._delete)

    def bind(self, neuron: int) -> None:
        """Be the header of another neuron of the layer."""
        self._neuron = neuron
        name = f"Layer {self._layer + 1}, neuron {neuron + 1}" if self._deep else f"Neuron {neuron + 1}"
        self._title.setText(name)
        self._eye.setObjectName(f"{self._eye_name}-{self._layer + 1}-{neuron + 1}")
        self._flip.setObjectName(f"flipNeuron-{self._layer + 1}-{neuron + 1}")
        self._flip.set_tip(f"Flip {self._owner}: its other side becomes the active one")
        self._delete.setObjectName(f"deleteNeuron-{self._layer + 1}-{neuron + 1}")

    @property
    def _owner(self) -> str:
        return owner(self._layer, self._neuron, deep=self._deep)

    def show_state(self, state: NeuronState) -> None:
        """Show the state of the neuron, and what may be done with it."""
        shown = self._neuron, state
        if shown == self._state:
            return
        self._state = shown
        self._tag.show_neuron(self._neuron, muted=state.muted)
        self._eye.show_state(self._neuron, state)
        if self._badge is not None:
            self._badge.show_state(state)
        self._delete.setEnabled(state.removable)
        tip = f"Delete {self._owner}" if state.removable else "A layer keeps at least one neuron"
        self._delete.set_tip(tip)

    def show_lit(self, lit: bool | None) -> None:
        """Show whether the neuron is on where the plane is inspected, as its tag does."""
        self._tag.show_lit(lit)

    def _on_flip(self) -> None:
        session = with_flipped(self._store.session, self._layer, self._neuron)
        self._store.commit(session, f"Flip {self._owner}")

    def _on_delete(self) -> None:
        session = without_neuron(self._store.session, self._layer, self._neuron)
        self._store.commit(session, f"Delete {self._owner}")


def headed_column(
    owner: QWidget, theme: Theme, header: NeuronHeader, *, top: int, bottom: int, spacing: int
) -> QVBoxLayout:
    """The layout of `owner`: a column under this header, padded as all of the panel; px at scale 1."""
    column = QVBoxLayout(owner)
    right = theme.px(EDGE) - theme.px(HEADER_EXCESS)
    column.setContentsMargins(theme.px(EDGE), theme.px(top), right, theme.px(bottom))
    column.setSpacing(theme.px(spacing))
    column.addWidget(header)
    return column


class WeightWheel:
    """Turns of the wheel over the selected neuron as changes of its output weight, while nothing scrolls."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scrolled = 0.0

    def scrolled(self) -> None:
        """The neurons move under the pointer, by the wheel or otherwise."""
        self._scrolled = perf_counter()

    def turn(self, event: QWheelEvent, layer: int, neuron: int) -> None:
        """Take a turn of the wheel over a neuron, or leave it to what scrolls."""
        session, notches = self._store.session, event.angleDelta().y() / 120
        last = layer == len(session.network.hidden) - 1
        resting = perf_counter() - self._scrolled > WHEEL_REST
        if not (notches and last and resting and session.view.selected == (layer, neuron)):
            event.ignore()
            return
        event.accept()
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        turned, text = with_weight_turned(session, neuron, notches * (FINE if fine else 1.0))
        self._store.preview(turned, text, settle=True)
