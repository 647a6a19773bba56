"""The Store: the only mutable owner of the Session, with preview, commit and undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from reluviz.core.network import Network
from reluviz.session.session import Session, View

#: Small edits that follow each other within this time (wheel, spin box) are one undo step.
SETTLE_MS = 700


class Store(QObject):
    """Holds the current session; shows previews, records commits, undoes and redoes them.

    `preview` shows a session without recording it. `commit` records a session as one undo step; what was
    previewed before it becomes a step of its own. What only concerns the view (`look`) is never a step and
    never counts as a modification. While a handle is held (`grab`, `drag`, then `drop` or `cancel`) its edit
    is applied again to whatever training makes of the network; any other commit ends the gesture.
    """

    changed = Signal()
    """Another session is shown."""
    document_changed = Signal()
    """Path, modified mark or the step that undo would take back may be others."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.document_changed)
        self._held: Callable[[Network], Network] | None = None
        self._session = self._recorded = _chosen(session)
        self.path = None
        self._pending = ""
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.settle)

    @property
    def path(self) -> Path | None:
        """The file of the session; None where the one shown has another number of inputs, and so is another
        one."""
        return self._path if self._path_inputs == self._session.network.n_inputs else None

    @path.setter
    def path(self, path: Path | None) -> None:
        self._path, self._path_inputs = path, self._session.network.n_inputs

    @property
    def session(self) -> Session:
        """The session as shown, recorded or not."""
        return self._session

    @property
    def modified(self) -> bool:
        """Whether closing now would lose something."""
        return not self.undo_stack.isClean() or self.unrecorded

    @property
    def unrecorded(self) -> bool:
        """Whether something is previewed that is no undo step yet."""
        return self._session is not self._recorded

    @property
    def undo_text(self) -> str:
        """Name of the step that undo would take back, "" for none."""
        return self._pending if self.unrecorded else self.undo_stack.undoText()

    # -- previews and steps ----------------------------------------------------------------------------------

    def preview(self, session: Session, text: str, *, settle: bool = False) -> None:
        """Show `session` without recording it; `text` names the step it is part of.

        settle: record it by itself when no further preview comes for a moment.
        """
        if session is not self._session:
            tells = not self.unrecorded or text != self._pending
            self._pending = text
            self._show(_chosen(session))
            if tells:
                self.document_changed.emit()
        if settle:
            self._settling.start()

    def commit(self, session: Session, text: str) -> None:
        """Show `session` and record it as the undo step `text`; a handle that is held is let go."""
        if session is not self._session:
            self.settle()
        self._settling.stop()
        self._held, self._pending = None, ""
        before, self._recorded = self._recorded, _chosen(session)
        self._show(self._recorded)
        if self._recorded is not before:
            self.undo_stack.push(_Replace(self, before, self._recorded, text))
            self.document_changed.emit()

    def settle(self) -> None:
        """Record what is only previewed so far, under the name its preview gave; a held handle stays held."""
        self._settling.stop()
        if self.unrecorded:
            held = self._held
            self.commit(self._session, self._pending)
            self._held = held

    def revert(self) -> None:
        """Drop what is only previewed; the view stays."""
        self._settling.stop()
        if self.unrecorded:
            self._restore(self._recorded)
            self.document_changed.emit()

    # -- a handle in hand ------------------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether a handle is being dragged."""
        return self._held is not None

    def grab(self) -> None:
        """A gesture begins: what was only previewed before it is a step of its own."""
        self.settle()

    def drag(self, edit: Callable[[Network], Network], text: str) -> None:
        """Show the network with the held handle where `edit` puts it; `text` names the step."""
        self.preview(self._session.with_network(edit(self._session.network)), text)
        self._held = edit

    def kept_in_hand(self, network: Network) -> Network:
        """A network that training made, with the held handle put back under the pointer."""
        return network if self._held is None else self._held(network)

    def drop(self) -> None:
        """The handle is let go where it is: one undo step."""
        self._held = None
        self.settle()

    def cancel(self, restored: Session) -> None:
        """Give up a gesture: back to the recorded session, or to `restored` when training went on
        meanwhile."""
        self._held = None
        if self._session.progress is self._recorded.progress:
            self.revert()
        else:
            self.preview(restored, "Train")
            self.settle()

    # -- the view and the document ---------------------------------------------------------------------------

    def look(self, **changes: Any) -> None:
        """Change the view (centre, half width, selection): no undo step, no modification."""
        session = self._session.with_view(**changes)
        if session is self._session:
            return
        if self._recorded is self._session:
            self._recorded = session
        self._show(session)

    def open(self, session: Session, path: Path | None) -> None:
        """Begin anew with a session just loaded or made: the undo history is of the old one and goes."""
        self._settling.stop()
        self._held = None
        self._recorded = _chosen(session)
        self.undo_stack.clear()
        self._show(self._recorded)
        self.path = path
        self.document_changed.emit()

    def saved(self, path: Path) -> None:
        """Mark the session as shown as the one on disk at `path`."""
        self.settle()
        self.path = path
        self.undo_stack.setClean()
        self.document_changed.emit()

    def _show(self, session: Session) -> None:
        if session is not self._session:
            self._session = session
            self.changed.emit()

    def _restore(self, session: Session) -> None:
        """Show a recorded session through the present view, if what that shows is still there."""
        self._held = None
        shown = self._session
        self._recorded = _through(session, shown.view) if _alike(session, shown) else session
        self._show(self._recorded)


def _chosen(session: Session) -> Session:
    """The session with a neuron selected: the editors and the plane always agree on one."""
    return session if session.view.selected is not None else session.with_view(selected=(0, 0))


def _alike(one: Session, other: Session) -> bool:
    """Whether two sessions can be seen through the same view: a target's view is that of its interval."""
    return one.network.n_inputs == other.network.n_inputs and _interval(one) == _interval(other)


def _interval(session: Session) -> tuple[float, float] | None:
    return None if session.target is None else session.target.interval


def _through(session: Session, view: View) -> Session:
    """The session in the view given, its selection moved to a neuron that exists."""
    if session.view is view or view.selected is None:
        return session
    layer, index = view.selected
    hidden = session.network.hidden
    fits = layer < len(hidden) and index < hidden[layer]
    return replace(session, view=view if fits else replace(view, selected=(0, 0)))


class _Replace(QUndoCommand):
    """The one undo command: the session before and after, both kept by reference."""

    def __init__(self, store: Store, before: Session, after: Session, text: str) -> None:
        super().__init__(text)
        self._store, self._before, self._after = store, before, after

    def redo(self) -> None:
        self._store._restore(self._after)

    def undo(self) -> None:
        self._store._restore(self._before)
