"""Networks made elsewhere are read as they are meant, and opened as sessions where they fit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reluviz.core.network import Network
from reluviz.learn.targets import TARGETS
from reluviz.session.files import FileError, load, load_drawable, load_network, save
from reluviz.session.session import Session, View
from tests.session.session_cases import NET, Document, assert_same, assert_same_network, fault_of, net_file

WIDE: list[Document] = [{"W": [[1, 2], [3, 4], [5, 6]], "b": [1, 2, 3]}, {"W": [[7, 8, 9]], "b": [4]}]


def test_a_network_file_is_read_with_its_box(tmp_path: Path) -> None:
    network, box = load_network(net_file(tmp_path, name="two", box=[-1, 1, -2, 2], expect={"regions": 4}))
    assert network.to_dict() == NET
    assert box == (-1.0, 1.0, -2.0, 2.0)


def test_a_network_file_needs_no_box_and_no_slope(tmp_path: Path) -> None:
    network, box = load_network(net_file(tmp_path, slope=None))
    assert box is None
    assert network.slope == Network([[[1.0]]], [[0.0]]).slope


def test_a_network_without_an_activation_is_a_relu_network(tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"layers": NET["layers"]}))
    assert load_network(path)[0].activation == "relu"


def test_the_network_of_a_session_can_be_read_alone(tmp_path: Path) -> None:
    session = Session.new(points=20)
    save(session, tmp_path / "a.reluviz")
    network, box = load_network(tmp_path / "a.reluviz")
    assert_same_network(network, session.network)
    assert box is None


def test_a_network_opened_as_a_session_shows_its_box_over_the_circle_data(tmp_path: Path) -> None:
    session = load(net_file(tmp_path, box=[0, 2, -4, 4]))
    assert session.network.to_dict() == NET
    assert session.start is session.network
    assert session.data.name == "circle"
    assert session.view == View(center=(1.0, 0.0), half_width=1.0)
    assert load(net_file(tmp_path)).view == View()


def test_a_network_with_one_input_opened_as_a_session_follows_a_sine(tmp_path: Path) -> None:
    layers = [{"W": [[1], [2]], "b": [0.5, 3]}, {"W": [[1, 2]], "b": [-1]}]
    session = load(net_file(tmp_path, layers=layers, box=[0, 2, -4, 2]))
    assert session.network.shape == (1, 2, 1)
    assert session.target is TARGETS["sin"]
    assert session.view.frame == (0.0, 2.0, -4.0, 2.0)
    assert load(net_file(tmp_path, layers=layers)).view == Session.new("sin").view


def test_weights_written_as_inputs_by_outputs_are_turned_when_only_that_fits(tmp_path: Path) -> None:
    turned = [{"W": np.transpose(layer["W"]).tolist(), "b": layer["b"]} for layer in WIDE]
    straight = load_network(net_file(tmp_path, layers=WIDE))[0]
    assert_same_network(load_network(net_file(tmp_path, layers=turned))[0], straight)
    assert straight.shape == (2, 3, 1)


def test_a_layer_that_fits_neither_way_is_told_as_it_stands(tmp_path: Path) -> None:
    mixed = [{"W": np.transpose(WIDE[0]["W"]).tolist(), "b": WIDE[0]["b"]}, WIDE[1]]
    assert fault_of(net_file(tmp_path, layers=mixed)) == "layer 1: b has 3 values but W has 2 rows"


def test_a_network_with_three_inputs_is_read_but_no_session(tmp_path: Path) -> None:
    path = net_file(tmp_path, layers=[{"W": [[1, 2, 3]], "b": [0]}])
    assert load_network(path)[0].n_inputs == 3
    with pytest.raises(FileError, match=r"net\.json: .* 1 or 2 inputs and 1 output; this one has 3 and 1"):
        load(path)


def test_a_network_without_hidden_layers_is_read_but_no_session(tmp_path: Path) -> None:
    path = net_file(tmp_path, layers=[{"W": [[1, 2]], "b": [0]}])
    assert load_network(path)[0].hidden == ()
    assert fault_of(path) == "a session needs a network with at least one hidden layer"


@pytest.mark.parametrize(
    ("W", "V", "layer"), [(1e200, 1, 1), (1e308, 1, 1), (1, 1e200, 2), (1e100, 1e100, 2), (1e-100, 1e308, 2)]
)
def test_values_too_large_to_be_drawn_are_told_by_file_and_layer(
    tmp_path: Path, W: float, V: float, layer: int
) -> None:
    path = net_file(tmp_path, layers=[{"W": [[W, 0]], "b": [0]}, {"W": [[V]], "b": [0]}])
    load(path)
    with pytest.raises(FileError) as caught:
        load_drawable(path)
    assert str(caught.value) == f"{path}: layer {layer}: its values on this box are too large to be drawn"


@pytest.mark.parametrize("box", [[0, 1e200, 0, 1e200], [1e17, 1e17 + 32, 0, 1]])
def test_a_box_that_cannot_be_drawn_is_told_by_file(tmp_path: Path, box: list[float]) -> None:
    path = net_file(tmp_path, box=box)
    with pytest.raises(FileError, match=r"net\.json: a box "):
        load_drawable(path)


def test_what_can_be_drawn_is_loaded_as_ever(tmp_path: Path) -> None:
    path = net_file(tmp_path, box=[0, 2, -4, 4])
    assert_same(load_drawable(path), load(path))
