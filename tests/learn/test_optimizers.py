"""Steps of the table's optimisers beside their textbook formulas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.learn.optimizers import OPTIMIZERS

Floats = NDArray[np.float64]
RATE, N_STEPS, N_PARAMETERS = 0.02, 40, 7


def gradients() -> Floats:
    scales: Floats = np.array([1, 1, 1, 1e-3, 1e3, 1e-9, 0])
    return scales * np.random.default_rng(0).normal(0, 1, (N_STEPS, N_PARAMETERS))


def recorded(name: str, epoch: int) -> Floats:
    """The parameters after each step, with the knobs renewed every `epoch` steps."""
    optimizer = OPTIMIZERS[name]
    values = np.ones(N_PARAMETERS)
    descent = np.zeros((max(1, optimizer.moments), N_PARAMETERS))
    moments = np.zeros((optimizer.moments, N_PARAMETERS))
    knobs = optimizer.knobs(RATE, np.arange(1.0, 1.0 + epoch))
    steps = optimizer.step_calls(values, descent, moments, knobs)
    path = []
    for k, gradient in enumerate(gradients()):
        if k % epoch == 0:
            knobs[...] = optimizer.knobs(RATE, k + np.arange(1.0, 1.0 + epoch))
        descent[0] = -knobs[0, k % epoch] * gradient
        for call in steps[k % epoch]:
            call()
        path.append(values.copy())
    return np.array(path)


def test_sgd_goes_down_the_gradient_by_the_learning_rate() -> None:
    np.testing.assert_allclose(recorded("sgd", 8), 1 - RATE * np.cumsum(gradients(), axis=0), rtol=1e-13)


def test_adam_steps_as_kingma_and_ba_wrote_it() -> None:
    theta, m, v = np.ones(N_PARAMETERS), np.zeros(N_PARAMETERS), np.zeros(N_PARAMETERS)
    path = []
    for t, g in enumerate(gradients(), start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        theta = theta - RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        path.append(theta)
    np.testing.assert_allclose(recorded("adam", 8), np.array(path), rtol=1e-11)


def test_the_length_of_an_epoch_does_not_change_the_steps() -> None:
    np.testing.assert_allclose(recorded("adam", 40), recorded("adam", 5), rtol=1e-13)


def test_the_table_lists_the_optimisers_in_the_order_of_the_menu() -> None:
    assert [(entry.name, entry.label) for entry in OPTIMIZERS.values()] == [("sgd", "SGD"), ("adam", "Adam")]
