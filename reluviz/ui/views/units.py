"""UnitStack: what each neuron adds to the sum, as small plots beneath its curve, with their own handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.curve_map import CurveMap
from reluviz.ui.graph_widget import GraphWidget
from reluviz.ui.heat import HeatScale
from reluviz.ui.items.axes import of_pi, snap_steps
from reluviz.ui.items.curve_handles import NOTHING, Hit, paint_focus
from reluviz.ui.items.handles import paint_value
from reluviz.ui.items.unit_plots import Cell, Cells, cells, handles_in, paint_cell, plot_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]


#: Half of the width and height (px at scale 1) around its point in which a value lies, and a focus ring.
_NOTE, _RING = (190, 50), (16, 16)
#: A slope point may stand this far outside of its cell.
_BEYOND = 14


class UnitStack(GraphWidget):
    """A cell for each neuron of the last hidden layer. All have the scene's interval and one scale.

    Those of a single hidden layer have handles. A click on a cell selects its neuron. shown: what the cells
    show. most: the px that all rows should fit into.
    """

    pans = False
    alone = True

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(theme, store, parent)
        self.setObjectName("unitStack")
        self.setAccessibleName("What each neuron adds to the sum")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._scene: Scene | None = None
        self._scale = HeatScale()
        self._cells: Cells = cells(1, 1, 1, theme)
        self._plots: list[CurveMap] = []
        self.shown: list[Cell] = []
        self.most = theme.px(200)
        self._hovered = -1
        self._over = QRegion()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(608), self._cells.rows * self._cells.height)

    @property
    def row_height(self) -> int:
        """The px of one row of cells."""
        return self._cells.height

    def cell_rect(self, place: int) -> QRectF:
        """The cell of a neuron, in px."""
        return self._cells.rect(place)

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_scene(self, scene: Scene) -> None:
        """Show the units of `scene`; cells that did not change are not painted again."""
        self.hand.follow_store()
        before, self._scene = self._scene, scene
        layout = cells(scene.network.hidden[-1], self.width(), self.most, self._theme)
        if before is not None and self._is_as(before, scene) and layout == self._cells and not self._stale:
            return
        self._stale = False
        self._lay_out(scene, layout)
        self._update_cells(self._new_cells(scene))

    @staticmethod
    def _is_as(before: Scene, scene: Scene) -> bool:
        return before.network is scene.network and before.session.view == scene.session.view

    def _lay_out(self, scene: Scene, layout: Cells) -> None:
        if layout != self._cells:
            self._cells, self.shown = layout, []
            self.setFixedHeight(layout.rows * layout.height)
        count = layout.count
        half = self._half_height(scene)
        box = (*scene.interval, -half, half)
        if not self._plots or self._plots[0].box != box or len(self.shown) != count:
            rects = (layout.rect(place) for place in range(count))
            self._plots = [plot_in(rect, box, self._theme, full=layout.full) for rect in rects]
            self.shown = []
        deep = len(scene.network.hidden) > 1
        self.handles = NOTHING if deep else handles_in(scene.network, self._plots, self._theme)

    def _half_height(self, scene: Scene) -> float:
        """The scale of all plots: half of the neurons stay within it; it stands still while a handle is
        held."""
        if self._store.held and self._plots:
            return self._plots[0].box[3]
        units = (scene.unit(i)[:, 1] for i in range(scene.network.hidden[-1]))
        return self._scale.follow(float(np.median([np.abs(y).max() for y in units])))

    def _new_cells(self, scene: Scene) -> list[Cell]:
        selected, layer = scene.session.view.selected, len(scene.network.hidden) - 1
        weights = scene.network.output_weights.tolist()
        kinks = dict(zip(self.handles.neurons.tolist(), self.handles.kinks, strict=True))
        hot = self.hand.gesture.hit if self.hand.gesture is not None else self.hand.hot
        return [
            Cell(
                i,
                scene.unit(i),
                weight,
                kinks.get(i),
                self.handles.slopes.get(i),
                selected == (layer, i),
                i == self._hovered,
                hot.part if hot is not None and hot.neuron == i else "",
                (layer, i) in scene.session.muted,
            )
            for i, weight in enumerate(weights)
        ]

    def _update_cells(self, fresh: list[Cell]) -> None:
        """Paint the cells that differ from those shown, and what lies over cells or lay there."""
        shown, self.shown = self.shown, fresh
        over, self._over = self._over, self._lying_over()
        if len(shown) != len(fresh):
            self.update()
            return
        dirty, beyond = over + self._over, self._theme.px(_BEYOND)
        for place, (old, new) in enumerate(zip(shown, fresh, strict=True)):
            if not _same(old, new):
                cell = self._cells.rect(place).adjusted(-beyond, -beyond, beyond, beyond)
                dirty += cell.toAlignedRect()
        if not dirty.isEmpty():
            self.update(dirty)

    def _lying_over(self) -> QRegion:
        """Where the value and the focus ring are."""
        found = QRegion()
        focus = self.focused_handle()
        place = self.handles.place(focus) if focus is not None else None
        spots = [(self.note_point(), _NOTE)] if self.hand.note else []
        if place is not None:
            spots.append((QPointF(*place.tolist()), _RING))
        for at, (wide, high) in spots:
            half = QPointF(self._theme.px(wide), self._theme.px(high))
            found += QRectF(at - half, at + half).toAlignedRect()
        return found

    # -- what the hand asks ----------------------------------------------------------------------------------

    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """The plot of the neuron's cell."""
        if hit is None or not 0 <= hit.neuron < len(self._plots):
            return None
        return self._plots[hit.neuron]

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """A quarter of the distance that ticks would have."""
        return snap_steps(plot, self._theme, pi=self._scene is not None and of_pi(self._scene.target))

    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """The heights of the plot, or the ends of the target's interval."""
        if upright or self._scene is None:
            return plot.box[2:]
        return self._scene.target.interval

    def walk_order(self) -> list[Hit]:
        """The kink and the slope of each neuron."""
        neurons = sorted(self.handles.neurons.tolist())
        return [hit for i in neurons for hit in (Hit("kink", i), Hit("slope", i))]

    # -- painting and events ---------------------------------------------------------------------------------

    def paint(self, painter: QPainter, damaged: QRegion, *, vector: bool) -> None:
        """Paint the damaged cells."""
        theme, layout = self._theme, self._cells
        painter.fillRect(self.rect(), QColor(theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (cell, plot) in enumerate(zip(self.shown, self._plots, strict=True)):
            rect = layout.rect(place)
            if damaged.intersects(rect.toAlignedRect()):
                paint_cell(painter, cell, rect, plot, theme, full=layout.full, vector=vector)
        focus = self.focused_handle()
        place_of_focus = self.handles.place(focus) if focus is not None else None
        if place_of_focus is not None:
            paint_focus(painter, place_of_focus, theme)
        if self.hand.note:
            paint_value(painter, self.hand.note, self.note_point(), QRectF(self.rect()), theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle, or select the neuron of the cell."""
        super().mousePressEvent(event)
        place = self._cells.at(event.position().x(), event.position().y())
        if self.hand.gesture is None and self._scene is not None and place >= 0:
            self._store.look(selected=(len(self._scene.network.hidden) - 1, place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self._hover(self._cells.at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.refresh()


def _same(old: Cell, new: Cell) -> bool:
    """Whether a cell looks as it did."""
    return (
        old.unit is new.unit
        and old.weight == new.weight
        and np.array_equal(old.kink if old.kink is not None else (), new.kink if new.kink is not None else ())
        and old[-4:] == new[-4:]
    )
