"""The layers popup, opened from the toolbar and used by clicks and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.panels.layers import LayersPopup
from reluviz.ui.widgets.buttons import IconButton, TextButton
from reluviz.ui.widgets.select import Select
from reluviz.ui.window import MainWindow
from tests.ui.gestures import steps_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def popup(window: MainWindow) -> LayersPopup:
    """The popup, open over the first start."""
    return opened(window)


def opened(window: MainWindow) -> LayersPopup:
    window.frame.flush()
    button = window.findChild(TextButton, "layers")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    popup = window.findChild(LayersPopup)
    assert popup is not None
    assert popup.isVisible()
    return popup


def button(popup: LayersPopup, name: str) -> QWidget:
    found = popup.findChildren(QWidget, name)
    assert len(found) == 1, name
    assert found[0].isVisible()
    return found[0]


def click(popup: LayersPopup, name: str) -> None:
    QTest.mouseClick(button(popup, name), LEFT)


def network(window: MainWindow) -> Network:
    return window.store.session.network


def hidden(window: MainWindow) -> tuple[int, ...]:
    return network(window).hidden


def steps(window: MainWindow) -> list[str]:
    return steps_of(window.store)


def test_a_click_gives_a_layer_one_neuron_more(window: MainWindow, popup: LayersPopup) -> None:
    before = network(window)
    click(popup, "moreNeurons-1")
    assert hidden(window) == (4,)
    assert network(window).weights[0][:3].tolist() == before.weights[0].tolist(), "the others stay"
    assert steps(window) == ["Add a neuron to layer 1"]
    window.undo()
    assert network(window) is before


def test_a_click_gives_a_layer_one_neuron_less_the_last(window: MainWindow, popup: LayersPopup) -> None:
    before = network(window)
    click(popup, "fewerNeurons-1")
    assert hidden(window) == (2,)
    assert network(window).weights[0].tolist() == before.weights[0][:2].tolist()
    assert steps(window) == ["Remove a neuron of layer 1"]


def test_a_layer_can_be_added_and_removed_each_in_one_step(window: MainWindow, popup: LayersPopup) -> None:
    before = network(window)
    click(popup, "addLayer")
    assert hidden(window) == (3, 4)
    assert network(window).weights[0].tolist() == before.weights[0].tolist()
    click(popup, "removeLayer-2")
    assert hidden(window) == (3,)
    assert steps(window) == ["Add a layer", "Remove layer 2"]
    window.undo()
    assert hidden(window) == (3, 4)
    window.undo()
    assert network(window) is before


def test_the_popup_stays_open_and_shows_the_new_widths(window: MainWindow, popup: LayersPopup) -> None:
    click(popup, "addLayer")
    click(popup, "moreNeurons-2")
    click(popup, "moreNeurons-1")
    assert popup.isVisible()
    assert hidden(window) == (4, 5)
    window.frame.flush()
    toolbar = window.findChild(TextButton, "layers")
    assert toolbar is not None
    assert toolbar.text() == "2 – 4 – 5 – 1"


def test_there_are_at_most_six_layers(window: MainWindow, popup: LayersPopup) -> None:
    for _ in range(5):
        click(popup, "addLayer")
    assert len(hidden(window)) == 6
    assert not button(popup, "addLayer").isEnabled()
    assert "6" in button(popup, "addLayer").toolTip()
    click(popup, "addLayer")
    assert len(hidden(window)) == 6
    click(popup, "removeLayer-6")
    assert button(popup, "addLayer").isEnabled()


def test_there_are_one_to_sixteen_neurons_in_a_layer(window: MainWindow, popup: LayersPopup) -> None:
    for _ in range(20):
        click(popup, "moreNeurons-1")
    assert hidden(window) == (16,)
    assert not button(popup, "moreNeurons-1").isEnabled()
    assert len(steps(window)) == 13
    for _ in range(20):
        click(popup, "fewerNeurons-1")
    assert hidden(window) == (1,)
    assert not button(popup, "fewerNeurons-1").isEnabled()


def test_the_only_layer_cannot_be_removed(window: MainWindow, popup: LayersPopup) -> None:
    assert not button(popup, "removeLayer-1").isEnabled()


def test_the_largest_network_can_be_built_and_shown(
    window: MainWindow, popup: LayersPopup, qtbot: QtBot
) -> None:
    for _ in range(5):
        click(popup, "addLayer")
    for layer in range(1, 7):
        for _ in range(16 - hidden(window)[layer - 1]):
            click(popup, f"moreNeurons-{layer}")
    assert hidden(window) == (16,) * 6
    qtbot.waitUntil(lambda: not window.frame.pending)
    assert window.scene is not None
    assert window.scene.network is network(window)


def test_it_works_by_keys_alone(window: MainWindow, popup: LayersPopup) -> None:
    focused = popup.focusWidget()
    assert focused is not None
    assert focused.objectName() == "addLayer"
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert hidden(window) == (3, 4)
    for _ in range(3):
        widget = button(popup, "moreNeurons-2")
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(widget, Qt.Key.Key_Space)
        kept = popup.focusWidget()
        assert kept is not None
        assert kept.objectName() == "moreNeurons-2", "the next press does the same again"
    assert hidden(window) == (3, 7)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_every_button_says_what_it_does(popup: LayersPopup) -> None:
    click(popup, "addLayer")
    for found in popup.findChildren(IconButton):
        assert found.accessibleName()
        assert found.toolTip()


def test_opened_again_it_shows_what_was_undone_meanwhile(window: MainWindow, popup: LayersPopup) -> None:
    click(popup, "addLayer")
    popup.hide()
    window.undo()
    assert opened(window).findChild(QWidget, "removeLayer-2") is None


def test_changing_layers_while_it_trains_goes_on_with_the_new_network(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.player.play()
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 2)
    popup = opened(window)
    click(popup, "addLayer")
    click(popup, "moreNeurons-1")
    qtbot.waitUntil(lambda: window.store.session.progress.epoch > 2)
    assert hidden(window) == (4, 4)
    window.player.pause()
    edits = [step for step in steps(window) if step != "Train"]
    assert edits == ["Add a layer", "Add a neuron to layer 1"]


# -- activation ---------------------------------------------------------------------------------------------


def test_the_activation_is_chosen_from_a_list_in_one_step(window: MainWindow, qtbot: QtBot) -> None:
    select = window.findChild(Select, "activation")
    assert select is not None
    before = window.store.session
    choose(select, "|x|")
    assert network(window).activation == "abs"
    assert steps(window) == ["Change activation"]
    qtbot.waitUntil(lambda: window.scene is not None and window.scene.network is network(window))
    assert select.currentText() == "|x|"
    window.undo()
    assert window.store.session.network is before.network
    window.frame.flush()
    assert select.currentText() == "ReLU"


def choose(select: Select, label: str) -> None:
    """Open the list, go to the entry and press Enter."""
    QTest.mouseClick(select, LEFT)
    view = select.view()
    view.setCurrentIndex(select.model().index(select.findText(label), 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def test_every_activation_can_be_shown(window: MainWindow, qtbot: QtBot) -> None:
    select = window.findChild(Select, "activation")
    assert select is not None
    for row in range(select.count()):
        choose(select, select.itemText(row))
        qtbot.waitUntil(lambda: window.scene is not None and window.scene.network is network(window))
    assert network(window).activation == "identity"
    assert window.scene is not None
    assert window.scene.partition.n_regions == 1, "linear stays linear"


def test_a_choice_of_the_same_activation_is_no_step(window: MainWindow) -> None:
    select = window.findChild(Select, "activation")
    assert select is not None
    choose(select, "ReLU")
    assert steps(window) == []


def test_a_session_with_other_limits_is_shown_and_can_only_shrink(window: MainWindow) -> None:
    window.store.open(Session.new(hidden=(20, 5, 5, 5, 5, 5, 5, 5)), None)
    popup = opened(window)
    assert not button(popup, "addLayer").isEnabled()
    assert not button(popup, "moreNeurons-1").isEnabled()
    click(popup, "fewerNeurons-1")
    click(popup, "removeLayer-8")
    assert hidden(window) == (19, 5, 5, 5, 5, 5, 5)
