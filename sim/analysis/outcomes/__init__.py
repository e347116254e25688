"""What became of the worlds of one run."""
