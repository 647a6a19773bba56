"""Scene: the derived arrays of a Session, each computed once, on demand, and shared by every view."""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from reluviz.core.errors import MaxError, max_error
from reluviz.core.handles import fold_lines
from reluviz.core.pieces import Pieces, pieces
from reluviz.core.theory import max_regions
from reluviz.session.muting import audible
from reluviz.ui.curves import curve_of, responses, weighted
from reluviz.ui.evaluation import Evaluation, evaluate
from reluviz.ui.heat import CountRange, HeatScale, typical_size
from reluviz.ui.limit import bounded_partition
from reluviz.ui.raster import number_image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reluviz.core.network import Network
    from reluviz.core.partition import Partition
    from reluviz.learn.targets import Target
    from reluviz.session.session import Session
    from reluviz.ui.curves import Curves

#: Columns of the grid on which heat maps are sampled; folds over them are exact.
FIELD_COLUMNS = 112
#: Heat maps of wide networks are sampled more coarsely, down to this many columns, so that one evaluation
#: needs at most this many products.
LEAST_COLUMNS = 40
FIELD_PRODUCTS = 15e6
#: To find a scale every so many pixels are looked at, along and down.
_SPARSE = 3

Box = tuple[float, float, float, float]


class Fields(NamedTuple):
    """Hidden outputs and the sum on one grid of the view box, top row first."""

    hidden: list[NDArray[np.float32]]
    """A layer each: (neurons, rows, columns)."""
    total: NDArray[np.float64]
    """(rows, columns) first output."""


class Folds(NamedTuple):
    """The folds of a hidden layer: segments (m, 2, 2), and offsets (n + 1,) of each neuron's among them.

    In the first layer a neuron has one line for each kink of the activation, the left kink's first.
    """

    offsets: NDArray[np.intp]
    segments: NDArray[np.float64]

    def of(self, neuron: int) -> NDArray[np.float64]:
        """Those of one neuron."""
        return self.segments[self.offsets[neuron] : self.offsets[neuron + 1]]


class _Numbers(NamedTuple):
    """The picture of region numbers of an earlier scene, and what it was made of."""

    vertices: NDArray[np.float64]
    sides: NDArray[np.intp]
    size: tuple[int, int]
    numbers: NDArray[np.int32]


class _Scales:
    """What stands still from scene to scene while values change a little."""

    def __init__(self) -> None:
        self.sum, self.gradient, self.active = HeatScale(), HeatScale(), CountRange()


