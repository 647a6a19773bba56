"""The picture of a surface: facets, the lines on them, and what it stands on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reluviz.ui.items.facets import paint_facets
from reluviz.ui.items.folds import DENSE_REGIONS
from reluviz.ui.items.stand import Stand
from reluviz.ui.plane_map import Lines

if TYPE_CHECKING:
    from reluviz.ui.relief import Traces
    from reluviz.ui.sight import Sight
    from reluviz.ui.theme import Theme

_STAND_OPACITY, _CREASE_OPACITY = 0.45, 0.34
#: Edges of more facets than this are fainter, the more there are, so that they hide no colours.
_FEW_FACETS = 150
_ZERO, _FOLD, _OUTLINE = 2.0, 2.2, 1.4


class SurfacePicture:
    """What is painted of a sight; `region` is under the pointer."""

    def __init__(self, sight: Sight, theme: Theme, region: int) -> None:
        self.sight, self.region, self._theme = sight, region, theme
        self.stand = Stand(sight)

    def paint(self, painter: QPainter, area: QRectF, *, vector: bool) -> None:
        """Paint at the origin, filling the area; vector: as polygons, for SVG and PDF."""
        theme = self._theme
        thin = _pen(theme.colour(theme.secondary, _STAND_OPACITY), theme)
        painter.setPen(thin)
        self.stand.behind.draw(painter)
        if vector:
            paint_facets(painter, self.sight, theme, self.region, self.lines)
        else:
            painter.drawImage(area, self.image)
            for lines, pen in self.strokes:
                painter.setPen(pen)
                lines.draw(painter)
        painter.setPen(thin)
        self.stand.before.draw(painter)
        self.stand.paint_axes(painter, theme)

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


def _pen(
    colour: QColor, theme: Theme, width: float = 1.0, cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap
) -> QPen:
    return QPen(colour, width * theme.scale, c=cap)
