"""The frame meter, from the View menu."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.ui.panels.frame_meter import FrameMeter
from reluviz.ui.window import MainWindow


def meter(window: MainWindow) -> FrameMeter:
    found = window.findChild(QWidget, "frameMeter")
    assert isinstance(found, FrameMeter)
    return found


def test_it_is_hidden_until_asked_for_and_survives_a_change_of_theme(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert not meter(window).isVisible()
    window.commands["frame_meter"].trigger()
    assert meter(window).isVisible()
    assert window.commands["frame_meter"].isChecked()
    window.set_theme("dark")
    qtbot.waitUntil(lambda: window.theme.name == "dark")
    assert meter(window).isVisible()
    assert window.commands["frame_meter"].isChecked()
    window.commands["frame_meter"].trigger()
    assert not meter(window).isVisible()


def test_it_tells_frames_and_latency_while_something_moves(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["frame_meter"].trigger()
    window.player.play()
    qtbot.waitUntil(lambda: "frames/s" in meter(window).text)
    frames, latency = meter(window).text.split(" frames/s · ")
    assert int(frames) > 0
    assert float(latency.removesuffix(" ms")) > 0
    assert meter(window).accessibleDescription() == meter(window).text


def test_it_asks_for_no_frames_itself(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["frame_meter"].trigger()
    qtbot.waitUntil(lambda: not window.frame.pending)
    before = len(window.frame.recent)
    qtbot.waitUntil(lambda: meter(window).text == "no frames")
    assert len(window.frame.recent) == before


def test_it_stands_in_the_upper_right_corner_of_the_plane(window: MainWindow) -> None:
    window.commands["frame_meter"].trigger()
    plane, box = window.partition.plane, meter(window).geometry()
    assert plane.rect().contains(box)
    assert box.right() > plane.width() - 20
    assert box.top() < 20
