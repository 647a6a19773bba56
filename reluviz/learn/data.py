"""Labelled points to train on: one table of data sets, and the recipe that draws them from a seed.

The shapes are those of the TensorFlow Playground (Smilkov and Carter, 2016), so that figures can be laid side
by side; moons and checkerboard are drawn in the same manner. All live on about [-6, 6]^2 with the labels -1
and +1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from reluviz.core.arrays import FloatArray, IntArray, frozen
from reluviz.core.checks import known, real, whole

MAX_POINTS = 10_000
MAX_NOISE = 0.5

RADIUS = 5.0
"""Most shapes reach this far from the origin."""

XOR_GAP = 0.3
SPIRAL_TURNS = 1.75
CHECKER_CELL, CHECKER_GAP = 2.5, 0.15
MOON_RADIUS, MOON_WIDTH, MOON_JITTER = 3.2, 0.8, 1.5


@dataclass(frozen=True, eq=False)
class Data:
    """Points for training and for testing, with the recipe that made them.

    train_x, test_x: (n, d) inputs; train_y, test_y: (n,) labels, each -1. or +1. Read-only float64 copies.
    There is at least one training point; there may be no test point. Raises ValueError for anything else.
    """

    name: str
    points: int
    noise: float
    train_share: float
    seed: int
    train_x: FloatArray = field(repr=False)
    train_y: FloatArray = field(repr=False)
    test_x: FloatArray = field(repr=False)
    test_y: FloatArray = field(repr=False)

    def __post_init__(self) -> None:
        for part in ("train", "test"):
            x, y = frozen(getattr(self, f"{part}_x")), frozen(getattr(self, f"{part}_y"))
            _check_samples(part, x, y)
            object.__setattr__(self, f"{part}_x", x)
            object.__setattr__(self, f"{part}_y", y)
        if not len(self.train_x):
            raise ValueError("the data has no training point")
        if self.train_x.shape[1] != self.test_x.shape[1]:
            raise ValueError(
                f"the training points have {self.train_x.shape[1]} inputs, "
                f"the test points {self.test_x.shape[1]}"
            )


def _check_samples(part: str, x: FloatArray, y: FloatArray) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(f"{part} points of shape {x.shape} do not go with labels of shape {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError(f"a {part} point is not finite")
    if not (np.abs(y) == 1.0).all():
        raise ValueError(f"a {part} label is neither -1 nor +1")


class Dataset(NamedTuple):
    """A kind of data: `make(rng, labels, noise)` draws one point for each label.

    labels: (n,) of -1. and +1.; noise: 0 to 0.5. Returns the points x: (n, 2) and the labels they end with:
    (n,). For the same random numbers a point depends continuously on the noise, so a noise slider moves the
    cloud.
    """

    name: str
    label: str
    make: Callable[[np.random.Generator, FloatArray, float], tuple[FloatArray, FloatArray]]


def make_data(
    name: str, points: int = 500, noise: float = 0.0, train_share: float = 0.5, seed: int = 0
) -> Data:
    """Draws `points` points of the data set `name`: half of each class, shuffled once, then split in two.

    noise: 0 to 0.5. It spreads the Gaussians, the spiral and the moons; in the others it leaves the points
    where they are and mislabels some that lie near the border, so that the classes may then differ in size.
    train_share: above 0, up to 1. The first round(train_share * points) samples, at least one, are for
    training.

    Raises ValueError, in one sentence, for an unknown name or a value out of its range.
    """
    recipe = checked_recipe(name, points, noise, train_share, seed)
    rng = np.random.default_rng(recipe[-1])
    labels = np.where(np.arange(recipe[1]) % 2 == 0, 1.0, -1.0)
    x, y = DATASETS[name].make(rng, labels, recipe[2])
    order = rng.permutation(recipe[1])
    x, y = x[order], y[order]
    split = max(1, round(recipe[3] * recipe[1]))
    return Data(*recipe, x[:split], y[:split], x[split:], y[split:])


def checked_recipe(
    name: str, points: int, noise: float, train_share: float, seed: int
) -> tuple[str, int, float, float, int]:
    """The arguments of `make_data` as Python's own numbers. Raises its ValueError, and draws nothing."""
    known("data set", name, DATASETS)
    points, seed = whole("points", points), whole("seed", seed)
    noise, train_share = real("noise", noise), real("train_share", train_share)
    if not 2 <= points <= MAX_POINTS:
        raise ValueError(f"points must be from 2 to {MAX_POINTS}, not {points}")
    if not 0.0 <= noise <= MAX_NOISE:
        raise ValueError(f"noise must be from 0 to {MAX_NOISE}, not {noise}")
    if not 0.0 < train_share <= 1.0:
        raise ValueError(f"train_share must be above 0 and at most 1, not {train_share}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")
    return name, points, noise, train_share, seed


