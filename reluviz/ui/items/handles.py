"""Handles of folds: where those of layer 1 stand, which is under the pointer, and how they look."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QRadialGradient

from reluviz.core.handles import arrow_length, fold_points
from reluviz.ui.plane_map import PlaneMap, point
from reluviz.ui.widgets.paint import RING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.items.folds import Strokes
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

DISC = 12
_RING = 2.2
#: Half of the smallest area that can be grabbed.
REACH = 12
#: Arrows of very large weights are drawn no longer than this, so that their tips stay in view.
LONGEST_ARROW = 150
Kind = Literal["fold", "tip"]


class Hit(NamedTuple):
    """The part of a handle under the pointer, the neuron it is of, and the point of a bent fold that is
    nearest to the pointer, in input units."""

    kind: Kind
    layer: int
    neuron: int
    at: tuple[float, float] | None = None

    @property
    def owner(self) -> tuple[int, int]:
        """The neuron."""
        return self.layer, self.neuron


class Handle(NamedTuple):
    """The handle of one fold, in pixels: the line's ends (2, 2), the foot and the tip of its arrow (2,).

    line: of a bent fold, the piece that the foot is on.
    """

    layer: int
    neuron: int
    line: Floats
    foot: Floats
    tip: Floats

    @property
    def toward(self) -> Floats:
        """Unit vector to the active side."""
        arrow = self.tip - self.foot
        return arrow / max(float(np.hypot(*arrow)), 1e-12)


@dataclass(frozen=True, eq=False)
class Handles(Sequence[Handle]):
    """The handles of h folds of layer 1: neurons (h,); in pixels lines (h, 2, 2), arrows' feet and tips
    (h, 2)."""

    neurons: NDArray[np.intp]
    lines: Floats
    feet: Floats
    tips: Floats

    def __len__(self) -> int:
        return len(self.neurons)

    @overload
    def __getitem__(self, place: int) -> Handle: ...
    @overload
    def __getitem__(self, place: slice) -> list[Handle]: ...
    def __getitem__(self, place: int | slice) -> Handle | list[Handle]:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        return Handle(0, int(self.neurons[place]), self.lines[place], self.feet[place], self.tips[place])

    def of(self, neuron: int) -> Handle | None:
        """The handle of a neuron; None where its fold is not in view."""
        place = int(np.searchsorted(self.neurons, neuron))
        return self[place] if place < len(self) and self.neurons[place] == neuron else None


NONE = Handles(np.empty(0, np.intp), np.empty((0, 2, 2)), np.empty((0, 2)), np.empty((0, 2)))


def place_handles(
    network: Network,
    first: Strokes,
    anchors: Mapping[tuple[int, int], tuple[float, float]],
    plane: PlaneMap,
    theme: Theme,
) -> Handles:
    """The handles of all first-layer folds that are in view.

    anchors: for each neuron (layer, index), in input units, the point its handle stands next to (where it was
    last grabbed); the middle of the view for the others.
    """
    xmin, xmax, ymin, ymax = plane.box
    near = np.full((network.hidden[0], 2), ((xmin + xmax) / 2, (ymin + ymax) / 2))
    for (layer, neuron), anchor in anchors.items():
        if layer == 0 and neuron < len(near):
            near[neuron] = anchor
    neurons = np.array(first.neurons, np.intp)
    lines = first.lines.segments[np.array(first.offsets)[neurons]]
    feet = plane.pixels(fold_points(network, near)[neurons])
    feet = _within(feet, lines, theme.px(2 * REACH))
    w = network.weights[0][neurons]
    sizes = np.hypot(w[:, 0], w[:, 1])
    lengths = np.array([arrow_length(size) for size in sizes.tolist()])
    arrows = w * (1.0, -1.0) * (np.minimum(lengths, LONGEST_ARROW) * theme.scale / sizes)[:, None]
    return Handles(neurons, lines, feet, feet + arrows)


def _within(at: Floats, lines: Floats, margin: float) -> Floats:
    """Each point of `at` moved along its line until it is `margin` inside the line's ends (or in its middle,
    if it is too short)."""
    span = lines[:, 1] - lines[:, 0]
    length = np.maximum(np.hypot(span[:, 0], span[:, 1]), 1e-9)
    inset = np.minimum(0.5, margin / length)
    t = ((at - lines[:, 0]) * span).sum(axis=1) / length**2
    return np.asarray(lines[:, 0] + span * np.minimum(np.maximum(t, inset), 1 - inset)[:, None])


def grip_at(handles: Handles, shown: set[tuple[int, int]], at: Floats, reach: float) -> Hit | None:
    """What lies within `reach` pixels of `at`: arrow tips of the `shown` handles of layer 1 first, then
    discs."""
    visible = np.isin(handles.neurons, [neuron for layer, neuron in shown if layer == 0])
    kinds: tuple[tuple[Kind, Floats], ...] = (("tip", handles.tips), ("fold", handles.feet))
    for kind, points in kinds:
        distances = np.where(visible, _apart(points, at), np.inf)
        if (distances <= reach).any():
            return Hit(kind, 0, int(handles.neurons[distances.argmin()]))
    return None


def lines_at(handles: Handles, at: Floats, reach: float) -> list[tuple[float, Hit]]:
    """Each fold of layer 1 within `reach` pixels of `at`, after its distance."""
    distances = _apart(_nearest(handles.lines, at), at)
    near = np.flatnonzero(distances <= reach)
    neurons = handles.neurons[near].tolist()
    return [(d, Hit("fold", 0, i)) for d, i in zip(distances[near].tolist(), neurons, strict=True)]


def _apart(points: Floats, at: Floats) -> Floats:
    """(h,) distances of points (h, 2) from one point."""
    return np.asarray(np.hypot(points[:, 0] - at[0], points[:, 1] - at[1]))


def _nearest(lines: Floats, at: Floats) -> Floats:
    """The points (h, 2) of lines (h, 2, 2) that are nearest to `at`."""
    span = lines[:, 1] - lines[:, 0]
    t = ((at - lines[:, 0]) * span).sum(axis=1) / np.maximum((span * span).sum(axis=1), 1e-12)
    return np.asarray(lines[:, 0] + span * np.clip(t, 0.0, 1.0)[:, None])


def paint_handle(painter: QPainter, handle: Handle, theme: Theme, *, hot: Kind | None) -> None:
    """Paint the arrow and the disc of a handle; `hot` is the part under the pointer, which grows."""
    colour = theme.neuron(handle.neuron)
    paint_arrow(painter, handle.foot, handle.tip, colour, theme, head=13 if hot == "tip" else 10)
    radius = theme.scale * (DISC / 2 + (2 if hot == "fold" else 0))
    at = point(handle.foot)
    shadow = QRadialGradient(at + QPointF(0, theme.scale), radius * 2)
    shadow.setColorAt(0.45, QColor(0, 0, 0, 90))
    shadow.setColorAt(1, QColor(0, 0, 0, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shadow)
    painter.drawEllipse(at + QPointF(0, theme.scale), radius * 2, radius * 2)
    painter.setBrush(theme.tag(handle.neuron) if not theme.dark else colour)
    painter.setPen(QPen(QColor("#FFFFFF"), _RING * theme.scale))
    painter.drawEllipse(at, radius, radius)


def paint_arrow(
    painter: QPainter, foot: Floats, tip: Floats, colour: QColor, theme: Theme, *, head: float = 10
) -> None:
    """Paint an arrow with a halo between two pixels (2,); `head`: its length at scale 1."""
    head *= theme.scale
    toward = (tip - foot) / max(float(np.hypot(*(tip - foot))), 1e-12)
    across = np.array([-toward[1], toward[0]])
    base = tip - toward * head
    outline = [tip, base + across * head * 0.46, base - across * head * 0.46]
    for pen, brush in (
        (QPen(theme.colour(theme.halo, 0.85), 5 * theme.scale), None),
        (QPen(colour, 2 * theme.scale), colour),
    ):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawLine(point(foot), point(base))
        pen.setWidthF(pen.widthF() - 1.5 * theme.scale if brush else 3 * theme.scale)
        painter.setPen(pen)
        painter.setBrush(brush or QColor(theme.halo))
        painter.drawPolygon(QPolygonF([point(corner) for corner in outline]))


def paint_focus(painter: QPainter, at: Floats, theme: Theme) -> None:
    """Paint the focus ring around a disc or a tip, in a halo as it stands on any colour."""
    radius = theme.scale * REACH
    box = QRectF(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(theme.halo, 0.85), theme.px(RING) + 3 * theme.scale))
    painter.drawEllipse(box)
    painter.setPen(QPen(QColor(theme.accent), theme.px(RING)))
    painter.drawEllipse(box)


def paint_cues(painter: QPainter, handle: Handle, theme: Theme) -> None:
    """Paint the hints of a first start: a double arrow across the fold and an arc beside the arrow's tip."""
    toward = handle.toward
    along = np.array([-toward[1], toward[0]])
    if float(along @ (handle.line[0] - handle.foot)) < float(along @ (handle.line[1] - handle.foot)):
        along = -along
    s = theme.scale
    middle = handle.foot - along * 40 * s
    shaft = QPainterPath(point(middle - toward * 20 * s))
    shaft.lineTo(point(middle + toward * 20 * s))
    arc = QPainterPath()
    radius = math.dist(handle.foot, handle.tip) + 18 * s
    start = math.degrees(math.atan2(-toward[1], toward[0]))
    box = QRectF(handle.foot[0] - radius, handle.foot[1] - radius, 2 * radius, 2 * radius)
    arc.arcMoveTo(box, start - 20)
    arc.arcTo(box, start - 20, 40)
    for path in (shaft, arc):
        _paint_double_arrow(painter, path, theme)


