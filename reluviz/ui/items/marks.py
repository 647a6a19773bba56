"""What colourings say a second time without colour: arrows, signs, numbers, contour lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from reluviz.ui.contours import contour_levels, contours
from reluviz.ui.items.folds import is_dense
from reluviz.ui.items.grid import grid_step
from reluviz.ui.plane_map import Lines, PlaneMap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: About how many pixels (scale 1) marks are apart.
_APART = 64
_LINE, _OPACITY = 1.3, 0.55
#: Lengths of arrows, from weakest to strongest, and of their barbs; of the strokes of signs.
_SHORTEST, _LONGEST, _BARB, _BARB_ANGLE = 8.0, 24.0, 5.0, math.radians(152)
_SIGN = 8.0
#: A region has a number where a circle of this radius fits into it; no more than so many have.
_NUMBER_RADIUS, _MOST_NUMBERS = 10.0, 80


class Marks(NamedTuple):
    """Lines, and numbers by place, in pixels; `faint` lines are many, and stand for what is between."""

    lines: Lines
    numbers: list[tuple[QPointF, str]]
    faint: bool = False

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Paint them all."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        opacity = _OPACITY / 2 if self.faint else _OPACITY
        ink = theme.colour(theme.text, opacity)
        painter.setPen(QPen(ink, _LINE * theme.scale, c=Qt.PenCapStyle.SquareCap))
        self.lines.draw(painter)
        painter.setFont(theme.caption_font())
        for at, text in self.numbers:
            _paint_number(painter, at, text, theme)
        painter.restore()


NONE = Marks(Lines(np.empty((0, 2, 2))), [])


def gradient_arrows(theme: Theme, scene: Scene, plane: PlaneMap) -> Marks:
    """An arrow in each cell of a grid, in the direction of the gradient there, the longer the larger."""
    _, at, region = _cells(theme, scene, plane)
    slopes = scene.partition.planes.gradients[region] * (1.0, -1.0)
    sizes = np.hypot(*slopes.T)
    steep = sizes > 0
    at, slopes, sizes = at[steep], slopes[steep], sizes[steep]
    strength = np.sqrt(np.fmin(sizes / scene.gradient_scale, 1.0))
    length = (_SHORTEST + (_LONGEST - _SHORTEST) * strength) * theme.scale
    toward = slopes / sizes[:, np.newaxis]
    shaft = toward * (length / 2)[:, np.newaxis]
    tip = at + shaft
    cos, sin = math.cos(_BARB_ANGLE), math.sin(_BARB_ANGLE)
    turns = np.array([[cos, sin], [-sin, cos]]), np.array([[cos, -sin], [sin, cos]])
    barbs = [np.stack([tip, tip + toward @ turn * (_BARB * theme.scale)], axis=1) for turn in turns]
    return Marks(Lines(np.concatenate([np.stack([at - shaft, tip], axis=1), *barbs])), [])


def signs(theme: Theme, scene: Scene, plane: PlaneMap) -> Marks:
    """A plus or a minus in each cell of a grid."""
    xy, at, region = _cells(theme, scene, plane)
    planes = scene.partition.planes
    values = planes.heights[region] + ((xy - planes.corners[region]) * planes.gradients[region]).sum(axis=1)
    half = _SIGN / 2 * theme.scale
    level, upright = np.array([[-half, 0.0], [half, 0.0]]), np.array([[0.0, -half], [0.0, half]])
    strokes = at[values != 0, np.newaxis] + level, at[values > 0, np.newaxis] + upright
    return Marks(Lines(np.concatenate(strokes)), [])


def contour_lines(scene: Scene, plane: PlaneMap) -> Marks:
    """Lines of equal value, where they are not too many."""
    if is_dense(scene):
        return NONE
    lines = contours(scene.partition, contour_levels(scene.scale))
    return Marks(Lines(plane.pixels(lines)), [], faint=True)


def counts(theme: Theme, scene: Scene, plane: PlaneMap) -> Marks:
    """How many neurons are on, in the regions that have room for it."""
    p, unit = scene.partition, plane.pixels_per_unit
    ends = p.vertices.take(p.edges, axis=0)
    lengths = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    rims = sum(np.bincount(side + 1, lengths, p.n_regions + 1)[1:] for side in p.sides.T)
    # A convex region holds a circle whose radius is its area over its perimeter.
    radii = p.areas / np.maximum(rims, 1e-300) * unit
    large = np.flatnonzero(radii > _NUMBER_RADIUS * theme.scale)
    large = large[np.argsort(radii[large])[-_MOST_NUMBERS:]]
    places = [plane.pixels(p.polygon(int(region)).mean(axis=0)) for region in large]
    return Marks(
        NONE.lines,
        [(QPointF(*at), str(count)) for at, count in zip(places, scene.counts[large].tolist(), strict=True)],
    )


def _cells(theme: Theme, scene: Scene, plane: PlaneMap) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """The middles of the cells of a grid, in input units and in pixels (n, 2), and their regions (n,)."""
    step = grid_step(plane.pixels_per_unit, theme.px(_APART))
    xmin, xmax, ymin, ymax = plane.box
    x, y = (
        (np.arange(math.floor(low / step), math.ceil(high / step)) + 0.5) * step
        for low, high in ((xmin, xmax), (ymin, ymax))
    )
    xy = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    at = plane.pixels(xy)
    height, width = scene.numbers.shape
    column, row = (at * (width / plane.width, height / plane.height)).astype(np.intp).T
    inside = (at >= 0).all(axis=1) & (column < width) & (row < height)
    return xy[inside], at[inside], scene.numbers[row[inside], column[inside]].astype(np.intp)


def _paint_number(painter: QPainter, at: QPointF, text: str, theme: Theme) -> None:
    metrics = painter.fontMetrics()
    start = at + QPointF(-metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2)
    path = QPainterPath()
    path.addText(start, painter.font(), text)
    painter.strokePath(path, QPen(theme.colour(theme.halo, 0.6), 2.5 * theme.scale))
    painter.fillPath(path, theme.colour(theme.text, 0.8))
