"""A session is a value: every edit makes another one and shares what it did not touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from typing import Any

import numpy as np
import pytest

from reluviz.core.errors import max_error
from reluviz.core.handles import kinks
from reluviz.core.initial import he
from reluviz.core.pieces import pieces
from reluviz.learn.targets import TARGETS, drawn
from reluviz.learn.trainer import Progress
from reluviz.session.session import Session, View
from reluviz.session.training import train
from tests.session.session_cases import ASKED

PARTS = tuple(item.name for item in fields(Session))


def small(**changes: Any) -> Session:
    return Session.new(**{"hidden": (3, 2), "points": 20, **changes})


def changed_parts(old: Session, new: Session) -> set[str]:
    return {name for name in PARTS if getattr(old, name) is not getattr(new, name)}


def same_weights(one: Session, other: Session) -> bool:
    return one.network.to_dict() == other.network.to_dict()


# -- new sessions ---------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_session() -> None:
    one, other = small(seed=7), small(seed=7)
    assert same_weights(one, other)
    assert np.array_equal(one.data.train_x, other.data.train_x)
    assert np.array_equal(one.data.test_y, other.data.test_y)


def test_another_seed_gives_other_weights_and_other_data() -> None:
    one, other = small(seed=7), small(seed=8)
    assert not same_weights(one, other)
    assert not np.array_equal(one.data.train_x, other.data.train_x)


def test_a_new_session_has_what_was_asked_for() -> None:
    session = Session.new(**ASKED)
    assert session.network.shape == (2, 5, 4, 1)
    assert session.network.activation == "leaky_relu"
    assert session.start is session.network
    assert (session.data.name, session.data.noise, session.seed, session.data.seed) == ("spiral", 0.1, 3, 3)
    assert (len(session.data.train_x), len(session.data.test_x)) == (45, 15)
    setup = session.setup
    assert (setup.output, setup.loss, setup.optimizer) == ("linear", "logistic", "adam")
    assert (setup.learning_rate, setup.batch) == (0.01, 7)
    assert session.progress.epoch == 0


def test_the_first_start_is_a_triangle_of_folds_over_the_circle_data() -> None:
    session = Session.first()
    assert session.network.shape == (2, 3, 1)
    assert (session.data.name, session.data.points, session.data.train_share) == ("circle", 200, 0.7)
    assert (session.setup.optimizer, session.setup.learning_rate) == ("adam", 0.02)
    assert session.setup.loss == "logistic"
    assert session.view.selected == (0, 1)


@pytest.mark.parametrize("name", TARGETS)
def test_a_new_session_with_one_input_follows_its_target_and_shows_all_of_it(name: str) -> None:
    session = Session.new(name, hidden=(6,), noise=0.3)
    assert session.network.shape == (1, 6, 1)
    assert session.target is TARGETS[name]
    assert (session.setup.loss, session.setup.output) == ("squared", "linear")
    xmin, xmax, ymin, ymax = session.view.frame
    low, high = TARGETS[name].interval
    assert xmin < low < high < xmax
    heights = TARGETS[name].f(np.linspace(low, high, 99))
    for y in (heights, session.data.train_y, session.data.test_y):
        assert ymin < y.min() <= y.max() < ymax


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_kinks_of_a_new_curve_are_spread_over_the_interval(seed: int) -> None:
    session = Session.new("sin", hidden=(20,), seed=seed)
    for start in (session.start, session.new_start().start):
        places = kinks(start)
        assert places.min() >= 0.0
        assert places.max() <= 2 * np.pi
        assert np.ptp(places) > 3.0


def test_training_brings_a_new_curve_to_its_target() -> None:
    trained = train(Session.new("sin", hidden=(8,), points=100, optimizer="adam", learning_rate=0.02), 100)
    assert trained.history[-1, 1] < 0.02 * trained.history[0, 1]


def test_a_first_look_at_one_input_is_six_relus_that_follow_a_sine() -> None:
    session = Session.first_curve()
    assert session.network.shape == (1, 6, 1)
    assert session.network.activation == "relu"
    target = session.target
    assert target is TARGETS["sin"]
    assert max_error(pieces(session.network, target.interval), target.f).size < 0.15
    assert (np.abs(session.network.output_weights) > 0.5).all()
    assert session.view.selected == (0, 3)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"dataset": "torus"}, "torus"),
        ({"activation": "tanh"}, "tanh"),
        ({"hidden": (0,)}, "neurons"),
        ({"hidden": (2.5,)}, "2.5"),
        ({"hidden": "88"}, "whole number"),
        ({"hidden": (2000,)}, "1024"),
        ({"hidden": (2,) * 40}, "layers"),
        ({"hidden": ()}, "at least one hidden layer"),
        ({"hidden": 5}, "hidden must be a list of numbers of neurons, not 5"),
        ({"hidden": None}, "hidden must be a list of numbers of neurons, not None"),
        ({"hidden": (True,)}, "the number of neurons must be a whole number, not True"),
        ({"seed": -1}, "seed"),
        ({"noise": 0.9}, "noise"),
        ({"noise": "a"}, "noise must be a number, not 'a'"),
        ({"train_share": None}, "train_share must be a number, not None"),
        ({"dataset": ["xor"]}, "unknown data set"),
        ({"activation": ["relu"]}, "unknown activation"),
        ({"loss": None}, "unknown loss None"),
        ({"learning_rate": "x"}, "the learning rate must be a number, not 'x'"),
        ({"points": 0}, "points"),
        ({"train_share": 0.0}, "train_share"),
        ({"output": "softmax"}, "softmax"),
        ({"loss": "absolute"}, "absolute"),
        ({"optimizer": "newton"}, "newton"),
        ({"learning_rate": 0.0}, "learning"),
        ({"learning_rate": float("nan")}, "learning"),
        ({"batch": 0}, "batch"),
        ({"dataset": "sin", "loss": "logistic"}, "followed with the squared loss .* not the logistic loss"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(options: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word) as caught:
        Session.new(**options)
    assert "\n" not in str(caught.value)


# -- edits ----------------------------------------------------------------------------------------------


def test_a_session_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        small().seed = 3  # type: ignore[misc]


EDITS: list[tuple[Callable[[Session], Session], set[str]]] = [
    (lambda s: s.with_network(s.network.with_bias(0, 1, 2.0)), {"network"}),
    (lambda s: s.with_activation("abs"), {"network", "start", "progress"}),
    (lambda s: s.with_architecture(he((2, 4, 1), 0)), {"network", "start", "progress"}),
    (lambda s: s.with_data(noise=0.2), {"data", "progress"}),
    (lambda s: s.with_setup(learning_rate=0.5), {"setup"}),
    (lambda s: s.with_setup(optimizer="adam"), {"setup", "progress"}),
    (lambda s: s.with_setup(loss="logistic"), {"setup", "progress"}),
    (lambda s: s.with_setup(output="linear"), {"setup", "progress"}),
    (lambda s: s.with_view(half_width=3.0), {"view"}),
    (lambda s: s.with_view(half_height=3.0), {"view"}),
    (lambda s: s.with_view(pin=(1.0, 2.0), colour="sign"), {"view"}),
    (lambda s: s.new_start(), {"network", "start", "progress", "seed"}),
    (lambda s: s.trained(he((2, 3, 2, 1), 9), Progress(epoch=4)), {"network", "progress"}),
]


@pytest.mark.parametrize(("edit", "parts"), EDITS)
def test_an_edit_shares_every_part_it_does_not_touch(
    edit: Callable[[Session], Session], parts: set[str]
) -> None:
    session = small()
    before = {name: getattr(session, name) for name in PARTS}
    assert changed_parts(session, edit(session)) == parts
    assert all(getattr(session, name) is value for name, value in before.items())


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: s.with_network(s.network),
        lambda s: s.with_activation("relu"),
        lambda s: s.with_data(noise=0.0, name="circle"),
        lambda s: s.with_setup(batch=10),
        lambda s: s.with_view(center=(0.0, 0.0)),
        lambda s: s.reset(),
    ],
)
def test_an_edit_that_changes_nothing_returns_the_session_itself(edit: Callable[[Session], Session]) -> None:
    session = small()
    assert edit(session) is session


def test_reset_returns_to_the_very_start_and_forgets_the_training() -> None:
    session = small()
    trained = train(session, 3).session
    back = trained.reset()
    assert back.network is session.start
    assert back.progress.epoch == 0
    assert len(back.progress.history) == 0
    assert back.progress.moments is None
    assert back.data is session.data


def test_reset_undoes_what_was_dragged_by_hand() -> None:
    session = small()
    assert session.with_network(session.network.with_output_bias(5.0)).reset().network is session.network


def test_each_new_start_draws_other_weights_of_the_same_architecture_and_activation() -> None:
    session = small(activation="leaky_relu", seed=4)
    once, twice = session.new_start(), session.new_start().new_start()
    assert once.network.shape == session.network.shape
    assert once.network.activation == "leaky_relu"
    assert once.start is once.network
    assert (once.seed, twice.seed) == (5, 6)
    assert not same_weights(session, once)
    assert not same_weights(once, twice)
    assert same_weights(once, session.new_start())


def test_another_activation_keeps_the_weights_and_is_kept_by_reset() -> None:
    session = small()
    moved = session.with_network(session.network.with_output_bias(5.0)).with_activation("leaky_relu", 0.2)
    assert moved.network.output_bias == 5.0
    assert (moved.reset().network.activation, moved.reset().network.slope) == ("leaky_relu", 0.2)
    assert moved.reset().network.output_bias == session.network.output_bias


def test_another_optimiser_keeps_the_loss_curve_but_begins_without_moments() -> None:
    trained = train(small(optimizer="adam"), 3).session
    assert trained.progress.moments is not None
    other = trained.with_setup(optimizer="sgd")
    assert other.progress.moments is None
    assert other.progress.epoch == 3
    assert other.progress.history is trained.progress.history


@pytest.mark.parametrize("change", [{"loss": "logistic"}, {"output": "linear"}])
def test_another_loss_keeps_the_weights_and_begins_the_loss_curve_anew(change: dict[str, Any]) -> None:
    trained = train(small(optimizer="adam"), 3).session
    other = trained.with_setup(**change)
    assert other.network is trained.network
    assert other.start is trained.start
    assert (other.progress.epoch, len(other.progress.history), other.progress.moments) == (0, 0, None)


def test_another_rate_or_batch_keeps_the_loss_curve_and_the_moments() -> None:
    trained = train(small(optimizer="adam"), 3).session
    assert trained.with_setup(learning_rate=0.5, batch=3).progress is trained.progress


def test_other_data_keeps_the_weights_and_begins_the_loss_curve_anew() -> None:
    trained = train(small(), 3).session
    other = trained.with_data(name="spiral")
    assert other.network is trained.network
    assert other.data.points == 20
    assert other.progress.epoch == 0


def test_moving_the_fold_of_a_trained_network_keeps_its_progress() -> None:
    trained = train(small(), 3).session
    moved = trained.with_network(trained.network.with_bias(0, 0, 1.0))
    assert moved.progress is trained.progress


def test_another_target_keeps_network_and_view_and_draws_its_samples_by_the_same_recipe() -> None:
    session = train(Session.new("sin", hidden=(3,), points=60, noise=0.1, seed=4), 2).session
    other = session.with_target("abs")
    assert other.network is session.network
    assert other.view is session.view
    assert other.progress.epoch == 0
    assert other.target is TARGETS["abs"]
    data = other.data
    assert (data.name, data.points, data.noise, data.seed) == ("abs", 60, 0.1, 4)
    assert other.with_target("abs") is other


def test_a_drawn_target_stays_when_its_samples_are_drawn_anew() -> None:
    hill = drawn([(0.0, 0.0), (1.0, 2.0), (3.0, 0.0)])
    session = Session.new("sin", hidden=(3,), points=60).with_target(hill)
    assert session.target is hill
    assert session.with_target(hill) is session
    more = session.with_data(points=80)
    assert more.target is hill
    assert len(more.data.train_x) == 40
    assert more.with_target("sin").target is TARGETS["sin"]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda s: s.with_target("circle"), "unknown target 'circle'; known are sin"),
        (lambda s: s.with_data(name="circle"), "takes 1 input but the data has 2"),
        (lambda s: s.with_setup(loss="logistic"), "squared loss"),
        (lambda s: s.with_setup(output="tanh"), "linear output"),
        (lambda s: s.with_view(half_height=0.0), "half height"),
        (lambda s: Session.first().with_target("sin"), "2 inputs cannot follow a target"),
    ],
)
def test_an_edit_of_a_curve_that_makes_no_sense_is_refused(
    edit: Callable[[Session], Session], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        edit(Session.first_curve())


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda s: s.with_network(he((2, 4, 1), 0)), "shape 2-3-2-1 but the network has 2-4-1"),
        (lambda s: s.with_architecture(he((3, 4, 1), 0)), "takes 3 inputs but the data has 2"),
        (lambda s: s.with_architecture(he((2, 4, 2), 0)), "one output, not 2"),
        (lambda s: s.with_architecture(he((2, 1), 0)), "at least one hidden layer"),
        (lambda s: s.with_data(colour="red"), "'colour'"),
        (lambda s: s.with_data(noise=7.0), "noise"),
        (lambda s: s.with_setup(momentum=0.9), "'momentum'"),
        (lambda s: s.with_setup(learning_rate=-1.0), "learning"),
        (lambda s: s.with_view(zoom=2.0), "'zoom'"),
        (lambda s: s.with_view(half_width=0.0), "half width"),
        (lambda s: s.with_view(center=(float("inf"), 0.0)), "centre"),
        (lambda s: s.with_view(pin=(0.0, float("nan"))), "pin"),
        (lambda s: s.with_view(colour="red"), "unknown colour 'red'"),
        (lambda s: s.with_view(selected=(2, 0)), "no neuron 1 of layer 3"),
        (lambda s: s.with_view(selected=(-1, 0)), "no neuron"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edit: Callable[[Session], Session], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        edit(small())


def test_the_selected_neuron_survives_a_new_architecture_only_if_it_is_still_there() -> None:
    session = small().with_view(selected=(1, 1))
    assert session.with_architecture(he((2, 3, 2, 1), 0)).view is session.view
    assert session.with_architecture(he((2, 3, 1), 0)).view == View()
