"""Where messages go: Qt's and our own to a file in the place the desktop gives to it.

Loaded with the first message or after the first picture, whichever comes first: `logging.handlers` loads
sockets and queues as well.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QMessageLogContext, QStandardPaths, QtMsgType

from reluviz._version import __version__

log = logging.getLogger("reluviz")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def open_log() -> logging.Logger:
    """The log; the first call opens its file and writes what runs here."""
    if not log.handlers:
        log.addHandler(_handler())
        log.setLevel(logging.INFO)
        log.info("reluviz %s, Qt %s", __version__, QLibraryInfo.version().toString())
    return log


def log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """A handler of Qt's messages that logs them."""
    open_log().log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)


def _handler() -> logging.Handler:
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "reluviz.log", maxBytes=500_000, backupCount=1
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
