"""Layers of a plane picture, back to front: regions, grid, folds, points, handles."""
