"""The pieces of networks with one input."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reluviz
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Network
from reluviz.core.pieces import hidden_curves, pieces, unit_curves
from tests.core.partition_cases import integer_network, random_network


@given(
    activation=st.sampled_from(list(ACTIVATIONS)),
    shape=st.sampled_from([(1, 1), (1, 5, 1), (1, 6, 5, 2), (1, 4, 4, 4, 1)]),
    seed=st.integers(0, 1000),
    whole=st.booleans(),
)
def test_the_pieces_are_the_network(activation: str, shape: tuple[int, ...], seed: int, whole: bool) -> None:
    make = integer_network if whole else random_network
    network = make(shape, seed, activation=activation)
    q = pieces(network, (-3.0, 2.5))
    ends = np.concatenate([[-3.0], q.kinks, [2.5]])
    assert (np.diff(ends) > 0.0).all()
    assert len(q.slopes) == len(q.intercepts) == len(q.kinks) + 1
    for i, (lo, hi) in enumerate(pairwise(ends)):
        x = np.linspace(lo, hi, 7)
        values = network(x[:, np.newaxis])[:, 0]
        scale = 1.0 + np.abs(values).max() + abs(q.slopes[i]) + abs(q.intercepts[i])
        np.testing.assert_allclose(q.slopes[i] * x + q.intercepts[i], values, atol=1e-9 * scale)
    assert (np.diff(q.slopes) != 0.0).all()


def test_a_hat_has_its_three_kinks() -> None:
    hat = Network([[[1.0], [1.0], [1.0]], [[1.0, -2.0, 1.0]]], [[1.0, 0.0, -1.0], [0.0]])
    q = reluviz.pieces(hat, interval=(-2, 2))
    assert q.kinks.tolist() == [-1.0, 0.0, 1.0]
    assert q.slopes.tolist() == [0.0, 1.0, -1.0, 0.0]
    assert q.intercepts.tolist() == [0.0, 1.0, 1.0, 0.0]
    assert q.interval == (-2.0, 2.0)


def test_a_fold_that_the_output_does_not_feel_is_no_kink() -> None:
    network = Network([[[1.0], [1.0], [1.0]], [[1.0, -1.0, 0.0]]], [[0.0, 0.0, 0.5], [2.0]])
    assert len(reluviz.pieces(network, (-1, 1)).kinks) == 0


def test_hard_tanh_has_two_kinks() -> None:
    q = pieces(Network([[[2.0]], [[3.0]]], [[0.0], [1.0]], "hard_tanh"), (-1, 1))
    assert (q.kinks.tolist(), q.slopes.tolist(), q.intercepts.tolist()) == (
        [-0.5, 0.5],
        [0, 6, 0],
        [-2, 1, 4],
    )


# --- the neurons' own curves -------------------------------------------------------------------------------


@given(
    activation=st.sampled_from(list(ACTIVATIONS)),
    shape=st.sampled_from([(1, 1, 1), (1, 5, 1), (1, 6, 5, 2), (1, 4, 4, 4, 1)]),
    seed=st.integers(0, 1000),
    whole=st.booleans(),
)
def test_between_its_vertices_no_hidden_curve_bends(
    activation: str, shape: tuple[int, ...], seed: int, whole: bool
) -> None:
    network = (integer_network if whole else random_network)(shape, seed, activation=activation)
    x = np.linspace(-3.0, 2.5, 301)
    curves = hidden_curves(network, (-3.0, 2.5))
    for (corners, outputs), expected in zip(curves, network.hidden_outputs(x[:, None]), strict=True):
        assert (corners[0], corners[-1]) == (-3.0, 2.5)
        assert (np.diff(corners) > 0.0).all()
        for found, wanted in zip(outputs.T, expected.T, strict=True):
            np.testing.assert_allclose(
                np.interp(x, corners, found), wanted, atol=1e-9 * (1 + np.abs(wanted).max())
            )


@given(
    activation=st.sampled_from(list(ACTIVATIONS)),
    shape=st.sampled_from([(1, 1, 1), (1, 7, 1), (1, 6, 5, 2)]),
    seed=st.integers(0, 1000),
    whole=st.booleans(),
)
def test_the_units_of_layer_1_have_their_ends_and_kinks_and_nothing_else(
    activation: str, shape: tuple[int, ...], seed: int, whole: bool
) -> None:
    network = (integer_network if whole else random_network)(shape, seed, activation=activation)
    x = np.linspace(-3.0, 2.5, 301)
    curves = unit_curves(network, (-3.0, 2.5))
    assert curves.shape == (shape[1], 2 + len(network.kind.kinks), 2)
    for curve, wanted in zip(curves, network.hidden_outputs(x[:, None])[0].T, strict=True):
        assert (curve[0, 0], curve[-1, 0]) == (-3.0, 2.5)
        assert (np.diff(curve[:, 0]) >= 0.0).all()
        np.testing.assert_allclose(np.interp(x, *curve.T), wanted, atol=1e-12 * (1 + np.abs(wanted).max()))


def test_the_kink_of_a_unit_is_a_vertex_where_the_neuron_is_exactly_at_its_kink() -> None:
    network = Network([[[3.0], [-0.1]], [[1.0, 1.0]]], [[-1.0, 0.07], [0.0]])
    (left, kink, right), (_, other, _) = unit_curves(network, (-1.0, 1.0))
    assert left.tolist() == [-1.0, 0.0]
    assert kink.tolist() == [1.0 / 3.0, 0.0]
    assert right.tolist() == [1.0, 2.0]
    assert other.tolist() == [0.07 / 0.1, 0.0]


# --- what is refused ---------------------------------------------------------------------------------------

makers = pytest.mark.parametrize("make", [pieces, hidden_curves, unit_curves])


@makers
def test_only_one_input_has_pieces(make: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="a network with 1 input, not 2"):
        make(random_network((2, 3, 1), 0), (-1, 1))


@makers
@pytest.mark.parametrize("interval", [(1, 1), (2, 1), (0, np.inf), (0,), (np.nan, 1)])
def test_an_interval_without_an_inside_is_refused(
    make: Callable[..., object], interval: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="an interval"):
        make(random_network((1, 3, 1), 0), interval)
