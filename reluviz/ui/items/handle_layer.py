"""The handles of all folds of a scene, which of them are shown, and how they are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from reluviz.ui.items import folds, handles
from reluviz.ui.items.bent import bent_handle

if TYPE_CHECKING:
    from reluviz.ui.items.handles import Handle, Handles, Hit
    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme


class HandleLayer:
    """Handles by neuron (layer, index); those of layer 1 are placed for each scene, bent ones when asked for.

    first: the handles of layer 1. anchors: for each neuron, in input units, the point that its handle stands
    next to. hovered: what is under the pointer and not held.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scene: Scene | None = None
        self._plane: PlaneMap | None = None
        self.first: Handles = handles.NONE
        self.anchors: dict[tuple[int, int], tuple[float, float]] = {}
        self.hovered: Hit | None = None

    def place(self, first: folds.Strokes, scene: Scene, plane: PlaneMap) -> None:
        """Place the handles of layer 1 along its folds."""
        self.first = handles.place_handles(scene.network, first, self.anchors, plane, self._theme)

    def see(self, scene: Scene, plane: PlaneMap) -> None:
        """Bent handles are those of this scene from now on."""
        self._scene, self._plane = scene, plane

    def of(self, layer: int, neuron: int) -> Handle | None:
        """The handle of a neuron's fold; None where that is not in view.

        That of a bent fold stands where the fold is nearest to the pointer, or to where it was last grabbed.
        """
        if layer == 0:
            return self.first.of(neuron)
        scene, plane, hot = self._scene, self._plane, self.hovered
        if scene is None or plane is None:
            return None
        near = self.anchors.get((layer, neuron), scene.session.view.center)
        if hot is not None and hot.owner == (layer, neuron) and hot.at:
            near = hot.at
        return bent_handle(scene, layer, neuron, near, plane, self._theme)

    def shown(self, hot: Hit | None) -> set[tuple[int, int]]:
        """The neurons whose discs and arrows are shown: all of a small network, else the ones in hand and
        selected."""
        if self._scene is None:
            return set()
        if folds.few(self._scene.network.hidden):
            return {(0, neuron) for neuron in self.first.neurons.tolist()}
        selected = self._scene.session.view.selected
        return ({hot.owner} if hot else set()) | ({selected} if selected else set())

    def paint(self, painter: QPainter, hot: Hit | None, *, cues: bool) -> None:
        """Paint the handles that are shown; cues: the selected one of layer 1 with hints."""
        selected = self._scene.session.view.selected if self._scene else None
        for owner in sorted(self.shown(hot)):
            handle = self.of(*owner)
            if handle is None:
                continue
            part = hot.kind if hot is not None and hot.owner == owner else None
            handles.paint_handle(painter, handle, self._theme, hot=part)
            if cues and owner == selected and owner[0] == 0:
                handles.paint_cues(painter, handle, self._theme)

    def paint_focus(self, painter: QPainter, focus: Hit | None) -> None:
        """Paint the ring around the handle that keys move."""
        handle = self.of(*focus.owner) if focus else None
        if focus is not None and handle is not None:
            handles.paint_focus(painter, handle.tip if focus.kind == "tip" else handle.foot, self._theme)

    def paint_hot_bend(self, painter: QPainter, hot: Hit | None) -> None:
        """Paint the bent fold under the pointer thicker than the others; the selected one is anyway."""
        scene, plane = self._scene, self._plane
        if hot is None or hot.layer == 0 or scene is None or plane is None:
            return
        if hot.owner != scene.session.view.selected:
            painter.setPen(folds.fold_pen(self._theme, folds.HOT_FOLD, hot.neuron))
            folds.Strokes.of(scene, plane, hot.layer, only=hot.neuron).draw(painter, hot.neuron)
