"""Edits of whole neurons, without a window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.partition import partition
from reluviz.session.session import Session
from reluviz.ui.neuron_edits import with_flipped, with_new_neuron, without_neuron
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
