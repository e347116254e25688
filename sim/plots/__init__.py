"""Pictures: functions from data and an `Axes` to that `Axes`; none of them shows or saves."""

import os
import sys
from contextlib import suppress


def _load_without_backend() -> None:
    """Load matplotlib although ``MPLBACKEND`` may name a backend that it does not know.

    No picture here needs one; a notebook's own backend stays what it was.
    """
    named = os.environ.pop("MPLBACKEND", None)
    if named is None:
        return
    import matplotlib

    os.environ["MPLBACKEND"] = named
    with suppress(ValueError):
        matplotlib.rcParams["backend"] = named


if "matplotlib" not in sys.modules:
    _load_without_backend()
