"""One repaint a frame: how often things are derived, what is not derived at all, and the log of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.partition import partition_by_first_layers
from reluviz.session.session import Session
from reluviz.ui import limit as limit_module
from reluviz.ui import scene as scene_module
from reluviz.ui.frame import FrameClock
from reluviz.ui.raster import number_image
from reluviz.ui.scene import Scene
from reluviz.ui.views.heat_map import HeatView
from reluviz.ui.views.neuron_picture import NeuronPicture
from reluviz.ui.widgets.fields import NumberBox
from reluviz.ui.window import MainWindow
from tests.ui.conftest import forget_changes
from tests.ui.gestures import drag, let_events_pass, move, press, release, turn_wheel

KEYS = {"t", "cause", "derive_ms", "paint_ms", "latency_ms"}


class Counted:
    """A frame clock that counts how often it derives."""

    def __init__(self, qtbot: QtBot, log: Path | None = None) -> None:
        self.derived = 0
        self.clock = FrameClock(self._derive, log)
        self._qtbot = qtbot

    def _derive(self) -> None:
        self.derived += 1

    def frame(self) -> None:
        """Let the frame that was asked for begin."""
        wanted = self.derived + 1
        self._qtbot.waitUntil(lambda: self.derived >= wanted)


class Calls:
    """How often each expensive part of a scene was computed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.partition = self.fields = self.numbers = 0
        evaluated_on = scene_module.evaluated_on

        def counted_partition(*arguments: object) -> object:
            self.partition += 1
            return partition_by_first_layers(*arguments)  # type: ignore[arg-type]

        def counted_numbers(*arguments: object) -> object:
            self.numbers += 1
            return number_image(*arguments)  # type: ignore[arg-type]

        def counted_fields(*arguments: object) -> object:
            self.fields += 1
            return evaluated_on(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(limit_module, "partition_by_first_layers", counted_partition)
        monkeypatch.setattr(scene_module, "number_image", counted_numbers)
        monkeypatch.setattr(scene_module, "evaluated_on", counted_fields)

    def all(self) -> tuple[int, int, int]:
        return self.partition, self.fields, self.numbers


class Painted(QObject):
    """Which widgets of a window were painted, and how often."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.times: dict[QObject, int] = {}
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.times[watched] = self.times.get(watched, 0) + 1
        return False

    def stop(self) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]


@pytest.fixture
def calls(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Calls:
    settle(window, qtbot)
    return Calls(monkeypatch)


@pytest.fixture
def painted(window: MainWindow, qtbot: QtBot) -> Iterator[Painted]:
    settle(window, qtbot)
    painted = Painted(window)
    yield painted
    painted.stop()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Let every frame that was asked for come to the screen."""
    for _ in range(2):  # what a frame lays out anew may ask for another one
        qtbot.waitUntil(lambda: not window.frame.pending)
        let_events_pass()


def shown(window: MainWindow) -> Scene:
    assert window.scene is not None
    return window.scene


# -- the clock ----------------------------------------------------------------------------------------------


def test_many_requests_are_one_frame(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    for _ in range(50):
        counted.clock.request("drag")
    assert counted.derived == 0, "not before the events that are still waiting"
    counted.frame()
    let_events_pass()
    assert counted.derived == 1


def test_a_request_after_a_frame_is_the_next_frame(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    counted.clock.request("drag")
    counted.frame()
    counted.clock.request("drag")
    counted.frame()
    assert counted.derived == 2


def test_a_flush_derives_at_once_and_only_what_was_asked_for(qtbot: QtBot) -> None:
    counted = Counted(qtbot)
    counted.clock.flush()
    assert counted.derived == 0
    counted.clock.request("drag")
    counted.clock.flush()
    assert counted.derived == 1
    let_events_pass()
    assert counted.derived == 1


def test_each_frame_is_one_line_with_its_first_cause(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "perf.jsonl"
    counted = Counted(qtbot, log)
    for cause in ("drag", "hover"):
        counted.clock.request(cause)
    counted.clock.flush()
    counted.clock.painted(0.0)
    counted.clock.request("zoom")
    counted.clock.flush()
    counted.clock.painted(0.0)
    counted.clock.close()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["cause"] for line in lines] == ["drag", "zoom"]
    assert all(set(line) == KEYS for line in lines)


def test_latency_counts_from_the_input_and_covers_deriving(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "perf.jsonl"
    counted = Counted(qtbot, log)
    counted.clock.request("drag", perf_counter() - 0.5)
    counted.clock.flush()
    counted.clock.painted(perf_counter())
    counted.clock.close()
    (line,) = [json.loads(line) for line in log.read_text().splitlines()]
    assert line["latency_ms"] >= 500 + line["derive_ms"]


def test_painting_that_no_frame_asked_for_is_no_line(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "perf.jsonl"
    counted = Counted(qtbot, log)
    counted.clock.painted(0.0)
    counted.clock.close()
    assert log.read_text() == ""


def test_a_frame_with_nothing_to_paint_does_not_lengthen_the_next(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "perf.jsonl"
    counted = Counted(qtbot, log)
    counted.clock.request("start")
    counted.clock.flush()
    counted.clock.painted(perf_counter())
    counted.clock.request("hover")
    counted.frame()
    qtbot.waitUntil(lambda: not counted.clock.pending)
    idle_since = perf_counter()
    qtbot.waitUntil(lambda: perf_counter() - idle_since > 0.05)
    counted.clock.request("drag")
    counted.clock.flush()
    counted.clock.painted(perf_counter())
    counted.clock.close()
    _, line = [json.loads(line) for line in log.read_text().splitlines()]
    assert line["cause"] == "drag"
    assert line["latency_ms"] < 60


# -- frames of the window -----------------------------------------------------------------------------------


def test_nothing_is_derived_twice_in_a_frame_of_a_drag(
    window: MainWindow, calls: Calls, qtbot: QtBot
) -> None:
    plane, start = window.partition.plane, on_fold(window)
    press(plane, start)
    settle(window, qtbot)
    for x in range(4, 24, 4):
        before = calls.all()
        moved(plane, start + QPoint(x, 0))
        settle(window, qtbot)
        assert np.subtract(calls.all(), before).tolist() == [1, 1, 1]
    release(plane, start + QPoint(20, 0))


def test_a_frame_of_a_drag_paints_the_plane_once(window: MainWindow, painted: Painted, qtbot: QtBot) -> None:
    plane, start = window.partition.plane, on_fold(window)
    press(plane, start)
    settle(window, qtbot)
    for x in range(4, 24, 4):
        before = painted.times.get(plane, 0)
        moved(plane, start + QPoint(x, 0))
        settle(window, qtbot)
        assert painted.times[plane] == before + 1
    release(plane, start + QPoint(20, 0))


def test_ten_moves_before_a_frame_cost_one_partition(window: MainWindow, calls: Calls) -> None:
    plane, start = window.partition.plane, on_fold(window)
    press(plane, start)
    window.frame.flush()
    before = calls.all()
    for x in range(3, 13):
        moved(plane, start + QPoint(x, 0))
    window.frame.flush()
    assert np.subtract(calls.all(), before).tolist() == [1, 1, 1]
    release(plane, start + QPoint(12, 0))


def moved(plane: QWidget, at: QPoint) -> None:
    """One move with the button held, delivered at once: no frame comes between."""
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    place = QPointF(plane.mapToGlobal(at))
    QApplication.sendEvent(plane, QMouseEvent(QEvent.Type.MouseMove, QPointF(at), place, none, left, keys))


def on_fold(window: MainWindow) -> QPoint:
    """A pixel on the fold of neuron 2, away from its handle."""
    mapped = window.partition.plane.plane()
    assert mapped is not None
    network = window.store.session.network
    w, b = network.weights[0][1], float(network.biases[0][1])
    size = float(np.hypot(*w))
    at = -b * w / size**2 + 2.5 * np.array([-w[1], w[0]]) / size
    x, y = mapped.pixels(at)
    return QPoint(round(x), round(y))


def test_a_hover_recomputes_neither_partition_nor_fields_nor_the_image_of_regions(
    window: MainWindow, calls: Calls, qtbot: QtBot
) -> None:
    plane = window.partition.plane
    regions = set()
    for x in range(20, plane.width() - 60, 40):
        QTest.mouseMove(plane, QPoint(x, plane.height() // 2))
        settle(window, qtbot)
        regions.add(shown(window).region)
    assert len(regions) >= 4, "the pointer went through several regions"
    assert calls.all() == (0, 0, 0)


def test_selecting_a_neuron_recomputes_nothing(window: MainWindow, calls: Calls, qtbot: QtBot) -> None:
    window.store.look(selected=(0, 2))
    settle(window, qtbot)
    assert shown(window).session.view.selected == (0, 2)
    assert calls.all() == (0, 0, 0)


def test_panning_and_zooming_cost_one_partition_each(window: MainWindow, calls: Calls, qtbot: QtBot) -> None:
    turn_wheel(window.partition.plane, QPoint(300, 200), 1)
    window.frame.flush()
    settle(window, qtbot)
    assert calls.all() == (1, 1, 1)


def test_a_step_of_training_costs_one_partition(window: MainWindow, calls: Calls, qtbot: QtBot) -> None:
    step = window.findChild(QWidget, "stepButton")
    assert step is not None
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert shown(window).session.progress.epoch == 1
    assert calls.all() == (1, 1, 1)


def test_moving_the_output_bias_paints_no_picture_of_a_neuron(
    window: MainWindow, painted: Painted, qtbot: QtBot
) -> None:
    box = window.findChild(NumberBox, "outputBias")
    assert box is not None
    box.setFocus()
    settle(window, qtbot)
    painted.times.clear()
    QTest.keyClick(box, Qt.Key.Key_Up)
    settle(window, qtbot)
    kinds = {type(widget) for widget in painted.times}
    assert HeatView in kinds, "the sum changed"
    assert NeuronPicture not in kinds


def test_moving_one_fold_paints_only_the_picture_of_its_neuron(
    window: MainWindow, painted: Painted, qtbot: QtBot
) -> None:
    plane, start = window.partition.plane, on_fold(window)
    drag(plane, start, start + QPoint(2, 2))
    settle(window, qtbot)
    press(plane, start + QPoint(2, 2))
    move(plane, start + QPoint(2, 2), start + QPoint(6, 2))
    settle(window, qtbot)
    painted.times.clear()
    move(plane, start + QPoint(6, 2), start + QPoint(10, 2))
    settle(window, qtbot)
    release(plane, start + QPoint(10, 2))
    pictures = [widget for widget in painted.times if isinstance(widget, NeuronPicture)]
    assert len(pictures) == 1


def test_showing_the_same_scene_twice_paints_nothing(
    window: MainWindow, painted: Painted, qtbot: QtBot
) -> None:
    for _ in range(2):
        window.frame.request("again")
        settle(window, qtbot)
    assert painted.times == {}


def test_no_view_is_painted_twice_in_one_frame(window: MainWindow, painted: Painted, qtbot: QtBot) -> None:
    painted.times.clear()
    turn_wheel(window.partition.plane, QPoint(300, 200), 1)
    window.frame.flush()
    settle(window, qtbot)
    assert painted.times[window.partition.plane] == 1


def test_the_windows_log_tells_of_every_drag_frame(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "perf.jsonl"
    window = MainWindow(Session.first(), theme="light", perf_log=log)
    qtbot.addWidget(window, before_close_func=forget_changes)
    window.show()
    qtbot.waitExposed(window)
    settle(window, qtbot)
    start = on_fold(window)
    drag(window.partition.plane, start, start + QPoint(60, 0))
    settle(window, qtbot)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(set(line) == KEYS for line in lines)
    times = [line["t"] for line in lines]
    assert times == sorted(times)
    assert sum(line["cause"] == "drag" for line in lines) >= 4
    for line in lines:
        assert 0 <= line["derive_ms"] <= line["latency_ms"]
        assert 0 < line["paint_ms"] <= line["latency_ms"]
