"""The layers popup: how many hidden layers there are, and how wide each is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reluviz.ui import layer_edits, neuron_edits
from reluviz.ui.widgets.buttons import IconButton, TextButton
from reluviz.ui.widgets.panel import caption, text_label

if TYPE_CHECKING:
    from reluviz.session.session import Session
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

_WIDTH = 248


class LayersPopup(QWidget):
    """A row for each hidden layer, and a way to add one."""

    def __init__(self, theme: Theme, store: Store, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName("Layers")
        self._theme, self._store = theme, store
        self.setFixedWidth(theme.px(_WIDTH))
        self._column = QVBoxLayout(self)
        edge = theme.px(12)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(theme.px(4))
        self._rows = QWidget()
        self._add = TextButton(theme, "Add a layer", "plus", accent=True)
        self._add.setObjectName("addLayer")
        self._add.clicked.connect(self._add_layer)
        self._column.addWidget(caption(theme, "Hidden layers and their neurons"))
        self._column.addWidget(self._rows)
        self._column.addWidget(self._add)
        self._fill()

    def open_below(self, anchor: QWidget) -> None:
        """Show the popup under `anchor`."""
        self._fill()
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + self._theme.px(4))))
        self.show()
        self._add.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        focused = self.focusWidget()
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(2))
        hidden = self._store.session.network.hidden
        for layer, width in enumerate(hidden):
            column.addLayout(self._row(layer, width, len(hidden)))
        self._column.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.setParent(None)
        self._rows.deleteLater()
        self._rows = rows
        rows.show()
        full = len(hidden) >= layer_edits.MAX_LAYERS
        self._add.setEnabled(not full)
        self._add.setToolTip(
            f"At most {layer_edits.MAX_LAYERS} hidden layers" if full else "Add a layer before the output"
        )
        self._column.activate()
        self.adjustSize()
        if isinstance(focused, IconButton):
            self._focus_again(focused.objectName())

    def _focus_again(self, name: str) -> None:
        """The button that was pressed has another in its place: the next press of the key is for that."""
        again = self.findChild(IconButton, name)
        target = again if again is not None and again.isEnabled() else self._add
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, layer: int, width: int, layers: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(4))
        fewer = self._button(
            "minus", f"One neuron less in layer {layer + 1}", partial(self._fewer, layer), width > 1
        )
        fewer.setObjectName(f"fewerNeurons-{layer + 1}")
        more = self._button(
            "plus",
            f"One neuron more in layer {layer + 1}",
            partial(self._more, layer),
            width < neuron_edits.MAX_NEURONS,
        )
        more.setObjectName(f"moreNeurons-{layer + 1}")
        gone = self._button("trash", f"Remove layer {layer + 1}", partial(self._remove, layer), layers > 1)
        gone.setObjectName(f"removeLayer-{layer + 1}")
        count = text_label(self._theme, str(width))
        count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        count.setFixedWidth(self._theme.px(28))
        row.addWidget(text_label(self._theme, f"Layer {layer + 1}"))
        row.addStretch(1)
        for widget in (fewer, count, more, gone):
            row.addWidget(widget)
        return row

    def _button(self, icon: str, tip: str, do: partial[None], enabled: bool) -> IconButton:
        button = IconButton(self._theme, icon, tip, size=16)
        button.setEnabled(enabled)
        button.clicked.connect(do)
        return button

    def _add_layer(self) -> None:
        self._commit(layer_edits.with_layer_added(self._store.session), "Add a layer")

    def _more(self, layer: int, checked: bool = False) -> None:
        self._commit(
            neuron_edits.with_new_neuron(self._store.session, layer), f"Add a neuron to layer {layer + 1}"
        )

    def _fewer(self, layer: int, checked: bool = False) -> None:
        session = self._store.session
        last = session.network.hidden[layer] - 1
        self._commit(
            neuron_edits.without_neuron(session, layer, last), f"Remove a neuron of layer {layer + 1}"
        )

    def _remove(self, layer: int, checked: bool = False) -> None:
        self._commit(layer_edits.with_layer_removed(self._store.session, layer), f"Remove layer {layer + 1}")

    def _commit(self, session: Session, text: str) -> None:
        self._store.commit(session, text)
        self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
