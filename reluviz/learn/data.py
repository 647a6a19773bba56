"""Labelled points to train on: one table of data sets, and the recipe that draws them from a seed.

With two inputs the points are of two classes, on about [-6, 6]^2, with the labels -1 and +1. The shapes are
those of the TensorFlow Playground (Smilkov and Carter, 2016), so that figures can be laid side by side; moons
and checkerboard are drawn in the same manner. With one input they are samples of a target, a curve to follow,
and a label is the height of a point.
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
from reluviz.learn.targets import TARGETS, Target

DRAWN = "drawn"
"""The name of every data set that follows a target drawn by hand; it is in no table."""

MAX_POINTS = 10_000
MAX_NOISE = 0.5

RADIUS = 5.0
"""Most shapes reach this far from the origin."""

XOR_GAP = 0.3
SPIRAL_TURNS = 1.75
CHECKER_CELL, CHECKER_GAP = 2.5, 0.15
MOON_RADIUS, MOON_WIDTH, MOON_JITTER = 3.2, 0.8, 1.5

_RANGE_SAMPLES = 257


@dataclass(frozen=True, eq=False)
class Data:
    """Points for training and for testing, with the recipe that made them.

    train_x, test_x: (n, d) inputs; train_y, test_y: (n,) labels. Read-only float64 copies.
    target: the curve that points with one input are samples of: their labels are finite numbers. With more
    inputs there is none, and each label is -1. or +1.
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
    target: Target | None = None

    def __post_init__(self) -> None:
        for part in ("train", "test"):
            x, y = frozen(getattr(self, f"{part}_x")), frozen(getattr(self, f"{part}_y"))
            _check_samples(part, x, y, of_classes=self.target is None)
            object.__setattr__(self, f"{part}_x", x)
            object.__setattr__(self, f"{part}_y", y)
        if not len(self.train_x):
            raise ValueError("the data has no training point")
        if self.train_x.shape[1] != self.test_x.shape[1]:
            raise ValueError(
                f"the training points have {self.train_x.shape[1]} inputs, "
                f"the test points {self.test_x.shape[1]}"
            )
        if (self.train_x.shape[1] == 1) != (self.target is not None):
            raise ValueError("points have one input if, and only if, they are samples of a target")


def _check_samples(part: str, x: FloatArray, y: FloatArray, *, of_classes: bool) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(f"{part} points of shape {x.shape} do not go with labels of shape {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError(f"a {part} point is not finite")
    if of_classes and not (np.abs(y) == 1.0).all():
        raise ValueError(f"a {part} label is neither -1 nor +1")
    if not np.isfinite(y).all():
        raise ValueError(f"a {part} label is not finite")


class Dataset(NamedTuple):
    """A kind of data: `draw(rng, n, noise)` draws n points x: (n, inputs) with their labels (n,).

    noise: 0 to 0.5. For the same random numbers a point depends continuously on the noise, so a noise slider
    moves the cloud. target: the curve that the points are samples of, None where they are of two classes.
    """

    name: str
    label: str
    draw: Callable[[np.random.Generator, int, float], tuple[FloatArray, FloatArray]]
    inputs: int = 2
    target: Target | None = None


def make_data(
    name: str | Target, points: int = 500, noise: float = 0.0, train_share: float = 0.5, seed: int = 0
) -> Data:
    """Draws `points` points of a data set, shuffled once, then split in two.

    name: of a data set in the table, or a target that was `drawn`.
    Of two classes half of the points are of each. A target's points lie evenly at random on its interval.
    noise: 0 to 0.5. It spreads the Gaussians, the spiral and the moons; in the others it leaves the points
    where they are and mislabels some that lie near the border, so that the classes may then differ in size.
    A target's points it moves up or down, by up to this share of the target's height.
    train_share: above 0, up to 1. The first round(train_share * points) samples, at least one, are for
    training.

    Raises ValueError, in one sentence, for an unknown name or a value out of its range.
    """
    recipe = checked_recipe(name, points, noise, train_share, seed)
    dataset = dataset_of(name)
    rng = np.random.default_rng(recipe[-1])
    x, y = dataset.draw(rng, recipe[1], recipe[2])
    order = rng.permutation(recipe[1])
    x, y = x[order], y[order]
    split = max(1, round(recipe[3] * recipe[1]))
    return Data(*recipe, x[:split], y[:split], x[split:], y[split:], dataset.target)


def checked_recipe(
    name: str | Target, points: int, noise: float, train_share: float, seed: int
) -> tuple[str, int, float, float, int]:
    """The arguments of `make_data` as Python's own values. Raises its ValueError, and draws nothing."""
    name = dataset_of(name).name
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


def dataset_of(name: str | Target) -> Dataset:
    """The data set of this name, or the samples of a target that was drawn. Raises ValueError for others."""
    if not isinstance(name, Target):
        return DATASETS[known("data set", name, DATASETS)]
    if name.name != DRAWN:
        raise ValueError(f"the target {name.name!r} is given by its name; only one that was drawn is not")
    return _of_target(name)


# -- with one input ------------------------------------------------------------------------------------------


def _of_target(target: Target) -> Dataset:
    """Samples of a curve as a data set."""

    def draw(rng: np.random.Generator, n: int, noise: float) -> tuple[FloatArray, FloatArray]:
        x, shifts = rng.uniform(*target.interval, n), rng.uniform(-1.0, 1.0, n)
        low, high = target_range(target)
        return x[:, None], target.f(x) + noise * (high - low) * shifts

    return Dataset(target.name, target.label, draw, inputs=1, target=target)


def target_range(target: Target) -> tuple[float, float]:
    """The lowest and the highest of a target's values: at its corners, and at many places of its interval."""
    values = target.f(np.append(target.f.corners, np.linspace(*target.interval, _RANGE_SAMPLES)))
    return float(values.min()), float(values.max())


# -- with two inputs: the shapes -----------------------------------------------------------------------------


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


Classes = Callable[[np.random.Generator, FloatArray, float], tuple[FloatArray, FloatArray]]
"""(rng, labels (n,), noise) -> a point for each label, (n, 2), and the labels that they end with."""


def _of_classes(name: str, label: str, make: Classes) -> Dataset:
    """Points of two classes, half of each, as a data set."""

    def draw(rng: np.random.Generator, n: int, noise: float) -> tuple[FloatArray, FloatArray]:
        return make(rng, np.where(np.arange(n) % 2 == 0, 1.0, -1.0), noise)

    return Dataset(name, label, draw)


_TABLE = (
    _of_classes("circle", "Circle", _circle),
    _of_classes("xor", "XOR", _xor),
    _of_classes("gauss", "Gaussians", _gauss),
    _of_classes("spiral", "Spiral", _spiral),
    _of_classes("moons", "Moons", _moons),
    _of_classes("checkerboard", "Checkerboard", _checkerboard),
    *map(_of_target, TARGETS.values()),
)

DATASETS: Mapping[str, Dataset] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""Every data set by name, in the order in which the window lists them."""
