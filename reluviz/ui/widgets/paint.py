"""What several widgets paint alike: rounded fills, the focus ring, the chevron."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPaintEngine, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from reluviz.ui.theme import Theme

#: Corner radius of buttons and fields, and widths of lines, at scale 1.
RADIUS = 6
RING = 2
_CHEVRON = 3.5
_VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


def keyboard_focus(widget: QWidget) -> bool:
    """Whether `widget` has the focus and the keyboard brought it there; a mouse needs no ring."""
    return widget.hasFocus() and widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def claims_space(widget: QWidget, event: QEvent) -> bool:
    """Keep Space for `widget` when the keyboard brought the focus to it, against the window's own use."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() != Qt.Key.Key_Space or not keyboard_focus(widget):
        return False
    event.accept()
    return True


def track_colour(theme: Theme) -> QColor:
    """Colour of tracks and of lines behind a curve: the border's, greyed where borders are black."""
    return QColor(theme.border) if theme.border != "#000000" else QColor("#C4C4C4")


def curve_pen(theme: Theme, colour: str, *, dashed: bool = False) -> QPen:
    """The pen of a curve in a plot, 1.5 px wide."""
    pen = QPen(QColor(colour), 1.5 * theme.scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([2.5, 1.5])
    return pen


def fill_round(painter: QPainter, rect: QRectF, radius: float, colour: QColor | str) -> None:
    """Fill `rect` with rounded corners."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect, radius, radius)


def is_vector(painter: QPainter) -> bool:
    """Whether shapes, not pixels, are asked for: SVG and PDF."""
    return painter.paintEngine().type() in _VECTOR_ENGINES


def transparent(size: QSize, ratio: float) -> QPixmap:
    """An empty picture of so many pixels, with `ratio` device pixels each."""
    picture = QPixmap((size.toSizeF() * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def stamp(side: int, ratio: float, draw: Callable[[QPainter, QPointF], None]) -> QPixmap:
    """What `draw` paints around the centre of a transparent square: copying it is ten times faster.

    ratio: device pixels of a pixel.
    """
    picture = transparent(QSize(side, side), ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QPointF(side / 2, side / 2))
    painter.end()
    return picture


def paint_stamp(painter: QPainter, at: QPointF, picture: QPixmap) -> None:
    """Paint a stamp with its centre at `at`."""
    half = picture.deviceIndependentSize().width() / 2
    painter.drawPixmap(at - QPointF(half, half), picture)


def draw_ring(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """The focus ring: an accent line just inside `rect`."""
    width = float(theme.px(RING))
    inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setPen(QPen(QColor(theme.accent), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, radius, radius)


def draw_chevron(painter: QPainter, centre: QPointF, theme: Theme, colour: QColor | str) -> None:
    """A small chevron that points down: what is here opens."""
    half = _CHEVRON * theme.scale
    pen = QPen(QColor(colour), 1.5 * theme.scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    x, y = centre.x(), centre.y()
    painter.drawPolyline(
        QPolygonF(
            [QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2)]
        )
    )
