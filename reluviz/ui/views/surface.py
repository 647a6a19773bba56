"""The sum, or one neuron's part of it, as a folded surface over the plane."""

from __future__ import annotations

import math
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.camera import Projection, height_share
from reluviz.ui.heat import HeatScale
from reluviz.ui.items.facets import paint_facets
from reluviz.ui.items.folds import DENSE_REGIONS
from reluviz.ui.items.stand import Stand
from reluviz.ui.orbit import Orbit
from reluviz.ui.plane_map import Lines
from reluviz.ui.relief import Relief, ReliefMaker, Traces
from reluviz.ui.sight import Sight
from reluviz.ui.sum_look import SumLook
from reluviz.ui.widgets.paint import RADIUS, draw_ring, keyboard_focus
from reluviz.ui.widgets.panel import out_of_sight

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

_VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)
_MARGIN = 22
#: Samples for each px, along a side, smooth the borders of facets; of a large picture there are fewer.
_FINENESS, _MOST_SAMPLES = 2.0, 3e6
_STAND_OPACITY, _CREASE_OPACITY = 0.45, 0.34
#: Edges of more facets than this are fainter, the more there are, so that they hide no colours.
_FEW_FACETS = 150
_ZERO, _FOLD, _OUTLINE = 2.0, 2.2, 1.4


class _Picture:
    """What is painted of a sight; `region` is under the pointer."""

    def __init__(self, sight: Sight, theme: Theme, region: int) -> None:
        self.sight, self.region, self._theme = sight, region, theme
        self.stand = Stand(sight)

    @cached_property
    def image(self) -> QImage:
        """The facets, in samples."""
        self._pixels = self.sight.pixels(self._theme, self.region)  # the image has no memory of its own
        height, width = self._pixels.shape
        kind = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(self._pixels.data, width, height, 4 * width, kind)

    @cached_property
    def strokes(self) -> list[tuple[Lines, QPen]]:
        """What is seen of the lines on it."""
        return [(Lines(self.sight.visible(traces)), pen) for traces, pen in self.lines]

    @cached_property
    def lines(self) -> list[tuple[Traces, QPen]]:
        """The lines on the surface, as if none were hidden, later ones over earlier ones."""
        relief, theme = self.sight.relief, self._theme
        facets = relief.partition.n_regions
        result = []
        if facets <= DENSE_REGIONS:
            faint = min(1.0, (_FEW_FACETS / facets) ** 0.5)
            edge = _pen(theme.colour(theme.text, _CREASE_OPACITY * faint), theme)
            result += [(relief.creases, edge), (relief.rim, edge)]
        if self.region >= 0:
            result.append((relief.outline(self.region), _pen(QColor(theme.text), theme, _OUTLINE)))
        # Round ends join the pieces of a line, but Qt takes many times as long for them.
        cap = Qt.PenCapStyle.RoundCap if facets <= DENSE_REGIONS else Qt.PenCapStyle.SquareCap
        if relief.chosen is not None:
            result.append((relief.fold, _pen(theme.neuron(relief.chosen[1]), theme, _FOLD, cap)))
        result.append((relief.zero, _pen(QColor(theme.boundary), theme, _ZERO, cap)))
        return result


