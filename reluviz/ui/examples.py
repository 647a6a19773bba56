"""What the New menu offers: networks over every data set, and what a first look at each mode shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reluviz.learn.data import DATASETS
from reluviz.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[], Session]

#: Hidden layers that suit a data set.
_SHAPES = {
    "circle": (4, 2), "xor": (4,), "gauss": (2,), "spiral": (8, 8, 8), "moons": (6,), "checkerboard": (8, 8),
    "sin": (6,), "square": (4,), "abs": (2,), "step": (4,), "bump": (6,), "sawtooth": (4, 4), "runge": (8,),
    "noise": (16,),
}  # fmt: skip

FIRST: dict[int, Make] = {1: Session.first_curve, 2: Session.first}
"""What a first look at so many inputs shows."""


def examples(inputs: int) -> dict[str, Make]:
    """What there is with so many inputs, by label."""
    first = {1: "Six ReLUs follow sin x", 2: "Three folds around a circle"}[inputs]
    result = {first: FIRST[inputs]}
    for name, dataset in DATASETS.items():
        if dataset.inputs == inputs:
            hidden = _SHAPES.get(name, (8,))
            label = f"{dataset.label}, {' – '.join(map(str, (inputs, *hidden, 1)))}"
            loss = "logistic" if dataset.target is None else "squared"
            result[label] = partial(
                Session.new, dataset=name, hidden=hidden, optimizer="adam", learning_rate=0.01, loss=loss
            )
    return result
