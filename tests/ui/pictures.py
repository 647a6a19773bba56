"""Scenes of networks made by hand, and what colours look like."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QColor

from reluviz.core.network import Network
from reluviz.session.session import Session, View
from reluviz.ui.scene import Scene

PLANE = (608, 770)


def scene_of(network: Network, size: tuple[int, int] = PLANE) -> Scene:
    """A network as seen at the start."""
    session = replace(Session.first(), network=network, start=network, view=View())
    return Scene(session, size)


def one_neuron(w: tuple[float, float], b: float, v: float, activation: str = "relu") -> Network:
    """One neuron (w, b) with the output weight v."""
    return Network([[w], [[v]]], [[b], [0.0]], activation)


def similar(a: QColor, b: QColor, within: int = 40) -> bool:
    """Whether two colours are nearly the same."""
    apart = (a.red() - b.red(), a.green() - b.green(), a.blue() - b.blue())
    return max(map(abs, apart)) <= within


def is_blue(colour: QColor) -> bool:
    """Whether a colour is that of positive values."""
    return colour.blue() > colour.red() + 30


def is_orange(colour: QColor) -> bool:
    """Whether a colour is that of negative values."""
    return colour.red() > colour.blue() + 30
