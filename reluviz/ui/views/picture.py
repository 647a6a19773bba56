"""Live pictures of single neurons and of the sum: heat maps with exact folds on top."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.contours import contours
from reluviz.ui.heat import HeatScale, heat_pixels, image_of, typical_size
from reluviz.ui.items.folds import fold_pen, whole_line
from reluviz.ui.plane_map import PlaneMap, lines, point
from reluviz.ui.theme import NEURON_COLOURS
from reluviz.ui.widgets.paint import RADIUS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.scene import Box, Scene
    from reluviz.ui.theme import Theme

#: Contour lines divide the heat scale into this many steps.
CONTOUR_STEPS = 6
_CONTOUR_OPACITY = 0.22
_OUTLINE_OPACITY = 0.75
_FOLD, _FOLD_HALO, _DEEP_FOLD, _CHOSEN_FOLD = 1.6, 3.2, 0.9, 2.6
_BOUNDARY, _BOUNDARY_HALO = 2.0, 4.5


@dataclass(frozen=True, eq=False)
class Picture:
    """What one neuron's picture shows; the same object as long as nothing of it changed.

    image: heat map in cells of the scene's fields; source: the part of it to show, in cells.
    folds: in pixels of the picture.
    """

    neuron: int
    image: QImage
    source: QRectF
    folds: list[QLineF]


class _Crop(NamedTuple):
    """The middle of the view that a picture shows: its rows and columns, the shown part of them, its box."""

    rows: slice
    columns: slice
    source: QRectF
    box: Box


def _crop(scene: Scene, size: tuple[int, int]) -> _Crop:
    """The largest part of the view's middle square with the aspect of `size` (width, height)."""
    xmin, xmax, ymin, ymax = scene.box
    rows, columns = scene.fields.total.shape
    half_width = scene.session.view.half_width / max(size)
    half_x, half_y = half_width * size[0], half_width * size[1]
    x, y = scene.session.view.center
    across, down = columns / (xmax - xmin), rows / (ymax - ymin)
    left, right = columns / 2 - half_x * across, columns / 2 + half_x * across
    top, bottom = rows / 2 - half_y * down, rows / 2 + half_y * down
    row, column = max(0, int(top)), max(0, int(left))
    return _Crop(
        slice(row, int(np.ceil(bottom))),
        slice(column, int(np.ceil(right))),
        QRectF(left - column, top - row, right - left, bottom - top),
        (x - half_x, x + half_x, y - half_y, y + half_y),
    )


@dataclass
class LayerPictures:
    """Makes the pictures of one hidden layer's neurons, anew only for those that changed.

    A neuron of the last hidden layer is shown as its share of the sum, v·act(z), any other as act(z). All
    neurons of the layer share one heat scale, so that colours can be compared. size: of a picture, in pixels.
    """

    theme: Theme
    layer: int
    size: tuple[int, int]
    _scale: HeatScale = field(default_factory=HeatScale)
    _known: dict[int, tuple[object, Picture]] = field(default_factory=dict)

    def derive(self, scene: Scene) -> list[Picture]:
        """The pictures of all neurons of the layer; those unchanged are the objects of last time."""
        network, layer = scene.network, self.layer
        crop = _crop(scene, self.size)
        values = scene.fields.hidden[layer][crop.rows, crop.columns]
        if layer == len(network.hidden) - 1:
            with np.errstate(over="ignore", invalid="ignore"):
                values = values * network.output_weights.astype(np.float32)
        scale = self._scale.follow(typical_size(values))
        frame = (scene.box, scale, network.activation, network.slope, _bytes_below(network, layer))
        pictures = []
        for i in range(network.hidden[layer]):
            key = (frame, _neuron_bytes(network, layer, i))
            known = self._known.get(i)
            if known is None or known[0] != key:
                known = key, self._picture(scene, i, values[..., i], scale, crop)
                self._known[i] = known
            pictures.append(known[1])
        return pictures

    def _picture(
        self, scene: Scene, neuron: int, values: NDArray[np.float32], scale: float, crop: _Crop
    ) -> Picture:
        image = image_of(heat_pixels(values, scale, self.theme.heat()))
        plane = PlaneMap(crop.box, *self.size)
        return Picture(neuron, image, crop.source, lines(_fold_pixels(scene, plane, self.layer, neuron)))


