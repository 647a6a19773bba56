"""The sum, or one neuron's part of it, as a folded surface over the plane."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.camera import Projection, height_share
from reluviz.ui.curve_map import CurveMap
from reluviz.ui.graph_widget import GraphWidget
from reluviz.ui.hand import by_finger
from reluviz.ui.items.curve_handles import (
    LEVEL,
    NOTHING,
    CurveHandles,
    Hit,
    at_the_edge,
    paint_focus,
    paint_level,
)
from reluviz.ui.items.grid import grid_step
from reluviz.ui.items.handles import paint_value
from reluviz.ui.items.surface import SurfacePicture
from reluviz.ui.orbit import Orbit
from reluviz.ui.relief import Relief, ReliefMaker
from reluviz.ui.sight import Sight
from reluviz.ui.sum_look import SumLook
from reluviz.ui.widgets.paint import RADIUS, draw_ring, keyboard_focus
from reluviz.ui.widgets.panel import out_of_sight

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

_MARGIN = 22
#: Samples for each px, along a side, smooth the borders of facets; of a large picture there are fewer.
_FINENESS, _MOST_SAMPLES = 2.0, 3e6
#: From this steeply above (degrees) heights cannot be told, and the zero level not be held.
_TOO_STEEP = 80.0
#: Ctrl snaps the zero level to a round number, next to this many pixels.
_SNAP = 12.0


class SurfaceView(GraphWidget):
    """A relief that is turned by dragging, with the wheel for nearer and farther, and the grip of its zero
    level, which is dragged up and down a corner's post: at the height of the output bias.

    look: the camera, and whether the selected neuron is shown in place of the sum.
    """

    picked = Signal(object, float)
    """A click: its position in input units or None, and its perf_counter."""

    def __init__(
        self, theme: Theme, store: Store, parent: QWidget | None = None, *, look: SumLook | None = None
    ) -> None:
        super().__init__(theme, store, parent)
        self._look = look or SumLook()
        self.orbit = Orbit(self._look, theme)
        self._maker = ReliefMaker()
        self._scene: Scene | None = None
        self._relief: Relief | None = None
        self._picture: SurfacePicture | None = None
        self._lifted = False
        self.setObjectName("surfaceView")
        self.setAccessibleName("Sum: folded surface of the network's output")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    # -- what is shown ---------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """The value shown in full colour."""
        return self._relief.scale if self._relief is not None else 1.0

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(355))

    def show_scene(self, scene: Scene) -> None:
        """Show the surface of this scene; nothing is derived when it is the one shown, or out of sight."""
        self._scene = scene
        self.hand.follow_store()
        if out_of_sight(self):
            self._relief = self._picture = None
            return
        self._relief = self._relief_of(scene)
        picture = self._picture_of(-1 if scene.calm else scene.region)
        if picture is not self._picture or self._stale:
            self._picture, self._stale = picture, False
            self.handles = self._place_handles(scene)
            self.update()

    def _relief_of(self, scene: Scene) -> Relief | None:
        """The one shown, if it is that of this scene; none where there are too many regions."""
        selected, last = scene.session.view.selected, self._relief
        neuron = selected if self._look.of_neuron else None
        if not scene.whole:
            return None
        share = height_share(self.width(), self.height(), self._theme.px(_MARGIN))
        wanted = scene.partition, neuron, selected, share
        held = self.hand.gesture is not None
        shown = last and (last.partition, last.neuron, last.chosen, last.share) == wanted
        if shown and (held or not self._lifted):
            return last
        # A surface that is lifted does not shrink under the pointer, but when it is let go.
        self._lifted = held
        return self._maker.relief(scene, neuron, share, last if held else None)

    def _picture_of(self, region: int) -> SurfacePicture | None:
        """The one shown, if it is that of the relief, camera, size and region of now."""
        if self._relief is None:
            return None
        projection, last = self._projection(), self._picture
        fineness = self._fineness()
        sight = last.sight if last else None
        if (
            sight is None
            or sight.relief is not self._relief
            or (sight.projection, sight.fineness) != (projection, fineness)
        ):
            if self.hand.focus is None:
                self.setAccessibleDescription(self.orbit.camera.told)
            sight = Sight(self._relief, projection, fineness)
        elif last is not None and last.region == region:
            return last
        return SurfacePicture(sight, self._theme, region)

    def _fineness(self) -> float:
        affordable = math.sqrt(_MOST_SAMPLES / max(1, self.width() * self.height()))
        return max(self.devicePixelRatioF(), min(_FINENESS, affordable))

    def _projection(self) -> Projection:
        assert self._relief is not None
        margin, relief = self._theme.px(_MARGIN), self._relief
        size = self.width(), self.height()
        return Projection(self.orbit.camera, relief.box, *size, margin, relief.middle)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_again()

    def _show_again(self) -> None:
        if self._scene is not None:
            self.show_scene(self._scene)

    # -- the grip of the zero level --------------------------------------------------------------------------

    def _place_handles(self, scene: Scene) -> CurveHandles:
        """The grip, on the upright line at the left corner, as high as the output bias; none from above."""
        plot = self.plot_of(None)
        if plot is None or self._picture is None:
            return NOTHING
        left = self._picture.stand.left_corner[0]
        level = at_the_edge(
            np.array([left, plot.pixels(np.array([0.0, scene.network.output_bias]))[1]]), plot
        )
        return CurveHandles(NOTHING.neurons, NOTHING.kinks, {}, level, NOTHING.seen)

    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """Values as heights above the floor's left corner; none where a neuron is shown, and from above."""
        if self._picture is None or self.orbit.camera.elevation > _TOO_STEEP:
            return None
        sight, height = self._picture.sight, self.height()
        pixels = sight.relief.unit * sight.projection.axes[1][2] * sight.projection.scale
        if sight.relief.neuron is not None or pixels <= 0.0:
            return None
        floor = float(self._picture.stand.left_corner[1])
        box = (0.0, 1.0, (floor - height) / pixels, floor / pixels)
        return CurveMap(box, (0.0, 0.0, self.width(), height))

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """Round numbers."""
        return 1.0, grid_step(plot.up, self._theme.px(_SNAP))

    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """The heights that are seen."""
        return plot.box[2:]

    def walk_order(self) -> list[Hit]:
        """The zero level, if it can be held."""
        return [] if self.handles.level is None else [LEVEL]

    # -- painting --------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, damaged: QRegion, *, vector: bool) -> None:
        """Paint the picture and the grip, or say why there is none."""
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.page))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture is not None:
            self._picture.paint(painter, QRectF(self.rect()), vector=vector)
            self._paint_grip(painter)
        elif self._scene is not None:
            self._paint_excuse(painter)
        if keyboard_focus(self) and self.focused_handle() is None:
            draw_ring(painter, QRectF(self.rect()), theme.px(RADIUS), theme)

    def _paint_grip(self, painter: QPainter) -> None:
        level, theme = self.handles.level, self._theme
        if level is None:
            return
        grown = self.hand.gesture is not None or LEVEL in (self.hand.hot, self.focused_handle())
        paint_level(painter, level, theme, grown=grown)
        if self.focused_handle() is not None:
            paint_focus(painter, level, theme)
        if self.hand.note:
            paint_value(painter, self.hand.note, self.note_point(), QRectF(self.rect()), theme)

    def _paint_excuse(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font())
        painter.setPen(QColor(self._theme.secondary))
        area = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, "The sum has too many facets to be drawn as a surface.")

    # -- mouse -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the grip, or the surface to turn it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.keys.let_go()
        self.keys.active = False
        self.hand.find_pressed(event)
        self.hand.focus = None
        if self.hand.hot is not None:
            self.hand.press(event)
        else:
            self.orbit.press(event)
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, or point at the region under the pointer."""
        since = perf_counter()
        if self.orbit.held:
            self.orbit.move(event)
            self.tell("orbit", since)
            return
        self.hand.move(event)
        self._show_cursor()
        if self.hand.gesture is None:
            self.pointed.emit(self._place_of(event), since)

    def _place_of(self, event: QMouseEvent) -> tuple[float, float] | None:
        """Where in the plane a mouse event is, in input units."""
        at = event.position()
        return None if self._picture is None else self._picture.sight.point_at(at.x(), at.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; what was not turned was clicked at."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.orbit.held:
            if not self.orbit.turned:
                self.picked.emit(self._place_of(event), perf_counter())
            self.orbit.release()
        else:
            self.hand.release()
        self.hand.find(None if by_finger(event) else event.position())
        self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look from where a first look is taken, and take back what its first click did."""
        if event.button() == Qt.MouseButton.LeftButton and self.hand.hot is None:
            self.picked.emit(self._place_of(event), perf_counter())
            self.reset()

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.ClosedHandCursor if self.orbit.held else Qt.CursorShape.OpenHandCursor
        if self.hand.hot is not None or self.hand.gesture is not None:
            shape = self.hand.cursor()
        self.setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        event.accept()
        if self._relief is not None and self.orbit.wheel(event, self._projection()):
            self.tell("orbit", perf_counter())

    def reset(self) -> None:
        """Look from where a first look is taken."""
        self.orbit.reset()
        self.tell("orbit", perf_counter())

    def look_down(self) -> None:
        """Look straight down: the surface is then the heat map."""
        if self._relief is not None:
            self.orbit.look_down(self._projection())
            self.tell("orbit", perf_counter())

    # -- keyboard --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the grip if it has the focus; else turn and zoom. Esc puts back what is held."""
        if self.orbit.held and event.key() == Qt.Key.Key_Escape:
            self.orbit.cancel()
            self._show_cursor()
        elif self.keys.press(event):
            return
        elif self._relief is None or not self.orbit.key(event, self._projection()):
            QWidget.keyPressEvent(self, event)
            return
        self.tell("orbit", perf_counter())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from the surface to its grip, Shift+Tab back."""
        if forward and self.keys.walk(1):
            return True
        if not forward and self.hand.focus is not None:
            self.keys.leave()
            return True
        return QWidget.focusNextPrevChild(self, forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab enters at the surface, Shift+Tab at its grip."""
        if event.reason() == Qt.FocusReason.BacktabFocusReason:
            self.keys.enter(-1)
        self.refresh()
