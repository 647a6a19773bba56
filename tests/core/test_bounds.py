"""What cannot be drawn is told before anything is drawn, by the layer at fault."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.bounds import LARGEST_VALUE, check_drawable
from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.core.partition import partition
from tests.core.partition_cases import random_network

BOX = (-6.0, 6.0, -6.0, 6.0)


def test_an_ordinary_network_can_be_drawn() -> None:
    check_drawable(he((2, 64, 64, 64, 1), 0), BOX)


def test_the_largest_network_that_can_be_made_can_be_drawn() -> None:
    check_drawable(he((2, *(1024,) * 8, 1), 0), BOX)
    check_drawable(he((2, *(64,) * 32, 1), 0), BOX)


@pytest.mark.parametrize("size", [1e200, 1e308])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_weights_too_large_to_be_drawn_are_told_by_their_layer(layer: int, size: float) -> None:
    network = random_network((2, 3, 3, 1), 0).with_weight(layer, 0, 1, size)
    with pytest.raises(
        ValueError, match=f"layer {layer + 1}: its values on this box are too large to be drawn"
    ):
        check_drawable(network, BOX)


def test_layers_that_are_too_large_only_together_are_told_by_the_last_of_them() -> None:
    network = Network([[[1e80, 0]], [[1e80]], [[1e-80]]], [[0], [0], [0]])
    with pytest.raises(ValueError, match="layer 2"):
        check_drawable(network, BOX)


def test_a_bias_and_a_slope_can_be_too_large_as_well() -> None:
    with pytest.raises(ValueError, match="layer 2"):
        check_drawable(he((2, 3, 1), 0).with_output_bias(-1e160), BOX)
    with pytest.raises(ValueError, match="layer 1"):
        check_drawable(he((2, 3, 1), 0).with_activation("leaky_relu", 1e200), BOX)


@pytest.mark.parametrize("box", [(0, 0, 0, 1), (-1e200, 1e200, 0, 1), (0, np.nan, 0, 1)])
def test_a_box_that_cannot_be_drawn_is_told_as_such(box: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a box"):
        check_drawable(he((2, 3, 1), 0), box)


def test_a_network_with_one_input_is_judged_on_its_interval() -> None:
    check_drawable(he((1, 64, 64, 1), 0), (0.0, 6.3, -1.4, 1.4))
    check_drawable(random_network((1, 3, 1), 0).with_weight(0, 0, 0, 1e100), (-1.0, 1.0, -1e17, 1.0))
    with pytest.raises(ValueError, match="layer 1"):
        check_drawable(random_network((1, 3, 1), 0).with_weight(0, 0, 0, 1e140), (-1e12, 1.0, 0.0, 1.0))


def test_no_more_than_two_inputs_can_be_drawn() -> None:
    with pytest.raises(ValueError, match="1 or 2 inputs can be drawn, not one with 3"):
        check_drawable(he((3, 3, 1), 0), BOX)


@given(
    st.sampled_from(list(ACTIVATIONS)),
    st.integers(0, 50),
    st.floats(-60, 60),
    st.floats(-100, 100),
    st.floats(-50, 50),
)
def test_what_may_be_drawn_has_a_partition_with_finite_numbers(
    activation: str, seed: int, first: float, second: float, half: float
) -> None:
    network = random_network((2, 4, 3, 1), seed, activation=activation)
    scales = (10.0**first, 10.0**second, 1.0)
    weights = [W * scale for W, scale in zip(network.weights, scales, strict=True)]
    network = network.with_layers(weights, network.biases)
    h = 10.0**half
    box = (-h, h, -h, h)
    try:
        check_drawable(network, box)
    except ValueError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        p = partition(network, box)
        found = (p.areas, p.gradients, p.intercepts, p.boundary, p.values, p.boundary_length)
    assert all(np.isfinite(array).all() for array in found)
    assert np.abs(p.values).max() <= 1.001 * LARGEST_VALUE
