"""The upper part of the training panel: which data, and how to train on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reluviz.learn.losses import LOSSES
from reluviz.learn.optimizers import OPTIMIZERS
from reluviz.ui.store import Store
from reluviz.ui.theme import Theme
from reluviz.ui.widgets.datasets import DataPicker
from reluviz.ui.widgets.panel import PADDING, caption, discard, text_label
from reluviz.ui.widgets.select import NumberSelect, Select
from reluviz.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from reluviz.learn.data import Data
    from reluviz.learn.trainer import Setup
    from reluviz.ui.scene import Scene

LEARNING_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.1, 0.3, 1.0, 3.0)
BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100)


class _Quantity(NamedTuple):
    """A slider of the data's recipe: whole numbers `low` to `high`, each `unit` of the argument `name`."""

    name: str
    label: str
    undo: str
    low: int
    high: int
    step: int
    unit: float
    text: Callable[[int], str]


_QUANTITIES = (
    _Quantity("points", "Points", "Change number of points", 50, 1000, 10, 1, "{:,}".format),
    _Quantity("noise", "Noise", "Change noise", 0, 50, 1, 0.01, "{} %".format),
    _Quantity("train_share", "Train share", "Change train share", 10, 90, 1, 0.01, "{} %".format),
)


class DataSection(QWidget):
    """Pictures to choose a data set from, and sliders for its points, noise and train share.

    Data are drawn anew while a slider moves; one drag is one undo step.
    """

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._data: Data | None = None
        self._inputs = 2
        self.picker = self._picker()
        self._rows = [_SliderRow(theme, store, quantity) for quantity in _QUANTITIES]
        self._column = column = QVBoxLayout(self)
        # The chosen picture's ring stands out of the column of text by its own width.
        edge, px = theme.px(PADDING), theme.px
        column.setContentsMargins(edge - px(2), px(1), edge - px(2), 0)
        column.setSpacing(0)
        column.addWidget(self.picker)
        column.addSpacing(px(10))
        for row in self._rows:
            column.addWidget(row)

    def _picker(self) -> DataPicker:
        picker = DataPicker(self._theme, self._inputs)
        picker.setObjectName("dataset")
        picker.setAccessibleName("Data set")
        picker.chosen.connect(self._choose)
        return picker

    def show_scene(self, scene: Scene) -> None:
        """Show the recipe of the scene's data."""
        data = scene.session.data
        if scene.n_inputs != self._inputs:
            self._inputs = scene.n_inputs
            old, self.picker = self.picker, self._picker()
            self._column.replaceWidget(old, self.picker)
            discard(old)
        if data is not self._data:
            self._data = data
            self.picker.set_key(data.name)
            for row in self._rows:
                row.show_data(data)

    def _choose(self, name: str) -> None:
        session = self._store.session.with_data(name=name)
        if session.target is not None:  # each has an interval of its own
            session = session.at_home()
        self._store.commit(session, "Change data set")


class _SliderRow(QWidget):
    """Label, slider and value of one quantity, 28 px high."""

    def __init__(self, theme: Theme, store: Store, quantity: _Quantity) -> None:
        super().__init__()
        self._store, self._quantity = store, quantity
        self.slider = Slider(theme, quantity.low, quantity.high, quantity.step)
        self.slider.setObjectName(quantity.name)
        self.slider.setAccessibleName(quantity.label)
        self.slider.began.connect(store.settle)
        self.slider.edited.connect(self._edit)
        self.slider.finished.connect(store.settle)
        self._value = text_label(theme)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        px = theme.px
        self.setFixedHeight(px(28))
        row = QGridLayout(self)
        row.setContentsMargins(px(2), 0, px(2), 0)
        row.setHorizontalSpacing(0)
        row.addWidget(text_label(theme, self._quantity.label, secondary=True), 0, 0)
        row.addWidget(self.slider, 0, 1)
        row.addWidget(self._value, 0, 2)
        row.setColumnMinimumWidth(0, px(88))
        row.setColumnMinimumWidth(2, px(48))
        row.setColumnStretch(1, 1)

    def show_data(self, data: Data) -> None:
        """Show this quantity of `data`."""
        number = round(getattr(data, self._quantity.name) / self._quantity.unit)
        self.slider.set_value(number)
        self._value.setText(self._quantity.text(number))

    def _edit(self, number: int) -> None:
        unit = self._quantity.unit
        value = number if unit == 1 else round(number * unit, 2)
        session = self._store.session.with_data(**{self._quantity.name: value})
        self._store.preview(session, self._quantity.undo, settle=not self.slider.isSliderDown())


class SetupSection(QWidget):
    """Optimiser, learning rate, loss and batch, each under its caption."""

    def __init__(self, theme: Theme, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._setup: Setup | None = None
        self._inputs = 2
        self.optimizer = Select(theme, [(key, item.label) for key, item in OPTIMIZERS.items()])
        self.rate = NumberSelect(theme, LEARNING_RATES)
        self.loss = Select(theme, _losses(self._inputs))
        self.batch = NumberSelect(theme, BATCH_SIZES, whole=True)
        self._lay_out()
        self._name()
        self.optimizer.chosen.connect(self._choose_optimizer)
        self.rate.picked.connect(self._choose_rate)
        self.loss.chosen.connect(self._choose_loss)
        self.batch.picked.connect(self._choose_batch)

    def _lay_out(self) -> None:
        px = self._theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(px(PADDING), px(10), px(PADDING), 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        fields = (
            ("Optimiser", self.optimizer),
            ("Learning rate", self.rate),
            ("Loss", self.loss),
            ("Batch", self.batch),
        )
        for place, (label, field) in enumerate(fields):
            row, column = divmod(place, 2)
            title = caption(self._theme, label)
            title.setBuddy(field)
            grid.addWidget(title, 3 * row, column)
            grid.addWidget(field, 3 * row + 1, column)
        grid.setRowMinimumHeight(2, px(6))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _name(self) -> None:
        names = {
            self.optimizer: ("optimizer", "Optimiser"), self.rate: ("learningRate", "Learning rate"),
            self.loss: ("loss", "Loss"), self.batch: ("batchSize", "Batch: training points a step"),
        }  # fmt: skip
        for field, (name, accessible) in names.items():
            field.setObjectName(name)
            field.setAccessibleName(accessible)
            field.setToolTip(accessible)

    def show_scene(self, scene: Scene) -> None:
        """Show the training set-up of the scene's session; of a target the squared loss is the only one."""
        setup = scene.session.setup
        if scene.n_inputs != self._inputs:
            self._inputs, self._setup = scene.n_inputs, None
            self.loss.set_options(_losses(scene.n_inputs))
        if setup is not self._setup:
            self._setup = setup
            self.optimizer.set_key(setup.optimizer)
            self.loss.set_key(setup.loss)
            self.rate.show_number(setup.learning_rate)
            self.batch.show_number(setup.batch)

    def _choose_optimizer(self, key: str) -> None:
        self._commit("Change optimiser", optimizer=key)

    def _choose_loss(self, key: str) -> None:
        self._commit("Change loss", loss=key)

    def _choose_rate(self, rate: float) -> None:
        self._commit("Change learning rate", learning_rate=rate)

    def _choose_batch(self, batch: float) -> None:
        self._commit("Change batch", batch=int(batch))

    def _commit(self, text: str, **changes: object) -> None:
        self._store.commit(self._store.session.with_setup(**changes), text)


def _losses(inputs: int) -> list[tuple[str, str]]:
    """The losses to choose from."""
    return [(key, loss.label) for key, loss in LOSSES.items() if inputs == 2 or key == "squared"]
