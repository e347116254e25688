"""Limits of the machine: what is said when memory, file handles or standard output run out."""

import os
import sys
from contextlib import suppress

from sim.errors import on_one_line

MEMORY = "out of memory; fewer --worlds or --workers need less"
HANDLES = "too many files are open; close some, or allow more with: ulimit -n 1024"

_OF_MEMORY = ("Cannot allocate memory", "failed to map segment", "can't start new thread")
"""What the system says where a library finds no room."""


def ran_out(error: Exception) -> str | None:
    """Return what the machine ran out of, or what it refuses; None if the error is another one."""
    said = str(error)
    if "Too many open files" in said:
        return HANDLES
    if isinstance(error, MemoryError) or any(words in said for words in _OF_MEMORY):
        return MEMORY
    if not isinstance(error, OSError) or not error.strerror:
        return None
    if error.filename is None:  # files are written elsewhere, where errors name them
        lost_output()
        return f"standard output: cannot be written: {error.strerror}"
    return on_one_line(f"{error.filename}: {error.strerror}")


def lost_output() -> str | None:
    """Write out what is still to be printed; return what to say if that cannot be done.

    Nothing is to be said of a reader who has gone, as ``head`` does. Either way the rest goes to
    nowhere, or the interpreter would complain once more when it ends.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
        gone = isinstance(error, BrokenPipeError)
        return "" if gone else f"standard output: cannot be written: {error.strerror}"
    return None
