"""Handles of a curve: kinks, slope points and the zero level; where they stand and how they look."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from reluviz.core.handles import kinks
from reluviz.ui.items.folds import paint_tag
from reluviz.ui.items.grid import grid_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

Part = Literal["kink", "slope", "level"]

#: Half of the smallest area that can be grabbed.
REACH = 12
DISC, SMALL_DISC = 15, 7
#: Width and colour of the ring around a disc.
_RING = 2.2
RING = "#FFFFFF"
_DIAMOND = 9.5
_GRIP = (8.0, 15.0)
#: Kinks closer than this on average are small discs without numbers.
_CROWDED = 24
#: Opacity of a kink whose place on the curve is out of view.
_PALE = 0.45
#: A slope point stands one unit from its kink, where that is neither too near nor too far to be held.
_NEAR, _FAR = 34, 0.42
#: The parts of this way that are tried until the slope point is in view and clear of other kinks.
_WAYS = (1.0, 0.8, 1.25, 0.64, 0.5, 0.4, 0.3)
_CLEAR = 22


class Hit(NamedTuple):
    """A handle: what it is, and of which neuron of layer 1 (-1: of the sum)."""

    part: Part
    neuron: int


LEVEL = Hit("level", -1)


@dataclass(frozen=True, eq=False)
class CurveHandles:
    """Where handles stand, in pixels.

    neurons: (k,) of layer 1 whose kinks are in view, from left to right; kinks: (k, 2); slopes: the slope
    points (2,) of neurons that show theirs; level: (2,), None where the plot has no zero level to hold.
    seen: (k,) whether the curve is in view at each kink; one that is not stands at the edge.
    """

    neurons: NDArray[np.intp]
    kinks: Floats
    slopes: dict[int, Floats]
    level: Floats | None
    seen: NDArray[np.bool_]

    def place(self, hit: Hit) -> Floats | None:
        """Where a handle stands; None where it is not in view."""
        if hit.part == "level":
            return self.level
        if hit.part == "slope":
            return self.slopes.get(hit.neuron)
        found = np.flatnonzero(self.neurons == hit.neuron)
        return np.asarray(self.kinks[found[0]]) if len(found) else None

    def hit(self, at: Floats, reach: float) -> Hit | None:
        """The handle nearest to `at` within `reach` pixels; of two as near, the slope point."""
        found = [(math.dist(place, at), Hit("slope", i)) for i, place in self.slopes.items()]
        if len(self.neurons):
            apart = np.hypot(*(self.kinks - at).T)
            nearest = int(apart.argmin())
            found.append((float(apart[nearest]) + 1e-6, Hit("kink", int(self.neurons[nearest]))))
        if self.level is not None:
            found.append((math.dist(self.level, at) + 2e-6, LEVEL))
        distance, hit = min(found, default=(math.inf, LEVEL))
        return hit if distance <= reach else None


NOTHING = CurveHandles(np.empty(0, np.intp), np.empty((0, 2)), {}, None, np.empty(0, bool))


def place_kinks(network: Network, curve: Floats, plot: CurveMap) -> tuple[NDArray[np.intp], Floats]:
    """The neurons (k,) of layer 1 whose kinks are in view, from left to right, and their places (k, 2) on the
    curve, in pixels, which may be above or below what is seen."""
    if not network.kind.kinks:
        return NOTHING.neurons, NOTHING.kinks
    x = kinks(network)
    with np.errstate(invalid="ignore"):
        seen = np.flatnonzero((x >= plot.box[0]) & (x <= plot.box[1]))
    seen = seen[np.argsort(x[seen], kind="stable")]
    return seen, plot.pixels(np.column_stack([x[seen], np.interp(x[seen], curve[:, 0], curve[:, 1])]))


def at_the_edge(places: Floats, plot: CurveMap) -> Floats:
    """Places (..., 2) in pixels; what is above or below the plot stands at its edge."""
    top = plot.area[1]
    return np.stack([places[..., 0], np.clip(places[..., 1], top, top + plot.area[3])], axis=-1)


def unit_of(plot: CurveMap, theme: Theme) -> float:
    """How far from its kink a slope point stands: one unit of x, or a round number near to it where that is
    too near to the kink or too far away to be held."""
    if theme.px(_NEAR) <= plot.across <= _FAR * plot.area[2]:
        return 1.0
    return grid_step(plot.across, min(theme.px(90.0), _FAR * plot.area[2]))


def slope_place(
    network: Network, neuron: int, curve: Floats, others: Floats, plot: CurveMap, theme: Theme
) -> Floats | None:
    """Where the slope point of a neuron of layer 1 stands, in pixels; None for one without a kink.

    It is on the curve, one unit from the kink on the active leg, or nearer: in view, and clear of the
    `others` (k, 2), kinks in pixels.
    """
    x = float(kinks(network)[neuron])
    if not math.isfinite(x):
        return None
    way = math.copysign(unit_of(plot, theme), network.weights[0][neuron, 0])
    places = x + way * np.array(_WAYS)
    at = plot.pixels(np.column_stack([places, np.interp(places, curve[:, 0], curve[:, 1])]))
    inside = plot.rect.adjusted(0, -1, 4, 1)
    seen = [place for place in at if inside.contains(QPointF(*place.tolist()))]
    clear = [place for place in seen if _clear_of(place, others, theme.px(_CLEAR))]
    return np.asarray((clear or seen or [at[-1]])[0])


def _clear_of(place: Floats, others: Floats, distance: float) -> bool:
    return not len(others) or bool((np.hypot(*(others - place).T) >= distance).all())


def crowded(count: int, plot: CurveMap, theme: Theme) -> bool:
    """Whether so many kinks are in view that numbers would hide each other."""
    return count * theme.px(_CROWDED) > plot.area[2]


# -- how they look -------------------------------------------------------------------------------------------


def paint_kink(
    painter: QPainter, at: Floats, neuron: int, theme: Theme, *, small: bool, grown: bool, vector: bool
) -> None:
    """Paint the numbered disc of a kink, or a small one without a number."""
    if vector:
        _draw_kink(painter, QPointF(*at.tolist()), neuron, theme, small=small, grown=grown)
        return
    ratio = painter.device().devicePixelRatioF()
    picture = _kink_picture(neuron, theme, small, grown, ratio)
    half = picture.deviceIndependentSize().width() / 2
    painter.drawPixmap(QPointF(*at.tolist()) - QPointF(half, half), picture)


@lru_cache(maxsize=512)
def _kink_picture(neuron: int, theme: Theme, small: bool, grown: bool, ratio: float) -> QPixmap:
    side = 2 * math.ceil((DISC / 2 + _RING + 5) * theme.scale)
    picture = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_kink(painter, QPointF(side / 2, side / 2), neuron, theme, small=small, grown=grown)
    painter.end()
    return picture


def _draw_kink(
    painter: QPainter, at: QPointF, neuron: int, theme: Theme, *, small: bool, grown: bool
) -> None:
    size = (SMALL_DISC if small else DISC) + 3 * grown
    radius = (size / 2 + _RING) * theme.scale
    painter.setPen(QPen(edge_colour(theme), 1.2 * theme.scale))
    painter.setBrush(QColor(RING))
    painter.drawEllipse(at, radius, radius)
    if small:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.neuron(neuron))
        painter.drawEllipse(at, size / 2 * theme.scale, size / 2 * theme.scale)
    else:
        paint_tag(painter, at, neuron, theme, size=size, vector=True)


def edge_colour(theme: Theme) -> QColor:
    """The thin outline of handles: black where all is black and white, else quiet."""
    return theme.colour(theme.text, 1.0 if theme.scale > 1 else 0.4)


def paint_slope(painter: QPainter, at: Floats, neuron: int, theme: Theme, *, grown: bool) -> None:
    """Paint the diamond of a slope point with its arrows up and down."""
    paint_arrows(painter, at, theme, upright=True, inset=_DIAMOND)
    centre = QPointF(*at.tolist())
    half = (_DIAMOND + 2 * grown) * theme.scale
    painter.setPen(QPen(edge_colour(theme), 1.2 * theme.scale))
    painter.setBrush(QColor(RING))
    painter.drawPolygon(diamond(centre, half))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.neuron(neuron))
    painter.drawPolygon(diamond(centre, half - 3.4 * theme.scale))


def diamond(centre: QPointF, half: float) -> QPolygonF:
    """A square on its corner, `half` from its centre to a corner."""
    return QPolygonF([centre + QPointF(x * half, y * half) for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))])


def paint_arrows(
    painter: QPainter, at: Floats, theme: Theme, *, upright: bool, inset: float = DISC / 2 + _RING
) -> None:
    """Paint two arrows that point away from `at` and say which way a handle goes."""
    s = theme.scale
    ink = QColor(theme.text)
    for sign in (-1.0, 1.0):
        way = np.array([0.0, sign]) if upright else np.array([sign, 0.0])
        aside = way[::-1]
        tip, base = at + way * (inset + 14.5) * s, at + way * (inset + 7.5) * s
        painter.setPen(QPen(ink, 1.6 * s))
        painter.drawLine(QPointF(*(at + way * inset * s).tolist()), QPointF(*base.tolist()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        corners = (tip, base + aside * 4.6 * s, base - aside * 4.6 * s)
        painter.drawPolygon(QPolygonF([QPointF(*corner.tolist()) for corner in corners]))


def paint_level(painter: QPainter, at: Floats, theme: Theme, *, grown: bool) -> None:
    """Paint the grip of the sum's zero level."""
    width, height = ((side + 2 * grown) * theme.scale for side in _GRIP)
    if grown:
        paint_arrows(painter, at, theme, upright=True, inset=height / 2 / theme.scale)
    grip = QRectF(at[0] - width / 2, at[1] - height / 2, width, height)
    painter.setPen(QPen(QColor(theme.halo), 1.6 * theme.scale))
    painter.setBrush(QColor(theme.accent))
    painter.drawRoundedRect(grip, 2.4 * theme.scale, 2.4 * theme.scale)


