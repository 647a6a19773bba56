"""A region, or a piece, in words and numbers: rounded for labels, with all digits to be copied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from reluviz.ui.numbers import short, signed, subscript

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Box, Scene

    Floats = NDArray[np.float64]


def affine_text(slope: Floats, constant: float) -> str:
    """``f(x) = a₁ x₁ + a₂ x₂ + c`` with its numbers, or ``f(x) = a x + c``."""
    names = ["x"] if len(slope) == 1 else [f"x{subscript(i + 1)}" for i in range(len(slope))]
    first, *rest = zip(slope.tolist(), names, strict=True)
    terms = [f"{short(first[0])} {first[1]}", *(f"{signed(value)} {name}" for value, name in rest)]
    return f"f(x) = {' '.join(terms)} {signed(constant)}"


def gradient_text(slope: Floats) -> str:
    """The size of a gradient (d,)."""
    return f"gradient {short(float(np.hypot.reduce(slope)))}"


def gradient_tip(slope: Floats) -> str:
    """A gradient (2,) by its parts and its direction, in degrees from the first axis."""
    parts = f"∇f = ({', '.join(short(float(value)) for value in slope)})"
    if not slope.any():
        return f"{parts}: f is level here"
    degrees = math.degrees(math.atan2(slope[1], slope[0])) % 360
    return f"{parts}: f grows fastest towards {degrees:.0f}° and by so much a unit"


def area_text(outline: Floats, box: Box) -> str:
    """The area of a region (k, 2), of which at least so much is known when it meets the border of the box."""
    cut = np.isin(outline[:, 0], box[:2]) | np.isin(outline[:, 1], box[2:])
    return f"area {'≥ ' if cut.any() else ''}{short(area_of(outline))}"


def area_of(outline: Floats) -> float:
    """The area of a convex polygon (k, 2), counter-clockwise."""
    x, y = (outline - outline[0]).T
    return max(0.0, float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def copies(scene: Scene) -> dict[str, str]:
    """What can be copied of what is inspected, by its name; numbers have all their digits."""
    if scene.affine is None or scene.lit is None:
        return {}
    slope, constant = scene.affine
    names = ["x"] if len(slope) == 1 else [f"x{i + 1}" for i in range(len(slope))]
    terms = [f"{value!r} * {name}" for value, name in zip(slope.tolist(), names, strict=True)]
    layers = np.split(scene.lit, np.cumsum(scene.network.hidden)[:-1])
    result = {
        "Formula": f"f({', '.join(names)}) = {' + '.join(terms)} + {constant!r}".replace("+ -", "- "),
        "Gradient and constant": "\t".join(map(repr, [*slope.tolist(), constant])),
        "Pattern": " ".join("".join("01"[on] for on in layer.tolist()) for layer in layers),
    }
    if scene.n_inputs == 2:
        result["Corners"] = "\n".join(f"{x!r}\t{y!r}" for x, y in scene.outline.tolist())
    return result
