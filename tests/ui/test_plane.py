"""Every handle of a layer-1 fold, dragged in the main window by real mouse events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.ui.views.plane import PlaneView
from reluviz.ui.window import MainWindow
from tests.ui.gestures import drag, move, press, release, turn_wheel

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def plane(window: MainWindow) -> PlaneView:
    return window.partition.plane


def pixel(window: MainWindow, x: float, y: float) -> QPoint:
    """The whole pixel of the plane nearest to an input point."""
    mapped = plane(window).plane()
    assert mapped is not None
    px, py = mapped.pixels(np.array([x, y]))
    return QPoint(round(px), round(py))


def units(window: MainWindow, at: QPoint) -> np.ndarray:
    mapped = plane(window).plane()
    assert mapped is not None
    return np.array(mapped.units(at.x(), at.y()))


def on_fold(network: Network, neuron: int, along: float = 0.0) -> tuple[float, float]:
    """A point of a first-layer fold, `along` units from the one nearest to the origin."""
    w, b = network.weights[0][neuron], float(network.biases[0][neuron])
    size = float(np.hypot(*w))
    x, y = -b * w / size**2 + along * np.array([-w[1], w[0]]) / size
    return float(x), float(y)


def network(window: MainWindow) -> Network:
    return window.store.session.network


def tip(window: MainWindow, neuron: int) -> QPoint:
    handle = next(h for h in plane(window).handles.first if h.neuron == neuron)
    return QPoint(round(handle.tip[0]), round(handle.tip[1]))


def test_dragging_a_fold_changes_its_bias_and_keeps_its_direction(window: MainWindow) -> None:
    before = network(window)
    start = pixel(window, *on_fold(before, 1, 2.5))
    end = start + QPoint(70, -20)
    drag(plane(window), start, end)
    after = network(window)
    assert np.array_equal(after.weights[0], before.weights[0])
    assert after.biases[0][1] != before.biases[0][1]
    assert after.biases[0][[0, 2]].tolist() == before.biases[0][[0, 2]].tolist()
    z = after.weights[0][1] @ units(window, end) + after.biases[0][1]
    assert abs(z) < 1e-9, "the fold passes through the pointer"


def test_one_drag_is_one_undo_step(window: MainWindow) -> None:
    before = network(window)
    start = pixel(window, *on_fold(before, 0, 1.0))
    drag(plane(window), start, start + QPoint(0, 60), start + QPoint(30, 90))
    after = network(window)
    assert window.store.undo_stack.count() == 1
    assert window.store.undo_stack.undoText() == "Move fold 1"
    window.commands["undo"].trigger()
    assert network(window) is before
    window.commands["redo"].trigger()
    assert network(window) is after


def test_the_region_count_follows_a_drag(window: MainWindow, qtbot: QtBot) -> None:
    assert window.scene is not None
    assert window.scene.partition.n_regions == 7
    start = pixel(window, *on_fold(network(window), 0, 1.0))
    away = start + QPoint(150, -3000)
    drag(plane(window), start, away)
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.network is network(window))
    assert window.scene.partition.n_regions == 4, "two folds that cross are left in view"


def test_dragging_the_arrow_turns_the_fold_about_its_foot(window: MainWindow) -> None:
    before = network(window)
    foot = np.array(on_fold(before, 2))
    start = tip(window, 2)
    end = start + QPoint(-60, 20)
    drag(plane(window), start, end)
    after = network(window)
    assert abs(after.weights[0][2] @ foot + after.biases[0][2]) < 1e-9
    towards = units(window, end) - foot
    cosine = towards @ after.weights[0][2] / np.linalg.norm(towards) / np.linalg.norm(after.weights[0][2])
    assert cosine == pytest.approx(1.0, abs=1e-9), "the arrow points at the pointer"
    assert window.store.undo_stack.undoText() == "Turn fold 3"
    assert window.store.undo_stack.count() == 1


def test_pulling_the_arrow_longer_makes_the_weights_larger(window: MainWindow) -> None:
    before = network(window)
    start = tip(window, 0)
    handle = plane(window).handles.first
    toward = next(h for h in handle if h.neuron == 0).toward
    drag(plane(window), start, start + QPoint(round(40 * toward[0]), round(40 * toward[1])))
    ratio = np.linalg.norm(network(window).weights[0][0]) / np.linalg.norm(before.weights[0][0])
    assert ratio > 2


def test_shift_moves_a_fold_ten_times_slower(window: MainWindow) -> None:
    before = network(window)
    start = pixel(window, *on_fold(before, 1, 2.0))
    drag(plane(window), start, start + QPoint(100, 0), keys=SHIFT)
    target = units(window, start + QPoint(10, 0))
    after = network(window)
    assert abs(after.weights[0][1] @ target + after.biases[0][1]) < 1e-9


def test_ctrl_snaps_the_arrow_to_fifteen_degrees(window: MainWindow) -> None:
    start = tip(window, 0)
    drag(plane(window), start, start + QPoint(35, 12), keys=CTRL)
    degrees = np.degrees(np.arctan2(*network(window).weights[0][0][::-1]))
    assert degrees / 15 == pytest.approx(round(degrees / 15), abs=1e-9)


def test_esc_during_a_drag_puts_everything_back(window: MainWindow) -> None:
    before = window.store.session
    start = pixel(window, *on_fold(before.network, 1, 2.0))
    press(plane(window), start)
    move(plane(window), start, start + QPoint(80, 10))
    assert network(window) is not before.network
    QTest.keyClick(plane(window), Qt.Key.Key_Escape)
    assert network(window) is before.network
    move(plane(window), start, start + QPoint(10, 10))
    release(plane(window), start)
    assert network(window) is before.network
    assert window.store.undo_stack.count() == 0


def test_double_click_on_a_fold_flips_its_active_side(window: MainWindow) -> None:
    before = network(window)
    at = pixel(window, *on_fold(before, 0, 2.0))
    QTest.mouseDClick(plane(window), Qt.MouseButton.LeftButton, pos=at)
    after = network(window)
    assert np.array_equal(after.weights[0][0], -before.weights[0][0])
    assert after.biases[0][0] == -before.biases[0][0]
    assert window.store.undo_stack.count() == 1


def test_the_wheel_over_a_fold_changes_its_output_weight(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    at = pixel(window, *on_fold(before, 2, 1.5))
    turn_wheel(plane(window), at, 1)
    turn_wheel(plane(window), at, 2)
    assert network(window).output_weights[2] == pytest.approx(before.output_weights[2] + 0.3)
    assert np.array_equal(network(window).weights[0], before.weights[0])
    qtbot.waitUntil(lambda: window.store.undo_stack.count() == 1)
    window.commands["undo"].trigger()
    assert network(window) is before


def test_the_wheel_beside_the_folds_zooms_about_the_pointer(window: MainWindow) -> None:
    at = pixel(window, 0.5, 0.2)
    fixed = units(window, at)
    half_width = window.store.session.view.half_width
    turn_wheel(plane(window), at, 2)
    window.frame.flush()
    assert window.store.session.view.half_width < half_width
    assert units(window, at) == pytest.approx(fixed, abs=1e-9)
    assert window.store.undo_stack.count() == 0, "looking is not an edit"
    assert not window.store.modified


def test_dragging_the_plane_pans_it(window: MainWindow) -> None:
    start = pixel(window, 0.6, 0.2)
    under = units(window, start)
    drag(plane(window), start, start + QPoint(50, 40))
    window.frame.flush()
    assert units(window, start + QPoint(50, 40)) == pytest.approx(under, abs=1e-9)
    assert not window.store.modified


def test_a_click_on_a_fold_selects_its_neuron_and_changes_nothing(window: MainWindow) -> None:
    before = network(window)
    at = pixel(window, *on_fold(before, 2, 1.5))
    QTest.mouseClick(plane(window), Qt.MouseButton.LeftButton, pos=at)
    assert window.store.session.view.selected == (0, 2)
    assert network(window) is before
    assert window.store.undo_stack.count() == 0


def test_dragging_works_while_it_trains(window: MainWindow, qtbot: QtBot) -> None:
    window.player.play()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 3)
    start = pixel(window, *on_fold(network(window), 1, 2.0))
    window.frame.flush()
    press(plane(window), start)
    end = start + QPoint(60, 0)
    move(plane(window), start, end)
    epoch = window.store.session.progress.epoch
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > epoch + 3)
    held = network(window)
    z = held.weights[0][1] @ units(window, end) + held.biases[0][1]
    assert abs(z) < 1e-9, "it stays under the pointer"
    release(plane(window), end)
    window.player.pause()
    assert window.store.undo_stack.count() >= 2


def test_hovering_a_region_tells_its_affine_map(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseMove(plane(window), pixel(window, 0.2, 0.1))
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.region >= 0)
    inside = "f(x) = 0.00 x₁ + 0.00 x₂ + 2.49"
    assert window.inspector._map.text() == inside, "in the triangle no neuron is on"
