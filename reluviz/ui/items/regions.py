"""The coloured regions, as an image of region numbers seen through colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reluviz.ui.items.colour_legend import LegendLayer
from reluviz.ui.items.colourings import colouring_of
from reluviz.ui.items.folds import draw_dense, is_dense
from reluviz.ui.items.inspected import paint_outline, paint_rim, shape_of
from reluviz.ui.items.marks import NONE
from reluviz.ui.plane_map import PlaneMap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme


class RegionLayer:
    """Keeps the coloured picture of a scene's regions until its colours or size differ; the region that is
    inspected is painted over it."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scene: Scene | None = None
        self._pixels: NDArray[np.uint32] = np.empty((0, 0), np.uint32)
        self._image = QImage()
        self._marks, self._legend = NONE, LegendLayer(theme)

    def update(self, scene: Scene, ratio: float) -> bool:
        """Recolour for `scene` if needed; whether anything changed."""
        last, self._scene = self._scene, scene
        if last is not None and _same_colours(last, scene):
            return scene.region != last.region
        if self._pixels.shape != scene.numbers.shape:
            self._pixels = np.empty(scene.numbers.shape, np.uint32)
        colouring = colouring_of(scene)
        colouring.fill(self._theme, scene, self._pixels)
        if is_dense(scene):
            draw_dense(scene, self._pixels, self._theme)
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(ratio)
        plane = PlaneMap(scene.box, width / ratio, height / ratio)
        self._marks = colouring.marks(self._theme, scene, plane)
        self._legend.show(colouring.legend(self._theme, scene))
        return True

    def paint(self, painter: QPainter, plane: PlaneMap, *, vector: bool) -> None:
        """Paint at the origin; vector: as polygons, for SVG and PDF."""
        if self._scene is None:
            return
        if vector:
            self._paint_polygons(painter, self._scene, plane)
        else:
            painter.drawImage(0, 0, self._image)
        if self._scene.region >= 0:
            shape = shape_of(self._scene.outline, plane)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colouring_of(self._scene).veil(self._theme, self._scene))
            painter.drawPolygon(shape)
            # Into SVG nothing can be painted inside a shape only.
            (paint_outline if vector else paint_rim)(painter, shape, self._theme)
        self._marks.paint(painter, self._theme)

    def paint_legend(self, painter: QPainter, area: QRectF) -> None:
        """Paint what the colours mean into the lower left corner of `area`."""
        self._legend.paint(painter, area)

    def _paint_polygons(self, painter: QPainter, scene: Scene, plane: PlaneMap) -> None:
        """Paint each region as a polygon: slower than the picture, and exact at any size."""
        for shape, brush in colouring_of(scene).polygons(self._theme, scene, plane):
            # A thin line in its own colour closes the hairlines that viewers leave between polygons.
            painter.setPen(QPen(brush, 0.5))
            painter.setBrush(brush)
            painter.drawPolygon(shape)


def _same_colours(last: Scene, scene: Scene) -> bool:
    colouring = colouring_of(scene)
    return scene.numbers is last.numbers and colouring is colouring_of(last) and colouring.same(last, scene)


def region_swatch(theme: Theme, scene: Scene) -> QColor:
    """The colour of the region that is inspected, for a legend."""
    return colouring_of(scene).swatch(theme, scene)
