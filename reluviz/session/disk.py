"""Text files read and written so that a fault never costs a file, and is told in one sentence naming it."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

MAX_BYTES = 256 * 2**20
"""A larger file is no session: the longest history takes 3 MB, a layer of 1024 by 1024 weights 90 MB."""

StrPath = str | os.PathLike[str]


class FileError(ValueError):
    """A file that cannot be read, written or believed; its text names the file and the fault."""

    def __init__(self, path: StrPath, fault: str) -> None:
        self.path = Path(path)
        self.fault = fault
        super().__init__(f"{printable(os.fspath(path))}: {fault}")

    def __reduce__(self) -> tuple[type[FileError], tuple[Path, str]]:
        return FileError, (self.path, self.fault)


def printable(name: str) -> str:
    """A file name on one line: what cannot be printed (line ends, undecodable bytes) is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def read_text(path: StrPath) -> str:
    """The text of a regular UTF-8 file; FileError otherwise."""
    try:
        state = Path(path).stat()
        if stat.S_ISDIR(state.st_mode):
            raise FileError(path, "is a directory, not a file")
        if not stat.S_ISREG(state.st_mode):
            raise FileError(path, "is not a regular file")
        if state.st_size > MAX_BYTES:
            raise FileError(path, f"is too large to be one of ours (more than {MAX_BYTES // 2**20} MB)")
        return Path(path).read_bytes().decode("utf-8-sig")
    except FileError:
        raise
    except UnicodeDecodeError as error:
        raise FileError(path, "is not a text file (its bytes are not UTF-8)") from error
    except OSError as error:
        raise FileError(path, _reason(error, "read")) from error
    except ValueError as error:
        raise FileError(path, "is no possible file name") from error


def check_writable(path: StrPath) -> None:
    """Raises the FileError that writing to `path` would end in, as far as one can tell beforehand."""
    try:
        target = _target(path)
        if not target.parent.is_dir():
            raise FileError(path, "the folder to write it in does not exist")
        if target.is_dir():
            raise FileError(path, "is a directory, not a file")
        if target.exists() and not target.is_file():
            raise FileError(path, "is not a regular file")
        allowed = os.access(target.parent, os.W_OK | os.X_OK) and (
            not target.exists() or os.access(target, os.W_OK)
        )
    except OSError as error:
        raise FileError(path, _reason(error, "write")) from error
    if not allowed:
        raise FileError(path, "there is no permission to write it")


def write_text(path: StrPath, text: str) -> None:
    """Replaces the file in one step: whoever reads it sees the old text or the new, never a part.

    The text goes to a new file beside it, is forced to the disk, and is then renamed over it. A symbolic link
    stays one (its target is replaced), and the permissions of an old file are kept.
    """
    check_writable(path)
    if len(text) > MAX_BYTES:
        raise FileError(path, f"was not written: it would be larger than {MAX_BYTES // 2**20} MB")
    try:
        target = _target(path)
        spare = target.with_name(f".reluviz-{secrets.token_hex(6)}.tmp")
        try:
            _write_through(spare, text)
            if target.exists():
                spare.chmod(stat.S_IMODE(target.stat().st_mode))
            spare.replace(target)
        finally:
            spare.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as error:
        raise FileError(path, _reason(error, "write")) from error


def _target(path: StrPath) -> Path:
    try:
        target = Path(path).resolve()
    except ValueError as error:
        raise FileError(path, "is no possible file name") from error
    except RuntimeError:  # how Python before 3.13 tells of a circle of links; later ones return one of them
        target = Path(path)
    if target.is_symlink():
        raise FileError(path, "is a symbolic link that leads back to itself")
    return target


def _write_through(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Forces the rename itself to the disk, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some network file systems cannot; the text itself is safe
        pass
    finally:
        os.close(handle)


def _reason(error: OSError, what: str) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return f"there is no permission to {what} it"
    return f"cannot {what} it: {(error.strerror or str(error)).lower()}"
