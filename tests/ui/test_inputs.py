"""One input and two in one window: switching, coming back, and what each mode asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from reluviz.learn.targets import drawn
from reluviz.session.files import load, save
from reluviz.session.session import Session
from reluviz.ui.examples import examples
from reluviz.ui.panels.curve import CurvePanel
from reluviz.ui.panels.partition import PartitionPanel
from reluviz.ui.scene import Scene
from reluviz.ui.widgets.segmented import Segmented
from reluviz.ui.window import MainWindow
from tests.ui.answers import Answers
from tests.ui.curve_window import place_of, plot_of, window_of
from tests.ui.gestures import drag, press_keys, turn_wheel
from tests.ui.window_desk import (
    box,
    drag_fold,
    epoch,
    is_playing,
    named,
    network,
    resize,
    settle,
    steps,
    turn_to,
    type_into,
)

LEFT = Qt.MouseButton.LeftButton


def switch(window: MainWindow, inputs: int, qtbot: QtBot) -> None:
    """Click on 1-D or 2-D in the toolbar."""
    chooser = named(window, "inputs")
    assert isinstance(chooser, Segmented)
    QTest.mouseClick(chooser.button(str(inputs)), LEFT)
    settle(window, qtbot)


def chosen(window: MainWindow) -> str:
    chooser = named(window, "inputs")
    assert isinstance(chooser, Segmented)
    return chooser.key()


def inputs(window: MainWindow) -> int:
    return network(window).n_inputs


# -- switching ----------------------------------------------------------------------------------------------


def test_switching_shows_a_curve_with_its_panels(window: MainWindow, qtbot: QtBot) -> None:
    switch(window, 1, qtbot)
    assert (inputs(window), chosen(window)) == (1, "1")
    assert isinstance(window.middle.currentWidget(), CurvePanel)
    assert window.curve.view.isVisible()
    assert not window.partition.plane.isVisible()
    assert named(window, "errorPlot").isVisible()
    assert named(window, "curveView").size() == window.curve.view.size()
    assert window.curve.view.width() > 500
    assert steps(window) == ["Switch to 1-D input"]


def test_each_mode_comes_back_as_it_was_left(window: MainWindow, qtbot: QtBot) -> None:
    drag_fold(window)
    plane = window.store.session
    switch(window, 1, qtbot)
    drag(plot_of(window, 1), place_of(window, 1, "kink"), place_of(window, 1, "kink") + QPoint(20, 0))
    settle(window, qtbot)
    curve = window.store.session
    switch(window, 2, qtbot)
    assert window.store.session.network is plane.network
    assert isinstance(window.middle.currentWidget(), PartitionPanel)
    switch(window, 1, qtbot)
    assert window.store.session.network is curve.network


def test_switching_is_an_undo_step(window: MainWindow, qtbot: QtBot) -> None:
    window.store.look(half_width=2.5)
    before = window.store.session
    switch(window, 1, qtbot)
    press_keys(window, "Ctrl+Z")
    settle(window, qtbot)
    assert window.store.session.network is before.network
    assert window.store.session.view == before.view
    assert window.partition.plane.isVisible()
    press_keys(window, "Ctrl+Shift+Z")
    settle(window, qtbot)
    assert inputs(window) == 1
    assert window.curve.view.isVisible()


def test_switching_pauses_the_training(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: epoch(window) > 2)
    switch(window, 1, qtbot)
    assert not is_playing(window)
    assert epoch(window) == 0
    assert steps(window) == ["Train", "Switch to 1-D input"]


def test_the_chooser_is_walked_by_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    chooser = named(window, "inputs")
    assert isinstance(chooser, Segmented)
    chooser.button("2").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chooser.button("2"), Qt.Key.Key_Left)
    settle(window, qtbot)
    assert inputs(window) == 1


def test_with_one_input_nothing_of_the_plane_is_computed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("partition", "numbers", "fields", "region", "folds"):
        monkeypatch.delattr(Scene, name)
    window = window_of(qtbot, Session.first_curve())
    drag(plot_of(window, 1), place_of(window, 1, "kink"), place_of(window, 1, "kink") + QPoint(20, 0))
    QTest.mouseMove(window.curve.view, QPoint(200, 200))
    QTest.keyClick(window, Qt.Key.Key_Period)
    turn_to(window, "dark", qtbot)
    resize(window, 1024, 768, qtbot)
    settle(window, qtbot)
    assert epoch(window) == 1


def test_with_two_inputs_nothing_of_a_curve_is_made(window: MainWindow, qtbot: QtBot) -> None:
    drag_fold(window)
    assert window.findChildren(CurvePanel) == []


# -- what works in both -------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [1, 2])
def test_fit_and_zoom_work_in_both(qtbot: QtBot, first: int) -> None:
    window = window_of(qtbot, {1: Session.first_curve, 2: Session.first}[first]())
    home = window.store.session.view
    press_keys(window, "Ctrl++")
    settle(window, qtbot)
    assert window.store.session.view.half_width == pytest.approx(0.8 * home.half_width)
    turn_wheel(window.canvas, QPoint(300, 100), -3)
    press_keys(window, "Ctrl+0")
    settle(window, qtbot)
    assert window.store.session.view == home


def test_fit_shows_all_of_a_drawn_target(qtbot: QtBot) -> None:
    hill = drawn([(10.0, 0.0), (11.0, 20.0), (13.0, 0.0)])
    window = window_of(qtbot, Session.first_curve().with_target(hill))
    press_keys(window, "Ctrl+0")
    settle(window, qtbot)
    xmin, xmax, ymin, ymax = window.store.session.view.frame
    assert xmin < 10.0 < 13.0 < xmax
    assert ymin < 0.0 < 20.0 < ymax


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_both_modes_are_shown_in_every_theme(window: MainWindow, qtbot: QtBot, theme: str) -> None:
    turn_to(window, theme, qtbot)
    for count in (1, 2, 1):
        switch(window, count, qtbot)
        assert inputs(window) == count
    turn_to(window, "light", qtbot)
    assert window.curve.view.isVisible()


@pytest.mark.parametrize("width", [640, 1024, 1440])
def test_switching_works_in_every_layout(window: MainWindow, qtbot: QtBot, width: int) -> None:
    resize(window, width, 700, qtbot)
    for count in (1, 2, 1):
        switch(window, count, qtbot)
        toolbar = [part for part in window.toolbar.findChildren(QAbstractButton) if part.isVisible()]
        assert all(part.mapTo(window.toolbar, QPoint(part.width(), 0)).x() <= width for part in toolbar)
    resize(window, 1440, 900, qtbot)
    assert window.curve.view.isVisible()
    assert named(window, "errorPlot").isVisible()


def test_the_frame_meter_is_there_in_both(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "Ctrl+Shift+F")
    switch(window, 1, qtbot)
    assert window.curve._meter.isVisible()
    press_keys(window, "Ctrl+Shift+F")
    settle(window, qtbot)
    assert not window.curve._meter.isVisible()
    switch(window, 2, qtbot)
    assert not window.partition._meter.isVisible()


def test_training_a_curve_moves_everything_with_it(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.new("sin", (6,), optimizer="adam", learning_rate=0.02))
    error = named(window, "errorPlot")
    before, plot = error.accessibleDescription(), plot_of(window, 0).grab().toImage()
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Period)
        settle(window, qtbot)
    assert epoch(window) == 3
    assert error.accessibleDescription() != before
    assert plot_of(window, 0).grab().toImage() != plot
    QTest.keyClick(window, Qt.Key.Key_R)
    settle(window, qtbot)
    assert error.accessibleDescription() == before


def test_the_error_plot_follows_an_edit(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.first_curve())
    plot = named(window, "errorPlot")
    assert plot.accessibleDescription() == "6 ReLUs, maximum error 0.135"
    type_into(box(window, "outputBias"), "0.5")
    settle(window, qtbot)
    assert plot.accessibleDescription() == "6 ReLUs, maximum error 0.635"


def test_the_piece_under_the_pointer_is_inspected_from_curve_and_card(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.first_curve())
    seen = set()
    for view in (window.curve.view, plot_of(window, 2)):
        for x in range(view.width() // 4, view.width() - 20, view.width() // 6):
            QTest.mouseMove(view, QPoint(x, view.height() // 2))
            settle(window, qtbot)
            seen.add(window.inspector._map.text())
    assert len(seen) >= 4
    QTest.mouseMove(window.inspector, QPoint(5, 5))
    qtbot.waitUntil(lambda: window.inspector._map.text() == "")


def test_the_pointer_of_one_mode_says_nothing_in_the_other(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseMove(window.partition.plane, QPoint(200, 200))
    settle(window, qtbot)
    assert window.inspector._map.text()
    window.show_inputs(1)
    settle(window, qtbot)
    assert window.inspector._map.text() == ""


# -- new, files ---------------------------------------------------------------------------------------------


def test_new_offers_networks_with_one_input_and_with_two(window: MainWindow, qtbot: QtBot) -> None:
    menu = window.toolbar.new_menu
    assert isinstance(menu, QMenu)
    labels = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert labels == [*examples(2), *examples(1)]
    for count in (1, 2):
        for label, make in examples(count).items():
            assert make().network.n_inputs == count, label
    next(action for action in menu.actions() if action.text().startswith("Runge")).trigger()
    settle(window, qtbot)
    assert inputs(window) == 1
    assert window.curve.view.isVisible()


def test_a_session_with_one_input_is_saved_and_opened(qtbot: QtBot, tmp_path: Path, answers: Answers) -> None:
    path = tmp_path / "curve.reluviz"
    save(Session.first_curve().with_target(drawn([(0.0, 0.0), (1.0, 2.0), (6.0, 0.5)])), path)
    window = window_of(qtbot, Session.first())
    assert window.documents.open_path(path)
    settle(window, qtbot)
    assert inputs(window) == 1
    drag(plot_of(window, 1), place_of(window, 1, "kink"), place_of(window, 1, "kink") + QPoint(20, 0))
    press_keys(window, "Ctrl+S")
    assert load(path).network.to_dict() == network(window).to_dict()
    assert load(path).data.name == "drawn"


def test_a_file_is_not_overwritten_by_the_other_mode(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    path, other = tmp_path / "plane.reluviz", tmp_path / "curve.reluviz"
    save(window.store.session, path)
    window.documents.open_path(path)
    before = path.read_bytes()
    switch(window, 1, qtbot)
    assert window.windowTitle().startswith("Untitled")
    answers.file(other)
    press_keys(window, "Ctrl+S")
    settle(window, qtbot)
    assert path.read_bytes() == before
    assert load(other).network.n_inputs == 1
    assert window.windowTitle().startswith("curve.reluviz")
