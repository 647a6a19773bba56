"""CurveHand: what mouse and keyboard do with the handles of a curve, as previews and commits of the Store."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from reluviz.core.handles import kinks
from reluviz.ui import neuron_edits
from reluviz.ui.curve_gestures import CurveDrag, LevelDrag, SlopeDrag, WeightDrag, snapped
from reluviz.ui.gestures import FINE
from reluviz.ui.items.curve_handles import REACH, CurveHandles, Hit
from reluviz.ui.items.grid import grid_step
from reluviz.ui.numbers import short

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: A press becomes a drag after this many pixels; before, it is a click.
_SLOP = 2.0
_ZOOM_PER_NOTCH = 1.15
#: One notch of the wheel over a kink changes the output weight by this much; a tenth of it with Shift.
_WEIGHT_PER_NOTCH = 0.1
#: A wheel keeps the meaning it began with until it rests this long (seconds) or the pointer moves.
_WHEEL_REST = 0.6
#: An arrow key moves a handle by about so many pixels.
_KEY_PIXELS = 8
_KEYS = {
    Qt.Key.Key_Left: (False, -1), Qt.Key.Key_Right: (False, 1), Qt.Key.Key_Down: (True, -1),
    Qt.Key.Key_Up: (True, 1),
}  # fmt: skip
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: 1}


class Graph(Protocol):
    """What the hand knows of the view it works on."""

    handles: CurveHandles
    pans: bool
    """Whether what is no handle can be dragged about."""

    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """The map of the plot in which a handle stands; None for the plot itself, if the view has but one."""

    def kink_drag(self, network: Network, neuron: int) -> CurveDrag:
        """What a kink does when it is dragged."""

    def slope_drag(self, network: Network, neuron: int, x: float) -> CurveDrag:
        """What a slope point at `x` does when it is dragged."""

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """The grid in x and y to which Ctrl snaps."""

    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """How far Home and End take a handle: up and down, or sideways."""

    def walk_order(self) -> list[Hit]:
        """The handles in the order in which Tab walks through them."""

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown."""

    def refresh(self) -> None:
        """Paint again in the next frame, whether or not the scene differs."""

    def say(self, text: str) -> None:
        """Tell screen readers what has the keyboard."""


