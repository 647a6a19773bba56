"""Edits of whole layers: one more, one less."""

from __future__ import annotations

from reluviz.session.muting import after_layer_removal
from reluviz.session.session import Session

MAX_LAYERS = 6
"""The most hidden layers."""

_NEW_LAYER_WIDTH = 4


def with_layer_added(session: Session) -> Session:
    """One hidden layer more, before the output, with random weights."""
    network = session.network.add_layer(len(session.network.hidden), _NEW_LAYER_WIDTH, session.seed)
    return session.with_view(selected=None).with_architecture(network, session.muted)


def with_layer_removed(session: Session, layer: int) -> Session:
    """The hidden layer `layer` (from 0) taken out."""
    network, muted = session.network.remove_layer(layer), after_layer_removal(session.muted, layer)
    return session.with_view(selected=None).with_architecture(network, muted)
