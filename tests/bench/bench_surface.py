"""Turning the surface: frames of the whole window, and of the surface alone, as large as a screen, beside one
QPainter polygon for each facet."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from reluviz.session.session import Session
from reluviz.ui.camera import Camera, Projection
from reluviz.ui.scene import Scene
from reluviz.ui.sight import Sight
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.surface import SurfaceView
from reluviz.ui.window import MainWindow
from tests.bench.bench_window import SIZE, drag, frames_pass, spread
from tests.bench.tables import Timing, in_turns, name_of, show

MOVES = 120
SCREEN = (1400, 1000)
JOBS: list[tuple[Session, float]] = [
    (Session.first(), 60.0),
    (spread((46,)), 60.0),
    (spread((16, 16, 16)), 60.0),
    (spread((94,)), 30.0),
    (spread((38, 38, 38)), 30.0),
    (spread((70, 70, 70)), 10.0),
]
"""Whose sum is turned, and the least frames a second."""


def orbit(window: MainWindow) -> None:
    """Drag the surface around and up and down."""
    surface = window.sum.surface
    start = np.array([surface.width() / 2, surface.height() / 2])
    path = (start + np.array([90 * np.sin(k / 15), 40 * np.sin(k / 9)]) for k in range(1, MOVES + 1))
    drag(window, surface, start, path)


def frames_of_window(session: Session, log: Path) -> tuple[int, list[float], list[float]]:
    """Facets, and of each frame the latency and the moment, in ms."""
    window = MainWindow(session, theme="light", perf_log=log)
    window.resize(*SIZE)
    window.show()
    window.sum.choose("surface")
    frames_pass(window)
    orbit(window)
    frames_pass(window)
    assert window.scene is not None
    facets = window.scene.partition.n_regions
    window.close()
    window.deleteLater()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    frames = [line for line in lines if line["cause"] == "orbit"]
    return facets, [frame["latency_ms"] for frame in frames], [1e3 * frame["t"] for frame in frames]


def bench_turning_the_surface(capsys: pytest.CaptureFixture[str], qapp: object, tmp_path: Path) -> None:
    head = (
        f"{'network':14} {'facets':>7} {'frames':>6}  {'latency (middle half)':22} {'frames/s':>8} {'bar':>4}"
        f"  {'alone, large':22} {'a polygon each':22}"
    )
    rows = []
    for session, bar in JOBS:
        facets, latencies, moments = frames_of_window(session, tmp_path / "frames.jsonl")
        latency = Timing.of(latencies, unit=1)
        large, polygons = in_turns(*alone(session))
        rows.append(
            f"{name_of(session.network):14} {facets:7} {len(latencies):6}  {latency.short():22} "
            f"{1e3 / median(np.diff(moments)):8.0f} {bar:4.0f}  {large.short():22} {polygons.short():22}"
        )
    title = (
        f"turning the surface in the window at {SIZE[0]}x{SIZE[1]}, and alone at {SCREEN[0]}x{SCREEN[1]}, ms"
    )
    show(capsys, [title, head, *rows])


def alone(session: Session) -> tuple[Callable[[], None], Callable[[], None]]:
    """Jobs that turn a little and paint: the surface as it is, and one polygon of one colour a facet."""
    scene, view, image = (
        Scene(session, SCREEN),
        SurfaceView(LIGHT, Store(session)),
        QImage(*SCREEN, QImage.Format.Format_RGB32),
    )
    view.resize(*SCREEN)
    view.show_scene(scene)

    def turned() -> Camera:
        camera = view.orbit.camera
        view.orbit.camera = camera.turned(camera.azimuth + 1.0, camera.elevation)
        return view.orbit.camera

    def ours() -> None:
        turned()
        view.show_scene(scene)
        view.render(image)

    def polygons() -> None:
        relief = view._relief
        assert relief is not None
        sight = Sight(relief, Projection(turned(), relief.box, *SCREEN, 20.0, relief.middle))
        painter, p = QPainter(image), relief.partition
        painter.setPen(Qt.PenStyle.NoPen)
        for facet in sight.order.tolist():
            painter.setBrush(QColor(facet % 255, 90, 90))
            corners = sight.corners[p.loop[p.offsets[facet] : p.offsets[facet + 1]]]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners.tolist()]))
        painter.end()

    return ours, polygons
