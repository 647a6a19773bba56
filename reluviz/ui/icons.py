"""Icons: the drawn set of resources/icons in the colours of a theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from reluviz.assets import asset
from reluviz.ui.theme import Theme


def icon(name: str, theme: Theme, size: int = 20, colour: str | None = None) -> QIcon:
    """The icon `name` at `size` pixels (scale 1), in the text colour of `theme` or in `colour`."""
    return QIcon(_Engine(name, theme, size, colour or theme.text))


def pixmap(name: str, theme: Theme, size: int, ratio: float = 1.0, colour: str | None = None) -> QPixmap:
    """One picture of the icon `name` at `size` pixels (scale 1) for a screen of device pixel ratio
    `ratio`."""
    result = QPixmap(_picture(name, colour or theme.text, 1.0, round(theme.px(size) * ratio)))
    result.setDevicePixelRatio(ratio)
    return result


class _Engine(QIconEngine):
    """Draws an icon when it is first seen: most stand in menus, or are dimmed, and never are."""

    def __init__(self, name: str, theme: Theme, size: int, colour: str) -> None:
        super().__init__()
        self._name, self._side = name, theme.px(size)
        self._ink, self._faded = (colour, 1.0), (theme.secondary, 0.4)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """In the middle of `rect`."""
        place = QRect(rect.topLeft(), self.actualSize(rect.size(), mode, state))
        place.moveCenter(rect.center())
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(place, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        ink = self._faded if mode == QIcon.Mode.Disabled else self._ink
        return _picture(self._name, *ink, round(self.actualSize(size, mode, state).width() * scale))

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        """Square, and never larger than it was made for."""
        side = min(self._side, size.width(), size.height())
        return QSize(side, side)


@lru_cache(maxsize=512)
def _picture(name: str, colour: str, opacity: float, side: int) -> QPixmap:
    """The icon `side` device pixels large."""
    svg = asset("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setOpacity(opacity)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return QPixmap.fromImage(image)
