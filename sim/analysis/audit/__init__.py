"""Before any run: what rests on what."""
