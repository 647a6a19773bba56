"""Documents: New, Open, Save, Save as, recent files, and the question before unsaved changes are lost."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from reluviz.session.disk import FileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reluviz.session.session import Session
    from reluviz.ui.player import Player
    from reluviz.ui.questions import Questions
    from reluviz.ui.settings import Settings
    from reluviz.ui.store import Store

SUFFIX = ".reluviz"


def own_path(path: Path) -> Path | None:
    """Where a session loaded from `path` is saved without asking: never over a network made elsewhere."""
    return path if path.suffix.lower() == SUFFIX else None


class Documents:
    """Moves sessions between the Store and files; a bad file never replaces a good state."""

    def __init__(self, window: QWidget, store: Store, settings: Settings, player: Player) -> None:
        self._window, self._store, self._settings, self._player = window, store, settings, player

    @cached_property
    def _questions(self) -> Questions:
        from reluviz.ui.questions import Questions  # which loads Qt's dialogs, and no start needs one

        return Questions(self._window)

    def new(self, make: Callable[[], Session], checked: bool = False) -> None:
        """Begin with the session that `make` makes, unless the person keeps unsaved changes."""
        if self.may_go():
            self._store.open(make(), None)

    def open(self) -> None:
        """Ask for a file and open it."""
        if self.may_go():
            path = self._questions.file_to_open(self._folder())
            if path is not None:
                self.open_path(path)

    def open_recent(self, path: Path, checked: bool = False) -> None:
        """Open a recent file, unless the person keeps unsaved changes."""
        if self.may_go():
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open `path`; a bad file is explained and changes nothing. Whether it was opened."""
        from reluviz.session.files import load_drawable  # not at the start, which may need no file

        try:
            session = load_drawable(path)
        except FileError as error:
            self._questions.complain(str(error))
            return False
        self._player.pause()
        self._store.open(session, own_path(path))
        self._settings.remember(path)
        return True

    def save(self) -> bool:
        """Save to the file the session has, or ask for one. Whether it was saved."""
        return self._save_to(self._store.path) if self._store.path else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and save to it. Whether it was saved."""
        suggestion = self._store.path or self._folder() / f"network{SUFFIX}"
        path = self._questions.file_to_save_to(suggestion)
        if path is None:
            return False
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
            if path.exists() and not self._questions.may_replace(path):
                return False
        return self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        from reluviz.session.files import save

        self._finish_typing()
        try:
            save(self._store.session, path)
        except (FileError, OSError) as error:
            self._questions.complain(str(error))
            return False
        self._store.saved(path)
        self._settings.remember(path)
        return True

    def may_go(self) -> bool:
        """Whether the present session may be replaced: it is saved, or the person says so."""
        playing = self._player.playing
        self._player.pause()
        self._finish_typing()
        if not self._store.modified or self._asked_and_agreed():
            return True
        if playing:
            self._player.play()
        return False

    def _finish_typing(self) -> None:
        """What is typed into a field and not entered yet counts as entered."""
        focused = QApplication.focusWidget()
        if focused is not None and self._window.isAncestorOf(focused):
            focused.clearFocus()
        self._store.settle()

    def _asked_and_agreed(self) -> bool:
        """Whether the person saves the changes, or lets them go."""
        name = self._store.path.name if self._store.path else "this untitled session"
        answer = self._questions.save_changes(name)
        return self.save() if answer else answer is False

    def recent_menu(self, parent: QWidget) -> QMenu:
        """A menu of the recent files, filled each time it opens."""
        menu = QMenu("Open recent", parent)
        menu.aboutToShow.connect(partial(self._fill_recent, menu))
        return menu

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._settings.recent:
            menu.addAction(path.name, partial(self.open_recent, path)).setToolTip(str(path))
        if menu.isEmpty():
            menu.addAction("No file yet").setEnabled(False)

    def about(self) -> None:
        """Say what this is."""
        self._questions.about()

    def _folder(self) -> Path:
        if self._store.path:
            return self._store.path.parent
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or ".")
