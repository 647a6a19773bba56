"""A session comes back from its file to the last bit; a file that is not one is told in one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reluviz.core.network import Network
from reluviz.learn.data import DATASETS, Data, make_data
from reluviz.learn.trainer import Progress, Setup
from reluviz.session.files import FileError, load, load_network, save
from reluviz.session.session import Session, View
from reluviz.session.training import train

Document = dict[str, Any]
NET: Document = {
    "activation": "leaky_relu",
    "slope": 0.2,
    "layers": [{"W": [[1, 0.1], [0, -1e-300]], "b": [0.5, 3]}, {"W": [[1, 2]], "b": [-1]}],
}

WIDE: list[Document] = [{"W": [[1, 2], [3, 4], [5, 6]], "b": [1, 2, 3]}, {"W": [[7, 8, 9]], "b": [4]}]


# -- there and back --------------------------------------------------------------------------------------


def same_array(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def assert_same_network(one: Network, other: Network) -> None:
    assert (one.activation, one.slope, one.shape) == (other.activation, other.slope, other.shape)
    assert all(map(same_array, one.weights, other.weights))
    assert all(map(same_array, one.biases, other.biases))


def assert_same_data(one: Data, other: Data) -> None:
    for key in ("name", "points", "noise", "train_share", "seed"):
        assert getattr(one, key) == getattr(other, key)
    for key in ("train_x", "train_y", "test_x", "test_y"):
        assert same_array(getattr(one, key), getattr(other, key))


def assert_same_progress(one: Progress, other: Progress) -> None:
    assert (one.epoch, one.steps) == (other.epoch, other.steps)
    assert np.array_equal(one.history, other.history, equal_nan=True)
    assert (one.moments is None) == (other.moments is None)
    assert all(map(same_array, one.moments or (), other.moments or ()))


def assert_same(one: Session, other: Session) -> None:
    assert_same_network(one.network, other.network)
    assert_same_network(one.start, other.start)
    assert_same_data(one.data, other.data)
    assert_same_progress(one.progress, other.progress)
    assert (one.setup, one.view, one.seed) == (other.setup, other.view, other.seed)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
POSITIVE = st.floats(min_value=1e-300, max_value=1e300)


@st.composite
def networks(draw: st.DrawFn, shape: tuple[int, ...]) -> Network:
    sizes = list(zip(shape[1:], shape[:-1], strict=True))
    return Network(
        [draw(arrays(np.float64, size, elements=NUMBERS)) for size in sizes],
        [draw(arrays(np.float64, size[0], elements=NUMBERS)) for size in sizes],
        draw(st.sampled_from(["relu", "leaky_relu", "abs", "identity"])),
        draw(NUMBERS),
    )


@st.composite
def progresses(draw: st.DrawFn, parameters: int) -> Progress:
    rows = draw(st.integers(0, 4))
    losses = draw(arrays(np.float64, (rows, 2), elements=NUMBERS))
    if draw(st.booleans()):
        losses[:, 1] = math.nan
    history = np.column_stack([np.arange(rows), losses])
    if not draw(st.booleans()):
        return Progress(draw(st.integers(rows, 10**9)), history)
    vectors = arrays(np.float64, parameters, elements=NUMBERS)
    return Progress(rows, history, (draw(vectors), draw(vectors)), draw(st.integers(1, 10**12)))


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    hidden = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    shape = (2, *hidden, 1)
    network = draw(networks(shape))
    start = network if draw(st.booleans()) else draw(networks(shape))
    data = make_data(
        draw(st.sampled_from(list(DATASETS))),
        points=draw(st.integers(2, 12)),
        noise=draw(st.floats(0, 0.5)),
        train_share=draw(st.floats(0.05, 1)),
        seed=draw(st.integers(0, 2**70)),
    )
    view = View(
        center=(draw(NUMBERS), draw(NUMBERS)),
        half_width=draw(POSITIVE),
        selected=draw(st.sampled_from([None, (0, 0), (len(hidden) - 1, hidden[-1] - 1)])),
    )
    setup = Setup(
        output=draw(st.sampled_from(["tanh", "linear"])),
        loss=draw(st.sampled_from(["squared", "logistic"])),
        optimizer="adam",
        learning_rate=draw(POSITIVE),
        batch=draw(st.integers(1, 10**6)),
    )
    parameters = sum(W.size + b.size for W, b in zip(network.weights, network.biases, strict=True))
    progress = draw(progresses(parameters))
    return Session(network, start, data, setup, progress, view, draw(st.integers(0, 2**70)))


@given(session=sessions())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_every_session_comes_back_to_the_last_bit(session: Session, tmp_path: Path) -> None:
    save(session, tmp_path / "a.reluviz")
    assert_same(load(tmp_path / "a.reluviz"), session)


def test_a_start_that_is_still_the_network_is_so_after_loading(tmp_path: Path) -> None:
    save(Session.new(points=20), tmp_path / "a.reluviz")
    session = load(tmp_path / "a.reluviz")
    assert session.start is session.network
    assert session.reset() is session


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_training_goes_on_from_a_file_as_if_it_had_never_stopped(tmp_path: Path, optimizer: str) -> None:
    session = train(Session.new(points=40, hidden=(4,), optimizer=optimizer), 3).session
    save(session, tmp_path / "a.reluviz")
    assert_same(train(load(tmp_path / "a.reluviz"), 4).session, train(session, 4).session)


def test_without_test_points_the_loss_over_them_stays_undefined(tmp_path: Path) -> None:
    session = train(Session.new(points=10, train_share=1.0), 2).session
    assert np.isnan(session.progress.history[:, 2]).all()
    save(session, tmp_path / "a.reluviz")
    assert_same(load(tmp_path / "a.reluviz"), session)


def test_saving_the_same_session_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    session = Session.new(points=20)
    save(session, tmp_path / "a.reluviz")
    save(load(tmp_path / "a.reluviz"), tmp_path / "b.reluviz")
    assert (tmp_path / "a.reluviz").read_bytes() == (tmp_path / "b.reluviz").read_bytes()


def test_numbers_of_numpy_do_not_keep_a_session_from_being_saved(tmp_path: Path) -> None:
    session = Session.new(points=20, seed=np.int64(3), learning_rate=np.float32(0.25))  # type: ignore[arg-type]
    index = np.arange(2)[1]
    session = session.with_view(center=np.array([1.0, 2.0]), half_width=np.float32(3), selected=(0, index))
    save(session, tmp_path / "a.reluviz")
    assert_same(load(tmp_path / "a.reluviz"), session)


def test_a_file_says_what_it_is_in_its_first_lines(tmp_path: Path) -> None:
    save(Session.new(points=20), tmp_path / "a.reluviz")
    lines = (tmp_path / "a.reluviz").read_text().splitlines()
    assert lines[:3] == ["{", '"format": "reluviz session",', '"version": 1,']


def test_a_byte_order_mark_and_further_members_do_no_harm(tmp_path: Path) -> None:
    save(Session.new(points=20), tmp_path / "a.reluviz")
    document = json.loads((tmp_path / "a.reluviz").read_text())
    document["note"] = "for Monday"
    (tmp_path / "b.reluviz").write_text(json.dumps(document), encoding="utf-8-sig")
    assert_same(load(tmp_path / "b.reluviz"), load(tmp_path / "a.reluviz"))


# -- networks made elsewhere -----------------------------------------------------------------------------


def net_file(folder: Path, **changes: Any) -> Path:
    path = folder / "net.json"
    path.write_text(json.dumps({**NET, **changes}))
    return path


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
    with pytest.raises(FileError, match=r"net\.json: .* 2 inputs and 1 output; this one has 3 and 1"):
        load(path)


# -- files that are none ---------------------------------------------------------------------------------


def fault_of(path: Path) -> str:
    """The one sentence, without the file's name, that loading `path` ends in."""
    with pytest.raises(FileError) as caught:
        load(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    assert len(text) < len(str(path)) + 200
    return text.removeprefix(f"{path}: ")


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
    (put("data", "recipe", "name", value="square"), "data: recipe: name must be one of circle,"),
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


def test_a_session_that_is_not_finite_is_not_written_over_a_good_file(tmp_path: Path) -> None:
    session = Session.new(points=20)
    path = tmp_path / "a.reluviz"
    save(session, path)
    before = path.read_bytes()
    broken = session.trained(session.network, Progress(epoch=1, history=np.array([[0.0, math.inf, 1.0]])))
    with pytest.raises(FileError, match="not finite"):
        save(broken, path)
    assert path.read_bytes() == before
