"""The training panel: data, set-up, play and its neighbours, the loss, the accuracy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reluviz.learn.data import DATASETS
from reluviz.ui.numbers import short
from reluviz.ui.panels.recipe import DataSection, SetupSection
from reluviz.ui.panels.scene_panel import ScenePanel
from reluviz.ui.player import Player
from reluviz.ui.store import Store
from reluviz.ui.theme import Theme
from reluviz.ui.views.loss import LossLegend, LossPlot
from reluviz.ui.widgets.buttons import IconButton, PrimaryButton, TextButton
from reluviz.ui.widgets.paint import RADIUS, fill_round
from reluviz.ui.widgets.panel import PADDING, Hairline, Still, caption, set_text, text_label

if TYPE_CHECKING:
    from reluviz.ui.scene import Scene


#: The number of epochs is written in this size (px at scale 1) as long as it is below that bound.
_EPOCH_SIZES = ((10_000, 24), (1_000_000, 18), (math.inf, 15))
#: Space above the data where there is no header.
_BARE_TOP = 16


class TrainingPanel(ScenePanel):
    """Everything about learning, from the data to the loss."""

    def __init__(self, theme: Theme, store: Store, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Training", parent, padding=0, scrolls=True)
        self.setObjectName("trainingPanel")
        self._data_label = caption(theme)
        self.header.addWidget(self._data_label)
        self._sections = (
            DataSection(theme, store),
            SetupSection(theme, store),
            PlaySection(theme, store, player),
            LossSection(theme),
        )
        data, setup, play, loss = self._sections
        for section in (data, setup, _line(theme), play):
            self.body.addWidget(section)
        self.body.addWidget(loss, 1)

    def show_title(self, shown: bool) -> None:
        """Without a header the data's name is left out too: the chosen picture says it."""
        super().show_title(shown)
        edges = self.body.contentsMargins()
        edges.setTop(0 if shown else self.theme.px(_BARE_TOP))
        self.body.setContentsMargins(edges)

    def derive(self, scene: Scene) -> None:
        """Show data, set-up and progress of the scene's session."""
        data = scene.session.data
        set_text(self._data_label, data.target.label if data.target else DATASETS[data.name].label)
        for section in self._sections:
            section.show_scene(scene)


def _line(theme: Theme) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme.px(16), 0, 0)
    column.addWidget(Hairline(theme))
    return holder


class PlaySection(QWidget):
    """The play button with the epoch beside it, one epoch, reset, new start; and why training stopped."""

    def __init__(self, theme: Theme, store: Store, player: Player) -> None:
        super().__init__()
        self._theme, self._player = theme, player
        self._epoch = -1
        self.play = PrimaryButton(theme, "play", "Train (Space)")
        self._number = text_label(theme, "0", size=_EPOCH_SIZES[0][1], weight=QFont.Weight.DemiBold)
        self._size = _EPOCH_SIZES[0][1]
        self._number.setAccessibleName("Epoch")
        self.step = IconButton(theme, "step", "Train for one epoch (.)")
        self.reset = IconButton(theme, "reset", "Reset to the same start (R)")
        self.new_start = IconButton(theme, "shuffle", "New start: other random weights (N)")
        self.message = MessageBox(theme, "Use a smaller rate")
        self._lay_out()
        self._connect()
        self._on_playing(player.playing)

    def _lay_out(self) -> None:
        px = self._theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(px(PADDING), px(16), px(PADDING), 0)
        grid.setSpacing(0)
        grid.addWidget(self.play, 0, 0)
        grid.addLayout(self._epoch_column(), 0, 1)
        grid.addLayout(self._button_row(), 0, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.message, 1, 0, 1, 3)
        grid.setColumnStretch(1, 1)

    def _epoch_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(self._theme.px(12), 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(caption(self._theme, "Epoch"))
        number = Still(self._number)
        number.setFixedHeight(self._number.sizeHint().height())
        column.addWidget(number)
        column.addStretch(1)
        return column

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(10))
        for button in (self.step, self.reset, self.new_start):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        player = self._player
        for name, button, slot in (
            ("playButton", self.play, player.toggle),
            ("stepButton", self.step, player.step_epoch),
            ("resetButton", self.reset, player.reset),
            ("newStartButton", self.new_start, player.new_start),
            ("smallerRateButton", self.message.button, player.retry_gently),
        ):
            button.setObjectName(name)
            button.clicked.connect(slot)
        player.playing_changed.connect(self._on_playing)
        player.diverged.connect(self.message.show_text)

    def show_scene(self, scene: Scene) -> None:
        """Show the epoch, and the message as long as it speaks of what is shown."""
        epoch = scene.session.progress.epoch
        if epoch != self._epoch:
            self._epoch = epoch
            self._number.setText(f"{epoch:,}")
            size = next(size for below, size in _EPOCH_SIZES if epoch < below)
            if size != self._size:
                self._size = size
                self._number.setFont(self._theme.font(size, QFont.Weight.DemiBold))
        self.message.show_text(self._player.failure())

    def _on_playing(self, playing: bool) -> None:
        self.play.set_face(*(("pause", "Pause (Space)") if playing else ("play", "Train (Space)")))
        self.step.setEnabled(not playing)
        if playing:
            self.message.show_text("")


