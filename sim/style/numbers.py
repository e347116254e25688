"""Numbers of a scenario, weights of readings, and shares, as a reader would write them."""

import math
from collections.abc import Callable

from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.number import Number
from sim.scenario.numbers import RATES
from sim.scenario.weights import Weights

ASSUMED = "an assumption"


def value_in_words(given: Number | Weights, exact: bool = False) -> str:
    """Return the value a plain run uses, rounded as a reader would, or hardly at all.

    >>> value_in_words(Number(value=0.25))
    '0.25'
    """
    number, share = (".12g", ".6%") if exact else (".4g", ".0%")
    if isinstance(given, Weights):
        parts = given.centres.items()
        return ", ".join(f"{humanize(reading)} {weight:{share}}" for reading, weight in parts)
    chance = f"{given.chance:.4g} by the deadline" if given.chance else ""
    return given.shared or chance or f"{given.centre:{number}}".replace("-", "−")


def span_in_percent(low: float, high: float, digits: int = 1) -> str:
    """Return from where to where a share lies, with more digits where the ends would look alike.

    >>> span_in_percent(0.123, 0.2), span_in_percent(0.0091, 0.0094), span_in_percent(0.0, 0.0)
    ('12.3% – 20.0%', '0.91% – 0.94%', '0.0%')
    """
    least, most = _told_apart((low, high), "{:.{}%}".format, digits)
    return least if least == most else f"{least} – {most}"


def _told_apart(
    ends: tuple[float, float], say: Callable[[float, int], str], digits: int
) -> list[str]:
    """Return two ends with so many digits, or with one or two more where they would look alike."""
    said = [[say(end, more) for end in ends] for more in range(digits, digits + 3)]
    return next((one for one in said if one[0] != one[1]), said[0])


def exactly(given: Number | Weights) -> str:
    """Return the value a plain run uses, and what it is drawn from otherwise, without rounding.

    >>> exactly(Number(value=0.250001)), exactly(Number(normal={"mean": 2, "sd": 0.5}))
    ('0.250001', '2 (normal: mean 2, sd 0.5)')
    """
    value, prior = value_in_words(given, exact=True), drawn_from(given)
    return f"{value} ({prior})" if prior else value


def drawn_from(given: Number | Weights) -> str:
    """Return the distribution of an uncertain run in words; empty for what stays as it is.

    >>> drawn_from(Number(half_normal={"mean": 0.5}))
    'half normal: mean 0.5'
    """
    for name, shape in given.model_dump(exclude_none=True).items() if given.is_uncertain else ():
        if isinstance(shape, dict):
            values = {part: f"{value:g}".replace("-", "−") for part, value in shape.items()}
            parts = (f"{humanize(part)} {value}" for part, value in values.items())
            return f"{humanize(name)}: {', '.join(parts)}"
    return ""


def said(value: float | str, days: float) -> str:
    """Return a value in words; a log rate as the chance until the deadline.

    >>> said(-4, 3.25), said(2.2, 0), said(-0.5, 0)
    ('6% by the deadline', '2.2', '−0.5')
    """
    if isinstance(value, str):
        return humanize(value)
    if days:
        return f"{-math.expm1(-math.exp(value) * days):.0%} by the deadline"
    return f"{value:.4g}".replace("-", "−")


def days_of(scenario: Scenario, path: str) -> float:
    """Return the days in which a log rate adds up to a chance; 0 for any other number."""
    clock = scenario.clock
    return clock.ticks * clock.days_per_tick if path.endswith(RATES[0]) else 0


def ground_of(given: Number | Weights) -> str:
    """Return what a number rests on beside sentences."""
    assumed = f"assumption: {given.assumption}" if given.assumption else ""
    external = f"not in the sentences: {given.external}" if given.external else ""
    return "; ".join(filter(None, (assumed, external))) or ("" if given.sources else ASSUMED)


FEW_PLACES, MOST_PLACES, ROUNDING = 3, 8, 1e-12
MIN_SHOWN = 0.0005  # a share below this would be printed as 0.0 %


def signed(value: float, plus: bool = False, places: int = 2) -> str:
    """Return a number with some places and a minus sign of its own; with `plus`, that as well.

    >>> signed(-1.5), signed(0.5), signed(0.5, plus=True, places=1)
    ('−1.50', '0.50', '+0.5')
    """
    return f"{value:{'+' if plus else ''}z.{places}f}".replace("-", "−")


def as_given(value: float) -> str:
    """Return a number with two places, or with the few that say all of it.

    >>> as_given(0.625), as_given(-0.5), as_given(1 / 3)
    ('0.625', '−0.50', '0.33')
    """
    return signed(value, places=_places_of(value) or 2)


def set_beside(value: float, *limits: float) -> list[str]:
    """Return a number and limits, with the places that show on which side of each it lies.

    >>> set_beside(0.3, 0.625), set_beside(0.004, 0.0), set_beside(0, 0)
    (['0.30', '0.625'], ['0.004', '0.00'], ['0.00', '0.00'])
    """
    for places in range(2, MOST_PLACES):
        each = [(limit, _places_of(limit) or places) for limit in limits]
        sides = ((round(value, places) - round(limit, to)) * (value - limit) for limit, to in each)
        if all(side > 0 for side in sides):
            break
    else:
        places = 2  # it lies on one of them
    return [signed(value, places=places), *(signed(limit, places=to) for limit, to in each)]


def _places_of(value: float) -> int | None:
    """Return how many places say all of a number, from two; None where few do not."""
    few = range(2, FEW_PLACES + 1)
    return next((to for to in few if abs(value - round(value, to)) < ROUNDING), None)


def in_percent(share: float) -> str:
    """Return a share in percent; one that is there, yet rounds to nothing, does not read as none.

    >>> in_percent(0.0632), in_percent(0.0001), in_percent(0.0)
    ('6.3%', '<0.1%', '0.0%')
    """
    return "<0.1%" if 0 < share < MIN_SHOWN else f"{share:.1%}"


def give_or_take(margin: float, *shares: float) -> str:
    """Return a share, or a range of them, in percent; no digit is finer than the margin's first.

    >>> give_or_take(0.0343, 0.4187), give_or_take(0.0009, 0.0081), give_or_take(0.0095, 0.37, 0.52)
    ('42% ± 4%', '0.8% ± 0.1%', '37% – 52% ± 1%')
    """
    places = 0 if margin > 0.005 else 1
    shown = " – ".join(f"{share:z.{places}%}".replace("-", "−") for share in shares)
    finest = 10.0 ** -(places + 2)
    most = math.ceil(round(margin / finest, 3)) * finest
    return f"{shown} ± {most:.{places}%}" if margin else shown


def in_points(difference: float) -> str:
    """Return a difference of shares in percentage points, with its sign.

    >>> in_points(0.0321), in_points(-0.004), in_points(0.0001)
    ('+3.2', '−0.4', '0.0')
    """
    return _points(difference, 1)


def span_in_points(low: float, high: float) -> str:
    """Return from where to where a difference lies, in percentage points.

    With more digits where the ends would look alike.

    >>> span_in_points(-0.012, 0.02), span_in_points(0.00152, 0.00193), span_in_points(0, 0)
    ('−1.2 … +2.0', '+0.15 … +0.19', '0.0 … 0.0')
    """
    return " … ".join(_told_apart((low, high), _points, 1))


def _points(difference: float, places: int) -> str:
    points = round(100 * difference, places)
    return f"{points:+.{places}f}".replace("-", "−") if points else f"{0:.{places}f}"
