"""The toolbar: files, undo, the architecture, and the menu of everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from reluviz.core.activations import ACTIVATIONS
from reluviz.ui.icons import pixmap
from reluviz.ui.panels.layers import LayersPopup
from reluviz.ui.widgets.buttons import IconButton, TextButton
from reluviz.ui.widgets.panel import Hairline, text_label
from reluviz.ui.widgets.segmented import Segmented
from reluviz.ui.widgets.select import Select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

HEIGHT = 48
#: What a drop-down list needs beside its text.
_SELECT_SPACE = 36


class _PopupButton(TextButton):
    """A button that opens something other than a menu; the chevron says so."""

    def _opens(self) -> bool:
        return True


class Toolbar(QWidget):
    """One row over the window; what stands in it is an action or edits the architecture.

    `inputs_chosen` gives the number of inputs that the user chose.
    """

    inputs_chosen = Signal(int)

    def __init__(self, theme: Theme, store: Store, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAccessibleName("Toolbar")
        self.setFixedHeight(theme.px(HEIGHT))
        self._theme, self._store, self._actions = theme, store, actions
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        self._row.setSpacing(theme.px(4))
        self._texts: list[tuple[TextButton, str]] = []
        self._captions: list[QLabel] = []
        self._brand()
        self._files()
        self._history()
        self._input()
        self._architecture()
        self._row.addStretch(1)
        self._right()

    def _brand(self) -> None:
        mark = QLabel()
        mark.setPixmap(pixmap("logo", self._theme, 20, self.devicePixelRatioF()))
        self._name = text_label(self._theme, "reluviz", size=14, weight=QFont.Weight.DemiBold)
        self._mark = QWidget()
        row = QHBoxLayout(self._mark)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(4))
        row.addWidget(mark)
        row.addSpacing(self._theme.px(4))
        row.addWidget(self._name)
        self._line(row)
        self._row.addWidget(self._mark)

    def _files(self) -> None:
        self._new = self._text_button("New", "new", "Begin with another network or data set")
        self._new.setObjectName("newButton")
        self._row.addWidget(self._new)
        for name, text in (("open", "Open"), ("save", "Save")):
            button = self._text_button(text, name, self._actions[name].toolTip())
            button.clicked.connect(self._actions[name].trigger)
            self._row.addWidget(button)
        self._line()

    def _history(self) -> None:
        for name in ("undo", "redo"):
            self._row.addWidget(self._icon_button(name))
        self._line()

    def _input(self) -> None:
        self._inputs = Segmented(self._theme, [("1", "1-D"), ("2", "2-D")])
        self._inputs.setObjectName("inputs")
        self._inputs.button("1").setToolTip("One input: a curve, and a target to follow")
        self._inputs.button("2").setToolTip("Two inputs: a plane, and points of two classes")
        self._inputs.chosen.connect(self._choose_inputs)
        self._captioned("Input", self._inputs)
        self._row.addSpacing(self._theme.px(4))

    def _architecture(self) -> None:
        self._layers = _PopupButton(self._theme)
        self._layers.setObjectName("layers")
        self._layers.setToolTip("Add and remove layers and neurons")
        self._layers.clicked.connect(self._open_layers)
        self._popup: LayersPopup | None = None
        self._captioned("Layers", self._layers)
        options = [(name, kind.label) for name, kind in ACTIVATIONS.items()]
        self._activation = Select(self._theme, options, tinted=False)
        self._activation.setObjectName("activation")
        self._activation.setToolTip("The function between a neuron's sum and its output")
        self._activation.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._activation.chosen.connect(self._choose)
        self._captioned("Activation", self._activation)

    def _right(self) -> None:
        self._play = self._icon_button("play")
        self._row.addWidget(self._play)
        self._row.addWidget(self._icon_button("full_screen"))
        self._menu = IconButton(self._theme, "menu", "Menu: everything reluviz can do", size=18)
        self._menu.setObjectName("menuButton")
        self._row.addWidget(self._menu)

    def set_menus(self, new: QMenu, menu: QMenu) -> None:
        """What the New button and the menu button open."""
        self.new_menu = new
        self._new.setMenu(new)
        self._menu.setMenu(menu)
        self._new.updateGeometry()

    def _captioned(self, text: str, button: QWidget) -> None:
        label = text_label(self._theme, text, secondary=True)
        self._captions.append(label)
        button.setAccessibleName(text)
        self._row.addSpacing(self._theme.px(4))
        self._row.addWidget(label)
        self._row.addWidget(button)

    def _text_button(self, text: str, icon: str, tip: str) -> TextButton:
        button = TextButton(self._theme, text, icon)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        self._texts.append((button, text))
        return button

    def _icon_button(self, name: str) -> IconButton:
        action = self._actions[name]
        icon = {"full_screen": "fullscreen"}.get(name, name)
        button = IconButton(self._theme, icon, action.toolTip(), size=18, colour=self._theme.text)
        button.setObjectName("toolbarPlayButton" if name == "play" else f"{name}Button")
        button.clicked.connect(action.trigger)
        button.setEnabled(action.isEnabled())
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _line(self, row: QHBoxLayout | None = None) -> None:
        line = Hairline(self._theme, vertical=True)
        line.setFixedHeight(self._theme.px(24))
        row = row or self._row
        row.addSpacing(self._theme.px(8))
        row.addWidget(line)
        row.addSpacing(self._theme.px(8))

    def set_compact(self, compact: bool) -> None:
        """Leave the words out where the window is too narrow for them."""
        self._name.setHidden(compact)
        self._row.setSpacing(self._theme.px(1 if compact else 4))
        for label in self._captions:
            label.setHidden(compact)
        for button, text in self._texts:
            button.setText("" if compact else text)
            button.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        """Leave the mark out where what can be pressed would be cut."""
        needed = self._row.sizeHint().width()
        if self._mark.isHidden():
            needed += self._mark.sizeHint().width() + self._row.spacing()
        self._mark.setHidden(needed > self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mark comes and goes with the room for it."""
        super().resizeEvent(event)
        self._fit()

    def show_play(self, shown: bool) -> None:
        """Show a button that trains, where the training panel is not always in sight."""
        self._play.setVisible(shown)

    def show_playing(self, playing: bool) -> None:
        """Show whether training runs."""
        self._play.set_icon("pause" if playing else "play")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(HEIGHT))

    def show_scene(self, scene: Scene) -> None:
        """Show the architecture of `scene`."""
        network = scene.network
        self._inputs.set_key(str(scene.n_inputs))
        text = " – ".join(str(width) for width in network.shape)
        if self._layers.text() != text:
            self._layers.setText(text)
            self._layers.updateGeometry()
            self._fit()
        self._activation.set_key(network.activation)
        width = self._activation.fontMetrics().horizontalAdvance(self._activation.currentText())
        self._activation.setFixedWidth(width + self._theme.px(_SELECT_SPACE))

    def _open_layers(self) -> None:
        if self._popup is None:
            self._popup = LayersPopup(self._theme, self._store, self)
        self._popup.open_below(self._layers)

    def _choose_inputs(self, key: str) -> None:
        self.inputs_chosen.emit(int(key))

    def _choose(self, name: str) -> None:
        self._store.commit(self._store.session.with_activation(name), "Change activation")
