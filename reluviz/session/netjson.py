"""A network as JSON: {"activation", "slope", "layers": [{"W", "b"}, ...]}, and with it perhaps a "box"."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.arrays import FloatArray
from reluviz.core.network import Network
from reluviz.session import fields

Box = tuple[float, float, float, float]
Layer = tuple[FloatArray, FloatArray]


def read_network(obj: dict[str, Any]) -> Network:
    """The network that `Network.to_dict` wrote, each W: (out, in). Raises ValueError, naming the layer.

    Without an activation it is a ReLU network; a slope that is missing or null is the usual one.
    """
    return _network(obj, _layers(obj))


def read_foreign_network(obj: dict[str, Any]) -> tuple[Network, Box | None]:
    """A network made elsewhere, and its box (xmin, xmax, ymin, ymax) or None.

    Programs that compute x @ W, as Keras does, write each W as (in, out). Where only that reading fits every
    layer, it is what is meant.
    """
    layers = _layers(obj)
    return _network(obj, [(W.T, b) for W, b in layers] if _is_turned(layers) else layers), _box(
        obj.get("box")
    )


def _network(obj: dict[str, Any], layers: list[Layer]) -> Network:
    activation = fields.choice(obj.get("activation", "relu"), "activation", ACTIVATIONS)
    weights, biases = zip(*layers, strict=True)
    slope = obj.get("slope")
    if slope is None:
        return Network(weights, biases, activation)
    return Network(weights, biases, activation, fields.number(slope, "slope"))


def _layers(obj: dict[str, Any]) -> list[Layer]:
    layers = fields.items(fields.member(obj, "layers"), "layers")
    if not layers:
        raise ValueError("layers is empty")
    return [_layer(layer, f"layer {k}") for k, layer in enumerate(layers, start=1)]


def _layer(value: object, where: str) -> Layer:
    layer = fields.members(value, where)
    weights = fields.matrix(fields.member(layer, "W", where), f"{where}: W")
    return weights, fields.vector(fields.member(layer, "b", where), f"{where}: b")


def _is_turned(layers: list[Layer]) -> bool:
    """Whether every W is (in, out) and some cannot be (out, in); a lone layer is not evidence enough."""
    if len(layers) < 2 or all(len(W) == len(b) for W, b in layers):
        return False
    fit = all(W.shape[1] == len(b) for W, b in layers)
    return fit and all(len(W) == len(below) for (_, below), (W, _) in pairwise(layers))


def _box(value: object) -> Box | None:
    if value is None:
        return None
    xmin, xmax, ymin, ymax = fields.vector(fields.items(value, "box", 4), "box").tolist()
    if not (xmin < xmax and ymin < ymax):
        raise ValueError("box must be [xmin, xmax, ymin, ymax] with xmin < xmax and ymin < ymax")
    return xmin, xmax, ymin, ymax
