"""The Store: what is shown, what is recorded, and what undo brings back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reluviz.session.session import Session
from reluviz.ui import neuron_edits
from reluviz.ui.store import Store
from tests.ui.gestures import let_events_pass, steps_of


@pytest.fixture
def store(qtbot: QtBot) -> Store:
    return Store(Session.first())


class Heard:
    """How often each signal of a store was sent."""

    def __init__(self, store: Store) -> None:
        self.changed = self.document = 0
        store.changed.connect(self._on_changed)
        store.document_changed.connect(self._on_document)

    def _on_changed(self) -> None:
        self.changed += 1

    def _on_document(self) -> None:
        self.document += 1


def with_bias(session: Session, value: float, neuron: int = 0) -> Session:
    return session.with_network(session.network.with_bias(0, neuron, value))


def bias(store: Store) -> float:
    return float(store.session.network.biases[0][0])


def is_modified(store: Store) -> bool:
    return store.modified


# -- preview, commit, settle --------------------------------------------------------------------------------


def test_a_preview_is_shown_and_is_no_step(store: Store) -> None:
    heard = Heard(store)
    other = with_bias(store.session, 1.0)
    store.preview(other, "Move fold 1")
    assert store.session is other
    assert heard.changed == 1
    assert steps_of(store) == []
    assert is_modified(store), "closing now would lose it"


def test_many_previews_and_a_commit_are_one_step_from_before_the_first(store: Store) -> None:
    before = store.session
    for value in (1.0, 2.0, 3.0):
        store.preview(with_bias(store.session, value), "Move fold 1")
    last = store.session
    store.commit(last, "Move fold 1")
    assert steps_of(store) == ["Move fold 1"]
    store.undo_stack.undo()
    assert store.session is before
    store.undo_stack.redo()
    assert store.session is last


def test_a_commit_without_previews_is_one_step(store: Store) -> None:
    heard = Heard(store)
    store.commit(with_bias(store.session, 1.0), "Flip neuron 1")
    assert steps_of(store) == ["Flip neuron 1"]
    assert heard.changed == 1, "nothing is shown twice"


def test_a_commit_that_changes_nothing_is_no_step(store: Store) -> None:
    heard = Heard(store)
    store.commit(store.session, "Flip neuron 1")
    assert steps_of(store) == []
    assert heard.changed == 0
    assert not is_modified(store)


def test_showing_the_same_session_again_tells_nobody(store: Store) -> None:
    heard = Heard(store)
    store.preview(store.session, "Train")
    store.look(half_width=store.session.view.half_width)
    assert (heard.changed, heard.document) == (0, 0)


def test_settling_records_under_the_name_of_the_last_preview(store: Store) -> None:
    store.preview(with_bias(store.session, 1.0), "Move fold 1")
    store.preview(with_bias(store.session, 2.0), "Train")
    store.settle()
    assert steps_of(store) == ["Train"]
    store.settle()
    assert steps_of(store) == ["Train"], "there was nothing left to record"


def test_small_edits_that_follow_each_other_settle_into_one_step_by_themselves(
    store: Store, qtbot: QtBot
) -> None:
    for value in (1.0, 2.0, 3.0):
        store.preview(with_bias(store.session, value), "Set b of neuron 1", settle=True)
        let_events_pass()
    assert steps_of(store) == []
    qtbot.waitUntil(lambda: steps_of(store) == ["Set b of neuron 1"])
    store.undo_stack.undo()
    assert bias(store) == -2.57


def test_another_edit_meanwhile_makes_two_steps_and_leaves_nothing_to_settle(store: Store) -> None:
    store.preview(with_bias(store.session, 1.0), "Set b of neuron 1", settle=True)
    store.commit(with_bias(store.session, 2.0), "Flip neuron 1")
    assert steps_of(store) == ["Set b of neuron 1", "Flip neuron 1"]
    assert not store._settling.isActive()


# -- giving up ----------------------------------------------------------------------------------------------


def test_reverting_shows_what_was_recorded_last(store: Store) -> None:
    store.commit(with_bias(store.session, 1.0), "Flip neuron 1")
    recorded = store.session
    store.preview(with_bias(recorded, 2.0), "Move fold 1")
    store.revert()
    assert store.session is recorded
    assert steps_of(store) == ["Flip neuron 1"]


def test_reverting_stays_where_one_looks(store: Store) -> None:
    before = store.session.network
    store.preview(with_bias(store.session, 2.0), "Move fold 1")
    store.look(half_width=2.0, selected=(0, 2))
    store.revert()
    assert store.session.network is before
    assert store.session.view.half_width == 2.0
    assert store.session.view.selected == (0, 2)
    assert not is_modified(store)


def test_reverting_nothing_changes_nothing(store: Store) -> None:
    heard = Heard(store)
    store.revert()
    assert (heard.changed, heard.document) == (0, 0)


def test_cancelling_a_gesture_goes_back_to_before_it(store: Store) -> None:
    before = store.session
    store.preview(with_bias(before, 2.0), "Move fold 1")
    store.cancel(with_bias(store.session, -2.57))
    assert store.session is before


def test_cancelling_keeps_what_training_did_meanwhile(store: Store) -> None:
    from reluviz.learn.trainer import Trainer

    session = store.session
    trainer = Trainer(session.data, session.setup, session.network)
    trained = session.trained(trainer.run(epochs=1), trainer.progress)
    store.preview(with_bias(trained, 2.0), "Move fold 1")
    restored = with_bias(store.session, -2.57)
    store.cancel(restored)
    assert store.session is restored
    assert store.session.progress.epoch == 1
    assert is_modified(store)


# -- looking ------------------------------------------------------------------------------------------------


def test_looking_is_neither_a_step_nor_a_modification(store: Store) -> None:
    heard = Heard(store)
    store.look(center=(1.0, 2.0), half_width=3.0)
    assert store.session.view.center == (1.0, 2.0)
    assert heard.changed == 1
    assert steps_of(store) == []
    assert not is_modified(store)


def test_undo_keeps_the_present_view(store: Store) -> None:
    store.commit(with_bias(store.session, 1.0), "Move fold 1")
    store.look(half_width=2.0, selected=(0, 2))
    store.undo_stack.undo()
    assert bias(store) == -2.57
    assert store.session.view.half_width == 2.0
    assert store.session.view.selected == (0, 2)
    store.look(half_width=4.0)
    store.undo_stack.redo()
    assert bias(store) == 1.0
    assert store.session.view.half_width == 4.0


def test_looking_while_something_is_previewed_does_not_record_it(store: Store) -> None:
    store.preview(with_bias(store.session, 1.0), "Train")
    store.look(half_width=2.0)
    assert is_modified(store)
    store.settle()
    store.undo_stack.undo()
    assert bias(store) == -2.57
    assert store.session.view.half_width == 2.0


def test_undoing_the_neuron_that_is_selected_selects_another(store: Store) -> None:
    store.commit(neuron_edits.with_new_neuron(store.session, 0), "Add a neuron")
    assert store.session.view.selected == (0, 3)
    store.undo_stack.undo()
    assert store.session.network.hidden == (3,)
    assert store.session.view.selected == (0, 0)


# -- the document -------------------------------------------------------------------------------------------


def test_a_fresh_session_is_not_modified(store: Store) -> None:
    assert not is_modified(store)
    assert store.path is None


def test_undoing_everything_is_not_modified_any_more(store: Store) -> None:
    heard = Heard(store)
    store.commit(with_bias(store.session, 1.0), "Move fold 1")
    assert is_modified(store)
    assert heard.document >= 1, "the title needs its mark"
    heard.document = 0
    store.undo_stack.undo()
    assert not is_modified(store)
    assert heard.document >= 1, "the title loses its mark"


def test_the_first_preview_tells_that_the_document_is_modified_the_next_do_not(store: Store) -> None:
    heard = Heard(store)
    for value in (1.0, 2.0, 3.0):
        store.preview(with_bias(store.session, value), "Move fold 1")
    assert heard.document == 1


def test_saving_records_what_was_only_previewed_and_clears_the_mark(store: Store) -> None:
    store.preview(with_bias(store.session, 1.0), "Move fold 1")
    store.saved(Path("a.reluviz"))
    assert steps_of(store) == ["Move fold 1"]
    assert not is_modified(store)
    assert store.path == Path("a.reluviz")
    store.undo_stack.undo()
    assert is_modified(store), "what is shown is not what is in the file"
    store.undo_stack.redo()
    assert not is_modified(store)


def test_opening_begins_anew(store: Store) -> None:
    heard = Heard(store)
    store.commit(with_bias(store.session, 1.0), "Move fold 1")
    store.preview(with_bias(store.session, 2.0), "Move fold 1", settle=True)
    other = Session.new("xor", hidden=(4,))
    store.open(other, Path("b.reluviz"))
    assert store.session.network is other.network
    assert store.session.data is other.data
    assert store.session.view.selected == (0, 0), "one neuron is always selected"
    assert store.path == Path("b.reluviz")
    assert steps_of(store) == []
    assert not is_modified(store)
    assert heard.changed == 3
    assert not store._settling.isActive(), "nothing of the old session is recorded later"


def test_opening_lets_a_held_handle_go(store: Store) -> None:
    store.drag(lambda network: network.with_bias(0, 2, 1.0), "Move fold 3")
    assert is_held(store)
    store.open(Session.new("xor", hidden=(1,)), None)
    assert not is_held(store)


# -- a handle in hand ---------------------------------------------------------------------------------------


def test_a_drag_is_one_step_apart_from_what_was_previewed_before_it(store: Store) -> None:
    store.preview(with_bias(store.session, 1.0), "Train")
    store.grab()
    store.drag(lambda network: network.with_bias(0, 0, 2.0), "Move fold 1")
    store.drag(lambda network: network.with_bias(0, 0, 3.0), "Move fold 1")
    assert bias(store) == 3.0
    store.drop()
    assert not is_held(store)
    assert steps_of(store) == ["Train", "Move fold 1"]


def test_what_training_makes_is_put_back_under_the_pointer(store: Store) -> None:
    network = store.session.network
    assert store.kept_in_hand(network) is network, "nothing is held"
    store.drag(lambda network: network.with_bias(0, 2, 1.5), "Move fold 3")
    assert store.kept_in_hand(network).biases[0][2] == 1.5


def test_any_other_edit_lets_a_held_handle_go(store: Store) -> None:
    store.grab()
    store.drag(lambda network: network.with_bias(0, 2, 1.0), "Move fold 3")
    store.commit(neuron_edits.without_neuron(store.session, 0, 2), "Delete neuron 3")
    assert not is_held(store)
    assert steps_of(store) == ["Move fold 3", "Delete neuron 3"]


def test_undo_lets_a_held_handle_go(store: Store) -> None:
    store.grab()
    store.drag(lambda network: network.with_bias(0, 2, 1.0), "Move fold 3")
    store.settle()
    assert is_held(store), "recording alone does not open the hand"
    store.undo_stack.undo()
    assert not is_held(store)


def is_held(store: Store) -> bool:
    return store.held


# -- one input and two --------------------------------------------------------------------------------------


def test_undo_of_another_number_of_inputs_brings_its_view_back(store: Store) -> None:
    store.look(center=(1.0, 2.0), half_width=3.0)
    plane = store.session
    store.commit(Session.first_curve(), "Switch to 1-D input")
    curve = store.session.view
    store.undo_stack.undo()
    assert store.session.view == plane.view
    store.undo_stack.redo()
    assert store.session.view == curve


def test_undo_of_another_target_brings_the_view_of_its_interval_back(qtbot: QtBot) -> None:
    store = Store(Session.first_curve())
    sine = store.session.view
    store.commit(store.session.with_target("runge").at_home(), "Change data set")
    runge = store.session.view
    assert runge != sine
    store.undo_stack.undo()
    assert store.session.view == sine
    store.look(center=(1.0, 0.0))
    store.undo_stack.redo()
    assert store.session.view == runge


def test_a_file_is_that_of_the_session_with_its_number_of_inputs(store: Store) -> None:
    store.open(store.session, Path("circle.reluviz"))
    store.commit(Session.first_curve(), "Switch to 1-D input")
    seen = [store.path]
    store.undo_stack.undo()
    seen.append(store.path)
    store.undo_stack.redo()
    store.saved(Path("sine.reluviz"))
    seen.append(store.path)
    assert seen == [None, Path("circle.reluviz"), Path("sine.reluviz")]
