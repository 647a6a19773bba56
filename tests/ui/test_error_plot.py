"""The error plot: interpolants, their bound, and the network among them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from reluviz.core.construct import interpolant, knots
from reluviz.core.errors import max_error
from reluviz.core.pieces import pieces
from reluviz.learn.targets import TARGETS
from reluviz.session.session import Session
from reluviz.ui.scene import Scene
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.error_plot import COUNTS, ErrorPlot, Errors, decade_text

FIRST = Session.first_curve()


def scene_of(session: Session) -> Scene:
    return Scene(session, (600, 700))


@pytest.fixture
def plot(qtbot: QtBot) -> ErrorPlot:
    plot = ErrorPlot(LIGHT)
    qtbot.addWidget(plot)
    plot.setFixedHeight(216)
    plot.resize(248, 216)
    plot.show_scene(scene_of(FIRST))
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def colour_at(plot: ErrorPlot, at: QPointF) -> QColor:
    return plot.grab().toImage().pixelColor(at.toPoint())


def label(plot: ErrorPlot) -> QLabel:
    return plot.findChildren(QLabel)[0]


# -- what is plotted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sin", "square", "abs", "runge", "noise"])
def test_the_errors_are_those_of_interpolants_with_so_many_relus(name: str) -> None:
    target = TARGETS[name]
    sizes = Errors.of(target).sizes
    assert COUNTS == (1, 2, 4, 8, 16, 32, 64)
    for count, size in zip(COUNTS, sizes.tolist(), strict=True):
        x = knots(*target.interval, count)
        network = interpolant(x, target.f(x))
        assert network.hidden == (count,)
        assert size == pytest.approx(max_error(pieces(network, target.interval), target.f).size, abs=1e-12)


def test_the_bound_falls_to_a_quarter_with_twice_as_many_and_is_never_exceeded() -> None:
    for name in ("sin", "square", "runge"):
        errors = Errors.of(TARGETS[name])
        assert errors.bounds is not None
        np.testing.assert_allclose(errors.bounds[:-1] / errors.bounds[1:], 4.0)
        assert (errors.sizes <= errors.bounds * (1 + 1e-9)).all()


@pytest.mark.parametrize("name", ["abs", "step", "bump", "sawtooth", "noise"])
def test_corners_and_jumps_have_no_bound(name: str) -> None:
    assert Errors.of(TARGETS[name]).bounds is None


@pytest.mark.parametrize(
    ("name", "error", "decades"),
    [("sin", 0.13, (-3, 1)), ("sin", 300.0, (-3, 3)), ("sin", 1e99, (-3, 6)), ("sawtooth", 1.0, (-1, 1))],
)
def test_the_axis_goes_by_powers_of_ten_around_all_errors(
    name: str, error: float, decades: tuple[int, int]
) -> None:
    assert Errors.of(TARGETS[name]).decades(error) == decades


@pytest.mark.parametrize(("power", "text"), [(1, "10"), (0, "1"), (-3, "0.001"), (-4, "10⁻⁴"), (5, "10⁵")])
def test_powers_of_ten_are_short(power: int, text: str) -> None:
    assert decade_text(power) == text


# -- how it looks -------------------------------------------------------------------------------------------


def test_the_network_is_a_dot_at_its_number_of_relus_and_its_error(plot: ErrorPlot) -> None:
    at = plot.point_of(6, scene_of(FIRST).error.size)
    assert colour_at(plot, at) == QColor(LIGHT.accent)
    assert plot.point_of(4, 1).x() < at.x() < plot.point_of(8, 1).x()


def test_the_dot_follows_an_edit(plot: ErrorPlot) -> None:
    worse = FIRST.with_network(FIRST.network.with_output_bias(0.5))
    plot.show_scene(scene_of(worse))
    assert colour_at(plot, plot.point_of(6, scene_of(worse).error.size)) == QColor(LIGHT.accent)
    assert colour_at(plot, plot.point_of(6, scene_of(FIRST).error.size)) != QColor(LIGHT.accent)
    assert "6 ReLUs, maximum error 0.6" in plot.accessibleDescription()


def test_an_error_beyond_the_axis_stands_at_its_end(plot: ErrorPlot) -> None:
    top, bottom = plot.point_of(1, 1e9), plot.point_of(100, 0.0)
    assert top.y() < plot.point_of(1, 1.0).y() < bottom.y()
    assert bottom.x() == plot.point_of(64, 1.0).x()


def test_both_axes_are_logarithmic(plot: ErrorPlot) -> None:
    across = [plot.point_of(count, 1.0).x() for count in COUNTS]
    up = [plot.point_of(1, 10.0**k).y() for k in (-3, -2, -1, 0, 1)]
    assert np.diff(across) == pytest.approx(across[1] - across[0])
    assert np.diff(up) == pytest.approx(up[1] - up[0])


def test_showing_the_same_again_paints_nothing(plot: ErrorPlot) -> None:
    before = plot.grab().toImage()
    plot.show_scene(scene_of(FIRST.with_view(selected=(0, 1))))
    assert plot.grab().toImage() == before


# -- values under the pointer -------------------------------------------------------------------------------


def test_hovering_tells_the_error_and_the_bound_of_the_nearest_interpolant(plot: ErrorPlot) -> None:
    assert not label(plot).isVisible()
    QTest.mouseMove(plot, plot.point_of(16, 0.1).toPoint() + QPoint(4, 0))
    errors = Errors.of(TARGETS["sin"])
    assert errors.bounds is not None
    assert label(plot).isVisible()
    assert label(plot).text() == f"16 ReLUs\nerror {errors.sizes[4]:.4f}\nbound {errors.bounds[4]:.4f}"
    QTest.mouseMove(plot, plot.point_of(64, 0.1).toPoint())
    assert label(plot).text().startswith("64 ReLUs")
    assert label(plot).geometry().right() < plot.width()


def test_leaving_takes_the_values_away(plot: ErrorPlot) -> None:
    QTest.mouseMove(plot, plot.point_of(16, 0.1).toPoint())
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert not label(plot).isVisible()


def test_another_target_has_no_bound_to_tell(plot: ErrorPlot) -> None:
    plot.show_scene(scene_of(FIRST.with_target("step")))
    QTest.mouseMove(plot, plot.point_of(16, 0.1).toPoint())
    assert label(plot).text().splitlines() == ["16 ReLUs", "error 1.00"]


@pytest.mark.parametrize(("name", "lowest"), [("sin", "0.001"), ("sawtooth", "0"), ("step", "0.1")])
def test_the_numbers_of_the_axis_are_as_far_apart_as_they_say(
    plot: ErrorPlot, name: str, lowest: str
) -> None:
    for error in (0.1, 30.0, 5e4):
        session = FIRST.with_target(name)
        plot.show_scene(scene_of(session.with_network(session.network.with_output_bias(error))))
        numbers = plot._numbers()
        assert numbers[0][1] == lowest
        assert len(set(np.diff([power for power, _ in numbers]))) == 1
        heights = [plot.point_of(1, 10.0**power).y() for power, _ in numbers]
        assert np.diff(heights) == pytest.approx(heights[1] - heights[0])
