"""Scene: the derived arrays of a Session, each computed once, on demand, and shared by every view."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reluviz.core.partition import Partition, partition
from reluviz.core.theory import max_regions
from reluviz.ui.evaluation import Evaluation, evaluate
from reluviz.ui.raster import number_image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.session.session import Session

#: Columns of the grid on which heat maps are sampled; folds over them are exact.
FIELD_COLUMNS = 112

Box = tuple[float, float, float, float]


class Fields(NamedTuple):
    """Hidden outputs and the sum on one grid of the view box, top row first."""

    hidden: list[NDArray[np.float32]]
    """A layer each: (rows, columns, neurons)."""
    total: NDArray[np.float64]
    """(rows, columns) first output."""


class Scene:
    """All that is drawn of a session, seen through a plane of `size` (width, height) device pixels.

    pointer: the position of the mouse in input units, or None. previous: the scene before, whose arrays are
    kept where what they follow from is the same object.
    """

    def __init__(
        self,
        session: Session,
        size: tuple[int, int],
        pointer: tuple[float, float] | None = None,
        previous: Scene | None = None,
    ) -> None:
        self.session = session
        self.size = size
        self.pointer = pointer
        self.network = session.network
        self.box = view_box(session.view.center, session.view.half_width, size)
        if previous is not None:
            self._keep_from(previous)

    def _keep_from(self, previous: Scene) -> None:
        known = previous.__dict__
        kept: list[str] = []
        if previous.network is self.network:
            kept.append("bound")
            if previous.box == self.box:
                kept += ["partition", "fields"]
                if previous.size == self.size:
                    kept.append("numbers")
            if previous.session.data is self.session.data and previous.session.setup is self.session.setup:
                kept.append("evaluation")
        self.__dict__.update({name: known[name] for name in kept if name in known})

    @cached_property
    def partition(self) -> Partition:
        """The exact partition of the visible box."""
        return partition(self.network, self.box)

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """(height, width) number of the region at the centre of each device pixel, top row first."""
        xmin, xmax, ymin, ymax = self.box
        width, height = self.size
        p = self.partition
        scale = np.array([width / (xmax - xmin), -height / (ymax - ymin)])
        return number_image((p.vertices - (xmin, ymax)) * scale, p.loop, p.offsets, width, height)

    @cached_property
    def region(self) -> int:
        """Region under the pointer, -1 for none."""
        if self.pointer is None:
            return -1
        return int(self.partition.region_at(np.array([self.pointer]))[0])

    @cached_property
    def bound(self) -> int:
        """The most regions a network of this architecture can have."""
        return max_regions(self.network)

    @cached_property
    def fields(self) -> Fields:
        """Every neuron's output and the sum, from one evaluation of the network."""
        xmin, xmax, ymin, ymax = self.box
        columns = FIELD_COLUMNS
        rows = max(2, round(columns * self.size[1] / self.size[0]))
        x = xmin + (np.arange(columns) + 0.5) * ((xmax - xmin) / columns)
        y = ymax - (np.arange(rows) + 0.5) * ((ymax - ymin) / rows)
        grid = np.empty((rows, columns, 2))
        grid[..., 0], grid[..., 1] = x, y[:, None]
        outputs = self.network.hidden_outputs(grid.reshape(-1, 2))
        last = outputs[-1] if outputs else grid.reshape(-1, 2)
        total = last @ self.network.weights[-1][0] + self.network.biases[-1][0]
        with np.errstate(over="ignore"):  # beyond float32 a colour is full anyway
            shaped = [np.asarray(h, np.float32).reshape(rows, columns, -1) for h in outputs]
        return Fields(shaped, total.reshape(rows, columns))

    @cached_property
    def evaluation(self) -> Evaluation:
        """Losses, accuracy and dead neurons, from one evaluation of the network at its data."""
        return evaluate(self.network, self.session.data, self.session.setup)


def view_box(center: tuple[float, float], half_width: float, size: tuple[int, int]) -> Box:
    """The visible box (xmin, xmax, ymin, ymax): `half_width` is half of its smaller side, units are
    square."""
    width, height = size
    unit = half_width / min(width, height)
    x, y = center
    return (x - unit * width, x + unit * width, y - unit * height, y + unit * height)
