"""Drags and training in the whole window: what `--perf-log` says of each frame, beside regioncam, which only
finds the faces of the same network and draws nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from reluviz.core.initial import he
from reluviz.session.session import COLOURS, Session
from reluviz.ui.curve_edits import interpolant, with_neurons
from reluviz.ui.items.curve_handles import Hit, Part
from reluviz.ui.widgets.fields import ScrubLabel
from reluviz.ui.window import MainWindow
from tests.bench.tables import Timing, by_regioncam, in_turns, name_of, show

SIZE = (1440, 900)
MOVES, TRAINING_SECONDS = 60, 3.0
HALF_WIDTH = 7.6
"""Of the square that regioncam looks at: the higher side of what the plane shows."""

Point = NDArray[np.float64]
Act = Callable[[MainWindow], None]


def spread(hidden: tuple[int, ...], selected: tuple[int, int] = (0, 0)) -> Session:
    """Random weights and biases: folds all over the plane."""
    network, rng = he((2, *hidden, 1), seed=0), np.random.default_rng(0)
    biases = [rng.normal(size=len(b)) for b in network.biases]
    network = network.with_layers(network.weights, biases)
    return Session.new(hidden=hidden).with_architecture(network).with_view(selected=selected)


def frames_pass(window: MainWindow) -> None:
    """Let everything that was asked for come to the screen."""
    QApplication.processEvents()
    while window.frame.pending:
        QApplication.processEvents()


def drag(window: MainWindow, widget: QWidget, start: Point, path: Iterator[Point]) -> None:
    """Press, move with the button held, a frame after each move, release."""
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton

    def send(kind: QEvent.Type, at: Point, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        place, keys = QPointF(*at), Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(place)), button, held, keys)
        QApplication.sendEvent(widget, event)
        frames_pass(window)

    at = start
    send(QEvent.Type.MouseMove, at, none, none)
    send(QEvent.Type.MouseButtonPress, at, left, left)
    for at in path:
        send(QEvent.Type.MouseMove, at, none, left)
    send(QEvent.Type.MouseButtonRelease, at, left, none)


def drag_fold(window: MainWindow) -> None:
    """Drag the first fold of layer 1 to and fro."""
    plane = window.partition.plane
    handle = plane.handles.first[0]
    start: Point = handle.line.mean(axis=0)
    before = window.store.session.network
    drag(window, plane, start, (start + handle.toward * 60 * np.sin(k / 10) for k in range(1, MOVES + 1)))
    assert window.store.session.network.biases[0][0] != before.biases[0][0]


def drag_bent_fold(window: MainWindow, layer: int) -> None:
    """Drag the longest fold of a layer to and fro."""
    plane, scene = window.partition.plane, window.scene
    assert scene is not None
    neuron = int(np.diff(scene.folds(layer).offsets).argmax())
    window.store.look(selected=(layer, neuron))
    frames_pass(window)
    handle = plane.handles.of(layer, neuron)
    assert handle is not None
    before = window.store.session.network
    path = (handle.foot + handle.toward * 60 * np.sin(k / 10) for k in range(1, MOVES + 1))
    drag(window, plane, handle.foot, path)
    assert window.store.session.network.biases[layer][neuron] != before.biases[layer][neuron]


def scrub_output_weight(window: MainWindow) -> None:
    """Drag the name of the first output weight sideways, to and fro."""
    labels = window.findChildren(ScrubLabel)
    label = next(x for x in labels if x.isVisible() and x.buddy().objectName() == "outputWeight-1")
    start, across = np.array([4.0, label.height() / 2]), np.array([60.0, 0.0])
    before = window.store.session.network
    drag(window, label, start, (start + across * np.sin(k / 10) for k in range(1, MOVES + 1)))
    assert window.store.session.network.output_weights[0] != before.output_weights[0]


def point_around(window: MainWindow, view: str) -> None:
    """Move the mouse from region to region over the plane or the heat map."""
    widget = window.partition.plane if view == "plane" else window.sum.view
    places = np.random.default_rng(0).uniform(0.1, 0.9, (MOVES, 2)) * (widget.width(), widget.height())
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    for place in places:
        at = QPointF(*place)
        there = QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, at, there, none, none, keys))
        frames_pass(window)


def drag_curve(window: MainWindow, part: Part) -> None:
    """Drag the kink of the eighth neuron sideways, or its slope point up and down."""
    view, hit = window.curve.view, Hit(part, 7)
    start = view.handles.place(hit)
    assert start is not None
    way = np.array([60.0, 0.0] if part == "kink" else [0.0, 40.0])
    before = window.store.session.network
    drag(window, view, start, (start + way * np.sin(k / 10) for k in range(1, MOVES + 1)))
    assert window.store.session.network is not before


def follower(pieces: int) -> Session:
    """The interpolant of a sine with so many pieces, its eighth neuron selected."""
    session = Session.first_curve()
    assert session.target is not None
    followed = with_neurons(session, interpolant(session.target, pieces), pieces)
    return followed.with_view(selected=(0, 7))


def train(window: MainWindow) -> None:
    window.player.play()
    stop = perf_counter() + TRAINING_SECONDS
    while perf_counter() < stop:
        QApplication.processEvents()
    window.player.pause()


VIEWS = "plane", "sum"
JOBS: list[tuple[str, Session, Act, str, float]] = [
    ("drag a fold", Session.new(hidden=(8, 8)), drag_fold, "drag", 8.3),
    ("drag a fold", spread((76, 76)), drag_fold, "drag", 25.0),
    ("drag a fold", spread((176, 176)), drag_fold, "drag", 120.0),
    ("drag a fold", spread((16, 16, 16)), drag_fold, "drag", 16.7),
    ("drag a fold of layer 2", spread((16, 16, 16)), partial(drag_bent_fold, layer=1), "drag", 16.7),
    ("drag a fold of layer 3", spread((16, 16, 16)), partial(drag_bent_fold, layer=2), "drag", 16.7),
    *((f"drag, by {c}", spread((76, 76)).with_view(colour=c), drag_fold, "drag", 25.0) for c in COLOURS[1:]),
    *(("point in " + v, spread((176, 176)), partial(point_around, view=v), "hover", 16.7) for v in VIEWS),
    ("drag an output weight", spread((76, 76), (1, 0)), scrub_output_weight, "change", 12.0),
    ("drag a kink", follower(32), partial(drag_curve, part="kink"), "drag", 12.0),
    ("drag a slope", follower(32), partial(drag_curve, part="slope"), "drag", 12.0),
    ("train, every frame", Session.new("spiral", hidden=(8, 8, 8)), train, "train", 16.7),
]
"""What is done, to which session, the cause that its frames have in the log, the bar in milliseconds.

