"""The colours of facets: those of the heat map, lighter or darker as they lie to the light."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reluviz.ui.colour import linear_from_srgb, packed, rgb_from_hex, srgb_from_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.camera import Projection
    from reluviz.ui.relief import Relief
    from reluviz.ui.theme import Theme

    Floats = NDArray[np.float64]

#: Where the light comes from: to the right of the eye, towards it, upwards.
_LIGHT = np.array([-0.48, 0.56, 0.68])
#: Steps of light from the darkest to the brightest, and how much of the colour these leave or add.
LEVELS = 64
_DARKEST, _BRIGHTEST = 0.3, 1.3
#: How much the light counts, and how much of what is brighter than level is white.
_STRENGTH, _GLOSS = 0.75, 0.25
#: Colours of the heat map, padded to a power of two.
HEATS = 512
#: How much of the text's colour lies over the region under the pointer.
_POINTED = 0.22


def light_levels(relief: Relief, projection: Projection) -> NDArray[np.intp]:
    """(R,): the level of light of each facet. What lies level has the colour of the heat map, and so has
    everything when it is seen from straight above."""
    right, toward = projection.axes[0][:2], projection.toward
    gradients = relief.gradients
    normal = np.stack([-gradients @ right, -gradients @ toward, np.ones(len(gradients))], axis=1)
    normal /= np.sqrt((normal**2).sum(axis=1))[:, np.newaxis]
    gain = _STRENGTH * min(1.0, 1.25 * projection.axes[1][2])
    brightness = 1.0 + gain * (normal @ _LIGHT - _LIGHT[2])
    level = (brightness - _DARKEST) * ((LEVELS - 1) / (_BRIGHTEST - _DARKEST))
    levels: NDArray[np.intp] = np.rint(level.clip(0, LEVELS - 1)).astype(np.intp)
    return levels


@lru_cache(maxsize=4)
def colour_table(theme: Theme) -> NDArray[np.uint32]:
    """(2, LEVELS, HEATS) pixel colours: of facets, and of the one under the pointer."""
    heat = theme.heat()
    rgb = np.stack([heat >> shift & 255 for shift in (16, 8, 0)], axis=1) / 255.0
    rgb = np.pad(rgb, ((0, HEATS - len(rgb)), (0, 0)), mode="edge")
    brightness = np.linspace(_DARKEST, _BRIGHTEST, LEVELS)[:, np.newaxis, np.newaxis]
    linear = linear_from_srgb(rgb)
    gloss = _GLOSS * np.maximum(brightness - 1.0, 0.0)
    # No channel is cut off, which would turn one hue into another.
    full = np.minimum(brightness, 1.0 / linear.max(axis=1, keepdims=True))
    plain = srgb_from_linear(linear * full * (1.0 - gloss) + gloss)
    pointed = plain + (rgb_from_hex(theme.text) - plain) * _POINTED
    return packed(np.stack([plain, pointed]))
