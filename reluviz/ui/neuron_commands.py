"""What can be done with the selected neuron: the commands of the Edit menu, of cards and of folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from reluviz.ui import neuron_edits
from reluviz.ui.actions import NEURON_COMMANDS

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from reluviz.session.session import Session
    from reluviz.ui.store import Store

#: An edit of a neuron (layer, index) and the name of its undo step.
Edit = Callable[["Session", int, int], tuple["Session", str]]


def _named(verb: str, edit: Callable[[Session, int, int], Session]) -> Edit:
    def step(session: Session, layer: int, i: int) -> tuple[Session, str]:
        return edit(session, layer, i), f"{verb} {neuron_edits.name_of(session.network, layer, i)}"

    return step


_EDITS: dict[str, Edit] = {
    "flip": _named("Flip", neuron_edits.with_flipped),
    "mute": neuron_edits.with_mute_toggled,
    "solo": neuron_edits.with_solo_toggled,
    "duplicate": _named("Duplicate", neuron_edits.with_duplicate),
    "delete": _named("Delete", neuron_edits.without_neuron),
}


def handlers(store: Store) -> dict[str, Callable[[], None]]:
    """For each of NEURON_COMMANDS what it does to the selected neuron, as one undo step."""
    return {name: partial(_do, store, name) for name in NEURON_COMMANDS}


def _do(store: Store, name: str) -> None:
    session, selected = store.session, store.session.view.selected
    if selected is not None and possible(session, *selected)[name]:
        store.commit(*_EDITS[name](session, *selected))


def possible(session: Session, layer: int, i: int) -> dict[str, bool]:
    """Which of NEURON_COMMANDS can be done with hidden neuron i of a layer."""
    width = session.network.hidden[layer]
    return {
        "flip": True,
        "mute": neuron_edits.may_mute(session, layer, i),
        "solo": width > 1,
        "duplicate": width < neuron_edits.MAX_NEURONS,
        "delete": width > 1,
    }


def show_state(commands: Mapping[str, QAction], session: Session) -> None:
    """Offer what can be done with the selected neuron."""
    neuron = session.view.selected or (0, 0)
    for name, can in possible(session, *neuron).items():
        commands[name].setEnabled(can)
    mute = "Unmute" if neuron in session.muted else "Mute"
    solo = "End solo of" if neuron_edits.is_solo(session, *neuron) else "Solo"
    commands["mute"].setText(f"{mute} the selected neuron")
    commands["solo"].setText(f"{solo} the selected neuron")


def open_menu(window: QWidget, commands: Mapping[str, QAction], at: QPoint) -> None:
    """A menu of what can be done with the selected neuron, at a place on the screen."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setObjectName("neuronMenu")
    for name in NEURON_COMMANDS:
        menu.addAction(commands[name])
    menu.popup(at)
