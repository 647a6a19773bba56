"""Live pictures of neurons and of the sum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session, View
from reluviz.ui.scene import Scene
from reluviz.ui.theme import DARK, LIGHT, Theme
from reluviz.ui.views.heat_map import HeatView
from reluviz.ui.views.neuron_picture import LayerPictures, NeuronPicture

PLANE = (608, 770)


def scene_of(network: Network, size: tuple[int, int] = PLANE) -> Scene:
    session = replace(Session.first(), network=network, start=network, view=View())
    return Scene(session, size)


def one_neuron(w: tuple[float, float], b: float, v: float, activation: str = "relu") -> Network:
    return Network([[w], [[v]]], [[b], [0.0]], activation)


def picture_of(
    qtbot: QtBot, network: Network, neuron: int = 0, layer: int = 0, theme: Theme = LIGHT
) -> QImage:
    picture = NeuronPicture(theme, (128, 128))
    qtbot.addWidget(picture)
    pictures = LayerPictures(theme, layer, (128, 128))
    picture.show_picture(pictures.derive(scene_of(network))[neuron])
    return picture.grab().toImage()


def similar(a: QColor, b: QColor, within: int = 40) -> bool:
    apart = (a.red() - b.red(), a.green() - b.green(), a.blue() - b.blue())
    return max(map(abs, apart)) <= within


def is_blue(colour: QColor) -> bool:
    return colour.blue() > colour.red() + 30


def is_orange(colour: QColor) -> bool:
    return colour.red() > colour.blue() + 30


def test_a_neuron_is_blank_on_its_inactive_side_and_coloured_on_the_other(qtbot: QtBot) -> None:
    image = picture_of(qtbot, one_neuron((1, 0), 0, 1))
    assert image.pixelColor(20, 64) == QColor(LIGHT.zero)
    assert is_blue(image.pixelColor(115, 64))


def test_a_negative_output_weight_paints_the_neuron_orange(qtbot: QtBot) -> None:
    assert is_orange(picture_of(qtbot, one_neuron((1, 0), 0, -1)).pixelColor(115, 64))


@pytest.mark.parametrize(("b", "x"), [(0.0, 64), (3.0, 32), (-3.0, 96)])
def test_the_fold_stands_where_the_pre_activation_is_zero(qtbot: QtBot, b: float, x: int) -> None:
    image = picture_of(qtbot, one_neuron((1, 0), b, 0.001))
    assert similar(image.pixelColor(x, 30), LIGHT.neuron(0)) or similar(
        image.pixelColor(x - 1, 30), LIGHT.neuron(0)
    )


def test_the_top_of_the_picture_is_up(qtbot: QtBot) -> None:
    image = picture_of(qtbot, one_neuron((0, 1), 0, 1))
    assert is_blue(image.pixelColor(64, 10))
    assert image.pixelColor(64, 110) == QColor(LIGHT.zero)


def test_an_absolute_value_is_coloured_on_both_sides(qtbot: QtBot) -> None:
    image = picture_of(qtbot, one_neuron((1, 0), 0, 1, "abs"))
    assert is_blue(image.pixelColor(10, 64))
    assert is_blue(image.pixelColor(118, 64))


def test_a_neuron_without_a_kink_has_no_fold(qtbot: QtBot) -> None:
    pictures = LayerPictures(LIGHT, 0, (128, 128)).derive(scene_of(one_neuron((1, 0), 0, 1, "identity")))
    assert pictures[0].folds == []


def test_a_neuron_below_the_last_layer_shows_its_own_output(qtbot: QtBot) -> None:
    network = Network([[[1.0, 0.0]], [[-5.0]], [[-1.0]]], [[0.0], [0.0], [0.0]])
    assert is_blue(picture_of(qtbot, network).pixelColor(115, 64))


def test_a_dark_page_has_dark_zero(qtbot: QtBot) -> None:
    image = picture_of(qtbot, one_neuron((1, 0), 0, 1), theme=DARK)
    assert image.pixelColor(20, 64) == QColor(DARK.zero)


def test_only_the_neuron_that_changed_gets_a_new_picture() -> None:
    pictures = LayerPictures(LIGHT, 0, (128, 128))
    network = Session.first().network
    before = pictures.derive(scene_of(network))
    after = pictures.derive(scene_of(network.with_bias(0, 1, -2.0)))
    assert [a is b for a, b in zip(after, before, strict=True)] == [True, False, True]


def test_a_change_below_gives_every_deeper_neuron_a_new_picture() -> None:
    pictures = LayerPictures(LIGHT, 1, (112, 96))
    network = Session.new(hidden=(3, 3)).network
    before = pictures.derive(scene_of(network))
    after = pictures.derive(scene_of(network.with_bias(0, 0, 1.0)))
    assert not any(a is b for a, b in zip(after, before, strict=True))


@pytest.mark.parametrize("size", [(770, 608), (608, 770), (400, 400)])
def test_a_picture_shows_the_middle_square_whatever_the_shape_of_the_plane(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    network = one_neuron((1, 0), -3, 1)
    fold = LayerPictures(LIGHT, 0, (128, 128)).derive(scene_of(network, size))[0].folds[0]
    assert (fold.x1(), fold.x2()) == pytest.approx((96, 96))


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


def test_clicks_on_a_picture_reach_what_it_stands_on(qtbot: QtBot) -> None:
    card = QWidget()
    qtbot.addWidget(card)
    NeuronPicture(LIGHT, (128, 128), card)
    assert card.childAt(QPoint(60, 60)) is None


def test_huge_and_tiny_weights_give_a_picture(qtbot: QtBot) -> None:
    for factor in (1e-9, 1e9):
        network = one_neuron((factor, 0), 0, factor)
        image = picture_of(qtbot, network)
        assert is_blue(image.pixelColor(115, 64))
        assert np.isfinite(sum_of(qtbot, network).scale)
