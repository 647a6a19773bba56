"""Writing a file never costs the old one, and a fault is one sentence that names the file."""

from __future__ import annotations

import os
import pickle
import stat
from pathlib import Path

import pytest

from reluviz.session import disk
from reluviz.session.disk import FileError, check_writable, read_text, write_text


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "Ünïcode\nline\n")
    assert read_text(tmp_path / "a.txt") == "Ünïcode\nline\n"
    assert names(tmp_path) == ["a.txt"]


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o640)
    write_text(file, "new")
    assert (file.read_text(), mode(file)) == ("new", 0o640)


def test_a_new_file_has_the_permissions_any_program_would_give_it(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    write_text(tmp_path / "a.txt", "new")
    assert mode(tmp_path / "a.txt") == mode(tmp_path / "other")


def test_a_symbolic_link_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "real"
    folder.mkdir()
    (folder / "a.txt").write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(folder / "a.txt")
    write_text(link, "new")
    assert link.is_symlink()
    assert (folder / "a.txt").read_text() == "new"


def test_a_link_to_nothing_yet_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "a.txt")
    write_text(link, "new")
    assert (tmp_path / "a.txt").read_text() == "new"


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_disk_that_fails_half_way_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, full)
    with pytest.raises(FileError, match=r"a\.txt: cannot write it: no space left on device"):
        write_text(file, "new")
    assert file.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_directory_a_missing_folder_and_a_device_are_never_written_to(tmp_path: Path) -> None:
    for path, fault in (
        (tmp_path, "is a directory"),
        (tmp_path / "no" / "a.txt", "the folder to write it in does not exist"),
        (Path(os.devnull), "is not a regular file"),
        (tmp_path / ("x" * 300), "file name too long"),
        (tmp_path / "a\0b", "is no possible file name"),
    ):
        for attempt in (check_writable, lambda path: write_text(path, "new")):
            with pytest.raises(FileError, match=fault):
                attempt(path)
    assert Path(os.devnull).is_char_device()


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != file)
    with pytest.raises(FileError, match="there is no permission to write it"):
        write_text(file, "new")
    assert file.read_text() == "old"


def test_a_circle_of_links_is_told_as_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for attempt in (read_text, check_writable):
        with pytest.raises(FileError, match=r"a: .*link"):
            attempt(tmp_path / "a")


def test_no_permission_to_read_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("old")

    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FileError, match="there is no permission to read it"):
        read_text(tmp_path / "a.txt")


def test_a_file_that_could_not_be_loaded_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "MAX_BYTES", 2**20)
    with pytest.raises(FileError, match="larger than 1 MB"):
        write_text(tmp_path / "a.txt", " " * (2**20 + 1))
    (tmp_path / "a.txt").write_text(" " * (2**20 + 1))
    with pytest.raises(FileError, match="too large"):
        read_text(tmp_path / "a.txt")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="is not a regular file"):
        read_text(tmp_path / "pipe")


def test_a_strange_file_name_still_makes_one_printable_line(tmp_path: Path) -> None:
    error = FileError(tmp_path / "two\nlines\udcff", "there is no such file")
    assert "\n" not in str(error)
    assert str(error).endswith(r"two\nlines\udcff: there is no such file")
    str(error).encode()


def test_a_file_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(FileError("a.txt", "is odd")))
    assert str(error) == "a.txt: is odd"
