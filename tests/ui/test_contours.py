"""Contour lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.core.partition import partition
from reluviz.ui.contours import contours

BOX = (-6.0, 6.0, -5.0, 7.0)


@given(st.integers(0, 200), st.sampled_from([(3,), (8,), (4, 4), (5, 5, 5)]))
def test_the_output_has_the_level_on_every_contour(seed: int, hidden: tuple[int, ...]) -> None:
    network = he((2, *hidden, 1), seed)
    levels = np.array([-1.5, -0.25, 0.25, 2.0])
    lines = contours(partition(network, BOX), levels)
    values = network(lines.reshape(-1, 2))[:, 0]
    nearest = np.abs(values[:, None] - levels).min(axis=1)
    np.testing.assert_allclose(nearest, 0.0, atol=1e-9)


def test_the_contours_of_a_plane_are_straight_lines_across_the_box() -> None:
    plane = Network([[[1.0, 0.0]], [[1.0]]], [[0.0], [0.0]], "identity")
    lines = contours(partition(plane, BOX), np.array([2.0]))
    assert lines.shape == (1, 2, 2)
    np.testing.assert_allclose(lines[0, :, 0], 2.0)
    assert sorted(lines[0, :, 1]) == pytest.approx([-5.0, 7.0])


def test_a_level_that_is_never_reached_has_no_contour() -> None:
    flat = Network([[[0.0, 0.0]], [[1.0]]], [[1.0], [0.0]])
    assert contours(partition(flat, BOX), np.array([5.0, -5.0])).shape == (0, 2, 2)
