"""All weights between two layers as a matrix of coloured cells, each of which can be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.numbers import short, subscript
from reluviz.ui.panels import parameters
from reluviz.ui.panels.matrix_face import WIDTH, Cell, MatrixFace
from reluviz.ui.panels.parameters import Parameter, ParameterBox, owner
from reluviz.ui.widgets.fields import SCRUB_PIXELS, Scrub
from reluviz.ui.widgets.paint import claims_space, draw_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reluviz.core.network import Network
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

#: Sizes at scale 1: of the line beneath the matrix, of the field of a cell.
_FOOT = 30
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
        self._face = MatrixFace(theme, network.weights[layer])
        self._chosen: int | None = None
        self._lit: list[bool | None] = [None] * len(self._face.weights)
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

    def _parameter(self, cell: Cell) -> Parameter:
        return parameters.weight(self._layer, *cell, deep=True)

    # --- what is shown -------------------------------------------------------------------------------------

    def show_network(self, network: Network, chosen: int | None) -> None:
        """Show the weights of this network, and which neuron of the layer is the selected one."""
        weights = network.weights[self._layer]
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()
        if weights is not self._face.weights:
            self._face = MatrixFace(self._theme, weights)
            self.update()
        self._box.show_network(network)
        self._tell()

    def row_rect(self, row: int) -> QRectF:
        """Where the weights of a neuron are, in pixels."""
        return self._face.row_rect(row)

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a weight is, in pixels."""
        return self._face.cell_rect(cell)

    def show_lit(self, lit: Sequence[bool | None]) -> None:
        """Show which neurons are on where the inspector looks; None: it looks nowhere."""
        if list(lit) != self._lit:
            self._lit = list(lit)
            self.update()

    # --- places --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        height = self._face.area().bottom() + self._theme.px(_FOOT)
        return QSize(self._theme.px(WIDTH), round(height))

    # --- editing -------------------------------------------------------------------------------------------

    def edit(self, row: int, column: int) -> None:
        """Open the field of a weight."""
        self._go_to((row, column))
        rect = self._face.cell_rect(self._cell)
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
        value = short(float(self._face.weights[cell]))
        return f"w{subscript(cell[1] + 1)} of neuron {cell[0] + 1} = {value}"

    def _tell(self) -> None:
        """Tell a screen reader about the cell in hand."""
        spoken = f"w{self._cell[1] + 1} of {owner(self._layer, self._cell[0], deep=True)}"
        description = f"{spoken}: {short(float(self._face.weights[self._cell]))}"
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)

    # --- events --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._face.at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
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
        found = self._face.at(at)
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
        key, (rows, columns) = Qt.Key(event.key()), self._face.weights.shape
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
        self._face.paint(painter, self._lit)
        self._paint_marks(painter)
        self._paint_foot(painter)

    def _paint_marks(self, painter: QPainter) -> None:
        """The row of the selected neuron, the cell under the pointer, and the one in hand."""
        theme = self._theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._chosen is not None:
            painter.setPen(QPen(theme.neuron(self._chosen), theme.px(2)))
            row = self._face.cell_rect((self._chosen, 0))
            row.setRight(self._face.area().right())
            painter.drawRoundedRect(row, theme.px(3), theme.px(3))
        if self._hot is not None:
            painter.setPen(QPen(QColor(theme.text), 1.5 * theme.scale))
            painter.drawRect(self._face.cell_rect(self._hot))
        if self.hasFocus() or self._box.scrubbing:
            edge = theme.px(2)
            ring = self._face.cell_rect(self._cell).adjusted(-edge, -edge, edge, edge)
            draw_ring(painter, ring, float(theme.px(3)), theme)

    def _paint_foot(self, painter: QPainter) -> None:
        """The weight under the pointer, or in hand."""
        foot = QRectF(0, self._face.area().bottom(), self.width(), self._theme.px(_FOOT))
        painter.setFont(self._theme.caption_font())
        painter.setPen(QColor(self._theme.secondary))
        held = self._pressed is not None or self.hasFocus() or self._box.hasFocus()
        cell = self._cell if held else self._hot
        text = f"Rows: layer {self._layer + 1}, columns: layer {self._layer}"
        if cell is not None:
            text = self._text(cell)
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, text)
