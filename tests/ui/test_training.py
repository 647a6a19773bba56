"""The training panel, used as a person uses it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from reluviz.learn.data import DATASETS
from reluviz.learn.targets import TARGETS, drawn
from reluviz.learn.trainer import Progress
from reluviz.session.session import Session
from reluviz.ui.panels.training import TrainingPanel
from reluviz.ui.theme import DARK, LIGHT, PROJECTOR, THEMES, Theme
from reluviz.ui.views.loss import LossLegend
from reluviz.ui.widgets.datasets import DataPicker
from reluviz.ui.widgets.select import NumberSelect, Select
from reluviz.ui.widgets.slider import Slider
from tests.ui.training_desk import TrainingDesk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot) -> TrainingDesk:
    return TrainingDesk(qtbot, Session.first())


def _texts(desk: TrainingDesk) -> list[str]:
    return [label.text() for label in desk.panel.findChildren(QLabel) if label.isVisible()]


def _drag(slider: Slider, start: int, end: int) -> None:
    middle = slider.height() // 2
    first, last = round(slider.thumb_x(start)), round(slider.thumb_x(end))
    QTest.mousePress(slider, LEFT, pos=QPoint(first, middle))
    for i in range(1, 7):
        QTest.mouseMove(slider, QPoint(first + (last - first) * i // 6, middle))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(last, middle))


def test_every_widget_that_others_call_by_name_is_there_and_speaks(desk: TrainingDesk) -> None:
    names = (
        "dataset", "optimizer", "learningRate", "loss", "batchSize", "playButton", "stepButton",
        "resetButton", "newStartButton", "lossPlot",
    )  # fmt: skip
    assert desk.panel.objectName() == "trainingPanel"
    for name in names:
        assert desk.find(QWidget, name).accessibleName(), name


class TestData:
    @pytest.mark.parametrize("name", [name for name, dataset in DATASETS.items() if dataset.inputs == 2])
    def test_clicking_a_picture_chooses_its_data_set(self, qtbot: QtBot, name: str) -> None:
        start = "xor" if name == "circle" else "circle"
        desk = TrainingDesk(qtbot, Session.new(start, (3,)))
        QTest.mouseClick(desk.find(DataPicker, "dataset").button(name), LEFT)
        assert desk.session.data.name == name
        assert DATASETS[name].label in _texts(desk)
        assert desk.steps() == ["Change data set"]

    @pytest.mark.parametrize("name", TARGETS)
    def test_with_one_input_clicking_a_picture_chooses_its_target_and_shows_all_of_it(
        self, qtbot: QtBot, name: str
    ) -> None:
        start = Session.new("abs" if name == "sin" else "sin", (3,)).with_view(half_width=0.1)
        desk = TrainingDesk(qtbot, start)
        QTest.mouseClick(desk.find(DataPicker, "dataset").button(name), LEFT)
        assert desk.session.target is TARGETS[name]
        low, high = TARGETS[name].interval
        assert desk.session.view.frame[0] < low < high < desk.session.view.frame[1]
        assert TARGETS[name].label in _texts(desk)
        assert desk.steps() == ["Change data set"]

    def test_a_drawn_target_is_named_and_no_picture_is_ringed(self, qtbot: QtBot) -> None:
        desk = TrainingDesk(qtbot, Session.first_curve())
        picker = desk.find(DataPicker, "dataset")
        assert picker.button("sin").isChecked()
        hill = drawn([(0.0, 0.0), (1.0, 2.0), (3.0, 0.0)])
        desk.store.commit(desk.session.with_target(hill), "Draw the target")
        assert "Drawn" in _texts(desk)
        assert not any(picker.button(name).isChecked() for name in TARGETS)
        desk.store.undo_stack.undo()
        assert picker.button("sin").isChecked()

    def test_more_points_of_a_drawn_target_are_still_its_own(self, qtbot: QtBot) -> None:
        hill = drawn([(0.0, 0.0), (1.0, 2.0), (3.0, 0.0)])
        desk = TrainingDesk(qtbot, Session.first_curve().with_target(hill))
        _drag(desk.find(Slider, "points"), 100, 400)
        assert desk.session.target is hill
        assert len(desk.session.data.train_x) == round(0.7 * desk.session.data.points) > 200

    def test_from_points_to_targets_and_back_each_has_its_own_pictures(self, desk: TrainingDesk) -> None:
        plane = desk.session
        for session, names in ((Session.first_curve(), set(TARGETS)), (plane, set(DATASETS) - set(TARGETS))):
            desk.store.commit(session, "Switch")
            picker = desk.find(DataPicker, "dataset")
            shown = picker.findChildren(QAbstractButton)
            assert {button.toolTip() for button in shown} == {DATASETS[name].label for name in names}
            assert picker.key() == session.data.name

    def test_arrow_keys_walk_through_the_pictures(self, desk: TrainingDesk) -> None:
        button = desk.find(DataPicker, "dataset").button("circle")
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Right)
        assert desk.session.data.name == "xor"

    def test_dragging_points_draws_new_data_at_once_and_is_one_undo_step(self, desk: TrainingDesk) -> None:
        slider = desk.find(Slider, "points")
        seen: list[int] = []
        desk.store.changed.connect(lambda: seen.append(desk.session.data.points))
        _drag(slider, 200, 600)
        assert len(seen) > 2
        assert desk.session.data.points == pytest.approx(600, abs=10)
        assert desk.session.data.points % 10 == 0
        assert desk.steps() == ["Change number of points"]
        desk.store.undo_stack.undo()
        assert desk.session.data.points == 200
        assert slider.value() == 200

    @pytest.mark.parametrize(
        ("name", "start", "end", "value", "text"),
        [("noise", 0, 25, 0.25, "25 %"), ("train_share", 70, 40, 0.4, "40 %")],
    )
    def test_noise_and_train_share_are_dragged_in_percent(
        self, desk: TrainingDesk, name: str, start: int, end: int, value: float, text: str
    ) -> None:
        _drag(desk.find(Slider, name), start, end)
        assert getattr(desk.session.data, name) == pytest.approx(value, abs=0.011)
        shown = round(100 * getattr(desk.session.data, name))
        assert f"{shown} %" in _texts(desk)
        assert text.endswith(" %")

    def test_arrow_keys_move_a_slider_by_one_step(self, desk: TrainingDesk) -> None:
        slider = desk.find(Slider, "points")
        slider.setFocus()
        QTest.keyClick(slider, Qt.Key.Key_Right)
        assert desk.session.data.points == 210
        desk.store.settle()
        assert desk.steps() == ["Change number of points"]


class TestSetup:
    def test_choosing_an_optimiser_and_a_loss(self, desk: TrainingDesk) -> None:
        for name, key in (("optimizer", Qt.Key.Key_Up), ("loss", Qt.Key.Key_Up)):
            field = desk.find(Select, name)
            field.setFocus()
            QTest.keyClick(field, key)
        assert desk.session.setup.optimizer == "sgd"
        assert desk.session.setup.loss == "squared"
        assert desk.steps() == ["Change optimiser", "Change loss"]

    def test_of_a_target_the_squared_loss_is_the_only_one(self, desk: TrainingDesk) -> None:
        field = desk.find(Select, "loss")
        counts = []
        for session in (Session.first_curve(), Session.first()):
            desk.store.commit(session, "Switch")
            counts.append(field.count())
            assert field.key() == session.setup.loss
        assert counts == [1, 2]

    @pytest.mark.parametrize(("typed", "rate"), [("0.25", 0.25), ("1e-3", 0.001), ("0,5", 0.5)])
    def test_a_learning_rate_can_be_typed(self, desk: TrainingDesk, typed: str, rate: float) -> None:
        _type(desk.find(NumberSelect, "learningRate"), typed)
        assert desk.session.setup.learning_rate == rate
        assert desk.steps() == ["Change learning rate"]

    @pytest.mark.parametrize("typed", ["0", "-0.1", "nan", "inf", "1e999", "fast", ""])
    def test_a_senseless_learning_rate_is_refused(self, desk: TrainingDesk, typed: str) -> None:
        field = desk.find(NumberSelect, "learningRate")
        _type(field, typed)
        assert desk.session.setup.learning_rate == 0.02
        assert field.currentText() == "0.02"
        assert desk.steps() == []

    def test_a_learning_rate_can_be_chosen_from_the_list(self, desk: TrainingDesk) -> None:
        field = desk.find(NumberSelect, "learningRate")
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Down)
        assert desk.session.setup.learning_rate == 0.03
        assert field.currentText() == "0.03"
        assert desk.steps() == ["Change learning rate"]

    def test_batches_are_whole(self, desk: TrainingDesk) -> None:
        field = desk.find(NumberSelect, "batchSize")
        _type(field, "2.5")
        assert desk.session.setup.batch == 10
        _type(field, "32")
        assert desk.session.setup.batch == 32

    def test_a_rate_of_a_loaded_session_that_no_list_knows_is_shown(self, qtbot: QtBot) -> None:
        desk = TrainingDesk(qtbot, Session.new("circle", (3,), learning_rate=0.0123))
        assert desk.find(NumberSelect, "learningRate").currentText() == "0.0123"

    def test_undo_brings_the_field_back(self, desk: TrainingDesk) -> None:
        field = desk.find(NumberSelect, "learningRate")
        _type(field, "0.3")
        desk.store.undo_stack.undo()
        assert field.currentText() == "0.02"


def _type(field: NumberSelect, text: str) -> None:
    editor = field.lineEdit()
    assert editor is not None
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


class TestPlay:
    def test_play_trains_and_pauses_as_one_step(self, qtbot: QtBot, desk: TrainingDesk) -> None:
        play = desk.find(QAbstractButton, "playButton")
        QTest.mouseClick(play, LEFT)
        assert "Pause" in play.accessibleName()
        qtbot.waitUntil(lambda: desk.epoch >= 10)
        QTest.mouseClick(play, LEFT)
        assert "Train" in play.accessibleName()
        assert f"{desk.epoch:,}" in _texts(desk)
        assert desk.steps() == ["Train"]

    def test_one_epoch(self, desk: TrainingDesk) -> None:
        QTest.mouseClick(desk.find(QAbstractButton, "stepButton"), LEFT)
        assert desk.epoch == 1

    def test_reset_goes_back_and_new_start_does_not(self, desk: TrainingDesk) -> None:
        start = desk.session.network
        QTest.mouseClick(desk.find(QAbstractButton, "stepButton"), LEFT)
        QTest.mouseClick(desk.find(QAbstractButton, "resetButton"), LEFT)
        assert desk.session.network is start
        QTest.mouseClick(desk.find(QAbstractButton, "newStartButton"), LEFT)
        assert desk.session.network is not start
        assert desk.session.network.shape == start.shape

    def test_a_button_reached_by_the_keyboard_keeps_space_for_itself(self, desk: TrainingDesk) -> None:
        step = desk.find(QAbstractButton, "stepButton")
        step.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(step, Qt.Key.Key_Space)
        assert desk.epoch == 1


class TestDivergence:
    def test_it_is_explained_and_the_smaller_rate_is_one_click_away(self, qtbot: QtBot) -> None:
        desk = TrainingDesk(qtbot, Session.new("circle", (8,), output="linear", learning_rate=30.0))
        button = desk.find(QAbstractButton, "smallerRateButton")
        assert not button.isVisible()
        with qtbot.waitSignal(desk.player.diverged):
            QTest.mouseClick(desk.find(QAbstractButton, "playButton"), LEFT)
        assert button.isVisible()
        assert any("learning rate" in text for text in _texts(desk))
        qtbot.waitUntil(lambda: button.width() > 0)
        QTest.mouseClick(button, LEFT)
        assert desk.session.setup.learning_rate == 3.0
        assert desk.find(NumberSelect, "learningRate").currentText() == "3"
        assert not button.isVisible()


class TestLook:
    def test_training_goes_on_when_the_panel_is_replaced(self, qtbot: QtBot, desk: TrainingDesk) -> None:
        QTest.mouseClick(desk.find(QAbstractButton, "playButton"), LEFT)
        desk.store.changed.disconnect(desk.show)
        with qtbot.waitSignal(desk.panel.destroyed):
            desk.panel.deleteLater()
        epoch = desk.epoch
        qtbot.waitUntil(lambda: desk.epoch > epoch + 5)
        again = TrainingPanel(DARK, desk.store, desk.player)
        qtbot.addWidget(again)
        button = again.findChild(QAbstractButton, "playButton")
        assert button is not None
        assert "Pause" in button.accessibleName()
        desk.player.pause()
        assert "Train" in button.accessibleName()

    def test_who_follows_a_target_has_losses_but_no_accuracy(self, desk: TrainingDesk) -> None:
        seen = []
        for session in (Session.first_curve(), Session.first()):
            desk.store.commit(session, "Switch")
            seen.append("Accuracy" in _texts(desk))
        assert seen == [False, True]
        desk.store.commit(Session.first_curve(), "Switch")
        legend = desk.find(LossLegend, "")
        assert "train 0.0022" in legend.accessibleName()

    @pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
    @pytest.mark.parametrize("first", [Session.first, Session.first_curve])
    def test_everything_fits_in_the_width_of_the_panel(
        self, qtbot: QtBot, theme: Theme, first: Callable[[], Session]
    ) -> None:
        desk = TrainingDesk(qtbot, first(), theme, (theme.px(280), theme.px(804)))
        QTest.mouseClick(desk.find(QAbstractButton, "stepButton"), LEFT)
        for name in ("dataset", "learningRate", "batchSize", "newStartButton", "lossPlot", "train_share"):
            widget = desk.find(QWidget, name)
            right = widget.mapTo(desk.panel, QPoint(widget.width(), 0)).x()
            assert right <= desk.panel.width() - theme.px(12), name

    @pytest.mark.parametrize("epoch", [9_999, 99_999, 9_999_999])
    def test_a_long_run_leaves_room_for_the_buttons(self, qtbot: QtBot, epoch: int) -> None:
        session = Session.first()
        rows = np.array([(0.0, 1.0, 1.0), (float(epoch), 0.5, 0.5)])
        desk = TrainingDesk(qtbot, session.trained(session.network, Progress(epoch, rows)))
        number = next(label for label in desk.panel.findChildren(QLabel) if label.text() == f"{epoch:,}")
        right = number.mapTo(desk.panel, QPoint(number.sizeHint().width(), 0)).x()
        assert right < desk.find(QWidget, "stepButton").mapTo(desk.panel, QPoint()).x()

    @pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=["light", "projector"])
    def test_a_low_window_scrolls(self, qtbot: QtBot, theme: Theme) -> None:
        desk = TrainingDesk(qtbot, Session.first(), theme, (theme.px(280), 480))
        area = desk.panel.findChild(QScrollArea)
        assert area is not None
        assert area.verticalScrollBar().maximum() > 0
        inner = area.widget()
        assert inner is not None
        assert inner.width() == desk.panel.width()

    @pytest.mark.parametrize("first", [Session.first, Session.first_curve])
    def test_it_fits_beneath_the_toolbar_of_a_768_px_screen(
        self, qtbot: QtBot, first: Callable[[], Session]
    ) -> None:
        desk = TrainingDesk(qtbot, first(), LIGHT, (280, 768 - 96))
        area = desk.panel.findChild(QScrollArea)
        assert area is not None
        assert area.verticalScrollBar().maximum() == 0

    def test_behind_a_tab_no_row_is_lost_to_a_header(self, desk: TrainingDesk) -> None:
        picker = desk.find(DataPicker, "dataset")
        desk.panel.show_title(False)
        QApplication.processEvents()
        assert 8 <= picker.mapTo(desk.panel, QPoint()).y() <= 24
        assert "Circle" not in _texts(desk)
        desk.panel.show_title(True)
        QApplication.processEvents()
        assert picker.mapTo(desk.panel, QPoint()).y() >= 40
        assert "Circle" in _texts(desk)

    def test_showing_the_same_session_again_changes_nothing(self, desk: TrainingDesk) -> None:
        before = desk.panel.grab().toImage()
        desk.show()
        assert desk.panel.grab().toImage() == before
        assert desk.steps() == []
        assert not desk.store.modified
