"""One immutable value for all that the window shows, its edits, its files and its training."""
