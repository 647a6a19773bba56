"""The style sheet of a theme: tooltips, menus, scroll bars, line edits, lists and dialogs."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor

from reluviz.assets import asset
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import track_colour

_SHEET = Template("""
QToolTip {
    color: $text; background: $panel; border: 1px solid $border;
    padding: ${p4}px ${p8}px; font-size: ${p12}px;
}
QMenu { background: $panel; color: $text; border: 1px solid $border; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p12}px; border-radius: ${p6}px; background: transparent; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faded; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::separator { height: 1px; background: $border; margin: ${p4}px ${p8}px; }
QMenu::right-arrow { width: ${p8}px; }

QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: ${p8}px; }
QScrollBar:horizontal { height: ${p8}px; }
QScrollBar::handle { background: $bar; border-radius: ${p3}px; margin: 1px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: transparent; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea { border: 0; background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }

QLineEdit {
    background: $field; color: $text; padding: 0 ${p6}px;
    border: ${p2}px solid transparent; border-radius: ${p6}px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus { border-color: $accent; }
QLineEdit:disabled { color: $faded; }
QComboBox QLineEdit { background: transparent; border: 0; padding: 0; }

QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView {
    background: $panel; color: $text; border: 1px solid $border; padding: ${p4}px; outline: 0;
    selection-background-color: $hover; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: ${p28}px; padding: 0 ${p8}px; border-radius: ${p6}px; }
QComboBox QAbstractItemView::item:selected { background: $hover; color: $text; }
QComboBox QAbstractItemView::item:hover { background: $hover; color: $text; }

QDialog { background: $panel; }
QFileDialog {
    min-width: ${p560}px; min-height: ${p320}px;
    backward-icon: url("$icons/back.svg"); forward-icon: url("$icons/forward.svg");
    filedialog-parent-directory-icon: url("$icons/up.svg");
    filedialog-new-directory-icon: url("$icons/new-folder.svg");
    filedialog-listview-icon: url("$icons/list.svg");
    filedialog-detailedview-icon: url("$icons/details.svg");
}
QDialog QLabel { color: $text; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 2; }
QMessageBox QLabel#qt_msgbox_label { min-width: ${p280}px; }
QMessageBox QLabel#qt_msgbox_informativelabel { color: $secondary; min-width: ${p280}px; }
QPushButton {
    background: $field; color: $text; border: ${p2}px solid transparent; border-radius: ${p6}px;
    min-height: ${p28}px; padding: 0 ${p16}px; min-width: ${p48}px;
}
QPushButton:hover, QPushButton:pressed { background: $hover; }
QPushButton:focus { border-color: $accent; }
QPushButton:default { background: $accent; color: $on_accent; }
QPushButton:default:hover, QPushButton:default:pressed { background: $pressed; }
QPushButton:default:focus { border-color: $panel; }
QPushButton:disabled { background: $field; color: $faded; }

QFileDialog QComboBox {
    background: $field; color: $text; border: 0; border-radius: ${p6}px;
    min-height: ${p28}px; padding: 0 ${p8}px;
}
QFileDialog QComboBox::drop-down { border: 0; width: ${p24}px; }
QFileDialog QComboBox::down-arrow { image: url("$icons/down.svg"); width: ${p16}px; height: ${p16}px; }
QFileDialog QLineEdit { min-height: ${p24}px; }
QFileDialog QToolButton {
    border: 0; border-radius: ${p6}px; padding: ${p4}px; background: transparent;
    qproperty-iconSize: ${p18}px ${p18}px;
}
QFileDialog QToolButton:hover, QFileDialog QToolButton:checked { background: $hover; }
QFileDialog QTreeView, QFileDialog QListView {
    background: $panel; color: $text; border: 1px solid $border; outline: 0;
    selection-background-color: $hover; selection-color: $text;
}
QFileDialog QTreeView::item, QFileDialog QListView::item { min-height: ${p24}px; color: $text; }
QFileDialog QTreeView::item:hover, QFileDialog QListView::item:hover { background: $field; }
QFileDialog QTreeView::item:selected, QFileDialog QListView::item:selected {
    background: $hover; color: $text;
}
QFileDialog QTreeView, QFileDialog QListView { icon-size: ${p16}px; }
QHeaderView { background: $panel; border: 0; }
QHeaderView::section {
    background: $panel; color: $secondary; border: 0; border-bottom: 1px solid $border;
    padding: ${p4}px ${p6}px; font-size: ${p11}px;
}
QSplitter::handle { background: $panel; }
QSizeGrip { image: none; width: 0; height: 0; }
""")
_SIZES = (2, 3, 4, 6, 8, 11, 12, 16, 18, 24, 28, 32, 48, 280, 320, 560)


def style_sheet(theme: Theme) -> str:
    """The application's style sheet in the colours and at the scale of `theme`, fonts left aside."""
    faded, accent = theme.colour(theme.secondary, 0.45), QColor(theme.accent)
    colours = {
        "text": theme.text, "secondary": theme.secondary, "panel": theme.panel, "border": theme.border,
        "field": theme.field, "hover": theme.hover, "accent": theme.accent, "on_accent": theme.on_accent,
        "faded": f"rgba({faded.red()}, {faded.green()}, {faded.blue()}, {faded.alpha()})",
        "bar": track_colour(theme).name(), "icons": asset("icons", "dialog").as_posix(),
        "pressed": (accent.lighter(112) if theme.dark else accent.darker(112)).name(),
    }  # fmt: skip
    return _SHEET.substitute(colours, **{f"p{size}": str(theme.px(size)) for size in _SIZES})
