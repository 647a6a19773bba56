"""A file that is no session is told in one sentence that names the file and the fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reluviz.learn.targets import drawn
from reluviz.session.files import FileError, load, save
from reluviz.session.session import Session
from reluviz.session.training import train
from tests.session.session_cases import NET, Document, fault_of


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "is not a text file (its bytes are not UTF-8)"),
        (b"\x00" * 100, "is not valid JSON: Expecting value (line 1, column 1)"),
        (b"hello", "is not valid JSON: Expecting value (line 1, column 1)"),
        (b'{"format": "reluviz session", "ver', "is not valid JSON: Unterminated string starting at"),
        (b'{"format": NaN}', "holds NaN, but every number must be finite"),
        (b'{"format": -Infinity}', "holds -Infinity, but every number must be finite"),
        (b"[" * 200_000, "is nested too deeply to be one of ours"),
        (b'{"a":' * 200_000, "is nested too deeply to be one of ours"),
        (b"[]", "is neither a reluviz session nor a network"),
        (b"3", "is neither a reluviz session nor a network"),
        (b"{}", "is neither a reluviz session nor a network"),
        (b'{"format": "other"}', 'is not a reluviz session: its format is the text "other"'),
        (b'{"format": {}}', "is not a reluviz session: its format is an object"),
        (b'{"format": "reluviz session"}', 'the file has no "version"'),
        (b'{"format": "reluviz session", "version": 1}', 'the file has no "network"'),
        (b'{"layers": 3}', "layers must be a list, not the number 3"),
        (b'{"layers": []}', "layers is empty"),
    ],
)
def test_what_is_no_session_is_told_so(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "a.reluviz"
    path.write_bytes(content)
    assert fault_of(path).startswith(fault)


def test_a_missing_file_and_a_directory_are_told_so(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "a.reluviz") == "there is no such file"
    assert fault_of(tmp_path) == "is a directory, not a file"


@pytest.fixture(scope="module")
def trained_document(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("files") / "a.reluviz"
    session = Session.new(points=8, hidden=(2,), optimizer="adam")
    save(train(session, 2).session, path)
    return path.read_text()


def put(*way: str | int, value: object) -> Callable[[Document], None]:
    """A change of the document: the member at the end of `way` gets `value`."""

    def change(document: Document) -> None:
        place: Any = document
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = value

    return change


def cut(*way: str | int) -> Callable[[Document], None]:
    """A change of the document: the member at the end of `way` is taken out."""

    def change(document: Document) -> None:
        place: Any = document
        for key in way[:-1]:
            place = place[key]
        del place[way[-1]]

    return change


BAD = [
    (
        put("version", value=2),
        "was made by a newer reluviz (file version 2; this one reads versions up to 1)",
    ),
    (put("version", value=0), "version must be at least 1, not 0"),
    (put("version", value=True), "version must be a whole number, not true or false"),
    (put("version", value="1"), 'version must be a whole number, not the text "1"'),
    (put("seed", value=-1), "seed must be at least 0, not -1"),
    (put("seed", value=1.5), "seed must be a whole number, not the number 1.5"),
    (cut("start"), 'the file has no "start"'),
    (cut("seed"), 'the file has no "seed"'),
    (put("network", value=[]), "network must be an object, not a list"),
    (put("network", "activation", value="swish"), "network: activation must be one of relu,"),
    (put("network", "activation", value=[]), "network: activation must be one of relu,"),
    (put("network", "slope", value="steep"), 'network: slope must be a number, not the text "steep"'),
    (put("network", "layers", value=[]), "network: layers is empty"),
    (cut("network", "layers", 0, "W"), 'network: layer 1 has no "W"'),
    (put("network", "layers", 0, value=7), "network: layer 1 must be an object, not the number 7"),
    (put("network", "layers", 0, "b", value=[]), "network: layer 1: b is empty"),
    (put("network", "layers", 0, "b", value=3), "network: layer 1: b must be a list, not the number 3"),
    (
        put("network", "layers", 0, "W", 1, value=[1.0]),
        "network: layer 1: W, row 2 must have 2 items, not 1",
    ),
    (
        put("network", "layers", 0, "W", 1, 0, value=True),
        "network: layer 1: W, row 2 must hold numbers, not true or false",
    ),
    (
        put("network", "layers", 0, "W", 1, 0, value=None),
        "network: layer 1: W, row 2 must hold numbers, not null",
    ),
    (
        put("network", "layers", 0, "W", 1, 0, value=[1]),
        "network: layer 1: W, row 2 must hold numbers, not a list",
    ),
    (
        put("network", "layers", 0, "W", 1, 0, value=10**350),
        "network: layer 1: W holds a number that is not finite",
    ),
    (
        put("network", "layers", 0, "W", 1, 0, value=10**1000),
        "network: layer 1: W holds a number that is not finite",
    ),
    (
        put("network", "layers", 1, "W", value=[[1, 2, 3]]),
        "network: layer 2: W has 3 columns but layer 1 has 2 neurons",
    ),
    (
        put("network", "layers", 1, value={"W": [[1, 2], [3, 4]], "b": [0, 0]}),
        "a session needs a network with one output, not 2",
    ),
    (
        put("start", "layers", value=[{"W": [[1, 2]], "b": [0]}]),
        "the start has shape 2-1 but the network has 2-2-1",
    ),
    (put("data", "recipe", "name", value="torus"), "data: recipe: name must be one of circle,"),
    (
        put("network", "layers", value=[{"W": [[1, 2]], "b": [0]}]),
        "a session needs a network with at least one",
    ),
    (put("data", "recipe", "points", value=10**12), "data: points must be"),
    (put("data", "recipe", "noise", value=7), "data: noise must be"),
    (put("data", "recipe", "train_share", value=0), "data: train_share must be"),
    (cut("data", "recipe", "noise"), 'data: recipe has no "noise"'),
    (cut("data", "train_x"), 'data: the file has no "train_x"'),
    (put("data", "train_y", 0, value=0), "data: a train label is neither -1 nor +1"),
    (put("data", "test_y", 0, value=True), "data: test_y must hold numbers, not true or false"),
    (put("data", "train_y", value=[1.0]), "data: train points of shape (4, 2) do not go with labels"),
    (put("data", "train_x", 0, value=[1.0]), "data: train_x, row 1 must have 2 items, not 1"),
    (put("data", "train_x", 0, value=[1.0, "2"]), "data: train_x, row 1 must hold numbers, not the text"),
    (put("setup", "output", value="softmax"), "setup: output must be one of tanh, linear, not"),
    (put("setup", "loss", value="hinge"), "setup: loss must be one of squared,"),
    (put("setup", "optimizer", value="newton"), "setup: optimizer must be one of sgd, adam"),
    (put("setup", "optimizer", value="sgd"), "progress: moments do not fit"),
    (put("setup", "learning_rate", value=0), "setup: the learning rate must be"),
    (put("setup", "learning_rate", value=False), "setup: learning_rate must be a number, not true or false"),
    (put("setup", "batch", value=0), "setup: the batch must be at least 1"),
    (put("setup", "batch", value=2.5), "setup: batch must be a whole number, not the number 2.5"),
    (put("progress", "epoch", value=-1), "progress: epoch must be at least 0, not -1"),
    (put("progress", "epoch", value=2**60), "progress: epoch must be at most 9007199254740992"),
    (put("progress", "epoch", value=1), "progress: history: the epochs do not rise from 0 to at most 1"),
    (
        put("progress", "history", "epoch", value=[0, 2, 1]),
        "progress: history: the epochs do not rise from 0 to at most 2",
    ),
    (
        put("progress", "history", "epoch", value=[0]),
        "progress: history: epoch, train_loss and test_loss differ in length",
    ),
    (
        put("progress", "history", "train_loss", 0, value=None),
        "progress: history: train_loss must hold numbers, not null",
    ),
    (put("progress", "moments", value=[[1.0]]), "progress: moments do not fit the network and the optimizer"),
    (put("progress", "moments", value=3), "progress: moments must be a list, not the number 3"),
    (put("progress", "steps", value=0), "progress: the optimiser's moments come without the number of steps"),
    (put("view", "center", value=[0]), "view: center must have 2 items, not 1"),
    (put("view", "half_width", value=-6), "view: the half width of the view must be finite and positive"),
    (put("view", "half_width", value="6"), 'view: half_width must be a number, not the text "6"'),
    (put("view", "selected", value=[9, 0]), "there is no neuron 1 of layer 10 that could be selected"),
    (put("view", "selected", value=[0]), "view: selected must have 2 items, not 1"),
    (put("view", "pin", value=[0]), "view: pin must have 2 items, not 1"),
    (put("view", "pin", value=["a", 0]), "view: pin must hold numbers, not the text"),
    (
        put("view", "colour", value="red"),
        "view: colour must be one of pattern, gradient, active, sign, value",
    ),
]


@pytest.mark.parametrize(("change", "fault"), BAD, ids=[fault for _, fault in BAD])
def test_a_damaged_session_is_told_in_one_sentence(
    tmp_path: Path, trained_document: str, change: Callable[[Document], None], fault: str
) -> None:
    document = json.loads(trained_document)
    change(document)
    path = tmp_path / "a.reluviz"
    path.write_text(json.dumps(document))
    assert fault_of(path).startswith(fault)


BAD_CURVE = [
    (cut("data", "recipe", "vertices"), 'data: recipe has no "vertices"'),
    (put("data", "recipe", "vertices", value=3), "data: recipe: vertices must be a list, not the number 3"),
    (put("data", "recipe", "vertices", value=[]), "data: a drawn target needs points at two places"),
    (put("data", "recipe", "vertices", value=[[0, 1], [0, 2]]), "data: a drawn target needs points at two"),
    (
        put("data", "recipe", "vertices", 0, value=[1]),
        "data: recipe: vertices, row 1 must have 2 items, not 1",
    ),
    (put("data", "recipe", "vertices", 0, 0, value="a"), "data: recipe: vertices, row 1 must hold numbers"),
    (put("data", "recipe", "name", value="circle"), "data: train_x, row 1 must have 2 items, not 1"),
    (put("data", "train_y", 0, value=None), "data: train_y must hold numbers, not null"),
    (
        put("setup", "loss", value="logistic"),
        "a target is followed with the squared loss and a linear output",
    ),
    (put("setup", "output", value="tanh"), "a target is followed with the squared loss and a linear"),
    (put("view", "half_height", value=0), "view: the half height of the view must be finite and positive"),
    (put("view", "half_height", value="x"), "view: half_height must be a number"),
]


@pytest.mark.parametrize(("change", "fault"), BAD_CURVE, ids=[fault for _, fault in BAD_CURVE])
def test_a_damaged_session_with_a_drawn_target_is_told_in_one_sentence(
    tmp_path: Path, change: Callable[[Document], None], fault: str
) -> None:
    path = tmp_path / "a.reluviz"
    session = Session.new("sin", points=8, hidden=(2,)).with_target(drawn([(0.0, 0.0), (1.0, 2.0)]))
    save(session, path)
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    assert fault_of(path).startswith(fault)


def test_a_number_too_large_for_a_float_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for literal in ("1e999", "-1e999", "9" * 6000):
        path.write_text(json.dumps(NET).replace("0.1", literal))
        assert fault_of(path) == "layer 1: W holds a number that is not finite"


def test_a_very_long_wrong_value_does_not_make_a_very_long_sentence(
    tmp_path: Path, trained_document: str
) -> None:
    document = json.loads(trained_document)
    document["network"]["activation"] = "x" * 100_000
    path = tmp_path / "a.reluviz"
    path.write_text(json.dumps(document))
    assert "..." in fault_of(path)


@pytest.mark.parametrize("length", [10, 100, 1000, -2])
def test_a_session_cut_short_is_never_half_loaded(tmp_path: Path, trained_document: str, length: int) -> None:
    path = tmp_path / "a.reluviz"
    path.write_text(trained_document[:length])
    assert "not valid JSON" in fault_of(path)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=5),
    st.data(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_whatever_stands_at_whatever_place_ends_in_a_session_or_a_sentence(
    tmp_path: Path, trained_document: str, value: object, data: st.DataObject
) -> None:
    document = json.loads(trained_document)
    place: Any = document
    while True:
        key = data.draw(
            st.sampled_from(sorted(place)) if isinstance(place, dict) else st.integers(0, len(place) - 1)
        )
        if not isinstance(place[key], (dict, list)) or not place[key] or data.draw(st.integers(0, 3)) == 0:
            break
        place = place[key]
    place[key] = value
    path = tmp_path / "a.reluviz"
    path.write_text(json.dumps(document))
    with suppress(FileError):  # no other exception will do
        load(path)
