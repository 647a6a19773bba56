"""Pictures of the window and its views."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.network import Network
from reluviz.session.session import Session
from reluviz.ui.choices import OF_CURVES, VIEWS
from reluviz.ui.export import render
from reluviz.ui.theme import THEMES, Theme

SIZE = (640, 500)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Pictures need Qt."""


def drawn(folder: Path, name: str, view: str = "partition", theme: str = "light") -> Path:
    out = folder / name
    render(first(view), out, size=SIZE, theme=theme, view=view)
    return out


def first(view: str) -> Session:
    """What is shown first of the kind that a view is of."""
    return Session.first_curve() if view in OF_CURVES else Session.first()


def colours(image: QImage, step: int = 3) -> dict[str, int]:
    """How often each colour occurs on every third pixel across and down."""
    counts: dict[str, int] = {}
    for x in range(0, image.width(), step):
        for y in range(0, image.height(), step):
            name = image.pixelColor(x, y).name()
            counts[name] = counts.get(name, 0) + 1
    return counts


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_png_has_the_size_and_the_theme_that_was_asked_for(tmp_path: Path, view: str, theme: Theme) -> None:
    size = (1440, 900) if view == "window" else SIZE
    out = tmp_path / "a.png"
    render(first(view), out, size=size, theme=theme.name, view=view)
    image = QImage(str(out))
    assert (image.width(), image.height()) == size
    seen = colours(image)
    assert len(seen) > 30
    mean = sum(QColor(name).lightnessF() * count for name, count in seen.items()) / sum(seen.values())
    assert (mean < 0.4) is theme.dark


@pytest.mark.parametrize("view", VIEWS)
def test_an_svg_is_as_large_as_asked_and_looks_like_the_png(tmp_path: Path, view: str) -> None:
    svg, png = drawn(tmp_path, "a.svg", view), drawn(tmp_path, "a.png", view)
    root = ET.parse(svg).getroot()
    assert root.tag == f"{SVG}svg"
    assert [float(v) for v in root.attrib["viewBox"].split()] == [0, 0, *SIZE]
    renderer = QSvgRenderer(str(svg))
    assert renderer.isValid()
    picture, wanted = QImage(QSize(*SIZE), QImage.Format.Format_RGB32), QImage(str(png))
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    spots = [(x, y) for x in range(5, SIZE[0], 23) for y in range(5, SIZE[1], 23)]
    alike = sum(near(picture.pixelColor(*at), wanted.pixelColor(*at)) for at in spots)
    assert alike > 0.9 * len(spots)


def near(a: QColor, b: QColor) -> bool:
    apart = (a.red() - b.red(), a.green() - b.green(), a.blue() - b.blue())
    return max(map(abs, apart)) < 24


def test_the_regions_of_a_vector_picture_are_shapes(tmp_path: Path) -> None:
    root = ET.parse(drawn(tmp_path, "a.svg")).getroot()
    assert len(root.findall(f".//{SVG}path") + root.findall(f".//{SVG}polygon")) >= 7


@pytest.mark.parametrize("view", VIEWS)
def test_a_pdf_is_one_page_of_the_size_asked_for(tmp_path: Path, view: str) -> None:
    content = drawn(tmp_path, "a.pdf", view).read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1
    box = content.split(b"/MediaBox [")[1].split(b"]")[0].split()
    points = [float(side) for side in box[2:]]
    assert points == pytest.approx([side * 72 / 96 for side in SIZE], abs=1)


def test_a_curve_is_drawn_through_its_kinks_and_says_what_it_shows(tmp_path: Path) -> None:
    root = ET.parse(drawn(tmp_path, "a.svg", "curve")).getroot()
    texts = {"".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")}
    assert {"Six ReLUs follow sin x", "3π/2", "never more than", "−0.52"} <= texts
    lines = [element.attrib["points"].split() for element in root.iter(f"{SVG}polyline")]
    assert [len(line) for line in lines].count(8) == 1, "the sum: two ends and six kinks"


@pytest.mark.parametrize(("view", "words"), [("curve", "one input"), ("partition", "two inputs")])
def test_a_view_of_another_number_of_inputs_is_refused(tmp_path: Path, view: str, words: str) -> None:
    session = first("partition" if view == "curve" else "curve")
    with pytest.raises(ValueError, match=f"{view}.*{words}"):
        render(session, tmp_path / "a.png", view=view)


def test_the_ending_counts_in_capitals_too(tmp_path: Path) -> None:
    assert not QImage(str(drawn(tmp_path, "A.PNG"))).isNull()


@pytest.mark.parametrize("name", ["a.gif", "a", "a.png.txt"])
def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        drawn(tmp_path, name)
    assert not (tmp_path / name).exists()


def test_a_view_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match="no view called 'tower'; choose one of window, partition, sum, surface"
    ):
        drawn(tmp_path, "a.png", view="tower")


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match=name):
        drawn(tmp_path / "nowhere", name)


def test_a_picture_replaces_an_older_one(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("x" * 10_000_000)
    ET.parse(drawn(tmp_path, "a.svg"))


def test_drawing_leaves_no_window_and_no_setting_behind(tmp_path: Path) -> None:
    before = {id(widget) for widget in QApplication.topLevelWidgets()}
    drawn(tmp_path, "a.png", "window")
    left = [w for w in QApplication.topLevelWidgets() if id(w) not in before and w.isVisible()]
    assert left == []
    assert QSettings("reluviz", "reluviz").allKeys() == []


def test_the_same_session_gives_the_same_picture(tmp_path: Path) -> None:
    once, again = drawn(tmp_path, "a.png", "window"), drawn(tmp_path, "b.png", "window")
    assert once.read_bytes() == again.read_bytes()


def test_the_partition_shows_the_regions_of_the_session(tmp_path: Path) -> None:
    """Right of the y axis the neuron is on, left of it not: two tints, with the fold between."""
    network = Network([[[1.0, 0.0]], [[1.0]]], [[0.0], [5.0]])
    session = replace(Session.new(hidden=(1,), points=10), network=network, start=network)
    out = tmp_path / "a.png"
    render(session, out, size=(400, 400), view="partition")
    image = QImage(str(out))
    left, right = (image.pixelColor(x, 333) for x in (13, 387))
    assert left != right
    column = [image.pixelColor(200, y).saturation() for y in range(60, 340)]
    assert max(column) > 150, "the fold"
