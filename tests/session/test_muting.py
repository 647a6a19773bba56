"""Muted neurons: their output counts as 0 in what is shown and trained, and nothing of them is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network
from reluviz.core.partition import partition
from reluviz.learn.optimizers import OPTIMIZERS
from reluviz.learn.step import layer_views, parameter_count
from reluviz.session.files import load, save
from reluviz.session.muting import (
    Neurons,
    after_layer_removal,
    after_removal,
    audible,
    edited,
    merged,
    silenced,
)
from reluviz.session.session import Session
from reluviz.session.training import train
from tests.core.partition_cases import random_network
from tests.session.session_cases import fault_of, same_array

HIDDEN = (4, 3, 2)
MUTED: Neurons = frozenset({(0, 1), (0, 3), (1, 0)})
BOX = (-3.0, 3.0, -3.0, 3.0)

networks = st.builds(
    random_network,
    st.just((2, *HIDDEN, 1)),
    st.integers(0, 1000),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    slope=st.sampled_from([0.0, 0.2]),
)
choices: st.SearchStrategy[Neurons] = st.frozensets(
    st.sampled_from([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 1)])
)


def without_outputs(network: Network, muted: Neurons, x: FloatArray) -> FloatArray:
    """The network's function with the outputs of muted neurons put to 0, from the definition."""
    h = x
    for k, (W, b) in enumerate(zip(network.weights[:-1], network.biases[:-1], strict=True)):
        h = network.kind.value(h @ W.T + b, network.slope)
        h[:, [j for layer, j in muted if layer == k]] = 0.0
    return h @ network.weights[-1].T + network.biases[-1]


@given(networks, choices)
def test_a_muted_neuron_adds_nothing(network: Network, muted: Neurons) -> None:
    x = np.random.default_rng(0).uniform(-3, 3, (40, 2))
    expected = without_outputs(network, muted, x)
    np.testing.assert_allclose(silenced(network, muted)(x), expected, atol=1e-9)
    np.testing.assert_allclose(audible(network, muted)(x), expected, atol=1e-9)


@given(networks, choices)
def test_it_has_no_fold_and_divides_no_region(network: Network, muted: Neurons) -> None:
    shown, left = (partition(net(network, muted), BOX) for net in (silenced, audible))
    assert shown.n_regions == left.n_regions
    np.testing.assert_allclose(np.sort(shown.areas), np.sort(left.areas), atol=1e-9)
    assert all(len(shown.fold(*neuron)) == 0 for neuron in muted)


def session(optimizer: str = "sgd") -> Session:
    return Session.new(hidden=HIDDEN, points=60, optimizer=optimizer, seed=1)


def test_what_is_shown_is_the_same_object_until_something_changes() -> None:
    muted = session().with_muted(MUTED)
    assert muted.shown is muted.with_view(half_width=3.0).shown
    assert muted.shown is not muted.with_network(muted.network.with_output_bias(1.0)).shown
    assert session().shown.shape == muted.shown.shape


def test_no_longer_muted_it_is_what_it_was() -> None:
    before = session()
    assert before.with_muted(MUTED).with_muted(frozenset()).shown is before.network
    assert before.with_muted(frozenset()) is before


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_training_trains_the_others_and_leaves_it_as_it_is(optimizer: str) -> None:
    whole = train(session(optimizer), 2).session
    trained = train(whole.with_muted(MUTED), 3).session
    part = whole.with_muted(MUTED)
    left = audible(part.network, MUTED)
    assert same_parameters(trained.network, merged(whole.network, MUTED, audible(trained.network, MUTED)))
    assert not same_parameters(audible(trained.network, MUTED), left)
    for layer, i in MUTED:
        assert same_array(trained.network.weights[layer][i], whole.network.weights[layer][i])
        assert trained.network.biases[layer][i] == whole.network.biases[layer][i]
        onward = layer + 1
        assert same_array(
            trained.network.weights[onward][:, i].copy(), whole.network.weights[onward][:, i].copy()
        )
    assert trained.progress.epoch == 5


