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

    `preview` shows a session without recording it. `commit` records all that was previewed since the last
    commit as one undo step. What only concerns the view (`look`) is never a step and never counts as a
    modification.
    """

    changed = Signal()
    document_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.document_changed)
        self.path: Path | None = None
        #: While a handle is held: the edit that keeps it under the pointer, applied again after each training
        #: slice.
        self.hold: Callable[[Network], Network] | None = None
        self._session = self._recorded = session
        self._pending = ""
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.settle)

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

    def preview(self, session: Session, text: str, *, settle: bool = False) -> None:
        """Show `session` without recording it; `text` names the step it is part of.

        settle: record it by itself when no further preview comes for a moment.
        """
        if session is not self._session:
            was_modified = self.modified
            self._pending = text
            self._show(session)
            if not was_modified:
                self.document_changed.emit()
        if settle:
            self._settling.start()

    def commit(self, session: Session, text: str) -> None:
        """Show `session` and record all since the last commit as the one undo step `text`."""
        self._settling.stop()
        self._pending = ""
        before, self._recorded = self._recorded, session
        self._show(session)
        if session is not before:
            self.undo_stack.push(_Replace(self, before, session, text))

    def settle(self) -> None:
        """Record what is only previewed so far, under the name its preview gave."""
        self._settling.stop()
        if self.unrecorded:
            self.commit(self._session, self._pending)

    def revert(self) -> None:
        """Drop what is only previewed; the view stays."""
        self._settling.stop()
        if self.unrecorded:
            self._restore(self._recorded)
            self.document_changed.emit()

    def cancel(self, restored: Session) -> None:
        """Give up a gesture: back to the recorded session, or to `restored` when training went on
        meanwhile."""
        if self._session.progress is self._recorded.progress:
            self.revert()
        else:
            self.preview(restored, self._pending)

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
        self.hold = None
        self.path = path
        self._recorded = session
        self.undo_stack.clear()
        self._show(session)
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
        """Show a recorded session through the present view."""
        self._recorded = _through(session, self._session.view)
        self._show(self._recorded)


def _through(session: Session, view: View) -> Session:
    if session.view is view:
        return session
    layer, index = view.selected or (0, 0)
    hidden = session.network.hidden
    fits = view.selected is None or (layer < len(hidden) and index < hidden[layer])
    return replace(session, view=view if fits else replace(view, selected=None))


class _Replace(QUndoCommand):
    """The one undo command: the session before and after, both kept by reference."""

    def __init__(self, store: Store, before: Session, after: Session, text: str) -> None:
        super().__init__(text)
        self._store, self._before, self._after = store, before, after

    def redo(self) -> None:
        self._store._restore(self._after)

    def undo(self) -> None:
        self._store._restore(self._before)
