"""Widgets: the small controls that panels and the toolbar are made of, drawn in the colours of a theme."""
