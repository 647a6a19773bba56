"""Live pictures of neurons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.theme import DARK, LIGHT, Theme
from reluviz.ui.views.neuron_picture import LayerPictures, NeuronPicture
from tests.ui.pictures import is_blue, is_orange, one_neuron, scene_of, similar


def picture_of(
    qtbot: QtBot, network: Network, neuron: int = 0, layer: int = 0, theme: Theme = LIGHT
) -> QImage:
    picture = NeuronPicture(theme, (128, 128))
    qtbot.addWidget(picture)
    pictures = LayerPictures(theme, layer, (128, 128))
    picture.show_picture(pictures.derive(scene_of(network))[neuron])
    return picture.grab().toImage()


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
    assert len(pictures[0].folds) == 0


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
    fold = LayerPictures(LIGHT, 0, (128, 128)).derive(scene_of(network, size))[0].folds.segments[0]
    assert fold[:, 0] == pytest.approx([96, 96])


def test_clicks_on_a_picture_reach_what_it_stands_on(qtbot: QtBot) -> None:
    class Card(QWidget):
        clicks = 0

        def mousePressEvent(self, event: QMouseEvent) -> None:
            self.clicks += 1

    card = Card()
    qtbot.addWidget(card)
    picture = NeuronPicture(LIGHT, (128, 128), card)
    with qtbot.waitExposed(card):
        card.show()
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert card.clicks == 1


def test_huge_and_tiny_weights_give_a_picture(qtbot: QtBot) -> None:
    for factor in (1e-9, 1e9):
        network = one_neuron((factor, 0), 0, factor)
        assert is_blue(picture_of(qtbot, network).pixelColor(115, 64))
