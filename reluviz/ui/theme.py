"""Themes: every colour, size and font of the window has its one home here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from reluviz.assets import asset
from reluviz.ui import colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Neurons in order: the colours of Okabe and Ito (2008), their yellow replaced.
NEURON_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7B3FA0", "#8C6D31")
DARK_DIGITS = (3, 4, 5)
#: Dash patterns (in pen widths) of the neurons after the eighth, which share hues of one lightness.
DASHES = ((6.0, 3.0), (2.0, 2.0), (8.0, 3.0, 2.0, 3.0), (12.0, 4.0))
_EXTRA_HUES = 8
#: With more neurons than this the hue of a region counts from the middle of all hues.
MANY_NEURONS = 6
_LIGHT_FOLD_CONTRAST = 3.3
_DARK_FOLD_LIGHTNESS = 0.74
_HUE_STEPS = 720
#: Directions of hues are multiples of 1 / this.
_FINE = 2**30


@dataclass(frozen=True, eq=False)
class Theme:
    """Colours and sizes of one appearance. Sizes are given at scale 1; `px` scales them."""

    name: str
    label: str
    dark: bool
    scale: float
    page: str
    panel: str
    border: str
    field: str
    hover: str
    text: str
    secondary: str
    accent: str
    on_accent: str
    negative: str
    zero: str
    positive: str
    boundary: str
    halo: str
    tint_lightness: float
    tint_chroma: float
    hover_lightness: float

    def px(self, size: float) -> int:
        """Whole pixels of a size given at scale 1."""
        return round(size * self.scale)

    def font(self, size: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The interface font at `size` pixels (scale 1), with tabular figures."""
        return QFont(_font(self.px(size), weight))

    def title_font(self) -> QFont:
        """15 px semibold."""
        return self.font(15, QFont.Weight.DemiBold)

    def caption_font(self) -> QFont:
        """11 px."""
        return self.font(11)

    def colour(self, text: str, alpha: float = 1.0) -> QColor:
        """A QColor of ``#RRGGBB`` with opacity `alpha`."""
        result = QColor(text)
        result.setAlphaF(alpha)
        return result

    def neuron(self, index: int) -> QColor:
        """Colour of the fold, card and tag of the neuron at `index` within its layer."""
        return QColor(_neuron_hex(index, self.dark))

    def paled_neuron(self, index: int) -> int:
        """The pixel colour of a neuron's fold where there are very many: half way to the tints."""
        return _paled_pixel(index, self.dark, self.tint_lightness)

    def tag(self, index: int) -> QColor:
        """Colour of the numbered tag of a neuron: its palest-safe original."""
        return QColor(NEURON_COLOURS[index]) if index < len(NEURON_COLOURS) else self.neuron(index)

    def tag_text(self, index: int) -> QColor:
        """Digits on the tag of a neuron."""
        if index < len(NEURON_COLOURS):
            return QColor("#111111" if index in DARK_DIGITS else "#FFFFFF")
        return QColor(_legible_on(self.tag(index).name()))

    def tints(
        self, sums: NDArray[np.complex128], hidden: tuple[int, ...], *, hover: bool = False
    ) -> NDArray[np.uint32]:
        """Pale pixel colours (R,) of regions from the sums (R,) of the `hues` of neurons that are on there.

        The hue is the mean hue of the active neurons, so the same pattern always has the same colour and
        neighbours differ gently; where no neuron is on, the tint is a neutral of the page. Of many neurons
        about half are on anywhere and the mean would be much the same, so there it counts from the middle:
        neurons that are off pull as much the other way.
        """
        middle = hues(hidden).sum() / 2 if sum(hidden) > MANY_NEURONS else 0.0
        turns = np.angle(sums - middle) / (2 * np.pi)
        steps = np.rint(turns * _HUE_STEPS).astype(np.intp) % _HUE_STEPS
        steps[sums == 0] = _HUE_STEPS
        wheel = _tint_wheel(self.hover_lightness if hover else self.tint_lightness, self.tint_chroma)
        return wheel.take(steps)

    def heat(self) -> NDArray[np.uint32]:
        """511 pixel colours of the heat map from -1 (index 0) over 0 (index 255) to +1."""
        return _heat_table(self.negative, self.zero, self.positive)


@lru_cache(maxsize=8)
def hues(hidden: tuple[int, ...]) -> NDArray[np.complex128]:
    """(H,): the hue of each hidden neuron's colour, as a complex number of size 1.

    It is rounded to a multiple of a power of two. Sums are then exact, whatever their order: of the same
    neurons they are the same, and hues that cancel each other leave 0.
    """
    angles = np.array([_base_lch(neuron)[2] for width in hidden for neuron in range(width)])
    rounded: NDArray[np.complex128] = np.rint(np.exp(1j * angles) * _FINE) / _FINE
    return rounded


@lru_cache(maxsize=16)
def _tint_wheel(lightness: float, chroma: float) -> NDArray[np.uint32]:
    hue = np.arange(_HUE_STEPS) * (2 * np.pi / _HUE_STEPS)
    ring = np.stack([np.full_like(hue, lightness), np.full_like(hue, chroma), hue], axis=1)
    neutral = np.array([[lightness + 0.028 * (lightness > 0.5), chroma * 0.25, 1.25]])
    return colour.packed(colour.rgb_from_oklch(np.concatenate([ring, neutral])))


