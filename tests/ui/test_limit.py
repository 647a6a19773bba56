"""A network with too many regions is shown in part, with a notice, instead of freezing the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.core import arrangement
from reluviz.core.initial import he
from reluviz.session.session import Session
from reluviz.ui.limit import bounded_partition
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.gestures import let_events_pass

BOX = (-6.0, 6.0, -6.0, 6.0)


@pytest.fixture
def few_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that small networks pass."""
    monkeypatch.setattr(arrangement, "REGION_LIMIT", 60)


def deep() -> Session:
    return Session.new("spiral", hidden=(8, 8, 8))


def test_below_the_limit_the_partition_is_that_of_the_whole_network() -> None:
    network = deep().network
    assert bounded_partition(network, BOX, None).network is network


@pytest.mark.usefixtures("few_allowed")
def test_above_it_the_first_layers_are_kept_exactly() -> None:
    network = deep().network
    shown = bounded_partition(network, BOX, None)
    assert shown.network.hidden in ((8,), (8, 8))
    assert shown.n_regions <= 60
    assert np.array_equal(shown.network.weights[0], network.weights[0])
    assert shown.areas.sum() == pytest.approx(144)


@pytest.mark.usefixtures("few_allowed")
def test_an_edit_behind_the_layers_that_are_shown_computes_no_geometry() -> None:
    network = deep().network
    shown = bounded_partition(network, BOX, None)
    edited = bounded_partition(network.with_output_bias(0.5), BOX, shown)
    assert edited.vertices is shown.vertices


@pytest.mark.usefixtures("few_allowed")
def test_of_a_first_layer_that_is_too_wide_a_part_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reluviz.ui.limit._FEWER_LINES", 5)
    shown = bounded_partition(he((2, 40, 1), 0), BOX, None)
    assert shown.network.hidden == (5,)


def test_a_neuron_with_two_kinks_makes_two_of_the_lines_that_are_shown() -> None:
    shown = bounded_partition(he((2, 1024, 1), 0).with_activation("hard_tanh"), BOX, None)
    assert shown.network.hidden == (200,)


@pytest.mark.usefixtures("few_allowed")
def test_the_window_says_so_and_goes_on(qtbot: QtBot) -> None:
    window = MainWindow(deep(), theme="light")
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    qtbot.waitUntil(lambda: window.scene is not None and not window.frame.pending)
    QTest.mouseMove(window.partition.plane, QPoint(200, 300))
    let_events_pass()
    assert window.scene is not None
    assert not window.scene.whole
    assert "Too many regions" in window.inspector._hint.text()
    assert window.inspector._hint.isVisible()
    assert "more than" in window.inspector._regions.text()
    window.player.step_epoch()
    qtbot.waitUntil(lambda: not window.frame.pending)
    assert window.store.session.progress.epoch == 1
