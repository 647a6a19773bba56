"""Folds in their neurons' colours, active-side strips, numbered tags, and the decision boundary."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPixmap

from reluviz.ui.plane_map import Lines, PlaneMap, point
from reluviz.ui.raster import draw_segments
from reluviz.ui.theme import DASHES, NEURON_COLOURS, Theme
from reluviz.ui.widgets.paint import paint_stamp, stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene

    Floats = NDArray[np.float64]

STRIP = 26
_STRIP_OPACITY = 0.42
TAG = 18
CARD_TAG, _CARD_TAG_INSET = 20, 5
_TAG_INSET = 22
MANY_TAGS = 32
#: Tags keep clear of the numbers along the left edge.
_TAG_LEFT = 40
#: Width in pixels of a bent fold under the pointer.
HOT_FOLD = 2.4
#: With more regions than this, deep folds are drawn into the image instead of handed to Qt one by one.
DENSE_REGIONS = 1500
#: A network with one hidden layer of at most this many neurons shows every handle, strip and thick fold.
FEW_NEURONS = 6


@dataclass(frozen=True, eq=False)
class Strokes:
    """The folds of a hidden layer in pixels: neuron i has the lines offsets[i] to offsets[i + 1]."""

    layer: int
    offsets: list[int]
    lines: Lines

    @classmethod
    def of(cls, scene: Scene, plane: PlaneMap, layer: int, only: int | None = None) -> Strokes:
        """Those of a scene, or of `only` one neuron of it."""
        offsets, segments = scene.folds(layer)
        if only is not None:
            segments = segments[offsets[only] : offsets[only + 1]]
            offsets = np.where(np.arange(len(offsets)) > only, len(segments), 0)
        return cls(layer, offsets.tolist(), Lines(plane.pixels(segments)))

    @cached_property
    def neurons(self) -> list[int]:
        """The neurons that have lines in view."""
        return [i for i, (first, stop) in enumerate(pairwise(self.offsets)) if first < stop]

    def told(self, but: int | None) -> bytes:
        """The lines of all neurons but one, to be compared."""
        first, stop = (0, 0) if but is None else self.offsets[but : but + 2]
        segments = self.lines.segments
        return segments[:first].tobytes() + segments[stop:].tobytes()

    def draw(self, painter: QPainter, neuron: int) -> None:
        """Draw the lines of a neuron with the painter's pen."""
        self.lines.draw(painter, self.offsets[neuron], self.offsets[neuron + 1])


def few(hidden: tuple[int, ...]) -> bool:
    """Whether a network is small enough to show everything about every neuron."""
    return len(hidden) == 1 and hidden[0] <= FEW_NEURONS