@lru_cache(maxsize=8)
def _heat_table(negative: str, zero: str, positive: str) -> NDArray[np.uint32]:
    ends = colour.rgb_from_hex(negative), colour.rgb_from_hex(zero), colour.rgb_from_hex(positive)
    t = np.arange(-255, 256) / 255.0
    opacity = (0.84 * np.abs(t) ** 0.72)[:, None]
    rgb = ends[1] * (1 - opacity) + np.where(t[:, None] < 0, ends[0], ends[2]) * opacity
    return colour.packed(rgb)


@lru_cache(maxsize=64)
def _base_lch(index: int) -> tuple[float, float, float]:
    if index < len(NEURON_COLOURS):
        lightness, chroma, hue = colour.oklch_from_rgb(colour.rgb_from_hex(NEURON_COLOURS[index]))
        return float(lightness), float(chroma), float(hue)
    return 0.58, 0.13, 2 * np.pi * ((index - len(NEURON_COLOURS)) % _EXTRA_HUES + 0.5) / _EXTRA_HUES


@lru_cache(maxsize=1024)
def _neuron_hex(index: int, dark: bool) -> str:
    """The neuron's colour, lightened on dark pages and darkened on white ones until it is legible."""
    lightness, chroma, hue = _base_lch(index)
    if dark:
        lch = np.array([max(lightness, _DARK_FOLD_LIGHTNESS), chroma, hue])
        return colour.hex_from_rgb(colour.rgb_from_oklch(lch))
    white = np.ones(3)
    rgb = colour.rgb_from_oklch(np.array([lightness, chroma, hue]))
    while colour.contrast(rgb, white) < _LIGHT_FOLD_CONTRAST:
        lightness -= 0.005
        rgb = colour.rgb_from_oklch(np.array([lightness, chroma, hue]))
    return colour.hex_from_rgb(rgb)


@lru_cache(maxsize=128)
def _legible_on(tag: str) -> str:
    """Black or white, whichever stands out more on a tag."""
    back = colour.rgb_from_hex(tag)
    return max("#111111", "#FFFFFF", key=lambda ink: colour.contrast(colour.rgb_from_hex(ink), back))


@lru_cache(maxsize=256)
def _paled_pixel(index: int, dark: bool, tint_lightness: float) -> int:
    lightness, chroma, hue = colour.oklch_from_rgb(colour.rgb_from_hex(_neuron_hex(index, dark)))
    half = np.array([(lightness + tint_lightness) / 2, chroma * 0.7, hue])
    return int(colour.packed(colour.rgb_from_oklch(half)))


LIGHT = Theme(
    name="light", label="Light", dark=False, scale=1.0,
    page="#F7F6F3", panel="#FFFFFF", border="#E4E2DC", field="#F7F6F3", hover="#EFEDE8",
    text="#1F2328", secondary="#5B6169", accent="#2457C5", on_accent="#FFFFFF",
    negative="#D9660B", zero="#FFFFFF", positive="#1A6FB5", boundary="#111111", halo="#FFFFFF",
    tint_lightness=0.93, tint_chroma=0.04, hover_lightness=0.90,
)  # fmt: skip
DARK = Theme(
    name="dark", label="Dark", dark=True, scale=1.0,
    page="#16181C", panel="#1E2126", border="#30343B", field="#16181C", hover="#2A2E35",
    text="#E8EAED", secondary="#A3A9B2", accent="#7AA7FF", on_accent="#101318",
    negative="#F59322", zero="#1E2126", positive="#4DA3E8", boundary="#FFFFFF", halo="#111111",
    tint_lightness=0.30, tint_chroma=0.05, hover_lightness=0.42,
)  # fmt: skip
PROJECTOR = Theme(
    name="projector", label="Projector", dark=False, scale=1.75,
    page="#FFFFFF", panel="#FFFFFF", border="#000000", field="#F0F0F0", hover="#E4E4E4",
    text="#000000", secondary="#222222", accent="#0033AA", on_accent="#FFFFFF",
    negative="#B34700", zero="#FFFFFF", positive="#00468B", boundary="#000000", halo="#FFFFFF",
    tint_lightness=0.93, tint_chroma=0.05, hover_lightness=0.87,
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}
SYSTEM = "system"


def theme_named(name: str) -> Theme:
    """The theme called `name`; ``system`` follows the desktop's colour scheme."""
    if name == SYSTEM:
        return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return THEMES[name]


@lru_cache(maxsize=64)
def _font(pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(_family())
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=1)
def _family() -> str:
    """Register the bundled typeface once; its family name."""
    families = [
        family
        for path in sorted(asset("fonts").glob("*.[ot]tf"))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    ]
    return (
        min(families, key=len)
        if families
        else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    )


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme, for everything the style sheet does not name."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel, role.WindowText: theme.text, role.Base: theme.panel, role.AlternateBase:
        theme.page, role.Text: theme.text, role.Button: theme.panel, role.ButtonText: theme.text,
        role.PlaceholderText: theme.secondary, role.Highlight: theme.accent, role.HighlightedText:
        theme.on_accent, role.ToolTipBase: theme.panel, role.ToolTipText: theme.text, role.Link: theme.accent,
        role.Accent: theme.accent, role.Light: theme.hover, role.Midlight: theme.hover, role.Mid:
        theme.border, role.Dark: theme.border, role.Shadow: theme.border,
    }  # fmt: skip
    result = QPalette()
    for key, value in colours.items():
        result.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        faded = theme.colour(theme.secondary, 0.55)
        result.setColor(QPalette.ColorGroup.Disabled, key, faded)
    return result