def _paint_double_arrow(painter: QPainter, path: QPainterPath, theme: Theme) -> None:
    ends = [
        (path.pointAtPercent(0), path.angleAtPercent(0) + 180),
        (path.pointAtPercent(1), path.angleAtPercent(1)),
    ]
    heads = QPainterPath()
    for tip, degrees in ends:
        for turn in (150, 210):
            angle = math.radians(degrees + turn)
            heads.moveTo(tip)
            heads.lineTo(tip + QPointF(math.cos(angle), -math.sin(angle)) * 7 * theme.scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.colour(theme.halo, 0.9), 5.0), (QColor(theme.boundary), 2.0)):
        pen = QPen(colour, width * theme.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(path)
        painter.drawPath(heads)


def paint_value(painter: QPainter, text: str, pointer: QPointF, area: QRectF, theme: Theme) -> None:
    """Paint a small rounded label with `text` beside the pointer, kept within `area`."""
    font = theme.font(13)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + theme.px(20), metrics.height() + theme.px(8)
    x = min(pointer.x() + theme.px(16), area.right() - width - theme.px(4))
    y = pointer.y() + theme.px(18)
    if y + height > area.bottom():
        y = pointer.y() - theme.px(14) - height
    box = QRectF(x, y, width, height)
    painter.setPen(QPen(theme.colour(theme.border, 1.0), 1))
    painter.setBrush(QColor(theme.text) if theme.dark else QColor(theme.panel))
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))
    painter.setPen(QColor(theme.panel) if theme.dark else QColor(theme.text))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
