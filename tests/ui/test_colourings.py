"""What the colours of regions tell: chosen in the window, true at every pixel, the same in shapes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGradient, QImage, QPainterPath
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import COLOURS, Session
from reluviz.ui.colour import contrast, luminance, rgb_from_hex
from reluviz.ui.heat import CountRange, heat_pixels
from reluviz.ui.items import marks
from reluviz.ui.items.colourings import COLOURINGS, above, colouring_of, values_of_pixels
from reluviz.ui.plane_map import PlaneMap
from reluviz.ui.scene import Scene
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, THEMES, Theme
from reluviz.ui.tints import STRENGTHS, count_ramp, gradient_pixels, gradient_wheel, sign_pixels, value_pixels
from reluviz.ui.window import MainWindow
from tests.ui.gestures import drag, move, press, release
from tests.ui.test_plane import on_fold, pixel
from tests.ui.window_desk import LEFT, named, settle

SIZE = (300, 360)
WHOLE = PlaneMap((0.0, 1.0, 0.0, 1.0), 1, 1)
THREE_THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)


def scene_of(colour: str, session: Session | None = None, previous: Scene | None = None) -> Scene:
    chosen = (session or trained()).with_view(colour=colour)
    return Scene(chosen, SIZE, previous=previous)


def trained() -> Session:
    """Folds of two layers all over the plane."""
    rng = np.random.default_rng(4)
    shapes = ((6, 2), (5, 6), (1, 5))
    network = Network([rng.normal(size=s) for s in shapes], [rng.normal(size=s[0]) for s in shapes])
    network = network.with_output_bias(-float(np.median(network(rng.uniform(-6, 6, (500, 2))))))
    return Session.new(hidden=(6, 5)).with_architecture(network)


def plane_of(scene: Scene) -> PlaneMap:
    return PlaneMap(scene.box, *scene.size)


def centres(scene: Scene) -> np.ndarray:
    """(rows, columns, 2) input units of the centres of pixels."""
    xmin, xmax, ymin, ymax = scene.box
    width, height = scene.size
    x = xmin + (np.arange(width) + 0.5) * (xmax - xmin) / width
    y = ymax - (np.arange(height) + 0.5) * (ymax - ymin) / height
    return np.stack(np.meshgrid(x, y), axis=-1)


def sums(scene: Scene) -> np.ndarray:
    """(rows, columns) the sum at each pixel, evaluated by the network."""
    return scene.network(centres(scene).reshape(-1, 2))[:, 0].reshape(scene.numbers.shape)


def filled(scene: Scene, theme: Theme = LIGHT) -> np.ndarray:
    pixels = np.empty(scene.numbers.shape, np.uint32)
    colouring_of(scene).fill(theme, scene, pixels)
    return pixels


def rgb(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels >> shift & 255 for shift in (16, 8, 0)], axis=-1).astype(int)


# -- choosing -----------------------------------------------------------------------------------------------


def picture(window: MainWindow) -> QImage:
    return window.partition.plane.grab().toImage()


def test_each_is_chosen_in_the_header_and_looks_different(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    select, seen = named(window, "colourBy"), [picture(window)]
    for colour in COLOURS[1:]:
        QTest.keyClick(select, Qt.Key.Key_Down)
        settle(window, qtbot)
        assert window.store.session.view.colour == colour
        assert all(picture(window) != before for before in seen)
        seen.append(picture(window))
    assert not window.store.modified
    assert window.store.undo_stack.count() == 0


def test_each_is_chosen_in_the_view_menu_which_shows_the_choice(window: MainWindow, qtbot: QtBot) -> None:
    menu = next(m for m in window.toolbar.findChildren(QMenu) if m.title() == "Colour regions by")
    assert [action.text() for action in menu.actions()] == [COLOURINGS[key].label for key in COLOURS]
    menu.popup(QPoint(0, 0))
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[3]).center())
    menu.hide()
    settle(window, qtbot)
    assert window.store.session.view.colour == "sign"
    assert [action.isChecked() for action in menu.actions()] == [False, False, False, True, False]
    assert named(window, "colourBy").currentText() == "Sign of f"  # type: ignore[attr-defined]
    window.store.look(colour="active")
    settle(window, qtbot)
    assert menu.actions()[2].isChecked()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_the_choice_is_in_sight_and_nothing_overlaps_it(
    qtbot: QtBot, theme: str, size: tuple[int, int]
) -> None:
    window = MainWindow(Session.first().with_view(colour="active"), theme=theme)
    qtbot.addWidget(window, before_close_func=lambda w: w.store.open(w.store.session, None))
    window.resize(*size)
    window.show()
    settle(window, qtbot)
    select, panel = named(window, "colourBy"), window.partition
    right = select.mapTo(panel, select.rect().topRight()).x()
    assert right <= panel.width()
    shown = [w for w in (panel.title_label, *panel._legend, panel._colour_by, select) if w.isVisible()]
    places = [(w.mapTo(panel, QPoint()).x(), w.width()) for w in shown]
    assert all(x + width <= there for (x, width), (there, _) in pairwise(places))


def test_the_legend_stands_in_the_corner(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    plane = window.partition.plane
    inside = QPoint(60, plane.height() - 50)
    assert picture(window).pixelColor(inside) != QColor(LIGHT.panel)
    for colour in COLOURS[1:]:
        window.store.look(colour=colour)
        settle(window, qtbot)
        near = [picture(window).pixelColor(inside + QPoint(x, 0)) for x in range(0, 40, 2)]
        assert sum(min(c.red(), c.green(), c.blue()) > 235 for c in near) > 4, "the panel's colour"


def test_what_is_pointed_at_is_shaded_and_has_its_colour_in_the_inspector(
    window: MainWindow, qtbot: QtBot
) -> None:
    for colour in COLOURS:
        window.store.look(colour=colour)
        QTest.mouseMove(window.inspector, QPoint(3, 3))
        settle(window, qtbot)
        plain = picture(window)
        QTest.mouseMove(window.partition.plane, pixel(window, 0.0, 5.0))
        settle(window, qtbot)
        at = pixel(window, -0.6, 5.6)
        assert picture(window).pixelColor(at) != plain.pixelColor(at)
        assert window.scene is not None
        wanted = COLOURINGS[colour].swatch(LIGHT, window.scene)
        assert window.inspector._swatch._colour == wanted


# -- true at every pixel ------------------------------------------------------------------------------------


def test_pixels_have_the_values_of_the_network() -> None:
    scene = scene_of("value")
    np.testing.assert_allclose(values_of_pixels(scene), sums(scene), atol=2e-4, rtol=1e-4)


def test_far_from_the_origin_and_near_by_values_are_as_exact() -> None:
    session = trained()
    for center, half in (((1.234567, -0.7654321), 1e-4), ((900.0, -400.0), 3.0)):
        scene = scene_of("value", session.with_view(center=center, half_width=half))
        wanted = sums(scene)
        off = np.abs(values_of_pixels(scene) - wanted).max()
        assert off < 1e-5 * max(1.0, np.ptp(wanted))


def test_signs_change_exactly_at_the_boundary() -> None:
    scene = scene_of("sign")
    values = sums(scene)
    sure = np.abs(values) > 1e-5
    negative, _, positive = sign_pixels(LIGHT).tolist()
    assert (filled(scene) == np.where(values > 0, positive, negative))[sure].all()
    assert 0.2 < (values > 0).mean() < 0.8


def test_where_the_sum_is_zero_everywhere_there_is_no_sign() -> None:
    network = Network([[[1.0, 0.0]], [[1.0]]], [[0.0], [0.0]])
    scene = scene_of("sign", Session.new(hidden=(1,)).with_architecture(network))
    assert set(filled(scene)[:, 0].tolist()) == {sign_pixels(LIGHT)[1]}
    assert set(filled(scene)[:, -1].tolist()) == {sign_pixels(LIGHT)[2]}


def test_values_have_the_colours_of_the_heat_map_made_paler() -> None:
    scene = scene_of("value")
    wanted = heat_pixels(sums(scene), scene.scale, value_pixels(LIGHT))
    assert np.abs(rgb(filled(scene)) - rgb(wanted)).max() <= 2
    assert scene.scale == Scene(scene.session, SIZE).scale


@pytest.mark.parametrize("colour", ["pattern", "gradient", "active"])
def test_a_region_has_one_colour(colour: str) -> None:
    scene = scene_of(colour)
    pixels = filled(scene)
    for region in np.unique(scene.numbers):
        assert len(np.unique(pixels[scene.numbers == region])) == 1


def test_the_same_number_of_neurons_has_the_same_colour_and_more_a_stronger_one() -> None:
    scene = scene_of("active")
    pixels = filled(scene)
    counted = scene.network.pattern(centres(scene).reshape(-1, 2)).sum(axis=1).reshape(pixels.shape)
    off_folds = counted == scene.counts[scene.numbers]
    assert off_folds.mean() > 0.99
    lights = []
    for count in np.unique(counted[off_folds]):
        (colour,) = np.unique(pixels[off_folds & (counted == count)])
        lights.append(luminance(rgb(colour) / 255))
    assert lights == sorted(lights, reverse=True)
    assert len(lights) > 4


def test_a_gradient_has_the_hue_of_its_direction_and_the_strength_of_its_size() -> None:
    turns = np.radians(np.arange(0, 360, 30))
    directions = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    full = gradient_pixels(LIGHT, directions * 5.0, 5.0)
    assert len(set(full.tolist())) == 12
    assert (gradient_pixels(LIGHT, directions * 500.0, 5.0) == full).all(), "no stronger than strong"
    assert len(set(gradient_pixels(LIGHT, directions * 0.0, 5.0).tolist())) == 1, "level has no direction"
    weaker = rgb(gradient_pixels(LIGHT, directions, 5.0))
    assert (np.ptp(weaker, axis=1) < np.ptp(rgb(full), axis=1)).all()
    scene = scene_of("gradient")
    exact = gradient_pixels(LIGHT, scene.partition.gradients, scene.gradient_scale)
    wide = scene.partition.areas > 1e-6
    assert np.abs(rgb(exact) - rgb(COLOURINGS["gradient"].tints(LIGHT, scene)))[wide].max() <= 3  # type: ignore[attr-defined]


# -- steady -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_far_from_a_fold_stand_still_while_it_is_dragged(
    window: MainWindow, qtbot: QtBot, colour: str
) -> None:
    window.store.look(colour=colour)
    settle(window, qtbot)
    plane = window.partition.plane
    start, far = pixel(window, *on_fold(window.store.session.network, 1, 1.0)), pixel(window, 3.6, 4.6)
    press(plane, start)
    seen = set()
    for step in range(8):
        move(plane, start + QPoint(2 * step, 0), start + QPoint(2 * step + 2, 0))
        settle(window, qtbot)
        seen.add(picture(window).pixel(far))
    release(plane, start + QPoint(16, 0))
    assert len(seen) == 1


def test_scales_are_handed_from_scene_to_scene() -> None:
    first = scene_of("value")
    values = first.scale, first.gradient_scale, first.count_range
    session = first.session
    louder = session.with_network(
        session.network.with_layers(
            [*session.network.weights[:-1], session.network.weights[-1] * 1.1], session.network.biases
        )
    )
    second = scene_of("value", louder, first)
    assert (second.scale, second.gradient_scale, second.count_range) == values
    third = Scene(session.with_view(colour="gradient"), SIZE, (0.0, 0.0), second)
    assert third.scale == second.scale


def test_a_range_of_counts_follows_only_what_leaves_it_or_fills_little_of_it() -> None:
    counts = CountRange()
    first = counts.follow(20, 60)
    assert first[0] <= 20
    assert first[1] >= 60
    assert {counts.follow(low, high) for low in (18, 25) for high in (52, 62)} == {first}
    assert counts.follow(10, 60) != first
    assert counts.follow(30, 33)[1] < 40


def test_an_edit_of_the_output_changes_values_and_no_patterns(window: MainWindow, qtbot: QtBot) -> None:
    regions = window.partition.plane._regions
    for colour, changes in (("pattern", False), ("active", False), ("value", True), ("gradient", True)):
        window.store.look(colour=colour)
        settle(window, qtbot)
        before = regions._image.cacheKey()
        network = window.store.session.network
        session = window.store.session.with_network(
            network.with_output_weight(0, network.output_weights[0] - 1)
        )
        window.store.commit(session, "Edit")
        settle(window, qtbot)
        assert (regions._image.cacheKey() != before) == changes


def test_of_first_layers_alone_only_patterns_are_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    from reluviz.core import arrangement

    monkeypatch.setattr(arrangement, "REGION_LIMIT", 30)
    for colour in COLOURS:
        scene = scene_of(colour)
        assert not scene.whole
        assert colouring_of(scene) is COLOURINGS["pattern"]
        filled(scene)


# -- said twice ----------------------------------------------------------------------------------------------


def test_arrows_point_where_the_sum_grows() -> None:
    scene = scene_of("gradient")
    plane = plane_of(scene)
    lines = marks.gradient_arrows(LIGHT, scene, plane).lines.segments
    shafts = lines[: len(lines) // 3]
    assert len(shafts) > 8
    for start, tip in shafts:
        middle, way = plane.units(*(start + tip) / 2), (tip - start) * (1, -1)
        slope = scene.partition.gradients[scene.region_at(middle)]
        cosine = way @ slope / np.hypot(*way) / np.hypot(*slope)
        assert cosine == pytest.approx(1, abs=1e-6)
    tips = shafts[:, 1].tolist()
    assert all(any(math.dist(barb[0], tip) < 1e-6 for tip in tips) for barb in lines[len(shafts) :])


def test_a_plus_has_two_strokes_and_a_minus_one() -> None:
    scene = scene_of("sign")
    plane = plane_of(scene)
    for start, end in marks.signs(LIGHT, scene, plane).lines.segments:
        value = scene.network([plane.units(*(start + end) / 2)])[0, 0]
        assert start[1] == end[1] or value > 0
    strokes = marks.signs(LIGHT, scene, plane).lines.segments
    level = strokes[:, 0, 1] == strokes[:, 1, 1]
    assert 0 < (~level).sum() < level.sum()


def test_numbers_stand_in_regions_that_have_room_and_are_right() -> None:
    scene = scene_of("active")
    plane = plane_of(scene)
    numbers = marks.counts(LIGHT, scene, plane).numbers
    assert len(numbers) > 3
    for at, text in numbers:
        region = scene.region_at(plane.units(at.x(), at.y()))
        assert scene.counts[region] == int(text)
        corners = plane.pixels(scene.partition.polygon(region))
        shape = QPainterPath()
        shape.addPolygon([QPointF(*corner) for corner in corners])
        assert all(shape.contains(at + QPointF(x, y)) for x in (-4, 4) for y in (-4, 4))


def test_contour_lines_have_one_value_each() -> None:
    scene = scene_of("value")
    plane = plane_of(scene)
    lines = marks.contour_lines(scene, plane).lines.segments
    ends = [plane.units(x, y) for x, y in lines.reshape(-1, 2).tolist()]
    values = scene.network(ends)[:, 0].reshape(-1, 2)
    np.testing.assert_allclose(values[:, 0], values[:, 1], atol=1e-6)
    steps = values[:, 0] / scene.scale * 6
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-6)


@THREE_THEMES
def test_counts_are_told_apart_by_lightness_alone(theme: Theme) -> None:
    lights = np.array([luminance(c) for c in rgb(count_ramp(theme)[::16]) / 255])
    steps = np.diff(lights)
    assert (steps > 0).all() if theme.dark else (steps < 0).all()


@THREE_THEMES
def test_text_is_legible_on_every_colour(theme: Theme) -> None:
    text = rgb_from_hex(theme.text)
    tables = (gradient_wheel(theme), count_ramp(theme), sign_pixels(theme), value_pixels(theme))
    for table in tables:
        worst = min(contrast(colour, text) for colour in rgb(table[:: max(1, len(table) // 60)]) / 255)
        assert worst > (3.0 if table is tables[3] else 4.5)
    assert len(gradient_wheel(theme)) % STRENGTHS == 0


# -- the same in shapes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", COLOURS)
def test_shapes_have_the_colours_of_the_pixels(colour: str) -> None:
    scene = scene_of(colour)
    pixels, plane = filled(scene), plane_of(scene)
    covered = np.zeros(pixels.shape, int)
    for shape, brush in colouring_of(scene).polygons(LIGHT, scene, plane):
        box = shape.boundingRect()
        for row in range(max(0, int(box.top())), min(pixels.shape[0], int(box.bottom()) + 1), 7):
            for column in range(max(0, int(box.left())), min(pixels.shape[1], int(box.right()) + 1), 7):
                at = QPointF(column + 0.5, row + 0.5)
                if shape.containsPoint(at, Qt.FillRule.OddEvenFill):
                    covered[row, column] += 1
                    colours = np.array(
                        [_colour_at(brush, at), QColor.fromRgb(int(pixels[row, column])).getRgb()]
                    )
                    assert np.abs(colours[0] - colours[1]).max() <= 5
    assert covered.max() == 1
    assert covered.sum() > 0.9 * pixels.size / 49 / 1.5


def _colour_at(brush: object, at: QPointF) -> np.ndarray:
    """The colour of a plain brush, or of a linear gradient between its stops."""
    gradient = brush.gradient()  # type: ignore[attr-defined]
    if gradient is None:
        return np.array(brush.color().getRgb())  # type: ignore[attr-defined]
    assert gradient.type() == QGradient.Type.LinearGradient
    start, way = gradient.start(), gradient.finalStop() - gradient.start()
    share = QPointF.dotProduct(at - start, way) / QPointF.dotProduct(way, way)
    stops = gradient.stops()
    channels = np.array([colour.getRgb() for _, colour in stops])
    return np.array([np.interp(share, [s for s, _ in stops], channel) for channel in channels.T])


def test_a_polygon_is_split_where_its_values_change_sign() -> None:
    square = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    values = square[:, 0] - 0.25
    assert above(square, values).tolist() == [[0.25, 0], [1, 0], [1, 1], [0.25, 1]]
    assert above(square, -values).tolist() == [[0, 0], [0.25, 0], [0.25, 1], [0, 1]]
    corner = square @ [1.0, 1.0]
    assert above(square, -corner).tolist() == [[0, 0]]


def test_dragging_works_in_every_colouring(window: MainWindow, qtbot: QtBot) -> None:
    for colour in COLOURS:
        window.store.look(colour=colour)
        settle(window, qtbot)
        before = window.store.session.network
        start = pixel(window, *on_fold(before, 0, 1.0))
        drag(window.partition.plane, start, start + QPoint(10, 10))
        settle(window, qtbot)
        assert window.store.session.network is not before
