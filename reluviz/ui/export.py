"""Pictures of the window and of its views, as PNG, SVG or PDF; no display is needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMarginsF, QPoint, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from reluviz.session.session import Session
from reluviz.ui.choices import FORMATS, OF_CURVES, OF_PLANES, VIEWS
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import theme_named

#: Qt lays text and lines out at this resolution, so vector pictures are made at it too.
_DPI = 96
_POINTS_PER_PIXEL = 72 / _DPI


def render(
    session: Session,
    out: Path,
    size: tuple[int, int] = (1440, 900),
    theme: str = "light",
    view: str = "window",
    *,
    cues: bool = False,
) -> None:
    """Draw `view` (one of VIEWS) of a session, `size` (width, height) pixels large, into `out` by its suffix.

    cues: whether the window shows the hints of a first start.

    Raises ValueError for a suffix or view that is not known, and for a view of another number of inputs;
    OSError when the file cannot be written.
    """
    if out.suffix.lower() not in FORMATS:
        raise ValueError(
            f"{out.name}: pictures are written as {', '.join(FORMATS)}, not as {out.suffix or 'nothing'!r}"
        )
    if view not in VIEWS:
        raise ValueError(f"there is no view called {view!r}; choose one of {', '.join(VIEWS)}")
    for inputs, views in ((2, OF_PLANES), (1, OF_CURVES)):
        if view in views and session.network.n_inputs != inputs:
            needs, has = ("two inputs", "one") if inputs == 2 else ("one input", "two")
            raise ValueError(f"the view {view!r} is of networks with {needs}; this one has {has}")
    if QCoreApplication.instance() is None and not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from reluviz.ui.app import application

    application()
    widget = _window(session, size, theme, cues) if view == "window" else _view(session, size, theme, view)
    try:
        _write(widget, QSize(*size), out)
    finally:
        widget.hide()  # not closed: a window that closes remembers its size for the next start
        widget.deleteLater()


def _view(session: Session, size: tuple[int, int], theme: str, view: str) -> QWidget:
    """One view by itself, ready to be drawn."""
    from reluviz.ui.panels.curve_figure import CurveFigure
    from reluviz.ui.views.heat_map import HeatView
    from reluviz.ui.views.plane import PlaneView
    from reluviz.ui.views.surface import SurfaceView

    chosen, store = theme_named(theme), Store(session)
    makers: dict[str, Callable[[], CurveFigure | HeatView | PlaneView | SurfaceView]] = {
        "partition": partial(PlaneView, chosen, store), "sum": partial(HeatView, chosen),
        "surface": partial(SurfaceView, chosen, store), "curve": partial(CurveFigure, chosen, store),
    }  # fmt: skip
    drawn = makers[view]()
    store.setParent(drawn)
    drawn.resize(*size)
    drawn.show_scene(Scene(session, size))
    return drawn


def _window(session: Session, size: tuple[int, int], theme: str, cues: bool) -> QWidget:
    """The whole window, ready to be drawn."""
    from reluviz.ui.window import MainWindow

    window = MainWindow(session, theme=theme, cues=cues)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
    QCoreApplication.processEvents()
    window.frame.request("render")
    window.frame.flush()
    # Labels that grew in this frame get their place before the picture is taken, not in the frame after.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    return window


def _write(widget: QWidget, size: QSize, out: Path) -> None:
    kind = out.suffix.lower()
    if kind == ".png":
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        _draw(widget, image)
        done = image.save(str(out))
    else:
        out.open("ab").close()
        done = _draw(widget, _svg(size, out) if kind == ".svg" else _pdf(size, out))
    if not done:
        raise OSError(f"{out}: the picture could not be written")


def _draw(widget: QWidget, device: QImage | QSvgGenerator | QPdfWriter) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    flags = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(), QRect(QPoint(), widget.size()), flags)
    return painter.end()


def _svg(size: QSize, out: Path) -> QSvgGenerator:
    generator = QSvgGenerator()
    generator.setFileName(str(out))
    generator.setResolution(_DPI)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle("reluviz")
    return generator


def _pdf(size: QSize, out: Path) -> QPdfWriter:
    writer = QPdfWriter(str(out))
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QSizeF(size) * _POINTS_PER_PIXEL, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    writer.setTitle("reluviz")
    return writer
