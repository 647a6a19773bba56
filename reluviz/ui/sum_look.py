"""How the sum is looked at: a choice of the person that is no part of the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reluviz.ui.camera import Camera


@dataclass
class SumLook:
    """It is kept while its panel is made anew in another theme.

    surface: whether the sum is a surface. of_neuron: whether that is the selected neuron's part of it alone.
    camera: before the surface, None until there is one.
    """

    surface: bool = False
    of_neuron: bool = False
    camera: Camera | None = None
