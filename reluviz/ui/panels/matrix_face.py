"""The face of a matrix of weights: where its cells are, and how they are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reluviz.ui.heat import heat_pixels, image_of
from reluviz.ui.items.folds import paint_tag
from reluviz.ui.numbers import MINUS
from reluviz.ui.plane_map import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reluviz.ui.theme import Theme

Cell = tuple[int, int]
"""Row and column, both counted from 0."""

#: Sizes at scale 1: of the matrix, of the discs beside and above it, of a cell, of a disc.
WIDTH = 240
_SIDE, _HEAD = 24, 22
_LARGEST, _LOWEST, _DISC = 30.0, 14.0, 16
#: From these widths on a cell shows its value, its sign, and a gap to its neighbours.
_NUMBER_FROM, _SIGN_FROM, _GAP_FROM = 25.0, 9.0, 6.0
#: Weights larger than this share of all are in full colour, and those above this share of the largest.
_FULL, _OUTLIER = 0.95, 3.0
#: From this share of full colour on the ink is another.
_STRONG = 0.7


class MatrixFace:
    """Cells in the colours of heat maps, with value or sign in them, and discs beside rows and columns.

    weights: (rows, columns). All places are in pixels of the widget that it is painted on.
    """

    def __init__(self, theme: Theme, weights: NDArray[np.float64]) -> None:
        self._theme = theme
        self.weights = weights
        sizes = np.abs(weights)
        shares = weights / (max(np.quantile(sizes, _FULL), sizes.max() / _OUTLIER) or 1.0)
        self._image: QImage = image_of(heat_pixels(shares, 1.0, theme.heat()))
        self._strong = np.abs(shares) > _STRONG
        self._signs = {strong: self._sign_lines(self._strong == strong) for strong in (False, True)}

    # --- places --------------------------------------------------------------------------------------------

    @property
    def _corner(self) -> tuple[float, float]:
        return self._theme.px(_SIDE), self._theme.px(_HEAD)

    @property
    def _pitch(self) -> tuple[float, float]:
        """Width and height of a cell in pixels."""
        scale, columns = self._theme.scale, self.weights.shape[1]
        width = min(_LARGEST * scale, self._theme.px(WIDTH - _SIDE) / columns)
        return width, min(_LARGEST * scale, max(_LOWEST * scale, width))

    def area(self) -> QRectF:
        """Where all cells are."""
        rows, columns = self.weights.shape
        width, height = self._pitch
        return QRectF(*self._corner, columns * width, rows * height)

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell is, in pixels."""
        (x, y), (width, height) = self._corner, self._pitch
        return QRectF(x + cell[1] * width, y + cell[0] * height, width, height)

    def row_rect(self, row: int) -> QRectF:
        """Where a row is with its disc, in pixels."""
        return QRectF(0, self.cell_rect((row, 0)).y(), self.area().right(), self._pitch[1])

    def at(self, at: QPointF) -> tuple[int, int | None] | None:
        """Row and column at a point, None for the column of discs; None above and below the rows."""
        (x, y), (width, height) = self._corner, self._pitch
        row, column = int((at.y() - y) // height), int((at.x() - x) // width)
        rows, columns = self.weights.shape
        if not (0 <= row < rows and column < columns):
            return None
        return row, column if column >= 0 else None

    # --- painting ------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, lit: Sequence[bool | None]) -> None:
        """Paint it; lit: of each row's neuron whether it is on where the inspector looks, None: unknown."""
        painter.drawImage(self.area(), self._image)
        self._paint_gaps(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_values(painter)
        self._paint_discs(painter, lit)

    def _sign_lines(self, cells: NDArray[np.bool_]) -> Lines:
        """A minus or plus in the middle of each of these cells; 0 has none."""
        width, height = self._pitch
        half = min(width, height) * 0.2
        rows, columns = np.nonzero(cells & (self.weights != 0))
        middles = np.column_stack([columns + 0.5, rows + 0.5]) * (width, height) + self._corner
        rising = middles[self.weights[rows, columns] > 0]
        across, up = np.array([[-half, 0.0], [half, 0.0]]), np.array([[0.0, -half], [0.0, half]])
        return Lines(np.concatenate([middles[:, None] + across, rising[:, None] + up]))

    def _paint_gaps(self, painter: QPainter) -> None:
        area, (width, height) = self.area(), self._pitch
        if width < _GAP_FROM * self._theme.scale:
            return
        painter.setPen(QPen(QColor(self._theme.panel), 1))
        rows, columns = self.weights.shape
        for column in range(columns + 1):
            x = area.left() + column * width
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for row in range(rows + 1):
            y = area.top() + row * height
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_values(self, painter: QPainter) -> None:
        theme, width = self._theme, self._pitch[0]
        inks = {False: QColor(theme.text), True: QColor("#111111" if theme.dark else "#FFFFFF")}
        if width < _SIGN_FROM * theme.scale:
            return
        if width < _NUMBER_FROM * theme.scale:
            for strong, lines in self._signs.items():
                painter.setPen(QPen(inks[strong], 1.2 * theme.scale, c=Qt.PenCapStyle.FlatCap))
                lines.draw(painter)
            return
        painter.setFont(theme.font(10))
        for cell in np.ndindex(*self.weights.shape):
            row, column = cell
            painter.setPen(inks[bool(self._strong[row, column])])
            text = brief(float(self.weights[row, column]))
            painter.drawText(self.cell_rect((row, column)), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_discs(self, painter: QPainter, lit: Sequence[bool | None]) -> None:
        scale, (x, y), (width, height) = self._theme.scale, self._corner, self._pitch
        across, down = min(_DISC, width / scale - 1), min(_DISC, height / scale - 1)
        for row in range(len(self.weights)):
            at = QPointF(x / 2 - scale, self.row_rect(row).center().y())
            paint_tag(painter, at, row, self._theme, size=down, hollow=lit[row] is False)
        if width < _SIGN_FROM * scale:
            return
        for column in range(self.weights.shape[1]):
            at = QPointF(self.cell_rect((0, column)).center().x(), y / 2)
            paint_tag(painter, at, column, self._theme, size=across)


def brief(value: float) -> str:
    """A number in at most five characters."""
    if abs(value) < 0.05:
        return "0.0"
    text = f"{value:.1f}" if abs(value) < 99.5 else f"{value:.0f}" if abs(value) < 999.5 else f"{value:.0e}"
    return text.replace("e+0", "e").replace("e+", "e").replace("-", MINUS)
