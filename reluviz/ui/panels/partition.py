"""The partition panel: its header with the legend, the plane, and the zoom buttons over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from reluviz.session.session import COLOURS
from reluviz.ui.items.colourings import COLOURINGS
from reluviz.ui.items.points import paint_mark
from reluviz.ui.panels.frame_meter import FrameMeter
from reluviz.ui.views.plane import PlaneView
from reluviz.ui.widgets.buttons import IconButton
from reluviz.ui.widgets.floating import FloatingButtons
from reluviz.ui.widgets.legend import LegendItem, Paint
from reluviz.ui.widgets.panel import Panel, text_label
from reluviz.ui.widgets.select import Select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from reluviz.ui.frame import FrameClock
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme


_NEAR = 6


class PartitionPanel(Panel):
    """Shows the plane edge to edge."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        actions: Mapping[str, QAction],
        clock: FrameClock,
        *,
        cues: bool = False,
    ) -> None:
        super().__init__(theme, "Partition", padding=0, line=True)
        self._store = store
        self.plane = PlaneView(theme, store, cues=cues)
        self.body.addWidget(self.plane)
        zooms = (("zoom_out", "minus"), ("zoom_in", "plus"), ("fit", "fit"))
        buttons = [_zoom_button(theme, icon, actions[name]) for name, icon in zooms]
        self._zoom = FloatingButtons(theme, buttons, self.plane)
        self._meter = FrameMeter(theme, clock, self.plane)
        self._legend = [LegendItem(theme, text, paint) for text, paint in _LEGEND.items()]
        for place, item in enumerate(self._legend, start=1):
            self.header.insertWidget(place, item)
        self.header.setSpacing(theme.px(18))
        self._colour_by, self._colour = text_label(theme, "Colour by", secondary=True), _select(theme)
        self._colour.chosen.connect(self._choose_colour)
        choice = QHBoxLayout()
        choice.setSpacing(theme.px(_NEAR))
        choice.addWidget(self._colour_by)
        choice.addWidget(self._colour)
        self.header.addLayout(choice)

    def _choose_colour(self, colour: str) -> None:
        self._store.look(colour=colour)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the zoom buttons in their corner."""
        super().resizeEvent(event)
        self.place_buttons()
        self._fit_signs()

    def _fit_signs(self) -> None:
        """In a narrow header signs give way, the last first."""
        room = self.width() - self.title_label.sizeHint().width() - self._colour.width() - self.theme.px(40)
        for item in (*self._legend, self._colour_by):
            room -= item.sizeHint().width() + self.header.spacing()
            item.setVisible(room >= 0)

    def place_buttons(self) -> None:
        """Put the zoom buttons and the frame meter into the lower right and upper right corner of the
        plane."""
        gap, width = self.theme.px(10), self.plane.width()
        self._zoom.place(self.plane.size())
        size = self._meter.sizeHint()
        self._meter.setGeometry(width - size.width() - gap, gap, size.width(), size.height())

    def show_meter(self, shown: bool) -> None:
        """Show or hide frames per second and latency."""
        self._meter.setVisible(shown)

    def show_scene(self, scene: Scene) -> None:
        """Show the plane of `scene`."""
        self.place_buttons()
        if scene.session.view.colour != self._colour.key():
            self._colour.set_key(scene.session.view.colour)
            self._colour.setFixedWidth(self._colour.shown_width())
            self._fit_signs()
        self.plane.show_scene(scene)


def _select(theme: Theme) -> Select:
    select = Select(theme, [(key, COLOURINGS[key].label) for key in COLOURS], tinted=False)
    select.setObjectName("colourBy")
    select.setAccessibleName("Colour regions by")
    select.setToolTip("What the colours of the regions tell")
    select.setFixedWidth(select.shown_width())
    return select


def _paint_class(positive: bool, test: bool = False) -> Paint:
    def paint(painter: QPainter, theme: Theme) -> None:
        colour = theme.secondary if test else None
        paint_mark(painter, theme, positive, test, 3.8 * theme.scale, colour)

    return paint


def _paint_boundary(painter: QPainter, theme: Theme) -> None:
    painter.setPen(
        QPen(QColor(theme.boundary), 2 * theme.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    )
    half = 5.5 * theme.scale
    painter.drawLine(QPointF(-half, 0), QPointF(half, 0))


_LEGEND: dict[str, Paint] = {
    "+1": _paint_class(True),
    "−1": _paint_class(False),
    "test": _paint_class(True, test=True),
    "f = 0": _paint_boundary,
}


def _zoom_button(theme: Theme, icon: str, action: QAction) -> IconButton:
    button = IconButton(theme, icon, action.toolTip(), size=16)
    button.clicked.connect(action.trigger)
    return button
