"""Documents: New, Open, Save, Save as, recent files, and the question before unsaved changes are lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget

from reluviz._version import __version__
from reluviz.session.files import FileError, load_drawable, save

if TYPE_CHECKING:
    from collections.abc import Callable

    from reluviz.session.session import Session
    from reluviz.ui.player import Player
    from reluviz.ui.settings import Settings
    from reluviz.ui.store import Store

SUFFIX = ".reluviz"
_OPEN_FILTER = "Sessions and networks (*.reluviz *.json);;All files (*)"
_SAVE_FILTER = "reluviz session (*.reluviz)"


def own_path(path: Path) -> Path | None:
    """Where a session loaded from `path` is saved without asking: never over a network made elsewhere."""
    return path if path.suffix.lower() == SUFFIX else None


class Documents:
    """Moves sessions between the Store and files; a bad file never replaces a good state."""

    def __init__(self, window: QWidget, store: Store, settings: Settings, player: Player) -> None:
        self._window, self._store, self._settings, self._player = window, store, settings, player

    def new(self, make: Callable[[], Session], checked: bool = False) -> None:
        """Begin with the session that `make` makes, unless the person keeps unsaved changes."""
        if self.may_go():
            self._store.open(make(), None)

    def open(self) -> None:
        """Ask for a file and open it."""
        if self.may_go():
            name, _ = QFileDialog.getOpenFileName(self._window, "Open", str(self._folder()), _OPEN_FILTER)
            if name:
                self.open_path(Path(name))

    def open_recent(self, path: Path, checked: bool = False) -> None:
        """Open a recent file, unless the person keeps unsaved changes."""
        if self.may_go():
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open `path`; a bad file is explained and changes nothing. Whether it was opened."""
        try:
            session = load_drawable(path)
        except FileError as error:
            self.complain(str(error))
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
        name, _ = QFileDialog.getSaveFileName(self._window, "Save as", str(suggestion), _SAVE_FILTER)
        if not name:
            return False
        path = Path(name)
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
            if path.exists() and not self._may_replace(path):
                return False
        return self._save_to(path)

    def _may_replace(self, path: Path) -> bool:
        """Whether a file may go that the dialog could not ask about, since its ending was added later."""
        text = f"{path.name} already exists. Do you want to replace it?"
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window, "reluviz", text, buttons.Yes | buttons.Cancel, buttons.Cancel
        )
        return answer == buttons.Yes

    def _save_to(self, path: Path) -> bool:
        self._finish_typing()
        try:
            save(self._store.session, path)
        except (FileError, OSError) as error:
            self.complain(str(error))
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
        box = QMessageBox(self._window)
        box.setText(f"Save changes to {name}?")
        box.setInformativeText("Without saving, what you changed since the last save is lost.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        box.deleteLater()
        return answer == buttons.Discard or (answer == buttons.Save and self.save())

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

    def complain(self, text: str) -> None:
        """Say in one sentence what is wrong."""
        box = QMessageBox(self._window)
        box.setText(text)
        box.exec()
        box.deleteLater()

    def about(self) -> None:
        """Say what this is."""
        text = (
            f"<b>reluviz {__version__}</b>"
            "<p>ReLU is x glued to 0: drag the folds and see how a network of those separates, bends and "
            "approximates.</p>"
            "<p>MIT licence. Qt for Python (LGPL), NumPy (BSD), the typeface Inter (OFL).</p>"
        )
        QMessageBox.about(self._window, "About reluviz", text)

    def _folder(self) -> Path:
        if self._store.path:
            return self._store.path.parent
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or ".")