# -- the shapes ----------------------------------------------------------------------------------------------


def _sign(condition: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> FloatArray:
    return np.where(condition, 1.0, -1.0)


def _circle(rng: np.random.Generator, labels: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """A disc of radius 2.5 (+1) within a ring from 3.5 to 5 (-1); radii are uniform, as in the Playground."""
    u = rng.uniform(size=labels.size)
    r = RADIUS * np.where(labels > 0, 0.5 * u, 0.7 + 0.3 * u)
    t = rng.uniform(0.0, 2 * math.pi, labels.size)
    x = np.column_stack([r * np.sin(t), r * np.cos(t)])
    seen = x + noise * rng.uniform(-RADIUS, RADIUS, x.shape)
    return x, labels if noise == 0 else _sign(np.hypot(*seen.T) < 0.5 * RADIUS)


def _xor(rng: np.random.Generator, labels: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """The sign of x1 * x2, with a gap of 0.3 on either side of the axes."""
    x = XOR_GAP + rng.uniform(0.0, RADIUS, (labels.size, 2))
    side = _sign(rng.uniform(size=labels.size) < 0.5)
    x *= np.column_stack([side, side * labels])
    seen = x + noise * rng.uniform(-RADIUS, RADIUS, x.shape)
    return x, _sign(seen.prod(axis=1) >= 0)


def _gauss(rng: np.random.Generator, labels: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """Gaussians at (2, 2) and (-2, -2); their variance goes from 0.5 without noise to 4 at full noise."""
    variance = 0.5 + 3.5 * noise / MAX_NOISE
    return 2.0 * labels[:, None] + math.sqrt(variance) * rng.standard_normal((labels.size, 2)), labels


def _spiral(rng: np.random.Generator, labels: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """Two arms, half a turn apart, along which the points stand at equal steps of the radius."""
    way = _rank(labels) / (0.5 * labels.size)
    t = 2 * math.pi * SPIRAL_TURNS * way + np.where(labels > 0, 0.0, math.pi)
    arm = RADIUS * way[:, None] * np.column_stack([np.sin(t), np.cos(t)])
    return arm + noise * rng.uniform(-1.0, 1.0, arm.shape), labels


def _rank(labels: FloatArray) -> IntArray:
    """How many samples of the same class come before each."""
    positive = labels > 0
    return np.where(positive, np.cumsum(positive), np.cumsum(~positive)) - 1


def _moons(rng: np.random.Generator, labels: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """Two crescents that hold each other: an upper arch (+1), and the same turned by half a turn (-1)."""
    t = rng.uniform(0.0, math.pi, labels.size)
    r = MOON_RADIUS + MOON_WIDTH * rng.uniform(-0.5, 0.5, labels.size)
    arch = np.column_stack([r * np.cos(t) - 0.5 * MOON_RADIUS, r * np.sin(t) - 0.25 * MOON_RADIUS])
    jitter = noise * MOON_JITTER * rng.uniform(-1.0, 1.0, arch.shape)
    return labels[:, None] * arch + jitter, labels


def _checkerboard(
    rng: np.random.Generator, labels: FloatArray, noise: float
) -> tuple[FloatArray, FloatArray]:
    """Four by four cells with narrow gaps; those upper right and lower left of the origin are +1."""
    column = rng.integers(-2, 2, labels.size)
    row = 2 * rng.integers(-1, 1, labels.size) + (column + (labels < 0)) % 2
    inside = rng.uniform(CHECKER_GAP, CHECKER_CELL - CHECKER_GAP, (labels.size, 2))
    x = CHECKER_CELL * np.column_stack([column, row]) + inside
    seen = x + noise * rng.uniform(-CHECKER_CELL, CHECKER_CELL, x.shape)
    return x, labels if noise == 0 else _sign(np.floor(seen / CHECKER_CELL).sum(axis=1) % 2 == 0)


_TABLE = (
    Dataset("circle", "Circle", _circle),
    Dataset("xor", "XOR", _xor),
    Dataset("gauss", "Gaussians", _gauss),
    Dataset("spiral", "Spiral", _spiral),
    Dataset("moons", "Moons", _moons),
    Dataset("checkerboard", "Checkerboard", _checkerboard),
)

DATASETS: Mapping[str, Dataset] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every data set by name, in the order in which the window lists them."""
