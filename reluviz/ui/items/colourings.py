"""What the colours of regions tell: a table with an entry for each of the session's COLOURS."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPolygonF

from reluviz.ui.heat import heat_pixels
from reluviz.ui.items import colour_legend as legends
from reluviz.ui.items import marks
from reluviz.ui.numbers import MINUS, tidy
from reluviz.ui.plane_map import PlaneMap, point
from reluviz.ui.theme import hues
from reluviz.ui.tints import STEPS, count_ramp, gradient_pixels, sign_pixels, value_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.partition import Partition
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

    Pixels = NDArray[np.uint32]
    Floats = NDArray[np.float64]

#: How much of the text's colour lies over the region that is inspected.
_INSPECTED, _INSPECTED_ON_DARK = 0.1, 0.17
#: Values, in units of the scale, whose colours a gradient has that fills a polygon; it is one colour if its
#: values span less than this.
_LEVELS, _LEVEL = np.linspace(-1, 1, 25), 1e-3


class Colouring(ABC):
    """One way to colour regions."""

    label: str

    @abstractmethod
    def same(self, last: Scene, scene: Scene) -> bool:
        """Whether two scenes with the same regions are coloured alike."""

    @abstractmethod
    def fill(self, theme: Theme, scene: Scene, pixels: Pixels) -> None:
        """Write the colour of each pixel (rows, columns), as the scene's numbers are arranged."""

    @abstractmethod
    def polygons(self, theme: Theme, scene: Scene, plane: PlaneMap) -> Iterator[tuple[QPolygonF, QBrush]]:
        """The same as shapes, in pixels of `plane`."""

    @abstractmethod
    def swatch(self, theme: Theme, scene: Scene) -> QColor:
        """The colour of the region that is inspected; where it has many, that of its middle."""

    def marks(self, theme: Theme, scene: Scene, plane: PlaneMap) -> marks.Marks:
        """What says the same without colour."""
        return marks.NONE

    def legend(self, theme: Theme, scene: Scene) -> legends.Legend | None:
        """What the colours mean."""
        return None

    def veil(self, theme: Theme, scene: Scene) -> QColor:
        """What is painted over the region that is inspected."""
        return theme.colour(theme.text, _INSPECTED_ON_DARK if theme.dark else _INSPECTED)


class _Flat(Colouring):
    """Every region has one colour."""

    @abstractmethod
    def tints(self, theme: Theme, scene: Scene) -> Pixels:
        """(R,): the regions' colours."""

    def fill(self, theme: Theme, scene: Scene, pixels: Pixels) -> None:
        np.take(self.tints(theme, scene), scene.numbers, out=pixels, mode="wrap")

    def polygons(self, theme: Theme, scene: Scene, plane: PlaneMap) -> Iterator[tuple[QPolygonF, QBrush]]:
        tints = self.tints(theme, scene).tolist()
        for tint, corners in zip(tints, _outlines(scene.partition, plane), strict=True):
            yield _polygon(corners), QBrush(QColor.fromRgb(tint))

    def swatch(self, theme: Theme, scene: Scene) -> QColor:
        return QColor.fromRgb(int(self.tints(theme, scene)[scene.region]))


class _Pattern(_Flat):
    label = "Pattern"

    def same(self, last: Scene, scene: Scene) -> bool:
        return scene.partition.shares_regions_with(last.partition)

    def tints(self, theme: Theme, scene: Scene) -> Pixels:
        hidden = scene.partition.network.hidden
        return theme.tints(scene.partition.sums_where_on(hues(hidden)), hidden)

    def swatch(self, theme: Theme, scene: Scene) -> QColor:
        """As under the pointer: a little stronger."""
        hidden = scene.partition.network.hidden
        active = hues(hidden)[scene.partition.pattern(scene.region)]
        return QColor.fromRgb(int(theme.tints(active.sum(keepdims=True), hidden, hover=True)[0]))

    def veil(self, theme: Theme, scene: Scene) -> QColor:
        return self.swatch(theme, scene)


