"""A session comes back from its file to the last bit."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reluviz.core.network import Network
from reluviz.learn.data import DATASETS, dataset_of, make_data
from reluviz.learn.targets import Target, drawn
from reluviz.learn.trainer import Progress, Setup
from reluviz.session.files import FileError, load, save
from reluviz.session.session import COLOURS, Session, View
from reluviz.session.training import train
from tests.session.session_cases import assert_same

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
    hill = drawn([(0.0, 0.1), (0.7, -2.0), (1.0, 1e-5)])
    source: str | Target = draw(st.sampled_from(list(DATASETS)) | st.just(hill))
    dataset = dataset_of(source)
    shape = (dataset.inputs, *hidden, 1)
    network = draw(networks(shape))
    start = network if draw(st.booleans()) else draw(networks(shape))
    data = make_data(
        source,
        points=draw(st.integers(2, 12)),
        noise=draw(st.floats(0, 0.5)),
        train_share=draw(st.floats(0.05, 1)),
        seed=draw(st.integers(0, 2**70)),
    )
    view = View(
        center=(draw(NUMBERS), draw(NUMBERS)),
        half_width=draw(POSITIVE),
        half_height=draw(POSITIVE),
        selected=draw(st.sampled_from([None, (0, 0), (len(hidden) - 1, hidden[-1] - 1)])),
        pin=draw(st.none() | st.tuples(NUMBERS, NUMBERS)),
        colour=draw(st.sampled_from(COLOURS)),
    )
    setup = Setup(
        output=draw(st.sampled_from(["tanh", "linear"])) if dataset.inputs == 2 else "linear",
        loss=draw(st.sampled_from(["squared", "logistic"])) if dataset.inputs == 2 else "squared",
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


def test_a_file_of_before_there_were_curves_pins_and_colours_is_read_as_ever(tmp_path: Path) -> None:
    session = Session.new(points=20)
    save(session, tmp_path / "a.reluviz")
    document = json.loads((tmp_path / "a.reluviz").read_text())
    for key in ("half_height", "pin", "colour"):
        del document["view"][key]
    (tmp_path / "a.reluviz").write_text(json.dumps(document))
    assert_same(load(tmp_path / "a.reluviz"), session)


def test_a_start_that_is_still_the_network_is_so_after_loading(tmp_path: Path) -> None:
    save(Session.new(points=20), tmp_path / "a.reluviz")
    session = load(tmp_path / "a.reluviz")
    assert session.start is session.network
    assert session.reset() is session


@pytest.mark.parametrize("part", ["weights", "bias", "slope"])
def test_a_start_that_differs_by_the_sign_of_a_zero_comes_back_as_it_was(tmp_path: Path, part: str) -> None:
    network = Network([[[0.0, 1.0]], [[1.0]]], [[0.0], [0.0]], slope=0.0)
    start = {
        "weights": network.with_weight(0, 0, 0, -0.0),
        "bias": network.with_output_bias(-0.0),
        "slope": network.with_activation("relu", -0.0),
    }[part]
    session = Session(network, start, make_data("circle", points=4))
    save(session, tmp_path / "a.reluviz")
    assert_same(load(tmp_path / "a.reluviz"), session)


def test_the_session_of_a_very_long_run_is_a_small_file(tmp_path: Path) -> None:
    epochs = np.arange(1_000_001.0)
    history = np.column_stack([epochs, 1 / (1 + epochs), 1 / (2 + epochs)])
    session = Session.new(points=20)
    session = session.trained(session.network, Progress(epoch=1_000_000, history=history))
    save(session, tmp_path / "a.reluviz")
    assert (tmp_path / "a.reluviz").stat().st_size < 4e6
    assert_same(load(tmp_path / "a.reluviz"), session)


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


def test_a_session_that_is_not_finite_is_not_written_over_a_good_file(tmp_path: Path) -> None:
    session = Session.new(points=20)
    path = tmp_path / "a.reluviz"
    save(session, path)
    before = path.read_bytes()
    broken = session.trained(session.network, Progress(epoch=1, history=np.array([[0.0, math.inf, 1.0]])))
    with pytest.raises(FileError, match="not finite"):
        save(broken, path)
    assert path.read_bytes() == before
