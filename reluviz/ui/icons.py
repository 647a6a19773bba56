"""Icons: the drawn set of resources/icons in the colours of a theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from reluviz.assets import asset
from reluviz.ui.theme import Theme

#: Pictures of an icon are made for screens of these device pixel ratios.
_RATIOS = (1, 2, 3)


def icon(name: str, theme: Theme, size: int = 20, colour: str | None = None) -> QIcon:
    """The icon `name` at `size` pixels (scale 1), in the text colour of `theme` or in `colour`."""
    result = QIcon()
    pixels = theme.px(size)
    for mode, tint, opacity in (
        (QIcon.Mode.Normal, colour or theme.text, 1.0),
        (QIcon.Mode.Disabled, theme.secondary, 0.4),
    ):
        for ratio in _RATIOS:
            result.addPixmap(_pixmap(name, tint, pixels, ratio, opacity), mode)
    return result


def pixmap(name: str, theme: Theme, size: int, ratio: float = 1.0, colour: str | None = None) -> QPixmap:
    """One picture of the icon `name` at `size` pixels (scale 1) for a screen of device pixel ratio
    `ratio`."""
    return _pixmap(name, colour or theme.text, theme.px(size), max(1, round(ratio)), 1.0)


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, pixels: int, ratio: int, opacity: float) -> QPixmap:
    svg = asset("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QImage(pixels * ratio, pixels * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setOpacity(opacity)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, pixels * ratio, pixels * ratio))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)
