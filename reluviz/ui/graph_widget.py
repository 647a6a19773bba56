"""GraphWidget: a widget with handles of curves, which mouse and keyboard reach through its CurveHand."""

from __future__ import annotations

from abc import abstractmethod
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.core.network import Network
from reluviz.ui.curve_gestures import CurveDrag, KinkDrag, SlopeDrag
from reluviz.ui.curve_hand import CurveHand
from reluviz.ui.curve_keys import CurveKeys
from reluviz.ui.curve_map import CurveMap
from reluviz.ui.hand import by_finger
from reluviz.ui.handle_view import HandleView
from reluviz.ui.items.curve_handles import NOTHING, CurveHandles, Hit
from reluviz.ui.store import Store
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import is_vector


class Tool(Protocol):
    """What a mouse with its left button does."""

    def press(self, event: QMouseEvent) -> None:
        """The button goes down."""

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves, whether or not the button is down."""

    def release(self) -> None:
        """The button goes up."""

    def double_click(self, event: QMouseEvent) -> None:
        """The button goes down for the second time in quick succession."""

    def cursor(self) -> Qt.CursorShape:
        """The shape that says what a press will do."""


class GraphWidget(HandleView):
    """What a CurveHand needs of a view, and the events that it is given.

    pans: whether what is not a handle can be dragged about, and zoomed. alone: whether a slope point belongs
    to a plot of its neuron alone.
    """

    pans = True
    alone = False

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(theme, store, parent)
        self.handles: CurveHandles = NOTHING
        self.hand: CurveHand = CurveHand(self, store, theme)
        self.keys: CurveKeys = CurveKeys(self, self.hand, store, theme)

    # -- what the hand asks, for a view to answer ------------------------------------------------------------

    @abstractmethod
    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """The map of the plot in which a handle stands; None: that of the view, if it has but one."""

    def kink_drag(self, network: Network, neuron: int) -> CurveDrag:
        """What a kink does when it is dragged."""
        return KinkDrag(network, neuron)

    def slope_drag(self, network: Network, neuron: int, x: float) -> CurveDrag:
        """What a slope point at `x` does when it is dragged."""
        return SlopeDrag(network, neuron, x, self.alone)

    @abstractmethod
    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """The grid in x and y to which Ctrl snaps."""

    @abstractmethod
    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """How far Home and End take a handle: up and down, or sideways."""

    @abstractmethod
    def walk_order(self) -> list[Hit]:
        """The handles in the order in which Tab walks through them."""

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Multiply the visible extent by `factor`, keeping the pixel `about` (the middle) where it is."""

    @abstractmethod
    def paint(self, painter: QPainter, damaged: QRegion, *, vector: bool) -> None:
        """Paint at least what is `damaged`; vector: as shapes and text, for SVG and PDF."""

    def focused_handle(self) -> Hit | None:
        """The handle around which the focus ring is to be seen."""
        return self.hand.focus if self.keys.active else None

    def note_point(self) -> QPointF:
        """Where the value is shown: at the pointer, or at the handle that keys move."""
        place = None
        if self.hand.at is None and self.hand.focus is not None:
            place = self.handles.place(self.hand.focus)
        if place is not None:
            return QPointF(*place.tolist())
        return self.hand.at or QPointF(self.rect().center())

    # -- events ----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what `show_scene` prepared."""
        painter = QPainter(self)
        try:
            self.paint(painter, event.region(), vector=is_vector(painter))
        finally:
            painter.end()

    @property
    def tool(self) -> Tool:
        """What the mouse works with."""
        return self.hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.keys.let_go()
            self.keys.active = False
            self.tool.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, or look at what is under the pointer."""
        since, plot = perf_counter(), self.plot_of(None)
        self.tool.move(event)
        self.setCursor(self.tool.cursor())
        if plot is not None:
            self.pointed.emit(plot.units(event.position().x(), event.position().y()), since)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.tool.release()
            if by_finger(event):
                self.hand.find(None)
            else:
                self.tool.move(event)
            self.setCursor(self.tool.cursor())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Flip the active side of the kink under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.tool.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the output weight of the kink under the pointer, or zoom."""
        factor = self.hand.turn(event)
        event.setAccepted(self.pans or factor is None)
        if factor is not None and self.pans:
            self.zoom(factor, event.position())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab enters at the first handle, Shift+Tab at the last."""
        super().focusInEvent(event)
        self._enter_by_tab(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What keys grabbed is let go."""
        self.keys.leave()
        super().focusOutEvent(event)
