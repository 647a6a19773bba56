"""Answers to questions that wait: what a person clicks and types in a dialog, prepared before it opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox

_EVERY_MS = 5
_LEFT = Qt.MouseButton.LeftButton


class Answers(QObject):
    """Waits for dialogs and answers them in the order prepared; `asked` are their texts.

    A dialog for which there is no answer is closed, and `finish` fails.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self._prepared: list[Callable[[QDialog], None]] = []
        self._surprises: list[str] = []
        self._watch = QTimer(self)
        self._watch.setInterval(_EVERY_MS)
        self._watch.timeout.connect(self._look)
        self._watch.start()

    def click(self, button: QMessageBox.StandardButton) -> None:
        """The next message box gets a click on this button."""

        def answer(dialog: QDialog) -> None:
            assert isinstance(dialog, QMessageBox), dialog
            found = dialog.button(button)
            assert found is not None, f"{dialog.text()} has no such button"
            QTest.mouseClick(found, _LEFT)

        self._prepared.append(answer)

    def file(self, path: Path | None) -> None:
        """The next file dialog gets this path as its name and its button clicked, or Esc for None."""

        def answer(dialog: QDialog) -> None:
            assert isinstance(dialog, QFileDialog), dialog
            if path is None:
                QTest.keyClick(dialog, Qt.Key.Key_Escape)
                return
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            assert name is not None
            name.setText(str(path))  # at once: the dialog would enter the folders of a path that is typed
            buttons = dialog.findChild(QDialogButtonBox)
            assert buttons is not None
            QTest.mouseClick(buttons.buttons()[0], _LEFT)

        self._prepared.append(answer)

    def press(self, key: Qt.Key) -> None:
        """The next dialog gets this key."""
        self._prepared.append(lambda dialog: QTest.keyClick(dialog, key))

    def finish(self) -> None:
        """Every answer must have been asked for, and nothing else."""
        self._watch.stop()
        assert not self._surprises, f"unexpected questions: {self._surprises}"
        assert not self._prepared, f"{len(self._prepared)} answers nobody asked for"

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isVisible():
            return
        text = dialog.text() if isinstance(dialog, QMessageBox) else dialog.windowTitle()
        if not self._prepared:
            self._surprises.append(text)
            dialog.reject()
            return
        self.asked.append(text)
        self._watch.stop()  # typing lets timers run
        try:
            self._prepared.pop(0)(dialog)
        finally:
            self._watch.start()
