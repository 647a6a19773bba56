"""A frozen array stays as it is, whatever happens to the array it was made from; freed memory stays."""

from __future__ import annotations

import platform
import subprocess
import sys

import numpy as np
import pytest

from reluviz.core.arrays import Memory, frozen, read_only
from reluviz.core.network import Network


def test_what_is_frozen_already_is_not_copied() -> None:
    array = frozen([[1, 2], [3, 4]])
    assert frozen(array) is array


def test_the_array_of_a_caller_is_copied_even_when_it_is_marked_as_read_only() -> None:
    mine = np.array([[1.0, 2.0]])
    mine.flags.writeable = False
    network = Network([mine], [[0.0]])
    mine.flags.writeable = True
    mine[:] = 7.0
    assert network.weights[0].tolist() == [[1.0, 2.0]]


def test_a_read_only_view_of_a_caller_is_copied() -> None:
    mine = np.ones((2, 2))
    view = mine[:]
    view.flags.writeable = False
    array = frozen(view)
    mine[:] = 7.0
    assert array.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_a_frozen_array_cannot_be_made_writable_again() -> None:
    array = frozen([1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 3.0
    with pytest.raises(ValueError, match="WRITEABLE"):
        array.flags.writeable = True


def test_a_frozen_array_is_an_ordinary_one_in_the_order_of_c() -> None:
    array = frozen(np.arange(6).reshape(2, 3).T)
    assert type(array) is np.ndarray
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert array.tolist() == [[0, 3], [1, 4], [2, 5]]


def test_a_turned_view_of_a_frozen_array_is_put_in_order() -> None:
    turned = frozen(frozen([[1, 2], [3, 4]]).T)
    assert turned.flags.c_contiguous
    assert turned.tolist() == [[1, 3], [2, 4]]


def test_a_view_of_memory_of_our_own_is_taken_as_it_is_while_the_memory_grows() -> None:
    memory = Memory((4,))
    memory[:2] = 1.0
    seen = read_only(memory[:2])
    assert frozen(seen) is seen
    memory[2:] = 2.0
    assert seen.tolist() == [1.0, 1.0]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep memory in other ways")
def test_memory_that_was_freed_is_used_again_without_asking_the_system() -> None:
    program = """
import resource
import numpy as np
import reluviz.core.arrays

def page_faults_of_twenty_megabytes():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    arrays = [np.ones(1 << 17) for _ in range(20)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

page_faults_of_twenty_megabytes()
print(page_faults_of_twenty_megabytes())
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 500  # of 5,000 pages
