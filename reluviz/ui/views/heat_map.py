"""The sum as a heat map with every fold, contour lines and the decision boundary on top."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.contours import contour_levels, contours
from reluviz.ui.heat import heat_pixels, image_of
from reluviz.ui.items.folds import Strokes, fold_pen, is_dense, paint_boundary, strokes_of
from reluviz.ui.items.inspected import paint_outline, shape_of
from reluviz.ui.items.kept import KeptFolds
from reluviz.ui.plane_map import Lines, PlaneMap
from reluviz.ui.theme import NEURON_COLOURS
from reluviz.ui.widgets.panel import out_of_sight

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

_CONTOUR_OPACITY = 0.22
_FOLD, _FOLD_HALO, _DEEP_FOLD, _CHOSEN_FOLD = 1.6, 3.2, 0.9, 2.6
#: Folds of more neurons than this are thinner, the more there are, and have no halo: they hide no colours.
_FEW_FOLDS = 8
_THINNEST = 0.5
_BOUNDARY, _BOUNDARY_HALO = 2.0, 4.5


@dataclass(frozen=True, eq=False)
class _Sum:
    """What the sum view shows, ready to be painted. neurons: how many have folds."""

    image: QImage
    area: QRect
    neurons: int
    folds: list[Strokes]
    contours: Lines
    boundary: Lines


class HeatView(QWidget):
    """The network's output as a heat map with every fold, contour lines and the decision boundary.

    It shows the same extent as the partition, as large as it fits, and outlines the region that is inspected.
    `scale` is the value shown in full colour.
    """

    picked = Signal(object, float)
    """A click: its position in input units, and its perf_counter."""

    pointed = Signal(object, float)
    """Position of the pointer in input units (x, y) or None, and the perf_counter of the event."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene: Scene | None = None
        self._drawn: _Sum | None = None
        self._folds = KeptFolds()
        self._region = QPolygonF()
        self.scale = 1.0
        self.setObjectName("sumView")
        self.setAccessibleName("Sum: heat map of the network's output")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(355))

    def show_scene(self, scene: Scene) -> None:
        """Show the sum of this scene; nothing is derived when it is the one shown, or out of sight."""
        last, self._scene = self._scene, scene
        if out_of_sight(self):
            self._drawn = None
        elif self._drawn is None or last is None or not _same_sum(last, scene):
            self._show_anew(scene)
        else:
            region = self._region_of(scene)
            if region != self._region or last.session.view.selected != scene.session.view.selected:
                self._region = region
                self.update()

    def _show_anew(self, scene: Scene) -> None:
        self.scale = scene.scale
        self._drawn = self._derive(scene)
        self._region = self._region_of(scene)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._drawn is None and self._scene is not None:
            self._show_anew(self._scene)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._drawn is not None and self._scene is not None:
            self._show_anew(self._scene)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._place_of(event), perf_counter())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self._place_of(event), perf_counter())

    def _place_of(self, event: QMouseEvent) -> tuple[float, float] | None:
        """Where a mouse event is, in input units; None beside the heat map."""
        if (
            self._drawn is None
            or self._scene is None
            or not self._drawn.area.contains(event.position().toPoint())
        ):
            return None
        area, at = self._drawn.area, event.position() - self._drawn.area.topLeft()
        return PlaneMap(self._scene.box, area.width(), area.height()).units(at.x(), at.y())

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None, perf_counter())

    def _region_of(self, scene: Scene) -> QPolygonF:
        """The region that is inspected, in pixels of the heat map; empty where there is none."""
        area = _fitted(scene, self.rect())
        return shape_of(scene.marked, PlaneMap(scene.box, area.width(), area.height()))

    def _derive(self, scene: Scene) -> _Sum:
        area = _fitted(scene, self.rect())
        plane = PlaneMap(scene.box, area.width(), area.height())
        levels = contour_levels(self.scale)
        dense, hidden = is_dense(scene), scene.network.hidden
        return _Sum(
            image_of(heat_pixels(scene.fields.total, self.scale, self._theme.heat())),
            area,
            hidden[0] if dense else sum(hidden),
            strokes_of(scene, plane),
            Lines(plane.pixels(contours(scene.partition, levels[:0] if dense else levels))),
            Lines(plane.pixels(scene.partition.boundary)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawn is None or self._scene is None:
            return
        painter, drawn = QPainter(self), self._drawn
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(drawn.area)
        painter.drawImage(QRectF(drawn.area), drawn.image)
        painter.translate(drawn.area.topLeft())
        painter.setPen(QPen(self._theme.colour(self._theme.text, _CONTOUR_OPACITY), self._theme.scale))
        drawn.contours.draw(painter)
        paint_boundary(painter, drawn.boundary, self._theme, width=_BOUNDARY, halo=_BOUNDARY_HALO)
        self._paint_folds(painter, drawn, self._scene.session.view.selected)
        if not self._region.isEmpty():
            paint_outline(painter, self._region, self._theme)

    def _paint_folds(self, painter: QPainter, drawn: _Sum, selected: tuple[int, int] | None) -> None:
        few = drawn.neurons <= _FEW_FOLDS
        thinner = 1.0 if few else math.sqrt(_FEW_FOLDS / drawn.neurons)
        widths = max(_THINNEST, thinner * _FOLD), max(_THINNEST, thinner * _DEEP_FOLD)
        draw = partial(self._draw_fold, haloed=few)
        self._folds.paint(painter, drawn.area.size(), drawn.folds, selected, draw, widths)
        for strokes in drawn.folds:
            if selected is not None and selected[0] == strokes.layer:
                self._draw_fold(painter, strokes, selected[1], _CHOSEN_FOLD, haloed=True)

    def _draw_fold(
        self, painter: QPainter, strokes: Strokes, neuron: int, width: float, *, haloed: bool
    ) -> None:
        theme, first = self._theme, strokes.layer == 0
        # A halo would fill the gaps of a dashed fold.
        if haloed and (first or width == _CHOSEN_FOLD) and neuron < len(NEURON_COLOURS):
            # Opaque, and without caps: a translucent halo costs eight times as much, round caps five times.
            painter.setPen(QPen(QColor(theme.zero), _FOLD_HALO * theme.scale, c=Qt.PenCapStyle.FlatCap))
            strokes.draw(painter, neuron)
        painter.setPen(fold_pen(theme, width, neuron, flat=first))
        strokes.draw(painter, neuron)


def _same_sum(last: Scene, scene: Scene) -> bool:
    return last.partition is scene.partition and last.fields is scene.fields


def _fitted(scene: Scene, into: QRect) -> QRect:
    """The largest rectangle of the plane's aspect in `into`, centred."""
    size = QSize(*scene.size).scaled(into.size(), Qt.AspectRatioMode.KeepAspectRatio)
    area = QRect(0, 0, size.width(), size.height())
    area.moveCenter(into.center())
    return area
