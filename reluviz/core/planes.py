"""The planes that a function affine on every face of a mesh is made of, told from its corners alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.mesh import Mesh

LEAST_WIDTH = 1e-10
"""What is narrower, as a share of its length, counts as level: its corners do not tell how steep it is."""


class Planes(NamedTuple):
    """On face f the function is heights[f] + gradients[f] @ (x - corners[f])."""

    gradients: FloatArray  # (F, 2)
    corners: FloatArray  # (F, 2): one of each face
    heights: FloatArray  # (F,)


def planes_over(mesh: Mesh, heights: FloatArray) -> Planes:
    """The planes over the faces through these heights (V,) at the vertices.

    The gradient follows from the vector area of the corners, to which all of them contribute (Newell's
    method, in Sutherland, Sproull and Schumacker 1974).
    """
    starts, stops = mesh.offsets[:-1], mesh.offsets[1:]
    first = mesh.loop.take(starts)
    bases = [values.take(first) for values in (*mesh.points.T, heights)]
    here, there = [], []
    for values, base in zip((*mesh.points.T, heights), bases, strict=True):
        here.append(values.take(mesh.loop) - base.take(mesh.face))
        there.append(np.empty_like(here[-1]))
        there[-1][:-1] = here[-1][1:]
        there[-1][stops - 1] = 0.0  # after the last corner comes the first
    x, y, area = (
        np.add.reduceat(here[i] * there[j] - here[j] * there[i], starts) for i, j in ((1, 2), (2, 0), (0, 1))
    )
    extent = np.maximum.reduceat(here[0] ** 2 + here[1] ** 2, starts)
    area[area <= LEAST_WIDTH * extent] = np.inf
    gradients = np.stack([-x / area, -y / area], axis=1)
    return Planes(gradients, np.stack(bases[:2], axis=1), bases[2])
