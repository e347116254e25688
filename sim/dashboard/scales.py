"""Scales: where the slider of a number starts, ends and stops on its way."""

import math
from dataclasses import dataclass

NICE = (1.0, 2.0, 5.0)
MIN_STEPS = 60


@dataclass(frozen=True)
class Scale:
    """Where a slider starts, ends and stops on its way; the number's own value is one stop."""

    start: float
    stop: float
    step: float


def scale_of(value: float, low: float, high: float) -> Scale:
    """Return a scale from about `low` to about `high`, in round steps that meet `value`.

    Examples
    --------
    >>> scale_of(0.25, 0, 1)
    Scale(start=0.0, stop=1.0, step=0.01)
    >>> scale_of(2.2, -1.8, 6.2)
    Scale(start=-1.8, stop=6.2, step=0.1)
    """
    widest = (high - low) / MIN_STEPS
    power = 10.0 ** math.floor(math.log10(widest))
    steps = [nice * power * shrink for shrink in (1, 0.1, 0.01) for nice in reversed(NICE)]
    fitting = (
        s for s in steps if s <= widest and all(_is_whole(e / s) for e in (value, low, high))
    )
    step = next(fitting, None)
    if step is None:  # an odd number: count the steps from it
        step = widest
        low = value - math.floor((value - low) / step + 1e-9) * step
    return Scale(tidy(low), tidy(high), tidy(step))


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def tidy(number: float) -> float:
    """Return a number without the dust of its arithmetic: 0.3, not 0.30000000000000004."""
    return float(f"{number:.10g}")
