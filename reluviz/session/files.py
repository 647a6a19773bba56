"""`.reluviz` files: a session as versioned JSON, and networks made elsewhere as NET.json.

Floats are written as the shortest decimal text that reads back as the same float64, so a session returns bit
for bit. The data stands there by value and by recipe: what was trained on comes back, whatever a later
version draws. A file is read and checked whole before anything is returned; every fault is a FileError.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import numpy as np

from reluviz.core.arrays import FloatArray
from reluviz.core.bounds import check_drawable
from reluviz.core.curves import Polyline
from reluviz.core.network import Network
from reluviz.learn.data import DATASETS, DRAWN, Data, checked_recipe, dataset_of, make_data
from reluviz.learn.losses import LOSSES, OUTPUTS
from reluviz.learn.optimizers import OPTIMIZERS
from reluviz.learn.step import parameter_count
from reluviz.learn.targets import Target, drawn
from reluviz.learn.trainer import Progress, Setup
from reluviz.session import fields
from reluviz.session.disk import FileError, StrPath, check_writable, read_text, write_text
from reluviz.session.muting import Neurons
from reluviz.session.netjson import Box, read_foreign_network, read_network
from reluviz.session.session import COLOURS, RECIPE, Session, View, home

__all__ = ["FileError", "check_writable", "load", "load_drawable", "load_network", "save"]

FORMAT = "reluviz session"
VERSION = 1
EXACT = 2**53
"""Whole numbers beyond this have no float64 of their own."""

Document = dict[str, Any]
Result = TypeVar("Result")
Reader = Callable[[Document], Result]


# -- what is done with files ----------------------------------------------------------------------------


def save(session: Session, path: StrPath) -> None:
    """Writes the session in one step: a fault (FileError) leaves an old file as it was."""
    try:
        text = _lines(_written(session))
    except ValueError as error:
        raise FileError(path, "was not written: the session holds a number that is not finite") from error
    write_text(path, text)


def load(path: StrPath) -> Session:
    """The session of a `.reluviz` file, or one made around the network of a NET.json file.

    Such a network needs one or two inputs and one output; the session has the circle data, or samples of a
    sine, and shows the file's "box". Raises FileError.
    """
    return _read(path, _session, lambda document: _around(*read_foreign_network(document)))


def load_drawable(path: StrPath) -> Session:
    """Like `load`, for whoever draws the session: FileError also when its values are too large for that."""
    session = load(path)
    try:
        view = session.view
        check_drawable(session.network, view.frame if session.target else view.box)
    except ValueError as error:
        raise FileError(path, str(error)) from error
    return session


def load_network(path: StrPath) -> tuple[Network, Box | None]:
    """The network of a NET.json file, and its "box" (xmin, xmax, ymin, ymax) or None; or that of a session.

    Raises FileError.
    """
    return _read(path, lambda document: (_session(document).network, None), read_foreign_network)


def _read(path: StrPath, of_session: Reader[Result], of_network: Reader[Result]) -> Result:
    """What the reader for this kind of file makes of it; its faults become those of the file."""
    try:
        document = fields.parse(read_text(path))
        if isinstance(document, dict) and "format" in document:
            return of_session(document)
        if isinstance(document, dict) and "layers" in document:
            return of_network(document)
        raise ValueError("is neither a reluviz session nor a network")
    except FileError:
        raise
    except ValueError as error:
        raise FileError(path, str(error)) from error


# -- writing --------------------------------------------------------------------------------------------


def _lines(document: Document) -> str:
    """JSON with one line for each part, so that two sessions can be compared line by line."""
    parts = [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _written(session: Session) -> Document:
    return {
        "format": FORMAT,
        "version": VERSION,
        "network": session.network.to_dict(),
        "start": session.start.to_dict(),
        "seed": session.seed,
        "data": _written_data(session.data),
        "setup": asdict(session.setup),
        "progress": _written_progress(session.progress),
        "view": asdict(session.view),
        "muted": sorted(session.muted),
    }


def _written_data(data: Data) -> Document:
    recipe: Document = {key: getattr(data, key) for key in RECIPE}
    if data.target is not None and isinstance(data.target.f, Polyline) and data.name == DRAWN:
        recipe["vertices"] = data.target.f.vertices.tolist()
    return {
        "recipe": recipe,
        "train_x": data.train_x.tolist(),
        "train_y": data.train_y.tolist(),
        "test_x": data.test_x.tolist(),
        "test_y": data.test_y.tolist(),
    }


def _written_progress(progress: Progress) -> Document:
    epochs, train_losses, test_losses = progress.history.T
    return {
        "epoch": progress.epoch,
        "history": {
            "epoch": [int(epoch) for epoch in epochs],
            "train_loss": train_losses.tolist(),
            "test_loss": [None if math.isnan(loss) else loss for loss in test_losses.tolist()],
        },
        "moments": None if progress.moments is None else [array.tolist() for array in progress.moments],
        "steps": progress.steps,
    }


# -- reading --------------------------------------------------------------------------------------------


def _session(document: Document) -> Session:
    _check_version(document)
    network = _part(document, "network", read_network)
    start = _part(document, "start", read_network)
    session = Session(
        network=network,
        start=network if _bits(start) == _bits(network) else start,
        data=_part(document, "data", _data),
        setup=_part(document, "setup", _setup),
        progress=_part(document, "progress", _progress),
        view=_part(document, "view", _view),
        seed=fields.whole(fields.member(document, "seed"), "seed"),
        muted=_muted(document.get("muted", [])),
    )
    _check_moments(session)
    return session


def _bits(network: Network) -> object:
    """All that makes a network, to be compared to the last bit: 0.0 and -0.0 are not the same start."""
    arrays = (*network.weights, *network.biases, np.array(network.slope))
    return network.shape, network.activation, [array.tobytes() for array in arrays]


def _check_version(document: Document) -> None:
    if document["format"] != FORMAT:
        raise ValueError(f"is not a reluviz session: its format is {fields.kind(document['format'])}")
    version = fields.whole(fields.member(document, "version"), "version", least=1)
    if version > VERSION:
        raise ValueError(
            f"was made by a newer reluviz (file version {version}; this one reads versions up to {VERSION})"
        )


def _part(document: Document, key: str, read: Reader[Result]) -> Result:
    """One part of the document; a fault inside it is told with the part's name in front."""
    value = fields.members(fields.member(document, key), key)
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def _around(network: Network, box: Box | None) -> Session:
    """A session that shows a network from elsewhere, over the circle data; with one input, beside a sine."""
    if network.n_inputs not in (1, 2) or network.n_outputs != 1:
        raise ValueError(
            "the window shows networks with 1 or 2 inputs and 1 output; "
            f"this one has {network.n_inputs} and {network.n_outputs}"
        )
    curve = network.n_inputs == 1
    data = make_data("sin" if curve else "circle")
    view = home(data)
    if box is not None:
        xmin, xmax, ymin, ymax = box
        center, across, up = ((xmin + xmax) / 2, (ymin + ymax) / 2), (xmax - xmin) / 2, (ymax - ymin) / 2
        view = View(center, across, half_height=up) if curve else View(center, min(across, up))
    setup = Setup(output="linear") if curve else Setup()
    return Session(network=network, start=network, data=data, setup=setup, view=view)


