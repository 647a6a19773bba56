"""The command line. Every fault is one line on stderr and exit code 2.

Nothing heavy is imported before it is needed: `--version` and `--help` load no NumPy, and only the commands
that draw load Qt.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from reluviz._version import __version__
from reluviz.bar import Bar

if TYPE_CHECKING:
    from reluviz.session.session import Session

USAGE_ERROR = 2
INTERRUPTED = 130
PIPE_CLOSED = 141

DEFAULT_BOX = (-6.0, 6.0, -6.0, 6.0)
LARGEST_PICTURE = 16384
"""Pixels a side; Qt's painters go to 32767, but such a picture would not fit into the memory."""

NEW_HELP = {
    "dataset": ("NAME", "the data: {}"),
    "hidden": ("N,N", "neurons of each hidden layer"),
    "activation": ("NAME", "of the hidden neurons: {}"),
    "seed": ("N", "the same seed, the same session"),
    "noise": ("SHARE", "of the data: 0 to {}"),
    "points": ("N", "samples in all"),
    "train_share": ("SHARE", "of the samples for training"),
    "output": ("NAME", "what the squared loss compares: {}"),
    "loss": ("NAME", "{}"),
    "optimizer": ("NAME", "{}"),
    "learning_rate": ("RATE", "above 0"),
    "batch": ("N", "samples of one update"),
}
"""What `new --help` says of each argument of Session.new: its sign, and words around what can be chosen."""


class UsageError(ValueError):
    """A command line that cannot be followed."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that takes no abbreviations and tells a fault in one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code. argv: the arguments without the program's name."""
    # One thread is faster for matrices as small as ours; NumPy reads this once, when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    except MemoryError:
        return _fail("there is not enough memory for this")
    except (ValueError, OSError) as error:
        return _fail(_sentence(error))
    return code


def _run(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        return _open(_window_parser().parse_args(arguments))
    add, run, summary = command
    parser = Parser(prog=f"reluviz {arguments[0]}", description=f"{summary[0].upper()}{summary[1:]}.")
    add(parser)
    return run(parser.parse_args(_with_spaces(arguments[1:])))


def _sentence(error: Exception) -> str:
    if not isinstance(error, OSError) or error.strerror is None:
        return str(error)
    return f"{error.filename or 'the output'}: {error.strerror[:1].lower()}{error.strerror[1:]}"


def _fail(message: str, code: int = USAGE_ERROR) -> int:
    sys.stderr.write(f"reluviz: {' '.join(message.split())}\n")
    return code


def _silence_stdout() -> None:
    """The reader of our output has gone: Python's own flush at the end must not complain about it."""
    with suppress(OSError, ValueError):  # a stdout that is no real file has nothing to flush to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


# -- the window -----------------------------------------------------------------------------------------


def _window_parser() -> Parser:
    commands = "\n".join(f"  {name:<11}{summary}" for name, (_, _, summary) in COMMANDS.items())
    parser = Parser(
        prog="reluviz",
        usage="reluviz [FILE] [--perf-log LOG] | reluviz COMMAND ...",
        description="Opens the window, with FILE if it is given.",
        epilog=f"commands (each has --help):\n{commands}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a .reluviz session or a NET.json network")
    parser.add_argument("--perf-log", type=Path, metavar="LOG", help="write a JSON line a frame to this file")
    parser.add_argument("--version", action="version", version=f"reluviz {__version__}")
    return parser


def _open(options: argparse.Namespace) -> int:
    gc.disable()  # nothing of what is loaded for the window is garbage; `run` enables it when it is on screen
    try:
        session = _shown_session(options.file)
        if options.perf_log is not None:
            options.perf_log.open("a").close()  # a log that cannot be written is told before the window opens
        run = _drawing("reluviz.ui.app", "run")
        code: int = run(session, None if options.file is None else Path(options.file), options.perf_log)
    finally:
        gc.enable()
    return code


def _shown_session(file: str | None) -> Session:
    """The session to open with, before Qt is loaded: a bad file fails at once, and NumPy and what builds on
    it load some 10 ms faster than after PySide has put a function of its own in the place of import."""
    from reluviz.session.session import Session

    if file is None:
        return Session.first()
    if file.isidentifier() and not os.path.lexists(file):
        raise UsageError(f"{file}: there is no such file, nor a command of this name (see reluviz --help)")
    from reluviz.session.files import load_drawable

    return load_drawable(file)


def _drawing(module: str, name: str) -> Callable[..., Any]:
    """A function of the ui, which loads Qt; says so in one line where Qt's system libraries are missing."""
    from importlib import import_module

    try:
        function: Callable[..., Any] = getattr(import_module(module), name)
    except ImportError as error:
        if (error.name or "").startswith("reluviz"):
            raise
        raise OSError(f"drawing needs Qt, which cannot be loaded: {error}") from error
    return function


# -- new ------------------------------------------------------------------------------------------------


def _add_new(parser: Parser) -> None:
    """The options are the arguments of Session.new; what can be chosen stands in the tables of each room."""
    from inspect import signature

    from reluviz.core.activations import ACTIVATIONS
    from reluviz.learn.data import DATASETS, MAX_NOISE
    from reluviz.learn.losses import LOSSES, OUTPUTS
    from reluviz.learn.optimizers import OPTIMIZERS
    from reluviz.session.session import Session

    choices = {
        "dataset": _listed(DATASETS),
        "activation": _listed(ACTIVATIONS),
        "noise": MAX_NOISE,
        "output": _listed(OUTPUTS),
        "loss": _listed(LOSSES),
        "optimizer": _listed(OPTIMIZERS),
    }
    _add_output(parser, "the session to write (.reluviz)")
    for name, argument in signature(Session.new).parameters.items():
        default = argument.default
        sign, words = NEW_HELP[name]
        shown = ",".join(map(str, default)) if name == "hidden" else default
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=_widths if name == "hidden" else type(default),
            default=default,
            metavar=sign,
            help=f"{words.format(choices.get(name))} (default {shown})",
        )


