"""Folds that stand still: painted twice, then copied."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui.items.folds import Strokes, strokes_of
from reluviz.ui.items.kept import KeptFolds
from reluviz.ui.plane_map import PlaneMap
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.plane import PlaneView
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.gestures import move, press, release
from tests.ui.test_plane import network, on_fold, pixel
from tests.ui.window_desk import settle

SIZE = QSize(300, 300)


class Folds:
    """Paints the folds of a session with one layer, and counts how often which neuron's were painted."""

    def __init__(self) -> None:
        self._kept, self._image = KeptFolds(), QImage(SIZE, QImage.Format.Format_RGB32)

    def paint(self, session: Session, selected: int) -> list[int]:
        scene = Scene(session, (SIZE.width(), SIZE.height()))
        drawn = strokes_of(scene, PlaneMap(scene.box, SIZE.width(), SIZE.height()))
        painted = []

        def draw(painter: QPainter, strokes: Strokes, neuron: int, width: float) -> None:
            painted.append(neuron)

        painter = QPainter(self._image)
        self._kept.paint(painter, SIZE, drawn, (0, selected), draw, (2.0, 1.0))
        painter.end()
        return painted


@pytest.fixture
def session(qapp: object) -> Session:
    """30 folds through the middle of the plane."""
    return Session.new("circle", (30,))


def moved(session: Session, neuron: int, by: float = 0.1) -> Session:
    bias = float(session.network.biases[0][neuron]) + by
    return session.with_network(session.network.with_bias(0, neuron, bias))


def test_while_one_fold_moves_the_others_are_painted_no_more(session: Session) -> None:
    folds, others = Folds(), [i for i in range(30) if i != 4]
    assert folds.paint(session, 4) == others
    assert folds.paint(moved(session, 4), 4) == others, "now into a picture"
    assert folds.paint(moved(session, 4, 0.2), 4) == []


def test_a_fold_that_moves_is_painted_though_it_is_not_the_selected_one(session: Session) -> None:
    folds = Folds()
    for _ in range(3):
        folds.paint(session, 4)
    assert len(folds.paint(moved(session, 5), 4)) == 29
    assert 4 in folds.paint(session, 5)


def test_few_folds_are_painted_every_time(qapp: object) -> None:
    folds, session = Folds(), Session.first()
    assert [folds.paint(session, 0) for _ in range(3)] == [[1, 2]] * 3


def test_a_drag_among_many_folds_leaves_the_plane_as_if_it_were_painted_at_once(
    qtbot: QtBot, session: Session
) -> None:
    window = MainWindow(session, theme="light")
    qtbot.addWidget(window, before_close_func=forget_changes)
    with qtbot.waitExposed(window):
        window.show()
    view = window.partition.plane
    start = pixel(window, *on_fold(network(window), 7, 2.5))
    press(view, start)
    for step in range(1, 5):
        move(view, start, start + QPoint(9 * step, 4 * step))
        settle(window, qtbot)
    release(view, start + QPoint(36, 16))
    settle(window, qtbot)
    fresh = PlaneView(LIGHT, Store(window.store.session))
    qtbot.addWidget(fresh)
    fresh.resize(view.size())
    fresh.handles.anchors = view.handles.anchors
    assert window.scene is not None
    fresh.show_scene(window.scene)
    view.hand.find(None)
    assert np.abs(pixels(view) - pixels(fresh)).max() <= 8, "but for rounding"


def pixels(view: PlaneView) -> np.ndarray:
    """Of the part without the buttons."""
    image = view.grab(QRect(0, 0, 500, 600)).toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows.astype(int)
