"""Edits of whole neurons, under their former name."""

from __future__ import annotations

from reluviz.ui.neuron_edits import MAX_NEURONS, with_flipped, with_new_neuron, without_neuron

__all__ = ["MAX_NEURONS", "with_flipped", "with_new_neuron", "without_neuron"]
