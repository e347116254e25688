"""Arrays over worlds: the kinds of array that everything from rules to results is made of."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Levels = NDArray[np.int8]
Value = float | NDArray[Any]
"""One number for all worlds, or one per world, shape ``(worlds,)``."""


def at(places: NDArray[np.intp], value: Value) -> Value:
    """Return a number, or each of one per world, in some worlds."""
    return value[places] if isinstance(value, np.ndarray) else value


def anywhere(value: Value) -> bool:
    """Return whether a number is other than 0 in any world; of one for all, faster than `any`."""
    return bool(value.any() if isinstance(value, np.ndarray) else value)
