"""One table of commands, from which menus, toolbar and shortcuts are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from reluviz.ui.icons import icon
from reluviz.ui.theme import Theme

Key = QKeySequence.StandardKey


class Command(NamedTuple):
    """Something the window can do."""

    name: str
    text: str
    icon: str
    keys: tuple[str | Key, ...]
    tip: str
    menu: str
    checkable: bool = False


#: The menus of the window, in order, each with what stands in it.
COMMANDS = (
    Command("open", "Open…", "open", (Key.Open,), "Open a session or a network", "File"),
    Command("save", "Save", "save", (Key.Save,), "Save this session", "File"),
    Command(
        "save_as", "Save as…", "save-as", ("Ctrl+Shift+S",), "Save this session under another name", "File"
    ),
    Command("quit", "Quit", "", (Key.Quit, "Ctrl+Q"), "Close reluviz", "File"),
    Command("undo", "Undo", "undo", (Key.Undo,), "Undo", "Edit"),
    Command("redo", "Redo", "redo", (Key.Redo, "Ctrl+Shift+Z"), "Redo", "Edit"),
    Command("flip", "Flip the selected neuron", "flip", ("F",), "Turn its active side around", "Edit"),
    Command("mute", "Mute the selected neuron", "eye-off", ("M",), "Leave it out of the sum", "Edit"),
    Command("solo", "Solo the selected neuron", "", ("S",), "Leave the others of its layer out", "Edit"),
    Command(
        "duplicate",
        "Duplicate the selected neuron",
        "duplicate",
        ("Ctrl+D",),
        "Share its output weight with a copy",
        "Edit",
    ),
    Command(
        "delete", "Delete the selected neuron", "trash", (Key.Delete,), "Take it out of its layer", "Edit"
    ),
    Command("play", "Train", "play", ("Space",), "Train, or pause", "Train"),
    Command("step", "One epoch", "step", (".",), "Train for one epoch", "Train"),
    Command(
        "reset",
        "Reset to the same start",
        "reset",
        ("R",),
        "Back to the weights this run began with",
        "Train",
    ),
    Command("new_start", "New start", "shuffle", ("N",), "Begin with other random weights", "Train"),
    Command("zoom_in", "Zoom in", "plus", (Key.ZoomIn, "Ctrl+="), "Zoom in", "View"),
    Command("zoom_out", "Zoom out", "minus", (Key.ZoomOut,), "Zoom out", "View"),
    Command("fit", "Show the data", "fit", ("Ctrl+0",), "Show the whole data set", "View"),
    Command(
        "pin", "Pin the region under the pointer", "pin", ("P",), "Keep it inspected, or let it go", "View"
    ),
    Command("neurons_panel", "Neurons panel", "", ("Ctrl+1",), "Show or hide the neurons", "View", True),
    Command("sum_panel", "Sum panel", "", ("Ctrl+2",), "Show or hide the sum", "View", True),
    Command("training_panel", "Training panel", "", ("Ctrl+3",), "Show or hide the training", "View", True),
    Command("frame_meter", "Frame rate", "", ("Ctrl+Shift+F",), "Show frames per second", "View", True),
    Command("full_screen", "Full screen", "fullscreen", ("F11",), "Full screen", "View", True),
    Command(
        "shortcuts", "Keyboard and mouse", "", ("F1", "Ctrl+/"), "All keys, and what a drag does", "Help"
    ),
    Command("about", "About reluviz", "info", (), "Version and licences", "Help"),
)
#: What can be done with the selected neuron.
NEURON_COMMANDS = ("flip", "mute", "solo", "duplicate", "delete")
MENUS = tuple(dict.fromkeys(command.menu for command in COMMANDS))


def make_actions(
    owner: QWidget, theme: Theme, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """An action for each command, owned by `owner`, connected to its handler."""
    result = {}
    for command in COMMANDS:
        action = QAction(command.text, owner)
        if command.icon:
            action.setIcon(icon(command.icon, theme, 18))
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setCheckable(command.checkable)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{command.tip} ({keys})" if keys else command.tip)
        action.triggered.connect(handlers[command.name])
        owner.addAction(action)
        result[command.name] = action
    return result


def main_menu(
    actions: Mapping[str, QAction], parent: QWidget, extra: Mapping[str, list[QMenu]], own: QMenu
) -> QMenu:
    """All commands by menu; `extra` gives submenus that stand first in theirs, `own` stands before Help."""
    menu = QMenu(parent)
    for title in MENUS:
        if title == "Help":
            menu.addMenu(own)
        part = menu.addMenu(title)
        for submenu in extra.get(title, []):
            part.addMenu(submenu)
        for command in COMMANDS:
            if command.menu == title:
                part.addAction(actions[command.name])
    return menu
