"""Where a fold is drawn, in the pixels of whatever shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reluviz.ui.items.folds import whole_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reluviz.ui.plane_map import PlaneMap
    from reluviz.ui.scene import Scene


def fold_pixels(scene: Scene, plane: PlaneMap, layer: int, neuron: int) -> NDArray[np.float64]:
    """(m, 2, 2) pixel segments of a fold; a straight one in one piece."""
    segments = plane.pixels(scene.fold(layer, neuron))
    line = whole_line(segments) if layer == 0 else None
    return segments if line is None else line[None]
