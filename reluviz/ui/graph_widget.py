"""GraphWidget: a widget with handles of curves, which mouse and keyboard reach through its CurveHand."""

from __future__ import annotations

from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from reluviz.core.network import Network
from reluviz.ui.curve_gestures import CurveDrag, KinkDrag, SlopeDrag
from reluviz.ui.curve_hand import CurveHand
from reluviz.ui.curve_keys import CurveKeys
from reluviz.ui.curve_map import CurveMap
from reluviz.ui.items.curve_handles import NOTHING, CurveHandles, Hit
from reluviz.ui.plane_hand import by_finger
from reluviz.ui.store import Store
from reluviz.ui.theme import Theme

_VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)
_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


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


class GraphWidget(QWidget):
    """What a CurveHand needs of a view, and the events that it is given.

    pans: whether what is not a handle can be dragged about, and zoomed. alone: whether a slope point belongs
    to a plot of its neuron alone.
    """

    pointed = Signal(object, float)
    """Position of the pointer as x and y or None, and the perf_counter of the event."""
    asked = Signal(str, float)
    """An input event that changes what is shown: its cause, and its perf_counter."""
    resized = Signal()
    dragged = Signal()
    """A handle is being dragged."""

    pans = True
    alone = False

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._stale = False
        self.handles: CurveHandles = NOTHING
        self.hand = CurveHand(self, store, theme)
        self.keys = CurveKeys(self, self.hand, store, theme)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # -- what the hand asks, for a view to answer ------------------------------------------------------------

    def plot_of(self, hit: Hit | None) -> CurveMap | None:
        """The map of the plot in which a handle stands; None: that of the view, if it has but one."""
        raise NotImplementedError

    def kink_drag(self, network: Network, neuron: int) -> CurveDrag:
        """What a kink does when it is dragged."""
        return KinkDrag(network, neuron)

    def slope_drag(self, network: Network, neuron: int, x: float) -> CurveDrag:
        """What a slope point at `x` does when it is dragged."""
        return SlopeDrag(network, neuron, x, self.alone)

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """The grid in x and y to which Ctrl snaps."""
        raise NotImplementedError

    def limits(self, plot: CurveMap, *, upright: bool) -> tuple[float, float]:
        """How far Home and End take a handle: up and down, or sideways."""
        raise NotImplementedError

    def walk_order(self) -> list[Hit]:
        """The handles in the order in which Tab walks through them."""
        raise NotImplementedError

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Multiply the visible extent by `factor`, keeping the pixel `about` (the middle) where it is."""

    def paint(self, painter: QPainter, damaged: QRegion, *, vector: bool) -> None:
        """Paint at least what is `damaged`; vector: as shapes and text, for SVG and PDF."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Paint again in the next frame; to paint at once would be twice, first with the scene before."""
        self._stale = True
        self.asked.emit("hover", perf_counter())

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown."""
        if cause in ("drag", "keys"):
            self.dragged.emit()
        self.asked.emit(cause, since)

    def speak(self, text: str) -> None:
        """Tell a screen reader about the handle in focus: what it is, and its value."""
        self.setAccessibleDescription(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

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
            self.paint(painter, event.region(), vector=painter.paintEngine().type() in _VECTOR_ENGINES)
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

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        if self.hand.gesture is None:
            self.hand.find(None)
        self.pointed.emit(None, perf_counter())

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the focused handle from the window's shortcuts."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.keys.claims(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through the handles before it leaves the view."""
        return self.keys.walk(1 if forward else -1) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab enters at the first handle, Shift+Tab at the last."""
        super().focusInEvent(event)
        if event.reason() in _TAB_REASONS:
            self.keys.enter(1 if event.reason() == Qt.FocusReason.TabFocusReason else -1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What keys grabbed is let go."""
        self.keys.leave()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focused handle; Esc puts back what is held."""
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is shown fills the widget."""
        super().resizeEvent(event)
        self.resized.emit()
