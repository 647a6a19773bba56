from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Network
from tests.core.partition_cases import random_network

SMALL = Network([[[1.0, 2.0], [-1.0, 0.5]], [[3.0, -2.0]]], [[0.5, 1.0], [0.25]])


def test_the_output_is_computed_by_hand() -> None:
    # At (1, -1): z = (1 - 2 + 0.5, -1 - 0.5 + 1) = (-0.5, -0.5): both off. At (1, 1): z = (3.5, 0.5).
    assert SMALL([[1.0, -1.0], [1.0, 1.0]]).tolist() == [[0.25], [3 * 3.5 - 2 * 0.5 + 0.25]]


def test_the_pattern_tells_which_neurons_are_on() -> None:
    assert SMALL.pattern([[1.0, -1.0], [1.0, 1.0]]).tolist() == [[False, False], [True, True]]


def test_a_neuron_on_its_fold_is_off() -> None:
    assert not SMALL.pattern([[-0.5, 0.0]])[0, 0]


def test_neurons_without_a_kink_are_always_on() -> None:
    assert random_network((2, 3, 4, 1), 0, activation="identity").pattern(np.zeros((5, 2))).all()


@given(st.sampled_from(list(ACTIVATIONS)), st.integers(0, 50))
def test_the_affine_map_of_a_pattern_reproduces_the_network(activation: str, seed: int) -> None:
    network = random_network((2, 5, 4, 3), seed, activation=activation, slope=0.3)
    for x in np.random.default_rng(seed).uniform(-2, 2, (5, 2)):
        A, c = network.affine(network.pieces([x])[0])
        np.testing.assert_allclose(A @ x + c, network([x])[0], rtol=1e-12, atol=1e-12)


