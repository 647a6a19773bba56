"""What a network makes of its data, from one pass through it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from reluviz.core.network import Network
from reluviz.learn.trainer import Setup, accuracy, losses
from reluviz.session.session import Session
from reluviz.ui.evaluation import Evaluation, evaluate
from reluviz.ui.scene import Scene

PLANE = (608, 770)


def of(session: Session) -> Evaluation:
    return evaluate(session.network, session.data, session.setup)


@pytest.mark.parametrize("loss", ["squared", "logistic"])
@pytest.mark.parametrize("output", ["tanh", "linear"])
@pytest.mark.parametrize("hidden", [(3,), (8, 8)])
def test_losses_and_accuracy_are_those_of_training(loss: str, output: str, hidden: tuple[int, ...]) -> None:
    session = Session.new("moons", hidden, loss=loss, output=output, noise=0.2)
    network, data, setup = session.network, session.data, session.setup
    found = of(session)
    assert found.losses == pytest.approx(losses(network, data, setup))
    assert found.accuracy == pytest.approx(accuracy(network, data))


def test_without_test_points_there_is_nothing_to_say_of_them() -> None:
    found = of(Session.new(train_share=1.0))
    assert math.isfinite(found.losses[0])
    assert math.isnan(found.losses[1])
    assert math.isnan(found.accuracy[1])


def off(activation: str) -> Network:
    return Network([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0]]], [[-100.0, 0.0], [0.0]], activation)


def test_a_relu_that_is_off_at_every_data_point_is_dead() -> None:
    (dead,) = evaluate(off("relu"), Session.first().data, Setup()).dead
    assert dead.tolist() == [True, False]


@pytest.mark.parametrize("activation", ["leaky_relu", "abs", "identity"])
def test_neurons_with_a_slope_on_both_sides_are_never_dead(activation: str) -> None:
    (dead,) = evaluate(off(activation), Session.first().data, Setup()).dead
    assert not dead.any()


def test_every_hidden_layer_has_its_dead_neurons() -> None:
    session = Session.new(hidden=(3, 4))
    network = session.network.with_bias(1, 2, -1e3)
    dead = evaluate(network, session.data, session.setup).dead
    assert [layer.shape for layer in dead] == [(3,), (4,)]
    assert dead[1][2]


def test_a_scene_keeps_the_evaluation_of_the_same_network_data_and_set_up() -> None:
    session = Session.first()
    scene = Scene(session, PLANE)
    known = scene.evaluation
    moved = Scene(session.with_view(center=(1.0, 2.0)), PLANE, previous=scene)
    assert moved.evaluation is known
    for other in (
        session.with_setup(loss="squared"),
        session.with_data(noise=0.1),
        session.with_network(session.network.with_bias(0, 0, 1.0)),
        replace(session, setup=replace(session.setup)),
    ):
        assert Scene(other, PLANE, previous=scene).evaluation is not known
