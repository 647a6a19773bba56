"""The curve panel: the sum of a network with one input over its target, and the units it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from reluviz.core.pieces import pieces
from reluviz.ui import curve_edits
from reluviz.ui.panels.curve_figure import UNITS_SHARE, curve_legend
from reluviz.ui.panels.curve_foot import ErrorBar, ReasonLine
from reluviz.ui.panels.curve_tools import CurveTools
from reluviz.ui.panels.frame_meter import FrameMeter
from reluviz.ui.theme import Theme
from reluviz.ui.views.curve import CurveView
from reluviz.ui.views.units import UnitStack
from reluviz.ui.widgets.filled import FilledButton
from reluviz.ui.widgets.panel import Hairline, Panel, ScrollArea, set_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from reluviz.core.network import Network
    from reluviz.learn.targets import Target
    from reluviz.ui.curve_pencil import Mode
    from reluviz.ui.frame import FrameClock
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store

_HINTS = {
    "draw": "Press and draw from left to right; Esc puts the pencil down",
    "points": "Click adds a point, a drag moves it, a click on it takes it out; Esc puts the pencil down",
}


class CurvePanel(Panel):
    """Curve, units, and all that makes and measures them."""

    def __init__(self, theme: Theme, store: Store, actions: Mapping[str, QAction], clock: FrameClock) -> None:
        super().__init__(theme, "Curve", padding=0, line=True)
        self.setObjectName("curvePanel")
        self._store = store
        self._scene: Scene | None = None
        self._pieces = curve_edits.DEFAULT_PIECES
        self._title, self._step = "Curve", curve_edits.NO_STEP
        self._revealed: tuple[int, int] | None = None
        self.tools = CurveTools(theme, store, actions["fit"])
        self.view, self.units = CurveView(theme, store), UnitStack(theme, store)
        self._scroll = ScrollArea(self.units)
        self.reason, self.error = ReasonLine(theme), ErrorBar(theme)
        self._meter = FrameMeter(theme, clock, self.view)
        self._fill_header()
        for row in (self._header_bar, self.tools, self.error):
            row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # its words give way
        for part in (self.tools, self.view, self.reason, self._scroll, Hairline(theme), self.error):
            self.body.addWidget(part, 1 if part is self.view else 0)
        self.units.asked.connect(self.view.asked)
        self.units.dragged.connect(self.view.dragged)
        self.tools.taken.connect(self._take_pencil)
        self.tools.pieces_chosen.connect(self._choose_pieces)
        self.view.put_down.connect(self._put_pencil_down)

    def _fill_header(self) -> None:
        self._legend = curve_legend(self.theme)
        self.add = FilledButton(self.theme, "plus")
        self.add.setObjectName("addRelu")
        self.add.clicked.connect(self._add_next)
        for widget in (*self._legend, self.add):
            self.header.addWidget(widget)
        self.header.setSpacing(self.theme.px(16))

    def show_meter(self, shown: bool) -> None:
        """Show or hide frames per second and latency."""
        self._meter.setVisible(shown)

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_scene(self, scene: Scene) -> None:
        """Show the curve of `scene`; what is the same as last time is kept."""
        before, self._scene = self._scene, scene
        self.units.most = int(UNITS_SHARE * self.height())
        self.units.show_scene(scene)
        self._fit_units(scene)
        if before is None or before.network is not scene.network or before.target is not scene.target:
            self._follow_pieces(scene.network, scene.target)
            self._show_words(scene)
        self._show_reason(scene)
        self.view.show_scene(scene)

    def _follow_pieces(self, network: Network, target: Target) -> None:
        """Speak of as many pieces as the network has, if it is an interpolant or its beginning."""
        if not curve_edits.interpolant(target, self._pieces).count_in(network):
            self._pieces = curve_edits.recognised(network, target) or self._pieces

    def _show_words(self, scene: Scene) -> None:
        target, shown = scene.target, (self._title, self._step)
        self._title = curve_edits.headline(scene.session, target)
        self._step = curve_edits.next_step(scene.network, target, self._pieces)
        self.tools.show_state(target.name, self._pieces)
        self.error.show_error(scene.error.size, curve_edits.bound_of(scene.network, target))
        if (self._title, self._step) != shown:
            self.add.setEnabled(self._step.neurons > 0)
            self.add.setToolTip(self._step.tip)
            self._fit_header_words()

    def _show_reason(self, scene: Scene) -> None:
        network, selected = scene.network, scene.session.view.selected
        if self.view.pencil.mode:
            self.reason.show_text(_HINTS[self.view.pencil.mode])
        elif len(network.hidden) > 1:
            self.reason.show_text(_counted(scene))
        elif selected is not None:
            plan = curve_edits.interpolant(scene.target, self._pieces)
            self.reason.show_text(curve_edits.reason(scene.session, plan, selected[1]), selected[1])

    def _fit_units(self, scene: Scene) -> None:
        """Give the units the height of all their rows, or of as many as may be, the selected one in sight."""
        height, row = self.units.height(), self.units.row_height
        most = max(row, self.units.most // row * row)
        if self._scroll.height() != min(height, most):
            self._scroll.setFixedHeight(min(height, most))
        self.body.activate()  # before the curve is placed in what is left
        selected = scene.session.view.selected
        if selected != self._revealed and selected is not None and height > most:
            rect = self.units.cell_rect(selected[1])
            self._scroll.ensureVisible(0, round(rect.center().y()), 0, row // 2)
        self._revealed = selected

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frame meter in its corner, and the header's words within its width."""
        super().resizeEvent(event)
        gap, size = self.theme.px(10), self._meter.sizeHint()
        self._meter.setGeometry(self.view.width() - size.width() - gap, gap, size.width(), size.height())
        self._fit_header_words()

    def _fit_header_words(self) -> None:
        """Show the legend and the long text of the button where there is room for them."""
        px, words = self.theme.px, (self._step.words, self._step.brief)
        metrics = self.title_label.fontMetrics()
        title = metrics.horizontalAdvance(self._title)
        legend = sum(item.sizeHint().width() + self.header.spacing() for item in self._legend)
        self.add.setText(words[0])
        room = self.width() - 2 * px(16) - self.header.spacing() - title
        with_legend = room >= legend + self.add.sizeHint().width()
        if not with_legend and room < self.add.sizeHint().width():
            self.add.setText(words[1])
        self.add.setAccessibleName(words[0])
        self.add.updateGeometry()
        for item in self._legend:
            item.setVisible(with_legend)
        left = self.width() - 2 * px(16) - self.header.spacing() - self.add.sizeHint().width()
        fitting = self._title
        if not with_legend:
            fitting = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, left)
        set_text(self.title_label, fitting)

    # -- what its buttons do ---------------------------------------------------------------------------------

    def _add_next(self) -> None:
        """The next neuron of the interpolant; after its last one, the interpolant of twice as many pieces."""
        session, step = self._store.session, self._step
        self._store.commit(curve_edits.with_step(session, step), step.text)

    def _choose_pieces(self, pieces: int) -> None:
        self._pieces = pieces
        if self._scene is not None:
            self._show_words(self._scene)
            self._show_reason(self._scene)

    def _take_pencil(self, mode: str) -> None:
        self.view.draw(cast("Mode", mode))
        if mode:
            self.view.setFocus()

    def _put_pencil_down(self) -> None:
        self.tools.put_down()


def _counted(scene: Scene) -> str:
    """What depth makes of few neurons."""
    network = scene.network
    count = len(pieces(network, scene.target.interval).slopes)
    neurons = f"{network.n_hidden} neurons in {len(network.hidden)} layers"
    return f"{count} piece{'s' * (count != 1)} from {neurons}"
