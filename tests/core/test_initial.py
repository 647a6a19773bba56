from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.initial import he, triangle
from reluviz.core.partition import partition


def test_the_same_seed_draws_the_same_network() -> None:
    for mine, theirs in zip(he((2, 8, 1), 3).weights, he((2, 8, 1), 3).weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert (he((2, 8, 1), 3).weights[0] != he((2, 8, 1), 4).weights[0]).all()


def test_weights_have_the_variance_that_keeps_the_signal() -> None:
    network = he((2, 100, 100, 1), 0)
    assert network.weights[0].var() == pytest.approx(2 / 2, rel=0.2)
    assert network.weights[1].var() == pytest.approx(2 / 100, rel=0.1)


@pytest.mark.parametrize("shape", [(2,), (), (2, 0, 1)])
def test_a_shape_without_neurons_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a shape needs inputs and outputs"):
        he(shape, 0)


def test_the_first_picture_is_a_triangle_with_seven_regions() -> None:
    p = partition(triangle(), (-6, 6, -6, 6))
    assert p.n_regions == 7
    middle = p.region_at([[0.0, 0.0]])[0]
    assert len(p.polygon(middle)) == 3
    assert not p.pattern(middle).any()
