"""Orbit: what mouse, wheel and keys do to the camera before a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from reluviz.ui import handle_keys as keys
from reluviz.ui.camera import HIGHEST, Camera
from reluviz.ui.gestures import FINE
from reluviz.ui.hand import ZOOM_PER_NOTCH

if TYPE_CHECKING:
    from reluviz.ui.camera import Projection
    from reluviz.ui.sum_look import SumLook
    from reluviz.ui.theme import Theme

#: Degrees that the surface turns with each pixel of a drag, and with each key.
_PER_PIXEL, _PER_KEY = 0.5, 5.0
#: With Ctrl, angles are multiples of this.
_SNAP = 15.0


class Orbit:
    """Turns the camera of a look as a hand does that has taken the surface by its front."""

    def __init__(self, look: SumLook, theme: Theme) -> None:
        self._look, self._theme = look, theme
        self._before: Camera | None = None
        self._at = QPointF()
        self._angles = (0.0, 0.0)

    @property
    def camera(self) -> Camera:
        """The camera as it stands."""
        if self._look.camera is None:
            self._look.camera = Camera()
        return self._look.camera

    @camera.setter
    def camera(self, camera: Camera) -> None:
        self._look.camera = camera

    @property
    def held(self) -> bool:
        """Whether the surface is being turned."""
        return self._before is not None

    @property
    def turned(self) -> bool:
        """Whether what is held was turned since it was taken."""
        return self._before is not None and self._before != self.camera

    def press(self, event: QMouseEvent) -> None:
        """Take hold of the surface."""
        self._before, self._at = self.camera, event.position()
        self._angles = self._before.azimuth, self._before.elevation

    def move(self, event: QMouseEvent) -> None:
        """Turn what is held: a tenth as far with Shift, to round angles with Ctrl."""
        step = (event.position() - self._at) * (_PER_PIXEL / self._theme.scale)
        self._at = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step *= FINE
        camera = self.camera.turned(self._angles[0] - step.x(), self._angles[1] + step.y())
        self._angles = camera.azimuth, camera.elevation
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            camera = camera.turned(*(_SNAP * round(angle / _SNAP) for angle in self._angles))
        self.camera = camera

    def release(self) -> None:
        """Let go."""
        self._before = None

    def cancel(self) -> None:
        """Let go, and look from where it was taken."""
        if self._before is not None:
            self.camera = self._before
            self._before = None

    def reset(self) -> None:
        """Look from where a first look is taken."""
        self.camera = Camera()

    def look_down(self, projection: Projection) -> None:
        """Look straight down, as the heat map does, with the first axis to the right."""
        self.camera = Camera(0.0, HIGHEST, projection.to_fill)

    def wheel(self, event: QWheelEvent, projection: Projection) -> bool:
        """Zoom about the pointer; whether the wheel was turned that way."""
        notches = event.angleDelta().y() / 120
        middle = QPointF(projection.width / 2, projection.height / 2)
        at = (event.position() - middle) / projection.shown_diagonal
        self.camera = self.camera.zoomed(ZOOM_PER_NOTCH**notches, at.x(), at.y())
        return notches != 0

    def key(self, event: QKeyEvent, projection: Projection) -> bool:
        """Arrows turn, + and − zoom, Home resets, End looks down; whether it is one of these keys."""
        key, camera = Qt.Key(event.key()), self.camera
        if key in keys.TURN.keys:
            fine = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            right, down = (_PER_KEY * fine * step for step in keys.DIRECTIONS[key])
            self.camera = camera.turned(camera.azimuth - right, camera.elevation + down)
        elif key in (*keys.ZOOM.keys, Qt.Key.Key_Equal):
            self.camera = camera.zoomed(ZOOM_PER_NOTCH ** (-1.0 if key is keys.ZOOM.keys[1] else 1.0))
        elif key in keys.FIRST_LOOK.keys:
            self.reset()
        elif key in keys.FROM_ABOVE.keys:
            self.look_down(projection)
        else:
            return False
        return True
