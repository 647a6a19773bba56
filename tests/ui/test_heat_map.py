"""The heat map of the sum."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.scene import Scene
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.heat_map import HeatView
from tests.ui.pictures import PLANE, is_blue, is_orange, one_neuron, scene_of, similar


def sum_of(qtbot: QtBot, network: Network, size: tuple[int, int] = (280, 355)) -> HeatView:
    view = HeatView(LIGHT)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_scene(scene_of(network))
    return view


def test_the_sum_is_orange_where_negative_and_blue_where_positive(qtbot: QtBot) -> None:
    image = sum_of(qtbot, Session.first().network).grab().toImage()
    assert is_orange(image.pixelColor(30, 20))
    assert is_blue(image.pixelColor(140, 170))


def test_the_decision_boundary_is_drawn_where_the_sum_is_zero(qtbot: QtBot) -> None:
    network = Network([[[1.0, 0.0]], [[1.0]]], [[0.0], [0.0]], "identity")
    image = sum_of(qtbot, network).grab().toImage()
    assert min(image.pixelColor(x, 100).lightness() for x in (139, 140, 141)) < 60


def test_the_sum_shows_all_of_the_plane_and_nothing_else(qtbot: QtBot) -> None:
    """A fold through the plane's right upper corner ends in the corner of the heat map."""
    view = sum_of(qtbot, Session.first().network, (280, 355))
    xmin, xmax, ymin, ymax = scene_of(Session.first().network).box
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(280 / 355, rel=0.01)
    slope = (ymax - ymin) / (xmax - xmin)
    view.show_scene(scene_of(one_neuron((slope, -1.0), 0.0, 0.001)))
    image = view.grab().toImage()
    assert any(similar(image.pixelColor(x, 4), LIGHT.neuron(0), 60) for x in range(272, 280))


def test_showing_the_same_scene_again_derives_nothing(qtbot: QtBot) -> None:
    scene = scene_of(Session.first().network)
    view = HeatView(LIGHT)
    qtbot.addWidget(view)
    view.show_scene(scene)
    with qtbot.waitExposed(view):
        view.show()
    before = view.grab().toImage()
    scene.__dict__.pop("network")  # anything derived anew would miss it
    view.show_scene(scene)
    assert view.grab().toImage() == before


def test_a_selected_fold_is_thicker(qtbot: QtBot) -> None:
    session = Session.first()
    view = HeatView(LIGHT)
    qtbot.addWidget(view)
    view.resize(280, 355)
    session = session.with_view(selected=None)

    def pixels_of_fold() -> int:
        image = view.grab().toImage()
        rows = range(0, 355, 5)
        return sum(similar(image.pixelColor(x, y), LIGHT.neuron(0)) for x in range(280) for y in rows)

    scene = Scene(session, PLANE)
    view.show_scene(scene)
    thin = pixels_of_fold()
    view.show_scene(Scene(session.with_view(selected=(0, 0)), PLANE, previous=scene))
    assert pixels_of_fold() > thin


def test_pointing_at_the_sum_tells_the_place_in_input_units(qtbot: QtBot) -> None:
    view = sum_of(qtbot, Session.first().network)
    with qtbot.waitExposed(view):
        view.show()
    places: list[tuple[float, float] | None] = []
    view.pointed.connect(lambda place, since: places.append(place))
    QTest.mouseMove(view, QPoint(140, 178))
    QTest.mouseMove(view, QPoint(210, 178))
    assert places[-1] == pytest.approx((3.0, 0.0), abs=0.05)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert places[-1] is None


def test_the_region_under_the_pointer_is_shaded(qtbot: QtBot) -> None:
    session = Session.first()
    view = HeatView(LIGHT)
    qtbot.addWidget(view)
    view.resize(280, 355)
    scene = Scene(session, PLANE)
    view.show_scene(scene)
    plain = view.grab().toImage()
    view.show_scene(Scene(session, PLANE, (0.0, 0.0), scene))
    assert view.grab().toImage() != plain
    view.show_scene(Scene(session, PLANE, None, scene))
    assert view.grab().toImage() == plain


@pytest.mark.parametrize("factor", [1e-9, 1e9])
def test_huge_and_tiny_sums_have_a_scale(qtbot: QtBot, factor: float) -> None:
    view = sum_of(qtbot, one_neuron((factor, 0), 0, factor))
    assert 0.1 * factor**2 < view.scale < 100 * factor**2


@pytest.mark.parametrize("hidden", [(8, 8, 8), (8,) * 5])
def test_many_folds_leave_the_colours_of_the_sum_in_sight(qtbot: QtBot, hidden: tuple[int, ...]) -> None:
    view = sum_of(qtbot, Session.new("spiral", hidden=hidden).network)
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    shape = image.height(), image.bytesPerLine()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(shape)[::3, : 3 * image.width()]
    pixels = rows.reshape(-1, 3).astype(int)
    table = np.stack([LIGHT.heat() >> shift & 255 for shift in (16, 8, 0)], axis=1).astype(int)
    off = np.abs(pixels[:, None] - table).max(axis=2).min(axis=1)
    assert np.mean(off < 8) > 0.6
