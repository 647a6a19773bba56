"""The main window: panels and views put together, one frame at a time."""

from __future__ import annotations

from enum import Enum
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reluviz.learn.data import DATASETS
from reluviz.session.session import Session, View
from reluviz.ui import edits
from reluviz.ui.actions import main_menu, make_actions
from reluviz.ui.documents import Documents
from reluviz.ui.frame import FrameClock
from reluviz.ui.panels.inspector import Inspector
from reluviz.ui.panels.neurons import NeuronsPanel
from reluviz.ui.panels.partition import PartitionPanel
from reluviz.ui.panels.sum import SumPanel
from reluviz.ui.panels.toolbar import Toolbar
from reluviz.ui.panels.training import TrainingPanel
from reluviz.ui.player import Player
from reluviz.ui.scene import Scene
from reluviz.ui.settings import Settings
from reluviz.ui.store import Store
from reluviz.ui.style import style_sheet
from reluviz.ui.theme import SYSTEM, THEMES, Theme, palette, theme_named
from reluviz.ui.widgets.panel import Hairline
from reluviz.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable

NEURONS_WIDTH = 272
SIDE_WIDTH = 280


class Layout(Enum):
    """How the panels share the width: side by side, Sum over Training, or one side panel at a time."""

    WIDE = 1240
    STACKED = 880
    COMPACT = 0

    @classmethod
    def of(cls, width: float) -> Layout:
        """The layout for a window of `width` pixels at scale 1."""
        return next(layout for layout in cls if width >= layout.value)


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
        self._cues = cues and not self.settings.cues_done
        self.store = Store(session, self)
        self.player = Player(self.store, self)
        self.documents = Documents(self, self.store, self.settings, before_change=self.player.pause)
        self.frame = FrameClock(self._derive, perf_log, self)
        self.scene: Scene | None = None
        self._pointer: tuple[float, float] | None = None
        self._hidden_panels: set[str] = set()
        self._layout: Layout | None = None
        self.setMinimumSize(640, 480)
        self.resize(1440, 900)
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
        self._layout = None
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
            "undo": self.undo, "redo": self.redo, "flip": self.flip_selected, "delete": self.delete_selected,
            "play": player.toggle, "step": player.step_epoch, "reset": player.reset,
            "new_start": player.new_start,
            "zoom_in": partial(self._zoom, 1 / 1.25), "zoom_out": partial(self._zoom, 1.25), "fit": self.fit,
            "full_screen": self.toggle_full_screen, "about": self.documents.about, **toggles,
        }  # fmt: skip
        self.commands = make_actions(self, self.theme, handlers)
        self._show_undo_state()

    def _make_panels(self) -> None:
        theme, store = self.theme, self.store
        self.new_menu = QMenu("New", self)
        for label, make in examples().items():
            self.new_menu.addAction(label, partial(self.documents.new, make))
        menu = main_menu(
            self.commands,
            self,
            {"File": [self.new_menu, self.documents.recent_menu()], "View": [self._theme_menu()]},
        )
        self.toolbar = Toolbar(theme, store, self.commands, self.new_menu, menu)
        self.neurons = NeuronsPanel(theme, store)
        self.partition = PartitionPanel(theme, store, self.commands, cues=self._cues)
        self.sum = SumPanel(theme, store)
        self.training = TrainingPanel(theme, store, self.player)
        self.inspector = Inspector(theme)
        self._shown = (self.partition, self.neurons, self.sum, self.training, self.inspector, self.toolbar)
        plane = self.partition.plane
        plane.pointed.connect(self._point)
        plane.asked.connect(self.frame.request)
        plane.resized.connect(partial(self.frame.request, "resize"))
        plane.dragged.connect(self._end_cues)

    def _theme_menu(self) -> QMenu:
        menu, group = QMenu("Theme", self), QActionGroup(self)
        for name, label in ((SYSTEM, "As the system"), *((t.name, t.label) for t in THEMES.values())):
            action = QAction(label, group)
            action.setCheckable(True)
            action.setChecked(name == self._theme_name)
            action.triggered.connect(partial(self.set_theme, name))
            menu.addAction(action)
        return menu

    def _frame_panels(self) -> None:
        """Toolbar over panels over inspector; `_arrange` fills the middle."""
        central = QWidget()
        self._column = column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middle = QWidget()
        for part in (self.toolbar, Hairline(self.theme), self._middle, Hairline(self.theme), self.inspector):
            column.addWidget(part, 1 if part is self._middle else 0)
        self.setCentralWidget(central)
        self._arrange()

    def _arrange(self) -> None:
        """Share the width among the panels."""
        layout = Layout.of(self.width() / self.theme.scale)
        if layout is self._layout:
            return
        self._layout = layout
        if self._middle.layout() is not None:
            old, self._middle = self._middle, QWidget()
            for panel in (self.neurons, self.partition, self.sum, self.training):
                panel.setParent(self)
            self._column.replaceWidget(old, self._middle)
            old.deleteLater()
        row = QHBoxLayout(self._middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        {
            Layout.WIDE: self._arrange_wide,
            Layout.STACKED: self._arrange_stacked,
            Layout.COMPACT: self._arrange_compact,
        }[layout](row)
        self.toolbar.set_compact(layout is Layout.COMPACT)
        self._show_panels()

    def _arrange_wide(self, row: QHBoxLayout) -> None:
        self._sides = {"neurons": self._side(self.neurons, NEURONS_WIDTH, "right")}
        self._sides["sum"] = self._side(self.sum, SIDE_WIDTH, "left")
        self._sides["training"] = self._side(self.training, SIDE_WIDTH, "left")
        row.addWidget(self._sides["neurons"])
        row.addWidget(self.partition, 1)
        row.addWidget(self._sides["sum"])
        row.addWidget(self._sides["training"])

    def _arrange_stacked(self, row: QHBoxLayout) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sum, 1)
        column.addWidget(Hairline(self.theme))
        column.addWidget(self.training, 1)
        self._sides = {"neurons": self._side(self.neurons, NEURONS_WIDTH, "right")}
        side = self._side(right, SIDE_WIDTH, "left")
        self._sides |= {"sum": self.sum, "training": self.training}
        row.addWidget(self._sides["neurons"])
        row.addWidget(self.partition, 1)
        row.addWidget(side)

    def _arrange_compact(self, row: QHBoxLayout) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tabs = Segmented(self.theme, [("0", "Neurons"), ("1", "Sum"), ("2", "Training")])
        stack = QStackedWidget()
        for panel in (self.neurons, self.sum, self.training):
            stack.addWidget(panel)
        tabs.set_key("0")
        tabs.chosen.connect(lambda key: stack.setCurrentIndex(int(key)))
        column.addWidget(tabs, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(stack, 1)
        row.addWidget(self.partition, 1)
        row.addWidget(self._side(side, SIDE_WIDTH, "left"))
        self._sides = {}

    def _side(self, panel: QWidget, width: int, line: str) -> QWidget:
        """A side panel of fixed width with a hairline towards the plane."""
        holder = QWidget()
        holder.setFixedWidth(self.theme.px(width))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(panel)
        row.insertWidget(0 if line == "left" else 1, Hairline(self.theme, vertical=True))
        panel.show()
        return holder

    def _show_panels(self) -> None:
        for name in ("neurons", "sum", "training"):
            shown = name not in self._hidden_panels
            self.commands[f"{name}_panel"].setChecked(shown)
            self.commands[f"{name}_panel"].setEnabled(name in self._sides)
            if name in self._sides:
                self._sides[name].setVisible(shown)

    def _connect(self) -> None:
        self.store.changed.connect(partial(self.frame.request, "change"))
        self.store.document_changed.connect(self._show_document)
        stack = self.store.undo_stack
        for signal in (stack.canUndoChanged, stack.canRedoChanged, stack.indexChanged):
            signal.connect(self._show_undo_state)
        self._show_document()
        self.frame.request("start")

    # -- one frame -------------------------------------------------------------------------------------------

    def _derive(self) -> None:
        """Derive the scene of this frame and let every view that differs mark itself for painting."""
        size = self.partition.plane.device_size()
        self.scene = Scene(self.store.session, size, self._pointer, self.scene)
        for part in self._shown:
            part.show_scene(self.scene)

    def event(self, event: QEvent) -> bool:
        """Paint, and report the end of the painting: Qt repaints all dirty widgets in one update request."""
        if event.type() == QEvent.Type.UpdateRequest:
            began = perf_counter()
            result = super().event(event)
            self.frame.painted(began)
            return result
        return super().event(event)

    def _point(self, pointer: tuple[float, float] | None, since: float) -> None:
        self._pointer = pointer
        self.frame.request("hover", since)

    # -- commands --------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last step; what is only previewed is recorded first, so nothing is lost."""
        self.player.pause()
        self.store.settle()
        self.store.undo_stack.undo()

    def redo(self) -> None:
        """Do the next step again."""
        self.player.pause()
        self.store.settle()
        self.store.undo_stack.redo()

    def flip_selected(self) -> None:
        """Turn the active side of the selected neuron around."""
        session, selected = self.store.session, self.store.session.view.selected
        if selected is not None:
            self.store.settle()
            self.store.commit(edits.with_flipped(session, *selected), f"Flip neuron {selected[1] + 1}")

    def delete_selected(self) -> None:
        """Take the selected neuron out, unless it is the last of its layer."""
        selected = self.store.session.view.selected
        if selected is not None and self.store.session.network.hidden[selected[0]] > 1:
            self.store.settle()
            session = edits.without_neuron(self.store.session, *selected)
            self.store.commit(session, f"Delete neuron {selected[1] + 1}")

    def fit(self) -> None:
        """Show the whole data set again."""
        home = View()
        self.store.look(center=home.center, half_width=home.half_width)

    def toggle_full_screen(self) -> None:
        """Full screen and back."""
        full = not self.isFullScreen()
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.commands["full_screen"].setChecked(full)

    def set_theme(self, name: str) -> None:
        """Show everything in another theme, and remember it."""
        self.settings.theme = self._theme_name = name
        QTimer.singleShot(0, self, self._rebuild)

    def _rebuild(self) -> None:
        self.scene = None
        self._build()
        self.frame.request("theme")

    def _toggle_panel(self, name: str) -> None:
        self._hidden_panels ^= {name}
        self._show_panels()

    def _zoom(self, factor: float) -> None:
        self.partition.plane.zoom(factor)

    def _end_cues(self) -> None:
        if self._cues:
            self._cues, self.settings.cues_done = False, True

    # -- state of the document -------------------------------------------------------------------------------

    def _show_undo_state(self) -> None:
        stack = self.store.undo_stack
        for name, can, text in (
            ("undo", stack.canUndo() or self.store.modified, stack.undoText()),
            ("redo", stack.canRedo(), stack.redoText()),
        ):
            self.commands[name].setEnabled(can)
            self.commands[name].setText(f"{name.capitalize()} {text[:1].lower()}{text[1:]}".strip())

    def _show_document(self) -> None:
        name = self.store.path.name if self.store.path else "Untitled"
        self.setWindowTitle(f"{name}[*] — reluviz")
        self.setWindowModified(self.store.modified)
        self._show_undo_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first."""
        self.player.pause()
        if not self.documents.may_go():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        self.frame.close()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the panels for the new width."""
        super().resizeEvent(event)
        self._arrange()


def examples() -> dict[str, Callable[[], Session]]:
    """What the New menu offers, by label."""
    shapes = {
        "circle": (4, 2),
        "xor": (4,),
        "gauss": (2,),
        "spiral": (8, 8, 8),
        "moons": (6,),
        "checkerboard": (8, 8),
    }
    result: dict[str, Callable[[], Session]] = {"Three folds around a circle": Session.first}
    for name, dataset in DATASETS.items():
        hidden = shapes.get(name, (8,))
        label = f"{dataset.label}, {' – '.join(map(str, (2, *hidden, 1)))}"
        result[label] = partial(
            Session.new, dataset=name, hidden=hidden, optimizer="adam", learning_rate=0.01, loss="logistic"
        )
    return result


def screen_fits(window: QWidget) -> None:
    """Make a first window no larger than the screen."""
    screen = QApplication.primaryScreen().availableGeometry()
    window.resize(min(1440, screen.width()), min(900, screen.height()))
