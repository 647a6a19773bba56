"""ByInputs: of two panels the one for the number of inputs that the network has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reluviz.ui.panels.curve import CurvePanel
    from reluviz.ui.panels.partition import PartitionPanel
    from reluviz.ui.panels.scene_panel import ScenePanel
    from reluviz.ui.scene import Scene

    Shown = ScenePanel | CurvePanel | PartitionPanel


class ByInputs(QStackedWidget):
    """Shows the panel for the number of inputs of a scene; the other gets none.

    makers: of a panel, by the number of inputs; each is called when its panel is first needed.
    """

    def __init__(self, makers: Mapping[int, Callable[[], Shown]]) -> None:
        super().__init__()
        self._makers = makers
        self._panels: dict[int, Shown] = {}
        self._titled = True

    def choose(self, inputs: int) -> Shown:
        """Bring the panel for so many inputs to the front, in the size it has there."""
        panel = self._panels.get(inputs)
        if panel is None:
            panel = self._panels[inputs] = self._makers[inputs]()
            panel.show_title(self._titled)
            self.addWidget(panel)
        if panel is not self.currentWidget():
            panel.resize(self.size())
            self.setCurrentWidget(panel)
        return panel

    def show_scene(self, scene: Scene) -> None:
        """Show this scene in the panel that it is for."""
        self.choose(scene.n_inputs).show_scene(scene)

    def show_title(self, shown: bool) -> None:
        """Show the titles, or leave them out where a tab says them."""
        self._titled = shown
        for panel in self._panels.values():
            panel.show_title(shown)