class CurveHand:
    """Finds what is under the pointer, or has the keyboard, and moves it.

    hot: the handle under the pointer. focus: the handle that keys move. gesture: the handle that is held.
    keyed: whether keys were used last, not the mouse. by_key: whether the keyboard holds the handle.
    note: the value to show at `at`, the pointer, or at the handle that keys move, when `at` is None.
    """

    def __init__(self, view: Graph, store: Store, theme: Theme) -> None:
        self._view, self._store, self._theme = view, store, theme
        self.hot: Hit | None = None
        self.focus: Hit | None = None
        self.gesture: CurveDrag | None = None
        self.note = ""
        self.at: QPointF | None = None
        self.panning = False
        self.by_key = self.keyed = False
        self._pressed: QPointF | None = None
        self._center = (0.0, 0.0)
        self._moved = False
        self._taken = False
        self._virtual = QPointF()
        self._wheel: tuple[Hit | None, float] | None = None

    @property
    def dragging(self) -> bool:
        """Whether a handle has been moved and not let go."""
        return self.gesture is not None and self._moved

    def held_x(self, neuron: int) -> float | None:
        """The x of the slope point of a neuron that is held, else None."""
        gesture = self.gesture
        return gesture.x if isinstance(gesture, SlopeDrag | WeightDrag) and gesture.neuron == neuron else None

    # -- buttons ---------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Take the handle under the pointer, or the plot itself."""
        self.let_go()
        self._pressed = self._virtual = self.at = event.position()
        self._moved, self._wheel = False, None
        self.find(event.position())
        self.focus, self.keyed = self.hot, False
        if self.hot is None:
            self.panning, self._center = self._view.pans, self._store.session.view.center
            return
        self._take(self.hot)

    def _take(self, hit: Hit) -> None:
        self._store.grab()
        self._select(hit)
        self.gesture = self._gesture_for(hit)

    def _select(self, hit: Hit) -> None:
        if hit.neuron >= 0:
            self._store.look(selected=(0, hit.neuron))

    def _gesture_for(self, hit: Hit) -> CurveDrag | None:
        network, plot = self._store.session.network, self._view.plot_of(hit)
        if hit.part == "level":
            return LevelDrag(network)
        if hit.part == "kink":
            return self._view.kink_drag(network, hit.neuron)
        place = self._view.handles.place(hit)
        if plot is None:
            return None
        if place is None:  # Tab came here just now, before it could be shown
            w = network.weights[0][hit.neuron, 0]
            x = float(kinks(network)[hit.neuron] + np.sign(w))
        else:
            x = plot.units(*place.tolist())[0]
        return self._view.slope_drag(network, hit.neuron, x)

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held; otherwise find what is under the pointer."""
        since, at = perf_counter(), event.position()
        self.follow_store()
        if self._pressed is None:
            if not self.by_key:
                self.note, self._wheel = "", None
            self.find(at)
        elif not self._moved:
            self._moved = (at - self._pressed).manhattanLength() > _SLOP
        if self._pressed is not None and self._moved:
            if self.gesture is not None:
                self._drag(self.gesture, event, since)
            elif self.panning:
                self._pan(at - self._pressed, since)
        if not self.by_key and (self._pressed is None or self._moved):
            self.at = at  # of a drag that has not begun yet nothing is lost

    def _drag(self, gesture: CurveDrag, event: QMouseEvent, since: float) -> None:
        keys, plot = event.modifiers(), self._view.plot_of(gesture.hit)
        if plot is None or self.at is None:
            return
        rate = FINE if keys & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._virtual += (event.position() - self.at) * rate
        snaps = bool(keys & Qt.KeyboardModifier.ControlModifier)
        step = self._view.snap_steps(plot)[gesture.upright] if snaps else None
        gesture.move(snapped(plot.units(self._virtual.x(), self._virtual.y())[gesture.upright], step))
        self._show(gesture, "drag", since)

    def _show(self, gesture: CurveDrag, cause: str, since: float) -> None:
        self._view.tell(cause, since)
        self._store.drag(gesture.edit, gesture.text)
        self._taken = True
        self.note = gesture.label(self._store.session.network)
        self._view.refresh()

    def _pan(self, shift: QPointF, since: float) -> None:
        plot = self._view.plot_of(None)
        if plot is not None:
            x, y = self._center
            self._view.tell("pan", since)
            self._store.look(center=(x - shift.x() / plot.across, y + shift.y() / plot.up))

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

    def let_go(self) -> None:
        """Let a handle go that the keyboard holds."""
        if self.by_key:
            self.release()

    def forget(self) -> None:
        """Hold nothing any more, and leave the session as it is."""
        self.gesture = self._pressed = None
        self.panning = self._moved = self._taken = self.by_key = False
        self.note = ""
        self._view.refresh()

    def follow_store(self) -> None:
        """Let go when the Store did: another edit, or another session, came in between."""
        if self._taken and not self._store.held:
            self.forget()
        count = self._store.session.network.hidden[0]
        if self.hot is not None and self.hot.neuron >= count:
            self.hot = None
        if self.focus is not None and self.focus.neuron >= count:
            self.focus = None

    def double_click(self, event: QMouseEvent) -> None:
        """Double-click on a kink flips its active side."""
        self.find(event.position())
        if self.hot is not None and self.hot.part == "kink":
            self._view.tell("flip", perf_counter())
            session = neuron_edits.with_flipped(self._store.session, 0, self.hot.neuron)
            self._store.commit(session, f"Flip neuron {self.hot.neuron + 1}")

    # -- wheel -----------------------------------------------------------------------------------------------

    def turn(self, event: QWheelEvent) -> float | None:
        """Over a kink of the last hidden layer the wheel changes its output weight: done here.

        Elsewhere it zooms: the factor for the visible extent is returned.
        """
        since, notches = perf_counter(), event.angleDelta().y() / 120
        if self.gesture is not None or notches == 0:
            return None
        self.at = event.position()
        if self._wheel is None or since - self._wheel[1] > _WHEEL_REST:
            self.find(event.position())
            self._wheel = (self.hot, since)
        hot = self._wheel[0]
        self._wheel = (hot, since)
        if hot is None or hot.neuron < 0 or len(self._store.session.network.hidden) != 1:
            self.note = ""
            return float(_ZOOM_PER_NOTCH**-notches)
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._turn_weight(hot.neuron, notches * (FINE if fine else 1.0), since)
        return None

    def _turn_weight(self, neuron: int, notches: float, since: float) -> None:
        session = self._store.session
        value = float(session.network.output_weights[neuron]) + _WEIGHT_PER_NOTCH * notches
        self._view.tell("wheel", since)
        network = session.network.with_output_weight(neuron, value)
        text = f"Set output weight {neuron + 1}"
        self._store.preview(session.with_network(network), text, settle=True)
        self.note = f"v = {short(value)}"
        self._view.refresh()

    # -- keys ------------------------------------------------------------------------------------------------

    def walk(self, *, forward: bool) -> bool:
        """Take the keyboard to the next handle, or the one before; whether there was one."""
        self.let_go()
        order = self._view.walk_order()
        if self.focus in order:
            place = order.index(self.focus) + (1 if forward else -1)
        else:
            place = 0 if forward else len(order) - 1
        if not 0 <= place < len(order):
            self.leave()
            return False
        self.focus, self.note, self.keyed = order[place], "", True
        self._select(self.focus)
        self._say_focus()
        self._view.refresh()
        return True

    def _say_focus(self) -> None:
        """Say which handle keys move, and where it is."""
        gesture = self._gesture_for(self.focus) if self.focus is not None else None
        if gesture is not None:
            self._view.say(f"{gesture.name}: {gesture.label(self._store.session.network)}")

    def leave(self) -> None:
        """The keyboard goes elsewhere."""
        self.let_go()
        self.focus, self.note, self.keyed = None, "", False
        self._view.refresh()

    def key(self, event: QKeyEvent) -> bool:
        """Move, hold or let go the handle that has the keyboard; whether the key meant that."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if self.focus is None or (self.gesture is not None and not self.by_key):
            return False
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._grab_or_drop(self.focus)
            return True
        return self._move_by(key, event.modifiers(), self.focus)

    def _escape(self) -> bool:
        """Put back what is held, or what keys moved just now."""
        if self.gesture is not None or self.panning:
            self.cancel()
            return True
        if self.focus is not None and self.at is None and self.note and self._store.unrecorded:
            self._store.revert()
            self.note = ""
            self._view.refresh()
            return True
        return False

    def _grab_or_drop(self, hit: Hit) -> None:
        if self.by_key:
            self.release()
            return
        self._take(hit)
        self.by_key, self.at = self.gesture is not None, None
        if self.gesture is not None:
            self.note = self.gesture.label(self._store.session.network)
        self._view.refresh()

    def _move_by(self, key: Qt.Key, keys: Qt.KeyboardModifier, hit: Hit) -> bool:
        gesture, plot = self.gesture or self._gesture_for(hit), self._view.plot_of(hit)
        if gesture is None or plot is None:
            return False
        to = self._destination(key, keys, gesture, plot)
        if to is None:
            return False
        since, self.at, self.keyed = perf_counter(), None, True
        gesture.move(to)
        if self.by_key:
            self._moved = True
            self._show(gesture, "key", since)
            self._say_focus()
            return True
        self._view.tell("key", since)
        session = self._store.session
        network = gesture.edit(session.network)
        self._store.preview(session.with_network(network), gesture.text, settle=True)
        self.note = gesture.label(network)
        self._say_focus()
        self._view.refresh()
        return True

    def _destination(
        self, key: Qt.Key, keys: Qt.KeyboardModifier, gesture: CurveDrag, plot: CurveMap
    ) -> float | None:
        """Where a key takes a handle, None for a key of no meaning to it."""
        if key in _ENDS:
            return self._view.limits(plot, upright=gesture.upright)[_ENDS[key]]
        upright, way = _KEYS.get(key, (None, 0))
        if upright is not gesture.upright:
            return None
        now = gesture.now(self._store.session.network)
        if keys & Qt.KeyboardModifier.ControlModifier:
            step = self._view.snap_steps(plot)[gesture.upright]
            return step * (way + (math.floor if way > 0 else math.ceil)(now / step + way * 1e-9))
        fine = FINE if keys & Qt.KeyboardModifier.ShiftModifier else 1.0
        pixels = plot.up if gesture.upright else plot.across
        return now + way * fine * grid_step(pixels, self._theme.px(_KEY_PIXELS))

    # -- finding ---------------------------------------------------------------------------------------------

    def find(self, at: QPointF | None) -> None:
        """Look for the handle at `at`; None: the pointer has left."""
        found = None
        if at is not None:
            found = self._view.handles.hit(np.array([at.x(), at.y()]), self._theme.px(REACH))
        if found != self.hot:
            self.hot = found
            self._view.refresh()

    def cursor(self) -> Qt.CursorShape:
        """The shape that says what a drag will do."""
        held = self.gesture.hit if self.gesture is not None else self.hot
        if self.panning and self._moved:
            return Qt.CursorShape.ClosedHandCursor
        if held is None:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.SizeHorCursor if held.part == "kink" else Qt.CursorShape.SizeVerCursor
