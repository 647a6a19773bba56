"""The surface in the Sum panel: chosen, turned, zoomed, pointed at, by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.core.partition import first_layers, partition
from reluviz.session.session import Session
from reluviz.ui.camera import HIGHEST, LOWEST, Camera
from reluviz.ui.export import render
from reluviz.ui.relief import ReliefMaker
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.sum_look import SumLook
from reluviz.ui.theme import DARK, LIGHT
from reluviz.ui.views.heat_map import HeatView
from reluviz.ui.views.surface import SurfaceView
from reluviz.ui.widgets.segmented import Segmented
from reluviz.ui.window import MainWindow
from tests.ui.gestures import drag, move, press, release, turn_wheel
from tests.ui.neuron_desk import PLANE, Desk, click
from tests.ui.pictures import is_blue, is_orange, similar
from tests.ui.window_desk import drag_fold, named, settle, turn_to

KEY = Qt.Key
MIDDLE = QPoint(140, 180)


def desk_with_surface(qtbot: QtBot, session: Session | None = None) -> Desk:
    desk = Desk(qtbot, session)
    choose(desk, "sumKind", "surface")
    return desk


def choose(desk: Desk, switch: str, key: str) -> None:
    click(desk.named(Segmented, switch).button(key))


def surface_of(desk: Desk) -> SurfaceView:
    return desk.named(SurfaceView, "surfaceView")


def button(desk: Desk, name: str) -> QAbstractButton:
    buttons = surface_of(desk).findChildren(QAbstractButton)
    found = next(button for button in buttons if button.accessibleName().startswith(name))
    assert found.isVisible()
    return found


def picture(desk: Desk) -> QImage:
    return surface_of(desk).grab().toImage()


def camera(desk: Desk) -> Camera:
    return surface_of(desk).orbit.camera


# -- what is shown -------------------------------------------------------------------------------------------


def test_a_switch_shows_the_surface_in_place_of_the_heat_map(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    heat = desk.named(HeatView, "sumView")
    assert heat.isVisible()
    assert not desk.has("surfaceView")
    choose(desk, "sumKind", "surface")
    assert surface_of(desk).isVisible()
    assert not heat.isVisible()
    assert surface_of(desk).size() == heat.size()
    choose(desk, "sumKind", "heat")
    assert heat.isVisible()


def test_it_is_orange_below_zero_and_blue_above(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot, Session.first().with_view(selected=None))
    click(button(desk, "From above"))
    image = picture(desk)
    assert is_blue(image.pixelColor(140, 180))
    assert is_orange(image.pixelColor(40, 60))


def test_the_zero_level_is_marked(qtbot: QtBot) -> None:
    tilted = Network([[[1.0, 0.0]], [[1.0]]], [[0.0], [0.0]], "identity")
    desk = desk_with_surface(qtbot, Session.first().with_architecture(tilted))
    click(button(desk, "From above"))
    image = picture(desk)
    assert min(image.pixelColor(x, 120).lightness() for x in range(137, 144)) < 60


def test_it_follows_an_edit(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before = picture(desk)
    desk.store.commit(desk.store.session.with_network(desk.network.with_output_weight(0, 2.0)), "Edit")
    assert picture(desk) != before
    desk.store.undo_stack.undo()
    assert picture(desk) == before


def test_the_scale_is_that_of_the_heat_map(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    network = desk.network.with_output_weight(0, -2.3)  # little: the heat map keeps its scale
    desk.store.commit(desk.store.session.with_network(network), "Edit")
    before = desk.sum.view.scale
    choose(desk, "sumKind", "surface")
    assert surface_of(desk).scale == before


def test_showing_the_same_scene_again_derives_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_with_surface(qtbot)
    before = picture(desk)
    monkeypatch.delattr(ReliefMaker, "relief")  # anything derived anew would miss it
    surface_of(desk).show_scene(desk.scene)
    assert picture(desk) == before


def test_behind_the_heat_map_it_derives_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_with_surface(qtbot)
    before = picture(desk)
    choose(desk, "sumKind", "heat")
    with monkeypatch.context() as no_relief:
        no_relief.delattr(ReliefMaker, "relief")
        network = desk.network.with_output_weight(0, 2.0)
        desk.store.commit(desk.store.session.with_network(network), "Edit")
    choose(desk, "sumKind", "surface")
    assert picture(desk) != before


def test_a_network_with_too_many_regions_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_with_surface(qtbot)
    before = picture(desk)
    monkeypatch.setattr(
        "reluviz.ui.scene.bounded_partition",
        lambda network, box, previous: partition(first_layers(network, 1, 2), box),
    )
    desk.store.commit(desk.store.session.with_network(desk.network.with_output_weight(0, 2.0)), "Edit")
    assert picture(desk) != before
    for key in (KEY.Key_Left, KEY.Key_End, KEY.Key_Plus):
        QTest.keyClick(surface_of(desk), key)
    turn_wheel(surface_of(desk), MIDDLE, 2)
    drag(surface_of(desk), MIDDLE, MIDDLE + QPoint(50, 0))


@pytest.mark.parametrize("activation", ["leaky_relu", "abs", "hard_tanh", "identity"])
def test_every_activation_has_a_surface(qtbot: QtBot, activation: str) -> None:
    desk = desk_with_surface(qtbot, Session.new("xor", hidden=(5, 4), activation=activation))
    image = picture(desk)
    colours = {image.pixelColor(x, y).name() for x in range(40, 240, 3) for y in range(60, 300, 5)}
    assert len(colours) > 30


# -- one neuron ----------------------------------------------------------------------------------------------


def test_the_selected_neuron_can_be_shown_by_itself(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    whole = picture(desk)
    choose(desk, "surfaceSubject", "neuron")
    alone = picture(desk)
    assert alone != whole
    desk.store.look(selected=(0, 2))
    assert desk.named(Segmented, "surfaceSubject").button("neuron").text() == "Neuron 3"
    assert picture(desk) != alone
    choose(desk, "surfaceSubject", "sum")
    desk.store.look(selected=(0, 1))
    assert picture(desk) == whole


def test_the_colours_of_a_neuron_have_a_scale_of_their_own(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    choose(desk, "surfaceSubject", "neuron")
    network = desk.network.with_output_weight(1, -60.0)
    desk.store.commit(desk.store.session.with_network(network), "Edit")
    xmin, _, ymin, _ = desk.scene.box
    assert surface_of(desk).scale == pytest.approx(60 * (-1.64 * xmin - 0.48 * ymin - 2.01), rel=0.3)


def test_the_fold_of_the_selected_neuron_has_its_colour(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    click(button(desk, "From above"))

    def pixels(neuron: int) -> int:
        desk.store.look(selected=(0, neuron))
        image, colour = picture(desk), LIGHT.neuron(2)
        return sum(similar(image.pixelColor(x, y), colour, 30) for x in range(280) for y in range(40, 300, 2))

    assert pixels(2) > pixels(1) + 60


# -- turning -------------------------------------------------------------------------------------------------


def test_dragging_turns_it(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before, seen = camera(desk), picture(desk)
    drag(surface_of(desk), MIDDLE, MIDDLE + QPoint(60, 30))
    assert camera(desk).azimuth == pytest.approx(before.azimuth - 30)
    assert camera(desk).elevation == pytest.approx(before.elevation + 15)
    assert picture(desk) != seen
    assert desk.steps == []
    assert "55° above" in surface_of(desk).accessibleDescription()


def test_what_is_in_front_follows_the_pointer(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    surface = surface_of(desk)
    drag(surface, MIDDLE, MIDDLE + QPoint(20, 0))

    def place() -> float:
        relief = surface._relief
        assert relief is not None
        toward = np.array([0.5, -0.8]) * 5  # a place in front, at the first azimuth
        return float(surface._projection().pixels(toward, 0.0)[0])

    before = place()
    drag(surface, MIDDLE, MIDDLE + QPoint(20, 0))
    assert place() > before


def test_it_is_never_seen_from_beneath(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    drag(surface_of(desk), MIDDLE, QPoint(140, 10))
    drag(surface_of(desk), MIDDLE, QPoint(140, 10))
    assert camera(desk).elevation == LOWEST
    for _ in range(3):
        drag(surface_of(desk), QPoint(140, 40), QPoint(140, 340))
    assert camera(desk).elevation == HIGHEST


def test_shift_turns_finely_and_ctrl_to_round_angles(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before = camera(desk).azimuth
    drag(surface_of(desk), MIDDLE, MIDDLE + QPoint(60, 0), keys=Qt.KeyboardModifier.ShiftModifier)
    assert camera(desk).azimuth == pytest.approx(before - 3)
    drag(surface_of(desk), MIDDLE, MIDDLE + QPoint(33, 11), keys=Qt.KeyboardModifier.ControlModifier)
    assert camera(desk).azimuth % 15 == 0
    assert camera(desk).elevation % 15 == 0


def test_esc_during_a_drag_looks_from_where_it_began(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before, seen = camera(desk), picture(desk)
    press(surface_of(desk), MIDDLE)
    move(surface_of(desk), MIDDLE, MIDDLE + QPoint(50, 20))
    assert camera(desk) != before
    QTest.keyClick(surface_of(desk), KEY.Key_Escape)
    move(surface_of(desk), MIDDLE + QPoint(50, 20), MIDDLE + QPoint(80, 20))
    release(surface_of(desk), MIDDLE + QPoint(80, 20))
    assert camera(desk) == before
    assert picture(desk) == seen


def test_the_wheel_zooms_at_the_pointer(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    surface = surface_of(desk)
    spots: list[tuple[float, float] | None] = []
    surface.pointed.connect(lambda place, since: spots.append(place))
    at = QPoint(150, 170)
    QTest.mouseMove(surface, at)
    turn_wheel(surface, at, 3)
    assert camera(desk).zoom == pytest.approx(1.15**3)
    QTest.mouseMove(surface, at + QPoint(40, 0))
    QTest.mouseMove(surface, at)
    assert spots[-1] == pytest.approx(spots[0], abs=0.1)
    turn_wheel(surface, at, -3)
    assert camera(desk).zoom == pytest.approx(1.0)
    assert camera(desk).shift == pytest.approx((0.0, 0.0))


@pytest.mark.parametrize(
    "back",
    [
        lambda desk: QTest.mouseDClick(surface_of(desk), Qt.MouseButton.LeftButton, pos=MIDDLE),
        lambda desk: click(button(desk, "First look")),
        lambda desk: QTest.keyClick(surface_of(desk), KEY.Key_Home),
    ],
    ids=["double-click", "button", "Home"],
)
def test_there_is_a_way_back_to_the_first_look(qtbot: QtBot, back: Callable[[Desk], None]) -> None:
    desk = desk_with_surface(qtbot)
    seen = picture(desk)
    drag(surface_of(desk), MIDDLE, MIDDLE + QPoint(60, 30))
    turn_wheel(surface_of(desk), QPoint(100, 100), 5)
    back(desk)
    assert camera(desk) == Camera()
    QTest.mouseMove(surface_of(desk), QPoint(2, 200))
    assert picture(desk) == seen


@pytest.mark.parametrize(
    "above",
    [
        lambda desk: click(button(desk, "From above")),
        lambda desk: QTest.keyClick(surface_of(desk), KEY.Key_End),
    ],
    ids=["button", "End"],
)
def test_from_above_it_is_the_heat_map(qtbot: QtBot, above: Callable[[Desk], None]) -> None:
    """As large as it fits; compared at the same places of the plane, away from the lines."""
    desk = desk_with_surface(qtbot)
    above(desk)
    projection = surface_of(desk)._projection()
    surface = picture(desk)
    choose(desk, "sumKind", "heat")
    heat_view = desk.named(HeatView, "sumView")
    heat = heat_view.grab().toImage()
    xmin, xmax, ymin, ymax = desk.scene.box
    alike = []
    for x in np.linspace(-5, 5, 12):
        for y in np.linspace(-6, 6, 15):
            here = projection.pixels(np.array([x, y]), 0.0)
            there = (
                (x - xmin) / (xmax - xmin) * heat_view.width(),
                (ymax - y) / (ymax - ymin) * heat_view.height(),
            )
            alike.append(similar(surface.pixelColor(*map(int, here)), heat.pixelColor(*map(int, there)), 24))
    assert np.mean(alike) > 0.85


@pytest.mark.parametrize(
    ("key", "azimuth", "elevation"),
    [(KEY.Key_Left, 5, 0), (KEY.Key_Right, -5, 0), (KEY.Key_Up, 0, -5), (KEY.Key_Down, 0, 5)],
)
def test_arrow_keys_turn_it(qtbot: QtBot, key: Qt.Key, azimuth: float, elevation: float) -> None:
    desk = desk_with_surface(qtbot)
    before, seen = camera(desk), picture(desk)
    QTest.keyClick(surface_of(desk), key)
    assert camera(desk).azimuth == pytest.approx(before.azimuth + azimuth)
    assert camera(desk).elevation == pytest.approx(before.elevation + elevation)
    assert picture(desk) != seen
    QTest.keyClick(surface_of(desk), key, Qt.KeyboardModifier.ShiftModifier)
    assert camera(desk).azimuth == pytest.approx(before.azimuth + 1.1 * azimuth)


def test_plus_and_minus_zoom(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    QTest.keyClick(surface_of(desk), KEY.Key_Plus)
    assert camera(desk).zoom == pytest.approx(1.15)
    QTest.keyClick(surface_of(desk), KEY.Key_Minus)
    assert camera(desk).zoom == pytest.approx(1.0)


# -- pointing ------------------------------------------------------------------------------------------------


def test_pointing_at_a_facet_tells_the_place_under_it(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    surface = surface_of(desk)
    places: list[tuple[float, float] | None] = []
    surface.pointed.connect(lambda place, since: places.append(place))
    click(button(desk, "From above"))
    projection = surface._projection()
    QTest.mouseMove(surface, QPoint(*map(int, projection.pixels(np.array([3.0, -2.0]), 0.0))))
    QTest.mouseMove(surface, QPoint(*map(int, projection.pixels(np.array([2.0, 1.0]), 0.0))))
    assert places[-1] == pytest.approx((2.0, 1.0), abs=0.06)
    QTest.mouseMove(surface, QPoint(3, 340))
    assert places[-1] is None
    QApplication.sendEvent(surface, QEvent(QEvent.Type.Leave))
    assert places[-1] is None


def test_the_region_under_the_pointer_is_marked(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    plain = picture(desk)
    desk.sum.show_scene(Scene(desk.store.session, PLANE, (0.0, 0.0), desk.scene))
    assert picture(desk) != plain
    desk.sum.show_scene(Scene(desk.store.session, PLANE, None, desk.scene))
    assert picture(desk) == plain


# -- the grip of the zero level ------------------------------------------------------------------------------


def grip(desk: Desk) -> QPoint:
    level = surface_of(desk).handles.level
    assert level is not None
    return QPoint(*(round(float(side)) for side in level))


def bias(desk: Desk) -> float:
    return desk.network.output_bias


def pixels_per_value(desk: Desk) -> float:
    """How far up a higher value is seen, at the same place."""
    surface = surface_of(desk)
    assert surface._relief is not None
    low, high = (surface._projection().pixels(np.zeros(2), surface._relief.unit * v)[1] for v in (0.0, 1.0))
    return float(low - high)


def test_dragging_the_zero_level_changes_the_output_bias_and_is_one_step(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before, start, value = bias(desk), grip(desk), pixels_per_value(desk)
    press(surface_of(desk), start)
    move(surface_of(desk), start, start - QPoint(0, 30))
    assert grip(desk).y() == pytest.approx(start.y() - 30, abs=1)
    release(surface_of(desk), start - QPoint(0, 30))
    assert bias(desk) == pytest.approx(before + 30 / value, abs=1.5 / value)
    assert desk.steps == ["Move zero level"]
    desk.store.undo_stack.undo()
    assert bias(desk) == before


def test_it_lifts_the_surface_by_as_much(qtbot: QtBot) -> None:
    """The grip and each point of the surface go the same way, up to where the scale changes."""
    desk = desk_with_surface(qtbot)
    surface, start = surface_of(desk), grip(desk)

    def top() -> float:
        assert surface._picture is not None
        return float(surface._picture.sight.corners[:, 1].min())

    before = top()
    press(surface, start)
    move(surface, start, start + QPoint(0, 40))
    assert top() == pytest.approx(before + 40, abs=1.5)
    release(surface, start + QPoint(0, 40))


def test_what_is_lifted_out_of_the_picture_is_back_in_it_when_let_go(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    surface, start = surface_of(desk), grip(desk)
    drag(surface, start, QPoint(start.x(), 5))
    desk.refresh()
    assert surface._picture is not None
    corners = surface._picture.sight.corners
    assert corners.min() > 0
    assert (corners.max(axis=0) < (surface.width(), surface.height())).all()


def test_esc_puts_the_zero_level_back(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before, start = bias(desk), grip(desk)
    press(surface_of(desk), start)
    move(surface_of(desk), start, start - QPoint(0, 25))
    assert bias(desk) != before
    QTest.keyClick(surface_of(desk), KEY.Key_Escape)
    release(surface_of(desk), start - QPoint(0, 25))
    assert bias(desk) == before
    assert desk.steps == []


def test_shift_moves_the_zero_level_finely_and_ctrl_to_round_numbers(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    before, start, value = bias(desk), grip(desk), pixels_per_value(desk)
    drag(surface_of(desk), start, start - QPoint(0, 40), keys=Qt.KeyboardModifier.ShiftModifier)
    assert bias(desk) == pytest.approx(before + 4 / value, abs=1.5 / value)
    start = grip(desk)
    drag(surface_of(desk), start, start - QPoint(0, 31), keys=Qt.KeyboardModifier.ControlModifier)
    assert bias(desk) % 1.0 == pytest.approx(0.0)


def test_the_value_stands_at_the_pointer(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    start = grip(desk)
    press(surface_of(desk), start)
    move(surface_of(desk), start, start - QPoint(0, 25))
    assert surface_of(desk).hand.note.startswith("c = ")
    release(surface_of(desk), start - QPoint(0, 25))


def test_arrow_keys_move_the_zero_level_once_tab_has_gone_there(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    surface = surface_of(desk)
    surface.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(surface, KEY.Key_Up)
    assert bias(desk) == 2.49
    QTest.keyClick(surface, KEY.Key_Tab)
    assert surface.hasFocus()
    assert "Zero level of the sum, c = 2.49" in surface.accessibleDescription()
    looked_from = camera(desk)
    for _ in range(3):
        QTest.keyClick(surface, KEY.Key_Up)
    assert bias(desk) > 3.0
    assert camera(desk) == looked_from
    QTest.keyClick(surface, KEY.Key_Escape)
    assert bias(desk) == 2.49
    QTest.keyClick(surface, KEY.Key_Down)
    QTest.keyClick(surface, KEY.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert surface.hasFocus()
    assert bias(desk) < 2.49
    assert desk.steps == ["Move zero level"]
    QTest.keyClick(surface, KEY.Key_Up)
    assert camera(desk) != looked_from


def test_space_holds_the_zero_level(qtbot: QtBot) -> None:
    desk = desk_with_surface(qtbot)
    surface = surface_of(desk)
    surface.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (KEY.Key_Tab, KEY.Key_Space, KEY.Key_Up, KEY.Key_Up, KEY.Key_Space):
        QTest.keyClick(surface, key)
    assert desk.steps == ["Move zero level"]
    assert bias(desk) > 2.49


@pytest.mark.parametrize("hide", ["neuron", "above"])
def test_there_is_no_grip_where_no_zero_level_can_be_seen(qtbot: QtBot, hide: str) -> None:
    desk = desk_with_surface(qtbot)
    start = grip(desk)
    if hide == "neuron":
        choose(desk, "surfaceSubject", "neuron")
    else:
        click(button(desk, "From above"))
    assert surface_of(desk).handles.level is None
    drag(surface_of(desk), start, start - QPoint(0, 30))
    assert desk.steps == []


# -- in the window -------------------------------------------------------------------------------------------


def test_hovering_it_lights_the_region_in_every_view(window: MainWindow, qtbot: QtBot) -> None:
    window.sum.choose("surface")
    settle(window, qtbot)
    QTest.mouseMove(window.sum.surface, QPoint(140, 150))
    QTest.mouseMove(window.sum.surface, QPoint(142, 152))
    settle(window, qtbot)
    assert window.scene is not None
    assert window.scene.region >= 0
    marked = window.partition.plane.grab().toImage()
    window.sum.surface.leaveEvent(QEvent(QEvent.Type.Leave))
    settle(window, qtbot)
    assert window.partition.plane.grab().toImage() != marked


def test_turning_it_is_no_undo_step_and_reaches_the_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.sum.choose("surface")
    settle(window, qtbot)
    before = window.sum.surface.grab().toImage()
    drag(window.sum.surface, MIDDLE, MIDDLE + QPoint(40, 0))
    settle(window, qtbot)
    assert window.sum.surface.grab().toImage() != before
    assert not window.store.undo_stack.canUndo()
    drag_fold(window)
    settle(window, qtbot)
    assert window.store.undo_stack.count() == 1


def test_another_theme_keeps_the_surface_and_its_camera(window: MainWindow, qtbot: QtBot) -> None:
    window.sum.choose("surface")
    settle(window, qtbot)
    drag(window.sum.surface, MIDDLE, MIDDLE + QPoint(40, -20))
    seen_from = window.sum.surface.orbit.camera
    turn_to(window, "dark", qtbot)
    assert window.sum.surface.isVisible()
    assert window.sum.surface.orbit.camera == seen_from
    assert similar(window.sum.surface.grab().toImage().pixelColor(2, 200), DARK.colour(DARK.page), 4)


def test_the_keyboard_reaches_it_and_shows_a_ring(window: MainWindow, qtbot: QtBot) -> None:
    window.sum.choose("surface")
    settle(window, qtbot)
    plain = window.sum.surface.grab().toImage()
    named(window, "sumKind").findChildren(QAbstractButton)[1].setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget() or window, KEY.Key_Tab)
        if window.sum.surface.hasFocus():
            break
    assert window.sum.surface.hasFocus()
    assert window.sum.surface.grab().toImage() != plain


# -- as vectors ----------------------------------------------------------------------------------------------


def test_it_is_a_scene_of_polygons_in_a_vector_picture(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "surface.svg"
    render(Session.first(), out, (500, 500), view="surface")
    text = out.read_text()
    assert "<image" not in text
    assert text.count("<linearGradient") >= 6


def test_a_view_by_itself_draws_what_it_is_shown(qtbot: QtBot) -> None:
    store = Store(Session.first())
    view = SurfaceView(DARK, store, look=SumLook(camera=Camera(-60.0, 50.0)))
    store.setParent(view)
    qtbot.addWidget(view)
    view.resize(400, 400)
    blank = view.grab().toImage()
    view.show_scene(Scene(store.session, PLANE))
    assert view.grab().toImage() != blank
