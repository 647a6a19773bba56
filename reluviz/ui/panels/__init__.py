"""Panels: controls and views put together, one file each."""
