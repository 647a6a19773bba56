"""Between x and y and pixels, and lines cut to the area."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QPolygonF

from reluviz.ui.curve_map import CurveMap

PLOT = CurveMap((0.0, 10.0, -1.0, 1.0), (40.0, 20.0, 500.0, 100.0))


def corners(line: QPolygonF) -> np.ndarray:
    return np.array([(line.at(k).x(), line.at(k).y()) for k in range(line.size())])


def test_pixels_and_units_are_inverse() -> None:
    assert PLOT.pixels(np.array([0.0, 1.0])).tolist() == [40.0, 20.0]
    assert PLOT.units(540.0, 120.0) == pytest.approx((10.0, -1.0))


def test_a_line_within_the_area_stays_whole() -> None:
    (line,) = PLOT.lines_within(np.array([[0.0, 0.0], [5.0, 1.0], [10.0, -1.0]]))
    assert corners(line).tolist() == [[40, 70], [290, 20], [540, 120]]


def test_a_line_that_leaves_is_cut_exactly_at_the_edges() -> None:
    first, last = PLOT.lines_within(
        np.array([[0.0, 0.0], [2.0, 2.0], [4.0, -2.0], [10.0, -2.0], [10.0, 0.0]])
    )[:2]
    assert corners(first) == pytest.approx(np.array([(40.0, 70.0), (90.0, 20.0)]))
    assert corners(last) == pytest.approx(np.array([(165.0, 20.0), (215.0, 120.0)]))


def test_a_line_that_is_never_in_the_area_is_not_drawn() -> None:
    assert PLOT.lines_within(np.array([[0.0, 5.0], [10.0, 7.0]])) == []


def test_what_is_not_finite_is_far_away() -> None:
    at = PLOT.pixels(np.array([[1.0, np.inf], [np.nan, 0.0]]))
    assert np.isfinite(at).all()
