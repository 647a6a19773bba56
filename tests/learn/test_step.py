"""The recorded calls compute the gradient: checked against central differences of the loss itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Network
from reluviz.learn.losses import LOSSES, OUTPUTS, target_rows
from reluviz.learn.step import (
    Step,
    layer_views,
    parameter_count,
    read_parameters,
    with_ones,
    write_parameters,
)

Floats = NDArray[np.float64]
SHAPES = [(2, 1), (2, 1, 1), (2, 4, 2, 1), (1, 3, 1), (2, 8, 8, 8, 1), (3, 2, 5, 1)]


def random_network(rng: np.random.Generator, shape: tuple[int, ...], activation: str) -> Network:
    weights = [rng.normal(0, 1, (shape[k + 1], shape[k])) for k in range(len(shape) - 1)]
    return Network(weights, [rng.normal(0, 0.5, n) for n in shape[1:]], activation, slope=0.2)


def recorded_gradient(network: Network, x: Floats, y: Floats, loss: str, output: str) -> Floats:
    """The gradient of the mean loss, from the calls of one step."""
    flat, descent = np.zeros((2, parameter_count(network.shape)))
    layers = layer_views(flat, network.shape)
    write_parameters(network, layers)
    step = Step(network, layers, layer_views(descent, network.shape), len(x))
    factor = np.array(1 / len(x))
    calls = step.calls(np.ascontiguousarray(with_ones(x)), target_rows(y), LOSSES[loss], output, factor)
    for call in calls:
        call()
    return -descent


def mean_loss(network: Network, x: Floats, y: Floats, loss: str, output: str) -> float:
    return float(LOSSES[loss].value(network(x)[:, 0], y, output).mean())


def differences(network: Network, x: Floats, y: Floats, loss: str, output: str, h: float) -> Floats:
    flat = np.zeros(parameter_count(network.shape))
    layers = layer_views(flat, network.shape)
    write_parameters(network, layers)
    slopes = np.empty_like(flat)
    for k, value in enumerate(flat):
        sides = []
        for flat[k] in (value + h, value - h):
            sides.append(mean_loss(read_parameters(network, layers), x, y, loss, output))
        flat[k] = value
        slopes[k] = (sides[0] - sides[1]) / (2 * h)
    return slopes


def distance_from_kinks(network: Network, x: Floats) -> float:
    kinks = network.kind.kinks
    distances = (float(np.abs(z - kink).min()) for z in network.preactivations(x) for kink in kinks)
    return min(distances, default=1.0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), [(loss, output) for loss in LOSSES for output in OUTPUTS])
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from(SHAPES), size=st.integers(1, 12))
def test_gradients_agree_with_central_differences(
    activation: str, loss: str, output: str, seed: int, shape: tuple[int, ...], size: int
) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng, shape, activation)
    x = rng.uniform(-2, 2, (size, shape[0]))
    y = rng.choice([-1.0, 1.0], size)
    h = 1e-6
    while distance_from_kinks(network, x) < 1e-3:  # no kink within reach of the differences
        network = random_network(rng, shape, activation)
        x = rng.uniform(-2, 2, (size, shape[0]))
    found = recorded_gradient(network, x, y, loss, output)
    expected = differences(network, x, y, loss, output, h)
    scale = max(1.0, float(np.abs(expected).max()), mean_loss(network, x, y, loss, output))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * scale)


@pytest.mark.parametrize(
    ("activation", "expected"), [("relu", 0.0), ("leaky_relu", 0.2), ("abs", -1.0), ("identity", 1.0)]
)
def test_at_the_kink_the_derivative_is_that_of_the_left_side(activation: str, expected: float) -> None:
    network = Network([[[1.0]], [[1.0]]], [[0.0], [0.0]], activation, slope=0.2)
    gradient = recorded_gradient(network, np.zeros((1, 1)), np.array([-1.0]), "squared", "linear")
    _, hidden_bias, output_weight, output_bias = gradient
    assert hidden_bias == expected
    assert output_weight == 0.0
    assert output_bias == 1.0


@pytest.mark.parametrize(("bias", "slope"), [(-1.0, 0.0), (1.0, 1.0), (-2.0, 0.0), (2.0, 0.0)])
def test_hard_tanh_has_the_derivative_of_the_left_side_at_both_kinks(bias: float, slope: float) -> None:
    network = Network([[[1.0]], [[1.0]]], [[bias], [0.0]], "hard_tanh")
    target = np.array([np.clip(bias, -1.0, 1.0) - 1.0])
    gradient = recorded_gradient(network, np.zeros((1, 1)), target, "squared", "linear")
    assert gradient[1:].tolist() == [slope, float(np.clip(bias, -1.0, 1.0)), 1.0]


@given(seed=st.integers(0, 1000), shape=st.sampled_from(SHAPES))
def test_parameters_come_back_as_they_went_in(seed: int, shape: tuple[int, ...]) -> None:
    network = random_network(np.random.default_rng(seed), shape, "relu")
    flat = np.full(parameter_count(shape), np.nan)
    layers = layer_views(flat, shape)
    write_parameters(network, layers)
    again = read_parameters(network, layers)
    assert np.isfinite(flat).all()
    assert again.to_dict() == network.to_dict()


def test_logistic_descent_survives_outputs_whose_exponential_overflows() -> None:
    network = Network([[[1e4]]], [[0.0]])
    x, y = np.array([[1.0], [-1.0]]), np.array([1.0, 1.0])
    with np.errstate(over="ignore"):
        gradient = recorded_gradient(network, x, y, "logistic", "linear")
    np.testing.assert_allclose(gradient, [0.5, -0.5])
