"""PlaneHand: what a mouse does on the plane, as previews and commits of the Store."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from reluviz.session.muting import edited
from reluviz.ui import neuron_edits
from reluviz.ui.gestures import FINE, ArrowDrag, FoldDrag, Gesture, Move
from reluviz.ui.hand import Hand, Handled
from reluviz.ui.items import bent, handles
from reluviz.ui.items.grid import grid_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.items.handle_layer import HandleLayer
    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Of folds that are as near as this (pixels) to the pointer the selected neuron's is taken.
_TIE = 3.0
#: Ctrl snaps to a grid this much finer than the one that is drawn.
_SNAP_PARTS = 4


class Plane(Handled, Protocol):
    """What the hand knows of the view it works on."""

    handles: HandleLayer
    scene: Scene | None

    def plane(self) -> PlaneMap | None:
        """The map between input units and pixels."""


class PlaneHand(Hand[handles.Hit, Gesture]):
    """The hand of the plane."""

    at: QPointF

    def __init__(self, view: Plane, store: Store, theme: Theme) -> None:
        super().__init__(view, store)
        self._view, self._theme = view, theme
        self.at = QPointF()
        self._virtual = np.zeros(2)

    @property
    def clicked_beside(self) -> bool:
        """Whether the button was pressed where no handle is, and the pointer did not move since."""
        return self.panning and not self._moved

    # -- buttons ---------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Take the handle under the pointer, or the plane itself."""
        self._virtual = _array(event.position())
        self._begin_press(event)
        if self.hot is None:
            self.panning, self._center = True, self._store.session.view.center
            return
        self._store.grab()
        self._store.look(selected=self.hot.owner)
        if self.hot.at is not None:
            self._view.handles.anchors[self.hot.owner] = self.hot.at
        self.gesture = self.gesture_for(self.hot)

    def gesture_for(self, hit: handles.Hit) -> Gesture | None:
        """What a drag of this part of a handle does; None where the handle is not in view."""
        network, plane = self._store.session.shown, self._view.plane()
        handle = self._view.handles.of(*hit.owner)
        if handle is None or plane is None:
            return None
        foot, length = plane.units(*handle.foot), float(np.hypot(*(handle.tip - handle.foot)))
        if hit.kind == "tip":
            at = np.array(foot)
            return ArrowDrag(*hit.owner, network, foot=at, scale=self._theme.scale, grabbed=length)
        return FoldDrag.at(*hit.owner, network, (hit.at or foot) if hit.layer else None)

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held; otherwise find what is under the pointer."""
        since, at, plane = perf_counter(), event.position(), self._view.plane()
        if plane is None:
            return
        self.follow_store()
        if self._pressed is None:
            self.note, self._wheel = "", None
            self.find(at)
        elif not self._moved:
            self._moved = (at - self._pressed).manhattanLength() > self._slop
        if self._pressed is not None and self._moved:
            if self.gesture is not None:
                self._drag(self.gesture, event, plane, since)
            elif self.panning:
                shift = (at - self._pressed) / plane.pixels_per_unit
                self._view.tell("pan", since)
                self._store.look(center=(self._center[0] - shift.x(), self._center[1] + shift.y()))
        if self._pressed is None or self._moved:  # what was still a click counts once it is a drag
            self.at = at

    def _drag(self, gesture: Gesture, event: QMouseEvent, plane: PlaneMap, since: float) -> None:
        keys = event.modifiers()
        rate = FINE if keys & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._virtual = self._virtual + rate * (_array(event.position()) - _array(self.at))
        snap = snap_step(plane) if keys & Qt.KeyboardModifier.ControlModifier else None
        bend = bool(keys & Qt.KeyboardModifier.AltModifier)
        self.carry(gesture, Move(self._virtual, plane, snap, bend), "drag", since)

    def carry(self, gesture: Gesture, move: Move, cause: str, since: float, *, settle: bool = False) -> None:
        """Move a handle; settle: it is not held, and what follows no more is a step of its own."""
        muted = self._store.session.muted
        gesture.move(move, self._store.session.shown)

        def edit(network: Network) -> Network:
            return edited(network, muted, gesture.layer, gesture.neuron, gesture.edit)

        self._view.handles.hovered = None
        if gesture.anchor is not None:
            self._view.handles.anchors[gesture.layer, gesture.neuron] = gesture.anchor
        self._show(gesture, edit, cause, since, settle=settle)

    def double_click(self, event: QMouseEvent) -> None:
        """Double-click on a fold flips its active side."""
        self.find_pressed(event)
        if self.hot is not None:
            self._view.tell("flip", perf_counter())
            session = self._store.session
            name = neuron_edits.name_of(session.network, *self.hot.owner)
            self._store.commit(neuron_edits.with_flipped(session, *self.hot.owner), f"Flip {name}")

    def weighted(self, hit: handles.Hit | None) -> int | None:
        """That of a fold of the last hidden layer."""
        last = len(self._store.session.network.hidden) - 1
        return hit.neuron if hit is not None and hit.layer == last else None

    # -- finding ---------------------------------------------------------------------------------------------

    def find(self, at: QPointF | None, further: float = 1.0) -> None:
        """Look for the part of a handle at `at`, so many times further than usual; None: the pointer has
        left."""
        found = None if at is None else self._under(_array(at), self._theme.px(handles.REACH) * further)
        if found != self.hot:
            self.hot = self._view.handles.hovered = found
            self._view.refresh()

    def _under(self, at: Floats, reach: float) -> handles.Hit | None:
        """A tip or disc of a shown handle, else the nearest fold; the selected neuron's wins ties, and is
        grabbed from as far where regions are small."""
        view, scene, plane = self._view, self._view.scene, self._view.plane()
        grip = handles.grip_at(view.handles.first, view.handles.shown(self.hot), at, reach)
        if grip is not None or scene is None or plane is None:
            return grip
        selected, crowded = self._store.session.view.selected, bent.crowded_reach(scene, plane, reach)
        near = handles.lines_at(view.handles.first, at, reach)
        for distance, hit in bent.bends_at(scene, plane.units(*at), reach / plane.pixels_per_unit):
            if distance * plane.pixels_per_unit <= (reach if hit.owner == selected else crowded):
                near.append((distance * plane.pixels_per_unit, hit))
        favoured = [(distance - _TIE * (hit.owner == selected), hit) for distance, hit in near]
        return min(favoured, key=lambda found: found[0])[1] if favoured else None

    def cursor(self) -> Qt.CursorShape:
        """The shape that says what a drag will do."""
        if self.panning and self._moved:
            return Qt.CursorShape.ClosedHandCursor
        if self.hot is None:
            return Qt.CursorShape.ArrowCursor
        if self.hot.kind == "tip":
            return Qt.CursorShape.SizeAllCursor
        handle = self._view.handles.of(*self.hot.owner)
        return Qt.CursorShape.SizeAllCursor if handle is None else _across(handle.toward)


def snap_step(plane: PlaneMap) -> float:
    """The step, in input units, of the grid that Ctrl snaps to."""
    return grid_step(plane.pixels_per_unit) / _SNAP_PARTS


def _across(toward: Floats) -> Qt.CursorShape:
    """The double arrow nearest to the pixel direction `toward`."""
    shapes = (
        Qt.CursorShape.SizeHorCursor, Qt.CursorShape.SizeFDiagCursor,
        Qt.CursorShape.SizeVerCursor, Qt.CursorShape.SizeBDiagCursor,
    )  # fmt: skip
    return shapes[round(float(np.arctan2(toward[1], toward[0])) / (np.pi / 4)) % 4]


def _array(at: QPointF) -> Floats:
    return np.array([at.x(), at.y()])
