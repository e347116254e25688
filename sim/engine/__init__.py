"""The engine: one batch of worlds lived through."""
