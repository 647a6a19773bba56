"""Sight: what a camera sees of a relief: pixels, the visible parts of lines, and points of the plane."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reluviz.ui.front import NOTHING, front_image, visible_parts
from reluviz.ui.shading import HEATS, LEVELS, colour_table, light_levels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.camera import Projection
    from reluviz.ui.relief import Relief, Traces
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Singles = NDArray[np.float32]

#: A facet that is seen from its edge, with less than this of its extent, has one colour.
_EDGE_ON = 1e-9
#: Colours of the heat map that are passed from sample to sample where more would make no difference.
_STEEPEST = 1e20
#: Rows of samples that are coloured together stay in the processor's cache.
_ROWS_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Sight:
    """A relief before a camera. fineness: samples for each pixel of the projection, along a side."""

    relief: Relief
    projection: Projection
    fineness: float = 1.0

    @cached_property
    def order(self) -> Ints:
        """(R,): the regions from back to front."""
        return self.relief.partition.order_along(self.projection.toward)

    @cached_property
    def place(self) -> Ints:
        """(R + 1,): the place of each region in `order`; at last, that of the outside."""
        place = np.full(len(self.order) + 1, NOTHING)
        place[self.order] = np.arange(len(self.order))
        return place

    @cached_property
    def corners(self) -> Floats:
        """(V, 2): the pixels of the vertices."""
        return self.projection.pixels(self.relief.partition.vertices, self.relief.heights)

    @cached_property
    def front(self) -> NDArray[np.int32]:
        """The place of the region that is seen at each sample."""
        size = (self.projection.width, self.projection.height)
        width, height = (max(1, round(side * self.fineness)) for side in size)
        return front_image(self.corners * self.fineness, self.relief.partition, self.order, width, height)

    @cached_property
    def centres(self) -> Floats:
        """(R, 2): the pixels of the centres of facets."""
        centres = self.relief.centres
        return self.projection.pixels(centres[:, :2], centres[:, 2])

    @cached_property
    def _slopes(self) -> tuple[Floats, Floats, Floats]:
        """(R,) each: of a facet, how much its gradient rises to the right and away from the eye, and how far
        up in the picture a step away from the eye leads."""
        right, up, _ = self.projection.axes
        rise = self.relief.gradients @ right[:2]
        away = self.relief.gradients @ -self.projection.toward
        upward = self.projection.axes[2][2] + away * up[2]
        return rise, away, np.where(np.abs(upward) > _EDGE_ON, upward, np.inf)

    @cached_property
    def rises(self) -> Floats:
        """(R, 2): how much the height of a facet grows from pixel to pixel, to the right and downwards."""
        rise, away, upward = self._slopes
        flat = rise * (self.projection.axes[2][2] / upward), -away / upward
        return np.stack(flat, axis=1) / self.projection.scale

    @cached_property
    def heat_per_height(self) -> float:
        """How many colours of the heat map (255 from zero to full) a unit of height passes."""
        return 255.0 / (self.relief.unit * self.relief.scale)

    def rows(self, region: int) -> Ints:
        """(R,): the row of `colour_table` of each facet, the region under the pointer in its own colours."""
        rows = light_levels(self.relief, self.projection)
        if region >= 0:
            rows[region] += LEVELS
        return rows

    def pixels(self, theme: Theme, region: int) -> NDArray[np.uint32]:
        """The picture in samples, transparent where nothing is; `region` is under the pointer."""
        height, width = self.front.shape
        colours = colour_table(theme).reshape(-1)
        rows = (self.rows(region) * HEATS).astype(np.int32).take(self.order)
        column = np.tile(np.arange(width, dtype=np.float32), _ROWS_AT_ONCE)
        result = np.zeros(height * width, np.uint32)
        for top in range(0, height, _ROWS_AT_ONCE):
            some = slice(top * width, (top + _ROWS_AT_ONCE) * width)
            front = self.front.reshape(-1)[some]
            sample = np.flatnonzero(front != NOTHING)
            place = front.take(sample)
            row = (sample // width + top).astype(np.float32)
            colour = self._heats(place, column.take(sample), row).astype(np.int32)
            colour += rows.take(place)
            result[some][sample] = colours.take(colour)
        return result.reshape(height, width)

    def _heats(self, place: NDArray[np.int32], column: Singles, row: Singles) -> Singles:
        """The colours of the heat map at samples, from 0 to 511: there a facet's is affine. `row` is
        overwritten."""
        start, across, down = self._heat_maps
        heat = across.take(place)
        heat *= column
        row *= down.take(place)
        heat += row
        heat += start.take(place)
        np.maximum(heat, 0.0, out=heat)
        return np.minimum(heat, 510.5, out=heat)

    @cached_property
    def _heat_maps(self) -> tuple[Singles, Singles, Singles]:
        """(R,) each, by place: colour of a facet at sample (0, 0), its growth along columns and along rows; a
        half is added, so that cutting off the fraction rounds."""
        rises = self.rises * (self.heat_per_height / self.fineness)
        start = self.relief.centres[:, 2] * self.heat_per_height
        start -= ((self.centres * self.fineness - 0.5) * rises).sum(axis=1)
        maps = np.column_stack([start, rises])
        # What is in full colour next to where it is 0 stays within single precision, on the same side of 0.
        size = np.abs(maps).max(axis=1, initial=_STEEPEST)
        maps *= (_STEEPEST / size)[:, np.newaxis]
        maps[:, 0] += 255.5
        a, b, c = maps.astype(np.float32).take(self.order, axis=0).T.copy()
        return a, b, c

    def lines(self, traces: Traces) -> Floats:
        """(m, 2, 2): lines on the surface in pixels, whether or not they are hidden."""
        return self.projection.pixels(traces.ends, traces.values * self.relief.unit)

    def places(self, traces: Traces) -> Ints:
        """(m,): the place of the last facet that each line lies on."""
        places: Ints = self.place.take(traces.sides).max(axis=1)
        return places

    def visible(self, traces: Traces) -> Floats:
        """(k, 2, 2): what is seen of lines on the surface, in pixels."""
        seen = visible_parts(self.front, self.lines(traces) * self.fineness, self.places(traces))
        return seen / self.fineness

    def point_at(self, x: float, y: float) -> tuple[float, float] | None:
        """The point of the plane over which the surface is seen at a pixel, to the nearest sample; None
        beside the surface."""
        height, width = self.front.shape
        column, row = int(np.floor(x * self.fineness)), int(np.floor(y * self.fineness))
        if not (0 <= column < width and 0 <= row < height) or self.front[row, column] == NOTHING:
            return None
        region = self.order[self.front[row, column]]
        rise, _, upward = (slope[region] for slope in self._slopes)
        right, up, _ = self.projection.axes
        sample = np.array([column + 0.5, row + 0.5]) / self.fineness
        across, down = (sample - self.centres[region]) / self.projection.scale
        away = (-down - rise * up[2] * across) / upward
        found = self.relief.centres[region, :2] + across * right[:2] - away * self.projection.toward
        return float(found[0]), float(found[1])
