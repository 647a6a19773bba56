"""Heat maps of all neurons beside a plain sampled evaluation, neuron by neuron and point by point."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from reluviz.core.initial import he
from reluviz.core.network import Network
from reluviz.ui.heat import heat_pixels, image_of
from reluviz.ui.scene import evaluated_on
from reluviz.ui.theme import LIGHT
from tests.bench.tables import in_turns, name_of, show

SIDE, EXTENT, SCALE, BAR = 100, 6.0, 2.0, 2.0
"""Pixels and half width of a picture, the value in full colour, and the milliseconds that all may take."""


def grid() -> NDArray[np.float32]:
    """(SIDE * SIDE, 2) centres of the pixels, top row first."""
    at = ((np.arange(SIDE) + 0.5) / SIDE * 2 - 1) * EXTENT
    x, y = np.meshgrid(at, -at)
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)


def by_reluviz(network: Network, points: NDArray[np.float32]) -> list[NDArray[np.uint32]]:
    """The pixels of every layer at once, (neurons, n) each, then those of the sum."""
    hidden, total = evaluated_on(network, points.T)
    table = LIGHT.heat()
    pictures = [heat_pixels(values, SCALE, table) for values in hidden]
    return [*pictures, heat_pixels(total[None], SCALE, table)]


def as_images(network: Network, points: NDArray[np.float32]) -> int:
    """As `by_reluviz`, and an image of Qt for each neuron."""
    pictures = 0
    for pixels in by_reluviz(network, points):
        for row in pixels:
            image_of(row.reshape(SIDE, SIDE))
            pictures += 1
    return pictures


def colours(values: NDArray[np.float64]) -> NDArray[np.uint32]:
    """The same colours, in one plain line."""
    index: NDArray[np.intp] = np.rint(np.clip(values / SCALE, -1, 1) * 255 + 255).astype(np.intp)
    return LIGHT.heat()[index]


def by_neuron(network: Network, points: NDArray[np.float64]) -> list[NDArray[np.uint32]]:
    """One neuron after the other on all points: a sum of products, then ReLU, then colours."""
    below, pictures = [points[:, 0], points[:, 1]], []
    for weights, biases in zip(network.weights[:-1], network.biases[:-1], strict=True):
        above = []
        for row, bias in zip(weights, biases, strict=True):
            z = bias + sum(w * h for w, h in zip(row, below, strict=True))
            above.append(np.maximum(z, 0.0))
        pictures += [colours(h) for h in above]
        below = above
    total = network.biases[-1][0] + sum(w * h for w, h in zip(network.weights[-1][0], below, strict=True))
    return [*pictures, colours(total)]


def by_point(network: Network, points: NDArray[np.float64]) -> list[NDArray[np.uint32]]:
    """One point after the other through the whole network, then colours."""
    last = len(network.weights) - 1
    rows = []
    for point in points:
        h, row = point, []
        for k, (weights, biases) in enumerate(zip(network.weights, network.biases, strict=True)):
            z = weights @ h + biases
            h = z if k == last else np.maximum(z, 0.0)
            row.append(h)
        rows.append(np.concatenate(row))
    return [colours(values) for values in np.array(rows).T]


def bench_pictures_beside_plain_sampling(capsys: pytest.CaptureFixture[str]) -> None:
    network, points = he((2, 8, 8, 8, 1), seed=0), grid()
    exact = points.astype(np.float64)
    ours = np.concatenate(by_reluviz(network, points))
    assert np.mean(ours == np.array(by_neuron(network, exact))) > 0.99  # float32 may round to the next colour
    assert np.array_equal(by_neuron(network, exact), by_point(network, exact))
    jobs = {
        "reluviz": lambda: by_reluviz(network, points),
        "reluviz, each made an image of Qt": lambda: as_images(network, points),
        "NumPy, neuron by neuron": lambda: by_neuron(network, exact),
        "NumPy, point by point": lambda: by_point(network, exact),
    }
    timings = in_turns(*jobs.values())
    rows = [
        f"{name:36} {timing!s:32} {timing.median / timings[0].median:6.1f}"
        for name, timing in zip(jobs, timings, strict=True)
    ]
    title = f"pictures of all neurons of {name_of(network)} at {SIDE}x{SIDE}; bar {BAR:g} ms"
    show(capsys, [title, f"{'':36} {'ms (middle half)':32}  ratio", *rows])
