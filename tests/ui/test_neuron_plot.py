"""Cards and tiles of neurons with one input: the curve of each, with kink and slope in hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from reluviz.core.handles import kinks
from reluviz.session.session import Session
from reluviz.ui.items.curve_handles import Hit
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, Theme
from reluviz.ui.window import MainWindow
from tests.ui.curve_window import hover, place_of, plot_of, units_at, window_of
from tests.ui.gestures import drag, move, press, press_keys, release, turn_wheel
from tests.ui.pictures import similar
from tests.ui.window_desk import box, named, network, settle, steps, type_into

KEY, LEFT, KEYS = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = window_of(qtbot, Session.first_curve())
    yield window
    vars(window).clear()


def b(window: MainWindow, neuron: int = 1) -> float:
    return float(network(window).biases[0][neuron])


def w(window: MainWindow, neuron: int = 1) -> float:
    return float(network(window).weights[0][neuron, 0])


# -- what a card shows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
def test_a_card_shows_the_output_of_its_neuron_in_its_colour(qtbot: QtBot, theme: Theme) -> None:
    window = window_of(qtbot, Session.first_curve(), theme)
    plot = plot_of(window, 1)
    shown, image = plot.plot_of(None), plot.grab().toImage()
    assert shown is not None
    for x in (0.3, 2.3, 3.4):
        output = max(0.0, x - 0.95)
        assert similar(image.pixelColor(shown.pixel(x, output).toPoint()), theme.neuron(1))


def test_a_kink_stands_where_the_neuron_turns_on(window: MainWindow) -> None:
    for neuron in range(6):
        x, y = units_at(plot_of(window, neuron), place_of(window, neuron, "kink"))
        assert x == pytest.approx(kinks(network(window))[neuron], abs=0.05)
        assert y == pytest.approx(0.0, abs=0.1)


def test_only_the_cards_of_what_changed_are_painted_again(window: MainWindow, qtbot: QtBot) -> None:
    window.store.look(selected=(0, 1))
    settle(window, qtbot)
    before = [plot_of(window, i).grab().toImage() for i in range(6)]
    type_into(box(window, "bias-1-2"), "-2")
    settle(window, qtbot)
    after = [plot_of(window, i).grab().toImage() for i in range(6)]
    assert [a == c for a, c in zip(before, after, strict=True)] == [i != 1 for i in range(6)]


def test_another_output_weight_leaves_the_card_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    before = plot_of(window, 1).grab().toImage()
    window.store.look(selected=(0, 0))
    type_into(box(window, "outputWeight-2"), "-3")
    window.store.look(selected=(0, 3))
    settle(window, qtbot)
    assert plot_of(window, 1).grab().toImage() == before


# -- the kink -----------------------------------------------------------------------------------------------


def test_dragging_the_kink_sideways_changes_the_bias_alone(window: MainWindow, qtbot: QtBot) -> None:
    plot, start = plot_of(window, 1), place_of(window, 1, "kink")
    before = network(window)
    drag(plot, start, start + QPoint(20, 9))
    settle(window, qtbot)
    to, _ = units_at(plot, start + QPoint(20, 9))
    assert kinks(network(window))[1] == pytest.approx(to, abs=0.06)
    assert w(window) == before.weights[0][1, 0]
    assert np.delete(network(window).biases[0], 1).tolist() == np.delete(before.biases[0], 1).tolist()
    assert steps(window) == ["Move kink 2"]
    assert window.store.session.view.selected == (0, 1)
    assert (place_of(window, 1, "kink") - (start + QPoint(20, 0))).manhattanLength() <= 2


def test_one_drag_is_one_undo_step(window: MainWindow, qtbot: QtBot) -> None:
    before, start = b(window), place_of(window, 1, "kink")
    drag(plot_of(window, 1), start, start + QPoint(15, 0), start + QPoint(30, 4))
    press_keys(window, "Ctrl+Z")
    settle(window, qtbot)
    assert b(window) == before
    assert (place_of(window, 1, "kink") - start).manhattanLength() <= 1


def test_the_middle_of_the_window_follows_while_a_kink_is_dragged(window: MainWindow, qtbot: QtBot) -> None:
    plot, start = plot_of(window, 1), place_of(window, 1, "kink")
    curve = window.curve.view
    before = curve.grab().toImage()
    press(plot, start)
    move(plot, start, start + QPoint(18, 0))
    settle(window, qtbot)
    assert curve.grab().toImage() != before
    assert steps(window) == []
    release(plot, start + QPoint(18, 0))
    assert steps(window) == ["Move kink 2"]


def test_the_value_is_shown_at_the_pointer_while_dragging(window: MainWindow, qtbot: QtBot) -> None:
    plot, start = plot_of(window, 1), place_of(window, 1, "kink")
    press(plot, start)
    move(plot, start, start + QPoint(18, 0))
    assert plot.hand.note == f"b = −{abs(b(window)):.2f}"
    release(plot, start + QPoint(18, 0))
    assert plot.hand.note == ""


def test_shift_drags_finely_and_ctrl_snaps(window: MainWindow, qtbot: QtBot) -> None:
    plot, start = plot_of(window, 1), place_of(window, 1, "kink")
    x = float(kinks(network(window))[1])
    drag(plot, start, start + QPoint(40, 0), keys=KEYS.ShiftModifier)
    settle(window, qtbot)
    shown = plot.plot_of(None)
    assert shown is not None
    assert kinks(network(window))[1] - x == pytest.approx(4 / shown.across, abs=0.04)
    drag(plot, place_of(window, 1, "kink"), start + QPoint(33, 0), keys=KEYS.ControlModifier)
    step = plot.snap_steps(shown)[0]
    places = kinks(network(window))[1] / step
    assert places == pytest.approx(round(places))


@pytest.mark.parametrize("part", ["kink", "slope"])
def test_esc_puts_everything_back(window: MainWindow, qtbot: QtBot, part: str) -> None:
    window.store.look(selected=(0, 1))
    settle(window, qtbot)
    plot, before = plot_of(window, 1), network(window)
    start = place_of(window, 1, "kink" if part == "kink" else "slope")
    press(plot, start)
    move(plot, start, start + QPoint(12, -12))
    assert network(window) is not before
    QTest.keyClick(plot, KEY.Key_Escape)
    settle(window, qtbot)
    assert network(window) is before
    release(plot, start)
    assert steps(window) == []


def test_double_click_on_a_kink_flips_the_neuron(window: MainWindow, qtbot: QtBot) -> None:
    before = network(window)
    QTest.mouseDClick(plot_of(window, 1), LEFT, pos=place_of(window, 1, "kink"))
    settle(window, qtbot)
    assert (w(window), b(window)) == (-before.weights[0][1, 0], -before.biases[0][1])
    assert kinks(network(window))[1] == kinks(before)[1]
    assert steps(window)[-1] == "Flip neuron 2"


def test_the_wheel_over_a_kink_changes_the_output_weight(window: MainWindow, qtbot: QtBot) -> None:
    v = network(window).output_weights[1]
    turn_wheel(plot_of(window, 1), place_of(window, 1, "kink"), 2)
    assert network(window).output_weights[1] == pytest.approx(v + 0.2)


# -- the slope ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flipped", [False, True])
def test_dragging_the_slope_point_changes_the_weight_and_keeps_the_kink(qtbot: QtBot, flipped: bool) -> None:
    session = Session.first_curve().with_view(selected=(0, 2))
    if flipped:
        session = session.with_network(session.network.with_neuron(0, 2, [-1.0], 1.6))
    window = window_of(qtbot, session)
    plot, start = plot_of(window, 2), place_of(window, 2, "slope")
    x = float(kinks(network(window))[2])
    drag(plot, start, start + QPoint(3, -14))
    settle(window, qtbot)
    _, output = units_at(plot, start + QPoint(0, -14))
    along = abs(units_at(plot, start)[0] - x)
    assert abs(w(window, 2)) == pytest.approx(output / along, rel=0.06)
    assert w(window, 2) * (-1 if flipped else 1) > 1.0
    assert kinks(network(window))[2] == pytest.approx(x)
    assert network(window).output_weights.tolist() == session.network.output_weights.tolist()
    assert steps(window) == ["Change weight 3"]


def test_a_slope_point_stays_under_the_pointer_however_steep(window: MainWindow, qtbot: QtBot) -> None:
    window.store.look(selected=(0, 1))
    settle(window, qtbot)
    plot, start = plot_of(window, 1), place_of(window, 1, "slope")
    press(plot, start)
    end = start + QPoint(0, -30)
    move(plot, start, end)
    settle(window, qtbot)
    assert (place_of(window, 1, "slope") - end).manhattanLength() <= 2
    assert plot.hand.note == f"w = {w(window):.2f}"
    release(plot, end)


def test_a_slope_point_dragged_below_the_axis_leaves_a_small_weight(window: MainWindow, qtbot: QtBot) -> None:
    window.store.look(selected=(0, 1))
    settle(window, qtbot)
    start = place_of(window, 1, "slope")
    drag(plot_of(window, 1), start, start + QPoint(0, 60))
    assert 0 < w(window) < 0.1
    assert kinks(network(window))[1] == pytest.approx(0.95)


def test_the_slope_point_of_a_card_shows_where_the_pointer_is(window: MainWindow, qtbot: QtBot) -> None:
    plot, at = plot_of(window, 1), place_of(window, 1, "slope")
    QTest.mouseMove(window.inspector, QPoint(5, 5))
    settle(window, qtbot)
    before = plot.grab().toImage()
    hover(window, plot, at, qtbot)
    assert plot.grab().toImage() != before
    assert plot.cursor().shape() == Qt.CursorShape.SizeVerCursor


# -- keys, clicks -------------------------------------------------------------------------------------------


def test_keys_move_the_handles_of_a_card(window: MainWindow, qtbot: QtBot) -> None:
    plot = plot_of(window, 1)
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    assert plot.hand.focus == Hit("kink", 1)
    x = float(kinks(network(window))[1])
    QTest.keyClick(plot, KEY.Key_Right)
    settle(window, qtbot)
    coarse = float(kinks(network(window))[1]) - x
    QTest.keyClick(plot, KEY.Key_Right, KEYS.ShiftModifier)
    settle(window, qtbot)
    assert kinks(network(window))[1] - x == pytest.approx(1.1 * coarse)
    QTest.keyClick(plot, KEY.Key_Tab)
    assert plot.hand.focus == Hit("slope", 1)
    before = w(window)
    QTest.keyClick(plot, KEY.Key_Up)
    settle(window, qtbot)
    assert w(window) > before
    QTest.keyClick(plot, KEY.Key_Tab)
    assert QApplication.focusWidget() is not plot


def test_space_holds_a_handle_and_esc_puts_it_back(window: MainWindow, qtbot: QtBot) -> None:
    plot, before = plot_of(window, 1), network(window)
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (KEY.Key_Space, KEY.Key_Right, KEY.Key_Right):
        QTest.keyClick(plot, key)
        settle(window, qtbot)
    assert network(window) is not before
    QTest.keyClick(plot, KEY.Key_Escape)
    settle(window, qtbot)
    assert network(window) is before
    assert not window.player.playing


def test_a_click_beside_the_handles_selects_the_neuron(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(plot_of(window, 0), LEFT, pos=QPoint(100, 70))
    assert window.store.session.view.selected == (0, 0)
    assert steps(window) == []


def test_the_fields_of_a_card_change_what_they_say(window: MainWindow, qtbot: QtBot) -> None:
    for name, text in (("weight-1-2-1", "2"), ("bias-1-2", "-3"), ("outputWeight-2", "0.5")):
        type_into(box(window, name), text)
    assert (w(window), b(window), network(window).output_weights[1]) == (2.0, -3.0, 0.5)
    labels = named(window, "neuronCard-1-2").findChildren(QLabel)
    assert [label.text() for label in labels if len(label.text()) == 1] == ["w", "b", "v"]


def test_flip_and_delete(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(named(window, "flipNeuron-1-2"), LEFT)
    assert w(window) == -1.0
    QTest.mouseClick(named(window, "deleteNeuron-1-2"), LEFT)
    settle(window, qtbot)
    assert network(window).hidden == (5,)
    assert steps(window) == ["Flip neuron 2", "Delete neuron 2"]


def test_add_gives_a_neuron_whose_kink_is_in_view(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(named(window, "addNeuron"), LEFT)
    settle(window, qtbot)
    assert network(window).shape == (1, 7, 1)
    low, high = window.store.session.view.frame[:2]
    assert low < kinks(network(window))[6] < high


def test_a_neuron_that_is_off_everywhere_is_called_dead(window: MainWindow, qtbot: QtBot) -> None:
    type_into(box(window, "bias-1-2"), "-9")
    settle(window, qtbot)
    shown = [
        label for label in named(window, "neuronCard-1-2").findChildren(QLabel) if label.text() == "dead"
    ]
    assert [label.isVisible() for label in shown] == [True]
    assert plot_of(window, 1).handles.place(Hit("kink", 1)) is None


# -- tiles, deeper layers, other activations -----------------------------------------------------------------


def test_the_handles_of_tiles_are_dragged_too(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.new("sin", (12,)))
    neuron = int(np.argmin(np.abs(kinks(network(window)) - 3.0)[:6]))
    plot, start = plot_of(window, neuron), place_of(window, neuron, "kink")
    x = float(kinks(network(window))[neuron])
    drag(plot, start, start + QPoint(12, 0))
    settle(window, qtbot)
    assert kinks(network(window))[neuron] > x + 0.3
    assert steps(window) == [f"Move kink {neuron + 1}"]
    assert window.store.session.view.selected == (0, neuron)


def test_a_click_on_a_tile_beside_its_handles_chooses_it(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.new("sin", (12,)))
    plot = plot_of(window, 3)
    QTest.mouseClick(plot, LEFT, pos=QPoint(plot.width() - 3, 3))
    assert window.store.session.view.selected == (0, 3)


def test_deeper_neurons_show_their_curves_without_handles(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.new("sin", (4, 5)).with_view(selected=(1, 2)))
    plot = plot_of(window, 2, layer=1)
    assert len(plot.handles.neurons) == 0
    shown, image = plot.plot_of(None), plot.grab().toImage()
    assert shown is not None
    x = np.linspace(*shown.box[:2], 41)[2:-2]
    y = network(window).hidden_outputs(x[:, None])[1][:, 2]
    seen = (y < 0.95 * shown.box[3]) & (y > 0.05 * shown.box[3])
    places = [shown.pixel(*point).toPoint() for point in np.column_stack([x, y])[seen].tolist()]
    own = [similar(image.pixelColor(place), LIGHT.neuron(2)) for place in places]
    assert all(own)
    QTest.mouseClick(plot_of(window, 4, layer=1), LEFT)
    assert window.store.session.view.selected == (1, 4)


def test_layer_1_of_a_deep_network_keeps_its_handles(qtbot: QtBot) -> None:
    window = window_of(qtbot, Session.new("sin", (3, 3), seed=3).with_view(selected=(0, 0)))
    neuron = int(np.flatnonzero([len(plot_of(window, i).handles.neurons) for i in range(3)])[0])
    start = place_of(window, neuron, "kink")
    x = kinks(network(window))[neuron]
    drag(plot_of(window, neuron), start, start + QPoint(10, 0))
    assert kinks(network(window))[neuron] > x


@pytest.mark.parametrize("activation", ["leaky_relu", "abs", "hard_tanh", "identity"])
def test_every_activation_has_its_curve(qtbot: QtBot, activation: str) -> None:
    session = Session.first_curve().with_activation(activation)
    window = window_of(qtbot, session)
    plot = plot_of(window, 1)
    shown, image = plot.plot_of(None), plot.grab().toImage()
    assert shown is not None
    assert len(plot.handles.neurons) == (activation != "identity")
    x = 2.6
    output = network(window).hidden_outputs([[x]])[0][0, 1]
    assert similar(image.pixelColor(shown.pixel(x, output).toPoint()), LIGHT.neuron(1))
    drag(plot, QPoint(60, 40), QPoint(70, 45))


def test_a_neuron_without_weight_has_no_handles(window: MainWindow, qtbot: QtBot) -> None:
    type_into(box(window, "weight-1-2-1"), "0")
    settle(window, qtbot)
    assert len(plot_of(window, 1).handles.neurons) == 0
    assert plot_of(window, 1).grab().toImage().pixelColor(64, 5) == QColor(LIGHT.panel)


def test_where_the_active_leg_is_out_of_view_there_is_no_slope_point(
    window: MainWindow, qtbot: QtBot
) -> None:
    high = window.store.session.view.frame[1]
    type_into(box(window, "bias-1-2"), f"{-(high - 0.1):.3f}")
    settle(window, qtbot)
    plot = plot_of(window, 1)
    assert plot.handles.place(Hit("kink", 1)) is not None
    assert plot.handles.place(Hit("slope", 1)) is None
    assert plot.walk_order() == [Hit("kink", 1)]
