"""All weights between two layers as a matrix of coloured cells, each of which can be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.heat import heat_pixels, image_of
from reluviz.ui.items.folds import paint_tag
from reluviz.ui.numbers import MINUS, short, subscript
from reluviz.ui.panels import parameters
from reluviz.ui.panels.parameters import Parameter, ParameterBox, owner
from reluviz.ui.plane_map import Lines
from reluviz.ui.widgets.fields import SCRUB_PIXELS, Scrub
from reluviz.ui.widgets.paint import claims_space, draw_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

Cell = tuple[int, int]
"""Row and column, both counted from 0."""

#: Sizes at scale 1: of the matrix, of the discs beside and above it, of the line beneath.
_WIDTH, _SIDE, _HEAD, _FOOT = 240, 24, 22, 30
_LARGEST, _LOWEST, _DISC = 30.0, 14.0, 16
#: From these widths on a cell shows its value, its sign, and a gap to its neighbours.
_NUMBER_FROM, _SIGN_FROM, _GAP_FROM = 25.0, 9.0, 6.0
#: Weights larger than this share of all are in full colour, and those above this share of the largest.
_FULL, _OUTLIER = 0.95, 3.0
#: From this share of full colour on the ink is another.
_STRONG = 0.7
_FIELD = 68
_SLOP = 3
_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
_EDITS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space)
_TIP = "Click a weight to type it, drag sideways to change it; Shift: finely"


class _CellBox(ParameterBox):
    """The field of a cell; `closed` when it is entered or given up."""

    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = self.lineEdit().isModified()
        super().keyPressEvent(event)
        given_up = event.key() == Qt.Key.Key_Escape and not typed
        if given_up or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the matrix would open it again
            self.closed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()


class WeightMatrix(QWidget):
    """A row for each neuron of a hidden layer, a column for each neuron of the layer before.

    Colours tell sign and size, as in heat maps; so does the value, or the sign where a cell is too small for
    that. A click on a cell opens its field, a drag sideways changes it, arrow keys walk, Enter opens. A disc
    beside a row selects its neuron.
    """

    def __init__(self, theme: Theme, store: Store, network: Network, layer: int) -> None:
        super().__init__()
        self._theme, self._store, self._layer = theme, store, layer
        self._weights: NDArray[np.float64] = network.weights[layer]
        self._chosen: int | None = None
        self._lit: list[bool | None] = [None] * len(self._weights)
        self._cell: Cell = (0, 0)
        self._hot: Cell | None = None
        self._pressed: QPointF | None = None
        self._scrub = Scrub(theme.px(SCRUB_PIXELS))
        self._box = _CellBox(theme, store, self._parameter(self._cell), compact=True)
        self._box.setParent(self)
        self._box.setFixedWidth(theme.px(_FIELD))
        self._box.hide()
        self._box.closed.connect(self._close)
        self.setObjectName("weightMatrix")
        self.setAccessibleName(f"Weights of layer {layer + 1}")
        self.setToolTip(_TIP)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._derive()

    def _parameter(self, cell: Cell) -> Parameter:
        return parameters.weight(self._layer, *cell, deep=True)

    # --- what is shown -------------------------------------------------------------------------------------

    def show_network(self, network: Network, chosen: int | None) -> None:
        """Show the weights of this network, and which neuron of the layer is the selected one."""
        weights = network.weights[self._layer]
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()
        if weights is not self._weights:
            self._weights = weights
            self._derive()
            self.update()
        self._box.show_network(network)
        self._tell()

    def show_lit(self, lit: Sequence[bool | None]) -> None:
        """Show which neurons are on where the inspector looks; None: it looks nowhere."""
        if list(lit) != self._lit:
            self._lit = list(lit)
            self.update()

    def _derive(self) -> None:
        sizes = np.abs(self._weights)
        shares = self._weights / (max(np.quantile(sizes, _FULL), sizes.max() / _OUTLIER) or 1.0)
        self._image: QImage = image_of(heat_pixels(shares, 1.0, self._theme.heat()))
        self._strong = np.abs(shares) > _STRONG
        self._signs = {strong: self._sign_lines(self._strong == strong) for strong in (False, True)}

    def _sign_lines(self, cells: NDArray[np.bool_]) -> Lines:
        """A minus or plus in the middle of each of these cells; 0 has none."""
        width, height = self._pitch
        half = min(width, height) * 0.2
        rows, columns = np.nonzero(cells & (self._weights != 0))
        middles = np.column_stack([columns + 0.5, rows + 0.5]) * (width, height) + self._corner
        rising = middles[self._weights[rows, columns] > 0]
        across, up = np.array([[-half, 0.0], [half, 0.0]]), np.array([[0.0, -half], [0.0, half]])
        return Lines(np.concatenate([middles[:, None] + across, rising[:, None] + up]))

    # --- places --------------------------------------------------------------------------------------------

    @property
    def _corner(self) -> tuple[float, float]:
        return self._theme.px(_SIDE), self._theme.px(_HEAD)

    @property
    def _pitch(self) -> tuple[float, float]:
        """Width and height of a cell in pixels."""
        scale, columns = self._theme.scale, self._weights.shape[1]
        width = min(_LARGEST * scale, self._theme.px(_WIDTH - _SIDE) / columns)
        return width, min(_LARGEST * scale, max(_LOWEST * scale, width))

    def sizeHint(self) -> QSize:
        rows, head, foot = len(self._weights), self._theme.px(_HEAD), self._theme.px(_FOOT)
        return QSize(self._theme.px(_WIDTH), head + round(rows * self._pitch[1]) + foot)

    def _area(self) -> QRectF:
        rows, columns = self._weights.shape
        width, height = self._pitch
        return QRectF(*self._corner, columns * width, rows * height)

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell is, in pixels."""
        (x, y), (width, height) = self._corner, self._pitch
        return QRectF(x + cell[1] * width, y + cell[0] * height, width, height)

    def row_rect(self, row: int) -> QRectF:
        """Where a row is with its disc, in pixels."""
        return QRectF(0, self.cell_rect((row, 0)).y(), self._area().right(), self._pitch[1])

    def _at(self, at: QPointF) -> tuple[int, int | None] | None:
        """Row and column at a point, None for the column of discs; None above and below the rows."""
        (x, y), (width, height) = self._corner, self._pitch
        row, column = int((at.y() - y) // height), int((at.x() - x) // width)
        rows, columns = self._weights.shape
        if not (0 <= row < rows and column < columns):
            return None
        return row, column if column >= 0 else None

    # --- editing -------------------------------------------------------------------------------------------

    def edit(self, row: int, column: int) -> None:
        """Open the field of a weight."""
        self._go_to((row, column))
        rect = self.cell_rect(self._cell)
        x = min(max(0.0, rect.center().x() - self._box.width() / 2), float(self.width() - self._box.width()))
        self._box.move(round(x), round(rect.center().y() - self._box.height() / 2))
        self._box.show()
        self._box.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_to(self, cell: Cell) -> None:
        """Have this cell in hand; its neuron is selected."""
        self._cell = cell
        self._box.bind(self._parameter(cell))
        self._box.show_network(self._store.session.network)
        self._store.look(selected=(self._layer, cell[0]))
        self._tell()
        self.update()

    def _close(self) -> None:
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def _text(self, cell: Cell) -> str:
        value = short(float(self._weights[cell]))
        return f"w{subscript(cell[1] + 1)} of neuron {cell[0] + 1} = {value}"

    def _tell(self) -> None:
        """Tell a screen reader about the cell in hand."""
        spoken = f"w{self._cell[1] + 1} of {owner(self._layer, self._cell[0], deep=True)}"
        description = f"{spoken}: {short(float(self._weights[self._cell]))}"
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)

    # --- events --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if found is None:
            event.ignore()
            return
        row, column = found
        if column is None:
            self._store.look(selected=(self._layer, row))
            return
        self._pressed = event.position()
        self._scrub.begin(event)
        self._go_to((row, column))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._point(event.position())
            return
        if not self._box.scrubbing and abs(event.position().x() - self._pressed.x()) > _SLOP:
            self._box.begin_scrub()
        if self._box.scrubbing and (steps := self._scrub.steps(event)):
            self._box.step(steps)

    def _point(self, at: QPointF) -> None:
        found = self._at(at)
        hot = (found[0], found[1]) if found is not None and found[1] is not None else None
        over_disc = found is not None and hot is None
        shape = Qt.CursorShape.PointingHandCursor if over_disc else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.SizeHorCursor if hot is not None else shape)
        if hot != self._hot:
            self._hot = hot
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self._box.scrubbing:
            self._box.end_scrub(keep=True)
        elif pressed is not None:
            self.edit(*self._cell)

    def leaveEvent(self, event: QEvent) -> None:
        self._hot = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (rows, columns) = Qt.Key(event.key()), self._weights.shape
        if key == Qt.Key.Key_Escape and self._box.scrubbing:
            self._box.end_scrub(keep=False)
            self._pressed = None
        elif key in _STEPS:
            (row, column), (down, right) = self._cell, _STEPS[key]
            self._go_to((min(max(0, row + down), rows - 1), min(max(0, column + right), columns - 1)))
        elif key in _EDITS:
            self.edit(*self._cell)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._box.step(1.0 if key == Qt.Key.Key_Plus else -1.0)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Space opens the field of the cell in hand, where the window has another use for it."""
        return claims_space(self, event) or super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self._box.end_scrub(keep=True)
        super().hideEvent(event)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(self._area(), self._image)
        self._paint_gaps(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_values(painter)
        self._paint_discs(painter)
        self._paint_marks(painter)
        self._paint_foot(painter)

    def _paint_gaps(self, painter: QPainter) -> None:
        area, (width, height) = self._area(), self._pitch
        if width < _GAP_FROM * self._theme.scale:
            return
        painter.setPen(QPen(QColor(self._theme.panel), 1))
        rows, columns = self._weights.shape
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
        for cell in np.ndindex(*self._weights.shape):
            row, column = cell
            painter.setPen(inks[bool(self._strong[row, column])])
            text = _brief(float(self._weights[row, column]))
            painter.drawText(self.cell_rect((row, column)), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_discs(self, painter: QPainter) -> None:
        scale, (x, y), (width, height) = self._theme.scale, self._corner, self._pitch
        across, down = min(_DISC, width / scale - 1), min(_DISC, height / scale - 1)
        for row in range(len(self._weights)):
            at = QPointF(x / 2 - scale, self.row_rect(row).center().y())
            paint_tag(painter, at, row, self._theme, size=down, hollow=self._lit[row] is False)
        if width < _SIGN_FROM * scale:
            return
        for column in range(self._weights.shape[1]):
            at = QPointF(self.cell_rect((0, column)).center().x(), y / 2)
            paint_tag(painter, at, column, self._theme, size=across)

    def _paint_marks(self, painter: QPainter) -> None:
        """The row of the selected neuron, the cell under the pointer, and the one in hand."""
        theme = self._theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._chosen is not None:
            painter.setPen(QPen(theme.neuron(self._chosen), theme.px(2)))
            row = self.cell_rect((self._chosen, 0))
            row.setRight(self._area().right())
            painter.drawRoundedRect(row, theme.px(3), theme.px(3))
        if self._hot is not None:
            painter.setPen(QPen(QColor(theme.text), 1.5 * theme.scale))
            painter.drawRect(self.cell_rect(self._hot))
        if self.hasFocus() or self._box.scrubbing:
            edge = theme.px(2)
            ring = self.cell_rect(self._cell).adjusted(-edge, -edge, edge, edge)
            draw_ring(painter, ring, float(theme.px(3)), theme)

    def _paint_foot(self, painter: QPainter) -> None:
        """The weight under the pointer, or in hand."""
        foot = QRectF(0, self._area().bottom(), self.width(), self._theme.px(_FOOT))
        painter.setFont(self._theme.caption_font())
        painter.setPen(QColor(self._theme.secondary))
        held = self._pressed is not None or self.hasFocus() or self._box.hasFocus()
        cell = self._cell if held else self._hot
        text = f"Rows: layer {self._layer + 1}, columns: layer {self._layer}"
        if cell is not None:
            text = self._text(cell)
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, text)


def _brief(value: float) -> str:
    """A number in at most five characters."""
    if abs(value) < 0.05:
        return "0.0"
    text = f"{value:.1f}" if abs(value) < 99.5 else f"{value:.0f}" if abs(value) < 999.5 else f"{value:.0e}"
    return text.replace("e+0", "e").replace("e+", "e").replace("-", MINUS)
