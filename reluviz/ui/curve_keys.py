"""CurveKeys: the handles of a curve, walked through and moved by the keyboard."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from reluviz.ui import handle_keys as keys
from reluviz.ui.gestures import FINE
from reluviz.ui.held_keys import HeldKeys
from reluviz.ui.items.curve_handles import Hit
from reluviz.ui.items.grid import grid_step

if TYPE_CHECKING:
    from reluviz.ui.curve_gestures import CurveDrag
    from reluviz.ui.curve_hand import CurveHand, Graph
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: An arrow key moves a handle by a round number, next to this many pixels.
STEP = 8


class CurveKeys(HeldKeys[Hit, "CurveDrag"]):
    """The keys of a curve, which move the handle that its hand has in focus."""

    def __init__(self, view: Graph, hand: CurveHand, store: Store, theme: Theme) -> None:
        super().__init__(hand, store)
        self._view, self._hand, self._theme = view, hand, theme

    @property
    def focus(self) -> Hit | None:
        """The handle that was taken last."""
        return self._hand.focus

    # -- the focus -------------------------------------------------------------------------------------------

    def enter(self, step: int) -> bool:
        """Go to the first handle (1) or the last (-1), coming from another widget."""
        self._hand.focus = None
        return self.walk(step)

    def walk(self, step: int) -> bool:
        """Go to the next handle (1) or the one before (-1); False at the end of them."""
        self.let_go()
        order, focus = self._view.walk_order(), self._hand.focus
        place = order.index(focus) + step if focus in order else 0 if step > 0 else len(order) - 1
        if not 0 <= place < len(order):
            return False
        self.active = True
        self._hand.focus, self._hand.note = order[place], ""
        self._hand.select(order[place])
        self._speak_of(order[place])
        self._view.refresh()
        return True

    def leave(self) -> None:
        """The keyboard goes elsewhere: what it holds is let go."""
        self.let_go()
        self.active = False
        self._hand.focus, self._hand.note = None, ""
        self._view.refresh()

    def _speak_of(self, focus: Hit) -> None:
        gesture = self._hand.gesture_for(focus)
        if gesture is not None:
            self._view.speak(f"{gesture.name}, {gesture.label(self._store.session.network)}")

    # -- keys ------------------------------------------------------------------------------------------------

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key does to the focused handle; whether it does anything."""
        key, focus = Qt.Key(event.key()), self._hand.focus
        if key in keys.RESTORE.keys:
            return self._restore()
        if focus is None:
            return False
        if key in keys.GRAB.keys:
            self._grab_or_drop(focus)
        elif key in keys.WEIGHT.keys:
            return self._change_weight(focus, 1.0 if key is keys.WEIGHT.keys[0] else -1.0)
        elif not self._move(focus, key, event.modifiers()):
            return False
        self.active = True
        self._view.refresh()
        return True

    def let_go(self) -> None:
        """Let a grabbed handle go, and end the undo step."""
        if self._run is None:
            return
        if self._hand.gesture is not None:
            self._hand.release()
        elif self._run_goes_on():
            self._store.settle()
        self._run = None

    def _grab_or_drop(self, focus: Hit) -> None:
        if self._hand.gesture is not None:
            self.let_go()
            self._view.speak("Let go")
            return
        self._store.grab()
        gesture = self._begin(focus)
        if gesture is not None:
            self._hand.take(gesture)
            self._hand.at, self._hand.note = None, gesture.label(self._store.session.network)
            self._view.speak("Grabbed")

    def _change_weight(self, focus: Hit, notches: float) -> bool:
        if focus.neuron < 0 or len(self._store.session.network.hidden) != 1:
            return False
        self.let_go()
        self.active, self._hand.at = True, None
        self._hand.turn_weight(focus.neuron, notches, perf_counter())
        self._view.speak(self._hand.note)
        return True

    # -- moves -----------------------------------------------------------------------------------------------

    def _begin(self, focus: Hit) -> CurveDrag | None:
        """Begin to move the focused handle, from where it stands."""
        self._store.settle()
        gesture = self._hand.gesture_for(focus)
        self._run = None if gesture is None else (gesture, self._store.session)
        return gesture

    def _move(self, focus: Hit, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        since, plot = perf_counter(), self._view.plot_of(focus)
        going_on = self._hand.gesture is not None or self._run_goes_on()
        gesture = self._run[0] if going_on and self._run is not None else self._hand.gesture_for(focus)
        to = None if gesture is None or plot is None else self._destination(key, held, gesture, plot)
        if gesture is None or to is None:
            return False
        if not going_on:
            self._store.settle()
        gesture.move(to)
        self._hand.at = None
        self._hand.carry(gesture, "keys", since, settle=self._hand.gesture is None)
        self._run = gesture, self._store.session
        self._view.speak(self._hand.note)
        return True

    def _destination(
        self, key: Qt.Key, held: Qt.KeyboardModifier, gesture: CurveDrag, plot: CurveMap
    ) -> float | None:
        """Where a key takes a handle, None for a key of no meaning to it."""
        if key in keys.LIMIT.keys:
            return self._view.limits(plot, upright=gesture.upright)[keys.LIMIT.keys.index(key)]
        right, down = keys.DIRECTIONS.get(key, (0, 0))
        way = -down if gesture.upright else right
        if way == 0:
            return None
        now = gesture.now(self._store.session.shown)
        if held & Qt.KeyboardModifier.ControlModifier:
            step = self._view.snap_steps(plot)[gesture.upright]
            return step * (way + (math.floor if way > 0 else math.ceil)(now / step + way * 1e-9))
        fine = FINE if held & Qt.KeyboardModifier.ShiftModifier else 1.0
        pixels = plot.up if gesture.upright else plot.across
        return now + way * fine * grid_step(pixels, self._theme.px(STEP))
