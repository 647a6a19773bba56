"""What the style sheet makes of dialogs and menus."""

from __future__ import annotations

from itertools import product
from typing import TypeVar

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reluviz.ui.colour import contrast, rgb_from_hex
from reluviz.ui.style import style_sheet
from reluviz.ui.theme import THEMES, Theme, palette

D = TypeVar("D", bound=QDialog)
every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """The window that asks."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


def shown(qtbot: QtBot, dialog: D) -> D:
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def file_dialog(qtbot: QtBot, parent: QWidget, theme: Theme) -> QFileDialog:
    parent.setStyleSheet(style_sheet(theme))
    parent.setPalette(palette(theme))
    dialog = QFileDialog(parent, "Open")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    return shown(qtbot, dialog)


def question(qtbot: QtBot, parent: QWidget, theme: Theme) -> QMessageBox:
    parent.setStyleSheet(style_sheet(theme))
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setText("Save changes to spiral.reluviz?")
    box.setStandardButtons(buttons.Save | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    return shown(qtbot, box)


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def inks(image: QImage, ground: str) -> list[float]:
    """Contrasts to the ground of all pixels."""
    behind = rgb_from_hex(ground)
    pixels = {image.pixelColor(*at).name() for at in product(range(image.width()), range(image.height()))}
    return [contrast(rgb_from_hex(name), behind) for name in pixels]


@every_theme
def test_the_heading_of_a_list_of_files_can_be_read(qtbot: QtBot, parent: QWidget, theme: Theme) -> None:
    dialog = file_dialog(qtbot, parent, theme)
    header = dialog.findChild(QHeaderView)
    assert header is not None
    image = picture(header.viewport())
    assert image.pixelColor(2, 2) == QColor(theme.panel)
    assert max(inks(image, theme.panel)) > 4.5


@every_theme
def test_the_buttons_of_the_file_dialog_are_seen(qtbot: QtBot, parent: QWidget, theme: Theme) -> None:
    dialog = file_dialog(qtbot, parent, theme)
    for name in ("toParentButton", "newFolderButton", "listModeButton"):
        button = dialog.findChild(QWidget, name)
        assert button is not None
        button.setEnabled(True)
        assert max(inks(picture(button), theme.panel)) > 2.5, name


@every_theme
def test_the_default_button_is_filled_with_the_accent_and_no_other(
    qtbot: QtBot, parent: QWidget, theme: Theme
) -> None:
    box = question(qtbot, parent, theme)
    save, cancel = (box.button(kind) for kind in (box.StandardButton.Save, box.StandardButton.Cancel))
    assert picture(save).pixelColor(12, save.height() // 2) == QColor(theme.accent)
    assert picture(cancel).pixelColor(12, cancel.height() // 2) == QColor(theme.field)
    assert save.height() == theme.px(28) + 2 * theme.px(2)


def test_buttons_of_dialogs_have_no_stock_icons(qtbot: QtBot, parent: QWidget) -> None:
    box = question(qtbot, parent, THEMES["light"])
    buttons = box.findChildren(QDialogButtonBox)[0].findChildren(QPushButton)
    assert len(buttons) == 2
    assert all(button.icon().isNull() for button in buttons)
