"""PlaneView: the exact partition of a 2-D input, with folds to drag."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui import neuron_edits
from reluviz.ui.gestures import FINE, ArrowDrag, FoldDrag, Gesture
from reluviz.ui.items import folds, handles
from reluviz.ui.items.grid import GridLayer, grid_step
from reluviz.ui.items.points import PointLayer
from reluviz.ui.items.regions import RegionLayer
from reluviz.ui.numbers import short
from reluviz.ui.plane_map import PlaneMap, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QLineF

    from reluviz.core.network import Network
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: A press becomes a drag after this many pixels; before, it is a click.
_SLOP = 2.0
#: Smallest and largest half width of the view, in input units.
_ZOOM_LIMITS = (1e-4, 1e5)
_ZOOM_PER_NOTCH = 1.15
#: One notch of the wheel over a fold changes the output weight by this much; a tenth of it with Shift.
_WEIGHT_PER_NOTCH = 0.1
_VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)
#: Ctrl snaps to a grid this much finer than the one that is drawn.
_SNAP_PARTS = 4


class PlaneView(QWidget):
    """Draws a scene's regions, folds, data and boundary; turns drags of handles into edits."""

    pointed = Signal(object, float)
    """Position of the pointer in input units (x, y) or None, and the perf_counter of the event."""
    asked = Signal(str, float)
    """An input event that changes what is shown: its cause, and its perf_counter."""
    resized = Signal()
    dragged = Signal()
    """A handle was dragged for the first time since the view was made."""

    def __init__(
        self, theme: Theme, store: Store, parent: QWidget | None = None, *, cues: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("partitionView")
        self.setAccessibleName("Partition of the input plane")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(180), theme.px(180))
        self._theme, self._store = theme, store
        self._scene: Scene | None = None
        self._regions, self._grid, self._points = RegionLayer(theme), GridLayer(theme), PointLayer(theme)
        self._strokes: list[folds.Stroke] = []
        self._boundary: list[QLineF] = []
        self._handles: list[handles.Handle] = []
        self._tags: dict[int, QPointF] = {}
        self._anchors: dict[int, tuple[float, float]] = {}
        self._hot: handles.Hit | None = None
        self._cues = cues
        self._gesture: Gesture | None = None
        self._pressed: QPointF | None = None
        self._moved = False
        self._pan_from: tuple[QPointF, tuple[float, float]] | None = None
        self._last = QPointF()
        self._note = ""
        self._virtual = np.zeros(2)

    # -- what is shown ---------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A square-ish canvas."""
        return QSize(self._theme.px(608), self._theme.px(770))

    def device_size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def plane(self) -> PlaneMap | None:
        """The map between input units and pixels of the scene shown."""
        return PlaneMap(self._scene.box, self.width(), self.height()) if self._scene else None

    def show_scene(self, scene: Scene) -> None:
        """Draw `scene`; what is the same as last time is kept."""
        before, self._scene = self._scene, scene
        plane = PlaneMap(scene.box, self.width(), self.height())
        ratio = self.devicePixelRatioF()
        self._grid.update(plane, ratio)
        changed = self._regions.update(scene, ratio)
        changed |= self._points.update(scene.session.data, plane, ratio)
        same_view = (
            before is not None and before.session.view == scene.session.view and before.size == scene.size
        )
        if not same_view or before is None or before.partition is not scene.partition:
            self._strokes = folds.strokes(scene, plane, self._theme)
            self._boundary = lines(plane.pixels(scene.partition.boundary))
            self._tags = folds.tag_places(self._strokes, self._theme)
            self._place_handles(plane)
            changed = True
        if changed:
            self.update()

    def _place_handles(self, plane: PlaneMap) -> None:
        network = self._scene.network if self._scene else None
        if network is not None:
            self._handles = handles.place_handles(network, self._strokes, self._anchors, plane, self._theme)

    def _shown(self) -> set[int]:
        """The neurons whose discs and arrows are shown: all of a small network, else the one in hand or
        selected."""
        if self._scene is None:
            return set()
        if folds.few(self._scene.network.hidden):
            return {handle.neuron for handle in self._handles}
        chosen = {self._hot.neuron} if self._hot else set()
        selected = self._scene.session.view.selected
        return chosen | ({selected[1]} if selected and selected[0] == 0 else set())

    # -- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what `show_scene` prepared, back to front."""
        painter = QPainter(self)
        self.paint(painter)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """Paint the canvas at the origin of `painter`."""
        plane = self.plane()
        if plane is None or self._scene is None:
            painter.fillRect(self.rect(), self._theme.colour(self._theme.page))
            return
        theme, selected = self._theme, self._scene.session.view.selected
        if painter.paintEngine().type() in _VECTOR_ENGINES:
            self._regions.paint_polygons(painter, plane)
        else:
            self._regions.paint(painter)
        self._grid.paint_lines(painter)
        if folds.few(self._scene.network.hidden):
            for handle in self._handles:
                folds.paint_strip(painter, handle.line, handle.toward, theme.neuron(handle.neuron), theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        folds.paint_boundary(painter, self._boundary, theme)
        folds.paint_strokes(painter, self._strokes, selected, theme)
        self._points.paint(painter)
        self._grid.paint_numbers(painter)
        for neuron, at in self._tags.items():
            folds.paint_tag(painter, at, neuron, theme)
        self._paint_handles(painter, selected)

    def _paint_handles(self, painter: QPainter, selected: tuple[int, int] | None) -> None:
        theme, shown = self._theme, self._shown()
        for handle in self._handles:
            if handle.neuron in shown:
                hot = self._hot.kind if self._hot and self._hot.neuron == handle.neuron else None
                handles.paint_handle(painter, handle, theme, hot=hot)
        if self._cues and self._gesture is None:
            cued = [h for h in self._handles if (0, h.neuron) == selected] or self._handles[:1]
            for handle in cued:
                handles.paint_cues(painter, handle, theme)
        if self._gesture is not None and self._moved and self._scene is not None:
            self._note = self._gesture.label(self._scene.network)
        if self._note:
            handles.paint_value(painter, self._note, self._last, QRectF(self.rect()), theme)

    # -- mouse -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle under the pointer, or the plane itself."""
        if event.button() != Qt.MouseButton.LeftButton or self._scene is None:
            return
        self._pressed = self._last = event.position()
        self._moved = False
        self._virtual = _array(event.position())
        self._find_hot(event.position())
        if self._hot is None:
            self._pan_from = event.position(), self._scene.session.view.center
            return
        self._store.settle()
        self._gesture = self._begin(self._hot)
        self._store.look(selected=(0, self._hot.neuron))

    def _begin(self, hot: handles.Hit) -> Gesture:
        network = self._store.session.network
        if hot.kind == "fold":
            return FoldDrag(hot.neuron, network)
        handle = next(h for h in self._handles if h.neuron == hot.neuron)
        plane = self.plane()
        assert plane is not None
        foot = np.array(plane.units(*handle.foot))
        return ArrowDrag(hot.neuron, network, foot=foot, scale=self._theme.scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; otherwise find what is under the pointer."""
        since, at, plane = perf_counter(), event.position(), self.plane()
        if plane is None:
            return
        if self._pressed is not None and not self._moved:
            self._moved = (at - self._pressed).manhattanLength() > _SLOP
        if self._gesture is not None and self._moved:
            self._drag(event, plane, since)
        elif self._pan_from is not None and self._moved:
            start, center = self._pan_from
            shift = (at - start) / plane.pixels_per_unit
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.asked.emit("pan", since)
            self._store.look(center=(center[0] - shift.x(), center[1] + shift.y()))
        elif self._pressed is None:
            self._note = ""
            self._find_hot(at)
        self._last = at
        self.pointed.emit(plane.units(at.x(), at.y()), since)

    def _drag(self, event: QMouseEvent, plane: PlaneMap, since: float) -> None:
        assert self._gesture is not None
        if self._store.session.network.shape != self._gesture.start.shape:
            self._gesture = None  # another session was opened under the hand
            return
        keys = event.modifiers()
        rate = FINE if keys & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._virtual = self._virtual + rate * (_array(event.position()) - _array(self._last))
        step = grid_step(plane.pixels_per_unit) / _SNAP_PARTS
        snap = step if keys & Qt.KeyboardModifier.ControlModifier else None
        self._gesture.move(self._virtual, plane, snap)
        if self._gesture.anchor is not None:
            self._anchors[self._gesture.neuron] = self._gesture.anchor
        self._store.hold = self._gesture.edit
        self._cues = False
        self.dragged.emit()
        self.asked.emit("drag", since)
        self._preview(self._gesture.edit(self._store.session.network), self._gesture.text)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: what was dragged becomes one undo step."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._let_go(keep=True)
        self._find_hot(event.position())

    def _let_go(self, *, keep: bool) -> None:
        gesture, moved = self._gesture, self._moved
        self._gesture = self._pressed = self._pan_from = self._store.hold = None
        self._moved, self._note = False, ""
        if gesture is not None and moved:
            if keep:
                self._store.commit(self._store.session, gesture.text)
            else:
                session = self._store.session
                self._store.cancel(session.with_network(gesture.restore(session.network)))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Double-click on a fold flips its active side."""
        self._find_hot(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self._hot is not None:
            self._store.settle()
            self.asked.emit("flip", perf_counter())
            session = neuron_edits.with_flipped(self._store.session, 0, self._hot.neuron)
            self._store.commit(session, f"Flip neuron {self._hot.neuron + 1}")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over a fold of the last hidden layer the wheel changes its output weight; elsewhere it zooms."""
        since, notches, plane = perf_counter(), event.angleDelta().y() / 120, self.plane()
        if plane is None or self._scene is None or notches == 0:
            return
        event.accept()
        self._last = event.position()
        self._find_hot(event.position())
        if self._hot is not None and len(self._scene.network.hidden) == 1 and self._gesture is None:
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._turn_weight(self._hot.neuron, notches * (FINE if fine else 1.0), since)
        else:
            self.zoom(_ZOOM_PER_NOTCH**-notches, event.position())

    def _turn_weight(self, neuron: int, notches: float, since: float) -> None:
        session = self._store.session
        value = float(session.network.output_weights[neuron]) + _WEIGHT_PER_NOTCH * notches
        self.asked.emit("wheel", since)
        network = session.network.with_output_weight(neuron, value)
        self._store.preview(session.with_network(network), f"Set output weight {neuron + 1}", settle=True)
        self._note = f"v = {short(value)}"
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No region is under the pointer any more."""
        if self._gesture is None:
            self._hot = None
            self.update()
        self.pointed.emit(None, perf_counter())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc during a drag puts everything back."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self._let_go(keep=False)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The visible box follows the shape of the view."""
        super().resizeEvent(event)
        self.resized.emit()

    # -- helpers ---------------------------------------------------------------------------------------------

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Multiply the visible extent by `factor`, keeping the pixel `about` (the middle) where it is."""
        plane = self.plane()
        if plane is None or self._scene is None:
            return
        view = self._scene.session.view
        half = min(max(view.half_width * factor, _ZOOM_LIMITS[0]), _ZOOM_LIMITS[1])
        factor = half / view.half_width
        at = about or QPointF(self.width() / 2, self.height() / 2)
        x, y = plane.units(at.x(), at.y())
        center = (x + (view.center[0] - x) * factor, y + (view.center[1] - y) * factor)
        self.asked.emit("zoom", perf_counter())
        self._store.look(center=center, half_width=half)

    def _preview(self, network: Network, text: str) -> None:
        self._store.preview(self._store.session.with_network(network), text)

    def _find_hot(self, at: QPointF) -> None:
        reach = self._theme.px(handles.REACH)
        hot = handles.hit(self._handles, self._shown(), _array(at), reach)
        if hot != self._hot:
            self._hot = hot
            self.update()
        self._show_cursor()

    def _show_cursor(self) -> None:
        self.setCursor(self._cursor())

    def _cursor(self) -> QCursor | Qt.CursorShape:
        if self._hot is None:
            return Qt.CursorShape.ArrowCursor
        if self._hot.kind == "tip":
            return Qt.CursorShape.SizeAllCursor
        handle = next(h for h in self._handles if h.neuron == self._hot.neuron)
        return _across(handle.toward)


def _across(toward: Floats) -> Qt.CursorShape:
    """The double arrow nearest to the pixel direction `toward`."""
    shapes = (
        Qt.CursorShape.SizeHorCursor, Qt.CursorShape.SizeFDiagCursor,
        Qt.CursorShape.SizeVerCursor, Qt.CursorShape.SizeBDiagCursor,
    )  # fmt: skip
    return shapes[round(float(np.arctan2(toward[1], toward[0])) / (np.pi / 4)) % 4]


def _array(at: QPointF) -> Floats:
    return np.array([at.x(), at.y()])
