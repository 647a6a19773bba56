"""The page of keys and gestures: it shows the very tables by which the window acts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from reluviz.ui.actions import COMMANDS
from reluviz.ui.handle_keys import HANDLE_KEYS, HELD, MOUSE
from reluviz.ui.shortcut_page import KeyCap, Section, ShortcutPage
from reluviz.ui.theme import THEMES
from reluviz.ui.window import MainWindow
from tests.ui.gestures import let_events_pass, press_keys
from tests.ui.window_desk import resize, turn_to


def page_of(window: MainWindow) -> ShortcutPage:
    (page,) = window.findChildren(ShortcutPage)
    return page


@pytest.mark.parametrize("keys", ["F1", "Ctrl+/"])
def test_it_opens_by_a_key_once_and_esc_closes_it(window: MainWindow, keys: str) -> None:
    press_keys(window, keys)
    page = page_of(window)
    assert page.isVisible()
    window.commands["shortcuts"].trigger()
    assert page_of(window) is page
    QTest.keyClick(page, Qt.Key.Key_Escape)
    let_events_pass()
    assert window.findChildren(ShortcutPage) == []


def test_it_tells_every_command_with_a_key_and_all_about_handles(window: MainWindow) -> None:
    window.commands["shortcuts"].trigger()
    texts = {label.text() for label in page_of(window).findChildren(QLabel)}
    caps = {cap.accessibleName() for cap in page_of(window).findChildren(KeyCap)}
    assert {command.text.rstrip("…") for command in COMMANDS if command.keys} <= texts
    assert {key.does for key in HANDLE_KEYS} | {does for _, does in (*HELD, *MOUSE)} <= texts
    shown = {action.shortcut().toString() for action in window.commands.values()} - {"", "Ctrl+-"}
    assert shown | {"Tab", "Shift+Tab", "←", "Home", "Space", "Esc", "+", "−", "Alt"} <= caps


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_it_is_never_wider_or_higher_than_the_window(
    window: MainWindow, theme: str, size: tuple[int, int], qtbot: QtBot
) -> None:
    turn_to(window, theme, qtbot)
    resize(window, *size, qtbot)
    window.commands["shortcuts"].trigger()
    page = page_of(window)
    assert page.width() <= window.width()
    assert page.height() <= window.height()
    columns = {section.mapTo(page, section.rect().topLeft()).x() for section in page.findChildren(Section)}
    wide, projector = size[0] > 1024, theme == "projector"
    assert len(columns) == (3 if wide and not projector else 1 if projector and not wide else 2)
    cut = [label.text() for label in page.findChildren(QLabel) if label.width() < label.sizeHint().width()]
    assert cut == []


def test_another_theme_closes_the_page_of_the_old_one(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["shortcuts"].trigger()
    turn_to(window, "dark", qtbot)
    assert window.findChildren(ShortcutPage) == []
