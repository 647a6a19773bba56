"""Live plots of single neurons with one input: the exact curve of the output, with kink and slope to drag."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, SignalInstance
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPainterPath, QPen, QRegion

from reluviz.core.handles import kinks
from reluviz.ui.curve_gestures import BiasDrag, CurveDrag, WeightDrag
from reluviz.ui.curve_map import CurveMap
from reluviz.ui.graph_widget import GraphWidget
from reluviz.ui.heat import HeatScale
from reluviz.ui.items.axes import of_pi, snap_steps
from reluviz.ui.items.curve_handles import NOTHING, CurveHandles, Hit, paint_focus
from reluviz.ui.items.folds import fold_pen, paint_card_tag
from reluviz.ui.items.handles import paint_value
from reluviz.ui.items.unit_plots import paint_small_handles
from reluviz.ui.widgets.paint import RADIUS, track_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.learn.targets import Target
    from reluviz.ui.scene import Box, Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

_WIDTH = 2.4
#: Room above and below the outputs, as shares of the largest; where outputs fall below 0, it is symmetric.
_ABOVE, _BELOW, _FALLS = 1.1, -0.22, -0.2
#: A slope point stands so many pixels from its kink, and never nearer.
_REACH, _LEAST = 30, 13
_EDGE = 8


@dataclass(frozen=True, eq=False)
class NeuronCurve:
    """What one neuron's plot shows; the same object as long as nothing of it changed.

    vertices: (m, 2) x and output. box: what the plot shows of x and output. kink: (x, output), None where
    there is none to hold: in the layers above the first, and out of view. w: the weight of the input.
    """

    neuron: int
    vertices: Floats
    box: Box
    kink: tuple[float, float] | None
    w: float
    target: Target


@dataclass
class LayerCurves:
    """Makes what the plots of one hidden layer's neurons show, anew only for those that changed. All have one
    scale, which stands still while a handle is held."""

    store: Store
    layer: int
    _scale: HeatScale = field(default_factory=HeatScale)
    _heights: tuple[float, float] | None = None
    _known: dict[int, NeuronCurve] = field(default_factory=dict)

    def derive(self, scene: Scene) -> list[NeuronCurve]:
        """The curves of all neurons of the layer; those unchanged are the objects of last time."""
        responses = [scene.response(self.layer, i) for i in range(scene.network.hidden[self.layer])]
        if self._heights is None or not self.store.held:
            self._heights = self._fitting(responses)
        box = (*scene.interval, *self._heights)
        places = self._kinks(scene.network)
        return [self._curve(scene, i, y, box, places) for i, y in enumerate(responses)]

    def _fitting(self, responses: list[Floats]) -> tuple[float, float]:
        """The heights to be shown: half of the curves, or more, are within."""
        largest = float(np.median([np.abs(curve[:, 1]).max() for curve in responses]))
        top = self._scale.follow(largest)
        falls = min(float(curve[:, 1].min()) for curve in responses) < _FALLS * top
        return -_ABOVE * top if falls else _BELOW * top, _ABOVE * top

    def _kinks(self, network: Network) -> Floats:
        """(n,) x of the kinks that can be held, NaN for none."""
        held = self.layer == 0 and bool(network.kind.kinks)
        return kinks(network) if held else np.full(network.hidden[self.layer], np.nan)

    def _curve(self, scene: Scene, i: int, vertices: Floats, box: Box, places: Floats) -> NeuronCurve:
        known = self._known.get(i)
        if known is None or known.vertices is not vertices or known.box != box:
            x, kind = float(places[i]), scene.network.kind
            seen = box[0] <= x <= box[1]
            start = float(kind.value(np.array(kind.left_kink), scene.network.slope))
            w = float(scene.network.weights[self.layer][i, 0])
            known = NeuronCurve(i, vertices, box, (x, start) if seen else None, w, scene.target)
            self._known[i] = known
        return known


class NeuronPlot(GraphWidget):
    """The plot of one neuron, rounded and bordered. What is no handle leaves clicks to what it stands on.

    size: (width, height) in px at scale 1. tagged: with the neuron's number in the corner.
    """

    pans = False

    def __init__(
        self, theme: Theme, store: Store, layer: int, size: tuple[int, int], *, tagged: bool
    ) -> None:
        super().__init__(theme, store)
        self._tagged = tagged
        self._curve: NeuronCurve | None = None
        self._look = (False, False)
        self._lit: bool | None = None
        self.setFixedSize(theme.px(size[0]), theme.px(size[1]))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        if layer > 0:  # such a neuron may have many kinks, none of them its own
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_curve(self, curve: NeuronCurve, *, outlined: bool = False, chosen: bool = False) -> None:
        """Show this curve; `outlined` with an edge in the neuron's colour, `chosen` with its slope point."""
        self.hand.follow_store()
        look = outlined, chosen
        if curve is self._curve and look == self._look and not self._stale:
            return
        self._stale = False
        if self._curve is None or curve.neuron != self._curve.neuron:
            self.setAccessibleName(f"Output of neuron {curve.neuron + 1}")
        self._curve, self._look = curve, look
        self.handles = self._handles(curve)
        self.update()

    def show_stale(self) -> None:
        """Paint again, if something other than the scene asked for it."""
        if self._curve is not None and self._stale:
            self.show_curve(self._curve, outlined=self._look[0], chosen=self._look[1])

    # -- places ----------------------------------------------------------------------------------------------

    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """The one plot there is."""
        return None if self._curve is None else self._map(self._curve)

    def _map(self, curve: NeuronCurve) -> CurveMap:
        edge = self._theme.px(_EDGE)
        return CurveMap(curve.box, (edge, 0, self.width() - 2 * edge, self.height()))

    def _handles(self, curve: NeuronCurve) -> CurveHandles:
        if curve.kink is None or curve.w == 0.0:
            return NOTHING
        plot, (x, y) = self._map(curve), curve.kink
        held = self.hand.held_x(curve.neuron)
        to = self._slope_x(curve, x, plot) if held is None else held
        points = plot.pixels(np.array([[x, y], [to, y + abs(curve.w * (to - x))]]))
        slopes = {curve.neuron: points[1]} if plot.box[0] <= to <= plot.box[1] else {}
        return CurveHandles(np.array([curve.neuron]), points[:1], slopes, None, np.ones(1, bool))

    def _slope_x(self, curve: NeuronCurve, kink: float, plot: CurveMap) -> float:
        """The x of the slope point, on the active leg: as far from the kink as there is room, where that is
        neither too near nor too far."""
        rise = abs(curve.w) * plot.up / plot.across
        end = plot.box[1] if curve.w > 0 else plot.box[0]
        room = min(abs(end - kink) * plot.across, 0.6 * plot.area[3] / max(rise, 1e-9))
        way = max(self._theme.px(_LEAST), min(self._theme.px(_REACH), room))
        return kink + float(np.sign(curve.w)) * way / plot.across

    # -- what the hand asks ----------------------------------------------------------------------------------

    def kink_drag(self, network: Network, neuron: int) -> CurveDrag:
        """The kink changes the bias."""
        return BiasDrag(network, neuron)

    def slope_drag(self, network: Network, neuron: int, x: float) -> CurveDrag:
        """The slope point changes the weight."""
        return WeightDrag(network, neuron, x)

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """A quarter of the distance that ticks would have."""
        return snap_steps(plot, self._theme, pi=self._curve is not None and of_pi(self._curve.target))

    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """The heights of the plot, or the ends of the target's interval."""
        return plot.box[2:] if upright or self._curve is None else self._curve.target.interval

    def walk_order(self) -> list[Hit]:
        """The kink, then the slope."""
        kinks = [Hit("kink", i) for i in self.handles.neurons.tolist()]
        return kinks + [Hit("slope", i) for i in self.handles.slopes]

    # -- painting and events ---------------------------------------------------------------------------------

    def paint(self, painter: QPainter, damaged: QRegion, *, vector: bool) -> None:
        """Paint the plot."""
        curve, theme = self._curve, self._theme
        if curve is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, plot = float(theme.px(RADIUS)), self._map(curve)
        self._paint_frame(painter, curve, radius)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.setClipPath(shape)
        painter.setPen(fold_pen(theme, _WIDTH, curve.neuron, flat=True))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(plot.line(curve.vertices))
        painter.setClipping(False)
        self._paint_handles(painter, curve)
        if self._tagged:
            paint_card_tag(painter, curve.neuron, theme, hollow=self._lit is False)
        if self.hand.note:
            paint_value(painter, self.hand.note, self.note_point(), QRectF(self.rect()), theme)

    def _paint_frame(self, painter: QPainter, curve: NeuronCurve, radius: float) -> None:
        """The ground, the axis and the edge."""
        theme, plot = self._theme, self._map(curve)
        width, colour = 1.0, QColor(theme.border)
        if self._look[0]:
            width, colour = float(theme.px(2)), theme.neuron(curve.neuron)
        painter.setPen(QPen(colour, width))
        painter.setBrush(QColor(theme.panel))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        zero = int(plot.pixel(0, 0).y()) + 0.5
        painter.setPen(QPen(track_colour(theme), 1))
        painter.drawLine(QPointF(plot.rect.left(), zero), QPointF(plot.rect.right(), zero))

    def _paint_handles(self, painter: QPainter, curve: NeuronCurve) -> None:
        hot = self.hand.gesture.hit if self.hand.gesture is not None else self.hand.hot
        sloped = self._look[1] or self.underMouse() or self.hand.focus is not None
        kink, slope = (self.handles.place(Hit(part, curve.neuron)) for part in ("kink", "slope"))
        part = hot.part if hot is not None else ""
        paint_small_handles(painter, curve.neuron, kink, slope if sloped else None, self._theme, hot=part)
        focus = self.focused_handle()
        place = self.handles.place(focus) if focus is not None else None
        if place is not None:
            paint_focus(painter, place, self._theme)

    def show_lit(self, lit: bool | None) -> None:
        """Show in the tag whether the neuron is on under the pointer; None: that is not known."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle; anything else is for what the plot stands on."""
        super().mousePressEvent(event)
        event.setAccepted(self.hand.gesture is not None)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The slope point shows."""
        super().enterEvent(event)
        self.refresh()

    def leaveEvent(self, event: QEvent) -> None:
        """The slope point goes."""
        super().leaveEvent(event)
        self.refresh()


class PlotViews:
    """The plots of one hidden layer's neurons as widgets.

    size: (width, height) in px at scale 1. tagged: each with its number in the corner. asked, pointed: what
    passes these signals of the plots on.
    """

    def __init__(
        self,
        theme: Theme,
        store: Store,
        layer: int,
        size: tuple[int, int],
        asked: SignalInstance,
        pointed: SignalInstance,
        *,
        tagged: bool,
    ) -> None:
        self._tagged = tagged
        self._theme, self._store, self._layer, self._size = theme, store, layer, size
        self._asked, self._pointed = asked, pointed
        self._curves = LayerCurves(store, layer)
        self._views: list[NeuronPlot] = []

    def add(self) -> NeuronPlot:
        """Make the widget of the next neuron."""
        view = NeuronPlot(self._theme, self._store, self._layer, self._size, tagged=self._tagged)
        view.asked.connect(self._asked)
        view.pointed.connect(self._pointed)
        self._views.append(view)
        return view

    def show_scene(self, scene: Scene, chosen: int | None, *, outlined: bool) -> None:
        """Show the neurons of this scene; the chosen one with its slope point, and if `outlined` with an edge
        in its colour."""
        for i, (view, curve) in enumerate(zip(self._views, self._curves.derive(scene), strict=True)):
            view.show_curve(curve, outlined=outlined and i == chosen, chosen=i == chosen)

    def show_inspected(self, scene: Scene, lit: Sequence[bool | None]) -> None:
        """Show which neurons are on in the piece under the pointer, where that is known."""
        for view, on in zip(self._views, lit, strict=True):
            view.show_lit(on)

    def show_stale(self) -> None:
        """Paint those again that something other than the scene asked for."""
        for view in self._views:
            view.show_stale()