A bent fold may take a fifth more than a fold of layer 1 of the same network.
"""


def bench_frames_of_the_whole_window(
    capsys: pytest.CaptureFixture[str], qapp: object, tmp_path: Path
) -> None:
    head = (
        f"{'':22} {'network':11} {'regions':>7} {'frames':>6} {'derive':>6} {'paint':>6}  "
        f"{'latency (middle half)':22} {'bar':>5}  {'apart':>5}  {'regioncam (faces only)':24}"
    )
    rows = []
    for name, session, act, cause, bar in JOBS:
        window = MainWindow(session, theme="light", perf_log=tmp_path / "frames.jsonl")
        window.resize(*SIZE)
        window.show()
        frames_pass(window)
        act(window)
        frames_pass(window)
        assert window.scene is not None
        network, plane = window.store.session.network, window.scene.n_inputs == 2
        regions = window.scene.partition.n_regions if plane else len(window.scene.pieces.slopes)
        window.store.open(window.store.session, None)  # nothing to ask about when it closes
        window.close()
        window.deleteLater()
        lines = [json.loads(line) for line in (tmp_path / "frames.jsonl").read_text().splitlines()]
        frames = [line for line in lines if line["cause"] == cause]
        derive, paint = (median(frame[key] for frame in frames) for key in ("derive_ms", "paint_ms"))
        latency = Timing.of([frame["latency_ms"] for frame in frames], unit=1)
        apart = 1e3 * median(np.diff([frame["t"] for frame in frames]))
        theirs = in_turns(partial(by_regioncam, network, HALF_WIDTH))[0].short() if plane else ""
        rows.append(
            f"{name:22} {name_of(network):11} {regions:7} {len(frames):6} {derive:6.1f} {paint:6.1f}  "
            f"{latency.short():22} {bar:5.1f}  {apart:5.1f}  {theirs:24}"
        )
    title = f"frames of the whole window at {SIZE[0]}x{SIZE[1]}, ms; apart: from one frame to the next"
    show(capsys, [title, head, *rows])