def _bytes_below(network: Network, layer: int) -> bytes:
    """All parameters beneath a layer: what a neuron's picture depends on besides its own weights."""
    pairs = zip(network.weights[:layer], network.biases[:layer], strict=True)
    return b"".join(W.tobytes() + b.tobytes() for W, b in pairs)


def _neuron_bytes(network: Network, layer: int, i: int) -> bytes:
    parts = [network.weights[layer][i], network.biases[layer][i]]
    if layer == len(network.hidden) - 1:
        parts.append(network.output_weights[i])
    return b"".join(part.tobytes() for part in parts)


def _fold_pixels(scene: Scene, plane: PlaneMap, layer: int, neuron: int) -> NDArray[np.float64]:
    """(m, 2, 2) pixel segments of a fold; a straight one in one piece."""
    segments = plane.pixels(scene.partition.fold(layer, neuron))
    line = whole_line(segments) if layer == 0 else None
    return segments if line is None else line[None]


class NeuronPicture(QWidget):
    """The picture of one neuron, rounded and bordered; clicks go to what it stands on.

    size: (width, height) in px at scale 1. `outlined` shows the neuron as chosen.
    """

    def __init__(self, theme: Theme, size: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: Picture | None = None
        self._outlined = False
        self.setFixedSize(theme.px(size[0]), theme.px(size[1]))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_picture(self, picture: Picture, *, outlined: bool = False) -> None:
        """Show this picture; nothing happens when it is shown already."""
        if picture is not self._picture or outlined != self._outlined:
            self._picture, self._outlined = picture, outlined
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        radius = float(self._theme.px(RADIUS))
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(shape)
        painter.drawImage(QRectF(self.rect()), self._picture.image, self._picture.source)
        neuron = self._picture.neuron
        painter.setPen(fold_pen(self._theme, self._theme.neuron(neuron), 2.0, neuron))
        painter.drawLines(self._picture.folds)
        painter.setClipping(False)
        self._paint_border(painter, radius)

    def _paint_border(self, painter: QPainter, radius: float) -> None:
        width, colour = 1.0, QColor(self._theme.border)
        if self._outlined and self._picture is not None:
            width, colour = float(self._theme.px(2)), self._theme.neuron(self._picture.neuron)
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)


@dataclass(frozen=True, eq=False)
class _Sum:
    """What the sum view shows, ready to be painted: an image and lines in pixels."""

    image: QImage
    area: QRect
    folds: list[tuple[int, int, list[QLineF]]]
    contours: list[QLineF]
    boundary: list[QLineF]


