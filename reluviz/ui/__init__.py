"""The window: draws a Session and turns gestures into edits of it."""
