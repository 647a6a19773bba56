"""Sessions and networks in files: what was asked for, what must come back, how a fault is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reluviz.core.curves import Polyline
from reluviz.core.network import Network
from reluviz.learn.data import DRAWN, Data
from reluviz.learn.targets import Target
from reluviz.learn.trainer import Progress
from reluviz.session.files import FileError, load
from reluviz.session.session import Session

Document = dict[str, Any]
ASKED: dict[str, Any] = {
    "dataset": "spiral",
    "hidden": (5, 4),
    "activation": "leaky_relu",
    "seed": 3,
    "noise": 0.1,
    "points": 60,
    "train_share": 0.75,
    "output": "linear",
    "loss": "logistic",
    "optimizer": "adam",
    "learning_rate": 0.01,
    "batch": 7,
}
"""Every argument of Session.new, none as it is by default."""

NET: Document = {
    "activation": "leaky_relu",
    "slope": 0.2,
    "layers": [{"W": [[1, 0.1], [0, -1e-300]], "b": [0.5, 3]}, {"W": [[1, 2]], "b": [-1]}],
}


def net_file(folder: Path, **changes: Any) -> Path:
    path = folder / "net.json"
    path.write_text(json.dumps({**NET, **changes}))
    return path


def fault_of(path: Path) -> str:
    """The one sentence, without the file's name, that loading `path` ends in."""
    with pytest.raises(FileError) as caught:
        load(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    assert len(text) < len(str(path)) + 200
    return text.removeprefix(f"{path}: ")


def same_array(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def assert_same_network(one: Network, other: Network) -> None:
    assert (one.activation, one.shape) == (other.activation, other.shape)
    assert repr(one.slope) == repr(other.slope)
    assert all(map(same_array, one.weights, other.weights))
    assert all(map(same_array, one.biases, other.biases))


def assert_same_data(one: Data, other: Data) -> None:
    for key in ("name", "points", "noise", "train_share", "seed"):
        assert repr(getattr(one, key)) == repr(getattr(other, key))
    for key in ("train_x", "train_y", "test_x", "test_y"):
        assert same_array(getattr(one, key), getattr(other, key))
    assert_same_target(one.target, other.target)


def assert_same_target(one: Target | None, other: Target | None) -> None:
    """A drawn target is made anew from its vertices; any other is the one of the table."""
    if one is None or one.name != DRAWN:
        assert one is other
        return
    assert other is not None
    assert (one.label, one.interval) == (other.label, other.interval)
    assert isinstance(one.f, Polyline)
    assert isinstance(other.f, Polyline)
    assert same_array(one.f.vertices, other.f.vertices)


def assert_same_progress(one: Progress, other: Progress) -> None:
    assert (one.epoch, one.steps) == (other.epoch, other.steps)
    assert same_array(one.history, other.history)
    assert (one.moments is None) == (other.moments is None)
    assert all(map(same_array, one.moments or (), other.moments or ()))


def assert_same(one: Session, other: Session) -> None:
    assert_same_network(one.network, other.network)
    assert_same_network(one.start, other.start)
    assert_same_data(one.data, other.data)
    assert_same_progress(one.progress, other.progress)
    # Written out, since 0.0 == -0.0.
    assert repr((one.setup, one.view, one.seed)) == repr((other.setup, other.view, other.seed))
