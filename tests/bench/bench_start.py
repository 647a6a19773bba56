"""From the start of the process to the window on screen, beside the emptiest window of PySide6 and NumPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep, time
from typing import NamedTuple

import pytest

import reluviz
from tests.bench.tables import Timing, show

RUNS, PATIENCE = 15, 30.0
"""Warm runs of each side, and the seconds that one may take."""

EMPTY_WINDOW = """
import sys, time
import numpy
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        with open(sys.argv[1], "a") as log:
            log.write('{"t": %f, "cause": "start"}\\n' % time.time())

app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""


class Start(NamedTuple):
    """Seconds from the start of the process to its first frame, and its peak memory then, in MB."""

    seconds: float
    memory: float


def environment(home: Path) -> dict[str, str]:
    """A first start: no settings; Python may keep its bytecode; the display is one in memory."""
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    settings = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    return settings


def peak_memory(process: int) -> float:
    """VmHWM in MB; not a number where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def start(arguments: list[str], folder: Path) -> Start:
    """Start Python with these arguments and the name of a log; wait for the log's first line, "start"."""
    log = folder / "frames.jsonl"
    log.unlink(missing_ok=True)
    began = time()
    with subprocess.Popen([sys.executable, *arguments, str(log)], env=environment(folder)) as process:
        try:
            wait_for(lambda: log.exists() and log.read_text().endswith("\n"))
            memory = peak_memory(process.pid)
        finally:
            process.kill()
    first = json.loads(log.read_text().splitlines()[0])
    assert first["cause"] == "start"
    return Start(first["t"] - began, memory)


def wait_for(come: Callable[[], bool]) -> None:
    end = time() + PATIENCE
    while not come():
        assert time() < end, "no first frame"
        sleep(0.002)


def bench_start_beside_an_empty_window(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    package = str(Path(reluviz.__file__).parent)
    subprocess.run(
        [sys.executable, "-m", "compileall", "-qq", package], env=environment(tmp_path), check=True
    )
    sides = {
        "reluviz": ["-m", "reluviz", "--perf-log"],
        "an empty window, NumPy imported": ["-c", EMPTY_WINDOW],
    }
    starts: dict[str, list[Start]] = {name: [] for name in sides}
    for _ in range(1 + RUNS):
        for name, arguments in sides.items():
            starts[name].append(start(arguments, tmp_path))
    rows = []
    for name, (_, *warm) in starts.items():
        seconds = Timing.of([run.seconds for run in warm], unit=1)
        memory = Timing.of([run.memory for run in warm], unit=1)
        rows.append(f"{name:34} {seconds!s:28} {memory.short()}")
    title = "first frame after the start of the process: shell and contents are painted as one"
    head = f"{'':34} {'s (middle half)':28} MB at peak"
    bars = f"{'bar':34} {'    0.250 shell, 0.800 all':28} 150"
    show(capsys, [title, head, *rows, bars])
