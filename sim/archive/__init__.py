"""The archive: what a run leaves on the disk, and reading it again."""
