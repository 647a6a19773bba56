"""The public Python names: there, typed, cheap to import, and doing what they say."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import reluviz


def test_every_public_name_is_there_and_listed() -> None:
    assert reluviz.__all__ == sorted(reluviz.__all__)
    for name in reluviz.__all__:
        assert getattr(reluviz, name) is not None
        assert name in dir(reluviz)


def test_a_name_that_does_not_exist_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'reluviz' has no attribute 'pony'"):
        _ = reluviz.pony  # type: ignore[attr-defined]


def test_a_public_name_is_the_same_object_each_time() -> None:
    assert reluviz.Network is reluviz.Network
    assert reluviz.partition is reluviz.partition


def test_importing_the_package_loads_neither_numpy_nor_qt() -> None:
    code = "import sys, reluviz; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "PySide6", "pyqtgraph"} & set(run.stdout.split())


def test_using_the_public_names_loads_no_qt() -> None:
    code = "import sys, reluviz; [getattr(reluviz, name) for name in reluviz.__all__]; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"PySide6", "pyqtgraph"} & set(run.stdout.split())


def test_the_package_says_that_it_is_typed() -> None:
    assert files("reluviz").joinpath("py.typed").is_file()


def test_a_network_its_pattern_and_its_partition_agree() -> None:
    net = reluviz.Network(
        weights=[[[1.0, 0.0], [0.0, 1.0]], [[1.0, -2.0]]],
        biases=[[0.5, 0.0], [0.25]],
        activation="leaky_relu",
        slope=0.1,
    )
    p = reluviz.partition(net, box=(-1, 1, -1, 1))
    assert isinstance(p, reluviz.Partition)
    assert (p.n_regions, p.n_vertices, p.n_edges) == (4, 9, 12)
    assert p.areas.sum() == pytest.approx(4.0, rel=1e-12)
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    for point, i in zip(x, p.region_at(x), strict=True):
        A, c = p.affine(i)
        assert A @ point + c == pytest.approx(net(point[np.newaxis])[0], abs=1e-12)
        assert np.array_equal(p.pattern(i), net.pattern(point[np.newaxis])[0])
    assert p.region_at(np.array([[3.0, 0.0]])).tolist() == [-1]
    corners = p.polygon(0)
    assert corners.shape[1] == 2
    assert p.boundary.shape[1:] == (2, 2)
    ends = p.boundary.reshape(-1, 2)
    assert net(ends)[:, 0] == pytest.approx(np.zeros(len(ends)), abs=1e-12)


def test_a_session_is_made_trained_saved_and_loaded_in_five_lines(tmp_path: Path) -> None:
    session = reluviz.Session.new(dataset="xor", hidden=(6,), seed=1, points=60)
    result = reluviz.train(session, epochs=20)
    reluviz.save(result.session, tmp_path / "xor.reluviz")
    loaded = reluviz.load(tmp_path / "xor.reluviz")
    assert loaded.network(loaded.data.test_x).tolist() == result.session.network(session.data.test_x).tolist()
    assert result.history.shape == (21, 3)
    assert session.data.train_x.shape == (30, 2)
    assert set(session.data.train_y) == {-1.0, 1.0}
