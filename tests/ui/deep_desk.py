"""A window with a deep network whose folds are spread over the plane, and where they can be grabbed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.window import MainWindow
from tests.ui.test_plane import plane

Floats = NDArray[np.float64]

HIDDEN = (5, 4, 3)


def spread(hidden: tuple[int, ...] = HIDDEN, seed: int = 1) -> Session:
    """Random weights and biases: folds all over the plane."""
    network, rng = he((2, *hidden, 1), seed), np.random.default_rng(seed)
    biases = [rng.normal(size=len(b)) for b in network.biases]
    return Session.new(hidden=hidden).with_architecture(network.with_layers(network.weights, biases))


def open_session(window: MainWindow, session: Session) -> None:
    window.store.open(session, None)
    window.frame.flush()


def open_network(window: MainWindow, network: Network) -> None:
    open_session(window, window.store.session.with_architecture(network))


def fold(window: MainWindow, layer: int, neuron: int) -> Floats:
    """The segments (m, 2, 2) of a neuron's fold in pixels."""
    mapped = plane(window).plane()
    assert mapped is not None
    assert window.scene is not None
    return mapped.pixels(window.scene.fold(layer, neuron))


def apart(segments: Floats, at: QPoint | Floats) -> float:
    """The distance in pixels of a point from the nearest of segments."""
    p = np.array([at.x(), at.y()]) if isinstance(at, QPoint) else at
    span = segments[:, 1] - segments[:, 0]
    t = ((p - segments[:, 0]) * span).sum(axis=1) / (span * span).sum(axis=1)
    nearest = segments[:, 0] + np.clip(t, 0, 1)[:, None] * span
    return float(np.hypot(*(nearest - p).T).min())


def grip(window: MainWindow, layer: int, neuron: int, margin: int = 90) -> QPoint:
    """The pixel on a fold, well inside the view, that is furthest from all other folds."""
    view, session = plane(window), window.store.session
    own = fold(window, layer, neuron)
    places = np.concatenate([own[:, 0] + t * (own[:, 1] - own[:, 0]) for t in (0.25, 0.5, 0.75)])
    inside = (places > margin) & (places < np.array([view.width(), view.height()]) - margin)
    places = np.rint(places[inside.all(axis=1)])
    others = np.concatenate(
        [
            fold(window, k, i)
            for k, width in enumerate(session.network.hidden)
            for i in range(width)
            if (k, i) != (layer, neuron)
        ]
    )
    x, y = max(places, key=lambda place: apart(others, place))
    return QPoint(int(x), int(y))
