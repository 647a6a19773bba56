"""The tinted regions, as an image of region numbers seen through a table of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from reluviz.ui.items.folds import draw_dense, is_dense
from reluviz.ui.plane_map import PlaneMap, point
from reluviz.ui.theme import hues

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.partition import Partition
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme


class RegionLayer:
    """Keeps the coloured picture of a scene's regions until its partition, size or region under the pointer
    differ."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._numbers: NDArray[np.int32] | None = None
        self._partition: Partition | None = None
        self._tints: NDArray[np.uint32] = np.empty(0, np.uint32)
        self._region = -1
        self._pixels: NDArray[np.uint32] = np.empty((0, 0), np.uint32)
        self._image = QImage()

    def update(self, scene: Scene, ratio: float) -> bool:
        """Recolour for `scene` if needed; whether anything changed."""
        last, self._partition = self._partition, scene.partition
        same = last is not None and self._partition.shares_regions_with(last)
        if same and scene.numbers is self._numbers and scene.region == self._region:
            return False
        if not same:
            self._tints = _tints(self._theme, self._partition)
        self._numbers, self._region = scene.numbers, scene.region
        colours = self._tints
        if self._region >= 0:
            colours = colours.copy()
            colours[self._region] = region_colour(self._theme, scene)
        if self._pixels.shape != scene.numbers.shape:
            self._pixels = np.empty(scene.numbers.shape, np.uint32)
        np.take(colours, scene.numbers, out=self._pixels, mode="wrap")
        if is_dense(scene):
            draw_dense(scene, self._pixels, self._theme)
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(ratio)
        return True

    def paint(self, painter: QPainter) -> None:
        """Paint at the origin."""
        painter.drawImage(0, 0, self._image)

    def paint_polygons(self, painter: QPainter, plane: PlaneMap) -> None:
        """Paint each region as a polygon: slower than the picture, and exact at any size, for SVG and PDF."""
        if self._partition is None:
            return
        corners = plane.pixels(self._partition.vertices)
        for region, tint in enumerate(self._tints.tolist()):
            colour = QColor.fromRgb(tint)
            # A thin line in its own colour closes the hairlines that viewers leave between polygons.
            painter.setPen(QPen(colour, 0.5))
            painter.setBrush(colour)
            loop = self._partition.loop[self._partition.offsets[region] : self._partition.offsets[region + 1]]
            painter.drawPolygon(QPolygonF([point(corner) for corner in corners[loop]]))


def _tints(theme: Theme, partition: Partition) -> NDArray[np.uint32]:
    hidden = partition.network.hidden
    return theme.tints(partition.sums_where_on(hues(hidden)), hidden)


def region_colour(theme: Theme, scene: Scene) -> int:
    """The pixel colour of the region under the pointer."""
    hidden = scene.partition.network.hidden
    active = hues(hidden)[scene.partition.pattern(scene.region)]
    return int(theme.tints(active.sum(keepdims=True), hidden, hover=True)[0])


def region_swatch(theme: Theme, scene: Scene) -> QColor:
    """The colour of the region under the pointer, for a legend."""
    return QColor.fromRgb(region_colour(theme, scene))
