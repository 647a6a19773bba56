"""What a scene derives of a network with one input."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.pieces import pieces
from reluviz.session.session import Session
from reluviz.ui.scene import Scene

SIZE = (600, 700)


def scene_of(session: Session, previous: Scene | None = None) -> Scene:
    return Scene(session, SIZE, previous=previous)


@pytest.fixture
def scene() -> Scene:
    return scene_of(Session.first_curve())


def test_the_interval_is_what_the_view_shows_whatever_the_shape_of_the_window(scene: Scene) -> None:
    view = scene.session.view
    assert scene.n_inputs == 1
    assert scene.box == view.frame
    assert scene.interval == (view.center[0] - view.half_width, view.center[0] + view.half_width)


def test_the_curve_is_the_network_between_its_kinks(scene: Scene) -> None:
    x = np.linspace(*scene.interval, 201)
    np.testing.assert_allclose(np.interp(x, *scene.curve.T), scene.network(x[:, None])[:, 0], atol=1e-12)
    assert scene.curve[1:-1, 0].tolist() == scene.pieces.kinks.tolist()
    assert len(scene.curve) == 8


@pytest.mark.parametrize("hidden", [(5,), (4, 3), (3, 3, 3)])
@pytest.mark.parametrize("activation", ["relu", "abs", "hard_tanh"])
def test_the_units_and_the_output_bias_add_up_to_the_sum(hidden: tuple[int, ...], activation: str) -> None:
    scene = scene_of(Session.new("sin", hidden, activation))
    x = np.linspace(*scene.interval, 201)
    shares = [np.interp(x, *scene.unit(i).T) for i in range(hidden[-1])]
    total = sum(shares) + scene.network.output_bias
    np.testing.assert_allclose(total, scene.network(x[:, None])[:, 0], atol=1e-9)


def test_the_response_of_a_neuron_is_its_output() -> None:
    scene = scene_of(Session.new("sin", (4, 3)))
    x = np.linspace(*scene.interval, 201)
    for layer, outputs in enumerate(scene.network.hidden_outputs(x[:, None])):
        for neuron, wanted in enumerate(outputs.T):
            np.testing.assert_allclose(np.interp(x, *scene.response(layer, neuron).T), wanted, atol=1e-9)


def test_a_unit_has_no_vertices_but_its_ends_and_its_kink(scene: Scene) -> None:
    low, high = scene.interval
    assert scene.unit(3).tolist() == pytest.approx(np.array([[low, 0.0], [2.3, 0.0], scene.unit(3)[2]]))
    assert scene.unit(3)[2, 0] == high


def test_an_edit_of_one_neuron_keeps_the_curves_of_the_others(scene: Scene) -> None:
    before = [scene.unit(i) for i in range(6)]
    responses = [scene.response(0, i) for i in range(6)]
    session = scene.session
    moved = scene_of(session.with_network(session.network.with_bias(0, 2, -1.5)), scene)
    assert [moved.unit(i) is before[i] for i in range(6)] == [True, True, False, True, True, True]
    heavier = scene_of(session.with_network(session.network.with_output_weight(2, 0.5)), scene)
    assert [heavier.unit(i) is before[i] for i in range(6)] == [True, True, False, True, True, True]
    assert all(heavier.response(0, i) is responses[i] for i in range(6))


def test_what_follows_from_the_same_network_and_view_is_kept(scene: Scene) -> None:
    known = scene.pieces, scene.curve, scene.unit(0), scene.error
    again = scene_of(scene.session.with_view(selected=(0, 1)), scene)
    assert all(
        a is b for a, b in zip(known, (again.pieces, again.curve, again.unit(0), again.error), strict=True)
    )
    panned = scene_of(scene.session.with_view(center=(1.0, 0.0)), again)
    assert panned.error is scene.error
    assert panned.pieces is not scene.pieces


def test_the_error_is_that_on_the_whole_interval_of_the_target(scene: Scene) -> None:
    target = scene.target
    x = np.linspace(*target.interval, 20_001)
    sampled = np.abs(scene.network(x[:, None])[:, 0] - target.f(x)).max()
    assert scene.error.size == pytest.approx(sampled, abs=1e-6)
    assert abs(scene.error.value - scene.error.target) == pytest.approx(scene.error.size)
    closer = scene_of(scene.session.with_view(center=(1.0, 0.0), half_width=0.5))
    assert closer.error == pytest.approx(scene.error)


def test_another_target_has_another_error(scene: Scene) -> None:
    known = scene.error
    assert scene_of(scene.session.with_target("abs"), scene).error.size > known.size


def test_the_pieces_are_those_of_the_visible_interval(scene: Scene) -> None:
    closer = scene_of(scene.session.with_view(center=(1.0, 0.0), half_width=0.5))
    assert closer.pieces.kinks.tolist() == pieces(closer.network, (0.5, 1.5)).kinks.tolist() == [0.95]
