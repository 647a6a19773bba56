"""House rules that every test keeps, without asking for them."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# Before Qt and NumPy are first imported: pictures must not depend on the machine's display, nor timings
# on its cores.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

_FAILED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def _own_settings_and_no_widget_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that uses Qt gets empty settings of its own, and fails when a window outlives it."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    _isolate_settings(request.getfixturevalue("tmp_path"))
    request.getfixturevalue("qapp")
    before = _windows()
    yield
    outliving = _surviving(before)
    if outliving and not _failed(request.node):
        pytest.fail(f"outlived the test: {', '.join(outliving)}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


def _failed(item: pytest.Item) -> bool:
    return item.stash.get(_FAILED, False)


def _isolate_settings(folder: Path) -> None:
    from PySide6.QtCore import QSettings

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(kind, scope, str(folder / "settings"))


def _windows() -> list[QWidget]:
    from PySide6.QtWidgets import QApplication

    return QApplication.topLevelWidgets()


def _surviving(before: list[QWidget]) -> list[str]:
    """The top-level widgets that are new since `before`, but for tool tips: Qt's own timer ends those."""
    from PySide6.QtCore import QCoreApplication, QEvent

    def names() -> list[str]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        new = [w for w in _windows() if w not in before and w.metaObject().className() != "QTipLabel"]
        return [f"{w.metaObject().className()} {w.objectName()!r}" for w in new]

    if names():  # a cycle of references is let go before it counts
        gc.collect()
    return names()
