"""CurveHand: what a mouse does with the handles of a curve, as previews and commits of the Store."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from reluviz.core.handles import kinks
from reluviz.session.muting import silenced
from reluviz.ui import neuron_edits
from reluviz.ui.curve_gestures import CurveDrag, LevelDrag, SlopeDrag, WeightDrag, snapped
from reluviz.ui.gestures import FINE
from reluviz.ui.items.curve_handles import REACH, CurveHandles, Hit
from reluviz.ui.numbers import short
from reluviz.ui.plane_hand import by_finger

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: A press becomes a drag after this many pixels, a finger's after more; before, it is a click.
_SLOP, _FINGER_SLOP = 2.0, 8.0
#: A finger hides what it points at, and reaches this much further than a mouse.
FINGER_REACH = 2.0
_ZOOM_PER_NOTCH = 1.15
#: One notch of the wheel over a kink changes the output weight by this much; a tenth of it with Shift.
_WEIGHT_PER_NOTCH = 0.1
#: A wheel keeps the meaning it began with until it rests this long (seconds) or the pointer moves.
_WHEEL_REST = 0.6


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

    def speak(self, text: str) -> None:
        """Tell a screen reader."""


class CurveHand:
    """Finds what is under the pointer, and moves it.

    hot: the handle under the pointer. focus: the one that was taken last, which keys move. gesture: the
    handle that is held. note: the value to show at `at`, the pointer, or at the focused handle when `at` is
    None.
    """

    def __init__(self, view: Graph, store: Store, theme: Theme) -> None:
        self._view, self._store, self._theme = view, store, theme
        self.hot: Hit | None = None
        self.focus: Hit | None = None
        self.gesture: CurveDrag | None = None
        self.note = ""
        self.at: QPointF | None = None
        self.panning = False
        self._pressed: QPointF | None = None
        self._center = (0.0, 0.0)
        self._moved = False
        self._slop = _SLOP
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
        self._pressed = self._virtual = self.at = event.position()
        self._moved, self._wheel = False, None
        self._slop = _FINGER_SLOP if by_finger(event) else _SLOP
        self._find_pressed(event)
        self.focus = self.hot
        if self.hot is None:
            self.panning, self._center = self._view.pans, self._store.session.view.center
            return
        self._store.grab()
        self.select(self.hot)
        self.gesture = self.gesture_for(self.hot)

    def select(self, hit: Hit) -> None:
        """Select the neuron of a handle."""
        if hit.neuron >= 0:
            self._store.look(selected=(0, hit.neuron))

    def gesture_for(self, hit: Hit) -> CurveDrag | None:
        """What a drag of this handle does; None where its plot is not in view."""
        network, plot = self._store.session.shown, self._view.plot_of(hit)
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

    def take(self, gesture: CurveDrag) -> None:
        """Hold a handle by the keyboard."""
        self.gesture, self._moved = gesture, False

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held; otherwise find what is under the pointer."""
        since, at = perf_counter(), event.position()
        self.follow_store()
        if self._pressed is None:
            self._wheel = None
            self._hide_note()
            self.find(at)
        elif not self._moved:
            self._moved = (at - self._pressed).manhattanLength() > self._slop
        if self._pressed is not None and self._moved:
            if self.gesture is not None:
                self._drag(self.gesture, event, since)
            elif self.panning:
                self._pan(at - self._pressed, since)
        if self._moved and self._pressed is not None:
            self.at = at  # not before, so that nothing is lost of the way until a drag begins

    def _hide_note(self) -> None:
        """A value that is not of a handle in hand goes when the mouse moves."""
        if self.gesture is None and self.note:
            self.note = ""
            self._view.refresh()

    def _drag(self, gesture: CurveDrag, event: QMouseEvent, since: float) -> None:
        keys, plot = event.modifiers(), self._view.plot_of(gesture.hit)
        if plot is None or self.at is None:
            return
        rate = FINE if keys & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._virtual += (event.position() - self.at) * rate
        snaps = bool(keys & Qt.KeyboardModifier.ControlModifier)
        step = self._view.snap_steps(plot)[gesture.upright] if snaps else None
        gesture.move(snapped(plot.units(self._virtual.x(), self._virtual.y())[gesture.upright], step))
        self.carry(gesture, "drag", since)

    def carry(self, gesture: CurveDrag, cause: str, since: float, *, settle: bool = False) -> None:
        """Show where a handle was moved to; settle: it is not held, and what follows no more is a step of its
        own."""
        store, muted = self._store, self._store.session.muted

        def edit(network: Network) -> Network:
            return gesture.copied(gesture.edit(silenced(network, muted)), network)

        self._view.tell(cause, since)
        if settle:
            network = edit(store.session.network)
            store.preview(store.session.with_network(network), gesture.text, settle=True)
        else:
            store.drag(edit, gesture.text)
            self._moved = self._taken = True
        self.note = gesture.label(store.session.network)
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
            restored = self.gesture.copied(self.gesture.start, session.network)
            self._store.cancel(session.with_network(restored))
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
        count = self._store.session.network.hidden[0]
        if self.hot is not None and self.hot.neuron >= count:
            self.hot = None
        if self.focus is not None and self.focus.neuron >= count:
            self.focus = None

    def double_click(self, event: QMouseEvent) -> None:
        """Double-click on a kink flips its active side."""
        self._find_pressed(event)
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
        self.turn_weight(hot.neuron, notches * (FINE if fine else 1.0), since)
        return None

    def turn_weight(self, neuron: int, notches: float, since: float) -> None:
        """Change the output weight of a neuron of the only hidden layer by so many notches."""
        session = self._store.session
        value = float(session.network.output_weights[neuron]) + _WEIGHT_PER_NOTCH * notches
        self._view.tell("wheel", since)
        network = session.network.with_output_weight(neuron, value)
        text = f"Set output weight {neuron + 1}"
        self._store.preview(session.with_network(network), text, settle=True)
        self.note = f"v = {short(value)}"
        self._view.refresh()

    # -- finding ---------------------------------------------------------------------------------------------

    def _find_pressed(self, event: QMouseEvent) -> None:
        self.find(event.position(), FINGER_REACH if by_finger(event) else 1.0)

    def find(self, at: QPointF | None, further: float = 1.0) -> None:
        """Look for the handle at `at`, so many times further than usual; None: the pointer has left."""
        found = None
        if at is not None:
            found = self._view.handles.hit(np.array([at.x(), at.y()]), self._theme.px(REACH) * further)
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
