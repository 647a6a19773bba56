"""What the inspector says of the place under the pointer, or of the pin: a region, or a piece of a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reluviz.core.partition import REGION_LIMIT
from reluviz.core.theory import max_regions_in_words
from reluviz.ui.items.regions import region_swatch
from reluviz.ui.numbers import short
from reluviz.ui.region_text import affine_text, area_text, gradient_text, gradient_tip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor

    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

_REGION_HINT = "Point at a region to read its linear map, click to pin it"
_PIECE_HINT = "Point at the curve to read its piece"
_PIN_OUT_OF_VIEW = "The pinned place is out of view"
_NOTICE = "Too many regions to show them all: only the first layers' are drawn. Zoom in to see the rest."
_TOO_MANY = f"Regions in view: more than {REGION_LIMIT:,}", f"over {REGION_LIMIT:,}"
#: From here on a bound is written with three digits.
_LONG_NUMBER = 10**7


class Place(NamedTuple):
    """What is inspected: the `swatch` of the region (None: it has no colour), its on/off `pattern` (H,), its
    affine `map`, a `detail` with a `tip` about it, and one `more` of less weight."""

    swatch: QColor | None
    pattern: NDArray[np.bool_]
    map: str
    detail: str
    tip: str = ""
    more: str = ""


class Reading(NamedTuple):
    """`place` is None where there is nothing to describe; then the `hint` is said. `counts` say how many
    regions there are and can be, in a sentence and where room is short; `source` says why, and who knows."""

    title: str
    place: Place | None
    hint: str
    counts: tuple[str, str]
    source: str


def place_shown(scene: Scene) -> tuple[object, object]:
    """What a reading depends on: with the same first object and an equal second one, it is the same."""
    if scene.n_inputs == 2:
        return scene.partition, (scene.region, scene.session.view.pin is None)
    return scene.pieces, (scene.piece, b"" if scene.lit is None else scene.lit.tobytes())


def read(scene: Scene, theme: Theme) -> Reading:
    """What is to be said of the place of `scene` that is inspected."""
    return _read_piece(scene) if scene.n_inputs == 1 else _read_region(scene, theme)


def _read_region(scene: Scene, theme: Theme) -> Reading:
    pinned, place = scene.session.view.pin is not None, None
    if scene.affine is not None and scene.lit is not None:
        slope, constant = scene.affine
        place = Place(
            region_swatch(theme, scene),
            scene.lit,
            affine_text(slope, constant),
            gradient_text(slope),
            gradient_tip(slope),
            area_text(scene.outline, scene.box),
        )
    counts = count_texts("Regions", scene.partition.n_regions, scene.bound) if scene.whole else _TOO_MANY
    hint = _PIN_OUT_OF_VIEW if pinned and scene.region < 0 else _REGION_HINT if scene.whole else _NOTICE
    title = "Pinned region" if pinned else "Region under the pointer"
    return Reading(title, place, hint, counts, max_regions_in_words(scene.heard))


def _read_piece(scene: Scene) -> Reading:
    q, piece, place = scene.pieces, scene.piece, None
    if scene.affine is not None and scene.lit is not None:
        place = Place(None, scene.lit, affine_text(*scene.affine), _interval_text(q.kinks, piece))
    counts = count_texts("Pieces", len(q.slopes), scene.bound)
    source = max_regions_in_words(scene.heard)
    return Reading("Piece under the pointer", place, _PIECE_HINT, counts, source)


def _interval_text(kinks: NDArray[np.float64], piece: int) -> str:
    """From which kink to which a piece goes; the first and the last go on out of view."""
    low, high = kinks[piece - 1 : piece] if piece else kinks[:0], kinks[piece : piece + 1]
    ends = [f"from {short(x)}" for x in low.tolist()] + [f"to {short(x)}" for x in high.tolist()]
    return f"x {' '.join(ends)}" if ends else "all x in view"


def count_texts(what: str, count: int, bound: int) -> tuple[str, str]:
    """How many regions are in view and how many there can be: in a sentence, and where room is short."""
    most = f"{bound:,}" if bound < _LONG_NUMBER else short(float(bound))
    return f"{what} in view {count:,} of at most {most}", f"{count:,} of {most}"
