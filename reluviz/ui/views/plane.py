"""PlaneView: the exact partition of a 2-D input, with folds to drag."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.hand import by_finger
from reluviz.ui.handle_view import HandleView
from reluviz.ui.items import folds, handles, inspected
from reluviz.ui.items.grid import GridLayer
from reluviz.ui.items.handle_layer import HandleLayer
from reluviz.ui.items.kept import KeptFolds
from reluviz.ui.items.points import PointLayer
from reluviz.ui.items.regions import RegionLayer
from reluviz.ui.plane_hand import PlaneHand
from reluviz.ui.plane_keys import PlaneKeys
from reluviz.ui.plane_map import Lines, PlaneMap, point
from reluviz.ui.widgets.paint import is_vector

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: Smallest and largest half width of the view, in input units.
ZOOM_LIMITS = (1e-4, 1e5)


class PlaneView(HandleView):
    """Draws a scene's regions, folds, data and boundary; its hand turns drags of handles into edits.

    cues: whether the selected handle is shown with the hints of a first start, until the first drag.
    """

    picked = Signal(object, float)
    """A click beside the handles, or a middle one: its position in input units, and its perf_counter."""
    menu_asked = Signal(QPoint)
    """What can be done with the selected neuron is to be offered at a place on the screen."""

    def __init__(
        self, theme: Theme, store: Store, parent: QWidget | None = None, *, cues: bool = False
    ) -> None:
        super().__init__(theme, store, parent)
        self.setObjectName("partitionView")
        self.setAccessibleName("Partition of the input plane")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(180), theme.px(180))
        self._cues = cues
        self.scene: Scene | None = None
        self._regions, self._grid, self._points = RegionLayer(theme), GridLayer(theme), PointLayer(theme)
        self._folds = KeptFolds()
        self._strokes: list[folds.Strokes] = []
        self._boundary = Lines(np.empty((0, 2, 2)))
        self._tags: dict[int, QPointF] = {}
        self.handles = HandleLayer(theme)
        self.hand: PlaneHand = PlaneHand(self, store, theme)
        self.keys: PlaneKeys = PlaneKeys(self, self.hand, store, theme)

    # -- what is shown ---------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A square-ish canvas."""
        return QSize(self._theme.px(608), self._theme.px(770))

    def plane(self) -> PlaneMap | None:
        """The map between input units and pixels of the scene shown."""
        return PlaneMap(self.scene.box, self.width(), self.height()) if self.scene else None

    def show_scene(self, scene: Scene) -> None:
        """Draw `scene`; what is the same as last time is kept."""
        self.hand.follow_store()
        before, self.scene = self.scene, scene
        plane = PlaneMap(scene.box, self.width(), self.height())
        ratio = self.devicePixelRatioF()
        self._grid.update(plane, ratio)
        changed, self._stale = self._stale, False
        changed |= self._regions.update(scene, ratio)
        changed |= self._points.update(scene.session.data, plane, ratio)
        self.handles.see(scene, plane)
        moved = before is None or not _same_geometry(before, scene)
        if moved:
            self._derive(scene, plane)
        if moved or before is None or before.partition is not scene.partition:
            self._boundary = Lines(plane.pixels(scene.partition.boundary))
            changed = True
        if changed:
            self.update()

    def _derive(self, scene: Scene, plane: PlaneMap) -> None:
        self._strokes = folds.strokes_of(scene, plane)
        first, theme = self._strokes[-1], self._theme
        self._tags = folds.tag_places(first, scene.session.view.selected, theme)
        self.handles.place(first, scene, plane)

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Multiply the visible extent by `factor`, keeping the pixel `about` (the middle) where it is."""
        plane = self.plane()
        if plane is None:
            return
        view = self._store.session.view
        half = min(max(view.half_width * factor, ZOOM_LIMITS[0]), ZOOM_LIMITS[1])
        factor = half / view.half_width
        at = about or QPointF(self.width() / 2, self.height() / 2)
        x, y = plane.units(at.x(), at.y())
        center = (x + (view.center[0] - x) * factor, y + (view.center[1] - y) * factor)
        self.tell("zoom", perf_counter())
        self._store.look(center=center, half_width=half)

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown; the first drag ends the hints."""
        if cause in ("drag", "keys"):
            self._cues = False
        super().tell(cause, since)

    # -- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what `show_scene` prepared, back to front."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        plane = self.plane()
        if plane is None or self.scene is None:
            painter.fillRect(self.rect(), self._theme.colour(self._theme.page))
            return
        theme, selected = self._theme, self.scene.session.view.selected
        vector = is_vector(painter)
        self._regions.paint(painter, plane, vector=vector)
        self._grid.paint_lines(painter, vector)
        few = folds.few(self.scene.network.hidden)
        if few:
            for handle in self.handles.first:
                folds.paint_strip(painter, handle.line, handle.toward, theme.neuron(handle.neuron), theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        folds.paint_boundary(painter, self._boundary, theme)
        widths = (3.0, 3.0) if few else (2.0, 1.1)
        self._folds.paint(painter, plane.size, self._strokes, selected, self._draw_fold, widths)
        folds.paint_chosen(painter, self._strokes, selected, theme)
        self.handles.paint_hot_bend(painter, self.hand.hot)
        self._points.paint(painter, vector)
        self._grid.paint_numbers(painter, vector)
        for neuron, at in self._tags.items():
            folds.paint_tag(painter, at, neuron, theme, vector=vector)
        self._regions.paint_legend(painter, QRectF(self.rect()))
        self._paint_inspected(painter, plane, self.scene)
        self._paint_handles(painter)

    def _paint_inspected(self, painter: QPainter, plane: PlaneMap, scene: Scene) -> None:
        """The gradient, from the middle of the region or from the pin, and the pin."""
        pin = scene.session.view.pin
        if scene.affine is not None and len(scene.marked):
            foot = np.array(pin) if pin else inspected.middle_of(scene.marked)
            inspected.paint_gradient(painter, plane.pixels(foot), scene.affine[0], self._theme)
        if pin:
            inspected.paint_pin(painter, point(plane.pixels(np.array(pin))), self._theme)

    def _draw_fold(self, painter: QPainter, strokes: folds.Strokes, neuron: int, width: float) -> None:
        painter.setPen(folds.fold_pen(self._theme, width, neuron))
        strokes.draw(painter, neuron)

    def _paint_handles(self, painter: QPainter) -> None:
        hand = self.hand
        self.handles.paint(painter, hand.hot, cues=self._cues and hand.gesture is None)
        if self.keys.active and self.hasFocus():
            self.handles.paint_focus(painter, self.keys.focus)
        if hand.note:
            handles.paint_value(painter, hand.note, hand.at, QRectF(self.rect()), self._theme)

    # -- events ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.keys.let_go()
            self.hand.press(event)
            self.keys.follow_mouse(self.hand.hot)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._pick(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, or look at what is under the pointer."""
        since, plane = perf_counter(), self.plane()
        self.hand.move(event)
        self.setCursor(self.hand.cursor())
        if plane is not None:
            self.pointed.emit(plane.units(event.position().x(), event.position().y()), since)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self.hand.clicked_beside:
                self._pick(event)
            self.hand.release()
            self.hand.find(None if by_finger(event) else event.position())
            self.setCursor(self.hand.cursor())

    def _pick(self, event: QMouseEvent) -> None:
        plane = self.plane()
        if plane is not None:
            self.picked.emit(plane.units(event.position().x(), event.position().y()), perf_counter())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Flip the active side of the fold under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the output weight of the fold under the pointer, or zoom."""
        event.accept()
        factor = self.hand.turn(event)
        if factor is not None:
            self.zoom(factor, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the neuron whose fold is under the pointer, or in focus."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse:
            self.hand.find(QPointF(event.pos()))
        found = self.hand.hot if by_mouse else self.keys.focus
        if found is None:
            event.ignore()
            return
        self._store.look(selected=found.owner)
        self.menu_asked.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab enters at the first handle, Shift+Tab at the last."""
        self._enter_by_tab(event)
        self.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What keys grabbed is let go."""
        self.keys.let_go()
        self.refresh()


def _same_geometry(before: Scene, scene: Scene) -> bool:
    """Whether folds and handles stand where they stood; an edit of the output moves none of them."""
    return (
        before.session.view == scene.session.view
        and before.size == scene.size
        and before.network.hidden == scene.network.hidden
        and before.partition.vertices is scene.partition.vertices
    )
