"""Views: each draws one picture of a scene through one idempotent ``show(scene)``."""