class _Gradient(_Flat):
    label = "Gradient"

    def same(self, last: Scene, scene: Scene) -> bool:
        return scene.partition is last.partition

    def tints(self, theme: Theme, scene: Scene) -> Pixels:
        return gradient_pixels(theme, scene.partition.planes.gradients, scene.gradient_scale)

    def marks(self, theme: Theme, scene: Scene, plane: PlaneMap) -> marks.Marks:
        return marks.gradient_arrows(theme, scene, plane)

    def legend(self, theme: Theme, scene: Scene) -> legends.Legend:
        return legends.wheel(
            ["Direction of the gradient", f"At the rim: {tidy(scene.gradient_scale)} or more"]
        )


class _Active(_Flat):
    label = "Active neurons"

    def same(self, last: Scene, scene: Scene) -> bool:
        return scene.partition.shares_regions_with(last.partition)

    def tints(self, theme: Theme, scene: Scene) -> Pixels:
        low, high = scene.count_range
        return count_ramp(theme).take((scene.counts - low) * (STEPS - 1) // max(1, high - low), mode="clip")

    def marks(self, theme: Theme, scene: Scene, plane: PlaneMap) -> marks.Marks:
        return marks.counts(theme, scene, plane)

    def legend(self, theme: Theme, scene: Scene) -> legends.Legend:
        low, high = scene.count_range
        return legends.bar("Neurons that are on", count_ramp(theme), [str(low), str(max(high, low + 1))])


class _Affine(Colouring):
    """The colour of a point follows from the value of the sum there."""

    def same(self, last: Scene, scene: Scene) -> bool:
        return scene.partition is last.partition

    def fill(self, theme: Theme, scene: Scene, pixels: Pixels) -> None:
        pixels[...] = self.colours(theme, scene, values_of_pixels(scene))

    def swatch(self, theme: Theme, scene: Scene) -> QColor:
        planes, region = scene.partition.planes, scene.region
        apart = scene.outline.mean(axis=0) - planes.corners[region]
        value = planes.heights[region] + planes.gradients[region] @ apart
        return QColor.fromRgb(int(self.colours(theme, scene, np.array([value]))[0]))

    @abstractmethod
    def colours(self, theme: Theme, scene: Scene, values: Floats | NDArray[np.float32]) -> Pixels:
        """The colours of values of the sum."""


class _Sign(_Affine):
    label = "Sign of f"

    def colours(self, theme: Theme, scene: Scene, values: Floats | NDArray[np.float32]) -> Pixels:
        return sign_pixels(theme).take(np.sign(values).astype(np.int8) + 1, mode="clip")

    def marks(self, theme: Theme, scene: Scene, plane: PlaneMap) -> marks.Marks:
        return marks.signs(theme, scene, plane)

    def legend(self, theme: Theme, scene: Scene) -> legends.Legend:
        negative, _, positive = sign_pixels(theme).tolist()
        return legends.swatches([(negative, MINUS, "f < 0"), (positive, "+", "f > 0")])

    def polygons(self, theme: Theme, scene: Scene, plane: PlaneMap) -> Iterator[tuple[QPolygonF, QBrush]]:
        brushes = [QBrush(QColor.fromRgb(pixel)) for pixel in sign_pixels(theme).tolist()]
        outlines = _outlines(scene.partition, plane)
        for corners, values in zip(outlines, _values(scene.partition), strict=True):
            signs = np.sign(values)
            if signs.min() >= 0 or signs.max() <= 0:
                yield _polygon(corners), brushes[int(signs[np.abs(signs).argmax()]) + 1]
            else:
                yield _polygon(above(corners, -values)), brushes[0]
                yield _polygon(above(corners, values)), brushes[2]


class _Value(_Affine):
    label = "Value of f"

    def colours(self, theme: Theme, scene: Scene, values: Floats | NDArray[np.float32]) -> Pixels:
        return heat_pixels(values, scene.scale, value_pixels(theme))

    def marks(self, theme: Theme, scene: Scene, plane: PlaneMap) -> marks.Marks:
        return marks.contour_lines(scene, plane)

    def legend(self, theme: Theme, scene: Scene) -> legends.Legend:
        ticks = [tidy(value) for value in (-scene.scale, 0.0, scene.scale)]
        return legends.bar("Value of f", value_pixels(theme), ticks)

    def polygons(self, theme: Theme, scene: Scene, plane: PlaneMap) -> Iterator[tuple[QPolygonF, QBrush]]:
        flip, gradients = np.array([1.0, -1.0]), scene.partition.planes.gradients
        outlines = _outlines(scene.partition, plane)
        for corners, values, slope in zip(outlines, _values(scene.partition), gradients, strict=True):
            yield _polygon(corners), self._brush(theme, scene, corners, values, slope * flip)

    def _brush(self, theme: Theme, scene: Scene, corners: Floats, values: Floats, uphill: Floats) -> QBrush:
        """A gradient that runs as the values (k,) at the corners (k, 2) do, which grow `uphill`."""
        low, high = int(values.argmin()), int(values.argmax())
        start, steep = corners[low], float(np.hypot(*uphill))
        span = values[high] - values[low]
        if not span > _LEVEL * scene.scale or steep == 0.0:
            return QBrush(self._colour(theme, scene, float(values.mean())))
        way = uphill / steep
        gradient = QLinearGradient(point(start), point(start + way * ((corners[high] - start) @ way)))
        for value in (*_LEVELS * scene.scale, values[low], values[high]):
            if values[low] <= value <= values[high]:
                share = float((value - values[low]) / span)
                gradient.setColorAt(share, self._colour(theme, scene, float(value)))
        return QBrush(gradient)

    def _colour(self, theme: Theme, scene: Scene, value: float) -> QColor:
        return QColor.fromRgb(int(self.colours(theme, scene, np.array([value]))[0]))


COLOURINGS: dict[str, Colouring] = {
    "pattern": _Pattern(), "gradient": _Gradient(), "active": _Active(), "sign": _Sign(), "value": _Value(),
}  # fmt: skip


def colouring_of(scene: Scene) -> Colouring:
    """The one that the session's view asks for; of the first layers alone only patterns are known."""
    return COLOURINGS[scene.session.view.colour if scene.whole else "pattern"]


def values_of_pixels(scene: Scene) -> NDArray[np.float32]:
    """(rows, columns): the sum at the centre of each pixel, exact up to float32."""
    xmin, xmax, ymin, ymax = scene.box
    width, height = scene.size
    planes, numbers = scene.partition.planes, scene.numbers
    # Counted from the middle of the view, so that little is lost far away from the origin.
    middle = np.array([(xmin + xmax) / 2, (ymin + ymax) / 2])
    at_middle = planes.heights + ((middle - planes.corners) * planes.gradients).sum(axis=1)
    across = (np.arange(width) + 0.5 - width / 2) * ((xmax - xmin) / width)
    down = (height / 2 - np.arange(height) - 0.5) * ((ymax - ymin) / height)
    a, b, c = (part.astype(np.float32) for part in (*planes.gradients.T, at_middle))
    values: NDArray[np.float32] = a.take(numbers, mode="wrap")
    values *= across.astype(np.float32)
    upright = b.take(numbers, mode="wrap")
    upright *= down.astype(np.float32)[:, np.newaxis]
    values += upright
    values += c.take(numbers, mode="wrap")
    return values


def above(corners: Floats, values: Floats) -> Floats:
    """The part of a convex polygon (k, 2) on which a function is not negative that is affine on it and has
    these values (k,) at its corners (Sutherland and Hodgman 1974)."""
    parts = []
    for i, j in enumerate(np.roll(np.arange(len(corners)), -1)):
        if values[i] >= 0:
            parts.append(corners[i])
        if (values[i] < 0) != (values[j] < 0) and values[i] != 0 and values[j] != 0:
            parts.append(corners[i] + (corners[j] - corners[i]) * (values[i] / (values[i] - values[j])))
    return np.array(parts)


def _outlines(partition: Partition, plane: PlaneMap) -> list[Floats]:
    """The corners of each region in pixels."""
    return np.split(plane.pixels(partition.vertices)[partition.loop], partition.offsets[1:-1])


def _values(partition: Partition) -> list[Floats]:
    """The sum at the corners of each region."""
    return np.split(partition.values[partition.loop], partition.offsets[1:-1])


def _polygon(corners: Floats) -> QPolygonF:
    return QPolygonF([point(corner) for corner in corners])