@lru_cache(maxsize=1024)
def fold_pen(theme: Theme, width: float, neuron: int, *, flat: bool = False) -> QPen:
    """A fold's pen, not to be changed; neurons after the eighth have dashes of their own.

    Square caps, or flat ones: Qt draws such a line directly, but strokes a path for each round cap, thirteen
    times slower.
    """
    cap = Qt.PenCapStyle.SquareCap
    if flat or neuron >= len(NEURON_COLOURS):
        cap = Qt.PenCapStyle.FlatCap
    pen = QPen(theme.neuron(neuron), width * theme.scale, Qt.PenStyle.SolidLine, cap)
    if neuron >= len(NEURON_COLOURS):
        pen.setDashPattern(DASHES[(neuron - len(NEURON_COLOURS)) // 2 % len(DASHES)])
    return pen


def strokes_of(scene: Scene, plane: PlaneMap) -> list[Strokes]:
    """The folds of all layers, deeper ones first, so that the lines one can drag lie on top.

    Of a deep layer with very many only the selected neuron has one: the others are pixels of the regions.
    """
    selected, dense = scene.session.view.selected, is_dense(scene)
    result = []
    for layer in reversed(range(len(scene.network.hidden))):
        if layer == 0 or not dense:
            result.append(Strokes.of(scene, plane, layer))
        elif selected is not None and selected[0] == layer:
            result.append(Strokes.of(scene, plane, layer, only=selected[1]))
    return result


def is_dense(scene: Scene) -> bool:
    """Whether there are so many regions that deep folds are drawn as pixels of the picture of regions."""
    return scene.partition.n_regions > DENSE_REGIONS or not scene.whole


def draw_dense(scene: Scene, pixels: NDArray[np.uint32], theme: Theme) -> None:
    """Draw the deep folds into the picture of regions, paled, since they cover much of it."""
    height, width = pixels.shape
    plane = PlaneMap(scene.box, width, height)
    for layer in reversed(range(1, len(scene.network.hidden))):
        offsets, segments = scene.folds(layer)
        colours = np.array([theme.paled_neuron(neuron) for neuron in range(len(offsets) - 1)], np.uint32)
        draw_segments(pixels, plane.pixels(segments), colours.repeat(np.diff(offsets)))


def paint_chosen(
    painter: QPainter, drawn: list[Strokes], selected: tuple[int, int] | None, theme: Theme
) -> None:
    """Paint the selected fold, which is thick, with a glow when it is a deep one."""
    for strokes in drawn:
        if selected is not None and selected[0] == strokes.layer:
            if strokes.layer > 0:
                _paint_glow(painter, strokes, selected[1], theme)
            painter.setPen(fold_pen(theme, 3.0, selected[1]))
            strokes.draw(painter, selected[1])


def _paint_glow(painter: QPainter, strokes: Strokes, neuron: int, theme: Theme) -> None:
    """Without antialiasing, which is not seen on so pale a line and takes seven times as long."""
    glow = theme.neuron(neuron)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for width, opacity in ((16, 0.08), (10, 0.14)):
        glow.setAlphaF(opacity)
        painter.setPen(QPen(glow, theme.px(width), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        strokes.draw(painter, neuron)
    painter.restore()


def paint_strip(painter: QPainter, line: Floats, toward: Floats, colour: QColor, theme: Theme) -> None:
    """Paint the faint gradient on the active side of a straight fold.

    line: (2, 2) pixel ends; toward: (2,) unit vector in pixels that points to the active side. One edge of
    the strip lies under the fold and the other is transparent, so it needs no antialiasing.
    """
    start, end = line
    span = end - start
    if span[0] * toward[1] - span[1] * toward[0] < 0:  # the texture's depth runs to the right of its length
        start, span = end, -span
    depth = theme.px(STRIP)
    painter.save()
    painter.translate(point(start))
    painter.rotate(math.degrees(math.atan2(span[1], span[0])))
    # A little longer than the fold, so that the strip has no end within the picture.
    along = QRectF(-2 * depth, 0, float(np.hypot(*span)) + 4 * depth, depth)
    painter.drawImage(along, _strip_texture(colour.name(), depth))
    painter.restore()


@lru_cache(maxsize=64)
def _strip_texture(colour: str, depth: int) -> QImage:
    """One column of the strip: stretching it is six times faster than filling with a gradient."""
    image = QImage(1, depth, QImage.Format.Format_ARGB32_Premultiplied)
    for row in range(depth):
        shade = QColor(colour)
        shade.setAlphaF(_STRIP_OPACITY * (1 - (row + 0.5) / depth))
        image.setPixelColor(0, row, shade)
    return image


def paint_boundary(
    painter: QPainter, boundary: Lines, theme: Theme, *, width: float = 2.5, halo: float = 6.5
) -> None:
    """Paint the decision boundary in its halo, both so many pixels wide."""
    for colour, wide in ((theme.halo, halo), (theme.boundary, width)):
        # Square caps, as `fold_pen` says.
        painter.setPen(QPen(QColor(colour), wide * theme.scale, c=Qt.PenCapStyle.SquareCap))
        boundary.draw(painter)


def tag_places(first: Strokes, selected: tuple[int, int] | None, theme: Theme) -> dict[int, QPointF]:
    """Where the tag of each first-layer fold stands: near its higher end, away from tags placed before.

    Of more folds than MANY_TAGS only the selected one has a tag: the others would hide each other.
    """
    neurons = first.neurons
    if len(neurons) > MANY_TAGS:
        neurons = [neuron for neuron in neurons if (0, neuron) == selected]
    placed: dict[int, QPointF] = {}
    for neuron in neurons:
        ends = first.lines.segments[first.offsets[neuron]].tolist()
        high, low = sorted(ends, key=lambda end: (round(end[1]), end[0]))
        placed[neuron] = _tag_place(QPointF(*high), QPointF(*low), placed, theme)
    return placed


def _tag_place(high: QPointF, low: QPointF, placed: dict[int, QPointF], theme: Theme) -> QPointF:
    """The first place on the way from `high` to `low` that is clear of tags and of the left edge."""
    span, apart = low - high, theme.px(TAG) * 1.15
    length = math.hypot(span.x(), span.y())
    inset = min(float(theme.px(_TAG_INSET)), length / 2)
    at = high
    for _ in range(24):
        at = high + span * min(1.0, inset / max(length, 1e-9))
        clear = all((at - other).manhattanLength() >= apart for other in placed.values())
        if clear and at.x() >= theme.px(_TAG_LEFT):
            break
        inset += apart / 2
    return at


def paint_tag(
    painter: QPainter, at: QPointF, neuron: int, theme: Theme, *, size: float = TAG, vector: bool = False,
    hollow: bool = False,
) -> None:  # fmt: skip
    """Paint the numbered disc of a neuron, `size` pixels (scale 1) across; vector: as shapes, for SVG and
    PDF; hollow: of a neuron that is off."""
    if vector:
        _draw_tag(painter, at, neuron, theme, size, hollow)
        return
    paint_stamp(painter, at, _tag_picture(neuron, theme, size, hollow, painter.device().devicePixelRatioF()))


@lru_cache(maxsize=512)
def _tag_picture(neuron: int, theme: Theme, size: float, hollow: bool, ratio: float) -> QPixmap:
    side = 2 * math.ceil(size * theme.scale / 2 + 2 * theme.scale)
    return stamp(side, ratio, lambda painter, at: _draw_tag(painter, at, neuron, theme, size, hollow))


def paint_card_tag(painter: QPainter, neuron: int, theme: Theme, *, hollow: bool) -> None:
    """Paint the tag of a neuron in the upper left corner of its picture on a card; hollow: it is off."""
    middle = theme.px(_CARD_TAG_INSET) + theme.px(CARD_TAG) / 2 + 1
    paint_tag(painter, QPointF(middle, middle), neuron, theme, size=CARD_TAG, hollow=hollow)


def _draw_tag(painter: QPainter, at: QPointF, neuron: int, theme: Theme, size: float, hollow: bool) -> None:
    radius = size * theme.scale / 2
    if hollow:
        radius -= theme.scale
        painter.setBrush(QColor(theme.panel))
        painter.setPen(QPen(theme.neuron(neuron), 1.2 * theme.scale))
    else:
        painter.setBrush(theme.tag(neuron))
        painter.setPen(QPen(QColor(theme.halo if not theme.dark else theme.panel), 1.5 * theme.scale))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QColor(theme.secondary) if hollow else theme.tag_text(neuron))
    painter.setFont(theme.font(round(size * 0.6), QFont.Weight.Bold))
    box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(neuron + 1))
