"""Single worlds, told."""