class Scene:
    """All that is drawn of a session, seen through a view of `size` (width, height) device pixels.

    pointer: the position of the mouse in units of the view, or None. previous: the scene before, whose arrays
    are kept where what they follow from is the same object. dragging: whether a handle is in hand. Of a
    network with two inputs there are partition, numbers, folds and fields; of one with a single input
    interval, pieces, curve and the neurons' units. `network` is the session's without the output of its muted
    neurons.
    """

    def __init__(
        self,
        session: Session,
        size: tuple[int, int],
        pointer: tuple[float, float] | None = None,
        previous: Scene | None = None,
        *,
        dragging: bool = False,
    ) -> None:
        self.session = session
        self.size = size
        self.pointer, self.dragging = pointer, dragging
        self.network = session.shown
        self.box = seen_box(session, size)
        self._last_partition: Partition | None = None
        self._last_numbers: _Numbers | None = None
        self._folds: dict[int, Folds] = {}
        self._last_responses: list[Curves] = []
        self._last_units: Curves = []
        self._scales: _Scales = previous._scales if previous is not None else _Scales()
        if previous is not None:
            self._keep_from(previous)

    def _keep_from(self, previous: Scene) -> None:
        known = previous.__dict__
        self._last_partition = known.get("partition", previous._last_partition)
        self._last_numbers = previous._last_numbers
        self._last_responses = known.get("_responses", previous._last_responses)
        self._last_units = known.get("_units", previous._last_units)
        if "numbers" in known:
            last = previous.partition
            self._last_numbers = _Numbers(last.vertices, last.sides, previous.size, previous.numbers)
        kept: list[str] = []
        if previous.network is self.network:
            kept.append("bound")
            if previous.box == self.box:
                kept += [
                    "partition",
                    "fields",
                    "scale",
                    "counts",
                    "_folds",
                    "pieces",
                    "curve",
                    "_responses",
                    "_units",
                ]
                if previous.size == self.size:
                    kept += ["numbers", "gradient_scale"]
            if previous.session.target is self.session.target:
                kept.append("error")
            if previous.session.data is self.session.data and previous.session.setup is self.session.setup:
                kept.append("evaluation")
        self.__dict__.update({name: known[name] for name in kept if name in known})

    @cached_property
    def partition(self) -> Partition:
        """The exact partition of the visible box; what it shares with the last one is not computed again.

        Of a network with too many regions it is that of the first layers: `whole` tells.
        """
        return bounded_partition(self.network, self.box, self._last_partition)

    @property
    def whole(self) -> bool:
        """Whether the partition is that of the whole network."""
        return self.partition.network is self.network

    def fold(self, layer: int, neuron: int) -> NDArray[np.float64]:
        """(m, 2, 2) segments of a neuron's fold."""
        return self.folds(layer).of(neuron)

    def folds(self, layer: int) -> Folds:
        """The folds of a hidden layer; none of neurons that the partition leaves out."""
        known = self._folds.get(layer)
        if known is None:
            known = self._folds[layer] = self._folds_of(layer)
        return known

    def _folds_of(self, layer: int) -> Folds:
        shown, width = self.partition.network, self.network.hidden[layer]
        if layer >= len(shown.hidden):
            return Folds(np.zeros(width + 1, np.intp), np.empty((0, 2, 2)))
        offsets, segments = fold_lines(shown, self.box) if layer == 0 else self.partition.folds(layer)
        return Folds(np.pad(offsets, (0, width + 1 - len(offsets)), mode="edge"), segments)

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """(height, width) number of the region at the centre of each device pixel, top row first."""
        xmin, xmax, ymin, ymax = self.box
        width, height = self.size
        p, last = self.partition, self._last_numbers
        if (
            last is not None
            and last.vertices is p.vertices
            and last.sides is p.sides
            and last.size == self.size
        ):
            return last.numbers  # an edit of the output moves no region
        scale = np.array([width / (xmax - xmin), -height / (ymax - ymin)])
        return number_image((p.vertices - (xmin, ymax)) * scale, p.edges, p.sides, width, height)

    # -- the region that is inspected ------------------------------------------------------------------------

    @property
    def place(self) -> tuple[float, float] | None:
        """Where the plane is inspected: at the pin or, without one, under the pointer."""
        pin = self.session.view.pin
        return self.pointer if pin is None else pin

    @cached_property
    def region(self) -> int:
        """The region that is inspected, -1 for none."""
        return self.region_at(self.place)

    def region_at(self, place: tuple[float, float] | None) -> int:
        """Region of the pixel at a place, -1 outside the box: the picture of regions knows it already."""
        if place is None:
            return -1
        xmin, xmax, ymin, ymax = self.box
        width, height = self.size
        column = math.floor((place[0] - xmin) / (xmax - xmin) * width)
        row = math.floor((ymax - place[1]) / (ymax - ymin) * height)
        return int(self.numbers[row, column]) if 0 <= column < width and 0 <= row < height else -1

    @cached_property
    def outline(self) -> NDArray[np.float64]:
        """(k, 2) corners of the region that is inspected, counter-clockwise; none of none."""
        return self.partition.polygon(self.region) if self.region >= 0 else np.empty((0, 2))

    @property
    def calm(self) -> bool:
        """Whether a handle is dragged and nothing pinned: on a fold there is now this and now that region
        under the pointer, so that only the inspector tells of it."""
        return self.dragging and self.session.view.pin is None

    @property
    def marked(self) -> NDArray[np.float64]:
        """(k, 2): `outline`, but none while it is `calm`."""
        return np.empty((0, 2)) if self.calm else self.outline

    # -- what colours tell of regions ------------------------------------------------------------------------

    @cached_property
    def scale(self) -> float:
        """The value of the sum that is shown in full colour, in every view: round, and steady."""
        return self._scales.sum.follow(typical_size(self.fields.total))

    @cached_property
    def gradient_scale(self) -> float:
        """The size of a gradient that is shown in full colour: round, and steady."""
        sizes = np.hypot(*self.partition.planes.gradients.T)
        return self._scales.gradient.follow(typical_size(sizes.take(self.numbers[::_SPARSE, ::_SPARSE])))

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """(R,): how many neurons are on in each region."""
        ones = np.ones(self.partition.network.n_hidden)
        return self.partition.sums_where_on(ones).real.astype(np.intp)

    @cached_property
    def count_range(self) -> tuple[int, int]:
        """The numbers of neurons that have the first and the last colour: steady."""
        return self._scales.active.follow(int(self.counts.min()), int(self.counts.max()))

    # -- with one input ------------------------------------------------------------------------------------

    @property
    def n_inputs(self) -> int:
        """1 or 2."""
        return self.network.n_inputs

    @property
    def interval(self) -> tuple[float, float]:
        """The x (low, high) that are seen."""
        return self.box[:2]

    @cached_property
    def pieces(self) -> Pieces:
        """The exact pieces of the sum on the interval."""
        return pieces(self.network, self.interval)

    @cached_property
    def curve(self) -> NDArray[np.float64]:
        """(m, 2) vertices of the sum: the ends of the interval and the kinks between."""
        return curve_of(self.network, self.pieces)

    @cached_property
    def piece(self) -> int:
        """The number of the piece under the pointer, -1 for none."""
        if self.pointer is None or not self.interval[0] <= self.pointer[0] <= self.interval[1]:
            return -1
        return int(np.searchsorted(self.pieces.kinks, self.pointer[0]))

    @property
    def target(self) -> Target:
        """The curve to follow."""
        target = self.session.target
        assert target is not None
        return target

    @cached_property
    def error(self) -> MaxError:
        """The largest distance of the sum from the target, on the target's whole interval, seen or not."""
        target = self.target
        low, high = target.interval
        seen = self.interval[0] <= low and high <= self.interval[1]
        q = self.pieces if seen else pieces(self.network, target.interval)
        return max_error(q, target.f, target.interval)

    def response(self, layer: int, neuron: int) -> NDArray[np.float64]:
        """(m, 2) vertices of a hidden neuron's output; the same object as in the scene before where nothing
        of it changed."""
        return self._responses[layer][neuron]

    def unit(self, neuron: int) -> NDArray[np.float64]:
        """(m, 2) vertices of what a neuron of the last hidden layer adds to the sum: v times its output. The
        same object as in the scene before where nothing of it changed."""
        return self._units[neuron]

    @cached_property
    def _responses(self) -> list[Curves]:
        return responses(self.network, self.interval, self._last_responses)

    @cached_property
    def _units(self) -> Curves:
        return weighted(self._responses[-1], self.network.output_weights, self._last_units)

    # -- with any number -----------------------------------------------------------------------------------

    @cached_property
    def lit(self) -> NDArray[np.bool_] | None:
        """(H,): the neurons that are on in the region or piece that is inspected; None where that is not
        known."""
        if self.n_inputs == 1:
            known = self.pointer is not None and self.piece >= 0
            return self.network.pattern([self.pointer[:1]])[0] if known and self.pointer else None
        return self.partition.pattern(self.region) if self.region >= 0 and self.whole else None

    @cached_property
    def affine(self) -> tuple[NDArray[np.float64], float] | None:
        """There the sum is a (d,) @ x + c: a and c; None like `lit`."""
        if self.lit is None:
            return None
        if self.n_inputs == 1:
            return self.pieces.slopes[self.piece, np.newaxis], float(self.pieces.intercepts[self.piece])
        slopes, constants = self.partition.affine(self.region)
        return slopes[0], float(constants[0])

    @cached_property
    def bound(self) -> int:
        """The most regions that a network with as many neurons, muted ones left aside, can have."""
        return max_regions(self.heard)

    @property
    def heard(self) -> Network:
        """The network as if its muted neurons were not there."""
        return audible(self.network, self.session.muted)

    @cached_property
    def fields(self) -> Fields:
        """Every neuron's output and the sum, from one evaluation of the network."""
        xmin, xmax, ymin, ymax = self.box
        columns = field_columns(self.network, self.size)
        rows = max(2, round(columns * self.size[1] / self.size[0]))
        x = xmin + (np.arange(columns) + 0.5) * ((xmax - xmin) / columns)
        y = ymax - (np.arange(rows) + 0.5) * ((ymax - ymin) / rows)
        grid = np.empty((2, rows, columns), np.float32)
        grid[0], grid[1] = x, y[:, None]
        outputs, total = evaluated_on(self.network, grid.reshape(2, -1))
        return Fields([h.reshape(-1, rows, columns) for h in outputs], total.reshape(rows, columns))

    @cached_property
    def evaluation(self) -> Evaluation:
        """Losses, accuracy and dead neurons, from one evaluation of the network at its data."""
        return evaluate(self.network, self.session.data, self.session.setup)


