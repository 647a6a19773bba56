"""What the hands of all views have in common: a handle is found, held, moved, let go, or put back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QWheelEvent

from reluviz.ui import neuron_edits
from reluviz.ui.gestures import FINE, Held
from reluviz.ui.numbers import short

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.store import Store

#: A press becomes a drag after this many pixels, a finger's after more; before, it is a click.
_SLOP, _FINGER_SLOP = 2.0, 8.0
#: A finger hides what it points at, and reaches this much further than a mouse.
_FINGER_REACH = 2.0
ZOOM_PER_NOTCH = 1.15
"""One notch of the wheel makes what is seen larger or smaller by this factor."""


class Handled(Protocol):
    """What a hand tells the view it works on."""

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown."""

    def refresh(self) -> None:
        """Paint again in the next frame, whether or not the scene differs."""

    def speak(self, text: str) -> None:
        """Tell a screen reader."""


HitT = TypeVar("HitT")
GestureT = TypeVar("GestureT", bound=Held)


class Hand(ABC, Generic[HitT, GestureT]):
    """Finds what is under the pointer, and moves it, as previews and commits of the Store.

    hot: the part of a handle under the pointer. gesture: the handle that is held. note: the value to show at
    `at`, the pointer.
    """

    def __init__(self, view: Handled, store: Store) -> None:
        self._told, self._store = view, store
        self.hot: HitT | None = None
        self.gesture: GestureT | None = None
        self.note = ""
        self.at: QPointF | None = None
        self.panning = False
        self._pressed: QPointF | None = None
        self._center = (0.0, 0.0)
        self._moved = False
        self._slop = _SLOP
        self._taken = False
        self._wheel: tuple[HitT | None, float] | None = None

    # -- for a hand to answer --------------------------------------------------------------------------------

    @abstractmethod
    def find(self, at: QPointF | None, further: float = 1.0) -> None:
        """Look for the handle at `at`, so many times further than usual; None: the pointer has left."""

    @abstractmethod
    def weighted(self, hit: HitT | None) -> int | None:
        """The neuron of the last hidden layer whose output weight the wheel changes there; None: it zooms."""

    # -- what is held ----------------------------------------------------------------------------------------

    @property
    def dragging(self) -> bool:
        """Whether a handle has been moved and not let go."""
        return self.gesture is not None and self._moved

    def find_pressed(self, event: QMouseEvent) -> None:
        """Look for the handle that a button, or a finger, was pressed on."""
        self.find(event.position(), _FINGER_REACH if by_finger(event) else 1.0)

    def _begin_press(self, event: QMouseEvent) -> None:
        self._pressed = self.at = event.position()
        self._moved, self._wheel = False, None
        self._slop = _FINGER_SLOP if by_finger(event) else _SLOP
        self.find_pressed(event)

    def take(self, gesture: GestureT) -> None:
        """Hold a handle by the keyboard."""
        self.gesture, self._moved = gesture, False

    def _show(
        self,
        gesture: GestureT,
        edit: Callable[[Network], Network],
        cause: str,
        since: float,
        *,
        settle: bool,
    ) -> None:
        """Show an edit; settle: no handle is held, and what follows no more is a step of its own."""
        store = self._store
        self._told.tell(cause, since)
        if settle:
            network = edit(store.session.network)
            store.preview(store.session.with_network(network), gesture.text, settle=True)
        else:
            store.drag(edit, gesture.text)
            self._moved = self._taken = True
        self.note = gesture.label(store.session.network)
        self._told.refresh()

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
        self._told.refresh()

    def follow_store(self) -> None:
        """Let go when the Store did: another edit, or another session, came in between."""
        if self._taken and not self._store.held:
            self.forget()

    # -- wheel -----------------------------------------------------------------------------------------------

    def turn(self, event: QWheelEvent) -> float | None:
        """Over a handle of the last hidden layer the wheel changes its output weight: done here.

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
        neuron = self.weighted(self._wheel[0])
        if neuron is None:
            self.note = ""
            return float(ZOOM_PER_NOTCH**-notches)
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.turn_weight(neuron, notches * (FINE if fine else 1.0), since)
        return None

    def turn_weight(self, neuron: int, notches: float, since: float) -> None:
        """Change the output weight of a neuron of the last hidden layer by so many notches."""
        self._told.tell("wheel", since)
        session, text = neuron_edits.with_weight_turned(self._store.session, neuron, notches)
        self._store.preview(session, text, settle=True)
        self.note = f"v = {short(float(session.network.output_weights[neuron]))}"
        self._told.refresh()


def by_finger(event: QMouseEvent) -> bool:
    """Whether an event is one that Qt makes of a touch on a screen."""
    return event.pointerType() == QPointingDevice.PointerType.Finger
