"""The colours that regions can have beside those of their patterns: tables of pixels for each theme."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reluviz.ui.colour import packed, rgb_from_hex, rgb_from_oklch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.theme import Theme

    Pixels = NDArray[np.uint32]
    Floats = NDArray[np.float64]

#: Directions and strengths of gradients that have a colour of their own.
DIRECTIONS, STRENGTHS = 180, 32
#: Steps from few to many.
STEPS = 256
#: How strong the colours of a sign are, and those of values at most: points and folds stand out from them.
_SIGN_OPACITY, _VALUE_OPACITY = 0.3, 0.62


def gradient_pixels(theme: Theme, gradients: Floats, scale: float) -> Pixels:
    """(n,) colours of gradients (n, 2): the hue is their direction; the strength the root of their size, up
    to `scale`. Stronger is also darker on white pages and lighter on dark ones."""
    x, y = gradients.T
    with np.errstate(invalid="ignore", over="ignore"):
        strength = np.sqrt(np.fmin(np.hypot(x, y) / scale, 1.0)) * (STRENGTHS - 1)
    turn = np.arctan2(y, x) * (DIRECTIONS / (2 * np.pi))
    place = np.rint(turn).astype(np.intp) % DIRECTIONS * STRENGTHS + np.rint(strength).astype(np.intp)
    pixels: Pixels = gradient_wheel(theme).take(place)
    return pixels


@lru_cache(maxsize=4)
def gradient_wheel(theme: Theme) -> Pixels:
    """(DIRECTIONS * STRENGTHS,) colours, by direction and then by strength."""
    hue, strength = np.meshgrid(
        np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS), np.linspace(0, 1, STRENGTHS), indexing="ij"
    )
    weak, strong = (0.24, 0.42) if theme.dark else (0.98, 0.85)
    lightness = weak + (strong - weak) * strength
    chroma = (0.095 if theme.dark else 0.09) * strength
    return packed(rgb_from_oklch(np.stack([lightness, chroma, hue], axis=-1))).ravel()


@lru_cache(maxsize=4)
def count_ramp(theme: Theme) -> Pixels:
    """(STEPS,) colours from few to many: darker and darker on white pages, lighter and lighter on dark ones,
    from yellow over green to blue, or the other way."""
    t = np.linspace(0, 1, STEPS)
    if theme.dark:
        lch = np.stack([0.23 + 0.27 * t, 0.045 + 0.025 * t, np.radians(290 - 180 * t)], axis=1)
    else:
        lch = np.stack([0.975 - 0.225 * t, 0.03 + 0.055 * t, np.radians(95 + 180 * t)], axis=1)
    return packed(rgb_from_oklch(lch))


@lru_cache(maxsize=4)
def sign_pixels(theme: Theme) -> Pixels:
    """(3,) colours of negative, zero and positive."""
    return _over(theme, np.array([-1.0, 0.0, 1.0]), _SIGN_OPACITY)


@lru_cache(maxsize=4)
def value_pixels(theme: Theme) -> Pixels:
    """(511,) colours from -1 (place 0) over 0 (place 255) to +1: those of the heat map, paler."""
    t = np.arange(-255, 256) / 255.0
    return _over(theme, np.sign(t), _VALUE_OPACITY * np.abs(t) ** 0.72)


def _over(theme: Theme, signs: Floats, opacity: Floats | float) -> Pixels:
    """The colour of each sign, this opaque, over that of zero."""
    negative, zero, positive = map(rgb_from_hex, (theme.negative, theme.zero, theme.positive))
    ends = np.where(signs[:, None] < 0, negative, np.where(signs[:, None] > 0, positive, zero))
    share = np.broadcast_to(opacity, signs.shape)[:, None]
    return packed(zero * (1 - share) + ends * share)
