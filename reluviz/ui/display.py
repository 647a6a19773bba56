"""Whether a window can open here, found out before Qt is asked: Qt ends the program where none can."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PATIENCE_SECONDS = 2.0
"""How long a display on another machine may take to answer."""

FIRST_PORT = 6000
"""Display N of a machine listens on this port plus N (X Window System Protocol, appendix B)."""

Address = str | tuple[str, int]
"""The path of a Unix socket (abstract after a null character), or a host and its port."""


def missing_display() -> str | None:
    """Why no window can open here, as part of a sentence; None if one can.

    A platform chosen by QT_QPA_PLATFORM counts as a display.
    """
    environment = os.environ
    if not sys.platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return None
    if environment.get("WAYLAND_SOCKET"):  # a connection that whoever started us has made
        return None
    named = [(name, environment[name]) for name in ("DISPLAY", "WAYLAND_DISPLAY") if environment.get(name)]
    if not named:
        return "DISPLAY and WAYLAND_DISPLAY are not set"
    for name, value in named:
        addresses = x_addresses(value) if name == "DISPLAY" else wayland_addresses(value)
        if any(map(_answers, addresses)):
            return None
    return f"nothing answers at {' or '.join(f'{name}={value}' for name, value in named)}"


def x_addresses(display: str) -> list[Address]:
    """Where the X server of a DISPLAY, [PROTOCOL/][HOST]:NUMBER[.SCREEN] or a path, may be listening."""
    place, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if display.startswith("/"):
        return [display, f"{place}:{number}"]
    if not number.isdecimal():
        return []
    protocol, _, host = place.rpartition("/")
    path = f"/tmp/.X11-unix/X{number}"
    remote = (host.strip("[]") or "localhost", FIRST_PORT + int(number))
    if protocol == "tcp" or host not in ("", "unix"):
        return [remote]
    return [f"\0{path}", path, *([] if host else [remote])]


def wayland_addresses(display: str) -> list[Address]:
    """Where the compositor of a WAYLAND_DISPLAY, a name or a path, may be listening."""
    return [str(Path(os.environ.get("XDG_RUNTIME_DIR", "")) / display)]


def _answers(address: Address) -> bool:
    import socket

    try:
        if isinstance(address, tuple):
            socket.create_connection(address, PATIENCE_SECONDS).close()
            return True
        with socket.socket(socket.AF_UNIX) as unix:
            unix.settimeout(PATIENCE_SECONDS)
            unix.connect(address)
        return True
    except (OSError, OverflowError, ValueError):  # of a port or a path that cannot be one
        return False
