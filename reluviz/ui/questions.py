"""Questions that wait for an answer: dialogs about files, and what is to be said in one sentence."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from reluviz._version import __version__

_OPEN_FILTER = "Sessions and networks (*.reluviz *.json);;All files (*)"
_SAVE_FILTER = "reluviz session (*.reluviz)"
_BUTTONS = QMessageBox.StandardButton


class Questions:
    """Asks over `window`, which waits."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def file_to_open(self, folder: Path) -> Path | None:
        """The file that the person chooses, None if none."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", str(folder), _OPEN_FILTER)
        return Path(name) if name else None

    def file_to_save_to(self, suggestion: Path) -> Path | None:
        """The file that the person names, None if none."""
        name, _ = QFileDialog.getSaveFileName(self._window, "Save as", str(suggestion), _SAVE_FILTER)
        return Path(name) if name else None

    def may_replace(self, path: Path) -> bool:
        """Whether a file may go that the dialog could not ask about, since its ending was added later."""
        text = f"{path.name} already exists. Do you want to replace it?"
        answer = QMessageBox.question(
            self._window, "reluviz", text, _BUTTONS.Yes | _BUTTONS.Cancel, _BUTTONS.Cancel
        )
        return answer == _BUTTONS.Yes

    def save_changes(self, name: str) -> bool | None:
        """Whether to save the changes (True) or to let them go (False); None to do neither."""
        box = QMessageBox(self._window)
        box.setText(f"Save changes to {name}?")
        box.setInformativeText("Without saving, what you changed since the last save is lost.")
        box.setStandardButtons(_BUTTONS.Save | _BUTTONS.Discard | _BUTTONS.Cancel)
        box.setDefaultButton(_BUTTONS.Save)
        answer = box.exec()
        box.deleteLater()
        return {_BUTTONS.Save: True, _BUTTONS.Discard: False}.get(_BUTTONS(answer))

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