class HeatView(QWidget):
    """The network's output as a heat map with every fold, contour lines and the decision boundary.

    It shows the same extent as the partition, as large as it fits, and outlines the region under the pointer.
    `scale` is the value shown in full colour.
    """

    pointed = Signal(object, float)
    """Position of the pointer in input units (x, y) or None, and the perf_counter of the event."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heat_scale = HeatScale()
        self._scene: Scene | None = None
        self._drawn: _Sum | None = None
        self._outline = QPolygonF()
        self.scale = 1.0
        self.setObjectName("sumView")
        self.setAccessibleName("Sum: heat map of the network's output")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(355))

    def show_scene(self, scene: Scene) -> None:
        """Show the sum of this scene; nothing is derived when it is the one shown."""
        last, self._scene = self._scene, scene
        if last is None or last.partition is not scene.partition or last.fields is not scene.fields:
            self.scale = self._heat_scale.follow(typical_size(scene.fields.total))
            self._drawn = self._derive(scene)
        elif last.session.view.selected == scene.session.view.selected and last.region == scene.region:
            return
        self._outline = self._outline_of(scene)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._scene is not None:
            self._drawn = self._derive(self._scene)
            self._outline = self._outline_of(self._scene)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawn is not None and self._scene is not None:
            area, at = self._drawn.area, event.position() - self._drawn.area.topLeft()
            plane = PlaneMap(self._scene.box, area.width(), area.height())
            self.pointed.emit(plane.units(at.x(), at.y()), perf_counter())

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None, perf_counter())

    def _outline_of(self, scene: Scene) -> QPolygonF:
        """The region under the pointer, in pixels of the heat map; empty where there is none."""
        if scene.region < 0:
            return QPolygonF()
        area = _fitted(scene, self.rect())
        plane = PlaneMap(scene.box, area.width(), area.height())
        return QPolygonF([point(corner) for corner in plane.pixels(scene.partition.polygon(scene.region))])

    def _derive(self, scene: Scene) -> _Sum:
        area = _fitted(scene, self.rect())
        plane = PlaneMap(scene.box, area.width(), area.height())
        steps = np.arange(1, CONTOUR_STEPS) * (self.scale / CONTOUR_STEPS)
        levels = np.concatenate([-steps[::-1], steps])
        return _Sum(
            image_of(heat_pixels(scene.fields.total, self.scale, self._theme.heat())),
            area,
            [
                (layer, i, lines(_fold_pixels(scene, plane, layer, i)))
                for layer in reversed(range(len(scene.network.hidden)))
                for i in range(scene.network.hidden[layer])
            ],
            lines(plane.pixels(contours(scene.partition, levels))),
            lines(plane.pixels(scene.partition.boundary)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawn is None or self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        drawn = self._drawn
        painter.setClipRect(drawn.area)
        painter.drawImage(QRectF(drawn.area), drawn.image)
        painter.translate(drawn.area.topLeft())
        painter.setPen(QPen(self._theme.colour(self._theme.text, _CONTOUR_OPACITY), self._theme.scale))
        painter.drawLines(drawn.contours)
        self._paint_boundary(painter, drawn.boundary)
        self._paint_folds(painter, drawn.folds, self._scene.session.view.selected)
        self._paint_outline(painter)

    def _paint_outline(self, painter: QPainter) -> None:
        ink = self._theme.colour(self._theme.text, _OUTLINE_OPACITY)
        painter.setPen(QPen(ink, 1.5 * self._theme.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(self._outline)

    def _paint_folds(
        self, painter: QPainter, folds: list[tuple[int, int, list[QLineF]]], selected: tuple[int, int] | None
    ) -> None:
        theme = self._theme
        # Opaque, and without caps: a translucent halo costs eight times as much, round caps five times.
        halo = QPen(QColor(theme.zero), _FOLD_HALO * theme.scale, c=Qt.PenCapStyle.FlatCap)
        for layer, neuron, segments in folds:
            chosen = (layer, neuron) == selected
            # A halo would fill the gaps of a dashed fold.
            if (layer == 0 or chosen) and neuron < len(NEURON_COLOURS):
                painter.setPen(halo)
                painter.drawLines(segments)
            width = _CHOSEN_FOLD if chosen else _FOLD if layer == 0 else _DEEP_FOLD
            pen = fold_pen(theme, theme.neuron(neuron), width, neuron)
            if layer == 0:
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLines(segments)

    def _paint_boundary(self, painter: QPainter, boundary: list[QLineF]) -> None:
        for colour, width in ((self._theme.halo, _BOUNDARY_HALO), (self._theme.boundary, _BOUNDARY)):
            pen = QPen(QColor(colour), width * self._theme.scale, c=Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLines(boundary)


def _fitted(scene: Scene, into: QRect) -> QRect:
    """The largest rectangle of the plane's aspect in `into`, centred."""
    size = QSize(*scene.size).scaled(into.size(), Qt.AspectRatioMode.KeepAspectRatio)
    area = QRect(0, 0, size.width(), size.height())
    area.moveCenter(into.center())
    return area
