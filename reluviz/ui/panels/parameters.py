"""The parameters of a network as fields: where each is read and written, and how it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reluviz.ui.numbers import subscript
from reluviz.ui.widgets.fields import NumberBox

if TYPE_CHECKING:
    from reluviz.core.network import Network
    from reluviz.session.session import Session
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme


class Parameter(NamedTuple):
    """One number of a network: weight `column` of neuron `row` of `layer`, or its bias (`column` is None).

    All count from 0; layer == len(hidden) is the output layer. name: of its widget; symbol: its label;
    owner: whose it is, in words; neuron: the hidden neuron (layer, index) that it belongs to, if to one.
    """

    layer: int
    row: int
    column: int | None
    name: str
    symbol: str
    owner: str
    neuron: tuple[int, int] | None

    def read(self, network: Network) -> float:
        """The value of the parameter."""
        if self.column is None:
            return float(network.biases[self.layer][self.row])
        return float(network.weights[self.layer][self.row, self.column])

    def write(self, network: Network, value: float) -> Network:
        """The network with another value of the parameter."""
        if self.column is None:
            return network.with_bias(self.layer, self.row, value)
        return network.with_weight(self.layer, self.row, self.column, value)

    @property
    def edit_text(self) -> str:
        """Name of the undo step that changes it."""
        return f"Set {self.symbol} of {self.owner}"

    @property
    def spoken(self) -> str:
        """Its name for screen readers."""
        return f"{self.symbol} of {self.owner}"


def weight(layer: int, i: int, j: int, *, deep: bool = False, only: bool = False) -> Parameter:
    """Weight j of hidden neuron i of a layer; only: it has no other."""
    name = f"weight-{layer + 1}-{i + 1}-{j + 1}"
    symbol = "w" if only else f"w{subscript(j + 1)}"
    return Parameter(layer, i, j, name, symbol, owner(layer, i, deep=deep), (layer, i))


def bias(layer: int, i: int, *, deep: bool = False) -> Parameter:
    """The bias of hidden neuron i of a layer."""
    name = f"bias-{layer + 1}-{i + 1}"
    return Parameter(layer, i, None, name, "b", owner(layer, i, deep=deep), (layer, i))


def output_weight(layer: int, i: int, *, deep: bool = False) -> Parameter:
    """The weight of neuron i of `layer`, the last hidden one, in the output."""
    name = f"outputWeight-{i + 1}"
    return Parameter(layer + 1, 0, i, name, "v", owner(layer, i, deep=deep), (layer, i))


def output_bias(layer: int) -> Parameter:
    """The bias of the output, which is layer number `layer` (== len(hidden))."""
    return Parameter(layer, 0, None, "outputBias", "c", "the output", None)


def owner(layer: int, i: int, *, deep: bool) -> str:
    """A hidden neuron in words; deep: in a network of several layers."""
    return f"neuron {i + 1} of layer {layer + 1}" if deep else f"neuron {i + 1}"


class ParameterBox(NumberBox):
    """The field of one parameter: it asks the store for the edit, and shows what the network then says.

    Steps and wheel turns that follow each other are one undo step, and so is one drag of its label.
    """

    def __init__(self, theme: Theme, store: Store, parameter: Parameter, *, compact: bool = False) -> None:
        super().__init__(theme, compact=compact)
        self._store = store
        self._before: Session | None = None
        self.parameter = parameter
        self.bind(parameter)
        self.edited.connect(self._edit)
        self.focused.connect(self._on_focused)
        self.began.connect(self._on_began)
        self.ended.connect(self._on_ended)

    def bind(self, parameter: Parameter) -> None:
        """Be the field of another parameter."""
        self.parameter = parameter
        self.lineEdit().setModified(False)
        self.setObjectName(parameter.name)
        self.setAccessibleName(parameter.spoken)

    def show_network(self, network: Network) -> None:
        """Show the parameter's value in this network."""
        self.show_value(self.parameter.read(network))

    def _edit(self, value: float) -> None:
        session = self._store.session
        network = self.parameter.write(session.network, value)
        self._store.preview(
            session.with_network(network), self.parameter.edit_text, settle=not self.scrubbing
        )

    def _on_focused(self) -> None:
        self._store.settle()
        if self.parameter.neuron is not None:
            self._store.look(selected=self.parameter.neuron)

    def _on_began(self) -> None:
        self._store.settle()
        self._before = self._store.session

    def _on_ended(self, keep: bool) -> None:
        before, self._before = self._before, None
        if keep or before is None:
            self._store.settle()
        elif before.progress is self._store.session.progress:
            self._store.revert()
        else:
            # Trained meanwhile: only this value goes back.
            self._edit(self.parameter.read(before.network))
