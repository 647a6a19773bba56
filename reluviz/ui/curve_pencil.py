"""CurvePencil: a target drawn freehand, or clicked in as points, in place of the hand that moves handles."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from reluviz.core.curves import Polyline
from reluviz.learn.targets import drawn, stroke
from reluviz.ui.curve_gestures import snapped
from reluviz.ui.gestures import FINE
from reluviz.ui.items.curve_handles import REACH
from reluviz.ui.simplify import simplified

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.curve_map import CurveMap
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

Mode = Literal["", "draw", "points"]

#: A stroke that is done keeps the vertices that hold it within so many pixels of what was drawn.
_TOLERANCE = 0.8
_DOT = 4.2


class Paper(Protocol):
    """What the pencil knows of the view it draws on."""

    def plot(self) -> CurveMap | None:
        """The map between x and y and pixels."""

    def snap_steps(self, plot: CurveMap) -> tuple[float, float]:
        """The grid in x and y to which Ctrl snaps."""

    def tell(self, cause: str, since: float) -> None:
        """An input of this perf_counter changes what is shown."""

    def refresh(self) -> None:
        """Paint again in the next frame."""


class CurvePencil:
    """What a mouse does to the target, each press one undo step.

    mode "draw": the target is the line that the mouse passes with its button down; a drawing is drawn over.
    mode "points": a click adds a point that the target joins, a drag moves one, a click on one takes it out.
    """

    def __init__(self, view: Paper, store: Store, theme: Theme) -> None:
        self._view, self._store, self._theme = view, store, theme
        self.mode: Mode = ""
        self._base: Floats | None = None
        self._path: list[tuple[float, float]] = []
        self._held = -1
        self._hot = -1
        self._added = self._moved = False
        self._at, self._virtual = QPointF(), QPointF()
        self._lone: Floats | None = None

    @property
    def drawing(self) -> bool:
        """Whether the button is down."""
        return self._base is not None

    def set_mode(self, mode: Mode) -> None:
        """Begin to draw or to click, or stop."""
        self.cancel()
        self.mode, self._lone, self._hot = mode, None, -1
        self._view.refresh()

    # -- the mouse -------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Begin a stroke, or take the point under the pointer, or a new one."""
        self._store.settle()
        self._at = self._virtual = event.position()
        self._base, self._moved = self.points(), False
        if self.mode == "draw":
            self._path = []
            self._draw(event)
            return
        self._held = self._find(event.position())
        self._added = self._held < 0
        if self._added:
            self._base = np.vstack([self._base, [self._units(event)]])
            self._held = len(self._base) - 1
            self._show_points(self._base, "Add a point")

    def move(self, event: QMouseEvent) -> None:
        """Draw on, or move the point that is held."""
        if self._base is None:
            self._hover(event.position())
        elif self.mode == "draw":
            self._draw(event)
        elif self._moved or (event.position() - self._at).manhattanLength() > 2:
            self._moved = True
            points = self._base.copy()
            points[self._held] = self._units(event)
            self._show_points(points, "Add a point" if self._added else "Move a point")
        if self._base is None or self._moved or self.mode == "draw":
            self._at = event.position()

    def _draw(self, event: QMouseEvent) -> None:
        self._path.append(self._units(event))
        line = self._line()
        if len(line) > 1:
            self._preview(line, "Draw the target")

    def _line(self) -> Floats:
        """The drawing so far: of an earlier one all remains but what the stroke passes."""
        base, plot = self._base, self._view.plot()
        if base is None or not len(base) or plot is None:
            return stroke(self._path)
        x, pixel = [at for at, _ in self._path], 1 / plot.across
        beside = np.array([min(x) - pixel, max(x) + pixel])
        beside = beside[(beside > base[0, 0]) & (beside < base[-1, 0])]
        heights = np.interp(beside, base[:, 0], base[:, 1])
        return stroke(self._path, np.vstack([base, np.column_stack([beside, heights])]))

    def release(self) -> None:
        """The stroke is done, or the point stands."""
        if self._base is None:
            return
        if self.mode == "draw":
            self._finish_stroke()
        elif not self._added and not self._moved:
            self._show_points(np.delete(self._base, self._held, axis=0), "Remove a point")
        self._store.settle()
        self._forget()

    def _finish_stroke(self) -> None:
        """Of a stroke only the vertices that its shape needs are kept."""
        line, plot = self._line(), self._view.plot()
        if plot is not None and len(line) > 1:
            self._preview(line[simplified(plot.pixels(line), _TOLERANCE)], "Draw the target")

    def cancel(self) -> None:
        """The target is as it was before the button went down."""
        if self._base is not None:
            self._store.revert()
            self._forget()

    def _forget(self) -> None:
        self._base, self._held, self._path = None, -1, []
        self._view.refresh()

    def double_click(self, event: QMouseEvent) -> None:
        """Two quick clicks are two clicks."""
        self.press(event)

    def _units(self, event: QMouseEvent) -> tuple[float, float]:
        """Where the (virtual) pointer is, as x and y: slower with Shift, on the grid with Ctrl."""
        plot, keys = self._view.plot(), event.modifiers()
        if plot is None:
            return 0.0, 0.0
        fine = bool(keys & Qt.KeyboardModifier.ShiftModifier) and self.mode == "points"
        self._virtual += (event.position() - self._at) * (FINE if fine else 1.0)
        x, y = plot.units(self._virtual.x(), self._virtual.y())
        if keys & Qt.KeyboardModifier.ControlModifier:
            across, up = self._view.snap_steps(plot)
            return snapped(x, across), snapped(y, up)
        return x, y

    # -- points and target -----------------------------------------------------------------------------------

    def points(self) -> Floats:
        """The points (n, 2) that are drawn so far; none while the target is one of the table."""
        if self._lone is not None:
            return self._lone
        target = self._store.session.target
        if target is None or target.name != "drawn" or not isinstance(target.f, Polyline):
            return np.empty((0, 2))
        return target.f.vertices

    def _show_points(self, points: Floats, text: str) -> None:
        """Make points the target; one alone waits for a second."""
        if len(np.unique(points[:, 0])) < 2:
            self._lone = points
            self._view.refresh()
            return
        self._lone = None
        self._preview(points, text)

    def _preview(self, points: Floats, text: str) -> None:
        self._view.tell("draw", perf_counter())
        self._store.preview(self._store.session.with_target(drawn(points)), text)

    # -- what is under the pointer ---------------------------------------------------------------------------

    def _places(self) -> Floats:
        """The points in pixels, where there are any to be held."""
        plot = self._view.plot()
        return np.empty((0, 2)) if plot is None or self.mode != "points" else plot.pixels(self.points())

    def _find(self, at: QPointF) -> int:
        places = self._places()
        apart = [math.dist(place, (at.x(), at.y())) for place in places.tolist()]
        nearest = min(range(len(apart)), key=apart.__getitem__, default=-1)
        return nearest if nearest >= 0 and apart[nearest] <= self._theme.px(REACH) else -1

    def _hover(self, at: QPointF) -> None:
        found = self._find(at)
        if found != self._hot:
            self._hot = found
            self._view.refresh()

    def cursor(self) -> Qt.CursorShape:
        """A cross to draw with; over a point what moves it."""
        over = self._held >= 0 or self._hot >= 0
        return Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter) -> None:
        """Paint the points that can be held."""
        theme, places = self._theme, self._places()
        painter.setPen(QPen(QColor(theme.text), 1.8 * theme.scale))
        painter.setBrush(QColor(theme.panel))
        for k, (x, y) in enumerate(places.tolist()):
            radius = (_DOT + 1.8 * (k == self._hot)) * theme.scale
            painter.drawEllipse(QPointF(x, y), radius, radius)
