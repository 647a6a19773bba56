"""CurveHand: what a mouse does with the handles of a curve, as previews and commits of the Store."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from reluviz.core.handles import kinks
from reluviz.session.muting import silenced
from reluviz.ui import neuron_edits
from reluviz.ui.curve_gestures import CurveDrag, LevelDrag, SlopeDrag, WeightDrag, snapped
from reluviz.ui.gestures import FINE
from reluviz.ui.hand import Hand, Handled
from reluviz.ui.items.curve_handles import REACH, CurveHandles, Hit

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme


class Graph(Handled, Protocol):
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


class CurveHand(Hand[Hit, CurveDrag]):
    """The hand of a curve.

    focus: the handle that was taken last, which keys move; the value is shown at it when `at` is None.
    """

    def __init__(self, view: Graph, store: Store, theme: Theme) -> None:
        super().__init__(view, store)
        self._view, self._theme = view, theme
        self.focus: Hit | None = None
        self._virtual = QPointF()

    def held_x(self, neuron: int) -> float | None:
        """The x of the slope point of a neuron that is held, else None."""
        gesture = self.gesture
        return gesture.x if isinstance(gesture, SlopeDrag | WeightDrag) and gesture.neuron == neuron else None

    # -- buttons ---------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Take the handle under the pointer, or the plot itself."""
        self._virtual = event.position()
        self._begin_press(event)
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
        muted = self._store.session.muted

        def edit(network: Network) -> Network:
            return gesture.copied(gesture.edit(silenced(network, muted)), network)

        self._show(gesture, edit, cause, since, settle=settle)

    def _pan(self, shift: QPointF, since: float) -> None:
        plot = self._view.plot_of(None)
        if plot is not None:
            x, y = self._center
            self._view.tell("pan", since)
            self._store.look(center=(x - shift.x() / plot.across, y + shift.y() / plot.up))

    def follow_store(self) -> None:
        """Let go when the Store did; neurons that are gone are neither pointed at nor in focus."""
        super().follow_store()
        count = self._store.session.network.hidden[0]
        if self.hot is not None and self.hot.neuron >= count:
            self.hot = None
        if self.focus is not None and self.focus.neuron >= count:
            self.focus = None

    def double_click(self, event: QMouseEvent) -> None:
        """Double-click on a kink flips its active side."""
        self.find_pressed(event)
        if self.hot is not None and self.hot.part == "kink":
            self._view.tell("flip", perf_counter())
            session = neuron_edits.with_flipped(self._store.session, 0, self.hot.neuron)
            self._store.commit(session, f"Flip neuron {self.hot.neuron + 1}")

    def weighted(self, hit: Hit | None) -> int | None:
        """That of a handle of the only hidden layer."""
        single = len(self._store.session.network.hidden) == 1
        return hit.neuron if hit is not None and hit.neuron >= 0 and single else None

    # -- finding ---------------------------------------------------------------------------------------------

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
