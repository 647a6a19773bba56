"""The whole window: shortcuts, panels, themes, widths, names, and its fields, as hands find them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.actions import COMMANDS
from reluviz.ui.arrange import Layout
from reluviz.ui.settings import Settings
from reluviz.ui.widgets.buttons import FlatButton
from reluviz.ui.widgets.fields import NumberBox
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.gestures import drag, move, press, press_keys, release
from tests.ui.test_plane import on_fold, pixel

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
NAMES = (
    "mainWindow", "partitionView", "sumView", "neuronCard-1-1", "neuronCard-1-2", "neuronCard-1-3",
    "weight-1-1-1", "weight-1-1-2", "weight-1-3-2", "bias-1-1", "bias-1-3", "outputWeight-1",
    "outputWeight-3", "outputBias", "trainingPanel", "playButton", "stepButton", "resetButton",
    "newStartButton", "learningRate", "batchSize", "optimizer", "activation", "dataset", "lossPlot",
    "inspector",
)  # fmt: skip


def network(window: MainWindow) -> Network:
    return window.store.session.network


def epoch(window: MainWindow) -> int:
    return window.store.session.progress.epoch


def steps(window: MainWindow) -> list[str]:
    stack = window.store.undo_stack
    return [stack.text(k) for k in range(stack.count())]


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Let every frame that was asked for come to the screen."""
    for _ in range(2):
        qtbot.waitUntil(lambda: not window.frame.pending)
        qtbot.wait(5)


def all_named(window: MainWindow, name: str) -> list[QWidget]:
    return [window] if window.objectName() == name else window.findChildren(QWidget, name)


def named(window: MainWindow, name: str) -> QWidget:
    found = all_named(window, name)
    assert len(found) == 1, f"{len(found)} widgets are called {name}"
    return found[0]


def box(window: MainWindow, name: str) -> NumberBox:
    found = named(window, name)
    assert isinstance(found, NumberBox)
    return found


def type_into(field: NumberBox, text: str) -> None:
    """Click into a field, replace what is there, press Enter."""
    select_all(field)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, KEY.Key_Return)


def select_all(field: NumberBox) -> None:
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)


def drag_fold(window: MainWindow, x: int = 40, y: int = 10) -> None:
    """Drag the second fold, which is one undo step."""
    start = pixel(window, *on_fold(network(window), 1, 2.0))
    drag(window.partition.plane, start, start + QPoint(x, y))


def hints(window: MainWindow) -> bool:
    """Whether the plane shows what can be dragged."""
    return window.partition.plane._cues


def is_playing(window: MainWindow) -> bool:
    return window.player.playing


def shows(window: MainWindow, theme: str) -> bool:
    return window.theme.name == theme


def turn_to(window: MainWindow, name: str, qtbot: QtBot) -> None:
    """Show the window in another theme."""
    window.set_theme(name)
    qtbot.waitUntil(lambda: window.theme.name == name)
    settle(window, qtbot)


def resize(window: MainWindow, width: int, height: int, qtbot: QtBot) -> None:
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    settle(window, qtbot)


def pictured(window: MainWindow) -> bytes:
    """The plane as it looks."""
    return bytes(window.partition.plane.grab().toImage().constBits())


# -- names --------------------------------------------------------------------------------------------------


def test_every_widget_that_others_call_by_name_is_there_once_and_speaks(
    window: MainWindow, qtbot: QtBot
) -> None:
    for theme in ("light", "dark"):
        turn_to(window, theme, qtbot)
        found = {name: [w.accessibleName() for w in all_named(window, name)] for name in NAMES}
        assert {name: said for name, said in found.items() if len(said) != 1 or not said[0]} == {}


def test_every_button_has_a_name_for_screen_readers(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    nameless = [b for b in window.findChildren(FlatButton) if not (b.accessibleName() or b.text())]
    assert nameless == []


def test_every_icon_button_has_a_tip(window: MainWindow) -> None:
    silent = [b for b in window.findChildren(FlatButton) if not b.text() and not b.toolTip()]
    assert silent == []


# -- shortcuts ----------------------------------------------------------------------------------------------


def test_undo_and_redo_by_key_go_back_and_forth(window: MainWindow) -> None:
    before = network(window)
    drag_fold(window)
    after = network(window)
    press_keys(window, "Ctrl+Z")
    assert network(window) is before
    press_keys(window, "Ctrl+Shift+Z")
    assert network(window) is after


def test_the_undo_button_is_live_only_when_there_is_something_to_undo(
    window: MainWindow, qtbot: QtBot
) -> None:
    undo, redo = named(window, "undoButton"), named(window, "redoButton")
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    drag_fold(window)
    assert undo.isEnabled()
    QTest.mouseClick(undo, LEFT)
    assert not undo.isEnabled()
    assert redo.isEnabled()
    QTest.mouseClick(redo, LEFT)
    assert undo.isEnabled()
    assert "move fold 2" in window.commands["undo"].text()


def test_undo_during_a_preview_takes_back_just_that(window: MainWindow) -> None:
    before = network(window)
    field = box(window, "bias-1-1")
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, KEY.Key_Up)
    assert network(window) is not before
    press_keys(window, "Ctrl+Z")
    assert network(window) is before


