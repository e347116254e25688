"""Numbers of a scenario, and weights of readings, as a reader would write them."""

from sim.scenario.base import humanize
from sim.scenario.number import Number
from sim.scenario.weights import Weights


def value_in_words(given: Number | Weights) -> str:
    """Return the value a plain run uses, rounded.

    >>> value_in_words(Number(value=0.25))
    '0.25'
    """
    if isinstance(given, Number):
        return _named(given) or f"{given.centre:.4g}".replace("-", "−")
    return _shares(given, 0)


def _named(given: Number) -> str:
    """Return the shared number or the chance by which a number is given; empty for neither."""
    return given.shared or (f"{given.chance:.4g} by the deadline" if given.chance else "")


def exactly(given: Number | Weights) -> str:
    """Return the value a plain run uses, and what it is drawn from otherwise, without rounding.

    >>> exactly(Number(value=0.250001)), exactly(Number(normal={"mean": 2, "sd": 0.5}))
    ('0.250001', '2 (normal: mean 2, sd 0.5)')
    """
    if isinstance(given, Number):
        value = _named(given) or f"{given.centre:.12g}".replace("-", "−")
    else:
        value = _shares(given, 6)
    prior = drawn_from(given)
    return f"{value} ({prior})" if prior else value


def _shares(given: Weights, digits: int) -> str:
    parts = given.centres.items()
    return ", ".join(f"{humanize(reading)} {weight:.{digits}%}" for reading, weight in parts)


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
