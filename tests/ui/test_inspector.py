"""The inspector: what holds at the pointer, moved there by a real mouse."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.panels.inspector import Inspector
from reluviz.ui.panels.pattern_strip import PatternStrip
from reluviz.ui.region_text import affine_text
from reluviz.ui.scene import Scene
from reluviz.ui.theme import THEMES, Theme
from reluviz.ui.window import MainWindow
from tests.ui.gestures import let_events_pass

SIZE = (608, 770)


class Board:
    """An inspector as wide as a window, and what it says."""

    def __init__(self, qtbot: QtBot, theme: Theme = THEMES["light"], width: int = 1440) -> None:
        self.window = QWidget()
        self.window.resize(width, 200)
        self.inspector = Inspector(theme, self.window)
        self.inspector.resize(width, self.inspector.height())
        qtbot.addWidget(self.window)
        self.window.show()

    def show(self, session: Session, pointer: tuple[float, float] | None) -> Scene:
        scene = Scene(session, SIZE, pointer)
        self.inspector.show_scene(scene)
        return scene

    def text(self) -> str:
        """All that can be read, from left to right."""
        QApplication.processEvents()
        labels = [label for label in self.inspector.findChildren(QLabel) if label.isVisible()]
        labels.sort(key=lambda label: label.x())
        return re.sub("<[^>]+>", "", " | ".join(label.text() for label in labels))

    @property
    def pattern(self) -> str:
        return self.inspector.findChildren(PatternStrip)[0].accessibleName()


def test_at_first_it_says_what_to_do(qtbot: QtBot) -> None:
    board = Board(qtbot)
    board.show(Session.first(), None)
    assert "Point at a region" in board.text()
    assert "Regions in view 7 of at most 7" in board.text()


def test_in_the_middle_of_the_triangle_nothing_is_on(qtbot: QtBot) -> None:
    board = Board(qtbot)
    board.show(Session.first(), (0.2, 0.1))
    assert "f(x) = 0.00 x₁ + 0.00 x₂ + 2.49" in board.text()
    assert "gradient 0.00" in board.text()
    assert board.pattern == "neuron 1 off, neuron 2 off, neuron 3 off"


def test_beyond_one_fold_the_map_is_that_of_one_neuron(qtbot: QtBot) -> None:
    board = Board(qtbot)
    scene = board.show(Session.first(), (0.0, 5.0))
    w, b = scene.network.weights[0][0], scene.network.biases[0][0]
    v, c = scene.network.output_weights[0], scene.network.output_bias
    assert board.pattern == "neuron 1 on, neuron 2 off, neuron 3 off"
    assert affine_text(v * w, v * b + c) in board.text()
    assert f"gradient {abs(v) * math.hypot(*w):.2f}" in board.text()


def test_leaving_the_plane_leaves_only_the_count(qtbot: QtBot) -> None:
    board = Board(qtbot)
    board.show(Session.first(), (0.2, 0.1))
    board.show(Session.first(), None)
    assert "f(x)" not in board.text()
    assert "Regions in view" in board.text()


CURVE = Session.first_curve()


@pytest.mark.parametrize(
    ("x", "where", "on"),
    [
        (-0.2, "x to 0.00", ()),
        (1.2, "x from 0.95 to 1.60", (0, 1)),
        (6.5, "x from 4.95", (0, 1, 2, 3, 4, 5)),
    ],
)
def test_with_one_input_the_piece_under_the_pointer_is_described(
    qtbot: QtBot, x: float, where: str, on: tuple[int, ...]
) -> None:
    board = Board(qtbot)
    scene = board.show(CURVE, (x, 0.3))
    slope = (scene.network([[x + 0.01]]) - scene.network([[x]]))[0, 0] / 0.01
    constant = scene.network([[x]])[0, 0] - slope * x
    text = board.text()
    assert "Piece under the pointer" in text
    assert where in text
    assert affine_text(np.array([slope]), constant) in text
    assert "x₁" not in text
    assert "Pieces in view 7 of at most 7" in text
    assert board.pattern == ", ".join(f"neuron {i + 1} {'on' if i in on else 'off'}" for i in range(6))


def test_a_neuron_that_the_sum_does_not_feel_is_still_told_on_or_off(qtbot: QtBot) -> None:
    board, network = Board(qtbot), CURVE.network.with_output_weight(1, 0.0)
    session = CURVE.with_network(network)
    patterns = set()
    for x in (0.9, 1.0):
        board.show(session, (x, 0.0))
        patterns.add(board.pattern)
    assert len(patterns) == 2


def test_of_very_many_neurons_it_is_told_how_many_are_on_and_nothing_else_is_left_out(qtbot: QtBot) -> None:
    board = Board(qtbot)
    scene = board.show(Session.new(hidden=(76, 76)), (0.3, 0.4))
    assert scene.lit is not None
    for part in ("Region under the pointer", "gradient", "area", "Regions in view"):
        assert part in board.text()
    strip = board.inspector.findChildren(PatternStrip)[0]
    assert strip.isVisible()
    assert strip.width() < 300
    before = strip.grab().toImage()
    board.show(scene.session, (-3.0, 4.0))
    QApplication.processEvents()
    assert strip.grab().toImage() != before


def test_off_the_curve_there_is_a_hint_and_the_number_of_pieces(qtbot: QtBot) -> None:
    board = Board(qtbot)
    board.show(CURVE, None)
    assert "Point at the curve" in board.text()
    assert "f(x)" not in board.text()
    assert "Pieces in view 7 of at most 7" in board.text()


def test_a_bound_names_its_source(qtbot: QtBot) -> None:
    board = Board(qtbot)
    for session, words in ((Session.first(), "Steiner 1826"), (CURVE, "n + 1 pieces: 7 for n = 6")):
        board.show(session, None)
        assert words in board.inspector._regions.toolTip()


def test_from_a_plane_to_a_curve_and_back_nothing_stays_behind(qtbot: QtBot) -> None:
    board = Board(qtbot)
    for session, word in ((Session.first(), "Region"), (CURVE, "Piece"), (Session.first(), "Region")):
        board.show(session, (1.0, 0.3))
        assert f"{word} under the pointer" in board.text()
        assert board.inspector._swatch.isVisible() == (word == "Region")


def test_minus_signs_are_real_ones_and_stand_between_terms() -> None:
    assert affine_text(np.array([-1.115, -2.7]), -7.3) == "f(x) = −1.11 x₁ − 2.70 x₂ − 7.30"
    assert affine_text(np.array([1e-7, 0.0]), 123456.0) == "f(x) = 1.00e−7 x₁ + 0.00 x₂ + 1.23e5"


def test_the_bound_grows_with_depth(qtbot: QtBot) -> None:
    board = Board(qtbot)
    board.show(Session.new(hidden=(8,)), None)
    assert "of at most 37" in board.text()
    board.show(Session.new(hidden=(8, 8)), None)
    assert int(board.text().split("of at most ")[1].replace(",", "")) > 37


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("hidden", [(3,), (6,), (8, 8), (8, 8, 8), (16,) * 6])
@pytest.mark.parametrize("width", [640, 1024, 1440])
@pytest.mark.parametrize("dataset", ["circle", "sin"])
def test_nothing_overlaps_and_the_count_is_never_cut_off(
    qtbot: QtBot, theme: Theme, hidden: tuple[int, ...], width: int, dataset: str
) -> None:
    board = Board(qtbot, theme, width)
    board.show(Session.new(dataset, hidden), (0.3, 0.4))
    let_events_pass()
    count = board.inspector._regions
    parts = board.inspector.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    shown = [w for w in parts if w.isVisible()]
    for left, right in pairwise(sorted(shown, key=lambda w: w.x())):
        assert left.x() + left.width() <= right.x() + 1
    assert count.width() >= count.sizeHint().width()
    assert count.x() + count.width() <= width


def test_the_pointer_in_the_window_is_what_is_inspected(window: MainWindow, qtbot: QtBot) -> None:
    plane = window.partition.plane
    seen = set()
    for x in range(30, plane.width() - 70, 60):
        QTest.mouseMove(plane, QPoint(x, plane.height() // 2))
        qtbot.waitUntil(lambda: not window.frame.pending)
        seen.add(window.inspector._map.text())
    assert len(seen) >= 3
    QTest.mouseMove(window.inspector, QPoint(5, 5))
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.pointer is None)
    qtbot.waitUntil(lambda: window.inspector._map.text() == "")


def test_training_changes_what_is_said_of_the_place_of_the_pointer(window: MainWindow, qtbot: QtBot) -> None:
    plane = window.partition.plane
    QTest.mouseMove(plane, QPoint(plane.width() // 2, plane.height() // 3))
    qtbot.waitUntil(lambda: window.inspector._map.text() != "")
    before = window.inspector._map.text()
    window.player.step_epoch()
    qtbot.waitUntil(lambda: window.inspector._map.text() != before)
    assert window.inspector._map.text().startswith("f(x) = ")


def test_only_a_change_writes_a_label(qtbot: QtBot) -> None:
    board = Board(qtbot)
    session = Session.first()
    first = board.show(session, (0.2, 0.1))
    again = Scene(session, SIZE, (0.25, 0.1), first)
    board.inspector._map.setText("left alone")
    board.inspector.show_scene(again)
    assert board.inspector._map.text() == "left alone", "the same region of the same partition"


def test_what_is_said_of_the_pointer_lays_out_no_window(window: MainWindow, qtbot: QtBot) -> None:
    plane, window_was_laid_out = window.partition.plane, []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.LayoutRequest:
                window_was_laid_out.append(watched)
            return False

    seen = set()
    for x in (80, 90):  # in one region for the other parts to be there already
        QTest.mouseMove(plane, QPoint(x, plane.height() // 2))
        qtbot.waitUntil(lambda: not window.frame.pending)
        let_events_pass()
    watch = Watch()
    window.installEventFilter(watch)
    for bias in (0.1, 0.2, 0.3):
        session = window.store.session
        window.store.commit(session.with_network(session.network.with_output_bias(bias)), "Edit")
        qtbot.waitUntil(lambda: not window.frame.pending)
        let_events_pass()
        seen.add(window.inspector._map.text())
    window.removeEventFilter(watch)
    assert len(seen) == 3
    assert window_was_laid_out == []
