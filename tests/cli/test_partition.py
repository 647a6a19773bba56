"""`reluviz partition` counts what the reference counts, and tells in one sentence what it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import reluviz
from reluviz import cli
from reluviz.session.files import load_network
from tests.cli.commands import SQUARE, fails, written

REFERENCE = Path(__file__).parents[1] / "reference" / "partition"
SUMMARY = ("regions", "vertices", "edges", "area", "boundary_length")


@pytest.mark.parametrize("file", sorted(REFERENCE.glob("*.json")), ids=lambda file: file.stem)
def test_partition_counts_what_the_reference_counts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect = json.loads(file.read_text())["expect"]
    assert cli.main(["partition", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert tuple(found) == SUMMARY
    for key in ("regions", "vertices", "edges"):
        assert found[key] == expect.get(key, found[key])
    assert found["area"] == pytest.approx(expect.get("total_area", found["area"]), rel=1e-9)
    length = expect.get("decision_boundary_length", found["boundary_length"])
    assert found["boundary_length"] == pytest.approx(length, rel=1e-9)


def test_there_are_reference_networks_to_count() -> None:
    assert len(list(REFERENCE.glob("*.json"))) >= 20


def test_partition_takes_the_box_from_the_command_then_the_file_then_six(
    net: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def area(*arguments: str) -> float:
        assert cli.main(["partition", *arguments, "--json"]) == 0
        return float(json.loads(capsys.readouterr().out)["area"])

    boxed = written(tmp_path / "boxed.json", {**SQUARE, "box": [-1, 1, -2, 2]})
    assert area(str(net)) == pytest.approx(144)
    assert area(str(boxed)) == pytest.approx(8)
    assert area(str(boxed), "--box", "-1", "3", "-1", "0") == pytest.approx(4)
    assert area(str(boxed), "--box", "-1e-1", "1e-1", "-.5", "+.5") == pytest.approx(0.2)


def test_the_area_is_the_sum_of_the_regions(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box = ["-1.1", "0.7", "-0.3", "0.9"]
    assert cli.main(["partition", str(net), "--json", "--box", *box]) == 0
    cut = reluviz.partition(load_network(net)[0], box=[float(side) for side in box])
    assert json.loads(capsys.readouterr().out)["area"] == cut.areas.sum()


def test_a_network_without_hidden_layers_has_one_region(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flat = written(tmp_path / "flat.json", {"layers": [{"W": [[1, 2]], "b": [0]}]})
    assert cli.main(["partition", str(flat), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["regions"] == 1


def test_partition_prints_a_table_for_people(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["partition", str(net)]) == 0
    lines = [line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [name for name, _ in lines] == [key.replace("_", " ") for key in SUMMARY]
    assert dict(lines)["regions"] == "4"


def test_partition_of_a_session_is_that_of_its_network(
    session_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["partition", str(session_file), "--json"]) == 0
    network = reluviz.load(session_file).network
    expected = reluviz.partition(network, box=(-6, 6, -6, 6)).n_regions
    assert json.loads(capsys.readouterr().out)["regions"] == expected


@pytest.mark.parametrize(
    ("box", "words"),
    [
        (["1", "-1", "-1", "1"], "net.json: "),
        (["-1", "1", "0", "0"], "net.json: "),
        (["-1", "1", "-1", "nan"], "net.json: "),
        (["-1", "1", "-1", "-inf"], "net.json: "),
        (["-1e308", "1e308", "-1", "1"], "net.json: a box reaches from -1e+150"),
        (["-1", "1", "-1", "x"], "--box"),
        (["-1", "1", "-1"], "--box"),
    ],
)
def test_partition_refuses_a_box_that_is_none(
    net: Path, box: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in fails(["partition", str(net), "--box", *box], capsys)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layers": []}, "layers is empty"),
        ({"layers": [{"W": [[1, 2, 3]], "b": [0]}]}, "2"),
        ({"layers": [{"W": [[1, 0]], "b": [0, 1]}]}, "layer 1: b has 2 values but W has 1 rows"),
        (
            {"layers": [{"W": [[1, 0], [0, 1]], "b": [0, 0]}, {"W": [[1, 1, 1]], "b": [0]}]},
            "layer 2: W has 3 columns but layer 1 has 2 neurons",
        ),
        ({"layers": [{"W": [[1, 0]], "b": [True]}]}, "layer 1: b must hold numbers, not true or false"),
        ({"layers": [{"W": [[1, 10**400]], "b": [1]}]}, "layer 1: W holds a number that is not finite"),
        ({"activation": "swish"}, 'not the text "swish"'),
        ({"layers": [{"W": [[1, 0]]}]}, 'layer 1 has no "b"'),
        ({"box": [1, 0, 0, 1]}, "xmin < xmax"),
    ],
)
def test_a_broken_network_is_told_in_one_sentence_naming_the_file(
    tmp_path: Path, change: dict[str, Any], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = fails(["partition", str(written(tmp_path / "bad.json", {**SQUARE, **change}))], capsys)
    assert "bad.json: " in line
    assert words in line
