"""From where a surface over the plane is seen, and where its points then stand in a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.ui.scene import Box

    Floats = NDArray[np.float64]

#: In degrees; a surface is never seen from beneath, nor so flat that its front hides all the rest.
LOWEST, HIGHEST = 8.0, 90.0
ZOOM_LIMITS = (0.5, 40.0)
#: The height of a surface, as a share of the diagonal of the box it stands on: from a low picture to a high
#: one. Few are both highest at the far corner and lowest at the near one, so a part of it needs room.
_FLATTEST, _STEEPEST = 0.55, 1.05
_NEEDED = 0.8


@dataclass(frozen=True)
class Camera:
    """A parallel view of the surface. The default one stands in front of the lower right corner.

    azimuth: degrees that the eye stands to the right of the x1 axis' lower side. elevation: degrees above the
    plane, 90 looks straight down. shift: of the picture, as a share of the shown diagonal, y downwards.
    """

    azimuth: float = 30.0
    elevation: float = 40.0
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def turned(self, azimuth: float, elevation: float) -> Camera:
        """As far around and above as told (degrees), within the limits."""
        azimuth = (azimuth + 180.0) % 360.0 - 180.0
        return replace(self, azimuth=azimuth, elevation=min(max(elevation, LOWEST), HIGHEST))

    def zoomed(self, factor: float, x: float = 0.0, y: float = 0.0) -> Camera:
        """Nearer by `factor`, so that what is seen at (x, y) from the middle, as a share of the shown
        diagonal, stays there."""
        zoom = min(max(self.zoom * factor, ZOOM_LIMITS[0]), ZOOM_LIMITS[1])
        k = zoom / self.zoom
        shift = x * (1.0 - k) + self.shift[0] * k, y * (1.0 - k) + self.shift[1] * k
        return replace(self, zoom=zoom, shift=shift)

    @property
    def told(self) -> str:
        """In words, for those who do not see it."""
        return f"{self.azimuth:.0f}° around, {self.elevation:.0f}° above, {self.zoom:.2g} times as near"

    @property
    def from_above(self) -> bool:
        """Whether it looks straight down: then the surface is the heat map."""
        return self.elevation == HIGHEST


_SINE, _COSINE = (turn(math.radians(Camera.elevation)) for turn in (math.sin, math.cos))


def height_share(width: float, height: float, margin: float) -> float:
    """How high a surface shall be, as a share of the diagonal of its box, in a picture of this size: so high
    that the default camera sees it as large as it can."""
    across, up = max(width - 2 * margin, 1.0), height - 2 * margin
    return min(max((up / across - _SINE) / (_COSINE * _NEEDED), _FLATTEST), _STEEPEST)


@dataclass(frozen=True)
class Projection:
    """The camera before the box (xmin, xmax, ymin, ymax), in a picture of width x height pixels.

    Heights are in units of the input. middle: the height that stands in the middle of the picture. margin:
    pixels around the surface at zoom 1.
    """

    camera: Camera
    box: Box
    width: float
    height: float
    margin: float = 0.0
    middle: float = 0.0

    @cached_property
    def diagonal(self) -> float:
        """Of the box, in input units."""
        return math.hypot(self.box[1] - self.box[0], self.box[3] - self.box[2])

    @cached_property
    def shown_diagonal(self) -> float:
        """Pixels that the diagonal has at zoom 1: however the surface is turned, it fits."""
        across, up = self.width - 2 * self.margin, self.height - 2 * self.margin
        share = height_share(self.width, self.height, self.margin)
        return max(1.0, min(across, up / (_SINE + _NEEDED * share * _COSINE)))

    @cached_property
    def scale(self) -> float:
        """Pixels of one unit."""
        return self.shown_diagonal / self.diagonal * self.camera.zoom

    @property
    def to_fill(self) -> float:
        """The zoom at which the box fills the picture when it is seen from above."""
        across = (self.width - 2 * self.margin) / (self.box[1] - self.box[0])
        up = (self.height - 2 * self.margin) / (self.box[3] - self.box[2])
        return max(min(across, up), 0.0) * self.diagonal / self.shown_diagonal

    @cached_property
    def axes(self) -> Floats:
        """(3, 3): unit vectors to the right, up in the picture, and towards the eye."""
        a, e = math.radians(self.camera.azimuth), math.radians(self.camera.elevation)
        ca, sa, ce, se = math.cos(a), math.sin(a), math.cos(e), math.sin(e)
        if self.camera.from_above:
            ce = 0.0
        return np.array([[ca, sa, 0.0], [-sa * se, ca * se, ce], [sa * ce, -ca * ce, se]])

    @cached_property
    def toward(self) -> Floats:
        """(2,): the direction in the plane that comes nearer to the eye."""
        a = math.radians(self.camera.azimuth)
        return np.array([math.sin(a), -math.cos(a)])

    @cached_property
    def centre(self) -> Floats:
        """(2,): the pixel at which the middle of the box is seen."""
        shift = np.array(self.camera.shift) * self.shown_diagonal
        return np.array([self.width / 2, self.height / 2]) + shift

    @cached_property
    def origin(self) -> Floats:
        """(3,): the point that is seen at `centre`."""
        x0, x1, y0, y1 = self.box
        return np.array([(x0 + x1) / 2, (y0 + y1) / 2, self.middle])

    def pixels(self, points: Floats, heights: Floats | float) -> Floats:
        """(..., 2) points of the plane with heights (...) to (..., 2) pixels, y downwards."""
        right, up, _ = self.axes
        flat = (points - self.origin[:2]) @ np.stack([right[:2], -up[:2]], axis=1) * self.scale
        flat[..., 1] -= (np.asarray(heights) - self.middle) * (up[2] * self.scale)
        flat += self.centre
        return np.asarray(flat)
