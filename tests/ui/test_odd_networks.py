"""Networks at the edge of sense, opened from files and handled: nothing breaks, everything is still drawn."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.widgets.segmented import Segmented
from reluviz.ui.window import MainWindow
from tests.ui.gestures import drag, let_events_pass, move, press, press_keys, release, turn_wheel

KEY = Qt.Key


class Odd(NamedTuple):
    """Weights and biases, layer by layer."""

    weights: list[object]
    biases: list[object]
    activation: str = "relu"


ODD = {
    "all zero": Odd([[[0, 0]] * 3, [[0, 0, 0]]], [[0, 0, 0], [0]]),
    "one neuron zero": Odd([[[0, 0], [1, 0]], [[1, 1]]], [[1, 0], [0]]),
    "all neurons off": Odd([[[1, 0], [0, 1]], [[1, 1]]], [[-1000, -1000], [0]]),
    "all neurons on": Odd([[[1, 0], [0, 1]], [[1, 1]]], [[1000, 1000], [0]]),
    "no output weight": Odd([[[1, 0], [0, 1]], [[0, 0]]], [[0, 0], [0]]),
    "times 1e6": Odd([[[1e6, 2e6], [3e6, -1e6]], [[1e6, -1e6]]], [[1e6, 2], [0]]),
    "times 1e-6": Odd([[[1e-6, 2e-6], [3e-6, -1e-6]], [[1e-6, -1e-6]]], [[1e-6, 2e-6], [0]]),
    "times 1e70": Odd([[[1e70, 0], [0, 1e70]], [[1e70, 1]]], [[0, 0], [0]]),
    "times 1e-200": Odd([[[1e-200, 0], [0, 1e-200]], [[1e-200, 1]]], [[0, 0], [0]]),
    "smallest numbers": Odd([[[5e-324, 0], [0, 5e-324]], [[5e-324, 1]]], [[0, 0], [0]]),
    "twice the same fold": Odd([[[1, 1], [1, 1], [-2, -2]], [[1, -1, 1]]], [[1, 1, -2], [0]]),
    "one neuron": Odd([[[1, 1]], [[1]]], [[0], [0]]),
    "forty neurons": Odd(
        [[[np.cos(k), np.sin(k)] for k in range(40)], [[(-1) ** k for k in range(40)]]],
        [[k / 8 - 2.5 for k in range(40)], [0]],
    ),
    "twelve layers": Odd([*[[[1, -0.5], [0.3, 1]]] * 12, [[1, 1]]], [*[[0.1, 0.2]] * 12, [0]]),
    "absolute values": Odd([[[1, 0], [0, 1]], [[1, 1], [1, -1]], [[1, 1]]], [[0, 0], [0, 0], [-1]], "abs"),
    "linear": Odd([[[1, 0], [0, 1]], [[1, 1]]], [[0, 0], [0]], "identity"),
}


def opened(window: MainWindow, odd: Odd, folder: Path) -> None:
    path = folder / "odd.json"
    layers = [{"W": w, "b": b} for w, b in zip(odd.weights, odd.biases, strict=True)]
    path.write_text(json.dumps({"activation": odd.activation, "layers": layers}))
    assert window.documents.open_path(path)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.frame.pending)


def moved_on(window: MainWindow, epoch: int) -> bool:
    return window.store.session.progress.epoch != epoch


def network(window: MainWindow) -> Network:
    return window.store.session.network


@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
def test_it_is_shown_handled_trained_and_undone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, odd: Odd
) -> None:
    opened(window, odd, tmp_path)
    before = network(window)
    settle(window, qtbot)
    plane = window.partition.plane
    middle = plane.rect().center()
    for at in (QPoint(50, 50), middle, QPoint(plane.width() - 80, 200)):
        QTest.mouseMove(plane, at)
        settle(window, qtbot)
        turn_wheel(plane, at, 1)
        settle(window, qtbot)
    drag(plane, middle, middle + QPoint(30, 40), middle + QPoint(-60, 10))
    for key in (KEY.Key_F, KEY.Key_Period, KEY.Key_Delete, KEY.Key_Period, KEY.Key_R):
        QTest.keyClick(window, key)
        settle(window, qtbot)
    for theme in ("dark", "projector"):
        window.set_theme(theme)
        qtbot.waitUntil(lambda: window.frame.pending)
        settle(window, qtbot)
    while window.store.undo_stack.canUndo():
        press_keys(window, "Ctrl+Z")
        settle(window, qtbot)
    assert network(window).to_dict() == before.to_dict()
    assert window.scene is not None
    assert window.scene.network is network(window)


def test_a_fold_far_out_of_view_can_be_brought_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    opened(window, Odd([[[1, 0], [0, 1]], [[1, 1]]], [[1000, -1000], [0]]), tmp_path)
    settle(window, qtbot)
    assert window.scene is not None
    assert window.scene.partition.n_regions == 1
    for _ in range(40):
        turn_wheel(window.partition.plane, window.partition.plane.rect().center(), -1)
        settle(window, qtbot)
    assert window.scene.partition.n_regions == 4
    press_keys(window, "Ctrl+0")
    settle(window, qtbot)
    assert window.scene.partition.n_regions == 1


def test_zooming_has_ends(window: MainWindow, qtbot: QtBot) -> None:
    at = window.partition.plane.rect().center()
    for notches in (400, -800):
        turn_wheel(window.partition.plane, at, notches)
        settle(window, qtbot)
        turn_wheel(window.partition.plane, at, notches)
        settle(window, qtbot)
        assert window.scene is not None
        assert np.isfinite(window.scene.box).all()
        assert window.scene.partition.n_regions >= 1


def test_the_largest_network_can_be_dragged_and_trained(window: MainWindow, qtbot: QtBot) -> None:
    window.store.open(Session.new("spiral", hidden=(16,) * 6), None)
    settle(window, qtbot)
    plane = window.partition.plane
    handle = plane.handles[0]
    start = QPoint(round(handle.foot[0]), round(handle.foot[1]))
    drag(plane, start, start + QPoint(10, 10))
    window.player.play()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch >= 3)
    window.player.pause()
    settle(window, qtbot)
    assert window.scene is not None
    assert window.scene.network is network(window)


# -- many things at once ------------------------------------------------------------------------------------


def held(window: MainWindow) -> QPoint:
    """Take the third fold and move it a little; where the pointer is then."""
    plane = window.partition.plane
    handle = next(h for h in plane.handles if h.neuron == 2)
    start = QPoint(round(handle.foot[0]), round(handle.foot[1]))
    press(plane, start)
    end = start + QPoint(24, 8)
    move(plane, start, end)
    assert window.store.unrecorded
    return end


@pytest.mark.parametrize("key", ["Delete", "F", "N", "R", ".", "Ctrl+Z", "Ctrl+0", "Ctrl+1", "F11", "Esc"])
def test_any_key_while_a_fold_is_held_and_the_drag_goes_on(
    window: MainWindow, qtbot: QtBot, key: str
) -> None:
    settle(window, qtbot)
    at = held(window)
    press_keys(window, key)
    plane = window.partition.plane
    move(plane, at, at + QPoint(30, -12))
    settle(window, qtbot)
    release(plane, at + QPoint(30, -12))
    settle(window, qtbot)
    while window.store.undo_stack.canUndo():
        window.undo()
    assert network(window).to_dict() == Session.first().network.to_dict()


@pytest.mark.parametrize("hidden", [(1,), (3,), (2, 2), (16,)])
def test_another_session_opened_under_the_hand_is_left_alone(
    window: MainWindow, qtbot: QtBot, hidden: tuple[int, ...]
) -> None:
    at = held(window)
    other = Session.new("xor", hidden=hidden)
    window.store.open(other, None)
    plane = window.partition.plane
    move(plane, at, at + QPoint(30, -12))
    release(plane, at + QPoint(30, -12))
    settle(window, qtbot)
    assert network(window) is other.network
    assert not window.store.modified


def test_a_window_closed_under_the_hand_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    at = held(window)
    window.store.open(window.store.session, None)
    assert window.close()
    move(window.partition.plane, at, at + QPoint(9, 9))
    release(window.partition.plane, at + QPoint(9, 9))


def test_deleting_neurons_while_it_trains(window: MainWindow, qtbot: QtBot) -> None:
    window.player.play()
    for _ in range(2):
        epoch = window.store.session.progress.epoch
        qtbot.waitUntil(partial(moved_on, window, epoch))
        window.store.look(selected=(0, 0))
        QTest.keyClick(window, KEY.Key_Delete)
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 2)
    window.player.pause()
    assert network(window).hidden == (1,)
    while window.store.undo_stack.canUndo():
        window.undo()
    assert network(window).to_dict() == Session.first().network.to_dict()


def test_resizing_during_training_and_a_drag(window: MainWindow, qtbot: QtBot) -> None:
    window.player.play()
    at = held(window)
    for size in ((700, 500), (1440, 900), (640, 480), (1100, 700)):
        window.resize(*size)
        let_events_pass()
        move(window.partition.plane, at, at + QPoint(5, 5))
    release(window.partition.plane, at)
    window.player.pause()
    settle(window, qtbot)


def subject(window: MainWindow) -> Segmented:
    found = window.sum.findChild(Segmented, "surfaceSubject")
    assert found is not None
    return found


@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
def test_its_surface_is_turned_lifted_and_seen_from_above(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, odd: Odd
) -> None:
    window.sum.choose("surface")
    opened(window, odd, tmp_path)
    settle(window, qtbot)
    surface = window.sum.surface
    for kind in ("sum", "neuron"):
        subject(window).button(kind).click()
        drag(surface, QPoint(140, 180), QPoint(170, 200))
        settle(window, qtbot)
        image = surface.grab().toImage()
        assert len({image.pixel(x, 180) for x in range(0, 280, 2)}) > 1
        turn_wheel(surface, QPoint(100, 100), 20)
        settle(window, qtbot)
        surface.reset()
        settle(window, qtbot)
    before = network(window).output_bias
    subject(window).button("sum").click()
    settle(window, qtbot)
    level = surface.handles.level
    assert level is not None
    drag(surface, QPoint(*map(int, level)), QPoint(*map(int, level)) - QPoint(0, 20))
    assert network(window).output_bias > before
    surface.look_down()
    settle(window, qtbot)
