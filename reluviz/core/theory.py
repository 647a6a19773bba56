"""Bounds that hold for every network of a given shape, and for every curve drawn through given points."""

from __future__ import annotations

from math import comb, prod

from reluviz.core.network import Network


def max_regions(network: Network) -> int:
    """How many regions a network of this shape and activation can have at most.

    n lines make at most 1 + n + n(n-1)/2 pieces of the plane (Steiner 1826; n hyperplanes of any dimension:
    Buck 1943, "Partition of space"), so a single layer reaches the bound. Layers multiply: inside one region,
    a layer sees no more dimensions than the narrowest layer before it has neurons (Montúfar 2017, "Notes on
    the number of linear regions of deep neural networks"). With several kinks a neuron has as many parallel
    folds (Zaslavsky 1975, "Facing up to arrangements"); without a kink there is one region.
    """
    return prod(_factors(network))


def max_regions_in_words(network: Network) -> str:
    """A sentence about `max_regions`: how many, why, and who found it."""
    factors, folds = _factors(network), len(network.kind.kinks)
    if not folds:
        return "Without a kink nothing is folded: there is one region"
    if len(factors) > 1:
        product = " × ".join(f"{factor:,}" for factor in factors)
        return (
            "Each layer cuts the regions of the layers before it into a limited number of pieces: at most "
            f"{product} = {prod(factors):,} in all (Montúfar 2017)"
        )
    (n,), (count,) = network.hidden, factors
    if network.n_inputs == 1:
        return f"n points cut a line into at most n + 1 pieces: {count:,} for n = {n * folds:,}"
    if folds == 1:
        what, formula, source = "lines", "1 + n + n(n − 1)/2", "Steiner 1826"
    else:
        what, formula, source = "pairs of parallels", "1 + 2n²", "Zaslavsky 1975"
    return f"n {what} cut the plane into at most {formula} pieces: {count:,} for n = {n:,} ({source})"


def _factors(network: Network) -> list[int]:
    """Into how many pieces each hidden layer can cut a region of the layers before it."""
    folds = len(network.kind.kinks)
    return [pieces(width, min(network.shape[: k + 1]), folds) for k, width in enumerate(network.hidden)]


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
