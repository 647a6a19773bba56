"""PlaneKeys: the handles of the plane, walked through and moved by the keyboard."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, get_args

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from reluviz.ui import handle_keys as keys
from reluviz.ui.gestures import FINE, SNAP_DEGREES, Gesture, Move
from reluviz.ui.held_keys import HeldKeys
from reluviz.ui.items.handles import LONGEST_ARROW, Handle, Hit, Kind
from reluviz.ui.neuron_edits import name_of
from reluviz.ui.plane_hand import snap_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.plane_hand import Plane, PlaneHand
    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: One press of an arrow key moves a handle by this many pixels (scale 1).
STEP = 8
#: Home and End stop so many pixels (scale 1) before the edge of the view, so that the handle stays in sight.
_MARGIN = 24


class PlaneKeys(HeldKeys[Hit, Gesture]):
    """The keys of the plane. The handle in focus is of the selected neuron: its fold, or the tip of its
    arrow."""

    def __init__(self, view: Plane, hand: PlaneHand, store: Store, theme: Theme) -> None:
        super().__init__(hand, store)
        self._view, self._hand, self._theme = view, hand, theme
        self._kind: Kind = "fold"
        self._at = np.zeros(2)

    # -- the focus -------------------------------------------------------------------------------------------

    def stops(self) -> list[Hit]:
        """All handles in view, in the order in which Tab walks through them."""
        scene, kinds = self._view.scene, get_args(Kind)
        if scene is None:
            return []
        first = [Hit(kind, 0, i) for i in self._view.handles.first.neurons.tolist() for kind in kinds]
        return first + [
            Hit("fold", layer, int(i))
            for layer in range(1, len(scene.network.hidden))
            for i in np.flatnonzero(np.diff(scene.folds(layer).offsets))
        ]

    @property
    def focus(self) -> Hit | None:
        """The handle that keys move; None when the selected neuron has none in view."""
        selected = self._store.session.view.selected
        if selected is None or self._view.handles.of(*selected) is None:
            return None
        return Hit(self._kind if selected[0] == 0 else "fold", *selected)

    def walk(self, step: int) -> bool:
        """Go to the next handle (1) or the one before (-1); False at the end of them."""
        stops, focus = self.stops(), self.focus
        if focus not in stops:
            return self._enter(stops, step)
        place = stops.index(focus) + step
        return 0 <= place < len(stops) and self._go_to(stops[place])

    def enter(self, step: int) -> bool:
        """Go to the first handle (1) or the last (-1), coming from another widget."""
        return self._enter(self.stops(), step)

    def _enter(self, stops: list[Hit], step: int) -> bool:
        return bool(stops) and self._go_to(stops[0 if step > 0 else -1])

    def _go_to(self, stop: Hit) -> bool:
        self.let_go()
        self.active, self._kind = True, stop.kind
        self._store.look(selected=stop.owner)
        self._hand.note = ""
        self._view.speak(self._described(stop))
        self._view.refresh()
        return True

    def _described(self, stop: Hit) -> str:
        network = self._store.session.network
        part = "Fold" if stop.kind == "fold" else "Arrow"
        return f"{part} of {name_of(network, *stop.owner)}, {self._value(stop)}"

    def _value(self, stop: Hit) -> str:
        gesture = self._hand.gesture_for(stop)
        return gesture.label(self._store.session.network) if gesture else ""

    def follow_mouse(self, hot: Hit | None) -> None:
        """The mouse took a handle, or the plane: the handle has the focus from now on, which is not shown."""
        self.active = False
        if hot is not None:
            self._kind = hot.kind

    # -- keys ------------------------------------------------------------------------------------------------

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key does to the focused handle; whether it does anything."""
        key, since, focus = Qt.Key(event.key()), perf_counter(), self.focus
        if key in keys.RESTORE.keys:
            return self._restore()
        if focus is None:
            return False
        if key in keys.GRAB.keys:
            self._grab_or_drop(focus)
        elif key in keys.STEP.keys:
            self._step(focus, keys.DIRECTIONS[key], event.modifiers(), since)
        elif key in keys.LIMIT.keys:
            self._to_limit(focus, key is keys.LIMIT.keys[1], since)
        elif key in keys.WEIGHT.keys:
            return self._change_weight(focus, key, since)
        else:
            return False
        self.active = True
        self._view.refresh()
        return True

    def let_go(self) -> None:
        """Let a grabbed handle go, and end the undo step."""
        if self._hand.gesture is not None:
            self._hand.release()
        elif self._run is not None:
            self._store.settle()
        self._run = None

    def _grab_or_drop(self, focus: Hit) -> None:
        if self._hand.gesture is not None:
            self.let_go()
            self._view.speak("Let go")
            return
        self._store.grab()
        self._begin(focus)
        if self._run is not None:
            self._hand.take(self._run[0])
            self._view.speak("Grabbed")

    def _begin(self, focus: Hit) -> None:
        """Begin to move the focused handle, from where it stands."""
        self._store.settle()
        gesture, handle = self._hand.gesture_for(focus), self._view.handles.of(*focus.owner)
        if gesture is not None and handle is not None:
            self._at = handle.tip if focus.kind == "tip" else handle.foot
            self._run = gesture, self._store.session

    # -- moves -----------------------------------------------------------------------------------------------

    def _step(self, focus: Hit, direction: tuple[int, int], held: Qt.KeyboardModifier, since: float) -> None:
        handle, plane = self._ready(focus)
        if handle is None or plane is None:
            return
        snaps = bool(held & Qt.KeyboardModifier.ControlModifier)
        fine = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if snaps and focus.kind == "tip":
            turn = SNAP_DEGREES if direction in ((-1, 0), (0, -1)) else -SNAP_DEGREES
            to = handle.foot + _turned(self._at - handle.foot, turn)
        else:
            length = snap_step(plane) * plane.pixels_per_unit if snaps else self._theme.px(STEP)
            to = self._at + np.array(direction) * (length * FINE if fine and not snaps else length)
        snap = snap_step(plane) if snaps else None
        self._move(Move(to, plane, snap, bool(held & Qt.KeyboardModifier.AltModifier)), since)

    def _to_limit(self, focus: Hit, forward: bool, since: float) -> None:
        """A fold goes across itself to the edge of the view, an arrow to its least or greatest length."""
        handle, plane = self._ready(focus)
        if handle is None or plane is None:
            return
        if focus.kind == "tip":
            length = LONGEST_ARROW * self._theme.scale if forward else 1.0
            to = handle.foot + handle.toward * length
        else:
            to = _edge(
                handle.foot, handle.toward if forward else -handle.toward, plane, self._theme.px(_MARGIN)
            )
        self._move(Move(to, plane), since)

    def _ready(self, focus: Hit) -> tuple[Handle | None, PlaneMap | None]:
        """The focused handle, ready to be moved on, and the map of the view."""
        if self._hand.gesture is None and not self._run_goes_on():
            self._begin(focus)
        return self._view.handles.of(*focus.owner), self._view.plane()

    def _move(self, move: Move, since: float) -> None:
        if self._run is None:
            return
        gesture = self._run[0]
        self._hand.carry(gesture, move, "keys", since, settle=self._hand.gesture is None)
        self._run = gesture, self._store.session
        place = gesture.place(move.plane)
        self._at = move.at if place is None else place
        self._hand.at = QPointF(*self._at)
        self._view.speak(self._hand.note)

    def _change_weight(self, focus: Hit, key: Qt.Key, since: float) -> bool:
        if focus.layer != len(self._store.session.network.hidden) - 1:
            return False
        self.let_go()
        handle = self._view.handles.of(*focus.owner)
        if handle is not None:
            self._hand.at = QPointF(*handle.foot)
        self._hand.turn_weight(focus.neuron, 1.0 if key is keys.WEIGHT.keys[0] else -1.0, since)
        self.active = True
        self._view.speak(self._hand.note)
        return True


def _turned(arrow: Floats, degrees: float) -> Floats:
    """A vector in pixels turned counter-clockwise."""
    angle = np.radians(degrees)
    c, s = np.cos(angle), np.sin(angle)
    return np.array([c * arrow[0] + s * arrow[1], c * arrow[1] - s * arrow[0]])


def _edge(start: Floats, toward: Floats, plane: PlaneMap, margin: float) -> Floats:
    """Where the way from `start` along `toward` comes within `margin` of the edge of the view."""
    far = np.where(toward > 0, (plane.width - margin, plane.height - margin), margin)
    with np.errstate(divide="ignore", invalid="ignore"):
        ways = (far - start) / toward
    return start + toward * max(0.0, float(ways[np.isfinite(ways)].min(initial=np.inf)))
