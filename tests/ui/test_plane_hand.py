"""What can come in between while a handle is held, and what a wheel means."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.items.folds import paint_strip
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.plane import PlaneView
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.gestures import move, press, release, turn_wheel
from tests.ui.test_plane import network, on_fold, pixel, plane, tip, units


def hold_fold(window: MainWindow, neuron: int = 2) -> tuple[QPoint, QPoint]:
    """Take a fold and move it a little; where it was taken and where it is held now."""
    start = pixel(window, *on_fold(network(window), neuron, 1.0))
    end = start + QPoint(40, 15)
    press(plane(window), start)
    move(plane(window), start, end)
    assert window.store.held
    return start, end


def test_deleting_the_held_neuron_lets_it_go(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    _, end = hold_fold(window)
    window.commands["delete"].trigger()
    window.frame.flush()
    assert network(window).hidden == (2,)
    assert not window.store.held
    qtbot.waitUntil(lambda: not window.frame.pending)
    move(plane(window), end, end + QPoint(30, 0))
    release(plane(window), end)
    assert network(window).hidden == (2,)
    for _ in range(window.store.undo_stack.count()):
        window.commands["undo"].trigger()
    assert network(window) is before


def test_undo_during_a_drag_takes_the_drag_back(window: MainWindow) -> None:
    before = network(window)
    _, end = hold_fold(window)
    window.commands["undo"].trigger()
    assert network(window) is before
    move(plane(window), end, end + QPoint(30, 0))
    release(plane(window), end)
    assert network(window) is before, "the fold is not in hand any more"


def test_space_during_a_drag_trains_and_keeps_the_fold_in_hand(window: MainWindow, qtbot: QtBot) -> None:
    _, end = hold_fold(window)
    window.commands["play"].trigger()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 5)
    window.commands["play"].trigger()
    held = network(window)
    assert abs(held.weights[0][2] @ units(window, end) + held.biases[0][2]) < 1e-9
    release(plane(window), end)
    assert not window.store.held


def test_esc_after_training_during_a_drag_leaves_nothing_unrecorded(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    hold_fold(window)
    window.commands["play"].trigger()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 3)
    window.commands["play"].trigger()
    QTest.keyClick(plane(window), Qt.Key.Key_Escape)
    assert not window.store.unrecorded
    assert np.array_equal(network(window).weights[0][2], before.weights[0][2])
    assert not np.array_equal(network(window).weights[0][1], before.weights[0][1]), "the others have learnt"


def test_a_theme_change_during_a_drag_keeps_what_was_dragged(window: MainWindow, qtbot: QtBot) -> None:
    hold_fold(window)
    dragged = network(window)
    window.set_theme("dark")
    qtbot.waitUntil(lambda: window.theme.name == "dark")
    assert network(window) is dragged
    assert not window.store.held
    assert not window.store.unrecorded


def test_a_wheel_that_zooms_goes_on_zooming_when_a_fold_slides_under_it(window: MainWindow) -> None:
    at = pixel(window, 0.2, 0.1)
    before = network(window)
    for notches in (-20, -20, -20, 30, 30):
        turn_wheel(plane(window), at, notches)
        window.frame.flush()
    assert network(window) is before


def test_a_wheel_that_turns_a_weight_goes_on_with_it(window: MainWindow) -> None:
    at = pixel(window, *on_fold(network(window), 0, 1.0))
    half_width = window.store.session.view.half_width
    for _ in range(3):
        turn_wheel(plane(window), at, 1)
        window.frame.flush()
    assert window.store.session.view.half_width == half_width


def test_a_small_pull_of_an_arrow_changes_the_weights_a_little(window: MainWindow) -> None:
    before = network(window)
    start = tip(window, 1)
    toward = next(h for h in plane(window).handles.first if h.neuron == 1).toward
    end = start + QPoint(round(6 * toward[0]), round(6 * toward[1]))
    press(plane(window), start)
    move(plane(window), start, end)
    release(plane(window), end)
    ratio = np.linalg.norm(network(window).weights[0][1]) / np.linalg.norm(before.weights[0][1])
    assert 1.0 < ratio < 1.6


def test_the_arrow_of_a_large_weight_can_be_grabbed_and_does_not_jump(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.store.session
    large = Network([[[1e6, 0.0], [0.0, 1e-6], [1.0, 1.0]], [[1.0, 1.0, 1.0]]], [[0.0, 1e-6, 0.0], [0.0]])
    window.store.open(session.with_architecture(large), None)
    window.frame.flush()
    at = tip(window, 0)
    assert plane(window).rect().contains(at)
    press(plane(window), at)
    move(plane(window), at, at + QPoint(0, 4))
    release(plane(window), at + QPoint(0, 4))
    assert np.linalg.norm(network(window).weights[0][0]) == pytest.approx(1e6, rel=0.1)


@pytest.mark.parametrize(
    ("session", "cued"),
    [
        (Session.first(), True),
        (Session.new("spiral", hidden=(8, 8)).with_view(selected=(0, 3)), True),
        (Session.new("spiral", hidden=(8, 8)).with_view(selected=(1, 2)), False),
    ],
    ids=["few neurons", "many, one of them selected", "a deep one selected"],
)
def test_cues_stand_only_at_a_handle_that_is_shown(qtbot: QtBot, session: Session, cued: bool) -> None:
    def picture(cues: bool) -> QImage:
        view = PlaneView(LIGHT, Store(session), cues=cues)
        qtbot.addWidget(view)
        view.resize(600, 600)
        view.show_scene(Scene(session, (600, 600)))
        return view.grab().toImage()

    assert (picture(True) != picture(False)) == cued


def test_changing_the_theme_again_and_again_leaves_nothing_behind(window: MainWindow, qtbot: QtBot) -> None:
    def change(name: str) -> tuple[int, int]:
        window.set_theme(name)
        qtbot.waitUntil(lambda: window.theme.name == name and not window.frame.pending)
        return len(window.findChildren(QMenu)), len(window.findChildren(QAction))

    first = change("dark")
    counts = [change(name) for name in ("light", "projector", "dark")]
    assert counts[-1] == first


def test_each_frame_is_timed_from_its_own_input_also_while_it_trains(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "frames.jsonl"
    window = MainWindow(Session.first(), theme="light", perf_log=log)
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    qtbot.waitUntil(lambda: window.partition.plane.plane() is not None and not window.frame.pending)
    window.player.play()
    start, end = hold_fold(window)
    for _ in range(6):
        move(plane(window), end, start)
        move(plane(window), start, end)
    release(plane(window), end)
    window.player.pause()
    qtbot.waitUntil(lambda: not window.frame.pending)
    frames = [json.loads(line) for line in log.read_text().splitlines()]
    assert {"start", "drag", "train"} <= {frame["cause"] for frame in frames}
    for frame in frames:
        assert frame["latency_ms"] >= frame["derive_ms"] + frame["paint_ms"] - 0.01, frame


def test_an_activation_with_two_kinks_has_two_parallel_lines_of_which_the_left_is_dragged(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.store.session.with_activation("hard_tanh")
    window.store.open(session, None)
    window.frame.flush()
    assert window.scene is not None
    for neuron, (w, b) in enumerate(zip(session.network.weights[0], session.network.biases[0], strict=True)):
        heights = window.scene.fold(0, neuron).reshape(-1, 2) @ w + b
        assert heights == pytest.approx([-1, -1, 1, 1], abs=1e-9)
    w, b = session.network.weights[0][1], session.network.biases[0][1]
    foot = -(b + 1) * w / (w @ w) + np.array([-w[1], w[0]]) * 0.8
    start = pixel(window, *foot)
    end = start + QPoint(25, 5)
    press(plane(window), start)
    move(plane(window), start, end)
    release(plane(window), end)
    z = network(window).weights[0][1] @ units(window, end) + network(window).biases[0][1]
    assert z == pytest.approx(-1, abs=1e-9)


@pytest.mark.parametrize("degrees", range(0, 360, 30))
def test_the_strip_lies_along_the_whole_fold_on_its_active_side(degrees: int) -> None:
    toward = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    along = np.array([-toward[1], toward[0]])
    middle = np.array([100.0, 100.0])
    for ends in ((middle - 80 * along, middle + 80 * along), (middle + 80 * along, middle - 80 * along)):
        image = QImage(200, 200, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_strip(painter, np.array(ends), toward, LIGHT.neuron(0), LIGHT)
        painter.end()
        for t in (-60, 0, 60):
            inside, outside = middle + t * along + 6 * toward, middle + t * along - 6 * toward
            assert image.pixelColor(*np.rint(inside).astype(int).tolist()) != Qt.GlobalColor.white
            assert image.pixelColor(*np.rint(outside).astype(int).tolist()) == Qt.GlobalColor.white
