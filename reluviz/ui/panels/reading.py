"""What the inspector says of the place under the pointer: a region of the plane, or a piece of a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reluviz.core.partition import REGION_LIMIT
from reluviz.ui.items.regions import region_swatch
from reluviz.ui.numbers import short, signed, subscript

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor

    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

_REGION_HINT, _PIECE_HINT = "Point at a region to read its linear map", "Point at the curve to read its piece"
_NOTICE = "Too many regions to show them all: only the first layers' are drawn. Zoom in to see the rest."
_TOO_MANY = f"Regions in view: more than {REGION_LIMIT:,}", f"over {REGION_LIMIT:,}"
_REGION_SOURCE = (
    "n lines cut the plane into at most 1 + n + n(n − 1)/2 regions (Zaslavsky 1975); "
    "with more layers the bounds multiply (Montúfar 2017)"
)
_PIECE_SOURCE = (
    "n kinks cut the line into at most n + 1 pieces; with more layers the bounds multiply (Montúfar 2017)"
)
#: From here on a bound is written with three digits.
_LONG_NUMBER = 10**7


class Place(NamedTuple):
    """Where the pointer is: the `swatch` of the region (None: it has no colour), its on/off `pattern` (H,),
    its affine `map` and a `detail`."""

    swatch: QColor | None
    pattern: NDArray[np.bool_]
    map: str
    detail: str


class Reading(NamedTuple):
    """`place` is None where there is nothing to describe; then the `hint` is said. `counts` say how many
    regions there are and can be, in a sentence and where room is short; `source` says who knows."""

    title: str
    place: Place | None
    hint: str
    counts: tuple[str, str]
    source: str


def place_shown(scene: Scene) -> tuple[object, object]:
    """What a reading depends on: with the same first object and an equal second one, it is the same."""
    if scene.n_inputs == 2:
        return scene.partition, scene.region
    return scene.pieces, (scene.piece, _pattern(scene).tobytes() if scene.piece >= 0 else b"")


def _pattern(scene: Scene) -> NDArray[np.bool_]:
    """(H,) which neurons are on at the x of the pointer."""
    assert scene.pointer is not None
    pattern: NDArray[np.bool_] = scene.network.pattern([scene.pointer[:1]])[0]
    return pattern


def read(scene: Scene, theme: Theme) -> Reading:
    """What is to be said of the place under the pointer of `scene`."""
    return _read_piece(scene) if scene.n_inputs == 1 else _read_region(scene, theme)


def _read_region(scene: Scene, theme: Theme) -> Reading:
    counts = count_texts("Regions", scene.partition.n_regions, scene.bound) if scene.whole else _TOO_MANY
    place = None
    if scene.region >= 0 and scene.whole:
        slopes, constants = scene.partition.affine(scene.region)
        place = Place(
            region_swatch(theme, scene),
            scene.partition.pattern(scene.region),
            affine_text(slopes[0], float(constants[0])),
            f"gradient {short(float(np.hypot(*slopes[0])))}",
        )
    hint = _REGION_HINT if scene.whole else _NOTICE
    return Reading("Region under the pointer", place, hint, counts, _REGION_SOURCE)


def _read_piece(scene: Scene) -> Reading:
    q, piece = scene.pieces, scene.piece
    counts = count_texts("Pieces", len(q.slopes), scene.bound)
    place = None
    if piece >= 0:
        place = Place(
            None,
            _pattern(scene),
            affine_text(q.slopes[piece : piece + 1], float(q.intercepts[piece])),
            _interval_text(q.kinks, piece),
        )
    return Reading("Piece under the pointer", place, _PIECE_HINT, counts, _PIECE_SOURCE)


def _interval_text(kinks: NDArray[np.float64], piece: int) -> str:
    """From which kink to which a piece goes; the first and the last go on out of view."""
    low, high = kinks[piece - 1 : piece] if piece else kinks[:0], kinks[piece : piece + 1]
    ends = [f"from {short(x)}" for x in low.tolist()] + [f"to {short(x)}" for x in high.tolist()]
    return f"x {' '.join(ends)}" if ends else "all x in view"


def count_texts(what: str, count: int, bound: int) -> tuple[str, str]:
    """How many regions are in view and how many there can be: in a sentence, and where room is short."""
    most = f"{bound:,}" if bound < _LONG_NUMBER else short(float(bound))
    return f"{what} in view {count:,} of at most {most}", f"{count:,} of {most}"


def affine_text(slope: NDArray[np.float64], constant: float) -> str:
    """``f(x) = a₁ x₁ + a₂ x₂ + c`` with its numbers, or ``f(x) = a x + c``."""
    names = ["x"] if len(slope) == 1 else [f"x{subscript(i + 1)}" for i in range(len(slope))]
    first, *rest = zip(slope.tolist(), names, strict=True)
    terms = [f"{short(first[0])} {first[1]}", *(f"{signed(value)} {name}" for value, name in rest)]
    return f"f(x) = {' '.join(terms)} {signed(constant)}"