class SurfaceView(QWidget):
    """A relief that is turned by dragging, with the wheel for nearer and farther.

    look: the camera, and whether the selected neuron is shown in place of the sum. heat: the scale of the
    heat map, if it is shared with one.
    """

    pointed = Signal(object, float)
    """Position of the pointer in input units (x, y) or None, and the perf_counter of the event."""
    picked = Signal(object, float)
    """A click: its position in input units or None, and its perf_counter."""
    asked = Signal(str, float)
    """An input event that changes what is shown: its cause, and its perf_counter."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        look: SumLook | None = None,
        heat: HeatScale | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._look = theme, look or SumLook()
        self.orbit = Orbit(self._look, theme)
        self._maker = ReliefMaker(heat or HeatScale())
        self._scene: Scene | None = None
        self._relief: Relief | None = None
        self._picture: _Picture | None = None
        self.setObjectName("surfaceView")
        self.setAccessibleName("Sum: folded surface of the network's output")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setMouseTracking(True)

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
        if out_of_sight(self):
            self._relief = self._picture = None
            return
        self._relief = self._relief_of(scene)
        picture = self._picture_of(-1 if scene.calm else scene.region)
        if picture is not self._picture:
            self._picture = picture
            self.setAccessibleDescription(self.orbit.camera.told)
            self.update()

    def _relief_of(self, scene: Scene) -> Relief | None:
        """The one shown, if it is that of this scene; none where there are too many regions."""
        selected, last = scene.session.view.selected, self._relief
        neuron = selected if self._look.of_neuron else None
        if not scene.whole:
            return None
        share = height_share(self.width(), self.height(), self._theme.px(_MARGIN))
        wanted = scene.partition, neuron, selected, share
        if last and (last.partition, last.neuron, last.chosen, last.share) == wanted:
            return last
        return self._maker.relief(scene, neuron, share)

    def _picture_of(self, region: int) -> _Picture | None:
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
            sight = Sight(self._relief, projection, fineness)
        elif last is not None and last.region == region:
            return last
        return _Picture(sight, self._theme, region)

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
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refresh()

    def _refresh(self) -> None:
        if self._scene is not None:
            self.show_scene(self._scene)

    # -- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.page))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture is not None:
            self._paint(painter, self._picture)
        elif self._scene is not None:
            self._paint_excuse(painter)
        if keyboard_focus(self):
            draw_ring(painter, QRectF(self.rect()), self._theme.px(RADIUS), self._theme)

    def _paint(self, painter: QPainter, picture: _Picture) -> None:
        theme = self._theme
        stand = _pen(theme.colour(theme.secondary, _STAND_OPACITY), theme)
        painter.setPen(stand)
        picture.stand.behind.draw(painter)
        if painter.paintEngine().type() in _VECTOR_ENGINES:
            paint_facets(painter, picture.sight, theme, picture.region, picture.lines)
        else:
            painter.drawImage(QRectF(self.rect()), picture.image)
            for lines, pen in picture.strokes:
                painter.setPen(pen)
                lines.draw(painter)
        painter.setPen(stand)
        picture.stand.before.draw(painter)
        picture.stand.paint_axes(painter, theme)

    def _paint_excuse(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font())
        painter.setPen(QColor(self._theme.secondary))
        area = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, "The sum has too many facets to be drawn as a surface.")

    # -- events ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the surface to turn it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.orbit.press(event)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn what is held, or point at the region under the pointer."""
        since = perf_counter()
        if self.orbit.held:
            self.orbit.move(event)
            self.asked.emit("orbit", since)
        else:
            self.pointed.emit(self._place_of(event), since)

    def _place_of(self, event: QMouseEvent) -> tuple[float, float] | None:
        """Where in the plane a mouse event is, in input units."""
        at = event.position()
        return None if self._picture is None else self._picture.sight.point_at(at.x(), at.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; what was not turned was clicked at."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self.orbit.held and not self.orbit.turned:
                self.picked.emit(self._place_of(event), perf_counter())
            self._let_go()

    def _let_go(self) -> None:
        self.orbit.release()
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look from where a first look is taken, and take back what its first click did."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self._place_of(event), perf_counter())
            self.reset()

    def reset(self) -> None:
        """Look from where a first look is taken."""
        self.orbit.reset()
        self.asked.emit("orbit", perf_counter())

    def look_down(self) -> None:
        """Look straight down: the surface is then the heat map."""
        if self._relief is not None:
            self.orbit.look_down(self._projection())
            self.asked.emit("orbit", perf_counter())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        event.accept()
        if self._relief is not None and self.orbit.wheel(event, self._projection()):
            self.asked.emit("orbit", perf_counter())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn and zoom; Esc during a drag looks from where it began."""
        if event.key() == Qt.Key.Key_Escape and self.orbit.held:
            self.orbit.cancel()
            self._let_go()
        elif self._relief is None or not self.orbit.key(event, self._projection()):
            super().keyPressEvent(event)
            return
        self.asked.emit("orbit", perf_counter())

    def leaveEvent(self, event: QEvent) -> None:
        """No region is under the pointer any more."""
        self.pointed.emit(None, perf_counter())


def _pen(
    colour: QColor, theme: Theme, width: float = 1.0, cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPen:
    return QPen(colour, width * theme.scale, c=cap)
