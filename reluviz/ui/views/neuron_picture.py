"""Live pictures of single neurons: a heat map with the exact fold on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from reluviz.ui.heat import HeatScale, heat_pixels, image_of, typical_size
from reluviz.ui.items.folds import fold_pen, paint_card_tag
from reluviz.ui.items.inspected import paint_outline, shape_of
from reluviz.ui.items.kept import Kept
from reluviz.ui.plane_map import Lines, PlaneMap
from reluviz.ui.widgets.paint import RADIUS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.scene import Box, Scene
    from reluviz.ui.theme import Theme


@dataclass(frozen=True, eq=False)
class Picture:
    """What one neuron's picture shows; the same object as long as nothing of it changed.

    Image and folds are made when they are first painted: of a wide layer only what is scrolled into sight is.
    source: the part of the image to show, in its cells. plane: from input units to pixels of the picture.
    """

    neuron: int
    source: QRectF
    plane: PlaneMap
    make_image: Callable[[], QImage]
    make_folds: Callable[[], Lines]

    @cached_property
    def image(self) -> QImage:
        """Heat map in cells of the scene's fields."""
        return self.make_image()

    @cached_property
    def folds(self) -> Lines:
        """In pixels of the picture."""
        return self.make_folds()


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
    _shown: tuple[object, ...] = ()
    _parameters: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    _pictures: list[Picture] = field(default_factory=list)

    def derive(self, scene: Scene) -> list[Picture]:
        """The pictures of all neurons of the layer; those unchanged are the objects of last time."""
        network, layer = scene.network, self.layer
        crop = _crop(scene, self.size)
        values = scene.fields.hidden[layer][:, crop.rows, crop.columns]
        if layer == len(network.hidden) - 1:
            with np.errstate(over="ignore", invalid="ignore"):
                values = values * network.output_weights.astype(np.float32)[:, None, None]
        scale = self._scale.follow(typical_size(values))
        parameters = _parameters(network, layer)
        shown = scene.box, scale, network.activation, network.slope, _bytes_below(network, layer)
        kept = [False] * len(parameters)
        if shown == self._shown and parameters.shape == self._parameters.shape:
            kept = (parameters == self._parameters).all(axis=1).tolist()
        self._pictures = [
            self._pictures[i] if kept[i] else self._picture(scene, i, values[i], scale, crop)
            for i in range(len(parameters))
        ]
        self._shown, self._parameters = shown, parameters
        return self._pictures

    def _picture(
        self, scene: Scene, neuron: int, values: NDArray[np.float32], scale: float, crop: _Crop
    ) -> Picture:
        plane = PlaneMap(crop.box, *self.size)
        return Picture(
            neuron,
            crop.source,
            plane,
            lambda: image_of(heat_pixels(values, scale, self.theme.heat())),
            lambda: Lines(plane.pixels(scene.fold(self.layer, neuron))),
        )


def _bytes_below(network: Network, layer: int) -> bytes:
    """All parameters beneath a layer: what a neuron's picture depends on besides its own weights."""
    pairs = zip(network.weights[:layer], network.biases[:layer], strict=True)
    return b"".join(W.tobytes() + b.tobytes() for W, b in pairs)


def _parameters(network: Network, layer: int) -> NDArray[np.float64]:
    """A row for each neuron of a layer: what its picture depends on besides all beneath the layer."""
    columns = [network.weights[layer], network.biases[layer]]
    if layer == len(network.hidden) - 1:
        columns.append(network.output_weights)
    return np.column_stack(columns)


class NeuronPicture(QWidget):
    """The picture of one neuron, rounded and bordered; clicks go to what it stands on.

    size: (width, height) in px at scale 1. tagged: with the neuron's number in the corner. `outlined` shows
    the neuron as chosen.
    """

    pointed = Signal(object, float)
    """Position of the pointer in input units (x, y) or None, and the perf_counter of the event."""

    def __init__(
        self, theme: Theme, size: tuple[int, int], parent: QWidget | None = None, *, tagged: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme, self._tagged = theme, tagged
        self._picture: Picture | None = None
        self._outlined = False
        self._face = Kept()
        self._region: NDArray[np.float64] = np.empty((0, 2))
        self._lit: bool | None = None
        self.setFixedSize(theme.px(size[0]), theme.px(size[1]))
        self.setMouseTracking(True)

    def show_picture(self, picture: Picture, *, outlined: bool = False) -> None:
        """Show this picture; nothing happens when it is shown already."""
        if picture is not self._picture or outlined != self._outlined:
            self._picture, self._outlined = picture, outlined
            self.update()

    def show_inspected(self, outline: NDArray[np.float64], lit: bool | None) -> None:
        """Show the region with these corners (k, 2) in input units over the picture, and in the tag whether
        the neuron is on there; None: that is not known."""
        if lit != self._lit or not np.array_equal(outline, self._region):
            self._region, self._lit = outline, lit
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._picture is not None:
            at = event.position()
            self.pointed.emit(self._picture.plane.units(at.x(), at.y()), perf_counter())

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None, perf_counter())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), self._theme.px(RADIUS), self._theme.px(RADIUS))
        painter.setClipPath(shape)
        self._face.paint(painter, self.size(), (self._picture,), self._paint_face)
        if len(self._region):
            paint_outline(painter, shape_of(self._region, self._picture.plane), self._theme)
        painter.setClipping(False)
        self._paint_border(painter, self._picture.neuron)
        if self._tagged:
            paint_card_tag(painter, self._picture.neuron, self._theme, hollow=self._lit is False)

    def _paint_face(self, painter: QPainter) -> None:
        if self._picture is None:
            return
        painter.drawImage(QRectF(self.rect()), self._picture.image, self._picture.source)
        painter.setPen(fold_pen(self._theme, 2.0, self._picture.neuron))
        self._picture.folds.draw(painter)

    def _paint_border(self, painter: QPainter, neuron: int) -> None:
        width, colour = 1.0, QColor(self._theme.border)
        if self._outlined:
            width, colour = float(self._theme.px(2)), self._theme.neuron(neuron)
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset, radius = width / 2, self._theme.px(RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)


class PictureViews:
    """The pictures of one hidden layer's neurons as widgets.

    size: (width, height) in px at scale 1. tagged: each with its number in the corner. pointed: what passes
    this signal of the pictures on.
    """

    def __init__(
        self, theme: Theme, layer: int, size: tuple[int, int], pointed: SignalInstance, *, tagged: bool
    ) -> None:
        self._theme, self._size, self._pointed, self._tagged = theme, size, pointed, tagged
        self._pictures = LayerPictures(theme, layer, (theme.px(size[0]), theme.px(size[1])))
        self._views: list[NeuronPicture] = []

    def add(self) -> NeuronPicture:
        """Make the widget of the next neuron."""
        view = NeuronPicture(self._theme, self._size, tagged=self._tagged)
        view.pointed.connect(self._pointed)
        self._views.append(view)
        return view

    def show_scene(self, scene: Scene, chosen: int | None, *, outlined: bool) -> None:
        """Show the neurons of this scene; `outlined`: the chosen one has an edge in its colour."""
        for i, (view, picture) in enumerate(zip(self._views, self._pictures.derive(scene), strict=True)):
            view.show_picture(picture, outlined=outlined and i == chosen)

    def show_inspected(self, scene: Scene, lit: Sequence[bool | None]) -> None:
        """Outline the region that is inspected in every picture, and show which neurons are on there."""
        for view, on in zip(self._views, lit, strict=True):
            view.show_inspected(scene.marked, on)

    def show_stale(self) -> None:
        """Pictures show nothing but the scene."""
