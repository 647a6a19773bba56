"""The house itself: what is shipped, what imports what, and the rules that every test keeps."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject, QRectF, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import reluviz
from reluviz.assets import asset

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[1]
ICONS = sorted(asset("icons").glob("*.svg"))
FONTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


class Emitter(QObject):
    happened = Signal(object)


@pytest.mark.parametrize("value", [None, True])
def test_a_thousand_emissions_lose_no_reference_to_a_constant(qapp: QApplication, value: bool | None) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one an emission, and the program ends after some thousand."""
    emitter = Emitter()
    assert references_lost(value, lambda: emitter.happened.emit(value)) < 100


def test_a_thousand_calls_that_return_nothing_lose_no_reference_to_none(qapp: QApplication) -> None:
    emitter = Emitter()
    assert references_lost(None, lambda: emitter.setObjectName("emitter")) < 100


def references_lost(constant: object, action: Callable[[], object]) -> int:
    before = sys.getrefcount(constant)
    for _ in range(1000):
        action()
    return before - sys.getrefcount(constant)


def test_the_version_is_the_same_everywhere() -> None:
    assert reluviz.__version__ == version("reluviz")
    shown = run_python("-m", "reluviz", "--version")
    assert shown.stdout.split()[-1] == reluviz.__version__
    assert shown.stderr == ""


def test_mathematics_training_sessions_and_commands_are_imported_without_qt() -> None:
    program = (
        "import sys, reluviz, reluviz.cli\n"
        "reluviz.Network, reluviz.partition, reluviz.Session, reluviz.load, reluviz.train\n"
        "print([name for name in ('PySide6', 'pyqtgraph') if name in sys.modules])\n"
    )
    assert run_python("-c", program).stdout == "[]\n"


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_keeps_to_the_grid_and_is_drawn_by_qt(qapp: QApplication, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.stem != "reluviz":
        assert 'viewBox="0 0 20 20"' in source
        assert "currentColor" in source
    image = rendered(source.replace("currentColor", "#000000"), 40)
    drawn = [QColor(image.pixelColor(x, y)).alpha() > 0 for x in range(40) for y in range(40)]
    assert sum(drawn) > 30
    assert not any(image.pixelColor(x, y).alpha() for x in range(40) for y in (0, 39)), "touches the edge"


def rendered(source: str, size: int) -> QImage:
    renderer = QSvgRenderer(QByteArray(source.encode()))
    assert renderer.isValid()
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


@pytest.mark.parametrize(("style", "weight"), FONTS.items())
def test_inter_is_shipped_in_each_weight_with_figures_of_one_width(
    qapp: QApplication, style: str, weight: int
) -> None:
    loaded = [QFontDatabase.addApplicationFont(str(asset("fonts", f"Inter-{name}.otf"))) for name in FONTS]
    assert -1 not in loaded
    font = QFont("Inter")
    font.setPixelSize(13)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    assert (QFontInfo(font).family(), QFontInfo(font).weight()) == ("Inter", weight)
    measure = QFontMetricsF(font)
    widths = [measure.horizontalAdvance(digit) for digit in "0123456789"]
    assert max(widths) - min(widths) < 0.05  # pixels
    glyphs = QRawFont.fromFont(font)
    assert [sign for sign in "−·×≤≥→₁₂αη" if not glyphs.supportsCharacter(ord(sign))] == []


def test_the_licence_of_the_fonts_is_shipped_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in asset("fonts", "OFL.txt").read_text(encoding="utf-8")


def test_a_missing_shipped_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"not completely installed: .*no-such-icon\.svg is missing"):
        asset("icons", "no-such-icon.svg")


def test_the_wheel_holds_the_code_and_everything_it_shows(tmp_path: Path) -> None:
    built = run_python("-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob(f"reluviz-{reluviz.__version__}-*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    shown = {
        f"reluviz/{path.relative_to(ROOT)}" for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "reluviz").rglob("*.py")}
    assert shown | code <= held
    assert "reluviz/py.typed" in held
    assert not [name for name in held if name.startswith("tests/")]


def test_make_tells_what_it_can_do() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert targets is not None
    assert re.findall(r"^  make (\w+)", listed, re.MULTILINE) == targets[1].split()


def test_settings_of_a_test_are_its_own(qapp: QApplication, tmp_path: Path) -> None:
    for settings in (QSettings("reluviz", "reluviz"), QSettings("any", "other")):
        assert settings.allKeys() == []
        assert Path(settings.fileName()).is_relative_to(tmp_path)


HOUSE_RULES = """
import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QLabel, QWidget

kept = []

def test_window_that_is_kept_alive(qtbot):
    kept.append(QLabel("still here"))

def test_window_in_a_cycle_that_nobody_holds(qtbot):
    window = QWidget()
    window.itself = window

def test_window_given_to_the_robot(qtbot):
    kept.append(QWidget())
    qtbot.addWidget(kept[-1])

def test_qt_warning(qtbot):
    qWarning("something is wrong")

def test_python_warning():
    import warnings
    warnings.warn("this will change", DeprecationWarning)

def test_exception_in_a_slot(qtbot):
    def slot():
        raise ValueError("in a slot")
    QTimer.singleShot(0, slot)
    qtbot.waitUntil(lambda: False, timeout=50)
"""


def test_the_house_rules_catch_what_they_should(pytester: pytest.Pytester) -> None:
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, pytester.path)
    rules = pytester.makepyfile(HOUSE_RULES)
    result = pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider", rules)
    result.stdout.fnmatch_lines(
        [
            "*::test_window_that_is_kept_alive PASSED*",
            "*::test_window_that_is_kept_alive ERROR*",
            "*::test_window_in_a_cycle_that_nobody_holds PASSED*",
            "*::test_window_given_to_the_robot PASSED*",
            "*::test_qt_warning FAILED*",
            "*::test_python_warning FAILED*",
            "*::test_exception_in_a_slot FAILED*",
            "*outlived the test: QLabel*",
        ]
    )
    result.assert_outcomes(passed=3, failed=3, errors=1)
