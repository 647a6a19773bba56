from __future__ import annotations

import pytest

from reluviz.core.partition import partition
from reluviz.core.theory import interpolation_bound, max_regions, max_regions_in_words
from tests.core.partition_cases import UNIT, integer_network, random_network


@pytest.mark.parametrize(("n", "bound"), [(1, 2), (2, 4), (3, 7), (4, 11), (8, 37), (64, 2081)])
def test_n_lines_make_at_most_so_many_pieces(n: int, bound: int) -> None:
    assert max_regions(random_network((2, n, 1), 0)) == bound == 1 + n + n * (n - 1) // 2


def test_layers_multiply() -> None:
    assert max_regions(random_network((2, 3, 4, 1), 0)) == 7 * 11


def test_after_a_layer_of_one_neuron_only_a_line_is_left_to_cut() -> None:
    assert max_regions(random_network((2, 1, 4, 1), 0)) == 2 * 5


def test_one_input_is_cut_into_intervals() -> None:
    assert max_regions(random_network((1, 4, 3, 1), 0)) == 5 * 4


def test_without_a_kink_there_is_one_region() -> None:
    assert max_regions(random_network((2, 9, 9, 1), 0, activation="identity")) == 1


@pytest.mark.parametrize(
    ("shape", "activation", "words"),
    [
        ((2, 3, 1), "relu", "1 + n + n(n − 1)/2 pieces: 7 for n = 3 (Steiner 1826)"),
        ((2, 3, 1), "hard_tanh", "1 + 2n² pieces: 19 for n = 3 (Zaslavsky 1975)"),
        ((2, 8, 8, 1), "relu", "37 × 37 = 1,369 in all (Montúfar 2017)"),
        ((1, 4, 1), "hard_tanh", "n + 1 pieces: 9 for n = 8"),
        ((2, 8, 8, 1), "identity", "one region"),
    ],
)
def test_the_bound_is_told_with_its_reason_and_its_source(
    shape: tuple[int, ...], activation: str, words: str
) -> None:
    network = random_network(shape, 0, activation=activation)
    assert max_regions_in_words(network).endswith(words)
    assert words == "one region" or f"{max_regions(network):,}" in words


@pytest.mark.parametrize("seed", range(10))
def test_no_partition_has_more_regions_than_the_bound(seed: int) -> None:
    for network in (random_network((2, 5, 3, 1), seed), integer_network((2, 3, 3, 3, 1), seed)):
        assert partition(network, UNIT).n_regions <= max_regions(network)


def test_a_single_layer_reaches_the_bound() -> None:
    network = random_network((2, 6, 1), 2)
    assert partition(network, (-1e3, 1e3, -1e3, 1e3)).n_regions == max_regions(network)


def test_a_broken_line_is_no_further_than_its_bound() -> None:
    assert interpolation_bound(2.0, 0.5) == 0.0625
    assert interpolation_bound(1.0, 0.25) == interpolation_bound(1.0, 0.5) / 4.0
