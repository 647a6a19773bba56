"""The Sum panel: colours and formula."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.panels.formula import Formula, Run, brief
from reluviz.ui.theme import LIGHT, PROJECTOR, Theme
from reluviz.ui.views.heat_map import HeatView
from tests.ui.neuron_desk import Desk


def formula_of(qtbot: QtBot, network: Network, height: int = 360) -> str:
    formula = Formula(LIGHT)
    qtbot.addWidget(formula)
    formula.resize(280, height)
    formula.show_network(network)
    formula.grab()
    return formula.accessibleDescription()


def test_a_small_network_is_written_out_with_its_numbers(qtbot: QtBot) -> None:
    text = formula_of(qtbot, Session.first().network)
    assert text.startswith("f(x 1 , x 2 ) = 2.49 output bias c −1.89 ReLU ( ")
    for number in ("0.59", "+ 1.43", "− 2.57", "−1.64", "− 0.48", "− 2.01", "1.29", "− 1.06", "− 2.85"):
        assert number in text


def test_with_one_input_a_term_has_one_weight(qtbot: QtBot) -> None:
    text = formula_of(qtbot, Session.first_curve().network)
    assert text.startswith("f(x) = 0.00 output bias c 0.86 ReLU ( ) 1.00 x + 0.00 ")
    assert "−0.57 ReLU ( ) 1.00 x − 0.95" in text


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=lambda theme: theme.name)
@pytest.mark.parametrize("session", [Session.first(), Session.first_curve()], ids=["plane", "curve"])
def test_no_part_of_a_term_touches_another(qtbot: QtBot, theme: Theme, session: Session) -> None:
    formula = Formula(theme)
    qtbot.addWidget(formula)
    formula.resize(theme.px(280), theme.px(360))
    last = session.network.hidden[0] - 1
    formula.show_network(session.network.with_bias(0, last, -123.4).with_weight(0, last, 0, -10.75))
    line = [run for run in formula.runs if run.y == formula.runs[-1].y]
    spans = sorted(_span(formula, run) for run in line)
    assert all(left[1] <= right[0] + 0.5 for left, right in pairwise(spans))
    assert spans[-1][1] <= formula.width() - theme.px(12)


def _span(formula: Formula, run: Run) -> tuple[float, float]:
    width = formula._width(run.text, run.font)
    return (run.x - width, run.x) if run.right else (run.x, run.x + width)


@pytest.mark.parametrize(
    ("activation", "sign"), [("relu", "ReLU ("), ("leaky_relu", "Leaky ("), ("abs", "|"), ("identity", "(")]
)
def test_the_formula_names_the_activation(qtbot: QtBot, activation: str, sign: str) -> None:
    network = Session.first().network.with_activation(activation)
    text = formula_of(qtbot, network)
    assert sign in text
    assert ("ReLU" in text) == (activation == "relu")


def test_a_deep_network_is_a_sum_over_its_last_layer(qtbot: QtBot) -> None:
    network = Session.new(hidden=(3, 4)).network.with_output_weight(1, -2.5).with_output_weight(3, 1.25)
    text = formula_of(qtbot, network)
    assert "− 2.50 h 2 (x)" in text
    assert "+ 1.25 h 4 (x)" in text
    assert "h 5" not in text


@pytest.mark.parametrize(("hidden", "shown"), [((8,), 2), ((16, 16), 4)])
def test_what_does_not_fit_is_counted(qtbot: QtBot, hidden: tuple[int, ...], shown: int) -> None:
    text = formula_of(qtbot, Session.new(hidden=hidden).network, height=116)
    assert text.endswith(f"… and {hidden[-1] - shown} more")


@pytest.mark.parametrize("hidden", [(8,), (16,), (16, 16)])
def test_the_largest_networks_fit_beside_the_default_window(qtbot: QtBot, hidden: tuple[int, ...]) -> None:
    desk = Desk(qtbot, Session.new(hidden=hidden))
    assert "more" not in desk.named(Formula, "formula").accessibleDescription()


def test_numbers_too_small_for_a_column_are_zero() -> None:
    assert (brief(1e-9), brief(-0.004, sign=True)) == ("0.00", "+ 0.00")


def test_the_formula_follows_an_edit(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.store.commit(desk.store.session.with_network(desk.network.with_output_bias(-7.5)), "Edit")
    assert "−7.50 output bias c" in desk.named(Formula, "formula").accessibleDescription()


def test_the_heat_map_has_the_aspect_of_the_plane(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    view = desk.named(HeatView, "sumView")
    assert view.height() / view.width() == pytest.approx(770 / 608, rel=0.01)


def test_the_colour_bar_says_what_full_colour_means(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    assert desk.named(QWidget, "colourBar").accessibleDescription() == "from −12.0 to 12.0"


def test_the_scale_follows_a_much_larger_sum(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    before = desk.sum.view.scale
    network = desk.network
    for i in range(3):
        network = network.with_output_weight(i, -20.0)
    desk.store.commit(desk.store.session.with_network(network), "Edit")
    assert desk.sum.view.scale > 5 * before


def test_on_a_projector_everything_is_larger(qtbot: QtBot) -> None:
    assert Desk(qtbot, theme=PROJECTOR).sum.width() == PROJECTOR.px(280)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_in_little_room_the_formula_comes_first(qtbot: QtBot, activation: str) -> None:
    network = Session.new("xor", hidden=(4,), activation=activation).network
    desk = Desk(qtbot, Session.new("xor", hidden=(4,), activation=activation))
    desk.resize(desk.width(), 380)
    qtbot.waitUntil(lambda: desk.sum.height() == 380)
    desk.refresh()
    text = desk.named(Formula, "formula").accessibleDescription()
    assert "more" not in text
    assert brief(float(network.output_weights[3])) in text
    assert desk.sum.view.height() >= 380 / 3


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=lambda theme: theme.name)
def test_a_long_name_of_an_activation_does_not_touch_its_bracket(qtbot: QtBot, theme: Theme) -> None:
    formula = Formula(theme)
    qtbot.addWidget(formula)
    formula.resize(theme.px(280), theme.px(360))
    formula.show_network(Session.new(hidden=(3,), activation="leaky_relu").network)
    name, bracket = (next(run for run in formula.runs if run.text == text) for text in ("Leaky", "("))
    metrics = QFontMetricsF(theme.font(12, QFont.Weight.DemiBold))
    assert name.x + metrics.horizontalAdvance("Leaky") + 2 * theme.scale <= bracket.x
