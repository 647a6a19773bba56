"""New, Open, Save, Save as, recent files, and the question before changes would be lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import reluviz
from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.window import MainWindow
from tests.ui.answers import Answers
from tests.ui.gestures import press_keys

LEFT = Qt.MouseButton.LeftButton
SAVE, DISCARD, CANCEL, OK, YES = (
    QMessageBox.StandardButton.Save,
    QMessageBox.StandardButton.Discard,
    QMessageBox.StandardButton.Cancel,
    QMessageBox.StandardButton.Ok,
    QMessageBox.StandardButton.Yes,
)


def edit(window: MainWindow, value: float = 1.0) -> None:
    """Change something, as one step."""
    session = window.store.session
    window.store.commit(session.with_network(session.network.with_bias(0, 0, value)), "Move fold 1")


def menu_action(menu: QMenu, text: str) -> QAction:
    """The entry of a menu or its submenus that begins with `text`."""
    for action in menu.actions():
        if action.text().startswith(text):
            return action
        below = action.menu()
        if isinstance(below, QMenu):
            below.aboutToShow.emit()
            try:
                return menu_action(below, text)
            except LookupError:
                continue
    raise LookupError(text)


def choose(menu: QMenu, text: str) -> None:
    """Open a menu and click one of its entries."""
    menu.popup(QPoint(0, 0))
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu_action(menu, text)).center())
    menu.hide()


def title(window: MainWindow) -> str:
    return window.windowTitle().replace("[*]", "*" if window.isWindowModified() else "")


def same_weights(a: Network, b: Network) -> bool:
    return a.to_dict() == b.to_dict()


@pytest.fixture
def saved(window: MainWindow, tmp_path: Path) -> Path:
    """A file on disk that the window has open, unmodified."""
    path = tmp_path / "mine.reluviz"
    reluviz.save(Session.new("xor", hidden=(4,), seed=3), path)
    assert window.documents.open_path(path)
    return path


# -- new ----------------------------------------------------------------------------------------------------


def test_a_first_start_is_untitled_and_not_modified(window: MainWindow) -> None:
    assert title(window) == "Untitled — reluviz"


def test_every_entry_of_the_new_menu_begins_something_fresh(window: MainWindow) -> None:
    actions = window.toolbar.new_menu.actions()
    entries = [action.text() for action in actions if not action.isSeparator()]
    assert len(entries) == 16
    for entry in entries:
        choose(window.toolbar.new_menu, entry)
        assert not window.store.modified
        assert window.store.undo_stack.count() == 0
        assert window.store.session.progress.epoch == 0
        window.frame.flush()
    assert window.store.session.data.name == "noise"


def test_new_asks_before_changes_are_lost(window: MainWindow, answers: Answers) -> None:
    edit(window)
    answers.click(CANCEL)
    choose(window.toolbar.new_menu, "XOR")
    assert window.store.session.data.name == "circle"
    assert window.store.modified
    answers.click(DISCARD)
    choose(window.toolbar.new_menu, "XOR")
    assert window.store.session.data.name == "xor"
    assert answers.asked == ["Save changes to this untitled session?"] * 2


# -- save ---------------------------------------------------------------------------------------------------


def test_saving_for_the_first_time_asks_where(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    edit(window)
    assert title(window) == "Untitled* — reluviz"
    path = tmp_path / "new.reluviz"
    answers.file(path)
    press_keys(window, "Ctrl+S")
    assert title(window) == "new.reluviz — reluviz"
    assert same_weights(reluviz.load(path).network, window.store.session.network)
    edit(window, 2.0)
    assert title(window) == "new.reluviz* — reluviz"
    press_keys(window, "Ctrl+S")
    assert title(window) == "new.reluviz — reluviz", "the second time nothing is asked"
    assert reluviz.load(path).network.biases[0][0] == 2.0


def test_the_save_button_saves(window: MainWindow, saved: Path) -> None:
    edit(window)
    button = next(b for b in window.toolbar.findChildren(QWidget) if b.accessibleName() == "Save")
    QTest.mouseClick(button, LEFT)
    assert reluviz.load(saved).network.biases[0][0] == 1.0


def test_save_as_goes_on_with_the_new_file_and_leaves_the_old(
    window: MainWindow, saved: Path, answers: Answers, tmp_path: Path
) -> None:
    before = saved.read_text()
    edit(window)
    answers.file(tmp_path / "copy.reluviz")
    press_keys(window, "Ctrl+Shift+S")
    assert title(window) == "copy.reluviz — reluviz"
    assert saved.read_text() == before


def test_a_name_without_an_ending_gets_the_programs(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    answers.file(tmp_path / "version.2")
    press_keys(window, "Ctrl+Shift+S")
    assert window.store.path == tmp_path / "version.2.reluviz"
    assert not (tmp_path / "version.2").exists()


def test_an_ending_that_was_added_replaces_no_file_unasked(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    there = tmp_path / "old.reluviz"
    there.write_text("precious")
    answers.file(tmp_path / "old")
    answers.click(CANCEL)
    press_keys(window, "Ctrl+Shift+S")
    assert there.read_text() == "precious"
    assert title(window).startswith("Untitled")
    answers.file(tmp_path / "old")
    answers.click(YES)
    press_keys(window, "Ctrl+Shift+S")
    assert window.store.path == there
    assert same_weights(reluviz.load(there).network, window.store.session.network)


def test_giving_up_the_dialog_saves_nothing(window: MainWindow, answers: Answers) -> None:
    edit(window)
    answers.file(None)
    press_keys(window, "Ctrl+S")
    assert window.store.modified
    assert window.store.path is None


def test_saving_where_it_is_not_possible_says_so_and_keeps_the_mark(
    window: MainWindow, saved: Path, answers: Answers
) -> None:
    saved.unlink()
    saved.mkdir()
    edit(window)
    answers.click(OK)
    press_keys(window, "Ctrl+S")
    assert len(answers.asked) == 1
    assert "mine.reluviz" in answers.asked[0]
    assert "directory" in answers.asked[0]
    assert window.store.modified


def test_what_training_did_so_far_is_saved_while_it_goes_on(
    window: MainWindow, saved: Path, qtbot: QtBot
) -> None:
    window.player.play()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 3)
    press_keys(window, "Ctrl+S")
    assert reluviz.load(saved).progress.epoch > 3


# -- open ---------------------------------------------------------------------------------------------------


def test_open_shows_the_session_of_the_file(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    path = tmp_path / "there.reluviz"
    session = Session.new("spiral", hidden=(8, 8), seed=5)
    reluviz.save(session, path)
    answers.file(path)
    press_keys(window, "Ctrl+O")
    assert title(window) == "there.reluviz — reluviz"
    assert same_weights(window.store.session.network, session.network)
    assert np.array_equal(window.store.session.data.train_x, session.data.train_x)
    assert window.store.undo_stack.count() == 0


def test_a_network_made_elsewhere_opens_as_a_session_without_a_file(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    path = tmp_path / "net.json"
    layers = [{"W": [[1, 0], [0, 1]], "b": [0.5, -0.5]}, {"W": [[1, -1]], "b": [0]}]
    path.write_text(json.dumps({"activation": "abs", "layers": layers, "box": [-1, 1, -1, 1]}))
    answers.file(path)
    press_keys(window, "Ctrl+O")
    session = window.store.session
    assert session.network.activation == "abs"
    assert session.network.hidden == (2,)
    assert session.view.half_width == 1.0
    assert window.store.path is None, "saving must not write a session over it"
    assert not window.store.modified


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("{", "JSON"),
        ('{"layers": [{"W": [[1, NaN]], "b": [0]}]}', "NaN"),
        ('{"layers": [{"W": [[1, 2]], "b": [0]}, {"W": [[1, 2, 3]], "b": [0]}]}', "layer 2"),
        ('{"activation": "swish", "layers": [{"W": [[1, 2]], "b": [0]}]}', "swish"),
        ('{"layers": [{"W": [[1e300, 0]], "b": [0]}, {"W": [[1e300]], "b": [0]}]}', "too large"),
        ('{"format": "reluviz session", "version": 99}', "newer"),
        ('{"layers": [{"W": [[1, 2]], "b": [0]}]}', "hidden layer"),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_lost(
    window: MainWindow, answers: Answers, tmp_path: Path, text: str, fault: str
) -> None:
    before = window.store.session
    path = tmp_path / "bad.json"
    path.write_text(text)
    answers.file(path)
    answers.click(OK)
    press_keys(window, "Ctrl+O")
    said = answers.asked[-1]
    assert "bad.json" in said
    assert fault in said
    assert "\n" not in said
    assert window.store.session is before
    assert window.settings.recent == []


def test_a_bad_file_leaves_undo_and_the_files_name_alone(
    window: MainWindow, saved: Path, answers: Answers, tmp_path: Path
) -> None:
    edit(window)
    bad = tmp_path / "bad.reluviz"
    bad.write_text("{}")
    answers.click(DISCARD)
    answers.file(bad)
    answers.click(OK)
    press_keys(window, "Ctrl+O")
    assert window.store.path == saved
    assert window.store.modified
    window.undo()
    assert not window.store.modified


def test_opening_stops_training_and_lets_a_handle_go(
    window: MainWindow, saved: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "other.reluviz"
    reluviz.save(Session.new("circle", hidden=(1,)), other)
    window.player.play()
    window.store.drag(lambda network: network.with_bias(0, 2, 1.0), "Move fold 3")
    window.documents.open_path(other)
    assert not window.player.playing
    assert window.store.session.network.hidden == (1,)
    window.player.step_epoch()
    assert window.store.session.progress.epoch == 1


# -- recent files -------------------------------------------------------------------------------------------


def recent(window: MainWindow) -> list[str]:
    menu = window.documents.recent_menu(window)
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_recent_files_are_listed_newest_first(window: MainWindow, tmp_path: Path) -> None:
    assert recent(window) == ["No file yet"]
    for name in ("a", "b", "c", "a"):
        path = tmp_path / f"{name}.reluviz"
        reluviz.save(Session.first(), path)
        window.documents.open_path(path)
    assert recent(window) == ["a.reluviz", "c.reluviz", "b.reluviz"]
    (tmp_path / "c.reluviz").unlink()
    assert recent(window) == ["a.reluviz", "b.reluviz"], "those that are gone are not offered"


def test_only_the_last_eight_are_remembered(window: MainWindow, tmp_path: Path) -> None:
    for k in range(10):
        path = tmp_path / f"{k}.reluviz"
        reluviz.save(Session.first(), path)
        window.documents.open_path(path)
    assert recent(window) == [f"{k}.reluviz" for k in range(9, 1, -1)]


def test_a_recent_file_opens_from_the_menu_and_asks_first(
    window: MainWindow, saved: Path, answers: Answers
) -> None:
    choose(window.toolbar.new_menu, "Three")
    edit(window)
    menu = window.documents.recent_menu(window)
    menu.popup(QPoint(0, 0))
    answers.click(DISCARD)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[0]).center())
    assert window.store.path == saved
    assert window.store.session.network.hidden == (4,)


# -- closing ------------------------------------------------------------------------------------------------


def test_a_window_without_changes_closes_without_a_question(window: MainWindow) -> None:
    assert window.close()


def test_looking_around_is_no_change_to_ask_about(window: MainWindow) -> None:
    window.store.look(half_width=2.0, selected=(0, 2))
    assert window.close()


def test_cancel_keeps_the_window_open(window: MainWindow, answers: Answers) -> None:
    edit(window)
    answers.click(CANCEL)
    assert not window.close()
    assert window.isVisible()
    assert window.store.modified


def test_esc_in_the_question_is_cancel(window: MainWindow, answers: Answers) -> None:
    edit(window)
    answers.press(Qt.Key.Key_Escape)
    assert not window.close()


def test_discard_closes_and_leaves_the_file_as_it_was(
    window: MainWindow, saved: Path, answers: Answers
) -> None:
    before = saved.read_text()
    edit(window)
    answers.click(DISCARD)
    assert window.close()
    assert saved.read_text() == before
    assert answers.asked == ["Save changes to mine.reluviz?"]


def test_save_saves_and_closes(window: MainWindow, saved: Path, answers: Answers) -> None:
    edit(window)
    answers.click(SAVE)
    assert window.close()
    assert reluviz.load(saved).network.biases[0][0] == 1.0


def test_save_without_a_file_asks_where_and_giving_that_up_keeps_the_window(
    window: MainWindow, answers: Answers
) -> None:
    edit(window)
    answers.click(SAVE)
    answers.file(None)
    assert not window.close()
    assert window.store.modified


def test_closing_while_it_trains_stops_it_and_asks(
    window: MainWindow, answers: Answers, qtbot: QtBot
) -> None:
    window.player.play()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 2)
    answers.click(CANCEL)
    assert not window.close()
    assert not window.player.playing
    answers.click(DISCARD)
    assert window.close()


def test_about_tells_the_version(window: MainWindow, answers: Answers) -> None:
    answers.click(OK)
    window.commands["about"].trigger()
    assert reluviz.__version__ in answers.asked[0]
