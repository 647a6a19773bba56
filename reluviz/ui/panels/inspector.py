"""Inspector: what holds in the region under the pointer, or the pinned one, and how many there are."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolTip, QWidget

from reluviz.ui.panels.pattern_strip import PatternStrip
from reluviz.ui.panels.reading import place_shown, read
from reluviz.ui.region_text import copies
from reluviz.ui.widgets.buttons import IconButton
from reluviz.ui.widgets.panel import Hairline, set_text, text_label

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene
    from reluviz.ui.theme import Theme

HEIGHT = 48
_SWATCH = 20
#: Pixels (scale 1) of the edges, the lines and the spaces between the parts.
_GAPS = 112
_SPACE = 12


class Inspector(QWidget):
    """Region or piece under the pointer · on/off pattern · f(x) = a·x + c · details · number of regions.

    A click on the formula copies it with all its digits; a right-click offers more.
    """

    unpinned = Signal()
    """The pinned region shall be let go."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self.setFixedHeight(theme.px(HEIGHT))
        self._theme = theme
        self._shown: tuple[object, object] | None = None
        self._scene: Scene | None = None
        self._counts = ("", "")
        self._inside = False
        self._swatch = _Swatch(theme)
        self._hint = text_label(theme, secondary=True)
        self._unpin = IconButton(theme, "pin", "Unpin (Esc)", colour=theme.accent)
        self._unpin.setObjectName("unpin")
        self._unpin.clicked.connect(self.unpinned)
        self._title = text_label(theme, weight=QFont.Weight.Medium)
        self._pattern = PatternStrip(theme)
        self._map = _Formula(theme)
        self._map.clicked.connect(self._copy_formula)
        self._detail, self._more = (text_label(theme, secondary=True) for _ in range(2))
        self._room = _Room(theme.px(_SPACE), self._map, self._detail, self._more)
        self._regions = text_label(theme, secondary=True)
        self._regions.setTextFormat(Qt.TextFormat.RichText)
        self._lines = [Hairline(theme, vertical=True) for _ in range(2)]
        self._arrange()

    def _arrange(self) -> None:
        px = self._theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(_SPACE))
        for line in self._lines:
            line.setFixedHeight(px(20))
        for widget in (self._unpin, self._hint, self._swatch, self._title, self._pattern, self._lines[0]):
            row.addWidget(widget)
        row.addWidget(self._room, 1)
        row.addWidget(self._lines[1])
        row.addWidget(self._regions)

    # -- showing a scene -------------------------------------------------------------------------------------

    def show_scene(self, scene: Scene) -> None:
        """Describe the place of `scene` that is inspected."""
        self._scene, shown = scene, place_shown(scene)
        if self._shown is not None and self._shown[0] is shown[0] and self._shown[1] == shown[1]:
            return
        self._shown = shown
        reading = read(scene, self._theme)
        self._counts, place = reading.counts, reading.place
        self._inside = place is not None
        if place is not None:
            self._swatch.set_colour(place.swatch)
            self._pattern.set_pattern(place.pattern, scene.network.hidden)
            set_text(self._detail, place.detail)
            self._detail.setToolTip(place.tip)
            set_text(self._more, place.more)
        set_text(self._title, reading.title)
        set_text(self._map, place.map if place else "")
        set_text(self._hint, reading.hint)
        self._regions.setToolTip(reading.source)
        self._unpin.setVisible(scene.n_inputs == 2 and scene.session.view.pin is not None)
        self._hint.setVisible(place is None)
        self._swatch.setVisible(place is not None and place.swatch is not None)
        self._lines[0].setVisible(place is not None)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit any more."""
        super().resizeEvent(event)
        if self._shown is not None:
            self._make_room()

    def _make_room(self) -> None:
        """Show, beside the map and the number of regions, what there is room for: the pattern first."""
        inside, space = self._inside, self._theme.px(_SPACE)
        long, few_words = (self._count_width(text) for text in self._counts)
        swatch = 0 if self._swatch.isHidden() else self._swatch.width()
        must = swatch + self._map.sizeHint().width() if inside else self._hint.sizeHint().width()
        room = self.width() - self._theme.px(_GAPS) - must - few_words
        if not self._unpin.isHidden():
            room -= self._unpin.width() + space

        def takes(width: int) -> bool:
            nonlocal room
            fits = width <= room
            room -= width if fits else 0
            return fits

        self._pattern.setVisible(inside and takes(self._pattern.sizeHint().width()))
        self._show_count(self._counts[0] if takes(long - few_words) else self._counts[1])
        for part in (self._detail, self._title, self._more):
            part.setVisible(inside and takes(part.sizeHint().width() + space))
        self._room.place()

    def _count_width(self, text: str) -> int:
        return self._regions.fontMetrics().horizontalAdvance(text)

    def _show_count(self, text: str) -> None:
        strong = f'<b style="color:{self._theme.text}">\\g<0></b>'
        set_text(self._regions, re.sub(r"[\d,]+", strong, text, count=1))

    # -- copying ---------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy what is known of the place."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, text in (copies(self._scene) if self._scene else {}).items():
            menu.addAction(f"Copy {name.lower()}", partial(self._copy, text))
        if not menu.isEmpty():
            menu.popup(event.globalPos())

    def _copy_formula(self) -> None:
        if self._scene is not None:
            self._copy(copies(self._scene)["Formula"])

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        QToolTip.showText(self._map.mapToGlobal(QPoint(0, -self._theme.px(8))), "Copied", self)


class _Formula(QLabel):
    """The linear map, which can be clicked."""

    clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFont(theme.font(14))
        self.setToolTip("Click to copy it with all digits, right-click for more")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.text():
            self.clicked.emit()


class _Room(QWidget):
    """The first label at its left end, the others at its right end: whatever they say, nothing around them is
    laid out anew."""

    def __init__(self, space: int, *labels: QLabel) -> None:
        super().__init__()
        self._space, self._labels = space, labels
        for label in labels:
            label.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def place(self) -> None:
        """Give every label the place that its text takes."""
        first, *others = self._labels
        right = self.width()
        for label in reversed([label for label in others if not label.isHidden()]):
            width = label.sizeHint().width()
            label.setGeometry(right - width, 0, width, self.height())
            right -= width + self._space
        first.setGeometry(0, 0, min(first.sizeHint().width(), self.width()), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.place()


class _Swatch(QWidget):
    """The colour of a region."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._colour = QColor()
        self.setFixedSize(theme.px(_SWATCH), theme.px(_SWATCH))

    def set_colour(self, colour: QColor | None) -> None:
        if colour is not None and colour != self._colour:
            self._colour = colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._colour)
        painter.setPen(QPen(self._theme.colour(self._theme.text, 0.12), 1))
        radius = self._theme.px(5)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
