"""Networks to try things on: ordinary ones, and every kind of degenerate one in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from reluviz.core.network import Network

Box = tuple[float, float, float, float]
UNIT: Box = (-1.0, 1.0, -1.0, 1.0)


@dataclass(frozen=True)
class Case:
    name: str
    network: Network
    box: Box = UNIT

    def __str__(self) -> str:
        return self.name


def random_network(
    shape: Sequence[int], seed: int, scale: float = 1.0, activation: str = "relu", slope: float = 0.01
) -> Network:
    """Normal weights of variance 2 / inputs and normal biases, all times `scale`."""
    rng = np.random.default_rng(seed)
    sizes = list(pairwise(shape))
    weights = [scale * rng.normal(0.0, np.sqrt(2.0 / n_in), (n_out, n_in)) for n_in, n_out in sizes]
    biases = [scale * 0.5 * rng.normal(size=n_out) for _, n_out in sizes]
    return Network(weights, biases, activation, slope)


def integer_network(shape: Sequence[int], seed: int, largest: int = 2, activation: str = "relu") -> Network:
    """Small integer weights and biases: zero weights, equal neurons, common points in great number."""
    rng = np.random.default_rng(seed)
    weights, biases = [], []
    for n_in, n_out in pairwise(shape):
        weights.append(rng.integers(-largest, largest + 1, (n_out, n_in)))
        biases.append(rng.integers(-largest, largest + 1, n_out))
    return Network(weights, biases, activation, 0.5)


def one_layer(folds: Sequence[tuple[float, float, float]], scale: float = 1.0) -> Network:
    """A layer of neurons (w1, w2, b) under an output that adds them up."""
    rows = scale * np.array(folds, float)
    return Network([rows[:, :2], np.ones((1, len(rows)))], [rows[:, 2], [-0.5 * scale]])


def two_layers(folds: Sequence[tuple[float, float, float]], second: Sequence[Sequence[float]]) -> Network:
    """`one_layer` with a second layer of neurons (w1, ..., wn, b)."""
    first, rows = np.array(folds, float), np.array(second, float)
    return Network([first[:, :2], rows[:, :-1], np.ones((1, len(rows)))], [first[:, 2], rows[:, -1], [-0.25]])


CROSS = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)]
"""|x| and |y| once a second layer adds them up in pairs."""


def crossed(*second: Sequence[float]) -> Network:
    """The axes as folds, under these neurons."""
    return two_layers(CROSS, second)


def degenerate_cases() -> list[Case]:
    """Every degeneracy by name; weights are sums of few powers of two, so that coincidences are exact."""
    star = [(2.0, 1.0, -1.0), (1.0, -2.0, 0.75), (1.0, 1.0, -0.75), (4.0, -1.0, -0.5), (0.0, 1.0, -0.5)]
    through_corners = [(1.0, 1.0, 0.0), (1.0, -1.0, 0.0), (1.0, 0.5, -1.5), (2.0, 1.0, 1.0)]
    return [
        Case("no neuron reaches the box", one_layer([(1, 1, 9), (1, -1, -9)])),
        Case("weights zero, biases +, - and 0", one_layer([(0, 0, 1), (0, 0, -1), (0, 0, 0), (1, 0, 0)])),
        Case("all weights and biases zero", two_layers([(0, 0, 0)] * 3, [[0, 0, 0, 0]] * 2)),
        Case("identical neurons", one_layer([(1, 2, 0.25)] * 3 + [(1, -1, 0)])),
        Case("the same fold, scaled and flipped", one_layer([(1, 2, 0.25), (4, 8, 1), (-1, -2, -0.25)])),
        Case("parallel folds", one_layer([(1, 2, c / 4) for c in range(-3, 4)] + [(2, -1, 0)])),
        Case("nearly parallel folds", one_layer([(1, 1, 0), (1, 1 + 2**-30, 0), (1, 1, 2**-31)])),
        Case("folds 2^-35 apart", one_layer([(1, 2, 0.25), (1, 2, 0.25 + 2**-35), (1, -1, 0)])),
        Case("folds through one point", one_layer(star)),
        Case("folds through one point off the box", one_layer([(a, b, 3 * c) for a, b, c in star])),
        Case("folds through the corners", one_layer(through_corners)),
        Case("a fold that only touches a corner", one_layer([(1, 1, -2), (1, 1, 2), (1, -1, 2)])),
        Case("folds along the sides of the box", one_layer([(1, 0, -1), (0, 1, 1), (0, 1, -1), (1, 2, 0)])),
        Case("folds along sides, crossed", one_layer([(1, 0, 1), (1, 1, 0), (1, -1, 0), (3, 1, 1)])),
        Case("all folds through the origin", one_layer([(1, k / 4, 0) for k in range(-4, 5)])),
        Case("touching zero", crossed([1, 0, 1, 0, 0], [-1, 0, -1, 0, 0], [1, 1, 1, 1, -1])),
        Case("zero on whole regions", crossed([1, 1, 0, 0, 0], [-1, 0, 0, -1, 0], [1, -1, 0, 0, 0])),
        Case("deep fold along a fold", crossed([1, 0, -1, 0, 0], [0, 1, 0, -1, 0], [1, 1, -1, -1, 0])),
        Case("deep fold along the box", crossed([1, 0, 1, 0, -1], [1, 1, 1, 1, -2], [1, 1, 1, 1, -1])),
        Case("cancelling neurons", two_layers([(3, 1, 0.1)] * 2, [[1, -1, 0], [2, -1, 0], [1, -1, 0.5]])),
        Case("everything off", two_layers([(1, 1, -4), (1, -1, -4)], [[1, 1, 1], [1, 1, 0], [1, 1, -1]])),
        Case("a box far from the origin", one_layer([(1, 1, -1025), (1, -1, -1023)]), (1023, 1026, 0, 2)),
        Case("a tiny box", one_layer([(1, 1, 0), (1, -2, 2**-22)]), (-(2**-20), 2**-20, -(2**-21), 2**-20)),
        Case("one layer times 2^-20", one_layer(star, 2.0**-20)),
        Case("one layer times 2^20", one_layer(star, 2.0**20)),
    ]  # fmt: skip


def further_cases() -> list[Case]:
    """More networks of the kinds that the reference files hold, generic and not."""
    shapes = [(2, 5, 1), (2, 12, 1), (2, 4, 4, 1), (2, 8, 8, 1), (2, 3, 3, 3, 1), (2, 6, 1, 5, 2)]
    cases = [
        Case(f"random {shape} {seed}", random_network(shape, seed)) for shape in shapes for seed in range(4)
    ]
    for scale in (1e-6, 1e6):
        for shape in [(2, 8, 1), (2, 8, 8, 1), (2, 4, 4, 4, 1)]:
            cases += [Case(f"times {scale} {shape} {s}", random_network(shape, s, scale)) for s in range(4)]
    for activation, slope in [
        ("leaky_relu", 0.2),
        ("leaky_relu", -0.5),
        ("abs", 0.0),
        ("hard_tanh", 0.0),
        ("identity", 0.0),
    ]:
        for seed in range(4):
            network = random_network((2, 5, 5, 4, 1), seed, activation=activation, slope=slope)
            cases.append(Case(f"{activation} {slope} {seed}", network))
    for seed in range(8):
        cases.append(
            Case(f"integer (2, 6, 6, 1) {seed}", integer_network((2, 6, 6, 1), seed, 3), (-3, 3, -3, 3))
        )
        cases.append(
            Case(f"integer abs {seed}", integer_network((2, 4, 4, 3, 1), seed, 2, "abs"), (-2, 2, -2, 2))
        )
        cases.append(
            Case(
                f"integer hard tanh {seed}",
                integer_network((2, 4, 3, 1), seed, 2, "hard_tanh"),
                (-2, 2, -2, 2),
            )
        )
    cases += [Case(f"offset box {s}", random_network((2, 6, 6, 1), s), (2, 5, -3, -1)) for s in range(4)]
    return cases


@st.composite
def small_networks(draw: st.DrawFn) -> Case:
    """Networks of small integers over powers of two, where nearly every coincidence happens soon."""
    hidden = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    shape = [2, *hidden, draw(st.integers(1, 2))]
    entry = st.sampled_from([0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -0.25])
    weights = [draw(st.lists(st.lists(entry, min_size=n, max_size=n), min_size=m, max_size=m))
               for n, m in pairwise(shape)]  # fmt: skip
    biases = [draw(st.lists(entry, min_size=m, max_size=m)) for m in shape[1:]]
    activation = draw(st.sampled_from(["relu", "leaky_relu", "abs", "hard_tanh"]))
    scales = [1.0] if activation == "hard_tanh" else [1.0, 2.0**-20, 2.0**20]  # a kink at 1 does not scale
    scale = draw(st.sampled_from(scales))
    box = draw(st.sampled_from([UNIT, (0.0, 1.0, 0.0, 2.0), (-3.0, -0.5, -0.25, 4.0)]))
    powers = [scale**k for k in range(1, len(shape))]  # so that the picture is that of scale 1
    return Case(
        "small",
        Network(
            [scale * np.array(W) for W in weights],
            [power * np.array(b) for power, b in zip(powers, biases, strict=True)],
            activation,
            0.25,
        ),
        box,
    )
