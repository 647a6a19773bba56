"""Degenerate networks through the real scene, heat map and neurons' pictures: nothing fails or warns."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.netjson import read_network
from reluviz.session.session import Session
from reluviz.ui.views.heat_map import HeatView
from tests.core.partition_cases import UNIT, Box, Case, degenerate_cases, one_layer, two_layers
from tests.ui.neuron_desk import Desk

_REFERENCE = Path(__file__).parents[1] / "reference" / "partition"


def _from_reference(name: str) -> Case:
    told = json.loads((_REFERENCE / f"{name}.json").read_text())
    return Case(name, read_network(told), tuple(told["box"]))


FLAT = Session.first().network
CASES = [
    *degenerate_cases(),
    *map(_from_reference, ("c_along_box_edge", "c_common_point", "c_dead_in_box", "c_scaled_1e-6")),
    *map(_from_reference, ("c_touching_zero", "c_zero_bias_1", "c_zero_weight_neurons", "b_box_offset")),
    Case("no output weight", FLAT.with_layers([FLAT.weights[0], [[0.0] * 3]], [FLAT.biases[0], [0.0]])),
    Case("weights 1e-200", one_layer([(1, 2, 0.25), (2, -1, 0)], 1e-200)),
    Case("weights next to the least number", one_layer([(1, 2, 0.25), (2, -1, 0)], 1e-320)),
    Case("deep weights 1e-200", two_layers([(1e-200, 0, 0)] * 2, [[1e-200, 1e-200, 0]] * 2)),
    Case("weights 1e150", one_layer([(1, 2, 0.25), (2, -1, 0)], 1e150)),
    Case("inside the flat triangle", FLAT, (-0.01, 0.01, -0.01, 0.01)),
]


def _session(network: Network, box: Box) -> Session:
    session = replace(Session.first(), network=network, start=network)
    xmin, xmax, ymin, ymax = box
    center = (xmin + xmax) / 2, (ymin + ymax) / 2
    return session.with_view(center=center, half_width=min(xmax - xmin, ymax - ymin) / 2, selected=(0, 0))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_degenerate_network_is_shown(qtbot: QtBot, case: Case) -> None:
    desk = Desk(qtbot, _session(case.network, case.box))
    for layer in range(len(case.network.hidden)):
        desk.store.look(selected=(layer, 0))
        assert not desk.neurons.grab().isNull()
    assert desk.sum.view.scale > 0
    assert not desk.sum.grab().isNull()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_ordinary_network_can_become_degenerate_and_back(qtbot: QtBot, case: Case) -> None:
    desk = Desk(qtbot)
    before = desk.named(HeatView, "sumView").grab().toImage()
    start = desk.store.session
    desk.store.commit(_session(case.network, UNIT), "Edit")
    desk.grab()
    desk.store.commit(start, "Edit")
    assert desk.named(HeatView, "sumView").grab().toImage() == before