def field_columns(network: Network, size: tuple[int, int]) -> int:
    """Columns of the grid of heat maps: fewer for wide networks, so that they cost no more than
    `FIELD_PRODUCTS`."""
    shape = network.shape
    products = sum(above * below for above, below in pairwise(shape))
    rows_per_column = size[1] / size[0]
    affordable = int(math.sqrt(FIELD_PRODUCTS / products / rows_per_column))
    return max(LEAST_COLUMNS, min(FIELD_COLUMNS, affordable))


def evaluated_on(
    network: Network, points: NDArray[np.float32]
) -> tuple[list[NDArray[np.float32]], NDArray[np.float64]]:
    """Each hidden layer's outputs (neurons, n) and the first output (n,) at points (2, n), in float32: enough
    for a colour.

    A neuron's outputs stand next to each other, so that what is done to all of them is done to long rows.
    What overflows is infinite or not a number, and coloured as such.
    """
    outputs, h = [], points
    with np.errstate(over="ignore", invalid="ignore"):
        for W, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
            z = W.astype(np.float32) @ h
            z += b.astype(np.float32)[:, None]
            h = np.asarray(network.kind.value(cast("NDArray[np.float64]", z), network.slope), np.float32)
            outputs.append(h)
        total = network.weights[-1][0].astype(np.float32) @ h + np.float32(network.biases[-1][0])
    return outputs, np.asarray(total, np.float64)


def seen_box(session: Session, size: tuple[int, int]) -> Box:
    """What is seen: of a plane a box in the shape of the view, of a curve the view's own frame."""
    view = session.view
    return view.frame if session.network.n_inputs == 1 else view_box(view.center, view.half_width, size)


def view_box(center: tuple[float, float], half_width: float, size: tuple[int, int]) -> Box:
    """The visible box (xmin, xmax, ymin, ymax): `half_width` is half of its smaller side, units are
    square."""
    width, height = size
    unit = half_width / min(width, height)
    x, y = center
    return (x - unit * width, x + unit * width, y - unit * height, y + unit * height)
