"""Edits of whole neurons, without a window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.partition import partition
from reluviz.session.session import Session
from reluviz.ui.neuron_edits import (
    is_solo,
    may_mute,
    with_duplicate,
    with_flipped,
    with_mute_toggled,
    with_new_neuron,
    with_solo_toggled,
    without_neuron,
)
from reluviz.ui.scene import view_box


@given(st.integers(0, 50), st.sampled_from([(1,), (3,), (15,), (4, 4), (2, 3, 4)]), st.data())
def test_a_new_neuron_folds_the_middle_of_the_view(
    seed: int, hidden: tuple[int, ...], data: st.DataObject
) -> None:
    layer = data.draw(st.integers(0, len(hidden) - 1))
    session = Session.new(hidden=hidden, seed=seed, points=20)
    grown = with_new_neuron(session, layer)
    assert grown.network.hidden[layer] == hidden[layer] + 1
    assert grown.view.selected == (layer, hidden[layer])
    fold = partition(grown.network, (-3, 3, -3, 3)).fold(layer, hidden[layer])
    below_is_constant = layer > 0 and len(fold) == 0
    assert len(fold) > 0 or below_is_constant


def test_a_new_neuron_is_visible_but_changes_little() -> None:
    session = Session.first()
    added = with_new_neuron(session, 0).network.output_weights
    assert 0 < abs(added[3]) <= np.abs(added[:3]).max()


def test_adding_twice_from_the_same_session_gives_the_same_network() -> None:
    session = Session.first()
    a, b = with_new_neuron(session, 0).network, with_new_neuron(session, 0).network
    assert a.to_dict() == b.to_dict()


def test_adding_again_gives_another_neuron() -> None:
    network = with_new_neuron(with_new_neuron(Session.first(), 0), 0).network
    assert not np.allclose(network.weights[0][3], network.weights[0][4])


@pytest.mark.parametrize(
    ("selected", "kept"), [((0, 0), (0, 0)), ((0, 1), (0, 1)), ((0, 2), (0, 1)), (None, None)]
)
def test_the_selection_stays_with_its_neuron(
    selected: tuple[int, int] | None, kept: tuple[int, int] | None
) -> None:
    session = Session.first().with_view(selected=selected)
    assert without_neuron(session, 0, 1).view.selected == kept


def test_deleting_takes_the_neuron_out_of_the_sum() -> None:
    session = Session.first()
    smaller = without_neuron(session, 0, 1).network
    x = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    share = session.network.hidden_outputs(x)[0][:, 1] * session.network.output_weights[1]
    np.testing.assert_allclose(smaller(x)[:, 0], session.network(x)[:, 0] - share, atol=1e-12)


def test_flipping_keeps_the_fold_and_swaps_its_sides() -> None:
    session = Session.first()
    flipped = with_flipped(session, 0, 1).network
    box = view_box((0.0, 0.0), 6.0, (600, 600))
    x = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    assert (flipped.pattern(x)[:, 1] == ~session.network.pattern(x)[:, 1]).all()
    np.testing.assert_allclose(
        np.sort(partition(flipped, box).fold(0, 1).reshape(-1, 2), axis=0),
        np.sort(partition(session.network, box).fold(0, 1).reshape(-1, 2), axis=0),
        atol=1e-9,
    )


def test_after_the_last_neuron_of_a_layer_the_one_before_it_is_selected() -> None:
    session = Session.first().with_view(selected=(0, 2))
    assert without_neuron(session, 0, 2).view.selected == (0, 1)


# --- copies, and neurons that are left out -----------------------------------------------------------------


@given(st.integers(0, 50), st.integers(0, 2))
def test_a_copy_has_the_same_fold_and_leaves_the_sum_as_it_is(seed: int, layer: int) -> None:
    session = Session.new(hidden=(4, 3, 2), seed=seed, points=20)
    copied = with_duplicate(session, layer, 1)
    width = session.network.hidden[layer]
    assert copied.network.hidden[layer] == width + 1
    assert copied.view.selected == (layer, width)
    x = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    np.testing.assert_allclose(copied.network(x), session.network(x), atol=1e-12)
    assert copied.network.weights[layer][width].tolist() == session.network.weights[layer][1].tolist()
    assert copied.network.biases[layer][width] == session.network.biases[layer][1]


def test_a_copy_of_a_muted_neuron_is_muted_and_others_stay_as_they_were() -> None:
    session = Session.new(hidden=(4, 3)).with_muted(frozenset({(0, 1), (1, 0)}))
    assert with_duplicate(session, 0, 1).muted == {(0, 1), (1, 0), (0, 4)}
    assert with_duplicate(session, 0, 2).muted == {(0, 1), (1, 0)}
    assert with_new_neuron(session, 0).muted == {(0, 1), (1, 0)}
    assert without_neuron(session, 0, 0).muted == {(0, 0), (1, 0)}


def test_muting_and_unmuting_are_named_steps() -> None:
    muted, text = with_mute_toggled(Session.first(), 0, 2)
    assert (set(muted.muted), text) == ({(0, 2)}, "Mute neuron 3")
    again, text = with_mute_toggled(muted, 0, 2)
    assert (again.muted, text) == (frozenset(), "Unmute neuron 3")


def test_the_last_one_of_a_layer_cannot_be_muted() -> None:
    session = Session.new(hidden=(3, 1)).with_muted(frozenset({(0, 0), (0, 2)}))
    assert [may_mute(session, 0, i) for i in range(3)] == [True, False, True]
    assert not may_mute(session, 1, 0)


def test_solo_mutes_the_others_of_the_layer_and_ends_with_none_muted() -> None:
    session = Session.new(hidden=(4, 3)).with_muted(frozenset({(0, 1), (1, 0)}))
    solo, text = with_solo_toggled(session, 0, 1)
    assert (set(solo.muted), text) == ({(0, 0), (0, 2), (0, 3), (1, 0)}, "Solo neuron 2 of layer 1")
    assert [is_solo(solo, 0, i) for i in range(4)] == [False, True, False, False]
    ended, text = with_solo_toggled(solo, 0, 1)
    assert (set(ended.muted), text) == ({(1, 0)}, "End solo of neuron 2 of layer 1")
    assert not is_solo(Session.new(hidden=(1,)), 0, 0)
