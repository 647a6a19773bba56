"""What looks alike frame after frame is copied from a picture, not painted again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap

from reluviz.ui.widgets.paint import is_vector, transparent

if TYPE_CHECKING:
    from reluviz.ui.items.folds import Strokes

#: To copy a picture takes about as long as to paint so many folds.
_FEW_FOLDS = 16


class Kept:
    """A layer of a picture. What is painted a second time is painted into a picture of its own, and copied
    from there as long as it stays the same: what changes in every frame costs nothing more."""

    def __init__(self) -> None:
        self._key: object = None
        self._picture = QPixmap()

    def paint(
        self, painter: QPainter, size: QSize, key: tuple[object, ...], draw: Callable[[QPainter], None]
    ) -> None:
        """Paint what `draw` paints between the origin and `size`; it looks the same for an equal `key`."""
        ratio = painter.device().devicePixelRatioF()
        key = (*key, size, ratio)
        if key != self._key or is_vector(painter):
            self._key, self._picture = key, QPixmap()
            draw(painter)
            return
        if self._picture.isNull():
            self._picture = transparent(size, ratio)
            inner = QPainter(self._picture)
            inner.setRenderHints(painter.renderHints())
            draw(inner)
            inner.end()
        painter.drawPixmap(0, 0, self._picture)


class KeptFolds:
    """The folds of all layers but the selected one, which is the one that moves, and lies on top.

    Of many in layer 1 all that stand where they stood are copied: while one is dragged, all others.
    """

    def __init__(self) -> None:
        self._first = Kept()

    def paint(
        self,
        painter: QPainter,
        size: QSize,
        drawn: list[Strokes],
        selected: tuple[int, int] | None,
        draw: Callable[[QPainter, Strokes, int, float], None],
        widths: tuple[float, float],
    ) -> None:
        """Let `draw` paint the folds of each neuron, in the first of two widths for layer 1."""
        for strokes in drawn:
            chosen = selected[1] if selected and selected[0] == strokes.layer else None
            neurons = [i for i in strokes.neurons if i != chosen]
            paint = partial(_paint_each, draw, strokes, neurons, widths[min(strokes.layer, 1)])
            if strokes.layer == 0 and len(neurons) > _FEW_FOLDS:
                self._first.paint(painter, size, (neurons, strokes.told(chosen), widths), paint)
            else:
                paint(painter)


def _paint_each(
    draw: Callable[[QPainter, Strokes, int, float], None],
    strokes: Strokes,
    neurons: list[int],
    width: float,
    painter: QPainter,
) -> None:
    for neuron in neurons:
        draw(painter, strokes, neuron, width)