def test_space_trains_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, KEY.Key_Space)
    assert is_playing(window)
    qtbot.waitUntil(lambda: epoch(window) > 3)
    QTest.keyClick(window, KEY.Key_Space)
    assert not is_playing(window)
    assert steps(window) == ["Train"]


def test_space_pauses_even_while_a_field_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    field = box(window, "bias-1-1")
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, KEY.Key_Space)
    assert is_playing(window)
    QTest.keyClick(field, KEY.Key_Space)
    assert not is_playing(window)


def test_a_point_trains_one_epoch(window: MainWindow) -> None:
    QTest.keyClick(window, KEY.Key_Period)
    assert epoch(window) == 1
    assert steps(window) == ["Train one epoch"]


def test_a_point_in_a_number_is_part_of_the_number(window: MainWindow) -> None:
    type_into(box(window, "bias-1-1"), "1.5")
    assert epoch(window) == 0
    assert network(window).biases[0][0] == 1.5


def test_r_goes_back_to_the_same_start_and_n_to_another(window: MainWindow) -> None:
    start = network(window)
    for _ in range(3):
        QTest.keyClick(window, KEY.Key_Period)
    assert network(window) is not start
    QTest.keyClick(window, KEY.Key_R)
    assert network(window) is start
    assert epoch(window) == 0
    QTest.keyClick(window, KEY.Key_N)
    other = network(window)
    assert other.hidden == start.hidden
    assert not np.array_equal(other.weights[0], start.weights[0])
    QTest.keyClick(window, KEY.Key_Period)
    QTest.keyClick(window, KEY.Key_R)
    assert network(window) is other, "reset goes to the newest start"


def test_f_flips_the_selected_neuron(window: MainWindow) -> None:
    window.store.look(selected=(0, 2))
    before = network(window)
    QTest.keyClick(window, KEY.Key_F)
    assert network(window).weights[0][2].tolist() == (-before.weights[0][2]).tolist()
    assert steps(window) == ["Flip neuron 3"]


def test_delete_takes_the_selected_neuron_out_but_never_the_last(window: MainWindow, qtbot: QtBot) -> None:
    window.store.look(selected=(0, 0))
    before = network(window)
    QTest.keyClick(window, KEY.Key_Delete)
    assert network(window).weights[0].tolist() == before.weights[0][1:].tolist()
    assert steps(window) == ["Delete neuron 1"]
    for _ in range(3):
        QTest.keyClick(window, KEY.Key_Delete)
        settle(window, qtbot)
    assert network(window).hidden == (1,)
    assert len(steps(window)) == 2


def test_delete_in_a_field_edits_the_number(window: MainWindow) -> None:
    field = box(window, "bias-1-2")
    select_all(field)
    QTest.keyClick(field, KEY.Key_Delete)
    assert network(window).hidden == (3,)


def test_zoom_by_key_and_back_to_the_data(window: MainWindow) -> None:
    press_keys(window, "Ctrl+=")
    window.frame.flush()
    assert window.store.session.view.half_width == pytest.approx(4.8)
    press_keys(window, "Ctrl+-")
    press_keys(window, "Ctrl+-")
    window.frame.flush()
    assert window.store.session.view.half_width > 6
    press_keys(window, "Ctrl+0")
    assert window.store.session.view.half_width == 6
    assert steps(window) == []


def test_every_shortcut_is_given_once() -> None:
    given: list[str] = []
    for command in COMMANDS:
        sequences = {
            s.toString()
            for key in command.keys
            for s in ([QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key))
        }
        given += sorted(sequences)
    assert sorted(given) == sorted(set(given))


def test_every_command_stands_in_the_menu(window: MainWindow) -> None:
    menu = named(window, "menuButton")
    assert isinstance(menu, FlatButton)
    entries = set(all_actions(menu.menu()))
    assert {window.commands[c.name] for c in COMMANDS} <= entries


def all_actions(menu: QMenu) -> list[QAction]:
    result = []
    for action in menu.actions():
        below = action.menu()
        result += all_actions(below) if isinstance(below, QMenu) else [action]
    return result