@given(st.sampled_from(["relu", "leaky_relu", "abs", "identity"]), st.integers(0, 50))
def test_with_one_kink_at_most_the_pattern_tells_the_pieces(activation: str, seed: int) -> None:
    network = random_network((2, 5, 4, 3), seed, activation=activation, slope=0.3)
    x = np.random.default_rng(seed).uniform(-2, 2, (1, 2))
    by_pattern, by_pieces = network.affine(network.pattern(x)[0]), network.affine(network.pieces(x)[0])
    for mine, theirs in zip(by_pattern, by_pieces, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_hard_tanh_is_on_in_the_middle_and_its_maps_need_piece_numbers() -> None:
    network = Network([[[1.0], [2.0]], [[1.0, 1.0]]], [[0.0, 0.0], [0.0]], "hard_tanh")
    assert network.pattern([[-2.0], [0.75], [0.25]]).tolist() == [[False, False], [True, False], [True, True]]
    assert network.pieces([[-2.0], [0.75], [0.25]]).tolist() == [[0, 0], [1, 2], [1, 1]]
    with pytest.raises(ValueError, match="with Hard tanh, piece numbers are needed"):
        network.affine(network.pattern([[0.0]])[0])


def test_hidden_outputs_are_the_activated_preactivations() -> None:
    x = np.random.default_rng(0).normal(size=(7, 2))
    network = random_network((2, 4, 3, 1), 1)
    for z, h in zip(network.preactivations(x), network.hidden_outputs(x), strict=True):
        np.testing.assert_array_equal(h, np.maximum(z, 0.0))
    last = network.hidden_outputs(x)[-1]
    np.testing.assert_allclose(last @ network.output_weights + network.output_bias, network(x)[:, 0])


def test_a_network_knows_its_shape() -> None:
    network = random_network((2, 4, 3, 2), 0)
    assert network.shape == (2, 4, 3, 2)
    assert (network.n_inputs, network.hidden, network.n_hidden, network.n_outputs) == (2, (4, 3), 7, 2)


def test_a_network_without_hidden_layers_is_affine() -> None:
    network = Network([[[1.0, 2.0]]], [[3.0]])
    assert network([[1.0, 1.0]]).tolist() == [[6.0]]
    assert network.pattern([[1.0, 1.0]]).shape == (1, 0)


# --- a frozen value ---------------------------------------------------------------------------------------


def test_a_network_is_not_changed_through_the_arrays_it_was_made_from() -> None:
    W = np.ones((1, 2))
    network = Network([W], [[0.0]])
    W[0, 0] = 9.0
    assert network.weights[0][0, 0] == 1.0


def test_a_network_refuses_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        SMALL.slope = 0.5  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        SMALL.weights[0][0, 0] = 1.0


def test_equality_is_identity() -> None:
    assert Network(SMALL.weights, SMALL.biases) != SMALL


def test_arrays_are_contiguous_doubles_whatever_came_in() -> None:
    network = Network([np.ones((2, 3), np.float32).T, [[1, 2, 3]]], [(1, 2, 3), [4]])
    for array in (*network.weights, *network.biases):
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
        assert not array.flags.writeable


# --- edits ------------------------------------------------------------------------------------------------


def test_an_edit_changes_one_number_and_shares_the_rest() -> None:
    edited = SMALL.with_bias(0, 1, 7.0)
    assert edited.biases[0].tolist() == [0.5, 7.0]
    assert SMALL.biases[0].tolist() == [0.5, 1.0]
    assert edited.weights[0] is SMALL.weights[0]
    assert edited.weights[1] is SMALL.weights[1]
    assert edited.biases[1] is SMALL.biases[1]


def test_each_edit_reaches_its_number() -> None:
    assert SMALL.with_weight(0, 1, 0, 9.0).weights[0].tolist() == [[1.0, 2.0], [9.0, 0.5]]
    assert SMALL.with_weight(1, 0, 1, 9.0).weights[1].tolist() == [[3.0, 9.0]]
    assert SMALL.with_bias(1, 0, 9.0).output_bias == 9.0
    assert SMALL.with_output_weight(0, 9.0).output_weights.tolist() == [9.0, -2.0]
    assert SMALL.with_output_bias(-1.0).output_bias == -1.0
    moved = SMALL.with_neuron(0, 0, [4.0, 5.0], 6.0)
    assert (moved.weights[0][0].tolist(), moved.biases[0][0]) == ([4.0, 5.0], 6.0)


def test_another_activation_keeps_the_weights() -> None:
    leaky = SMALL.with_activation("leaky_relu", 0.3)
    assert (leaky.activation, leaky.slope) == ("leaky_relu", 0.3)
    assert leaky.weights[0] is SMALL.weights[0]
    assert leaky.with_activation("relu").slope == 0.3


def test_a_new_neuron_that_goes_nowhere_leaves_the_function_as_it_was() -> None:
    network = random_network((2, 3, 4, 1), 0)
    x = np.random.default_rng(1).normal(size=(20, 2))
    grown = network.add_neuron(0, [1.0, -1.0], 0.5, np.zeros(4))
    assert grown.shape == (2, 4, 4, 1)
    np.testing.assert_allclose(grown(x), network(x), rtol=1e-13)
    np.testing.assert_array_equal(grown.remove_neuron(0, 3)(x), network(x))
    assert grown.weights[2] is network.weights[2]


def test_a_layer_can_be_put_in_and_taken_out() -> None:
    network = random_network((2, 3, 1), 0)
    deeper = network.add_layer(1, 5, seed=4)
    assert deeper.shape == (2, 3, 5, 1)
    assert deeper.weights[0] is network.weights[0]
    assert deeper.remove_layer(1).shape == (2, 3, 1)
    assert network.add_layer(0, 2).shape == (2, 2, 3, 1)
    assert network.add_layer(0, 2).weights[1] is network.weights[0]  # still two inputs: nothing to draw anew
    np.testing.assert_array_equal(deeper.weights[1], network.add_layer(1, 5, seed=4).weights[1])


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda n: n.with_bias(0, 2, 1.0), "layer 1: there is no neuron 3"),
        (lambda n: n.with_bias(2, 0, 1.0), "there is no layer 3: the network has 2"),
        (lambda n: n.with_bias(0, -1, 1.0), "layer 1: there is no neuron 0"),
        (lambda n: n.with_weight(0, 0, 5, 1.0), "layer 1: there is no weight 6"),
        (lambda n: n.with_bias(0, 0, np.nan), "layer 1: b has a value that is not finite"),
        (lambda n: n.with_neuron(0, 0, [1.0], 0.0), r"layer 1: a neuron has 2 weights, not shape \(1,\)"),
        (lambda n: n.remove_neuron(1, 0), "there is no hidden layer 2"),
        (lambda n: n.remove_neuron(0, 0).remove_neuron(0, 0), "layer 1: its only neuron cannot be removed"),
        (lambda n: n.remove_layer(0), "the only hidden layer cannot be removed"),
        (lambda n: n.add_layer(3, 2), "a layer cannot be put at place 4 of 2"),
        (lambda n: n.add_layer(0, 0), "a layer needs at least one neuron, not 0"),
        (lambda n: n.add_neuron(0, [1.0], 0.0, [1.0]), "layer 1: a new neuron needs 2 weights in and 1 out"),
        (lambda n: n([1.0, 2.0]), r"x must have shape \(n, 2\), not \(2,\)"),
        (lambda n: n.affine([True]), r"a pattern has 2 entries here, not shape \(1,\)"),
    ],
)  # fmt: skip
def test_an_impossible_edit_says_what_and_where(edit: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        edit(SMALL)


# --- bad input --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        ([[[1, 2]], [[1, 2, 3]]], [[0], [0]], "layer 2: W has 3 columns but layer 1 has 1 neurons"),
        ([[[1, 2]]], [[0, 1]], "layer 1: b has 2 values but W has 1 rows"),
        ([[[1, np.nan]]], [[0]], "layer 1: W has a value that is not finite"),
        ([[[1, 2]], [[1]]], [[0], [np.inf]], "layer 2: b has a value that is not finite"),
        ([[[1, 2], [3]]], [[0]], "layer 1: W is not a matrix of numbers"),
        ([[["a", "b"]]], [[0]], "layer 1: W is not a matrix of numbers"),
        ([[[1, 2]]], [{}], "layer 1: b is not a list of numbers"),
        ([[1, 2]], [[0]], "layer 1: W must have 2 dimensions, not 1"),
        ([[[]]], [[0]], "layer 1: W is empty"),
        ([[[1, 2]]], [[]], "layer 1: b is empty"),
        ([], [], "at least one layer"),
        ([[[1, 2]]], [], "as many biases as weights"),
        ([[[1, 10**400]]], [[0]], "layer 1: W is not a matrix of numbers"),
        (None, None, "a list of weights and a list of biases"),
        (3, [[0]], "a list of weights and a list of biases"),
    ],
)
def test_what_is_no_network_is_refused_with_the_layer_at_fault(
    weights: Any, biases: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Network(weights, biases)


@pytest.mark.parametrize("activation", ["tanh", ["relu"], None])
def test_an_activation_is_one_of_the_table(activation: Any) -> None:
    with pytest.raises(ValueError, match=r"unknown activation .*; known are relu,"):
        Network([[[1, 2]]], [[0]], activation)


@pytest.mark.parametrize("slope", [float("nan"), "steep", None, True])
def test_a_slope_is_a_finite_number(slope: Any) -> None:
    with pytest.raises(ValueError, match="slope"):
        Network([[[1, 2]]], [[0]], slope=slope)


# --- plain data -------------------------------------------------------------------------------------------


def test_plain_data_hold_every_number_and_name() -> None:
    network = Network([[[1, 0.1], [0, -1e-300]], [[1, 2]]], [[0.5, 3], [-0.0]], "leaky_relu", 0.2)
    assert json.loads(json.dumps(network.to_dict())) == {
        "activation": "leaky_relu",
        "slope": 0.2,
        "layers": [{"W": [[1, 0.1], [0, -1e-300]], "b": [0.5, 3]}, {"W": [[1, 2]], "b": [0]}],
    }