def _data(obj: Document) -> Data:
    recipe = _recipe(fields.members(fields.member(obj, "recipe"), "recipe"))
    dataset = dataset_of(recipe["name"])
    train_x, test_x = (
        fields.matrix(fields.member(obj, key), key, dataset.inputs) for key in ("train_x", "test_x")
    )
    train_y, test_y = (fields.vector(fields.member(obj, key), key) for key in ("train_y", "test_y"))
    return Data(*checked_recipe(**recipe), train_x, train_y, test_x, test_y, dataset.target)


def _recipe(obj: Document) -> Document:
    return {
        "name": _name_or_target(obj),
        "points": fields.whole(fields.member(obj, "points", "recipe"), "recipe: points"),
        "noise": fields.number(fields.member(obj, "noise", "recipe"), "recipe: noise"),
        "train_share": fields.number(fields.member(obj, "train_share", "recipe"), "recipe: train_share"),
        "seed": fields.whole(fields.member(obj, "seed", "recipe"), "recipe: seed"),
    }


def _name_or_target(recipe: Document) -> str | Target:
    name = fields.choice(fields.member(recipe, "name", "recipe"), "recipe: name", [*DATASETS, DRAWN])
    if name != DRAWN:
        return name
    where = "recipe: vertices"
    return drawn(fields.matrix(fields.member(recipe, "vertices", "recipe"), where, 2))


