"""What the keys of all hands have in common: a run of presses is one undo step, and can be put back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic

from PySide6.QtGui import QKeyEvent

from reluviz.ui import handle_keys as keys
from reluviz.ui.hand import GestureT, Hand, HitT

if TYPE_CHECKING:
    from reluviz.session.session import Session
    from reluviz.ui.store import Store


class HeldKeys(ABC, Generic[HitT, GestureT]):
    """Moves the handle in focus.

    Presses that follow each other are one undo step, as is all between two presses of Space. active: whether
    the focus is shown, as keys and not the mouse brought it there.
    """

    def __init__(self, hand: Hand[HitT, GestureT], store: Store) -> None:
        self._holder, self._store = hand, store
        self.active = False
        self._run: tuple[GestureT, Session] | None = None

    @property
    @abstractmethod
    def focus(self) -> HitT | None:
        """The handle that keys move, if any."""

    @abstractmethod
    def enter(self, step: int) -> bool:
        """Go to the first handle (1) or the last (-1), coming from another widget."""

    @abstractmethod
    def walk(self, step: int) -> bool:
        """Go to the next handle (1) or the one before (-1); False at the end of them."""

    @abstractmethod
    def press(self, event: QKeyEvent) -> bool:
        """Do what a key does to the focused handle; whether it does anything."""

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key is the focused handle's, though the window has a use for it, too."""
        return self.active and event.key() in keys.GRAB.keys and self.focus is not None

    def _restore(self) -> bool:
        """Put back what is held, or what keys moved just now; whether there was any."""
        if self._holder.gesture is not None or self._holder.panning:
            self._holder.cancel()
        elif self._run is not None and self._run_goes_on():
            gesture, session = self._run
            self._store.cancel(session.with_network(gesture.restore(session.network)))
            self._holder.forget()
        else:
            return False
        self._run = None
        return True

    def _run_goes_on(self) -> bool:
        """Whether nothing came in between since the last press."""
        return self._run is not None and self._store.unrecorded and self._store.session is self._run[1]