class MessageBox(QWidget):
    """A calm note in the panel, there only when it has something to say, with one thing to do about it."""

    def __init__(self, theme: Theme, action: str) -> None:
        super().__init__()
        self._theme = theme
        self._text = text_label(theme, size=12)
        self._text.setWordWrap(True)
        self.button = TextButton(theme, action, accent=True, height=28)
        px = theme.px
        column = QVBoxLayout(self)
        # The text stands above the text of the button, which has a padding of its own.
        column.setContentsMargins(px(6), px(20), px(10), px(6))
        self._text.setContentsMargins(px(8), 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(self._text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_text(self, text: str) -> None:
        """Say `text`; nothing hides the note."""
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0, theme.px(12), 0, 0)
        fill_round(painter, box, float(theme.px(RADIUS)), theme.field)
        bar = QRectF(box.left(), box.top(), theme.px(3), box.height())
        fill_round(painter, bar, theme.px(3) / 2, theme.negative)


class LossSection(QWidget):
    """Heading and legend, the loss plot, the accuracy."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.legend = LossLegend(theme)
        self.plot = LossPlot(theme)
        self._accuracy = (text_label(theme), text_label(theme))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(PADDING), px(20), px(PADDING), px(12))
        column.setSpacing(px(4))
        column.addLayout(self._heading())
        column.addWidget(self.plot, 100)
        self._row = self._accuracy_row()
        column.addWidget(self._row)
        column.addStretch(1)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text_label(self._theme, "Loss", weight=QFont.Weight.Medium))
        row.addWidget(self.legend, 1)
        return row

    def _accuracy_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, self._theme.px(8), 0, 0)
        row.setSpacing(self._theme.px(4))
        row.addWidget(text_label(self._theme, "Accuracy", secondary=True))
        row.addStretch(1)
        for value, what in zip(self._accuracy, ("train", "test"), strict=True):
            if what == "test":
                row.addSpacing(self._theme.px(8))
            value.setAccessibleName(f"Accuracy, {what}")
            row.addWidget(value)
            row.addWidget(caption(self._theme, what))
        return holder

    def show_scene(self, scene: Scene) -> None:
        """Show the losses and the accuracy of the scene's network, and the history of its training.

        A network that follows a target has no accuracy.
        """
        self._row.setVisible(scene.session.target is None)
        self.legend.show_scene(scene)
        self.plot.show_scene(scene)
        for label, share in zip(self._accuracy, scene.evaluation.accuracy, strict=True):
            set_text(label, _percent(share))


def _percent(share: float) -> str:
    """A share (0 to 1) in percent with three significant digits."""
    return f"{short(100 * share, 1).removesuffix('.0')} %" if math.isfinite(share) else "–"
