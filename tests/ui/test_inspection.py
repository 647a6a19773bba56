"""The region that is inspected: pointed at in any view, shown in all, pinned by a click."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.handles import arrow_length
from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.items.inspected import middle_of
from reluviz.ui.panels.neuron_header import Tag
from reluviz.ui.plane_map import PlaneMap
from reluviz.ui.region_text import affine_text, area_of, area_text, copies
from reluviz.ui.scene import Scene
from reluviz.ui.store import Store
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.heat_map import HeatView
from reluviz.ui.views.neuron_picture import NeuronPicture
from reluviz.ui.views.plane import PlaneView
from reluviz.ui.window import MainWindow
from tests.ui.gestures import drag, move, press, release
from tests.ui.pictures import PLANE, scene_of, similar
from tests.ui.test_plane import on_fold, pixel
from tests.ui.window_desk import LEFT, named, settle

BESIDE = (0.0, 5.0)
"""Where only the first of the three neurons of a first start is on."""


def plane(window: MainWindow) -> PlaneView:
    return window.partition.plane


def sum_pixel(window: MainWindow, x: float, y: float) -> QPoint:
    """An input point in the heat map."""
    view = window.sum.view
    assert window.scene is not None
    (at,) = PlaneMap(window.scene.box, view.width(), view.height()).pixels(np.array([[x, y]]))
    return QPoint(*np.rint(at).astype(int).tolist())


def point_at(window: MainWindow, qtbot: QtBot, x: float, y: float) -> None:
    """Move the mouse to an input point in the plane."""
    QTest.mouseMove(plane(window), pixel(window, x, y))
    settle(window, qtbot)


def click_at(window: MainWindow, qtbot: QtBot, x: float, y: float) -> None:
    point_at(window, qtbot, x, y)
    QTest.mouseClick(plane(window), LEFT, pos=pixel(window, x, y))
    settle(window, qtbot)


def look_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def pictures(window: MainWindow) -> list[NeuronPicture]:
    return sorted(window.neurons.findChildren(NeuronPicture), key=lambda p: p.mapToGlobal(QPoint()).y())


def tag_of(window: MainWindow, neuron: int) -> QWidget:
    return named(window, f"neuronCard-1-{neuron + 1}").findChildren(Tag)[0]


def formula(window: MainWindow) -> str:
    return window.inspector._map.text()


def formula_at(window: MainWindow, x: float, y: float) -> str:
    """What the inspector should say of a place."""
    network = window.store.session.network
    (pattern,) = network.pattern([[x, y]])
    slopes, constants = network.affine(pattern)
    return affine_text(slopes[0], float(constants[0]))


def pinned(window: MainWindow) -> bool:
    return window.store.session.view.pin is not None


# -- pointing ---------------------------------------------------------------------------------------------


def in_plane(window: MainWindow) -> tuple[QWidget, QPoint]:
    return plane(window), pixel(window, *BESIDE)


def in_sum(window: MainWindow) -> tuple[QWidget, QPoint]:
    return window.sum.view, sum_pixel(window, *BESIDE)


def in_card(window: MainWindow) -> tuple[QWidget, QPoint]:
    return pictures(window)[0], QPoint(64, 12)


@pytest.mark.parametrize("place", [in_plane, in_sum, in_card])
def test_pointing_at_a_region_in_any_view_shows_it_in_all_of_them(
    window: MainWindow, qtbot: QtBot, place: Callable[[MainWindow], tuple[QWidget, QPoint]]
) -> None:
    settle(window, qtbot)
    views = [plane(window), window.sum.view, *pictures(window)]
    before = [look_of(view) for view in views]
    widget, at = place(window)
    QTest.mouseMove(widget, at)
    settle(window, qtbot)
    assert window.scene is not None
    assert formula(window) == formula_at(window, *BESIDE)
    assert window.scene.region == window.scene.partition.region_at([BESIDE])[0]
    assert all(look_of(view) != plain for view, plain in zip(views, before, strict=True))
    QTest.mouseMove(window.inspector, QPoint(3, 3))
    settle(window, qtbot)
    assert formula(window) == ""
    assert all(look_of(view) == plain for view, plain in zip(views, before, strict=True))


@pytest.mark.parametrize("place", [in_plane, in_sum, in_card])
def test_a_region_is_outlined_exactly_along_its_sides(
    window: MainWindow, qtbot: QtBot, place: Callable[[MainWindow], tuple[QWidget, QPoint]]
) -> None:
    """Only pixels next to a side of the region are others than before, and some of each side are."""
    views: list[tuple[QWidget, PlaneMap]] = []
    settle(window, qtbot)
    assert window.scene is not None
    heat = window.sum.view
    views.append((heat, PlaneMap(window.scene.box, heat.width(), heat.height())))
    views += [(picture, picture._picture.plane) for picture in pictures(window) if picture._picture]
    before = [_array(look_of(view)) for view, _ in views]
    QTest.mouseMove(*place(window))
    settle(window, qtbot)
    for (view, mapped), plain in zip(views, before, strict=True):
        changed = np.argwhere((_array(look_of(view)) != plain).any(axis=2))[:, ::-1] + 0.5
        corners = mapped.pixels(window.scene.outline)
        apart = np.array(
            [_apart(changed, a, b) for a, b in zip(corners, np.roll(corners, -1, 0), strict=True)]
        )
        assert apart.min(axis=0).max() < 4
        inside = [_crosses(a, b, view) for a, b in zip(corners, np.roll(corners, -1, 0), strict=True)]
        assert (apart.min(axis=1)[inside] < 1.5).all()


def _array(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return (
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].copy()
    )


def _apart(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n,) distances of points from a segment."""
    t = np.clip((points - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
    return np.asarray(np.hypot(*(points - (a + t[:, None] * (b - a))).T))


def _crosses(a: np.ndarray, b: np.ndarray, view: QWidget) -> bool:
    """Whether a good part of a segment is inside a view, its edges left aside."""
    x, y = (a + np.linspace(0, 1, 50)[:, None] * (b - a)).T
    return bool(((x > 6) & (x < view.width() - 6) & (y > 6) & (y < view.height() - 6)).mean() > 0.3)


def test_the_neurons_that_are_off_there_have_hollow_tags(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    filled = [look_of(tag_of(window, i)).pixelColor(5, 11) for i in range(3)]
    point_at(window, qtbot, *BESIDE)
    shown = [look_of(tag_of(window, i)).pixelColor(5, 11) for i in range(3)]
    assert shown[0] == filled[0]
    assert [colour == QColor(LIGHT.panel) for colour in shown] == [False, True, True]
    point_at(window, qtbot, -5.0, -3.0)
    assert look_of(tag_of(window, 1)).pixelColor(5, 11) == filled[1]


def test_in_a_deep_network_the_tiles_of_the_layer_in_sight_are_lit(window: MainWindow, qtbot: QtBot) -> None:
    window.store.open(Session.new("spiral", hidden=(7, 5)).with_view(selected=(1, 0)), None)
    point_at(window, qtbot, 2.5, 3.5)
    assert window.scene is not None
    assert window.scene.lit is not None
    tiles = [named(window, f"neuronCard-2-{i + 1}") for i in range(5)]
    hollow = [look_of(tile).pixelColor(10, 16) == QColor(LIGHT.panel) for tile in tiles]
    assert hollow == (~window.scene.lit[7:]).tolist()
    assert len(set(hollow)) == 2


def test_with_one_input_the_neurons_that_are_on_under_the_pointer_are_lit(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.store.open(Session.first_curve(), None)
    settle(window, qtbot)
    view = window.curve.view
    QTest.mouseMove(view, view.rect().center())
    settle(window, qtbot)
    assert window.scene is not None
    assert window.scene.lit is not None
    hollow = [look_of(tag_of(window, i)).pixelColor(5, 11) == QColor(LIGHT.panel) for i in range(6)]
    assert hollow == (~window.scene.lit).tolist()


def test_moving_within_a_region_paints_nothing_anew(window: MainWindow, qtbot: QtBot) -> None:
    point_at(window, qtbot, 0.2, 0.1)
    regions = window.partition.plane._regions
    before = look_of(plane(window)), regions._image.cacheKey()
    point_at(window, qtbot, 0.4, 0.3)
    assert (look_of(plane(window)), regions._image.cacheKey()) == before


def test_pointing_at_another_region_colours_no_pixel_of_the_regions_anew(
    window: MainWindow, qtbot: QtBot
) -> None:
    point_at(window, qtbot, 0.2, 0.1)
    key = window.partition.plane._regions._image.cacheKey()
    point_at(window, qtbot, *BESIDE)
    assert window.partition.plane._regions._image.cacheKey() == key


# -- the gradient -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", range(0, 360, 45))
def test_the_gradient_is_an_arrow_from_the_middle_in_its_exact_direction(qtbot: QtBot, degrees: int) -> None:
    toward = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
    network = Network([[toward * 1.5], [[1.0]]], [[100.0], [0.0]])
    scene = Scene(scene_of(network, (601, 601)).session, (601, 601), (3.0, 3.0))
    store = Store(scene.session)
    view = PlaneView(LIGHT, store)
    qtbot.addWidget(view)
    view.resize(601, 601)
    view.show_scene(scene)
    image = look_of(view)
    along = toward * (1, -1)
    for share in (0.2, 0.5, 0.8):
        at = np.array([300.5, 300.5]) + along * arrow_length(1.5) * share
        assert image.pixelColor(*np.floor(at).astype(int).tolist()).lightness() < 80
    beyond = np.array([300.5, 300.5]) + along * (arrow_length(1.5) + 6)
    assert image.pixelColor(*np.floor(beyond).astype(int).tolist()).lightness() > 150


@pytest.mark.parametrize(
    ("outline", "middle", "area"),
    [
        ([(0, 0), (2, 0), (2, 1), (0, 1)], (1.0, 0.5), 2.0),
        ([(0, 0), (3, 0), (0, 3)], (1.0, 1.0), 4.5),
        ([(0, 0), (1, 0), (2, 0), (2, 2), (0, 2)], (1.0, 1.0), 4.0),
        ([(1e6, 1e6), (1e6 + 1, 1e6), (1e6, 1e6 + 1)], (1e6 + 1 / 3, 1e6 + 1 / 3), 0.5),
        ([(0, 0), (1, 1e-12), (2, 0)], (1.0, 0.0), 0.0),
    ],
)
def test_middle_and_area_of_a_polygon(
    outline: list[tuple[float, float]], middle: tuple[float, float], area: float
) -> None:
    corners = np.array(outline, float)
    assert middle_of(corners) == pytest.approx(middle)
    assert area_of(corners) == pytest.approx(area, abs=1e-9)


def test_the_area_of_a_region_that_the_view_cuts_is_a_least_one(window: MainWindow, qtbot: QtBot) -> None:
    point_at(window, qtbot, 0.2, 0.1)
    assert window.scene is not None
    assert window.inspector._more.text() == f"area {area_of(window.scene.outline):.1f}"
    point_at(window, qtbot, *BESIDE)
    assert window.inspector._more.text().startswith("area ≥ ")
    assert area_text(np.array([(0, 0), (1, 0), (0, 1.0)]), (0.0, 9.0, -1.0, 9.0)) == "area ≥ 0.50"


# -- the pin ------------------------------------------------------------------------------------------------


def test_a_click_pins_a_region_and_it_stays_when_the_pointer_goes(window: MainWindow, qtbot: QtBot) -> None:
    click_at(window, qtbot, *BESIDE)
    assert pinned(window)
    shown = formula(window)
    point_at(window, qtbot, 0.2, 0.1)
    QTest.mouseMove(window.inspector, QPoint(3, 3))
    settle(window, qtbot)
    assert formula(window) == shown == formula_at(window, *BESIDE)
    assert window.inspector._title.text() == "Pinned region"
    assert named(window, "unpin").isVisible()
    assert not window.store.modified, "looking is no edit"
    assert window.store.undo_stack.count() == 0


def test_the_pin_is_seen_in_the_plane(window: MainWindow, qtbot: QtBot) -> None:
    click_at(window, qtbot, *BESIDE)
    head = pixel(window, *BESIDE) - QPoint(-4, 15)
    assert similar(look_of(plane(window)).pixelColor(head), QColor(LIGHT.accent))


def test_a_click_in_the_heat_map_pins_too(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    QTest.mouseClick(window.sum.view, LEFT, pos=sum_pixel(window, *BESIDE))
    settle(window, qtbot)
    assert pinned(window)
    assert formula(window) == formula_at(window, *BESIDE)


def test_a_click_on_the_surface_pins_and_a_turn_does_not(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(window.sum._switch.button("surface"), LEFT)
    settle(window, qtbot)
    surface = window.sum.surface
    middle = surface.rect().center()
    drag(surface, middle, middle + QPoint(12, 0))
    settle(window, qtbot)
    assert not pinned(window)
    QTest.mouseClick(surface, LEFT, pos=middle)
    settle(window, qtbot)
    assert pinned(window)
    assert formula(window) == formula_at(window, *(window.store.session.view.pin or BESIDE))
    QTest.mouseDClick(surface, LEFT, pos=middle)
    settle(window, qtbot)
    assert not pinned(window), "as a whole, a double-click does nothing but look from the front"


def test_a_click_in_another_region_moves_the_pin_and_one_in_the_same_takes_it_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    click_at(window, qtbot, *BESIDE)
    click_at(window, qtbot, 0.2, 0.1)
    assert pinned(window)
    assert formula(window) == formula_at(window, 0.2, 0.1)
    click_at(window, qtbot, 0.5, 0.3)
    assert not pinned(window)


def by_esc(window: MainWindow) -> None:
    QTest.keyClick(plane(window), Qt.Key.Key_Escape)


def by_button(window: MainWindow) -> None:
    QTest.mouseClick(named(window, "unpin"), LEFT)


def by_key(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_P)


def by_middle_button(window: MainWindow) -> None:
    QTest.mouseClick(plane(window), Qt.MouseButton.MiddleButton, pos=pixel(window, *BESIDE))


@pytest.mark.parametrize("unpin", [by_esc, by_button, by_key, by_middle_button])
def test_ways_to_let_a_pinned_region_go(
    window: MainWindow, qtbot: QtBot, unpin: Callable[[MainWindow], None]
) -> None:
    click_at(window, qtbot, *BESIDE)
    point_at(window, qtbot, 0.2, 0.1)
    unpin(window)
    settle(window, qtbot)
    assert not pinned(window)
    assert formula(window) == formula_at(window, 0.2, 0.1), "the one under the pointer again"
    assert not named(window, "unpin").isVisible()


@pytest.mark.parametrize("pin", [by_key, by_middle_button])
def test_a_region_full_of_folds_is_pinned_without_a_click_beside_them(
    window: MainWindow, qtbot: QtBot, pin: Callable[[MainWindow], None]
) -> None:
    point_at(window, qtbot, *BESIDE)
    pin(window)
    settle(window, qtbot)
    assert pinned(window)


def test_neither_a_click_on_a_handle_nor_a_drag_pins(window: MainWindow, qtbot: QtBot) -> None:
    click_at(window, qtbot, *on_fold(window.store.session.network, 1, 2.0))
    assert not pinned(window)
    start = pixel(window, *BESIDE)
    drag(plane(window), start, start + QPoint(30, 20))
    settle(window, qtbot)
    assert not pinned(window)


def test_the_pinned_place_is_followed_while_a_fold_is_dragged_over_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    click_at(window, qtbot, 0.2, 0.1)
    start = pixel(window, *on_fold(window.store.session.network, 1, 0.6))
    press(plane(window), start)
    seen = set()
    for step in range(1, 13):
        move(plane(window), start + QPoint(10 * (step - 1), 0), start + QPoint(10 * step, 0))
        settle(window, qtbot)
        assert formula(window) == formula_at(window, 0.2, 0.1)
        seen.add(formula(window))
    assert len(seen) > 3, "first neuron 2 is off there, then its part of the sum changes"
    release(plane(window), start + QPoint(120, 0))


def test_a_drag_marks_only_a_pinned_region(window: MainWindow, qtbot: QtBot) -> None:
    start = pixel(window, *on_fold(window.store.session.network, 1, 2.0))
    for pin in (False, True):
        if pin:
            click_at(window, qtbot, *BESIDE)
        press(plane(window), start)
        move(plane(window), start, start + QPoint(30, 0))
        settle(window, qtbot)
        assert window.scene is not None
        assert (len(window.scene.marked) > 0) == pin
        move(plane(window), start + QPoint(30, 0), start)
        release(plane(window), start)
        settle(window, qtbot)


def test_a_pinned_place_out_of_view_is_told_and_can_be_let_go(window: MainWindow, qtbot: QtBot) -> None:
    click_at(window, qtbot, *BESIDE)
    window.store.look(center=(100.0, 0.0))
    settle(window, qtbot)
    assert window.inspector._hint.text() == "The pinned place is out of view"
    QTest.mouseClick(named(window, "unpin"), LEFT)
    settle(window, qtbot)
    assert window.inspector._hint.text().startswith("Point at a region")


# -- the bound, and what can be copied ----------------------------------------------------------------------


def test_the_number_of_regions_tells_where_its_bound_comes_from(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    assert "1 + n + n(n − 1)/2 pieces: 7 for n = 3 (Steiner 1826)" in window.inspector._regions.toolTip()
    window.store.open(Session.new(hidden=(8, 8)), None)
    settle(window, qtbot)
    assert "37 × 37 = 1,369 in all (Montúfar 2017)" in window.inspector._regions.toolTip()


def test_a_click_on_the_formula_copies_it_with_all_its_digits(window: MainWindow, qtbot: QtBot) -> None:
    click_at(window, qtbot, *BESIDE)
    QTest.mouseClick(window.inspector._map, LEFT, pos=QPoint(20, 20))
    text = QGuiApplication.clipboard().text()
    assert window.scene is not None
    assert window.scene.affine is not None
    slope, constant = window.scene.affine
    x1, x2 = BESIDE
    value = eval(text.partition(" = ")[2], {"x1": x1, "x2": x2})
    assert value == pytest.approx(float(slope @ BESIDE + constant), abs=1e-15)
    assert repr(abs(float(slope[0]))) in text


def test_a_right_click_offers_numbers_to_copy(window: MainWindow, qtbot: QtBot) -> None:
    click_at(window, qtbot, *BESIDE)
    at = QPoint(400, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, window.inspector.mapToGlobal(at))
    QApplication.sendEvent(window.inspector, event)
    (menu,) = window.inspector.findChildren(QMenu)
    names = [action.text() for action in menu.actions()]
    assert names == ["Copy formula", "Copy gradient and constant", "Copy pattern", "Copy corners"]
    menu.actions()[3].trigger()
    corners = [
        tuple(map(float, line.split("\t"))) for line in QGuiApplication.clipboard().text().splitlines()
    ]
    assert window.scene is not None
    assert corners == [tuple(corner) for corner in window.scene.outline.tolist()]
    menu.actions()[2].trigger()
    assert QGuiApplication.clipboard().text() == "100"
    menu.close()


def test_nothing_is_offered_where_nothing_is_inspected() -> None:
    assert copies(Scene(Session.first(), PLANE)) == {}


def test_a_heat_map_by_itself_has_no_outline(qtbot: QtBot) -> None:
    view = HeatView(LIGHT)
    qtbot.addWidget(view)
    view.resize(280, 355)
    view.show_scene(Scene(Session.first(), PLANE))
    assert view._region.isEmpty()