def _new(options: argparse.Namespace) -> int:
    from reluviz.session.files import save
    from reluviz.session.session import Session

    recipe = {key: value for key, value in vars(options).items() if key != "out"}
    save(Session.new(**recipe), options.out)
    return 0


def _widths(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(width) for width in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be whole numbers joined by commas, not {text!r}") from None


# -- render ---------------------------------------------------------------------------------------------


def _add_render(parser: Parser) -> None:
    from reluviz.ui.choices import FORMATS, THEMES, VIEWS

    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="a session or network (default: the first start)")
    _add_output(parser, f"the picture to write: {_listed(FORMATS)}", type=_picture)
    add("--size", type=_size, default=(1600, 900), metavar="WxH", help="in pixels (default 1600x900)")
    for name, choices in (("--theme", THEMES), ("--view", VIEWS)):
        add(name, choices=choices, default=choices[0], help=f"(default {choices[0]})")


def _render(options: argparse.Namespace) -> int:
    from reluviz.session.files import check_writable, load_drawable
    from reluviz.session.session import Session
    from reluviz.ui.choices import OF_CURVES

    start = Session.first_curve if options.view in OF_CURVES else Session.first
    session = start() if options.file is None else load_drawable(options.file)
    check_writable(options.out)
    draw = _drawing("reluviz.ui.export", "render")
    draw(session, options.out, size=options.size, theme=options.theme, view=options.view)
    return 0


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"must be WIDTHxHEIGHT in pixels, like 1600x900, not {text!r}")
    size = int(width), int(height)
    if not all(1 <= side <= LARGEST_PICTURE for side in size):
        raise argparse.ArgumentTypeError(f"each side must be 1 to {LARGEST_PICTURE} pixels, not {text!r}")
    return size


def _picture(text: str) -> Path:
    from reluviz.ui.choices import FORMATS

    if Path(text).suffix.lower() not in FORMATS:
        raise argparse.ArgumentTypeError(f"a picture's name ends in {_listed(FORMATS)}, not {text!r}")
    return Path(text)


# -- partition ------------------------------------------------------------------------------------------


