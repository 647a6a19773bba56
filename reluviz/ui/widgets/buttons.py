"""Buttons: an icon, an icon with text, and the one round primary button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from reluviz.ui.icons import icon
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import RADIUS, claims_space, draw_chevron, draw_ring, fill_round, keyboard_focus

_HIT = 24
_HEIGHT = 32
_PAD = 8
_GAP = 8
_CHEVRON_SPACE = 16


class FlatButton(QToolButton):
    """A button without a border: tinted under the pointer and while pressed, ringed by the keyboard.

    Space presses it when the keyboard brought the focus here, even where the window has another use for it.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def event(self, event: QEvent) -> bool:
        return claims_space(self, event) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter)
        self._paint_content(painter)
        if keyboard_focus(self):
            draw_ring(painter, QRectF(self.rect()), self._radius(), self._theme)

    def _radius(self) -> float:
        return float(self._theme.px(RADIUS))

    def _paint_back(self, painter: QPainter) -> None:
        if self.isEnabled() and (self.isDown() or self.isChecked() or self.underMouse()):
            tint = self._theme.hover
            fill_round(painter, QRectF(self.rect()), self._radius(), tint)

    def _paint_content(self, painter: QPainter) -> None:
        size = self.iconSize()
        corner = QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)
        self._paint_icon(painter, QRect(corner, size))

    def _paint_icon(self, painter: QPainter, rect: QRect) -> None:
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode)


class IconButton(FlatButton):
    """An icon alone, in a hit area of at least 24 px.

    tip: what it does; shown as the tooltip and told to screen readers. size: of the icon, in px at scale 1.
    """

    def __init__(
        self, theme: Theme, icon_name: str, tip: str, parent: QWidget | None = None, *, size: int = 18,
        colour: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(theme, parent)
        self._colour, self._size = colour or theme.secondary, size
        self.set_icon(icon_name)
        self.set_tip(tip)
        self.setIconSize(QSize(theme.px(size), theme.px(size)))
        side = theme.px(max(_HIT, size + 6))
        self.setFixedSize(side, side)

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self.setIcon(icon(icon_name, self._theme, self._size, self._colour))

    def set_tip(self, tip: str) -> None:
        """Say in tooltip and accessible name what the button does."""
        self.setToolTip(tip)
        self.setAccessibleName(tip)


class TextButton(FlatButton):
    """A flat button 32 px high: text, with an icon before it and a chevron after it where it opens a menu.

    accent: text in the accent colour, for the one thing a panel offers to do. height: in px at scale 1.
    A QAction given to `setDefaultAction` is shown with its own text, icon and state.
    """

    def __init__(
        self, theme: Theme, text: str = "", icon_name: str = "", parent: QWidget | None = None, *,
        accent: bool = False, height: int = _HEIGHT, icon_size: int = 18,
    ) -> None:  # fmt: skip
        super().__init__(theme, parent)
        self._ink = theme.accent if accent else theme.text
        self.setText(text)
        self.setIconSize(QSize(theme.px(icon_size), theme.px(icon_size)))
        if icon_name:
            self.setIcon(icon(icon_name, theme, icon_size, self._ink))
        self.setFixedHeight(theme.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        width = 2 * px(_PAD) + self.fontMetrics().horizontalAdvance(self.text())
        if not self.icon().isNull():
            width += self.iconSize().width() + px(_GAP) * bool(self.text())
        return QSize(width + px(_CHEVRON_SPACE) * self._opens(), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _opens(self) -> bool:
        return self.menu() is not None

    def _paint_content(self, painter: QPainter) -> None:
        px, size = self._theme.px, self.iconSize()
        left, middle = px(_PAD), self.height() // 2
        if not self.icon().isNull():
            self._paint_icon(painter, QRect(QPoint(left, middle - size.height() // 2), size))
            left += size.width() + px(_GAP)
        ink = QColor(self._ink) if self.isEnabled() else self._theme.colour(self._theme.secondary, 0.4)
        painter.setPen(ink)
        area = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._opens():
            centre = QPointF(self.width() - px(_PAD) - px(_CHEVRON_SPACE) / 4, self.height() / 2)
            draw_chevron(painter, centre, self._theme, ink)


class PrimaryButton(FlatButton):
    """The one filled button of the window: round, in the accent colour. diameter: in px at scale 1."""

    def __init__(
        self, theme: Theme, icon_name: str, tip: str, parent: QWidget | None = None, *, diameter: int = 56
    ) -> None:
        super().__init__(theme, parent)
        self._icon_size = round(diameter * 0.43)
        self.set_face(icon_name, tip)
        self.setIconSize(QSize(theme.px(self._icon_size), theme.px(self._icon_size)))
        self.setFixedSize(theme.px(diameter), theme.px(diameter))

    def set_face(self, icon_name: str, tip: str) -> None:
        """Show another icon, and say in tooltip and accessible name what the button does now."""
        self.setIcon(icon(icon_name, self._theme, self._icon_size, self._theme.on_accent))
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def _paint_back(self, painter: QPainter) -> None:
        colour = QColor(self._theme.accent)
        if self.isDown() or self.underMouse():
            colour = colour.lighter(112) if self._theme.dark else colour.darker(120 if self.isDown() else 110)
        inset = self._ring_space() if keyboard_focus(self) else 0
        fill_round(
            painter,
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset),
            self._radius() - inset,
            colour,
        )

    def _ring_space(self) -> int:
        return self._theme.px(4)

    def _radius(self) -> float:
        return self.width() / 2
