"""The mathematics of piecewise-linear networks: immutable values in, immutable values out. NumPy only."""