def _add_partition(parser: Parser) -> None:
    parser.add_argument("file", metavar="NET.json", help="a network with two inputs (or a session)")
    parser.add_argument(
        "--box",
        nargs=4,
        type=float,
        metavar=("XMIN", "XMAX", "YMIN", "YMAX"),
        help='the part of the plane that is cut up (default: the "box" of the file, else '
        f"{' '.join(f'{side:g}' for side in DEFAULT_BOX)})",
    )
    _add_json(parser)


def _partition(options: argparse.Namespace) -> int:
    from reluviz.core.partition import partition
    from reluviz.session.files import FileError, load_network

    network, own_box = load_network(options.file)
    box = own_box or DEFAULT_BOX if options.box is None else tuple(options.box)
    try:
        cut = partition(network, box=box)
    except ValueError as error:
        raise FileError(options.file, str(error)) from error
    _report(
        {
            "regions": cut.n_regions,
            "vertices": cut.n_vertices,
            "edges": cut.n_edges,
            "area": float(cut.areas.sum()),
            "boundary_length": float(cut.boundary_length),
        },
        options.json,
    )
    return 0


# -- train ----------------------------------------------------------------------------------------------


def _add_train(parser: Parser) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", help="the session to train (or a network: on the circle data)")
    add("--epochs", type=_count, required=True, metavar="N", help="passes over the training data")
    _add_output(parser, "the trained session to write (.reluviz)")
    _add_json(parser)
    parser.epilog = (
        "A run that diverges stops early: what was last finite is written, the reason is told on stderr, "
        "and the exit code is 1. An interrupted run writes nothing."
    )


def _train(options: argparse.Namespace) -> int:
    from reluviz.session.files import check_writable, load, save
    from reluviz.session.training import train

    session = load(options.file)
    check_writable(options.out)
    before = session.progress.epoch
    bar = Bar(before, options.epochs, sys.stderr) if sys.stderr.isatty() else None
    begin = time.perf_counter()
    result = train(session, options.epochs, bar)
    seconds = time.perf_counter() - begin
    if bar:
        bar.clear()
    save(result.session, options.out)
    losses = result.history[-1, 1:].tolist() if len(result.history) else (math.nan, math.nan)
    epochs = result.session.progress.epoch - before
    _report(
        {
            "epochs": epochs,
            "train_loss": _finite(losses[0]),
            "test_loss": _finite(losses[1]),
            "epochs_per_second": epochs / seconds,
        },
        options.json,
    )
    return _fail(result.diverged, 1) if result.diverged else 0


def _finite(loss: float) -> float | None:
    """None for the loss over no points: JSON knows no NaN."""
    return loss if math.isfinite(loss) else None


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, not {text!r}")
    return count


# -- shared ---------------------------------------------------------------------------------------------


def _add_output(parser: Parser, help: str, type: Callable[[str], Path] = Path) -> None:
    parser.add_argument("-o", "--out", type=type, required=True, metavar="OUT", help=help)


def _listed(names: Iterable[str]) -> str:
    """ "a, b or c"."""
    *others, last = names
    return f"{', '.join(others)} or {last}"


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _report(values: dict[str, int | float | None], as_json: bool) -> None:
    if as_json:
        import json

        _say(json.dumps(values))
        return
    for key, value in values.items():
        name = key.replace("_", " ")
        _say(f"{name:<18} {'none' if value is None else format(value, '.10g')}")


def _with_spaces(arguments: list[str]) -> list[str]:
    """Marks numbers as such for argparse, which takes "-1e-3" for an option but never a text with a space."""
    return [f" {text}" if text.startswith("-") and _is_number(text) else text for text in arguments]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


COMMANDS: dict[str, tuple[Callable[[Parser], None], Callable[[argparse.Namespace], int], str]] = {
    "new": (_add_new, _new, "writes a new session"),
    "render": (_add_render, _render, "draws a session into a picture, no display needed"),
    "partition": (_add_partition, _partition, "counts the regions of a network, exactly"),
    "train": (_add_train, _train, "trains a session and writes the result"),
}
