"""What the themes promise to the eye."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from pytestqt.qtbot import QtBot

from reluviz.ui import colour
from reluviz.ui.theme import (
    DARK,
    LIGHT,
    PROJECTOR,
    SYSTEM,
    THEMES,
    Theme,
    hues,
    palette,
    theme_named,
)

EACH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
WHITE = np.ones(3)
NEURONS = range(16)


def rgb(text: str) -> np.ndarray:
    return colour.rgb_from_hex(text)


def of(colour_: QColor) -> np.ndarray:
    return rgb(colour_.name())


def lch(pixels: np.ndarray) -> np.ndarray:
    channels = np.stack([(pixels >> shift) & 255 for shift in (16, 8, 0)], axis=-1)
    return colour.oklch_from_rgb(channels / 255)


def tints(
    theme: Theme, patterns: np.ndarray, hidden: tuple[int, ...], *, hover: bool = False
) -> NDArray[np.uint32]:
    return theme.tints(patterns @ hues(hidden), hidden, hover=hover)


@EACH
def test_text_is_legible_on_every_ground_it_stands_on(theme: Theme) -> None:
    for ground in (theme.page, theme.panel, theme.field, theme.hover):
        assert colour.contrast(rgb(theme.text), rgb(ground)) >= 4.5, ground
        assert colour.contrast(rgb(theme.secondary), rgb(ground)) >= 4.5, ground
    assert colour.contrast(rgb(theme.on_accent), rgb(theme.accent)) >= 4.5
    assert colour.contrast(rgb(theme.accent), rgb(theme.panel)) >= 4.5, "accented text on a panel"


@EACH
def test_the_boundary_stands_out_from_its_halo(theme: Theme) -> None:
    assert colour.contrast(rgb(theme.boundary), rgb(theme.halo)) >= 7


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=["light", "projector"])
@pytest.mark.parametrize("neuron", NEURONS)
def test_folds_on_white_pages_have_contrast(theme: Theme, neuron: int) -> None:
    assert colour.contrast(of(theme.neuron(neuron)), WHITE) >= 3.3 - 0.02, "to the nearest screen colour"


@pytest.mark.parametrize("neuron", NEURONS)
def test_folds_on_dark_pages_are_light(neuron: int) -> None:
    assert colour.oklch_from_rgb(of(DARK.neuron(neuron)))[0] >= 0.74 - 0.03
    assert colour.contrast(of(DARK.neuron(neuron)), rgb(DARK.page)) >= 4.5


def test_the_first_neurons_have_the_colours_of_okabe_and_ito_where_those_are_legible() -> None:
    assert [LIGHT.neuron(i).name().upper() for i in (0, 1, 2)] == ["#0072B2", "#D55E00", "#009E73"]
    darkened = [LIGHT.neuron(i) for i in (3, 4, 5)]
    for seen, named in zip(darkened, ("#C573A1", "#C37E00", "#3193C7"), strict=True):
        assert of(seen) == pytest.approx(rgb(named), abs=4 / 255)


@EACH
def test_no_two_neurons_of_a_layer_share_a_colour(theme: Theme) -> None:
    assert len({theme.neuron(i).name() for i in NEURONS}) == len(NEURONS)


@EACH
def test_the_digit_on_a_tag_can_be_read(theme: Theme) -> None:
    for neuron in NEURONS:
        assert colour.contrast(of(theme.tag_text(neuron)), of(theme.tag(neuron))) >= 3, neuron


@EACH
def test_the_same_pattern_has_the_same_tint_wherever_it_stands(theme: Theme) -> None:
    patterns = np.random.default_rng(1).random((40, 6)) < 0.5
    alone = np.array([tints(theme, row[None], (3, 3))[0] for row in patterns])
    assert np.array_equal(tints(theme, patterns, (3, 3)), alone)
    assert np.array_equal(tints(theme, patterns[::-1], (3, 3)), alone[::-1])


@EACH
def test_hues_that_cancel_are_as_neutral_as_no_neuron(theme: Theme) -> None:
    """Neurons 9 and 13 have opposite hues."""
    pair = np.isin(np.arange(13), (8, 12))
    assert len(set(tints(theme, np.array([pair, np.zeros(13, bool)]), (13,)).tolist())) == 1


@EACH
def test_tints_are_pale_and_of_one_lightness(theme: Theme) -> None:
    patterns = np.eye(8, dtype=bool)
    lightness, chroma, _ = lch(tints(theme, patterns, (8,))).T
    assert lightness == pytest.approx(theme.tint_lightness, abs=0.01)
    assert chroma == pytest.approx(theme.tint_chroma, abs=0.015)


@EACH
def test_a_region_pointed_at_differs_from_its_neighbours_but_keeps_its_hue(theme: Theme) -> None:
    patterns = np.eye(8, dtype=bool)
    rest, pointed = lch(tints(theme, patterns, (8,))), lch(tints(theme, patterns, (8,), hover=True))
    assert pointed[:, 0] == pytest.approx(theme.hover_lightness, abs=0.01)
    apart = np.angle(np.exp(1j * (pointed[:, 2] - rest[:, 2])))
    assert np.abs(apart).max() < np.radians(12)


@EACH
def test_text_can_be_read_on_every_tint(theme: Theme) -> None:
    wheel = np.array([[k >> j & 1 for j in range(8)] for k in range(256)], bool)
    for hover in (False, True):
        pixels = np.unique(tints(theme, wheel, (8,), hover=hover))
        for pixel in pixels:
            assert colour.contrast(rgb(f"#{pixel & 0xFFFFFF:06X}"), rgb(theme.text)) >= 4.5


@EACH
def test_the_heat_map_goes_from_orange_over_the_ground_to_blue(theme: Theme) -> None:
    table = theme.heat()
    assert table.shape == (511,)
    assert f"#{table[255] & 0xFFFFFF:06X}" == theme.zero
    lightness = lch(table)[:, 0]
    away = np.abs(lightness - lightness[255])
    assert (np.diff(away[255:]) >= -2e-3).all(), "the further from zero, the further from its colour"
    assert (np.diff(away[255::-1]) >= -2e-3).all()
    hue_low, hue_high = np.degrees(lch(table[[0, -1]])[:, 2])
    assert 30 < hue_low < 90
    assert -150 < hue_high < -90


def test_the_projector_is_larger_in_every_size(qtbot: QtBot) -> None:
    assert PROJECTOR.px(16) == 28
    assert PROJECTOR.font().pixelSize() > LIGHT.font().pixelSize()


def test_the_bundled_typeface_is_used_with_figures_of_one_width(qtbot: QtBot) -> None:
    font = LIGHT.font()
    assert QFontInfo(font).family().startswith("Inter")
    assert font.featureValue(QFont.Tag("tnum")) == 1


def test_the_systems_theme_is_light_or_dark(qtbot: QtBot) -> None:
    assert theme_named(SYSTEM) in (LIGHT, DARK)
    assert theme_named("projector") is PROJECTOR


@EACH
def test_the_palette_has_none_of_qts_own_colours(theme: Theme) -> None:
    known = {getattr(theme, field.name) for field in fields(Theme)}
    own = palette(theme)
    for role in QPalette.ColorRole:
        if role not in (QPalette.ColorRole.NColorRoles, QPalette.ColorRole.NoRole):
            seen = own.color(QPalette.ColorGroup.Active, role).name().upper()
            if role not in (QPalette.ColorRole.BrightText, QPalette.ColorRole.LinkVisited):
                assert seen in known, role
