"""A target drawn freehand, and one clicked in as points."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.curves import Polyline
from reluviz.learn.targets import Target
from reluviz.ui.simplify import simplified
from tests.ui.curve_desk import CurveDesk
from tests.ui.gestures import drag, move, press, release

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot) -> CurveDesk:
    return CurveDesk(qtbot)


def target(desk: CurveDesk) -> Target:
    found = desk.store.session.target
    assert found is not None
    return found


def points(desk: CurveDesk) -> np.ndarray:
    found = target(desk).f
    assert isinstance(found, Polyline)
    return found.vertices


def click(desk: CurveDesk, at: QPoint) -> None:
    QTest.mouseClick(desk.view, LEFT, pos=at)
    desk.settle()


# -- freehand ------------------------------------------------------------------------------------------------


def test_a_target_drawn_freehand_follows_the_mouse_and_is_one_undo_step(desk: CurveDesk) -> None:
    network, sine = desk.network, target(desk)
    desk.click("drawTarget")
    a, b, c = QPoint(100, 300), QPoint(300, 100), QPoint(500, 400)
    press(desk.view, a)
    move(desk.view, a, b)
    assert target(desk).name == "drawn"
    assert target(desk).interval[1] == pytest.approx(desk.units_at(b)[0]), "it follows live"
    move(desk.view, b, c)
    release(desk.view, c)
    for at in (a, b, c):
        x, y = desk.units_at(at)
        assert target(desk).f(np.array([x])) == pytest.approx([y], abs=0.01)
    assert len(points(desk)) == 3, "two straight strokes need three vertices"
    assert desk.network is network
    assert desk.steps == ["Draw the target"]
    desk.undo()
    assert target(desk) is sine


def test_a_second_stroke_draws_over_the_first_where_it_passes(desk: CurveDesk) -> None:
    desk.click("drawTarget")
    drag(desk.view, QPoint(100, 300), QPoint(500, 300))
    drag(desk.view, QPoint(200, 200), QPoint(300, 200))
    level = [desk.units_at(QPoint(150, y))[1] for y in (300, 200)]
    x = np.array([desk.units_at(QPoint(x, 0))[0] for x in (150, 250, 400)])
    assert target(desk).f(x) == pytest.approx([level[0], level[1], level[0]], abs=0.01)
    assert desk.steps == ["Draw the target"] * 2


def test_esc_gives_up_a_stroke_and_esc_again_puts_the_pencil_down(desk: CurveDesk) -> None:
    before = target(desk)
    desk.click("drawTarget")
    press(desk.view, QPoint(100, 300))
    move(desk.view, QPoint(100, 300), QPoint(300, 200))
    assert target(desk) is not before
    desk.key(Qt.Key.Key_Escape)
    release(desk.view, QPoint(300, 200))
    assert target(desk) is before
    assert desk.view.pencil.mode == "draw"
    desk.key(Qt.Key.Key_Escape)
    assert not is_drawing(desk)
    assert desk.steps == []


def is_drawing(desk: CurveDesk) -> bool:
    return bool(desk.view.pencil.mode) or desk.panel.tools.pencils["draw"].isChecked()


def test_with_the_pencil_in_hand_no_handle_moves(desk: CurveDesk) -> None:
    before = desk.network
    desk.click("drawTarget")
    assert desk.view.cursor().shape() == Qt.CursorShape.CrossCursor
    drag(desk.view, QPoint(60, 282), QPoint(400, 282))
    assert desk.network is before
    desk.click("drawTarget")
    assert not is_drawing(desk)


def test_one_pencil_is_put_down_when_the_other_is_taken(desk: CurveDesk) -> None:
    desk.click("drawTarget")
    desk.click("clickPoints")
    assert desk.view.pencil.mode == "points"
    assert not desk.panel.tools.pencils["draw"].isChecked()
    assert "adds a point" in desk.panel.reason.text


def test_a_stroke_keeps_the_vertices_that_its_shape_needs() -> None:
    x = np.linspace(0, 100, 101)
    line = np.column_stack([x, np.where(x < 50, x, 100 - x)])
    assert simplified(line, 0.5).tolist() == [0, 50, 100]


# -- points --------------------------------------------------------------------------------------------------


@pytest.fixture
def clicked(desk: CurveDesk) -> list[QPoint]:
    """Three points clicked in."""
    places = [QPoint(150, 300), QPoint(450, 300), QPoint(300, 120)]
    desk.click("clickPoints")
    for at in places:
        click(desk, at)
    return places


def test_clicks_add_points_that_the_target_joins(desk: CurveDesk, clicked: list[QPoint]) -> None:
    expected = sorted(desk.units_at(at) for at in clicked)
    assert points(desk) == pytest.approx(np.array(expected))
    assert desk.steps == ["Add a point"] * 2, "one point alone is no target yet"
    desk.undo()
    assert len(points(desk)) == 2


def test_dragging_a_point_moves_it(desk: CurveDesk, clicked: list[QPoint]) -> None:
    drag(desk.view, clicked[2], QPoint(260, 200))
    assert points(desk)[1] == pytest.approx(desk.units_at(QPoint(260, 200)), abs=1e-9)
    assert desk.steps[-1] == "Move a point"
    assert len(desk.steps) == 3


def test_a_point_can_be_dragged_past_another(desk: CurveDesk, clicked: list[QPoint]) -> None:
    drag(desk.view, clicked[2], QPoint(520, 200))
    assert points(desk)[2] == pytest.approx(desk.units_at(QPoint(520, 200)), abs=1e-9)
    assert len(points(desk)) == 3


def test_a_click_on_a_point_takes_it_out(desk: CurveDesk, clicked: list[QPoint]) -> None:
    click(desk, clicked[2])
    assert len(points(desk)) == 2
    assert desk.steps[-1] == "Remove a point"
    click(desk, clicked[1])
    assert len(points(desk)) == 2, "the target stands until there is another"
    click(desk, QPoint(250, 150))
    assert points(desk)[1] == pytest.approx(desk.units_at(QPoint(250, 150)))


def test_a_new_point_can_be_dragged_on_before_it_is_let_go(desk: CurveDesk, clicked: list[QPoint]) -> None:
    drag(desk.view, QPoint(380, 150), QPoint(380, 250))
    assert points(desk)[2] == pytest.approx(desk.units_at(QPoint(380, 250)), abs=1e-9)
    assert desk.steps == ["Add a point"] * 3


def test_esc_puts_a_dragged_point_back(desk: CurveDesk, clicked: list[QPoint]) -> None:
    before = target(desk)
    press(desk.view, clicked[2])
    move(desk.view, clicked[2], QPoint(300, 300))
    desk.key(Qt.Key.Key_Escape)
    release(desk.view, QPoint(300, 300))
    assert target(desk) is before


def test_points_of_a_freehand_drawing_can_be_moved(desk: CurveDesk) -> None:
    desk.click("drawTarget")
    drag(desk.view, QPoint(100, 300), QPoint(300, 100), QPoint(500, 400))
    desk.click("clickPoints")
    drag(desk.view, QPoint(300, 100), QPoint(300, 180))
    assert points(desk)[1] == pytest.approx(desk.units_at(QPoint(300, 180)), abs=0.02)
