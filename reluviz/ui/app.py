"""Start-up: the QApplication, where Qt's messages go, and what happens without a display."""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QRect, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from reluviz._version import __version__
from reluviz.session.session import Session
from reluviz.ui.display import missing_display
from reluviz.ui.documents import own_path
from reluviz.ui.icons import icon
from reluviz.ui.settings import Settings
from reluviz.ui.theme import LIGHT
from reluviz.ui.window import MainWindow

#: Pixels of the largest picture of the program's own icon.
_ICON = 256
#: Room for what the desktop draws around a window, in pixels.
_FRAME = 40
#: The picture that is saved where a window cannot open.
PICTURE = "reluviz-window.png"


def application() -> QApplication:
    """The one QApplication, made when first asked for."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # Not by setStyle(): Qt would make the desktop's own style first, and Python a class of every kind of it.
    app = QApplication(["reluviz", "-style", "fusion"])
    app.setApplicationName("reluviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("reluviz")
    app.setWindowIcon(icon("reluviz", LIGHT, _ICON))
    return app


def run(session: Session, path: Path | None, perf_log: Path | None) -> int:
    """Open the window with a session, loaded from `path` if given; the exit code of the program.

    Without a display: says so and what can be done, and saves a picture of the window instead.
    """
    missing = missing_display()
    if missing:
        return _picture_instead(session, missing, first=path is None)
    app = application()
    qInstallMessageHandler(_on_qt_message)
    window = MainWindow(session, perf_log=perf_log, cues=path is None and not Settings().cues_done)
    if path is not None:
        window.store.open(session, own_path(path))
        window.settings.remember(path)
    _place(window)
    window.frame.finished.connect(_after_first_frame, Qt.ConnectionType.SingleShotConnection)
    window.show()
    sys.excepthook = _CrashGuard(window)
    return app.exec()


def _place(window: MainWindow) -> None:
    """Where the window was last time; at first in the default size, or maximised where that does not fit."""
    geometry = window.settings.geometry
    if not geometry.isEmpty():
        window.restoreGeometry(geometry)
        window.area.fit(window.width())  # before it is shown: its first picture is then derived only once
        return
    room = QApplication.primaryScreen().availableGeometry()
    # The offscreen platform has a screen of no meaning: pictures and timings are of the default size.
    if QApplication.platformName() != "offscreen" and not room.adjusted(0, 0, -_FRAME, -_FRAME).contains(
        QRect(room.topLeft(), window.size())
    ):
        window.resize(room.size())
        window.setWindowState(Qt.WindowState.WindowMaximized)


def _picture_instead(session: Session, missing: str, *, first: bool) -> int:
    from reluviz.ui.export import render

    out = Path(PICTURE).resolve()
    render(session, out, cues=first)
    sys.stderr.write(
        f"reluviz: there is no display to open a window on ({missing}).\n"
        f"A picture of the window was saved to {out}.\n"
        "To use the window, start reluviz on a desktop, through 'ssh -X', or under 'xvfb-run'.\n"
    )
    return 0


def _after_first_frame() -> None:
    """What need not be done before there is something to see.

    What the start has made stays, so that Python's collector is spared from looking through it again.
    """
    from reluviz.ui.messages import open_log

    open_log()
    gc.freeze()
    gc.enable()


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    from reluviz.ui.messages import log_qt

    log_qt(kind, context, text)


class _CrashGuard:
    """An error nobody foresaw is logged and told once; the window, and what the person made, stay."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._told = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        from PySide6.QtWidgets import QMessageBox

        from reluviz.ui.messages import open_log

        text = "".join(traceback.format_exception(kind, error, trace))
        open_log().error(text)
        sys.stderr.write(text)
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        elif not self._told:
            self._told = True
            self._window.player.pause()
            QMessageBox.critical(
                self._window, "reluviz", f"Something went wrong inside reluviz: {error}. Save your work."
            )
