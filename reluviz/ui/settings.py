"""What is remembered from one start to the next, in the place the desktop gives to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from reluviz.ui.theme import SYSTEM, THEMES

_RECENT_LIMIT = 8


class Settings:
    """Theme, window geometry, recent files, and whether the first-start cues have done their work."""

    def __init__(self) -> None:
        self._store = QSettings("reluviz", "reluviz")

    @property
    def theme(self) -> str:
        """Name of the theme; anything unknown is ``system``."""
        name = str(self._store.value("theme", SYSTEM))
        return name if name in THEMES else SYSTEM

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def geometry(self) -> QByteArray:
        """Of the main window; empty at first."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def cues_done(self) -> bool:
        """Whether a handle was dragged before, so that nobody needs to be told."""
        return self._store.value("cuesDone", False, bool) is True

    @cues_done.setter
    def cues_done(self, done: bool) -> None:
        self._store.setValue("cuesDone", done)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved last, newest first, those that still exist."""
        value = self._store.value("recent", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [path for name in names if (path := Path(str(name))).is_file()]

    def remember(self, path: Path) -> None:
        """Put `path` first among the recent files."""
        names = [str(path.resolve()), *(str(p) for p in self.recent)]
        self._store.setValue("recent", list(dict.fromkeys(names))[:_RECENT_LIMIT])
