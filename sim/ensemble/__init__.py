"""The ensemble: many worlds, in blocks, on one core or many."""
