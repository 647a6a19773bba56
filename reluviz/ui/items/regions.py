"""The tinted regions, as an image of region numbers seen through a table of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from reluviz.ui.items.folds import draw_dense, is_dense
from reluviz.ui.items.inspected import paint_rim, shape_of
from reluviz.ui.plane_map import PlaneMap, point
from reluviz.ui.theme import hues

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.partition import Partition
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme


class RegionLayer:
    """Keeps the coloured picture of a scene's regions until its partition or size differ; the region that is
    inspected is painted over it."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scene: Scene | None = None
        self._tints: NDArray[np.uint32] = np.empty(0, np.uint32)
        self._pixels: NDArray[np.uint32] = np.empty((0, 0), np.uint32)
        self._image = QImage()

    def update(self, scene: Scene, ratio: float) -> bool:
        """Recolour for `scene` if needed; whether anything changed."""
        last, self._scene = self._scene, scene
        same = last is not None and scene.partition.shares_regions_with(last.partition)
        if last is not None and same and scene.numbers is last.numbers:
            return scene.region != last.region
        if not same:
            self._tints = _tints(self._theme, scene.partition)
        if self._pixels.shape != scene.numbers.shape:
            self._pixels = np.empty(scene.numbers.shape, np.uint32)
        np.take(self._tints, scene.numbers, out=self._pixels, mode="wrap")
        if is_dense(scene):
            draw_dense(scene, self._pixels, self._theme)
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(ratio)
        return True

    def paint(self, painter: QPainter, plane: PlaneMap, *, vector: bool) -> None:
        """Paint at the origin; vector: as polygons, for SVG and PDF."""
        if self._scene is None:
            return
        if vector:
            self._paint_polygons(painter, self._scene.partition, plane)
        else:
            painter.drawImage(0, 0, self._image)
        if self._scene.region >= 0:
            shape = shape_of(self._scene.outline, plane)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(region_swatch(self._theme, self._scene))
            painter.drawPolygon(shape)
            paint_rim(painter, shape, self._theme)

    def _paint_polygons(self, painter: QPainter, partition: Partition, plane: PlaneMap) -> None:
        """Paint each region as a polygon: slower than the picture, and exact at any size."""
        corners = plane.pixels(partition.vertices)
        for region, tint in enumerate(self._tints.tolist()):
            colour = QColor.fromRgb(tint)
            # A thin line in its own colour closes the hairlines that viewers leave between polygons.
            painter.setPen(QPen(colour, 0.5))
            painter.setBrush(colour)
            loop = partition.loop[partition.offsets[region] : partition.offsets[region + 1]]
            painter.drawPolygon(QPolygonF([point(corner) for corner in corners[loop]]))


def _tints(theme: Theme, partition: Partition) -> NDArray[np.uint32]:
    hidden = partition.network.hidden
    return theme.tints(partition.sums_where_on(hues(hidden)), hidden)


def region_swatch(theme: Theme, scene: Scene) -> QColor:
    """The colour of the region that is inspected."""
    hidden = scene.partition.network.hidden
    active = hues(hidden)[scene.partition.pattern(scene.region)]
    return QColor.fromRgb(int(theme.tints(active.sum(keepdims=True), hidden, hover=True)[0]))