# -- panels and widths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "panel"), [("1", "neurons"), ("2", "sum"), ("3", "training")])
def test_ctrl_and_a_digit_hide_a_panel_and_the_plane_grows(
    window: MainWindow, qtbot: QtBot, key: str, panel: str
) -> None:
    settle(window, qtbot)
    width = window.partition.plane.width()
    press_keys(window, f"Ctrl+{key}")
    settle(window, qtbot)
    assert not getattr(window, panel).isVisible()
    assert window.partition.plane.width() > width + 200
    assert not window.commands[f"{panel}_panel"].isChecked()
    press_keys(window, f"Ctrl+{key}")
    settle(window, qtbot)
    assert getattr(window, panel).isVisible()
    assert window.partition.plane.width() == width
    assert window.commands[f"{panel}_panel"].isChecked()


def test_a_panel_shown_again_shows_what_happened_meanwhile(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "Ctrl+1")
    QTest.keyClick(window, KEY.Key_N)
    settle(window, qtbot)
    press_keys(window, "Ctrl+1")
    settle(window, qtbot)
    assert box(window, "bias-1-1").value() == network(window).biases[0][0]


def test_each_width_has_its_arrangement_and_every_panel_can_be_reached(
    window: MainWindow, qtbot: QtBot
) -> None:
    seen = []
    for width in (1440, 1024, 700):
        resize(window, width, 768, qtbot)
        seen.append(Layout.of(window.area.width()))
        for key, panel in (("1", window.neurons), ("2", window.sum), ("3", window.training)):
            if not panel.isVisible():
                press_keys(window, f"Ctrl+{key}")
                settle(window, qtbot)
            assert panel.isVisible(), f"{panel.objectName() or panel} at {width}"
            assert panel.mapTo(window, QPoint(panel.width(), 0)).x() <= width + 1
        assert window.partition.plane.width() >= 180
        assert window.partition.plane.height() >= 180
    assert seen == [Layout.WIDE, Layout.TABBED, Layout.COMPACT]


def test_tabs_can_be_clicked(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 768)
    settle(window, qtbot)
    tabs = window.area._tabs
    assert tabs is not None
    QTest.mouseClick(tabs.button("training"), LEFT)
    assert window.training.isVisible()
    assert not window.sum.isVisible()
    QTest.mouseClick(tabs.button("sum"), LEFT)
    assert window.sum.isVisible()


