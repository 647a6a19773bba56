"""`reluviz new` writes the session that was asked for."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

import pytest

import reluviz
from reluviz import cli
from reluviz.core.activations import ACTIVATIONS
from reluviz.learn.data import DATASETS
from reluviz.learn.losses import LOSSES, OUTPUTS
from reluviz.learn.optimizers import OPTIMIZERS
from tests.cli.commands import fails
from tests.session.session_cases import ASKED, assert_same


def test_new_writes_the_session_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.reluviz"
    assert cli.main(["new", "-o", str(path), *as_options(ASKED)]) == 0
    assert_same(reluviz.load(path), reluviz.Session.new(**ASKED))
    assert capsys.readouterr() == ("", "")


def as_options(recipe: dict[str, Any]) -> list[str]:
    """Arguments of Session.new as one would type them."""
    pairs = [(f"--{name.replace('_', '-')}", value) for name, value in recipe.items()]
    return [word for name, value in pairs for word in (name, str(value).strip("()").replace(" ", ""))]


def test_new_without_options_writes_the_default_session(tmp_path: Path) -> None:
    assert cli.main(["new", "-o", str(tmp_path / "a.reluviz")]) == 0
    assert_same(reluviz.load(tmp_path / "a.reluviz"), reluviz.Session.new())


def test_help_lists_every_option_with_what_can_be_chosen_and_the_default(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["new", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    arguments = signature(reluviz.Session.new).parameters
    assert list(arguments) == list(ASKED)
    for name, argument in arguments.items():
        assert f"--{name.replace('_', '-')} " in text
        assert name == "hidden" or f"(default {argument.default})" in text
    assert "(default 8)" in text
    for table in (DATASETS, ACTIVATIONS, LOSSES, OPTIMIZERS, OUTPUTS):
        *others, last = table
        assert f"{', '.join(others)} or {last}" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--dataset", "torus"], "torus"),
        (["--hidden", "8,x"], "--hidden"),
        (["--hidden", ""], "--hidden"),
        (["--hidden", "-3"], "neurons"),
        (["--seed", "1.5"], "--seed"),
        (["--learning-rate", "-1e-3"], "learning"),
        (["--learning-rate", "nan"], "learning"),
        (["--points", "1000000000000"], "points"),
        (["--see", "3"], "unrecognized"),
    ],
)
def test_new_refuses_an_option_that_makes_no_sense(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(["new", "-o", str(tmp_path / "a.reluviz"), *options], capsys)
    assert not (tmp_path / "a.reluviz").exists()
