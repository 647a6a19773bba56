"""ScenePanel: a panel that derives what it shows only while it can be seen."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from reluviz.ui.widgets.panel import Panel, out_of_sight

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene


class ScenePanel(Panel):
    """Shows scenes; the last one that came while it was behind a tab or put away waits until it is seen."""

    _waiting: Scene | None = None

    def show_scene(self, scene: Scene) -> None:
        """Show this scene, or remember it while the panel is out of sight."""
        if out_of_sight(self):
            self._waiting = scene
        else:
            self._waiting = None
            self.derive(scene)

    @abstractmethod
    def derive(self, scene: Scene) -> None:
        """Derive from this scene what the panel paints; what did not change is left alone."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting is not None:
            self.show_scene(self._waiting)
