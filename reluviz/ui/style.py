"""The style sheet of a theme: tooltips, menus, scroll bars, line edits and lists."""

from __future__ import annotations

from string import Template

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
""")
_SIZES = (2, 3, 4, 6, 8, 12, 24, 28, 32)


def style_sheet(theme: Theme) -> str:
    """The application's style sheet in the colours and at the scale of `theme`, fonts left aside."""
    faded = theme.colour(theme.secondary, 0.45)
    colours = {
        "text": theme.text, "secondary": theme.secondary, "panel": theme.panel, "border": theme.border,
        "field": theme.field, "hover": theme.hover, "accent": theme.accent, "on_accent": theme.on_accent,
        "faded": f"rgba({faded.red()}, {faded.green()}, {faded.blue()}, {faded.alpha()})",
        "bar": track_colour(theme).name(),
    }  # fmt: skip
    return _SHEET.substitute(colours, **{f"p{size}": str(theme.px(size)) for size in _SIZES})