def test_wide_again_everything_is_side_by_side_again(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    before = [p.geometry() for p in (window.neurons, window.sum, window.training)]
    for width in (1024, 700, 1024, 1440):
        window.resize(width, 900)
        settle(window, qtbot)
    assert [p.geometry() for p in (window.neurons, window.sum, window.training)] == before
    assert all(p.isVisible() for p in (window.neurons, window.sum, window.training))


def test_the_window_can_be_as_small_as_640_by_480(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1, 1)
    settle(window, qtbot)
    assert (window.width(), window.height()) == (640, 480)
    drag_fold(window, 5, 5)
    assert steps(window) == ["Move fold 2"]


def test_f11_is_full_screen_and_back(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    size = window.size()
    press_keys(window, "F11")
    qtbot.waitUntil(window.isFullScreen)
    assert window.commands["full_screen"].isChecked()
    press_keys(window, "F11")
    qtbot.waitUntil(lambda: not window.isFullScreen())
    qtbot.waitUntil(lambda: window.size() == size)
    assert not window.commands["full_screen"].isChecked()


def test_esc_leaves_the_full_screen_but_not_while_a_handle_is_held(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "F11")
    qtbot.waitUntil(window.isFullScreen)
    settle(window, qtbot)
    plane = window.partition.plane
    before = network(window)
    start = pixel(window, *on_fold(before, 1, 2.0))
    press(plane, start)
    move(plane, start, start + QPoint(30, 0))
    QTest.keyClick(plane, KEY.Key_Escape)
    assert network(window) is before
    assert window.isFullScreen()
    release(plane, start)
    QTest.keyClick(plane, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())


# -- themes -------------------------------------------------------------------------------------------------


def submenu(menu: QMenu, title: str) -> QMenu | None:
    """The menu of this title somewhere below `menu`."""
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found = below if action.text() == title else submenu(below, title)
            if found is not None:
                return found
    return None


def choose_theme(window: MainWindow, label: str) -> None:
    """Through the menu, as a person does."""
    button = named(window, "menuButton")
    assert isinstance(button, FlatButton)
    themes = submenu(button.menu(), "Theme")
    assert themes is not None
    themes.popup(QPoint(0, 0))
    entry = next(a for a in themes.actions() if a.text() == label)
    QTest.mouseClick(themes, LEFT, pos=themes.actionGeometry(entry).center())


def test_another_theme_keeps_the_session_and_what_can_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    drag_fold(window)
    window.store.look(selected=(0, 2), half_width=5.0)
    session = window.store.session
    for label, name in (("Dark", "dark"), ("Projector", "projector"), ("Light", "light")):
        choose_theme(window, label)
        qtbot.waitUntil(partial(shows, window, name))
        settle(window, qtbot)
        assert window.store.session is session
        assert steps(window) == ["Move fold 2"]
        assert Settings().theme == name
        page = QColor(window.theme.panel)
        assert window.toolbar.grab().toImage().pixelColor(4, 4) == page
    press_keys(window, "Ctrl+Z")
    assert network(window) is before


def test_the_theme_can_change_while_it_trains(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, KEY.Key_Space)
    qtbot.waitUntil(lambda: epoch(window) > 2)
    choose_theme(window, "Dark")
    qtbot.waitUntil(lambda: window.theme.name == "dark")
    before = epoch(window)
    qtbot.waitUntil(lambda: epoch(window) > before + 2)
    play = window.training.findChild(QWidget, "playButton")
    assert play is not None
    QTest.mouseClick(play, LEFT)
    assert not is_playing(window), "the new button knows that it plays"


def test_a_change_of_theme_during_a_drag_lets_the_handle_go(window: MainWindow, qtbot: QtBot) -> None:
    plane = window.partition.plane
    start = pixel(window, *on_fold(network(window), 1, 2.0))
    press(plane, start)
    move(plane, start, start + QPoint(30, 0))
    moved = network(window)
    window.set_theme("dark")
    qtbot.waitUntil(lambda: window.theme.name == "dark")
    settle(window, qtbot)
    assert network(window) is moved
    press_keys(window, "Ctrl+Z")
    assert network(window) is not moved


def test_ten_changes_of_theme_leave_nothing_behind(window: MainWindow, qtbot: QtBot) -> None:
    turn_to(window, "dark", qtbot)
    turn_to(window, "light", qtbot)
    before = len(window.findChildren(QWidget))
    for _ in range(4):
        turn_to(window, "dark", qtbot)
        turn_to(window, "light", qtbot)
    assert len(window.findChildren(QWidget)) == before


# -- fields -------------------------------------------------------------------------------------------------


def test_a_typed_bias_moves_the_fold_on_the_plane(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    before = pictured(window)
    type_into(box(window, "bias-1-1"), "-1.25")
    assert network(window).biases[0][0] == -1.25
    settle(window, qtbot)
    assert pictured(window) != before
    assert window.scene is not None
    assert window.scene.network is network(window)


@pytest.mark.parametrize("name", ["weight-1-2-1", "bias-1-2", "outputWeight-2", "outputBias"])
def test_every_parameter_can_be_typed_and_undone_in_one_step(window: MainWindow, name: str) -> None:
    before = network(window)
    type_into(box(window, name), "0.123456789012345678")
    window.store.settle()
    assert len(steps(window)) == 1
    values = np.concatenate([*(w.ravel() for w in network(window).weights), *network(window).biases])
    assert 0.123456789012345678 in values.tolist(), "to the last digit"
    press_keys(window, "Ctrl+Z")
    assert network(window) is before


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "NaN", "abc", "", "-", "--", "1e999"])
def test_what_is_not_a_finite_number_is_refused(window: MainWindow, text: str, qtbot: QtBot) -> None:
    """Letters that are in no number are not even taken; what is left is no finite number either."""
    before = network(window)
    field = box(window, "bias-1-1")
    select_all(field)
    QTest.keyClick(field, KEY.Key_Delete)
    QTest.keyClicks(field, text)
    field.clearFocus()
    settle(window, qtbot)
    if text == "1e999":
        assert float(network(window).biases[0][0]) in (-2.57, 1e99), "the last digit that made sense"
    else:
        assert network(window) is before
        assert steps(window) == []
    assert field.value() == network(window).biases[0][0]


def test_a_dragged_fold_shows_its_bias_in_the_field(window: MainWindow, qtbot: QtBot) -> None:
    drag_fold(window)
    settle(window, qtbot)
    assert box(window, "bias-1-2").value() == network(window).biases[0][1]


def test_clicking_a_card_selects_its_fold_on_the_plane(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(named(window, "neuronCard-1-3"), LEFT, pos=QPoint(60, 20))
    assert window.store.session.view.selected == (0, 2)


def test_tab_reaches_the_plane_and_the_fields(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    seen: set[str] = set()
    window.partition.plane.setFocus()
    for _ in range(80):
        QTest.keyClick(window.focusWidget(), KEY.Key_Tab)
        seen.add(window.focusWidget().objectName())
    assert {"partitionView", "weight-1-1-1", "bias-1-2", "outputWeight-3", "outputBias", "playButton"} <= seen


# -- first start --------------------------------------------------------------------------------------------


def test_hints_are_there_until_the_first_drag_and_that_is_remembered(qtbot: QtBot) -> None:
    window = MainWindow(Session.first(), theme="light", cues=True)
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    settle(window, qtbot)
    assert hints(window)
    drag_fold(window)
    assert not hints(window)
    assert Settings().cues_done
