"""Targets, the interpolant neuron by neuron, constructions, the error; by the buttons of the curve panel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from reluviz.learn.targets import TARGETS
from reluviz.session.session import Session
from reluviz.ui.curve_edits import CONSTRUCTIONS
from reluviz.ui.items.curve_handles import Hit
from reluviz.ui.numbers import precise
from reluviz.ui.theme import THEMES, Theme
from reluviz.ui.widgets.select import Select
from tests.ui.curve_desk import CurveDesk
from tests.ui.gestures import drag


@pytest.fixture
def desk(qtbot: QtBot) -> CurveDesk:
    return CurveDesk(qtbot)


def choose(desk: CurveDesk, name: str, key: str) -> None:
    """Choose from a list, with the keyboard."""
    select = desk.named(Select, name)
    select.setFocus()
    way = Qt.Key.Key_Down if select.findData(key) > select.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(select.findData(key) - select.currentIndex())):
        QTest.keyClick(select, way)
    desk.settle()
    assert select.key() == key


def button(desk: CurveDesk) -> QToolButton:
    return desk.named(QToolButton, "addRelu")


def meets(desk: CurveDesk, count: int, pieces: int) -> bool:
    """Whether the sum meets the sine at the first `count` of so many even pieces."""
    x = np.linspace(0, 2 * np.pi, pieces + 1)[: count + 1]
    return bool(np.allclose(desk.network(x[:, None])[:, 0], np.sin(x), atol=1e-12))


# -- the next ReLU -------------------------------------------------------------------------------------------


def test_the_first_press_begins_the_interpolant_anew_and_each_adds_a_neuron(desk: CurveDesk) -> None:
    before = desk.network
    assert button(desk).text() == "Build it, ReLU by ReLU"
    for count in range(1, 7):
        desk.click("addRelu")
        assert desk.network.hidden == (count,)
        assert desk.store.session.view.selected == (0, count - 1)
        assert meets(desk, count, 6)
    assert desk.steps == ["Begin with one ReLU", *(f"Add ReLU {k}" for k in range(2, 7))]
    for _ in range(6):
        desk.undo()
    assert desk.network is before


def test_each_neuron_says_why_it_has_its_weight(desk: CurveDesk) -> None:
    desk.click("addRelu")
    assert desk.panel.reason.text == "slope 0.00 becomes 0.83 at x = 0.00, so v = 0.83"
    desk.click("addRelu")
    assert desk.panel.reason.text == "slope 0.83 becomes 0.00 at x = 1.05, so v = −0.83"
    drag(desk.view, desk.place(Hit("kink", 1)), desk.place(Hit("kink", 1)) + QPoint(20, 0))
    desk.settle()
    assert desk.panel.reason.text.endswith("by v = −0.83"), "a kink that was dragged has no such reason"


def test_after_the_last_neuron_the_button_offers_twice_as_many_pieces(desk: CurveDesk) -> None:
    choose(desk, "pieces", "4")
    for _ in range(4):
        assert "Twice" not in button(desk).text()
        desk.click("addRelu")
    assert button(desk).text() == "Twice as many: 8"
    desk.click("addRelu")
    assert desk.network.hidden == (8,)
    assert meets(desk, 8, 8)
    assert desk.named(Select, "pieces").key() == "8"
    desk.undo()
    assert desk.network.hidden == (4,)
    assert button(desk).text() == "Twice as many: 8", "the panel speaks of the network that is there"


def test_with_thirty_two_neurons_the_button_rests(desk: CurveDesk) -> None:
    choose(desk, "pieces", "32")
    desk.panel.tools.whole.trigger()
    desk.settle()
    assert desk.network.hidden == (32,)
    assert not button(desk).isEnabled()


def test_a_neuron_that_was_dragged_away_begins_the_interpolant_anew(desk: CurveDesk) -> None:
    for _ in range(3):
        desk.click("addRelu")
    drag(desk.view, desk.place(Hit("kink", 1)), desk.place(Hit("kink", 1)) + QPoint(20, 0))
    desk.settle()
    assert button(desk).text() == "Build it, ReLU by ReLU"
    desk.click("addRelu")
    assert desk.network.hidden == (1,)


# -- error and bound -----------------------------------------------------------------------------------------


def test_the_error_is_exact_and_below_the_bound(desk: CurveDesk) -> None:
    for _ in range(6):
        desk.click("addRelu")
    x = np.linspace(0, 2 * np.pi, 200_001)
    sampled = np.abs(desk.network(x[:, None])[:, 0] - np.sin(x)).max()
    assert desk.panel.error.error.text() == precise(sampled)
    assert desk.panel.error.bound.text() == precise((np.pi / 3) ** 2 / 8)
    assert desk.panel.error.bound.isVisible()


def test_a_curve_that_misses_its_target_has_no_bound(desk: CurveDesk) -> None:
    assert desk.panel.error.bound.isVisible()
    drag(desk.view, desk.place(Hit("slope", 3)), desk.place(Hit("slope", 3)) + QPoint(0, -30))
    desk.settle()
    assert not desk.panel.error.bound.isVisible()


# -- targets and constructions -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "sin"])
def test_every_target_can_be_chosen_and_is_shown_whole(desk: CurveDesk, name: str) -> None:
    network = desk.network
    choose(desk, "curveTarget", name)
    target = desk.store.session.target
    assert target is TARGETS[name]
    assert desk.network is network
    low, high = desk.store.session.view.frame[:2]
    assert low < target.interval[0] < target.interval[1] < high
    for _ in desk.steps:
        desk.undo()
    assert desk.store.session.target is TARGETS["sin"]


def test_drawn_by_hand_takes_the_pencil_up(desk: CurveDesk) -> None:
    choose(desk, "curveTarget", "noise")
    select = desk.named(Select, "curveTarget")
    QTest.keyClick(select, Qt.Key.Key_Down)
    assert desk.view.pencil.mode == "draw"
    assert select.key() == "noise"


@pytest.mark.parametrize(
    ("name", "hidden", "title"),
    [
        ("step", (2,), "Two ReLUs follow a step"),
        ("bump", (4,), "Four ReLUs follow a bump"),
        ("sawtooth", (2, 2, 2, 2), "Eight ReLUs in 4 layers follow a sawtooth"),
    ],
)
def test_a_construction_is_one_click_and_one_undo_step(
    desk: CurveDesk, name: str, hidden: tuple[int, ...], title: str
) -> None:
    before = desk.store.session
    label = CONSTRUCTIONS[name].label
    menu = desk.panel.tools.construct.menu()
    next(action for action in menu.actions() if action.text() == label).trigger()
    desk.settle()
    assert desk.network.hidden == hidden
    assert desk.panel.title_label.text() == title
    assert desk.store.session.target is TARGETS[name]
    assert desk.steps == [label]
    desk.undo()
    assert desk.network is before.network
    assert desk.store.session.data is before.data


def test_the_sawtooth_meets_its_target_everywhere(desk: CurveDesk) -> None:
    session = CONSTRUCTIONS["sawtooth"].session(desk.store.session)
    desk.store.commit(session, "Sawtooth")
    desk.settle()
    assert desk.panel.error.error.text() == "0.00"
    assert desk.panel.reason.text == "16 pieces from 8 neurons in 4 layers"


# -- how it fits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("width", [305, 470, 605, 900])
def test_words_give_way_where_the_panel_is_narrow(qtbot: QtBot, theme: Theme, width: int) -> None:
    desk = CurveDesk(qtbot, theme=theme)
    desk.resize(theme.px(width), theme.px(700))
    desk.settle()
    assert desk.panel.width() == theme.px(width), "nothing pushes the panel wider"
    assert button(desk).width() >= button(desk).sizeHint().width()
    right = [child.geometry().right() for child in desk.panel.tools.findChildren(QToolButton)]
    assert max(right) <= desk.panel.width()


def test_the_headline_counts(qtbot: QtBot) -> None:
    desk = CurveDesk(qtbot, Session.new("abs", hidden=(1,)))
    assert desk.panel.title_label.text() == "One ReLU follows |x|"
