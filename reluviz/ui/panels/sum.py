"""The Sum panel: the network's output as a heat map or a surface, its colours, and its formula."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.ui.heat import HeatScale, image_of
from reluviz.ui.numbers import short
from reluviz.ui.panels.formula import Formula
from reluviz.ui.panels.scene_panel import ScenePanel
from reluviz.ui.sum_look import SumLook
from reluviz.ui.views.heat_map import HeatView
from reluviz.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from reluviz.ui.panels.surface_tools import SurfaceTools
    from reluviz.ui.scene import Scene
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme
    from reluviz.ui.views.surface import SurfaceView

WIDTH = 280
_EDGE = 16
_BAR = 8
#: The heat map takes at most, and at least, these shares of the panel's height. Between them the formula is
#: served first.
_TALLEST, _LEAST = 0.62, 0.36


class SumPanel(ScenePanel):
    """The sum of all neurons: heat map of the same extent as the partition or surface over it, colour bar,
    formula."""

    pointed = Signal(object, float)
    """Position of the pointer in input units (x, y) or None, and the perf_counter of the event."""
    picked = Signal(object, float)
    """A click on the picture: its position in input units or None, and its perf_counter."""
    asked = Signal(str, float)
    """An input event that changes what is shown: its cause, and its perf_counter."""

    def __init__(
        self, theme: Theme, store: Store, parent: QWidget | None = None, *, look: SumLook | None = None
    ) -> None:
        super().__init__(theme, "Sum", parent, padding=0, line=True)
        self._store = store
        self._scene: Scene | None = None
        self._look, self._heat = look or SumLook(), HeatScale()
        self._switch = self._make_switch()
        self.set_tools(self._switch)
        self.view = HeatView(theme, heat=self._heat)
        self.view.pointed.connect(self.pointed)
        self.view.picked.connect(self.picked)
        self._bar = ColourBar(theme)
        self._formula = Formula(theme)
        self.setFixedWidth(theme.px(WIDTH))
        self.body.addWidget(self.view)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._formula, 1)
        if self._look.surface:
            self._show_chosen()

    def _make_switch(self) -> Segmented:
        switch = Segmented(self.theme, [("heat", "Heat map"), ("surface", "Surface")])
        switch.setObjectName("sumKind")
        switch.setAccessibleName("How the sum is shown")
        switch.set_key("surface" if self._look.surface else "heat")
        switch.chosen.connect(self.choose)
        return switch

    @cached_property
    def surface(self) -> SurfaceView:
        """The sum as a surface, made when it is first shown."""
        from reluviz.ui.views.surface import SurfaceView

        surface = SurfaceView(self.theme, self._store, look=self._look, heat=self._heat)
        surface.setFixedHeight(self.view.height())
        surface.pointed.connect(self.pointed)
        surface.picked.connect(self.picked)
        surface.asked.connect(self.asked)
        self.body.insertWidget(1, surface)
        self.setTabOrder(self._switch.button("surface"), surface)
        return surface

    @cached_property
    def _over(self) -> SurfaceTools:
        """What floats over the surface."""
        from reluviz.ui.panels.surface_tools import SurfaceTools

        tools = SurfaceTools(self.theme, self.surface, self._look)
        tools.subject_chosen.connect(self._refresh)
        return tools

    def choose(self, kind: str) -> None:
        """Show the sum as a "heat" map or as a "surface"."""
        self._switch.set_key(kind)
        self._look.surface = kind == "surface"
        self._show_chosen()
        self._refresh()

    def _show_chosen(self) -> None:
        self.view.setVisible(not self._look.surface)
        self.surface.setVisible(self._look.surface)

    def _refresh(self) -> None:
        if self._scene is not None:
            self.derive(self._scene)

    def derive(self, scene: Scene) -> None:
        """Show the sum of this scene."""
        self._scene = scene
        self._fit_view()
        self.body.activate()  # before the view derives its picture in its size
        shown = self.surface if self._look.surface else self.view
        shown.show_scene(scene)
        if self._look.surface:
            self._over.show_selected(scene)
        self._bar.show_scale(shown.scale)
        session, last = scene.session, len(scene.network.hidden) - 1
        muted = frozenset(i for layer, i in session.muted if layer == last)
        self._formula.show_network(session.network, muted)

    def _fit_view(self) -> None:
        """Make the picture as high as the plane's aspect asks for."""
        if self._scene is not None:
            width, height = self._scene.size
            beneath = self._bar.height() + self._formula.least_height(self._scene.network)
            room = max(self.body_height - beneath, round(_LEAST * self.body_height))
            wanted = round(self.width() * height / width)
            height = max(1, min(wanted, room, round(_TALLEST * self.height())))
            self.view.setFixedHeight(height)
            if self._look.surface:
                self.surface.setFixedHeight(height)
                self._over.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_view()


class ColourBar(QWidget):
    """The colours of the heat map from the most negative value over zero to the most positive."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale = 0.0
        self._image: QImage = image_of(theme.heat()[None])
        self.setObjectName("colourBar")
        self.setAccessibleName("Colours of the heat map")
        self.setFixedHeight(theme.px(_EDGE + _BAR + 44))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scale(self, scale: float) -> None:
        """Show that full colour stands for ±`scale`."""
        if scale != self._scale:
            self._scale = scale
            self.setAccessibleDescription(f"from {short(-scale, 1)} to {short(scale, 1)}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = self._theme.px
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        bar = QRectF(px(_EDGE), px(_EDGE), self.width() - 2 * px(_EDGE), px(_BAR))
        shape = QPainterPath()
        shape.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        painter.setClipPath(shape)
        painter.drawImage(bar, self._image)
        painter.setClipping(False)
        painter.setPen(QColor(self._theme.secondary))
        painter.setFont(self._theme.caption_font())
        beneath = QRectF(bar.left(), bar.bottom() + px(6), bar.width(), px(18))
        for value, where in (
            (-self._scale, Qt.AlignmentFlag.AlignLeft),
            (0.0, Qt.AlignmentFlag.AlignHCenter),
            (self._scale, Qt.AlignmentFlag.AlignRight),
        ):
            text = tidy(value)
            painter.drawText(beneath, where | Qt.AlignmentFlag.AlignVCenter, text)


def tidy(value: float) -> str:
    """A round number without trailing zeros."""
    text = short(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
