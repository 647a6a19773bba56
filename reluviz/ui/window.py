"""The main window: panels and views put together, one frame at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from reluviz.session.session import Session, home
from reluviz.ui import neuron_commands
from reluviz.ui.actions import main_menu, make_actions
from reluviz.ui.arrange import PanelArea
from reluviz.ui.documents import Documents
from reluviz.ui.examples import FIRST, examples
from reluviz.ui.frame import FrameClock
from reluviz.ui.panels.by_inputs import ByInputs
from reluviz.ui.panels.inspector import Inspector
from reluviz.ui.panels.neurons import NeuronsPanel
from reluviz.ui.panels.partition import PartitionPanel
from reluviz.ui.panels.sum import SumPanel
from reluviz.ui.panels.toolbar import Toolbar
from reluviz.ui.panels.training import TrainingPanel
from reluviz.ui.player import Player
from reluviz.ui.scene import Scene
from reluviz.ui.settings import Settings
from reluviz.ui.shortcut_page import ShortcutPage
from reluviz.ui.store import Store
from reluviz.ui.style import style_sheet
from reluviz.ui.sum_look import SumLook
from reluviz.ui.theme import SYSTEM, THEMES, Theme, palette, theme_named
from reluviz.ui.widgets.panel import Hairline

if TYPE_CHECKING:
    from collections.abc import Callable

    from reluviz.ui.arrange import Side
    from reluviz.ui.panels.curve import CurvePanel
    from reluviz.ui.panels.curve_sum import CurveSumPanel
    from reluviz.ui.views.curve import CurveView
    from reluviz.ui.views.plane import PlaneView


class MainWindow(QMainWindow):
    """Shows one session; everything it shows comes from `Scene`, every change goes through `Store`."""

    def __init__(
        self, session: Session, *, theme: str | None = None, perf_log: Path | None = None, cues: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAccessibleName("reluviz")
        self.settings = Settings()
        self._theme_name = theme or self.settings.theme
        self._cues = cues
        self.store = Store(session, self)
        self.player = Player(self.store, self, busy=self._is_drawing)
        self.documents = Documents(self, self.store, self.settings, self.player)
        self.frame = FrameClock(self._derive, perf_log, self)
        self.scene: Scene | None = None
        #: The session last shown with one input, and with two.
        self._last_shown = {session.network.n_inputs: session}
        self._pointer: tuple[float, float] | None = None
        self._hidden_panels: set[str] = set()
        self._metered = False
        self._sum_look = SumLook()
        self.setMinimumSize(640, 480)
        self.resize(1440, 900)
        self.frame.request("start")
        self._build()
        self._connect()

    # -- building --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make everything in the present theme; called again when the theme changes."""
        self.theme: Theme = theme_named(self._theme_name)
        QApplication.setPalette(palette(self.theme))
        QApplication.setFont(self.theme.font())
        self.setStyleSheet(style_sheet(self.theme))
        self._make_actions()
        self._make_panels()
        self._frame_panels()

    def _make_actions(self) -> None:
        for old in self.actions():
            self.removeAction(old)
            old.deleteLater()
        toggles = {
            f"{name}_panel": partial(self._toggle_panel, name) for name in ("neurons", "sum", "training")
        }
        documents, player = self.documents, self.player
        handlers: dict[str, Callable[[], object]] = {
            "open": documents.open, "save": documents.save, "save_as": documents.save_as, "quit": self.close,
            "undo": self.undo, "redo": self.redo, **neuron_commands.handlers(self.store),
            "play": player.toggle, "step": player.step_epoch, "reset": player.reset,
            "new_start": player.new_start,
            "zoom_in": partial(self._zoom, 1 / 1.25), "zoom_out": partial(self._zoom, 1.25), "fit": self.fit,
            "pin": self.toggle_pin,
            "full_screen": self.toggle_full_screen,
            "frame_meter": self.toggle_frame_meter, "about": self.documents.about,
            "shortcuts": self.show_shortcuts, **toggles,
        }  # fmt: skip
        self.commands = make_actions(self, self.theme, handlers)
        self._show_undo_state()

    def _make_panels(self) -> None:
        theme, store = self.theme, self.store
        self.toolbar = Toolbar(theme, store, self.commands)
        self._fill_toolbar(self.toolbar)
        self.neurons = NeuronsPanel(theme, store)
        self.middle = ByInputs({1: self._make_curve, 2: self._make_plane})
        self.sums = ByInputs({1: self._make_curve_sum, 2: self._make_sum})
        self.training = TrainingPanel(theme, store, self.player)
        self.inspector = Inspector(theme)
        self._shown = (self.middle, self.neurons, self.sums, self.training, self.inspector, self.toolbar)
        self.toolbar.show_playing(self.player.playing)
        self.player.playing_changed.connect(self.toolbar.show_playing)
        self.toolbar.inputs_chosen.connect(self.show_inputs)
        self.commands["frame_meter"].setChecked(self._metered)
        self.inspector.unpinned.connect(self.unpin)
        self.neurons.asked.connect(self.frame.request)
        self.neurons.pointed.connect(self._point)
        self.neurons.menu_asked.connect(self._open_neuron_menu)
        for side in (self.middle, self.sums):
            side.choose(store.session.network.n_inputs)

    def _make_plane(self) -> PartitionPanel:
        self.partition = PartitionPanel(self.theme, self.store, self.commands, self.frame, cues=self._cues)
        self.partition.plane.dragged.connect(self._end_cues)
        self.partition.plane.picked.connect(self._pick)
        self.partition.plane.menu_asked.connect(self._open_neuron_menu)
        self._connect_canvas(self.partition, self.partition.plane)
        return self.partition

    def _make_curve(self) -> CurvePanel:
        from reluviz.ui.panels.curve import CurvePanel

        self.curve = CurvePanel(self.theme, self.store, self.commands, self.frame)
        self._connect_canvas(self.curve, self.curve.view)
        return self.curve

    def _connect_canvas(self, panel: PartitionPanel | CurvePanel, canvas: PlaneView | CurveView) -> None:
        panel.show_meter(self._metered)
        self.commands["frame_meter"].toggled.connect(panel.show_meter)
        canvas.pointed.connect(self._point)
        canvas.asked.connect(self.frame.request)
        canvas.resized.connect(partial(self.frame.request, "resize"))

    def _make_curve_sum(self) -> CurveSumPanel:
        from reluviz.ui.panels.curve_sum import CurveSumPanel

        return CurveSumPanel(self.theme)

    def _make_sum(self) -> SumPanel:
        self.sum = SumPanel(self.theme, self.store, look=self._sum_look)
        self.sum.pointed.connect(self._point)
        self.sum.picked.connect(self._pick)
        self.sum.asked.connect(self.frame.request)
        return self.sum

    @property
    def canvas(self) -> PlaneView | CurveView:
        """The plane, or the curve, of the session shown."""
        return self.partition.plane if self.store.session.network.n_inputs == 2 else self.curve.view

    def _fill_toolbar(self, toolbar: Toolbar) -> None:
        """Give the toolbar its menus, which live and go with it."""
        new = QMenu("New", toolbar)
        for inputs in (2, 1):
            if not new.isEmpty():
                new.addSeparator()
            for label, make in examples(inputs).items():
                new.addAction(label, partial(self.documents.new, make))
        extra = {"File": [new, self.documents.recent_menu(toolbar)]}
        menu = main_menu(self.commands, toolbar, extra, self._theme_menu(toolbar))
        toolbar.set_menus(new, menu)

    def _theme_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu("Theme", parent)
        group = QActionGroup(menu)
        for name, label in ((SYSTEM, "As the system"), *((t.name, t.label) for t in THEMES.values())):
            action = QAction(label, group)
            action.setCheckable(True)
            action.setChecked(name == self._theme_name)
            action.triggered.connect(partial(self.set_theme, name))
            menu.addAction(action)
        return menu

    def _frame_panels(self) -> None:
        """Toolbar over panels over inspector."""
        sides: dict[str, Side] = {"neurons": self.neurons, "sum": self.sums, "training": self.training}
        self.area = PanelArea(self.theme, self.middle, sides, self._hidden_panels)
        self.area.shown_changed.connect(self._show_panel_state)
        self.area.fit(self.width())
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.toolbar, Hairline(self.theme), self.area, Hairline(self.theme), self.inspector):
            column.addWidget(part, 1 if part is self.area else 0)
        self.setCentralWidget(central)

    def _show_panel_state(self) -> None:
        self.toolbar.set_compact(self.area.compact)
        self.toolbar.show_play(not self.area.is_shown("training") or self.area.tabbed)
        for name in ("neurons", "sum", "training"):
            self.commands[f"{name}_panel"].setChecked(self.area.is_shown(name))
        self.frame.request("panels")

    def _connect(self) -> None:
        self.store.changed.connect(self._on_changed)
        self.store.document_changed.connect(self._show_document)
        stack = self.store.undo_stack
        for signal in (stack.canUndoChanged, stack.canRedoChanged, stack.indexChanged):
            signal.connect(self._show_undo_state)
        self._show_document()

    # -- one frame -------------------------------------------------------------------------------------------

    def _derive(self) -> None:
        """Derive the scene of this frame and let every view that differs mark itself for painting."""
        session, dragging = self.store.session, self.store.held
        for side in (self.middle, self.sums):
            side.choose(session.network.n_inputs)
        size = self.canvas.device_size()
        self.scene = Scene(session, size, self._pointer, self.scene, dragging=dragging)
        for part in self._shown:
            part.show_scene(self.scene)
        neuron_commands.show_state(self.commands, session)

    def _is_drawing(self) -> bool:
        """Whether a frame is still to be shown: training waits for it."""
        return self.frame.pending

    def event(self, event: QEvent) -> bool:
        """Paint, and report it: Qt repaints all dirty widgets in one update request, but a new window as soon
        as it is there."""
        kind = event.type()
        if kind == QEvent.Type.Paint:
            self.frame.paints_new_window()
        elif kind == QEvent.Type.UpdateRequest and self.windowHandle().isExposed():
            began = perf_counter()
            result = super().event(event)
            self.frame.painted(began)
            return result
        return super().event(event)

    def _on_changed(self) -> None:
        session = self.store.session
        inputs = session.network.n_inputs
        if self.scene is not None and self.scene.n_inputs != inputs:
            self._pointer = None
        self._last_shown[inputs] = session
        self.frame.request("train" if self.player.playing else "change")

    def _point(self, pointer: tuple[float, float] | None, since: float) -> None:
        self._pointer = pointer
        self.frame.request("hover", since)

    def _pick(self, place: tuple[float, float] | None, since: float) -> None:
        """Pin the region at a place; if it is the pinned one, let it go."""
        if self.scene is None or self.scene.n_inputs != 2 or place is None:
            return
        region = self.scene.region_at(place)
        again = self.store.session.view.pin is not None and region == self.scene.region
        if region >= 0:
            self.frame.request("pin", since)
            self.store.look(pin=None if again else place)

    # -- commands --------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last step; what is only previewed is recorded first, so nothing is lost."""
        self._ready_for_history()
        self.store.undo_stack.undo()

    def redo(self) -> None:
        """Do the next step again."""
        self._ready_for_history()
        self.store.undo_stack.redo()

    def _ready_for_history(self) -> None:
        """Pause training and record what is only previewed, also of a handle that is held."""
        self.player.pause()
        self.store.settle()

    def _open_neuron_menu(self, at: QPoint) -> None:
        """Offer what can be done with the selected neuron."""
        self.frame.flush()
        neuron_commands.open_menu(self, self.commands, at)

    def fit(self) -> None:
        """Show the whole data set again."""
        view = home(self.store.session.data)
        self.store.look(center=view.center, half_width=view.half_width, half_height=view.half_height)

    def show_inputs(self, inputs: int) -> None:
        """Go on with the session last shown with so many inputs, or with a first one: an undo step."""
        self.player.pause()
        session = self._last_shown.get(inputs) or FIRST[inputs]()
        self.store.commit(session, f"Switch to {inputs}-D input")

    def toggle_pin(self) -> None:
        """Pin the region under the pointer, or let the pinned one go."""
        if self.store.session.view.pin is None:
            self._pick(self._pointer, perf_counter())
        else:
            self.unpin()

    def unpin(self) -> None:
        """Inspect the region under the pointer again."""
        self.store.look(pin=None)

    def toggle_full_screen(self) -> None:
        """Full screen and back."""
        full = not self.isFullScreen()
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.commands["full_screen"].setChecked(full)

    def toggle_frame_meter(self) -> None:
        """Show or hide frames per second and latency."""
        self._metered = not self._metered
        self.commands["frame_meter"].setChecked(self._metered)

    def show_shortcuts(self) -> None:
        """Show the page of keys and gestures, beside which the window can be used."""
        ShortcutPage.open_over(self, self.theme)

    def set_theme(self, name: str) -> None:
        """Show everything in another theme, and remember it."""
        self.settings.theme = self._theme_name = name
        QTimer.singleShot(0, self, self._rebuild)

    def _rebuild(self) -> None:
        for page in self.findChildren(ShortcutPage):
            page.close()
        self.scene = None
        self.store.drop()
        self.frame.request("theme")
        self._build()

    def _toggle_panel(self, name: str) -> None:
        self.area.toggle(name)

    def _zoom(self, factor: float) -> None:
        self.canvas.zoom(factor)

    def _end_cues(self) -> None:
        if self._cues:
            self._cues, self.settings.cues_done = False, True

    # -- state of the document -------------------------------------------------------------------------------

    def _show_undo_state(self) -> None:
        stack = self.store.undo_stack
        for name, can, text in (
            ("undo", stack.canUndo() or self.store.unrecorded, self.store.undo_text),
            ("redo", stack.canRedo(), stack.redoText()),
        ):
            self.commands[name].setEnabled(can)
            self.commands[name].setText(f"{name.capitalize()} {text[:1].lower()}{text[1:]}".strip())

    def _show_document(self) -> None:
        name = self.store.path.name if self.store.path else "Untitled"
        self.setWindowTitle(f"{name}[*] — reluviz")
        self.setWindowModified(self.store.modified)
        self._show_undo_state()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc lets the pinned region go; without one it leaves the full screen."""
        if event.key() == Qt.Key.Key_Escape and self.store.session.view.pin is not None:
            self.unpin()
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Have the first picture ready before there is a window: everything in it has its size by now."""
        super().showEvent(event)
        self.frame.flush()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first."""
        self.player.pause()
        if not self.documents.may_go():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        self.frame.close()
        event.accept()
