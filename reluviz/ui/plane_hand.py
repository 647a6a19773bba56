"""PlaneHand: what a mouse does on the plane, as previews and commits of the Store."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QWheelEvent

from reluviz.session.muting import edited
from reluviz.ui import neuron_edits
from reluviz.ui.gestures import FINE, ArrowDrag, FoldDrag, Gesture, Move
from reluviz.ui.items import bent, handles
from reluviz.ui.items.grid import grid_step
from reluviz.ui.numbers import short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.items.handles import Handle
    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: A press becomes a drag after this many pixels, a finger's after more; before, it is a click.
_SLOP, _FINGER_SLOP = 2.0, 8.0
#: A finger hides what it points at, and reaches this much further than a mouse.
_FINGER_REACH = 2.0
_ZOOM_PER_NOTCH = 1.15
#: Of folds that are as near as this (pixels) to the pointer the selected neuron's is taken.
_TIE = 3.0
#: Ctrl snaps to a grid this much finer than the one that is drawn.
_SNAP_PARTS = 4


class Plane(Protocol):
    """What the hand knows of the view it works on."""

    handles: handles.Handles
    """Those of layer 1."""
    anchors: dict[tuple[int, int], tuple[float, float]]
    """For each neuron (layer, index), in input units, the point its handle stands next to."""
    scene: Scene | None

    def plane(self) -> PlaneMap | None:
        """The map between input units and pixels."""

    def handle(self, layer: int, neuron: int) -> Handle | None:
        """The handle of a neuron's fold, None where that is not in view."""

    def shown(self) -> set[tuple[int, int]]:
        """The neurons (layer, index) whose discs and arrows are shown."""

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown."""

    def refresh(self) -> None:
        """Paint again in the next frame, whether or not the scene differs."""

    def speak(self, text: str) -> None:
        """Tell a screen reader."""


class PlaneHand:
    """Finds what is under the pointer, and drags it.

    `hot`: the part of a handle under the pointer. `gesture`: the handle being dragged. `note`: the value to
    show at `at`, the pointer.
    """

    def __init__(self, view: Plane, store: Store, theme: Theme) -> None:
        self._view, self._store, self._theme = view, store, theme
        self.hot: handles.Hit | None = None
        self.gesture: Gesture | None = None
        self.note = ""
        self.at = QPointF()
        self.panning = False
        self._pressed: QPointF | None = None
        self._center = (0.0, 0.0)
        self._moved = False
        self._slop = _SLOP
        self._taken = False
        self._virtual = np.zeros(2)
        self._wheel: tuple[handles.Hit | None, float] | None = None

    @property
    def dragging(self) -> bool:
        """Whether a handle has been moved and not let go."""
        return self.gesture is not None and self._moved

    @property
    def clicked_beside(self) -> bool:
        """Whether the button was pressed where no handle is, and the pointer did not move since."""
        return self.panning and not self._moved

    # -- buttons ---------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Take the handle under the pointer, or the plane itself."""
        self._pressed = self.at = event.position()
        self._moved, self._wheel = False, None
        self._virtual = _array(event.position())
        self._slop = _FINGER_SLOP if by_finger(event) else _SLOP
        self._find_pressed(event)
        if self.hot is None:
            self.panning, self._center = True, self._store.session.view.center
            return
        self._store.grab()
        self._store.look(selected=self.hot.owner)
        if self.hot.at is not None:
            self._view.anchors[self.hot.owner] = self.hot.at
        self.gesture = self.gesture_for(self.hot)

    def gesture_for(self, hit: handles.Hit) -> Gesture | None:
        """What a drag of this part of a handle does; None where the handle is not in view."""
        network, plane = self._store.session.shown, self._view.plane()
        handle = self._view.handle(*hit.owner)
        if handle is None or plane is None:
            return None
        foot, length = plane.units(*handle.foot), float(np.hypot(*(handle.tip - handle.foot)))
        if hit.kind == "tip":
            at = np.array(foot)
            return ArrowDrag(*hit.owner, network, foot=at, scale=self._theme.scale, grabbed=length)
        return FoldDrag.at(*hit.owner, network, (hit.at or foot) if hit.layer else None)

    def take(self, gesture: Gesture) -> None:
        """Hold a handle by the keyboard."""
        self.gesture, self._moved = gesture, False

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
        store, muted = self._store, self._store.session.muted
        gesture.move(move, store.session.shown)

        def edit(network: Network) -> Network:
            return edited(network, muted, gesture.layer, gesture.neuron, gesture.edit)

        if gesture.anchor is not None:
            self._view.anchors[gesture.layer, gesture.neuron] = gesture.anchor
        self._view.tell(cause, since)
        if settle:
            network = edit(store.session.network)
            store.preview(store.session.with_network(network), gesture.text, settle=True)
        else:
            store.drag(edit, gesture.text)
            self._moved = self._taken = True
        self.note = gesture.label(store.session.network)
        self._view.refresh()

    def release(self) -> None:
        """Let go: what was dragged becomes one undo step."""
        if self.dragging:
            self._store.drop()
        self.forget()

    def cancel(self) -> None:
        """Put everything back as it was when the handle was taken."""
        if self.gesture is not None and self._moved:
            session = self._store.session
            self._store.cancel(session.with_network(self.gesture.restore(session.network)))
        self.forget()

    def forget(self) -> None:
        """Hold nothing any more, and leave the session as it is."""
        self.gesture = self._pressed = None
        self.panning = self._moved = self._taken = False
        self.note = ""
        self._view.refresh()

    def follow_store(self) -> None:
        """Let go when the Store did: another edit, or another session, came in between."""
        if self._taken and not self._store.held:
            self.forget()

    def double_click(self, event: QMouseEvent) -> None:
        """Double-click on a fold flips its active side."""
        self._find_pressed(event)
        if self.hot is not None:
            self._view.tell("flip", perf_counter())
            session = self._store.session
            name = neuron_edits.name_of(session.network, *self.hot.owner)
            self._store.commit(neuron_edits.with_flipped(session, *self.hot.owner), f"Flip {name}")

    # -- wheel -----------------------------------------------------------------------------------------------

    def turn(self, event: QWheelEvent) -> float | None:
        """Over a fold of the last hidden layer the wheel changes its output weight: done here.

        Elsewhere it zooms: the factor for the visible extent is returned.
        """
        since, notches = perf_counter(), event.angleDelta().y() / 120
        if self.gesture is not None or notches == 0:
            return None
        self.at = event.position()
        if self._wheel is None or since - self._wheel[1] > neuron_edits.WHEEL_REST:
            self.find(event.position())
            self._wheel = (self.hot, since)
        self._wheel = (self._wheel[0], since)
        hot = self._wheel[0]
        if hot is None or hot.layer != len(self._store.session.network.hidden) - 1:
            self.note = ""
            return float(_ZOOM_PER_NOTCH**-notches)
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.turn_weight(hot.neuron, notches * (FINE if fine else 1.0), since)
        return None

    def turn_weight(self, neuron: int, notches: float, since: float) -> None:
        """Change the output weight of a neuron of the last hidden layer by so many notches."""
        self._view.tell("wheel", since)
        session, text = neuron_edits.with_weight_turned(self._store.session, neuron, notches)
        self._store.preview(session, text, settle=True)
        self.note = f"v = {short(float(session.network.output_weights[neuron]))}"
        self._view.refresh()

    # -- finding ---------------------------------------------------------------------------------------------

    def _find_pressed(self, event: QMouseEvent) -> None:
        self.find(event.position(), _FINGER_REACH if by_finger(event) else 1.0)

    def find(self, at: QPointF | None, further: float = 1.0) -> None:
        """Look for the part of a handle at `at`, so many times further than usual; None: the pointer has
        left."""
        found = None if at is None else self._under(_array(at), self._theme.px(handles.REACH) * further)
        if found != self.hot:
            self.hot = found
            self._view.refresh()

    def _under(self, at: Floats, reach: float) -> handles.Hit | None:
        """A tip or disc of a shown handle, else the nearest fold; the selected neuron's wins ties, and is
        grabbed from as far where regions are small."""
        view, scene, plane = self._view, self._view.scene, self._view.plane()
        grip = handles.grip_at(view.handles, view.shown(), at, reach)
        if grip is not None or scene is None or plane is None:
            return grip
        selected, crowded = self._store.session.view.selected, bent.crowded_reach(scene, plane, reach)
        near = handles.lines_at(view.handles, at, reach)
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
        handle = self._view.handle(*self.hot.owner)
        return Qt.CursorShape.SizeAllCursor if handle is None else _across(handle.toward)


def by_finger(event: QMouseEvent) -> bool:
    """Whether an event is one that Qt makes of a touch on a screen."""
    return event.pointerType() == QPointingDevice.PointerType.Finger


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
