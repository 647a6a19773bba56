"""CurveView: the exact curve of a network with one input over its target, with every parameter to drag."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.curve_map import CurveMap
from reluviz.ui.curve_pencil import CurvePencil, Mode
from reluviz.ui.graph_widget import GraphWidget, Tool
from reluviz.ui.items import axes, curve, curve_handles
from reluviz.ui.items.curve_handles import LEVEL, Hit
from reluviz.ui.items.handles import paint_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Smallest and largest half width and half height of the view.
ZOOM_LIMITS = (1e-6, 1e6)


class CurveView(GraphWidget):
    """Draws a scene's sum, target and error; its hand turns drags of handles into edits of the network, its
    pencil draws the target."""

    put_down = Signal()
    """Esc has put the pencil down."""

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(theme, store, parent)
        self.setObjectName("curveView")
        self.setAccessibleName("Curve of the network over its target")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(180), theme.px(120))
        self._scene: Scene | None = None
        self._axes, self._target = axes.AxesLayer(theme), curve.TargetLayer(theme)
        self.pencil = CurvePencil(self, store, theme)

    # -- what is shown ---------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A wide canvas."""
        return QSize(self._theme.px(608), self._theme.px(440))

    def plot(self) -> CurveMap | None:
        """The map between x and y and the pixels of the scene shown."""
        return None if self._scene is None else self._plot_of(self._scene)

    def _plot_of(self, scene: Scene) -> CurveMap:
        left, right, top, bottom = map(self._theme.px, axes.MARGINS)
        width, height = max(1, self.width() - left - right), max(1, self.height() - top - bottom)
        return CurveMap(scene.box, (left, top, width, height))

    def show_scene(self, scene: Scene) -> None:
        """Draw `scene`; what is the same as last time is kept."""
        self.hand.follow_store()
        before, self._scene = self._scene, scene
        plot, ratio = self._plot_of(scene), self.devicePixelRatioF()
        size = (self.width(), self.height())
        changed, self._stale = self._stale, False
        changed |= self._axes.update(plot, size, ratio, pi=axes.of_pi(scene.target))
        changed |= self._target.update(scene.target, scene.session.data, plot, ratio)
        if before is None or before.network is not scene.network or before.piece != scene.piece:
            changed = True
        if changed or before is None or before.session.view != scene.session.view:
            self._place_handles(scene, plot)
            self.update()

    def _place_handles(self, scene: Scene, plot: CurveMap) -> None:
        theme, network = self._theme, scene.network
        neurons, at = curve_handles.place_kinks(network, scene.curve, plot)
        slopes = {}
        for i in self._sloped(scene):
            others = at[neurons != i]
            place = curve_handles.slope_place(network, i, scene.curve, others, plot, theme)
            if place is not None and i in neurons:
                slopes[i] = self._held_slope(i, place, scene, plot)
        level = plot.pixels(np.array([plot.box[0], network.output_bias]))
        kinks, level = (curve_handles.at_the_edge(places, plot) for places in (at, level))
        self.handles = curve_handles.CurveHandles(neurons, kinks, slopes, level, (kinks == at).all(axis=1))

    def _sloped(self, scene: Scene) -> set[int]:
        """The neurons whose slope points are shown: the selected one, of a network with one hidden layer."""
        selected = self._selected(scene)
        return {selected} if selected >= 0 and len(scene.network.hidden) == 1 else set()

    def _held_slope(self, neuron: int, place: Floats, scene: Scene, plot: CurveMap) -> Floats:
        """The slope point of a neuron, which keeps its x while it is held."""
        x = self.hand.held_x(neuron)
        if x is None:
            return place
        return plot.pixels(np.array([x, np.interp(x, scene.curve[:, 0], scene.curve[:, 1])]))

    # -- what the hand asks ----------------------------------------------------------------------------------

    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """All handles stand in the one plot."""
        del hit
        return self.plot()

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """A quarter of the distance of two ticks."""
        return axes.snap_steps(
            plot, self._theme, pi=self._scene is not None and axes.of_pi(self._scene.target)
        )

    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """The heights that are seen, or the ends of the target's interval."""
        if upright or self._scene is None:
            return plot.box[2:]
        return self._scene.target.interval

    def walk_order(self) -> list[Hit]:
        """The zero level, then from left to right each kink and its slope."""
        deep = self._scene is None or len(self._scene.network.hidden) > 1
        order = [LEVEL]
        for i in self.handles.neurons.tolist():
            order += [Hit("kink", i)] if deep else [Hit("kink", i), Hit("slope", i)]
        return order

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Multiply the visible extent by `factor`, keeping the pixel `about` (the middle) where it is.

        Over the numbers of one axis only that one changes.
        """
        plot = self.plot()
        if plot is None:
            return
        view, at = self._store.session.view, about or plot.rect.center()
        across = 1.0 if at.x() < plot.rect.left() else _limited(factor, view.half_width)
        up = 1.0 if at.y() > plot.rect.bottom() else _limited(factor, view.half_height)
        x, y = plot.units(at.x(), at.y())
        center = (x + (view.center[0] - x) * across, y + (view.center[1] - y) * up)
        self.tell("zoom", perf_counter())
        self._store.look(
            center=center, half_width=view.half_width * across, half_height=view.half_height * up
        )

    # -- the pencil ------------------------------------------------------------------------------------------

    @property
    def tool(self) -> Tool:
        """The hand, or the pencil that it holds."""
        return self.pencil if self.pencil.mode else self.hand

    def draw(self, mode: Mode) -> None:
        """Take the pencil to draw the target, or to click points; "" puts it down."""
        self.keys.leave()
        self.hand.find(None)
        self.pencil.set_mode(mode)
        self.setCursor(self.tool.cursor())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up a stroke, then the pencil."""
        if event.key() != Qt.Key.Key_Escape or not self.pencil.mode:
            super().keyPressEvent(event)
        elif self.pencil.drawing:
            self.pencil.cancel()
        else:
            self.draw("")
            self.put_down.emit()

    # -- painting --------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, damaged: QRegion, *, vector: bool) -> None:
        """Paint all, back to front."""
        del damaged
        plot, scene, theme = self.plot(), self._scene, self._theme
        if plot is None or scene is None:
            painter.fillRect(self.rect(), theme.colour(theme.panel))
            return
        self._axes.paint(painter, vector=vector)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(plot.rect.adjusted(0, -theme.px(8), theme.px(8), theme.px(8)))
        if scene.piece >= 0 and not self.pencil.mode and self.hand.gesture is None:
            curve.paint_piece(painter, scene.piece, scene.pieces.kinks, plot, theme)
        curve.paint_error(painter, scene.curve, self._target.line, plot, theme, vector=vector)
        self._target.paint(painter, vector=vector)
        self._paint_continued(painter, plot, scene)
        curve.paint_sum(painter, scene.curve, plot, theme)
        curve.paint_bracket(painter, scene.error, plot, theme)
        painter.setClipping(False)
        if len(scene.network.hidden) > 1:
            inner = scene.curve[1:-1]
            curve.paint_dots(painter, plot.pixels(inner), theme)
        if self.pencil.mode:
            self.pencil.paint(painter)
        else:
            self._paint_handles(painter, scene, plot, vector=vector)
        if self.hand.note:
            paint_value(painter, self.hand.note, self.note_point(), QRectF(self.rect()), theme)

    def _paint_continued(self, painter: QPainter, plot: CurveMap, scene: Scene) -> None:
        """Past each kink, dot how the sum would have gone on without its neuron."""
        if len(scene.network.hidden) > 1 or not len(self.handles.neurons):
            return
        shown = self.handles.seen
        if self._small(scene, plot):
            shown = shown & (self.handles.neurons == self._selected(scene))
        neurons = self.handles.neurons[shown]
        ways = curve.ways_without(scene.network, neurons, plot)
        for i, at, way in zip(neurons.tolist(), self.handles.kinks[shown], ways, strict=True):
            curve.paint_continued(painter, at, way, i, self._theme)

    def _small(self, scene: Scene, plot: CurveMap) -> bool:
        """Whether kinks have no room for their numbers, or share the curve with those of deeper layers."""
        count = len(self.handles.neurons)
        return len(scene.network.hidden) > 1 or curve_handles.crowded(count, plot, self._theme)

    def _paint_handles(self, painter: QPainter, scene: Scene, plot: CurveMap, *, vector: bool) -> None:
        hand = self.hand
        look = curve_handles.Look(
            self._theme,
            selected=self._selected(scene),
            hot=hand.gesture.hit if hand.gesture is not None else hand.hot,
            focus=self.focused_handle(),
            small=self._small(scene, plot),
            vector=vector,
        )
        curve_handles.paint_handles(painter, self.handles, look)

    @staticmethod
    def _selected(scene: Scene) -> int:
        """The neuron of layer 1 that is selected, -1 for none."""
        selected = scene.session.view.selected
        return selected[1] if selected is not None and selected[0] == 0 else -1


def _limited(factor: float, half: float) -> float:
    """The factor that keeps a half width or height within the limits of zoom."""
    return min(max(half * factor, ZOOM_LIMITS[0]), ZOOM_LIMITS[1]) / half
