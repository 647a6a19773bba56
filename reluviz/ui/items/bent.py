"""Bent folds, those of layers after the first: which are under the pointer, and where their handles stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from reluviz.core.handles import arrow_length, fold_normal
from reluviz.ui.items.handles import Handle, Hit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.scene import Folds, Scene
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Where regions are small the reach is this share of their typical width, so that most of the plane can be
#: held, too, but no less than LEAST_REACH pixels.
_CROWDED = 0.2
LEAST_REACH = 3.0
#: Arrows are no longer than this (pixels at scale 1): they only show, and cannot be dragged.
_LONGEST = 64


def crowded_reach(scene: Scene, plane: PlaneMap, reach: float) -> float:
    """How many pixels away a fold that is not selected can be grabbed: `reach` where there is room."""
    width = math.sqrt(plane.width * plane.height / scene.partition.n_regions)
    return min(reach, max(LEAST_REACH, _CROWDED * width))


def bends_at(scene: Scene, at: tuple[float, float], reach: float) -> list[tuple[float, Hit]]:
    """For each neuron with a bent fold within `reach` of a point, all in input units: how far its nearest
    point is, and that point."""
    found = []
    for layer in range(1, len(scene.network.hidden)):
        found += _layer_at(scene.folds(layer), layer, np.array(at), reach)
    return found


def _layer_at(folds: Folds, layer: int, at: Floats, reach: float) -> list[tuple[float, Hit]]:
    chosen = _within_box(folds.segments, at, reach)
    points, distances = _nearest(folds.segments[chosen], at)
    neurons = np.searchsorted(folds.offsets, chosen, side="right") - 1
    order = distances.argsort()
    order = order[distances[order] <= reach]
    nearest = order[np.unique(neurons[order], return_index=True)[1]]
    return [
        (distance, Hit("fold", layer, neuron, (x, y)))
        for distance, neuron, (x, y) in zip(
            distances[nearest].tolist(), neurons[nearest].tolist(), points[nearest].tolist(), strict=True
        )
    ]


def _within_box(segments: Floats, at: Floats, reach: float) -> NDArray[np.intp]:
    """Which segments (m, 2, 2) may come within `reach` of a point: their boxes do. One axis after the other,
    as few are left after the first."""
    chosen = np.arange(len(segments))
    for axis in (0, 1):
        start, end = segments[chosen, 0, axis], segments[chosen, 1, axis]
        near = (np.minimum(start, end) <= at[axis] + reach) & (np.maximum(start, end) >= at[axis] - reach)
        chosen = chosen[near]
    return chosen


def _nearest(segments: Floats, at: Floats) -> tuple[Floats, Floats]:
    """The points (m, 2) of segments (m, 2, 2) that are nearest to `at`, and how far they are (m,)."""
    span = segments[:, 1] - segments[:, 0]
    t = ((at - segments[:, 0]) * span).sum(axis=1) / np.maximum((span * span).sum(axis=1), 1e-300)
    points = segments[:, 0] + span * np.clip(t, 0.0, 1.0)[:, None]
    return points, np.hypot(points[:, 0] - at[0], points[:, 1] - at[1])


def bent_handle(
    scene: Scene, layer: int, neuron: int, near: tuple[float, float], plane: PlaneMap, theme: Theme
) -> Handle | None:
    """The handle of a bent fold, at its point nearest to `near` (input units): the arrow is the gradient of
    the pre-activation there, towards the active side. None where the fold is not in view."""
    segments = scene.fold(layer, neuron)
    if not len(segments):
        return None
    points, distances = _nearest(segments, np.array(near))
    nearest = int(distances.argmin())
    normal = _toward_active(scene.network, layer, neuron, segments[nearest].mean(axis=0))
    size = float(np.hypot(*normal))
    length = min(arrow_length(size), _LONGEST) * theme.scale
    foot = plane.pixels(points[nearest])
    arrow = normal * (1.0, -1.0) * (length / size if size else 0.0)
    return Handle(layer, neuron, plane.pixels(segments[nearest]), foot, foot + arrow)


def _toward_active(network: Network, layer: int, neuron: int, at: Floats) -> Floats:
    """The gradient of the pre-activation at a point of a fold, or its opposite where the active side is that
    of lower values."""
    z = network.preactivations(at[None])[layer][0, neuron]
    kinks = network.kind.kinks
    kink = min(range(len(kinks)), key=lambda k: abs(kinks[k] - z))
    normal = fold_normal(network, layer, neuron, at)
    return normal if network.kind.on_piece > kink else -normal
