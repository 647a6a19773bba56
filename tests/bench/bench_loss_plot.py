"""A frame of the loss plot beside pyqtgraph's PlotWidget with the same curves (docs/decisions/0001)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QWidget
from pytest_benchmark.fixture import BenchmarkFixture

from reluviz.learn.trainer import Progress
from reluviz.session.session import Session
from reluviz.ui.scene import Scene
from reluviz.ui.theme import LIGHT
from reluviz.ui.views.loss import LossPlot

EPOCHS = (120, 5_000)


@pytest.fixture(params=EPOCHS)
def history(request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> Any:
    """(epochs + 1, 3) epoch, train loss, test loss of a noisy descent."""
    epochs = np.arange(request.param + 1.0)
    noise = np.random.default_rng(0).uniform(0.8, 1.2, (2, len(epochs)))
    benchmark.group = f"loss plot of {request.param} epochs"
    return np.stack([epochs, noise[0] / (1 + epochs / 20), noise[1] / (1 + epochs / 25)], axis=1)


def draw(widget: QWidget) -> None:
    widget.grab()


def bench_loss_plot_by_reluviz(benchmark: BenchmarkFixture, qapp: object, history: Any) -> None:
    session = Session.first()
    trained = session.trained(session.network, Progress(epoch=len(history) - 1, history=history))
    plot = LossPlot(LIGHT)
    plot.resize(250, 240)
    scenes = [Scene(trained, (600, 600)), Scene(session, (600, 600))]

    def frame() -> None:
        for scene in scenes:  # another history each time: nothing can be kept
            plot.show_scene(scene)
            draw(plot)

    benchmark(frame)
    plot.deleteLater()


def bench_loss_plot_by_pyqtgraph(benchmark: BenchmarkFixture, qapp: object, history: Any) -> None:
    plot = pg.PlotWidget(background="w")
    plot.resize(250, 240)
    curves = [plot.plot(pen=pg.mkPen("k", width=1)), plot.plot(pen=pg.mkPen("gray", width=1))]

    def frame() -> None:
        for rows in (history, history[:1]):
            for column, curve in enumerate(curves, start=1):
                curve.setData(rows[:, 0], rows[:, column])
            draw(plot)

    benchmark(frame)
    plot.close()
