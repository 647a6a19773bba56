"""What floats over the surface: the choice of what it shows, and buttons for the camera."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from reluviz.ui import neuron_edits
from reluviz.ui.widgets.buttons import IconButton
from reluviz.ui.widgets.floating import FloatingButtons
from reluviz.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.sum_look import SumLook
    from reluviz.ui.theme import Theme
    from reluviz.ui.views.surface import SurfaceView

_GAP = 10


class SurfaceTools(QObject):
    """Buttons in the lower right corner of a surface, and, while a neuron is selected, a switch between it
    and the sum in the upper left one. `subject_chosen` tells that the user chose another."""

    subject_chosen = Signal()

    def __init__(self, theme: Theme, surface: SurfaceView, look: SumLook) -> None:
        super().__init__(surface)
        self._surface, self._look = surface, look
        reset = IconButton(theme, "cube", "First look (Home)", size=16)
        above = IconButton(theme, "from-above", "From above (End)", size=16)
        reset.clicked.connect(surface.reset)
        above.clicked.connect(surface.look_down)
        self._buttons = FloatingButtons(theme, (above, reset), surface)
        self._buttons.show()
        self._subject = Segmented(theme, [("sum", "Sum"), ("neuron", "Neuron")], surface, compact=True)
        self._subject.setObjectName("surfaceSubject")
        self._subject.setAccessibleName("What the surface shows")
        self._subject.setCursor(Qt.CursorShape.ArrowCursor)
        self._subject.move(theme.px(_GAP), theme.px(_GAP))
        self._subject.chosen.connect(self._choose)
        stops = (surface, above, reset, self._subject.button("sum"), self._subject.button("neuron"))
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _choose(self, subject: str) -> None:
        self._look.of_neuron = subject == "neuron"
        self.subject_chosen.emit()

    def show_selected(self, scene: Scene) -> None:
        """Offer the selected neuron of this scene."""
        selected = scene.session.view.selected
        if selected is not None:
            button = self._subject.button("neuron")
            button.setText(f"Neuron {selected[1] + 1}")
            name = neuron_edits.name_of(scene.network, *selected)
            last = selected[0] == len(scene.network.hidden) - 1
            button.setAccessibleName(name.capitalize())
            button.setToolTip(f"What {name} adds to the sum" if last else f"The output of {name}")
        self._subject.set_key("neuron" if self._look.of_neuron else "sum")
        self._subject.setVisible(selected is not None)
        self._subject.adjustSize()

    def place(self) -> None:
        """Stand in the corners of the surface as it is now."""
        self._buttons.place(self._surface.size())
