"""The small controls: what they tell, what they leave alone, how the keyboard reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from reluviz.ui.style import style_sheet
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, THEMES, Theme
from reluviz.ui.widgets.buttons import IconButton, PrimaryButton, TextButton
from reluviz.ui.widgets.paint import keyboard_focus
from reluviz.ui.widgets.panel import Hairline, Panel, caption
from reluviz.ui.widgets.segmented import Segmented
from reluviz.ui.widgets.select import NumberSelect, Select
from reluviz.ui.widgets.slider import Slider

LEFT = Qt.MouseButton.LeftButton
OPTIONS = (("a", "First"), ("b", "Second"), ("c", "Third"))


class Show(Protocol):
    """Puts widgets into a window of their own and shows it."""

    def __call__(self, *widgets: QWidget) -> QWidget: ...


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    windows = []

    def show(*widgets: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        qtbot.addWidget(window)
        window.resize(300, 200)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return window

    yield show
    windows.clear()


def _wheel(widget: QWidget, turn: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


class TestButtons:
    def test_the_tip_is_told_to_screen_readers_too(self, qtbot: QtBot) -> None:
        button = IconButton(LIGHT, "flip", "Flip")
        qtbot.addWidget(button)
        assert (button.toolTip(), button.accessibleName()) == ("Flip", "Flip")

    @pytest.mark.parametrize("theme", [LIGHT, PROJECTOR])
    def test_hit_areas_grow_with_the_theme(self, qtbot: QtBot, theme: Theme) -> None:
        for button, size in (
            (IconButton(theme, "flip", "Flip"), 24),
            (PrimaryButton(theme, "play", "Train"), 56),
        ):
            qtbot.addWidget(button)
            assert button.height() >= theme.px(size)

    def test_the_focus_ring_is_for_the_keyboard_only(self, show: Show) -> None:
        first, second = IconButton(LIGHT, "flip", "Flip"), IconButton(LIGHT, "trash", "Delete")
        window = show(first, second)
        QTest.mouseClick(first, LEFT)
        assert first.hasFocus()
        assert not keyboard_focus(first)
        QTest.keyClick(window, Qt.Key.Key_Tab)
        assert keyboard_focus(second)

    def test_space_is_the_buttons_own_only_when_the_keyboard_came_to_it(self, show: Show) -> None:
        presses: list[str] = []
        button, other = IconButton(LIGHT, "flip", "Flip"), IconButton(LIGHT, "trash", "Delete")
        window = show(button, other)
        action = QAction("Train", window)
        action.setShortcut("Space")
        window.addAction(action)
        action.triggered.connect(lambda: presses.append("window"))
        button.clicked.connect(lambda: presses.append("button"))
        QTest.mouseClick(button, LEFT)
        QTest.keyClick(button, Qt.Key.Key_Space)
        QTest.keyClick(window, Qt.Key.Key_Tab)
        QTest.keyClick(window, Qt.Key.Key_Backtab)
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert presses == ["button", "window", "button"]

    def test_a_menu_makes_room_for_its_chevron(self, qtbot: QtBot) -> None:
        plain, opening = TextButton(LIGHT, "New", "new"), TextButton(LIGHT, "New", "new")
        menu = QMenu(opening)
        opening.setMenu(menu)
        qtbot.addWidget(plain)
        qtbot.addWidget(opening)
        assert opening.sizeHint().width() > plain.sizeHint().width()

    def test_a_button_shows_the_action_it_is_given(self, qtbot: QtBot) -> None:
        button = TextButton(LIGHT)
        qtbot.addWidget(button)
        action = QAction("&Save as…", button)
        action.setEnabled(False)
        button.setDefaultAction(action)
        assert button.text() == "Save as"
        assert not button.isEnabled()


class TestSelect:
    def test_the_user_is_told_of_and_the_program_is_not(self, show: Show) -> None:
        told: list[str] = []
        select = Select(LIGHT, OPTIONS)
        select.chosen.connect(told.append)
        show(select)
        select.set_key("b")
        assert select.key() == "b"
        select.setFocus()
        QTest.keyClick(select, Qt.Key.Key_Down)
        assert told == ["c"]

    def test_choosing_from_the_list_with_the_mouse(self, qtbot: QtBot, show: Show) -> None:
        select = Select(LIGHT, OPTIONS)
        show(select)
        QTest.mouseClick(select, LEFT)
        view = select.view()
        qtbot.waitUntil(view.isVisible)
        with qtbot.waitSignal(select.chosen) as told:
            QTest.keyClick(view, Qt.Key.Key_Down)
            QTest.keyClick(view, Qt.Key.Key_Return)
        assert told.args == ["b"]

    def test_scrolling_past_changes_nothing(self, show: Show) -> None:
        select = Select(LIGHT, OPTIONS)
        show(select, QLineEdit())
        select.clearFocus()
        _wheel(select, -120)
        assert select.key() == "a"

    @pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
    def test_the_list_is_as_wide_as_its_widest_entry(self, show: Show, theme: Theme) -> None:
        select = Select(theme, [("a", "ReLU"), ("b", "Leaky ReLU of some length")])
        window = show(select)
        window.setStyleSheet(style_sheet(theme))
        select.setFixedWidth(theme.px(80))
        select.showPopup()
        view = select.view()
        entry = view.visualRect(select.model().index(1, 0))
        text = select.fontMetrics().horizontalAdvance("Leaky ReLU of some length")
        assert entry.width() >= text + 2 * theme.px(8)
        assert view.visibleRegion().boundingRect().right() >= entry.right()
        select.hidePopup()

    def test_the_tint_under_the_pointer_keeps_clear_of_the_text(self, qtbot: QtBot) -> None:
        select = Select(LIGHT, OPTIONS, tinted=False)
        qtbot.addWidget(select)
        assert select.text_area().left() == 8


class TestNumberSelect:
    @pytest.fixture
    def select(self, show: Show) -> NumberSelect:
        select = NumberSelect(LIGHT, (0.01, 0.1, 1.0))
        show(select, QLineEdit())
        return select

    def test_its_text_stands_where_that_of_other_selects_does(self, select: NumberSelect) -> None:
        editor = select.lineEdit()
        assert editor is not None
        for number in (0.1, 0.25, 1.0):
            select.show_number(number)
            assert editor.geometry() == select.text_area()

    def test_losing_the_focus_to_nobody_takes_what_was_typed(self, select: NumberSelect) -> None:
        editor = select.lineEdit()
        assert editor is not None
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, "0.25")
        editor.clearFocus()
        assert select.number() == 0.25

    @pytest.mark.parametrize("text", ["1e10", "0", "fast"])
    def test_what_is_refused_is_explained(self, select: NumberSelect, text: str) -> None:
        editor = select.lineEdit()
        assert editor is not None
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert QToolTip.text() == "Type a number above 0, at most 1e9"
        assert select.number() == 0.01


class TestSegmented:
    def test_clicking_a_segment_chooses_it_and_tells_once(self, show: Show) -> None:
        told: list[str] = []
        choice = Segmented(LIGHT, OPTIONS)
        choice.chosen.connect(told.append)
        show(choice)
        choice.set_key("a")
        QTest.mouseClick(choice.button("b"), LEFT)
        QTest.mouseClick(choice.button("b"), LEFT)
        assert told == ["b"]
        assert choice.key() == "b"

    def test_arrow_keys_walk_through_the_segments(self, show: Show) -> None:
        choice = Segmented(LIGHT, OPTIONS)
        show(choice)
        choice.set_key("a")
        choice.button("a").setFocus()
        QTest.keyClick(choice.button("a"), Qt.Key.Key_Right)
        assert choice.key() == "b"


class TestSlider:
    @pytest.fixture
    def slider(self, show: Show) -> Slider:
        slider = Slider(LIGHT, 50, 1000, 10)
        show(slider)
        return slider

    def test_pressing_the_track_jumps_there_and_keeps_to_the_steps(self, slider: Slider) -> None:
        QTest.mouseClick(slider, LEFT, pos=QPoint(round(slider.thumb_x(523)), slider.height() // 2))
        assert slider.value() == pytest.approx(520, abs=10)
        assert slider.value() % 10 == 0

    def test_dragging_past_the_end_stops_there(self, slider: Slider) -> None:
        QTest.mousePress(slider, LEFT, pos=QPoint(20, 10))
        QTest.mouseMove(slider, QPoint(2000, 10))
        QTest.mouseRelease(slider, LEFT, pos=QPoint(2000, 10))
        assert slider.value() == 1000

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            (Qt.Key.Key_Right, 510), (Qt.Key.Key_Left, 490), (Qt.Key.Key_PageUp, 600),
            (Qt.Key.Key_Home, 50), (Qt.Key.Key_End, 1000),
        ],
    )  # fmt: skip
    def test_keys(self, slider: Slider, key: Qt.Key, value: int) -> None:
        slider.set_value(500)
        slider.setFocus()
        QTest.keyClick(slider, key)
        assert slider.value() == value

    def test_the_wheel_turns_it_only_with_the_focus(self, slider: Slider) -> None:
        slider.set_value(500)
        slider.clearFocus()
        _wheel(slider, 120)
        assert slider.value() == 500
        slider.setFocus()
        _wheel(slider, 120)
        assert slider.value() == 510

    def test_the_program_sets_it_in_silence(self, qtbot: QtBot, slider: Slider) -> None:
        with qtbot.assertNotEmitted(slider.edited):
            slider.set_value(700)
        assert slider.value() == 700


class TestPanel:
    def test_the_header_is_forty_high_and_the_line_one(self, qtbot: QtBot) -> None:
        panel = Panel(LIGHT, "Sum", line=True)
        panel.header.addWidget(caption(LIGHT, "at the right"))
        qtbot.addWidget(panel)
        panel.resize(280, 300)
        panel.show()
        line = panel.findChild(Hairline)
        assert line is not None
        assert (line.y(), line.height()) == (40, 1)
        picture = panel.grab().toImage()
        assert picture.pixelColor(100, 40) == QColor(LIGHT.border)
        assert picture.pixelColor(100, 200) == QColor(LIGHT.panel)

    def test_a_header_without_a_title_stays_as_long_as_it_has_tools(self, show: Show) -> None:
        panel = Panel(LIGHT, "Neurons", line=True)
        panel.header.addWidget(caption(LIGHT, "a note"))
        show(panel)
        panel.show_title(False)
        assert panel.body_height == panel.height(), "a note goes with the title"
        panel.set_tools(IconButton(LIGHT, "plus", "Add"))
        assert panel.body_height == panel.height() - 41
        assert not panel.title_label.isVisible()
        panel.set_tools()
        assert panel.body_height == panel.height()
        panel.show_title(True)
        assert panel.title_label.isVisible()

    def test_new_tools_replace_those_before(self, show: Show) -> None:
        panel = Panel(LIGHT, "Neurons")
        show(panel)
        for tip in ("Add", "Remove"):
            panel.set_tools(IconButton(LIGHT, "plus", tip))
        assert [button.toolTip() for button in panel.findChildren(IconButton)] == ["Remove"]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_style_sheet_parses_and_colours_menus(qtbot: QtBot, theme: Theme) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.setStyleSheet(style_sheet(theme))
    menu.addAction("One")
    picture = menu.grab().toImage()
    assert picture.pixelColor(0, 0) == QColor(theme.border)
    assert picture.pixelColor(3, 3) == QColor(theme.panel)


def test_a_focused_field_is_ringed_in_the_accent(show: Show) -> None:
    edit = QLineEdit()
    window = show(edit)
    window.setStyleSheet(style_sheet(DARK))
    edit.setFocus()
    assert edit.hasFocus()
    picture = edit.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 0) == QColor(DARK.accent)
