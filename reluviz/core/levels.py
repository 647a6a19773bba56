"""Level sets of a function that is affine on every face of a mesh."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core.arrays import SMALLEST, FloatArray, IntArray, rows_of
from reluviz.core.mesh import Mesh


class LevelSet(NamedTuple):
    """Segments (m, 2, 2), and the two faces (m, 2) beside each: the same twice where it crosses a face."""

    segments: FloatArray
    faces: IntArray


def level_set(
    mesh: Mesh, heights: FloatArray, bound: float, at_vertices: Callable[[], tuple[FloatArray, FloatArray]]
) -> LevelSet:
    """The segments on which a function is 0 that has these heights (V,) at the vertices.

    Heights within tolerance are roundings of 0; `bound` bounds the tolerances. If there is any doubt,
    `at_vertices` is asked for heights (V,) found with more care, and for their tolerances (V,). Sides of
    faces on which all is 0 do not belong to the level set. Where the heights around a face change sign more
    than twice, they are smaller than they are uncertain: the tolerance is doubled until they do not.
    """
    tolerance = None
    if (np.abs(heights) <= bound).any():
        heights, tolerance = _with_zeros(*at_vertices())
    while True:
        signs = np.sign(heights).astype(np.int8)
        halves, faces = _passages(mesh, signs)
        if _in_pairs(faces):
            edges = _along(mesh, signs)
            segments = _across(mesh, heights, halves), mesh.points[mesh.ends[edges]]
            return LevelSet(
                np.concatenate(segments), np.concatenate([faces.reshape(-1, 2), mesh.sides[edges]])
            )
        if tolerance is None:
            heights, tolerance = _with_zeros(*at_vertices())
        else:
            heights, tolerance = _with_zeros(heights, 2.0 * np.maximum(tolerance, SMALLEST))


def _with_zeros(heights: FloatArray, tolerance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The heights, of which those within tolerance are exactly 0, and the tolerance."""
    return np.where(np.abs(heights) <= tolerance, 0.0, heights), tolerance


def _passages(mesh: Mesh, signs: NDArray[np.int8]) -> tuple[IntArray, IntArray]:
    """Which of mesh.halves the 0 line passes, at their start or between their ends, where it crosses their
    face; and the faces."""
    start, end = signs[mesh.loop], signs[mesh.following]
    high = np.maximum.reduceat(start, mesh.offsets[:-1])
    low = np.minimum.reduceat(start, mesh.offsets[:-1])
    crossed = (high > 0) & (low < 0)
    place = np.flatnonzero(((start == 0) | (start * end < 0)) & crossed[mesh.face])
    return place, mesh.face[place]


def _in_pairs(faces: IntArray) -> bool:
    """Whether every face that occurs occurs twice (they are sorted)."""
    if len(faces) % 2:
        return False
    return bool((faces[::2] == faces[1::2]).all() and (faces[2::2] != faces[1:-1:2]).all())


def _across(mesh: Mesh, heights: FloatArray, passages: IntArray) -> FloatArray:
    """The segments between passages, taken in pairs."""
    half = mesh.halves[passages]
    a, b = mesh.ends[half >> 1].T  # in the direction of the edge, so that both sides see the same point
    at_a, at_b = heights[a], heights[b]
    at_start = heights[mesh.loop[passages]] == 0.0
    share = np.abs(at_a) / np.maximum(np.abs(at_a) + np.abs(at_b), SMALLEST)
    points = rows_of(mesh.points, a)
    points += share[:, np.newaxis] * (rows_of(mesh.points, b) - points)
    points[at_start] = mesh.points[mesh.loop[passages[at_start]]]
    segments: FloatArray = points.reshape(-1, 2, 2)
    return segments


def _along(mesh: Mesh, signs: NDArray[np.int8]) -> IntArray:
    """The edges on which all is 0, none of them a side of a face on which all is 0."""
    edges = np.flatnonzero((signs[mesh.ends] == 0).all(axis=1))
    if not len(edges):
        return edges
    varied = np.logical_or.reduceat(signs[mesh.loop] != 0, mesh.offsets[:-1])
    left, right = np.append(varied, True)[mesh.sides[edges]].T  # the last entry is the outside
    inner: IntArray = edges[left & right]
    return inner
