"""Bounds that hold for every network of a given shape, and for every curve drawn through given points."""

from __future__ import annotations

from math import comb, prod

from reluviz.core.network import Network


def max_regions(network: Network) -> int:
    """How many regions a network of this shape and activation can have at most.

    n lines make at most 1 + n + n(n-1)/2 pieces of the plane (Zaslavsky 1975), so a single layer reaches the
    bound. Layers multiply: inside one region, a layer sees no more dimensions than the narrowest layer before
    it has neurons. Source: Montúfar 2017, "Notes on the number of linear regions of deep neural networks".
    With several kinks a neuron has as many parallel folds; without a kink there is one region.
    """
    folds = len(network.kind.kinks)
    return prod(pieces(width, min(network.shape[: k + 1]), folds) for k, width in enumerate(network.hidden))


def pieces(families: int, dimensions: int, members: int = 1) -> int:
    """How many pieces that many families of parallel hyperplanes, otherwise in general position, cut a space
    of that dimension into."""
    return sum(comb(families, j) * members**j for j in range(dimensions + 1))


def interpolation_bound(second: float, h: float) -> float:
    """What the error of a broken line that meets a function at its knots never exceeds: second · h² / 8.

    second: the largest size of the function's second derivative; h: the widest step between knots. The bound
    is reached for x². Source: de Boor 1978, "A practical guide to splines", chapter III.
    """
    return second * h * h / 8.0
