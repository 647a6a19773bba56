"""The network's formula with live numbers, in aligned columns."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.numbers import short, signed

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.ui.theme import Theme

#: A network of one hidden layer of at most this many neurons is written out.
WRITTEN_OUT = 8
_SIZE = 12
_ROW, _DEEP_ROW, _DENSE_ROW, _TIGHT_ROW = 36, 32, 24, 19
_HEADING, _CONSTANT, _BELOW = 15, 31, 12
_BASELINES = _HEADING + _CONSTANT
#: As many rows of terms are shown before the heat map gets more than its least height.
_FEW_ROWS = 4
_EDGE = 16
#: Where the activation's name and the bracket behind it begin, and where weights end.
_NAME, _OPENING = 60, 95
_WEIGHTS = (139, 199)
_LOWERED = 3
_SMALLEST = 0.005
_SUBSCRIPT_SIZE = 9
_FAINT = 0.45
#: Of so many texts the width is remembered.
_REMEMBERED = 512

#: How an activation is written: its name before the argument, and what stands around the argument.
_NOTATION = {
    "relu": ("ReLU", "(", ")"),
    "leaky_relu": ("Leaky", "(", ")"),
    "abs": ("", "|", "|"),
    "hard_tanh": ("Clip", "(", ")"),
    "identity": ("", "(", ")"),
}


class Run(NamedTuple):
    """A piece of text on one line: from x, or up to it where `right`. font: its key among the fonts."""

    text: str
    x: float
    y: float
    colour: QColor
    font: str = "plain"
    right: bool = False


class Formula(QWidget):
    """f(x) = c + Σ vᵢ · act(wᵢ · x + bᵢ) of a small network, f(x) = c + Σ vᵢ hᵢ(x) of a larger one.

    What does not fit is summed up in "… and n more".
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._network: Network | None = None
        self._muted: frozenset[int] = frozenset()
        self._numbers: tuple[object, ...] = ()
        #: What is written where.
        self.runs: list[Run] = []
        self._fonts = {
            "plain": theme.font(_SIZE),
            "bold": theme.font(_SIZE, QFont.Weight.DemiBold),
            "title": theme.font(13, QFont.Weight.Medium),
            "lowered": theme.font(_SUBSCRIPT_SIZE),
            "bold lowered": theme.font(_SUBSCRIPT_SIZE, QFont.Weight.DemiBold),
        }
        measures = {key: QFontMetricsF(font) for key, font in self._fonts.items()}
        self._advance = lru_cache(_REMEMBERED)(lambda text, font: measures[font].horizontalAdvance(text))
        self.setObjectName("formula")
        self.setAccessibleName("Formula")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(56))

    def least_height(self, network: Network) -> int:
        """The px that the first few terms of this network need, and the count of the others."""
        terms = network.hidden[0] if _is_written_out(network) else (network.hidden[-1] + 1) // 2
        rows = terms if terms <= _FEW_ROWS else _FEW_ROWS + 1
        return math.ceil(self._at(_BASELINES + rows * _TIGHT_ROW + _BELOW))

    def show_network(self, network: Network, muted: frozenset[int] = frozenset()) -> None:
        """Write the formula of this network, if it is not the one shown; terms of `muted` neurons faintly."""
        numbers = muted, *_numbers(network)
        if numbers != self._numbers:
            self._network, self._muted, self._numbers = network, muted, numbers
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._write()

    # --- writing: runs are derived here and only painted later ---------------------------------------------

    def _write(self) -> None:
        network = self._network
        if network is None:
            return
        small = _is_written_out(network)
        self.runs = self._heading(network.n_inputs) + self._constant(network, 54 if small else 59)
        self.runs += self._written_out(network) if small else self._summed_up(network)
        self.setAccessibleDescription(" ".join(run.text for run in self.runs))
        self.update()

    def _at(self, x: float) -> float:
        return x * self._theme.scale

    def _heading(self, inputs: int) -> list[Run]:
        ink, y = QColor(self._theme.text), self._at(_HEADING)
        runs: list[Run] = []
        x = self._at(_EDGE)
        indexed = (("f(x", "title"), ("1", "lowered"), (", x", "title"), ("2", "lowered"), (") =", "title"))
        for text, font in indexed if inputs > 1 else (("f(x) =", "title"),):
            runs.append(Run(text, x, y, ink, font))
            x += self._width(text, font)
        return runs

    def _width(self, text: str, font: str = "plain") -> float:
        return self._advance(text, font) + (self._at(1) if "lowered" in font else 0.0)

    def _constant(self, network: Network, right: float) -> list[Run]:
        y = self._at(_BASELINES)
        return [
            Run(brief(network.output_bias), self._at(right), y, QColor(self._theme.text), right=True),
            Run("output bias c", self._at(right + 8), y, QColor(self._theme.secondary)),
        ]

    def _rows(self, count: int, roomy: float) -> tuple[float, int]:
        """Height of a row, the roomiest that fits, and how many of `count` rows then fit."""
        room = self.height() - self._at(_BASELINES + _BELOW)
        for height in (roomy, _DENSE_ROW, _TIGHT_ROW):
            if count * self._at(height) <= room:
                return self._at(height), count
        return self._at(_TIGHT_ROW), max(0, int(room // self._at(_TIGHT_ROW)) - 1)

    def _more(self, hidden: int, y: float) -> list[Run]:
        return [Run(f"… and {hidden} more", self._at(_EDGE), y, QColor(self._theme.secondary))]

    def _written_out(self, network: Network) -> list[Run]:
        count = network.hidden[0]
        height, fitting = self._rows(count, _ROW)
        runs = []
        y = self._at(_BASELINES)
        for i in range(fitting):
            y += height
            runs += self._counted(i, self._term(network, i, y))
        return runs if fitting == count else runs + self._more(count - fitting, y + height)

    def _counted(self, i: int, term: list[Run]) -> list[Run]:
        """The term of a neuron, faint when it is muted."""
        faint = self._theme.colour(self._theme.secondary, _FAINT)
        return [run._replace(colour=faint) for run in term] if i in self._muted else term

    def _term(self, network: Network, i: int, y: float) -> list[Run]:
        """v · act(w₁ x₁ + w₂ x₂ + b), or v · act(w x + b), with each part in a column of its own."""
        text, faint, own = QColor(self._theme.text), QColor(self._theme.secondary), self._theme.neuron(i)
        name, opening, closing = _NOTATION.get(network.activation, (network.kind.label, "(", ")"))
        marks = own if not name else faint
        weights, bias = network.weights[0][i].tolist(), float(network.biases[0][i])
        end = self.width() / self._theme.scale - _EDGE if len(weights) > 1 else _WEIGHTS[1] + 7
        runs = [
            Run(brief(float(network.output_weights[i])), self._at(54), y, text, right=True),
            Run(name, self._at(_NAME), y, own, "bold"),
            Run(opening, self._opening_x(name), y, marks, "plain" if name else "bold"),
            Run(closing, self._at(end), y, marks, "plain" if name else "bold", right=True),
        ]
        for j, (w, right) in enumerate(zip(weights, _WEIGHTS, strict=False)):
            runs.append(Run(brief(w, sign=j > 0), self._at(right), y, text, right=True))
            runs.append(Run("x", self._at(right + 2), y, text))
            if len(weights) > 1:
                runs.append(Run(str(j + 1), self._at(right + 2) + self._width("x"), y, text, "lowered"))
        runs.append(Run(brief(bias, sign=True), self._at(end - 7), y, text, right=True))
        return runs

    def _opening_x(self, name: str) -> float:
        """Where the bracket before an argument stands: in its column, or behind a longer name."""
        behind = self._at(_NAME + 3) + self._width(name, "bold")
        return max(self._at(_OPENING), behind) if name else self._at(_OPENING)

    def _summed_up(self, network: Network) -> list[Run]:
        """The terms v h(x) of the last hidden layer, in two columns."""
        count = network.hidden[-1]
        height, fitting = self._rows((count + 1) // 2, _DEEP_ROW)
        runs = []
        y = self._at(_BASELINES)
        for i in range(min(count, 2 * fitting)):
            runs += self._counted(i, self._share(network, i, y + (i // 2 + 1) * height))
        if 2 * fitting < count:
            runs += self._more(count - 2 * fitting, y + (fitting + 1) * height)
        return runs

    def _share(self, network: Network, i: int, y: float) -> list[Run]:
        right = 59 if i % 2 == 0 else 194
        own, x = self._theme.neuron(i), self._at(right + 8)
        weight = brief(float(network.output_weights[i]), sign=True)
        number = Run(weight, self._at(right), y, QColor(self._theme.text), right=True)
        symbol = Run("h", x, y, own, "bold")
        x += self._width("h", "bold")
        index = Run(str(i + 1), x, y, own, "bold lowered")
        x += self._width(index.text, index.font) + self._at(3)
        return [number, symbol, index, Run("(x)", x, y, QColor(self._theme.secondary))]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for run in self.runs:
            painter.setFont(self._fonts[run.font])
            painter.setPen(run.colour)
            x = run.x - self._width(run.text, run.font) if run.right else run.x
            y = run.y + (self._at(_LOWERED) if "lowered" in run.font else 0.0)
            painter.drawText(QPointF(x, y), run.text)


def _is_written_out(network: Network) -> bool:
    return len(network.hidden) == 1 and network.hidden[0] <= WRITTEN_OUT


def _numbers(network: Network) -> tuple[object, ...]:
    """What a network's formula tells: where that is the same, the same is written."""
    told = zip(network.weights, network.biases, strict=True)
    if not _is_written_out(network):
        told = zip(network.weights[-1:], network.biases[-1:], strict=True)
    return network.shape, network.activation, *(array.tobytes() for pair in told for array in pair)


def brief(value: float, *, sign: bool = False) -> str:
    """A number for a narrow column: what is too small for two decimals is 0.00."""
    shown = value if abs(value) >= _SMALLEST else 0.0
    return signed(shown) if sign else short(shown)
