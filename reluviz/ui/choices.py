"""What a picture can be of and how it can look, by name; known without loading Qt."""

from __future__ import annotations

OF_PLANES = ("partition", "sum", "surface")
OF_CURVES = ("curve",)
VIEWS = ("window", *OF_PLANES, *OF_CURVES)
THEMES = ("light", "dark", "projector")
FORMATS = (".png", ".svg", ".pdf")
"""The endings of a picture's file name."""
