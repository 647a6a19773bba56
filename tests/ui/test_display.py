"""A display is one that answers; its name alone opens no window."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from reluviz.ui import display
from reluviz.ui.display import FIRST_PORT, missing_display, x_addresses

NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
DEAD = ":59535"
"""The last number a display can have: nobody has one there."""


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def listen() -> Iterator[Callable[[str], None]]:
    """Listens at a Unix socket until the test ends."""
    with ExitStack() as servers:

        def at(path: str) -> None:
            server = servers.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(path)
            server.listen()

        yield at


def test_without_any_name_there_is_no_display() -> None:
    assert missing_display() == "DISPLAY and WAYLAND_DISPLAY are not set"


@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM", "WAYLAND_SOCKET"])
def test_a_chosen_platform_or_a_given_connection_is_believed(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "offscreen")
    assert missing_display() is None


def test_elsewhere_than_on_linux_there_always_is_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing_display() is None


@pytest.mark.parametrize(
    "name",
    [DEAD, f"{DEAD}.0", f"localhost{DEAD}", ":9999999", ":", "x", "/no/such/socket:0", ":-1"],
)
def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    assert missing_display() == f"nothing answers at DISPLAY={name}"


def test_all_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", DEAD)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    assert missing_display() == f"nothing answers at DISPLAY={DEAD} or WAYLAND_DISPLAY=wayland-9"


@pytest.mark.parametrize("name", [DEAD, f"{DEAD}.0", f"unix{DEAD}", f"unix/{DEAD}"])
def test_an_x_server_is_found_at_its_socket(
    monkeypatch: pytest.MonkeyPatch, listen: Callable[[str], None], name: str
) -> None:
    listen(f"\0/tmp/.X11-unix/X{DEAD[1:]}")
    monkeypatch.setenv("DISPLAY", name)
    assert missing_display() is None


def test_an_x_server_on_another_machine_is_found_at_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(display, "FIRST_PORT", port - 7)
        monkeypatch.setenv("DISPLAY", "127.0.0.1:7.0")
        assert missing_display() is None


def test_a_path_is_taken_as_the_socket(
    monkeypatch: pytest.MonkeyPatch, listen: Callable[[str], None], tmp_path: Path
) -> None:
    listen(str(tmp_path / "x:0"))
    monkeypatch.setenv("DISPLAY", f"{tmp_path / 'x:0'}.0")
    assert missing_display() is None


@pytest.mark.parametrize("whole", [False, True])
def test_a_wayland_compositor_is_found_by_name_or_path(
    monkeypatch: pytest.MonkeyPatch, listen: Callable[[str], None], tmp_path: Path, whole: bool
) -> None:
    listen(str(tmp_path / "wayland-1"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere" if whole else str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", str(tmp_path / "wayland-1") if whole else "wayland-1")
    monkeypatch.setenv("DISPLAY", DEAD)
    assert missing_display() is None


def test_a_number_is_asked_for_on_this_machine_and_a_host_on_its_own() -> None:
    local = ["\0/tmp/.X11-unix/X3", "/tmp/.X11-unix/X3", ("localhost", FIRST_PORT + 3)]
    assert x_addresses(":3") == x_addresses(":3.1") == local
    assert x_addresses("far.away:10.0") == [("far.away", FIRST_PORT + 10)]
    assert x_addresses("tcp/:1") == [("localhost", FIRST_PORT + 1)]
    assert x_addresses("[::1]:1") == [("::1", FIRST_PORT + 1)]
