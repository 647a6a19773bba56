"""The least changes of a neuron against thousands of random ones, and against a search of the circle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.arrays import FloatArray
from reluviz.core.least_change import least_change, least_turn

Neuron = tuple[FloatArray, float, FloatArray, float]
Change = Callable[[FloatArray, float, FloatArray, float], tuple[FloatArray, float]]


def neuron(n: int, seed: int) -> Neuron:
    """Weights, a bias, features as a ReLU layer gives them, and a wanted pre-activation; scales vary."""
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.uniform(-2.0, 2.0, 3)
    h = scale[0] * np.maximum(rng.normal(size=n), -0.1)
    return scale[1] * rng.normal(size=n), float(scale[2] * rng.normal()), h, float(rng.integers(-1, 2))


def aligned(n: int, seed: int, tilt: float) -> Neuron:
    """Weights along the features, or nearly so: what the least change all but annihilates."""
    w, b, h, _ = neuron(n, seed)
    return 0.3 * h + tilt * w, 0.1 * b, 5.0 * h, 0.0


neurons = st.builds(neuron, st.integers(1, 8), st.integers(0, 10_000))
aligned_neurons = st.builds(
    aligned, st.integers(1, 8), st.integers(0, 10_000), st.sampled_from([0.0, 1e-12, 1e-3, 0.1, 1.0])
)


def distances(n: Neuron, weights: FloatArray) -> FloatArray:
    """How far neurons with these weights (k, n), and the bias that gives z, are from the given one."""
    w, b, h, z = n
    return np.asarray(np.hypot(np.linalg.norm(weights - w, axis=1), z - weights @ h - b))


def rivals(n: Neuron, found: FloatArray, count: int) -> FloatArray:
    """Weights near the found ones, near the given ones and anywhere, in random directions."""
    rng = np.random.default_rng(0)
    sizes = 10.0 ** rng.uniform(-9.0, 1.0, (count, 1)) * (np.linalg.norm(n[0]) + np.linalg.norm(found))
    starts = np.stack([found, n[0], -n[0], 0.0 * found])[rng.integers(0, 4, count)]
    return starts + sizes * rng.normal(size=(count, len(found)))


@pytest.mark.parametrize("change", [least_change, least_turn])
@given(n=neurons | aligned_neurons)
def test_after_a_change_the_pre_activation_is_the_wanted_one(change: Change, n: Neuron) -> None:
    w, b, h, z = n
    weights, bias = change(w, b, h, z)
    scale = float(np.linalg.norm(weights) * np.linalg.norm(h)) + abs(bias) + abs(z)
    assert float(weights @ h) + bias == pytest.approx(z, abs=1e-12 * scale)


@given(neurons | aligned_neurons)
def test_no_change_is_smaller_than_the_least(n: Neuron) -> None:
    found, _ = least_change(*n)
    least = distances(n, found[None])[0]
    assert (distances(n, rivals(n, found, 1000)) >= least * (1 - 1e-9)).all()


@given(neurons | aligned_neurons)
def test_a_turn_keeps_the_size_of_the_weights(n: Neuron) -> None:
    found, _ = least_turn(*n)
    assert np.linalg.norm(found) == pytest.approx(np.linalg.norm(n[0]), rel=1e-12)


@given(neurons | aligned_neurons)
def test_no_change_that_keeps_the_size_is_smaller_than_the_least_turn(n: Neuron) -> None:
    found, _ = least_turn(*n)
    least = distances(n, found[None])[0]
    others = rivals(n, found, 1000)
    lengths = np.linalg.norm(others, axis=1, keepdims=True)
    others = others[lengths[:, 0] > 0.0] * np.linalg.norm(n[0]) / lengths[lengths > 0.0][:, None]
    scale = least + np.linalg.norm(n[0]) * (1.0 + np.linalg.norm(n[2]))
    assert (distances(n, others) >= least - 1e-9 * scale).all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("make", [neuron, lambda n, seed: aligned(n, seed, 0.01)])
def test_ten_thousand_random_changes_are_all_larger(make: Callable[[int, int], Neuron], seed: int) -> None:
    n = make(6, seed)
    others = rivals(n, least_change(*n)[0], 10_000)
    assert (distances(n, others) >= distances(n, least_change(*n)[0][None])[0] * (1 - 1e-9)).all()
    turned = others * (np.linalg.norm(n[0]) / np.linalg.norm(others, axis=1))[:, None]
    least = distances(n, least_turn(*n)[0][None])[0]
    assert (distances(n, turned) >= least * (1 - 1e-9)).all()


@given(
    st.builds(neuron, st.just(2), st.integers(0, 10_000))
    | st.builds(aligned, st.just(2), st.integers(0, 10_000), st.sampled_from([0.0, 1e-12, 1e-3, 1.0]))
)
def test_of_two_weights_the_whole_circle_is_searched(n: Neuron) -> None:
    angle = np.linspace(0.0, 2 * np.pi, 20_001)
    circle = np.linalg.norm(n[0]) * np.column_stack([np.cos(angle), np.sin(angle)])
    best = distances(n, circle).min()
    least = distances(n, least_turn(*n)[0][None])[0]
    steepest = np.linalg.norm(n[0]) * (1.0 + np.linalg.norm(n[2]))
    assert best - steepest * 2 * np.pi / 20_000 <= least <= best + 1e-9 * (best + steepest)


def test_weights_along_the_features_turn_off_them() -> None:
    w, bias = least_turn(np.array([3.0, 0.0]), 0.0, np.array([10.0, 0.0]), 0.0)
    assert w[0] == pytest.approx(3.0 / 100.0)
    assert np.hypot(*w) == pytest.approx(3.0)
    assert bias == pytest.approx(-0.3)


def test_without_features_only_the_bias_changes() -> None:
    for change in (least_change, least_turn):
        w, bias = change(np.array([1.0, 2.0]), 0.5, np.zeros(2), -1.0)
        assert (w.tolist(), bias) == ([1.0, 2.0], -1.0)


def test_a_single_weight_can_only_keep_or_change_its_sign() -> None:
    kept, kept_bias = least_turn(np.array([2.0]), 0.0, np.array([3.0]), 0.0)
    turned, turned_bias = least_turn(np.array([2.0]), -9.0, np.array([-3.0]), 9.0)
    assert (kept.tolist(), kept_bias) == ([2.0], -6.0)
    assert (turned.tolist(), turned_bias) == ([-2.0], 3.0)