def paint_focus(painter: QPainter, at: Floats, theme: Theme) -> None:
    """Paint the focus ring around a handle."""
    painter.setPen(QPen(QColor(theme.accent), 2 * theme.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = (DISC / 2 + _RING + 4.5) * theme.scale
    painter.drawEllipse(QPointF(*at.tolist()), radius, radius)


@dataclass(frozen=True)
class Look:
    """How handles look: `selected` neuron (-1: none), the handle that is `hot` (under the pointer, or held)
    and the one with the keyboard's `focus`; whether discs are `small`; vector: as shapes, for SVG and PDF."""

    theme: Theme
    selected: int
    hot: Hit | None
    focus: Hit | None
    small: bool
    vector: bool


def paint_handles(painter: QPainter, handles: CurveHandles, look: Look) -> None:
    """Paint all handles, those that matter most on top."""
    theme, marked = look.theme, {look.selected}
    if look.hot is not None and look.hot.part == "kink":
        marked.add(look.hot.neuron)
    if handles.level is not None:
        paint_level(painter, handles.level, theme, grown=LEVEL in (look.hot, look.focus))
    kinks_by_neuron = dict(zip(handles.neurons.tolist(), handles.kinks, strict=True))
    out = set(handles.neurons[~handles.seen].tolist())
    for i, at in kinks_by_neuron.items():
        if i not in marked:
            painter.setOpacity(_PALE if i in out else 1.0)
            paint_kink(painter, at, i, theme, small=look.small, grown=False, vector=look.vector)
    painter.setOpacity(1.0)
    for i in sorted(marked & kinks_by_neuron.keys(), key=lambda i: Hit("kink", i) == look.hot):
        at, grown = kinks_by_neuron[i], Hit("kink", i) == look.hot
        paint_arrows(painter, at, theme, upright=False, inset=DISC / 2 + _RING + 1.5 * grown)
        paint_kink(painter, at, i, theme, small=False, grown=grown, vector=look.vector)
    for i, at in handles.slopes.items():
        paint_slope(painter, at, i, theme, grown=Hit("slope", i) == look.hot)
    focused = handles.place(look.focus) if look.focus is not None else None
    if focused is not None:
        paint_focus(painter, focused, theme)
