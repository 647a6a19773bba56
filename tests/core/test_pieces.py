"""The pieces of networks with one input."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reluviz
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Network
from reluviz.core.pieces import pieces
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


def test_only_one_input_has_pieces() -> None:
    with pytest.raises(ValueError, match="a network with 1 input, not 2"):
        pieces(random_network((2, 3, 1), 0), (-1, 1))


@pytest.mark.parametrize("interval", [(1, 1), (2, 1), (0, np.inf), (0,), (np.nan, 1)])
def test_an_interval_without_an_inside_is_refused(interval: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="an interval"):
        pieces(random_network((1, 3, 1), 0), interval)
