"""The loss plot and its legend."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from reluviz.learn.trainer import Progress
from reluviz.session.session import Session
from reluviz.ui.scene import Scene
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.loss import LossLegend, LossPlot, nice_end, tick_text, ticks


def _scene(losses: list[tuple[float, float]]) -> Scene:
    rows = np.array([(float(epoch), *pair) for epoch, pair in enumerate(losses)]).reshape(-1, 3)
    session = Session.first()
    return Scene(session.trained(session.network, Progress(max(0, len(rows) - 1), rows)), (608, 770))


@pytest.fixture
def plot(qtbot: QtBot) -> LossPlot:
    plot = LossPlot(LIGHT)
    qtbot.addWidget(plot)
    plot.resize(248, 190)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


@pytest.mark.parametrize(("value", "end"), [(0.13, 0.16), (1.0, 1.0), (1.01, 1.2), (120, 120), (999, 1000)])
def test_axes_end_at_round_numbers(value: float, end: float) -> None:
    assert nice_end(value) == pytest.approx(end)


@pytest.mark.parametrize("end", [0.16, 0.25, 1.0, 1.2, 50.0, 120.0, 1600.0, 8e5])
def test_ticks_are_few_and_begin_at_zero(end: float) -> None:
    values = ticks(end, 4)
    assert values[0] == 0
    assert 2 <= len(values) - 1 <= 4
    assert values[-1] <= end * (1 + 1e-9)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.25, "0.25"),
        (120, "120"),
        (1500, "1,500"),
        (250_000, "250k"),
        (1.5e6, "1.5M"),
        (1e9, "1e9"),
    ],
)
def test_numbers_of_axes_stay_short(value: float, text: str) -> None:
    assert tick_text(value) == text


def test_before_training_the_losses_as_they_are_stand_at_epoch_0(plot: LossPlot) -> None:
    scene = _scene([])
    plot.show_scene(scene)
    train, test = scene.evaluation.losses
    for loss, colour in ((train, LIGHT.text), (test, LIGHT.secondary)):
        at = plot.point_of(0, loss)
        assert plot.plot_rect().top() <= at.y() < plot.plot_rect().center().y(), "the axis is fitted"
        image = plot.grab().toImage()
        row = [image.pixelColor(round(at.x()) + dx, round(at.y())) for dx in range(-4, 5)]
        assert any(abs(found.lightness() - QColor(colour).lightness()) < 8 for found in row)


def test_before_training_the_dots_follow_a_drag(plot: LossPlot) -> None:
    session = Session.first()
    plot.show_scene(Scene(session, (608, 770)))
    before = plot.grab().toImage()
    plot.show_scene(Scene(session.with_network(session.network.with_bias(0, 0, 3.0)), (608, 770)))
    assert plot.grab().toImage() != before


def test_curves_lie_where_the_axes_say(plot: LossPlot) -> None:
    plot.show_scene(_scene([(0.8, 1.0), (0.4, 0.5), (0.2, 0.3)]))
    area = plot.plot_rect()
    assert plot.point_of(0, 1.0).toTuple() == pytest.approx((area.left(), area.top()), abs=0.5)
    assert plot.point_of(0, 0.0).y() == pytest.approx(area.bottom())


def test_hovering_shows_the_values_of_that_epoch(plot: LossPlot) -> None:
    plot.show_scene(_scene([(1 / (epoch + 1), 2 / (epoch + 1)) for epoch in range(51)]))
    x = round(plot.point_of(9, 0).x())
    QTest.mouseMove(plot, QPoint(x, 90))
    label = plot.findChild(QLabel)
    assert label is not None
    assert label.isVisible()
    assert label.text() == "epoch 9\ntrain 0.100\ntest 0.200"
    assert plot.rect().contains(label.geometry())


def test_a_passing_spike_does_not_flatten_the_rest(plot: LossPlot) -> None:
    losses = [(0.5, 0.6)] * 100
    losses[40] = (80.0, 90.0)
    plot.show_scene(_scene(losses))
    assert plot.plot_rect().bottom() - plot.point_of(0, 0.5).y() > plot.plot_rect().height() / 2


def test_a_loss_that_grows_without_end_is_shown_to_its_end(plot: LossPlot) -> None:
    plot.show_scene(_scene([(0.5, 0.6)] * 100 + [(3.0, 4.0)]))
    assert plot.point_of(100, 4.0).y() == pytest.approx(plot.plot_rect().top(), abs=0.5)


def test_a_session_without_test_points_shows_the_training_loss(plot: LossPlot) -> None:
    plot.show_scene(_scene([(0.5, math.nan), (0.4, math.nan)]))
    QTest.mouseMove(plot, QPoint(round(plot.point_of(1, 0).x()), 90))
    label = plot.findChild(QLabel)
    assert label is not None
    assert label.text() == "epoch 1\ntrain 0.400\ntest –"
    plot.grab()


def test_showing_the_same_scene_twice_changes_nothing(plot: LossPlot) -> None:
    scene = _scene([(0.5, 0.6), (0.4, 0.5)])
    plot.show_scene(scene)
    first = plot.grab().toImage()
    plot.show_scene(scene)
    assert plot.grab().toImage() == first


def _on_screen(plot: LossPlot) -> QImage:
    """The plot as its paintings have left it; `grab` would paint all of it anew."""
    QApplication.processEvents()
    return plot.screen().grabWindow(plot.winId()).toImage()


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_curves_that_grow_look_as_if_they_were_drawn_at_once(plot: LossPlot, spread: float) -> None:
    rng = np.random.default_rng(0)
    train = 0.1 + 0.8 * np.exp(-np.arange(1300) / 400) * rng.uniform(1 - spread, 1 + spread, 1300)
    losses = [(float(loss), float(loss) + 0.05) for loss in train]
    for epochs in (1, 2, 30, 31, 200, 203, 260, 270, 700, 1100, 1130, 1131, 1160, 1300):
        plot.show_scene(_scene(losses[:epochs]))
        seen = _on_screen(plot)
        plot.update()
        assert seen == _on_screen(plot), epochs


def test_the_legend_follows_a_drag_without_any_training(qtbot: QtBot) -> None:
    legend = LossLegend(LIGHT)
    qtbot.addWidget(legend)
    session = Session.first()
    legend.show_scene(Scene(session, (608, 770)))
    before = legend.accessibleName()
    moved = session.with_network(session.network.with_bias(0, 0, 3.0))
    legend.show_scene(Scene(moved, (608, 770)))
    assert before.startswith("Loss: train 0.129")
    assert legend.accessibleName() != before
