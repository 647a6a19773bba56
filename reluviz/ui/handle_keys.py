"""Keys and gestures of handles: the table by which hands act and from which the shortcut page is made."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt

Key = Qt.Key


class HandleKey(NamedTuple):
    """Keys of the focused handle, and what they do."""

    keys: tuple[Qt.Key, ...]
    does: str


WALK = HandleKey((Key.Key_Tab, Key.Key_Backtab), "Next or previous handle")
STEP = HandleKey((Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down), "Move the handle")
LIMIT = HandleKey((Key.Key_Home, Key.Key_End), "Move it to the edge of the view")
GRAB = HandleKey((Key.Key_Space,), "Grab the handle, let it go")
RESTORE = HandleKey((Key.Key_Escape,), "Put it back where it was")
WEIGHT = HandleKey((Key.Key_Plus, Key.Key_Minus), "Change the output weight")
HANDLE_KEYS = (WALK, STEP, LIMIT, GRAB, RESTORE, WEIGHT)

#: Keys of a surface that has the focus, and not its handle.
TURN = HandleKey(STEP.keys, "Turn it")
ZOOM = HandleKey(WEIGHT.keys, "Nearer, farther")
FIRST_LOOK = HandleKey((Key.Key_Home,), "Back to the first look")
FROM_ABOVE = HandleKey((Key.Key_End,), "From above")
SURFACE_KEYS = (TURN, ZOOM, FIRST_LOOK, FROM_ABOVE)

#: Keys held down while a handle is dragged, or moved by keys.
HELD = (
    ("Shift", "Finely, at a tenth"),
    ("Ctrl", "To the grid, arrows to 15°"),
    ("Alt", "Bend a fold by the least change of w and b"),
)
MOUSE = (
    ("Drag a fold", "Change its bias"),
    ("Drag an arrow's tip", "Change its weights"),
    ("Drag a kink sideways", "Change its bias"),
    ("Drag a slope up or down", "Change the output weight, on a card the weight"),
    ("Drag the zero level", "Change the output bias"),
    ("Double-click a fold or kink", "Flip its active side"),
    ("Wheel over a fold or kink", "Change its output weight"),
    ("Drag, wheel elsewhere", "Pan and zoom, turn a surface"),
    ("Double-click a surface", "Back to the first look"),
)

#: Directions of STEP's keys, x to the right and y down.
DIRECTIONS = dict(zip(STEP.keys, ((-1, 0), (1, 0), (0, -1), (0, 1)), strict=True))