def _setup(obj: Document) -> Setup:
    return Setup(
        output=fields.choice(fields.member(obj, "output"), "output", OUTPUTS),
        loss=fields.choice(fields.member(obj, "loss"), "loss", LOSSES),
        optimizer=fields.choice(fields.member(obj, "optimizer"), "optimizer", OPTIMIZERS),
        learning_rate=fields.number(fields.member(obj, "learning_rate"), "learning_rate"),
        batch=fields.whole(fields.member(obj, "batch"), "batch"),
    )


def _progress(obj: Document) -> Progress:
    epoch = fields.whole(fields.member(obj, "epoch"), "epoch", most=EXACT)
    history = _history(fields.members(fields.member(obj, "history"), "history"), epoch)
    steps = fields.whole(fields.member(obj, "steps"), "steps", most=EXACT)
    moments = fields.member(obj, "moments")
    if moments is None:
        return Progress(epoch, history)
    vectors = tuple(fields.vector(moment, "moments") for moment in fields.items(moments, "moments"))
    return Progress(epoch, history, vectors, steps)


def _history(obj: Document, epoch: int) -> FloatArray:
    epochs = fields.vector(fields.member(obj, "epoch", "history"), "history: epoch")
    train = fields.vector(fields.member(obj, "train_loss", "history"), "history: train_loss")
    test = fields.vector_with_gaps(fields.member(obj, "test_loss", "history"), "history: test_loss")
    if not len(epochs) == len(train) == len(test):
        raise ValueError("history: epoch, train_loss and test_loss differ in length")
    if (np.diff(epochs, prepend=-1.0, append=epoch + 1.0) <= 0).any():
        raise ValueError(f"history: the epochs do not rise from 0 to at most {epoch}")
    return np.column_stack([epochs, train, test])


def _check_moments(session: Session) -> None:
    """The optimiser's running sums must be those of this optimiser on a network of this shape."""
    moments = session.progress.moments
    if moments is None:
        return
    expected = [(parameter_count(session.network.shape),)] * OPTIMIZERS[session.setup.optimizer].moments
    if [moment.shape for moment in moments] != expected:
        raise ValueError("progress: moments do not fit the network and the optimizer")


def _muted(value: object) -> Neurons:
    pairs = [fields.items(pair, "muted", 2) for pair in fields.items(value, "muted")]
    return frozenset((fields.whole(k, "muted layer"), fields.whole(j, "muted neuron")) for k, j in pairs)


def _view(obj: Document) -> View:
    pin = obj.get("pin")
    half_width = fields.number(fields.member(obj, "half_width"), "half_width")
    half_height = fields.number(obj.get("half_height", View.half_height), "half_height")
    selected = fields.member(obj, "selected")
    if selected is not None:
        layer, index = fields.items(selected, "selected", 2)
        selected = fields.whole(layer, "selected layer"), fields.whole(index, "selected neuron")
    return View(
        center=_point(fields.member(obj, "center"), "center"),
        half_width=half_width,
        selected=selected,
        half_height=half_height,
        pin=None if pin is None else _point(pin, "pin"),
        colour=fields.choice(obj.get("colour", View.colour), "colour", COLOURS),
    )


def _point(value: object, where: str) -> tuple[float, float]:
    x, y = fields.vector(fields.items(value, where, 2), where).tolist()
    return x, y
