"""The region that is inspected, as every view shows it: its outline, the gradient there, and the pin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from reluviz.core.handles import arrow_length
from reluviz.ui.items.handles import LONGEST_ARROW, paint_arrow
from reluviz.ui.plane_map import point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Widths at scale 1 of an outline and its halo, and its dashes in these widths.
_LINE, _HALO = 1.6, 3.4
_DASHES = (3.0, 1.6)
#: A region no larger than this has no room for dashes.
_TINY = 14
#: How far the rim of a region reaches inwards from its sides.
_RIM, _RIM_OPACITY = 4.0, 0.5
_FOOT = 2.6
#: Of the pin: radius of its head, and the head's height above the place.
_HEAD, _RISE = 7.0, 15.0


def shape_of(outline: Floats, plane: PlaneMap) -> QPolygonF:
    """A region's corners (k, 2) in input units as a polygon in pixels."""
    return QPolygonF([point(corner) for corner in plane.pixels(outline)])


def paint_outline(painter: QPainter, shape: QPolygonF, theme: Theme) -> None:
    """Paint the outline of a region over a picture: thin, in a halo, and dashed, unlike the boundary."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(theme.halo), _HALO * theme.scale, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolygon(shape)
    pen.setColor(QColor(theme.boundary))
    pen.setWidthF(_LINE * theme.scale)
    if max(shape.boundingRect().size().toTuple()) > _TINY * theme.scale:
        pen.setDashPattern(_DASHES)
    painter.setPen(pen)
    painter.drawPolygon(shape)


def paint_rim(painter: QPainter, shape: QPolygonF, theme: Theme) -> None:
    """Paint along the sides of a region, inside it only: the folds around it keep their colours."""
    path = QPainterPath()
    path.addPolygon(shape)
    path.closeSubpath()
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ink = theme.colour(theme.boundary, _RIM_OPACITY)
    painter.setPen(QPen(ink, 2 * _RIM * theme.scale, j=Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(path)
    painter.restore()


def middle_of(outline: Floats) -> Floats:
    """(2,): the centroid of a polygon (k, 2); the mean of its corners where its area is not worth dividing
    by."""
    mean: Floats = outline.mean(axis=0)
    here = outline - mean
    there = np.roll(here, -1, axis=0)
    parts = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
    area = float(parts.sum())
    if not area > float(np.abs(here).max()) ** 2 * 1e-9:
        return mean
    return np.asarray(mean + ((here + there) * parts[:, np.newaxis]).sum(axis=0) / (3 * area))


def paint_gradient(painter: QPainter, at: Floats, slope: Floats, theme: Theme) -> None:
    """Paint a gradient (2,) in input units as an arrow from the pixel `at`; a dot alone where it is 0.

    Its direction is exact; its length grows with the logarithm, as that of a neuron's arrow.
    """
    ink, size = QColor(theme.boundary), float(np.hypot(*slope))
    if 0 < size < math.inf:
        length = min(arrow_length(size), LONGEST_ARROW) * theme.scale
        paint_arrow(painter, at, at + slope / size * (length, -length), ink, theme)
    painter.setPen(QPen(QColor(theme.halo), 1.5 * theme.scale))
    painter.setBrush(ink)
    painter.drawEllipse(point(at), _FOOT * theme.scale, _FOOT * theme.scale)


def paint_pin(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Paint a pin that stands on the pixel `at`."""
    s = theme.scale
    painter.save()
    painter.translate(at)
    painter.scale(s, s)
    # The straight sides touch the head where they meet its circle at a right angle to the radius.
    degrees = math.degrees(math.acos(_HEAD / _RISE))
    head = QRectF(-_HEAD, -_RISE - _HEAD, 2 * _HEAD, 2 * _HEAD)
    path = QPainterPath(QPointF(0, 0))
    path.arcTo(head, degrees - 90, 360 - 2 * degrees)
    path.closeSubpath()
    painter.setPen(QPen(QColor(theme.halo), 1.8, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(QColor(theme.accent))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.on_accent))
    painter.drawEllipse(QPointF(0, -_RISE), _HEAD * 0.36, _HEAD * 0.36)
    painter.restore()
