"""The small plots of what each neuron adds to the sum."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.construct import interpolant, sawtooth
from reluviz.core.handles import kinks
from reluviz.session.session import Session
from reluviz.ui.items.curve_handles import Hit
from reluviz.ui.items.unit_plots import cells
from reluviz.ui.theme import LIGHT, PROJECTOR
from tests.ui.curve_desk import CurveDesk
from tests.ui.gestures import drag, move, press, release, turn_wheel


@pytest.fixture
def desk(qtbot: QtBot) -> CurveDesk:
    return CurveDesk(qtbot)


def test_dragging_a_kink_of_a_unit_moves_it_to_the_pointer(desk: CurveDesk) -> None:
    before, hit = desk.network, Hit("kink", 1)
    start = desk.place(hit, desk.units)
    drag(desk.units, start, start + QPoint(15, 8))
    plot = desk.units.plot_of(hit)
    assert plot is not None
    assert kinks(desk.network)[1] == pytest.approx(plot.units(start.x() + 15, 0)[0], abs=1e-9)
    assert np.array_equal(desk.network.output_weights, before.output_weights)
    assert desk.steps == ["Move kink 2"]


def test_dragging_a_slope_point_of_a_unit_changes_its_output_weight(desk: CurveDesk) -> None:
    before, hit = desk.network, Hit("slope", 2)
    start, place = desk.place(hit, desk.units), desk.units.handles.slopes[2]
    plot = desk.units.plot_of(hit)
    assert plot is not None
    x = plot.units(*place.tolist())[0]
    end = start + QPoint(0, -14)
    drag(desk.units, start, end)
    share = desk.network.output_weights[2] * (x - kinks(before)[2])
    assert share == pytest.approx(plot.units(end.x(), end.y())[1], abs=1e-9)
    assert desk.network.output_weights[2] > before.output_weights[2]
    assert desk.steps == ["Change slope 3"]


def test_the_wheel_over_a_kink_of_a_unit_changes_its_output_weight(desk: CurveDesk) -> None:
    before = desk.network.output_weights[1]
    turn_wheel(desk.units, desk.place(Hit("kink", 1), desk.units), -2)
    assert desk.network.output_weights[1] == pytest.approx(before - 0.2)


def test_a_click_on_a_unit_selects_its_neuron(desk: CurveDesk) -> None:
    rect = desk.units.cell_rect(4)
    QTest.mouseClick(desk.units, Qt.MouseButton.LeftButton, pos=rect.topRight().toPoint() + QPoint(-12, 12))
    assert desk.store.session.view.selected == (0, 4)


def test_only_the_units_that_changed_are_painted_again(desk: CurveDesk) -> None:
    shown = list(desk.units.shown)
    session = desk.store.session
    desk.store.commit(session.with_network(session.network.with_output_weight(2, 0.3)), "v")
    desk.settle()
    same = [old.unit is new.unit for old, new in zip(shown, desk.units.shown, strict=True)]
    assert same == [True, True, False, True, True, True]


@pytest.mark.parametrize(("count", "rows", "full"), [(6, 1, True), (12, 2, True), (32, 3, False)])
def test_more_units_stand_in_more_rows_and_very_many_are_compact(count: int, rows: int, full: bool) -> None:
    layout = cells(count, 605, 270, LIGHT)
    assert (layout.rows, layout.full) == (rows, full)
    assert layout.rect(count - 1).right() <= 605


def test_very_many_units_scroll(qtbot: QtBot) -> None:
    x = np.linspace(0, 2 * np.pi, 101)
    desk = CurveDesk(qtbot, Session.first_curve().with_architecture(interpolant(x, np.sin(x))), PROJECTOR)
    assert desk.units.height() > desk.panel.height() * 0.34
    assert desk.view.height() > desk.panel.height() * 0.3


def test_the_units_of_a_deep_network_are_those_of_its_last_layer(qtbot: QtBot) -> None:
    desk = CurveDesk(qtbot, Session.new("sawtooth").with_architecture(sawtooth(3)))
    assert len(desk.units.shown) == 2
    assert len(desk.units.handles.neurons) == 0
    QTest.mouseClick(desk.units, Qt.MouseButton.LeftButton, pos=desk.units.cell_rect(1).center().toPoint())
    assert desk.store.session.view.selected == (2, 1)


def test_what_is_painted_in_parts_looks_as_if_painted_whole(desk: CurveDesk) -> None:
    """Also where values, focus rings and slope points lie over cells that did not change."""
    start = desk.place(Hit("kink", 5), desk.units)
    desk.hover(start, desk.units)
    press(desk.units, start)
    for at in (start + QPoint(10, 0), start - QPoint(40, 0)):
        move(desk.units, start, at)
        desk.settle()
        in_parts = on_screen(desk)
        desk.units.update()
        desk.settle()
        assert on_screen(desk) == in_parts
    release(desk.units, start)
    desk.settle()
    in_parts = on_screen(desk)
    desk.units.update()
    desk.settle()
    assert on_screen(desk) == in_parts


def on_screen(desk: CurveDesk) -> QImage:
    """The window as it was painted last."""
    return desk.screen().grabWindow(desk.winId()).toImage()