def same_parameters(one: Network, other: Network) -> bool:
    pairs = zip((*one.weights, *one.biases), (*other.weights, *other.biases), strict=True)
    return all(same_array(a, b) for a, b in pairs)


def test_it_trains_as_the_smaller_network_does() -> None:
    whole = session("adam")
    small = whole.with_architecture(audible(whole.network, MUTED))
    trained, expected = train(whole.with_muted(MUTED), 4), train(small, 4)
    assert same_parameters(audible(trained.session.network, MUTED), expected.session.network)
    assert trained.history.tolist() == expected.history.tolist()


def test_the_optimisers_sums_of_a_muted_neuron_stand_still_and_are_taken_up_again() -> None:
    whole = train(session("adam"), 2).session
    trained = train(whole.with_muted(MUTED), 3).session
    shape = whole.network.shape
    assert whole.progress.moments is not None
    assert trained.progress.moments is not None
    for before, after in zip(whole.progress.moments, trained.progress.moments, strict=True):
        assert after.shape == (parameter_count(shape),)
        old, new = (layer_views(moment.copy(), shape) for moment in (before, after))
        for layer, i in MUTED:
            assert same_array(old[layer][:, i].copy(), new[layer][:, i].copy())
            assert same_array(old[layer + 1][i].copy(), new[layer + 1][i].copy())
        assert not np.array_equal(before, after)
    assert train(trained.with_muted(frozenset()), 1).session.progress.epoch == 6


def test_from_the_very_start_it_has_no_sums() -> None:
    trained = train(session("adam").with_muted(MUTED), 1).session
    assert trained.progress.moments is not None
    views = layer_views(trained.progress.moments[1].copy(), trained.network.shape)
    assert not views[0][:, 1].any()
    assert views[0][:, 0].any()


@pytest.mark.parametrize(
    ("muted", "fault"),
    [
        ({(0, 4)}, "there is no neuron 5 of layer 1 that could be muted"),
        ({(3, 0)}, "there is no neuron 1 of layer 4 that could be muted"),
        ({(2, 0), (2, 1), (0, 0)}, "layer 3 must keep a neuron that is not muted"),
    ],
)
def test_a_layer_keeps_a_neuron_that_is_not_muted(
    muted: set[tuple[int, int]], fault: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=fault):
        session().with_muted(frozenset(muted))
    path = tmp_path / "a.reluviz"
    save(session(), path)
    pairs = str([list(pair) for pair in sorted(muted)])
    path.write_text(path.read_text().replace('"muted": []', f'"muted": {pairs}'))
    assert fault_of(path) == fault


def test_a_file_remembers_and_an_older_one_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.reluviz"
    save(session().with_muted(MUTED), path)
    assert load(path).muted == MUTED
    save(session(), path)
    path.write_text(path.read_text().replace(',\n"muted": []', ""))
    assert "muted" not in path.read_text()
    assert load(path).muted == frozenset()


def test_neurons_that_go_take_their_mark_with_them() -> None:
    assert after_removal(MUTED, 0, 1, 3) == {(0, 2), (1, 0)}
    assert after_removal(MUTED, 0, 2, 3) == {(0, 1), (0, 2), (1, 0)}
    assert after_removal(frozenset({(0, 1), (1, 0)}), 0, 0, 1) == {(1, 0)}, "the only one left is not muted"
    assert after_layer_removal(MUTED, 0) == {(0, 0)}
    assert after_layer_removal(MUTED, 1) == {(0, 1), (0, 3)}


def test_an_edit_sees_the_layers_before_as_they_are_shown() -> None:
    network, to = session().network, (0.5, 0.5)

    def fold_through(shown: Network) -> Network:
        z = shown.preactivations([to])[1][0, 2]
        return shown.with_bias(1, 2, shown.biases[1][2] - z)

    after = edited(network, MUTED, 1, 2, fold_through)
    assert silenced(after, MUTED).preactivations([to])[1][0, 2] == pytest.approx(0.0, abs=1e-12)
    assert same_parameters(after.with_bias(1, 2, network.biases[1][2]), network)
