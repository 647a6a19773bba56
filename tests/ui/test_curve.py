"""Every handle of a curve, dragged by real mouse events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core.construct import interpolant
from reluviz.core.handles import kinks
from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.items.curve_handles import LEVEL, Hit
from reluviz.ui.theme import PROJECTOR
from tests.ui.curve_desk import CurveDesk
from tests.ui.gestures import drag, move, press, release, turn_wheel

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
KINK, SLOPE = Hit("kink", 3), Hit("slope", 3)


@pytest.fixture
def desk(qtbot: QtBot) -> CurveDesk:
    return CurveDesk(qtbot)


def value(network: Network, x: float) -> float:
    return float(network([[x]])[0, 0])


def with_network(network: Network) -> Session:
    return Session.first_curve().with_architecture(network)


# -- kinks ---------------------------------------------------------------------------------------------------


def test_dragging_a_kink_sideways_moves_it_to_the_pointer_and_changes_the_bias_alone(desk: CurveDesk) -> None:
    before, start = desk.network, desk.place(KINK)
    end = start + QPoint(50, 20)
    drag(desk.view, start, end)
    after = desk.network
    assert kinks(after)[3] == pytest.approx(desk.units_at(end)[0], abs=1e-9)
    assert np.array_equal(after.weights[0], before.weights[0])
    assert np.array_equal(after.weights[1], before.weights[1])
    assert after.biases[0][[0, 1, 2, 4, 5]].tolist() == before.biases[0][[0, 1, 2, 4, 5]].tolist()
    assert desk.steps == ["Move kink 4"]
    desk.undo()
    assert desk.network is before


def test_kinks_stand_on_the_exact_curve(desk: CurveDesk) -> None:
    plot = desk.view.plot()
    assert plot is not None
    for i in range(6):
        place = desk.view.handles.place(Hit("kink", i))
        assert place is not None
        x, y = plot.units(*place.tolist())
        assert x == pytest.approx(float(kinks(desk.network)[i]), abs=1e-9)
        assert y == pytest.approx(value(desk.network, x), abs=1e-9)


def test_taking_a_kink_selects_its_neuron_and_shows_its_slope(desk: CurveDesk) -> None:
    assert set(desk.view.handles.slopes) == {3}
    QTest.mouseClick(desk.view, Qt.MouseButton.LeftButton, pos=desk.place(Hit("kink", 1)))
    desk.settle()
    assert desk.store.session.view.selected == (0, 1)
    assert set(desk.view.handles.slopes) == {1}
    assert desk.steps == []


def test_double_click_on_a_kink_flips_its_active_side(desk: CurveDesk) -> None:
    before = desk.network
    QTest.mouseDClick(desk.view, Qt.MouseButton.LeftButton, pos=desk.place(Hit("kink", 2)))
    assert desk.network.weights[0][2, 0] == -before.weights[0][2, 0]
    assert desk.network.biases[0][2] == -before.biases[0][2]
    assert desk.steps == ["Flip neuron 3"]


def test_the_wheel_over_a_kink_changes_its_output_weight(desk: CurveDesk) -> None:
    before = desk.network.output_weights[2]
    turn_wheel(desk.view, desk.place(Hit("kink", 2)), 3)
    assert desk.network.output_weights[2] == pytest.approx(before + 0.3)
    turn_wheel(desk.view, desk.place(Hit("kink", 2)), -1, keys=SHIFT)
    assert desk.network.output_weights[2] == pytest.approx(before + 0.29)
    desk.store.settle()
    assert desk.steps == ["Set output weight 3"]


# -- slope points --------------------------------------------------------------------------------------------


def test_a_slope_point_stands_one_unit_from_its_kink_on_the_active_leg(desk: CurveDesk) -> None:
    x, _ = desk.units_at(desk.place(SLOPE))
    assert x == pytest.approx(kinks(desk.network)[3] + 1.0, abs=0.01)
    QTest.mouseDClick(desk.view, Qt.MouseButton.LeftButton, pos=desk.place(KINK))
    desk.settle()
    x, _ = desk.units_at(desk.place(SLOPE))
    assert x == pytest.approx(kinks(desk.network)[3] - 1.0, abs=0.01), (
        "the flipped neuron is active on the left"
    )


def test_dragging_a_slope_point_takes_the_sum_to_the_pointer_by_the_output_weight(desk: CurveDesk) -> None:
    before, start = desk.network, desk.place(SLOPE)
    held = desk.view.handles.slopes[3]
    plot = desk.view.plot()
    assert plot is not None
    x = plot.units(*held.tolist())[0]
    end = start + QPoint(30, -60)
    drag(desk.view, start, end)
    after = desk.network
    assert value(after, x) == pytest.approx(desk.units_at(end)[1], abs=1e-9)
    assert after.biases[0] is before.biases[0]
    others = [0, 1, 2, 4, 5]
    assert after.output_weights[others].tolist() == before.output_weights[others].tolist()
    assert desk.steps == ["Change slope 4"]


@pytest.mark.parametrize("activation", ["leaky_relu", "abs", "hard_tanh"])
def test_slopes_of_other_activations_follow_the_pointer_too(qtbot: QtBot, activation: str) -> None:
    network = Network([[[1.0], [-2.0]], [[0.5, 0.7]]], [[-1.0, 8.0], [0.1]], activation)
    desk = CurveDesk(qtbot, with_network(network).with_view(selected=(0, 1)))
    start = desk.place(Hit("slope", 1))
    x = desk.units_at(start)[0]
    end = start + QPoint(0, 25)
    drag(desk.view, start, end)
    assert value(desk.network, x) == pytest.approx(desk.units_at(end)[1], abs=0.02)


# -- the zero level ------------------------------------------------------------------------------------------


def test_dragging_the_zero_level_changes_the_output_bias(desk: CurveDesk) -> None:
    before, start = desk.network, desk.place(LEVEL)
    end = start + QPoint(10, -70)
    drag(desk.view, start, end)
    assert desk.network.output_bias == pytest.approx(desk.units_at(end)[1], abs=1e-9)
    assert np.array_equal(desk.network.output_weights, before.output_weights)
    assert desk.steps == ["Move zero level"]


def test_a_zero_level_out_of_view_can_still_be_held(desk: CurveDesk) -> None:
    session = desk.store.session
    desk.store.commit(session.with_network(session.network.with_output_bias(50.0)), "up")
    desk.settle()
    at = desk.place(LEVEL)
    assert desk.view.rect().contains(at)
    drag(desk.view, at, at + QPoint(0, 100))
    assert desk.network.output_bias < 5


# -- what all have -------------------------------------------------------------------------------------------


def test_shift_moves_ten_times_slower_and_ctrl_snaps_to_a_quarter_of_the_ticks(desk: CurveDesk) -> None:
    start = desk.place(KINK)
    drag(desk.view, start, start + QPoint(100, 0), keys=SHIFT)
    assert kinks(desk.network)[3] == pytest.approx(desk.units_at(start + QPoint(10, 0))[0], abs=1e-9)
    drag(desk.view, desk.place(KINK), desk.place(KINK) + QPoint(31, 0), keys=CTRL)
    eighths = kinks(desk.network)[3] / (np.pi / 8)
    assert eighths == pytest.approx(round(eighths), abs=1e-9)


def test_esc_during_a_drag_puts_everything_back(desk: CurveDesk) -> None:
    before, start = desk.network, desk.place(SLOPE)
    press(desk.view, start)
    move(desk.view, start, start + QPoint(0, 50))
    assert desk.network is not before
    QTest.keyClick(desk.view, Qt.Key.Key_Escape)
    assert desk.network is before
    move(desk.view, start, start + QPoint(0, 80))
    release(desk.view, start)
    assert desk.network is before
    assert desk.steps == []


def test_the_value_is_shown_while_a_handle_is_dragged(desk: CurveDesk) -> None:
    start = desk.place(LEVEL)
    press(desk.view, start)
    move(desk.view, start, start + QPoint(0, -40))
    assert desk.view.hand.note.startswith("c = ")
    release(desk.view, start + QPoint(0, -40))
    assert desk.view.hand.note == ""


def test_an_edit_from_elsewhere_lets_a_held_handle_go(desk: CurveDesk) -> None:
    start = desk.place(KINK)
    press(desk.view, start)
    move(desk.view, start, start + QPoint(30, 0))
    session = desk.store.session
    smaller = session.network.remove_neuron(0, 5)
    desk.store.commit(session.with_architecture(smaller), "Delete neuron 6")
    desk.settle()
    move(desk.view, start, start + QPoint(60, 0))
    release(desk.view, start)
    assert desk.network is smaller


def test_cursors_say_which_way_a_handle_goes(desk: CurveDesk) -> None:
    shapes = []
    for at in (desk.place(KINK), desk.place(SLOPE), desk.place(LEVEL), QPoint(300, 30)):
        desk.hover(at)
        shapes.append(desk.view.cursor().shape())
    assert shapes == [
        Qt.CursorShape.SizeHorCursor,
        Qt.CursorShape.SizeVerCursor,
        Qt.CursorShape.SizeVerCursor,
        Qt.CursorShape.ArrowCursor,
    ]


def test_handles_can_be_held_twelve_pixels_from_their_middle(desk: CurveDesk) -> None:
    desk.hover(desk.place(KINK) + QPoint(0, 11))
    assert desk.view.hand.hot == KINK
    desk.hover(desk.place(KINK) + QPoint(-1, 25))
    assert desk.view.hand.hot is None


# -- the view ------------------------------------------------------------------------------------------------


def test_dragging_empty_space_pans_without_an_undo_step(desk: CurveDesk) -> None:
    x, y = desk.store.session.view.center
    plot = desk.view.plot()
    assert plot is not None
    drag(desk.view, QPoint(300, 40), QPoint(360, 70))
    view = desk.store.session.view
    assert view.center == pytest.approx((x - 60 / plot.across, y + 30 / plot.up))
    assert desk.steps == []


def test_the_wheel_zooms_about_the_pointer_and_over_the_numbers_of_an_axis_only_that(desk: CurveDesk) -> None:
    before, at = desk.store.session.view, QPoint(400, 60)
    under = desk.units_at(at)
    turn_wheel(desk.view, at, 2)
    desk.settle()
    after = desk.store.session.view
    assert after.half_width < before.half_width
    assert after.half_height < before.half_height
    assert desk.units_at(at) == pytest.approx(under)
    turn_wheel(desk.view, QPoint(20, 100), 2)
    assert desk.store.session.view.half_width == after.half_width
    assert desk.store.session.view.half_height < after.half_height
    turn_wheel(desk.view, QPoint(300, desk.view.height() - 8), -2)
    assert desk.store.session.view.half_width > after.half_width


# -- deep and odd networks -----------------------------------------------------------------------------------


def test_kinks_of_layer_1_of_a_deep_network_can_be_dragged(qtbot: QtBot) -> None:
    session = Session.new("sin", hidden=(4, 3), seed=2).with_view(selected=(0, 0))
    desk = CurveDesk(qtbot, session)
    assert desk.view.handles.slopes == {}
    i = int(desk.view.handles.neurons[0])
    start = desk.place(Hit("kink", i))
    drag(desk.view, start, start + QPoint(25, 0))
    assert kinks(desk.network)[i] == pytest.approx(desk.units_at(start + QPoint(25, 0))[0], abs=1e-9)


@pytest.mark.parametrize(
    "network",
    [
        Network([[[0.0], [1.0]], [[1.0, 1.0]]], [[1.0, -2.0], [0.0]]),
        Network([[[1.0]], [[0.0]]], [[-2.0], [0.0]]),
        Network([[[1.0]], [[1.0]]], [[-2.0], [0.0]], "identity"),
        Network([[[1.0], [-3.0]], [[1.0, 1.0]]], [[-2.0, 5.0], [0.0]], "hard_tanh"),
        Network([[[1e100]], [[1e100]]], [[-2.0], [0.0]]),
        Network([np.ones((100, 1)), [np.ones(100)]], [-np.linspace(0, 6, 100), [0.0]]),
    ],
    ids=["no weight", "no output", "identity", "hard tanh", "huge", "a hundred"],
)
def test_odd_networks_are_drawn_and_can_be_dragged(qtbot: QtBot, network: Network) -> None:
    desk = CurveDesk(qtbot, with_network(network))
    for i in desk.view.handles.neurons.tolist()[:2]:
        start = desk.place(Hit("kink", i))
        drag(desk.view, start, start + QPoint(15, 0))
    drag(desk.view, desk.place(LEVEL), desk.place(LEVEL) + QPoint(0, 20))
    assert np.isfinite(desk.network.biases[0]).all()


def test_thirty_two_kinks_have_small_discs_but_each_can_be_held(qtbot: QtBot) -> None:
    x = np.linspace(0, 2 * np.pi, 33)
    desk = CurveDesk(qtbot, with_network(interpolant(x, np.sin(x))), PROJECTOR)
    for i in (4, 20):
        desk.hover(desk.place(Hit("kink", i)))
        assert desk.view.hand.hot == Hit("kink", i)


def test_handles_follow_the_pointer_in_the_sum_without_muted_neurons(qtbot: QtBot) -> None:
    session = Session.first_curve().with_muted(frozenset({(0, 1), (0, 4)}))
    desk = CurveDesk(qtbot, session)
    assert desk.panel.title_label.text() == "Four ReLUs follow sin x"
    assert 1 not in desk.view.handles.neurons
    start = desk.place(SLOPE)
    x = desk.units_at(start)[0]
    end = start + QPoint(0, -40)
    drag(desk.view, start, end)
    shown = desk.store.session.shown
    assert value(shown, x) == pytest.approx(desk.units_at(end)[1], abs=0.02)
    changed = desk.network.output_weights != session.network.output_weights
    assert changed.tolist() == [False, False, False, True, False, False]
    assert np.array_equal(desk.network.weights[0], session.network.weights[0]), (
        "nothing of muted ones is lost"
    )
    drag(desk.view, desk.place(KINK), desk.place(KINK) + QPoint(20, 0))
    assert np.array_equal(desk.network.weights[0], session.network.weights[0])


def test_samples_are_shown_where_noise_has_moved_them_off_the_target(qtbot: QtBot) -> None:
    pictures = []
    for noise in (0.0, 0.3, 0.3):
        session = Session.first_curve().with_data(noise=noise)
        desk = CurveDesk(qtbot, session.with_view(center=(3.0, 0.0), half_width=4.0, half_height=2.0))
        pictures.append(desk.view.grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] == pictures[2]
