"""Elements: what a visitor sets whole numbers, numbers and the weights of readings with.

The weights of a party sum to 1, so they are one control: two readings share a slider, three a
slider with two handles that cut it into three parts, more have a slider each and are scaled.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import marimo

from sim.dashboard import words
from sim.scenario.actor import Party
from sim.scenario.base import humanize

Tell = Callable[[str, Any], None]
"""Is called with the key of an element that was moved, and its new value."""

PARTS = ":"
"""Stands between a path and a reading, where a reading has a slider of its own."""

WHOLE = re.compile(r"[0-9]{1,20}|[0-9]{1,3}(,[0-9]{3}){1,5}")
"""A whole number, with or without commas between thousands: ``1,5`` is none."""

Scale = tuple[float, float, float]
"""Where a slider starts and ends, and its step."""

NICE = (1.0, 2.0, 5.0)
MIN_STEPS = 60


def whole_number(name: str, typed: str, last: int) -> tuple[int | None, str]:
    """Return the number that was typed, from 0 to `last`, or None; and what is wrong with it.

    Fields for it are marimo's for text: those for numbers tell screen readers the HTML of their
    label, and go on showing what was typed when they are given another number.

    Examples
    --------
    >>> whole_number("World", " 1,500", 9_999)
    (1500, '')
    >>> whole_number("World", "1,5", 9_999)
    (None, "World: '1,5' is no whole number from 0 to 9,999.")
    """
    found = WHOLE.fullmatch(typed.strip())
    number = int(found[0].replace(",", "")) if found else last + 1
    if number <= last:
        return number, ""
    return None, words.NOT_WHOLE.format(name=name, typed=typed, last=last)


def list_of(options: dict[str, Any], label: str) -> Any:
    """Return a list to choose from that starts with its first option."""
    return marimo.ui.dropdown(options, next(iter(options)), label=label)


def slider(
    value: float | list[int],
    label: str,
    scale: Scale,
    tell: Callable[[Any], None],
) -> Any:
    """Return a slider of a number, or of two places that cut its scale."""
    settings: dict[str, Any] = {
        "value": value,
        "debounce": True,
        "label": plain(label),
        "full_width": True,
        "on_change": tell,
    }
    if isinstance(value, list):
        return marimo.ui.range_slider(*scale, **settings)
    return marimo.ui.slider(*scale, show_value=True, **settings)


def plain(label: str) -> str:
    """Return a label for marimo, which reads Markdown and HTML in it, so that it stays as it is.

    Examples
    --------
    >>> plain("North *mere*")
    'North &#42;mere&#42;'
    """
    return "".join(one if one.isalnum() or one in " ,'" else f"&#{ord(one)};" for one in label)


def scale_of(value: float, low: float, high: float) -> Scale:
    """Return about `low`, about `high`, and a round step between stops that meet `value`.

    Examples
    --------
    >>> scale_of(0.25, 0, 1)
    (0.0, 1.0, 0.01)
    >>> scale_of(2.2, -1.8, 6.2)
    (-1.8, 6.2, 0.1)
    """
    widest = (high - low) / MIN_STEPS
    power = 10.0 ** math.floor(math.log10(widest))
    for step in (nice * power * shrink for shrink in (1, 0.1, 0.01) for nice in reversed(NICE)):
        if step <= widest and all(_is_whole(end / step) for end in (value, low, high)):
            return tidy(low), tidy(high), tidy(step)
    start = value - math.floor((value - low) / widest + 1e-9) * widest  # an odd number
    return tidy(start), tidy(high), tidy(widest)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def tidy(number: float) -> float:
    """Return a number without the dust of its arithmetic: 0.3, not 0.30000000000000004."""
    return float(f"{number:.10g}")


def elements_of_weights(party: Party, path: str, tell: Tell) -> dict[str, Any]:
    """Return what sets the weights of a party's readings, which stand at a path in its file."""
    percents, whole = _percents(party), (0, 100, 1)
    if len(percents) == 1:
        return {}
    if len(percents) > 3:
        labels = (words.READINGS_PARTS.format(reading=humanize(one)) for one in party.readings)
        parts = zip(_keys(party, path), percents, labels, strict=True)
        return {key: slider(part, label, whole, partial(tell, key)) for key, part, label in parts}
    split = words.READINGS_OF[len(percents)].format(*map(humanize, party.readings))
    label = f"{words.READINGS.format(name=party.name)}: {split}"
    value = percents[0] if len(percents) == 2 else _cuts(party)
    return {path: slider(value, label, whole, partial(tell, path))}


def weights_now(party: Party, path: str, values: Mapping[str, Any]) -> dict[str, float] | None:
    """Return the weights that the controls stand at; None where they stand where they started."""
    if path in values:
        before, now = parts_of(_cuts(party)), parts_of(values[path])
    else:
        before = [*map(float, _percents(party))]
        keys = zip(_keys(party, path), before, strict=True)
        now = [values.get(key, share) for key, share in keys]
    if now == before:
        return None
    total = sum(now) or 1  # where nothing is left, weights that do not sum to 1 are refused
    return {key: tidy(part / total) for key, part in zip(party.readings, now, strict=True)}


def _keys(party: Party, path: str) -> list[str]:
    return [f"{path}{PARTS}{reading}" for reading in party.readings]


def _cuts(party: Party) -> list[int]:
    """Return where the weights cut 100 into a part for each reading."""
    return [min(cut, 100) for cut in accumulate(_percents(party)[:-1])]


def _percents(party: Party) -> list[int]:
    """Return the weight of each reading in whole percent."""
    return [round(100 * share) for share in party.weights.shares(party.readings).values()]


def parts_of(cuts: float | Sequence[float]) -> list[float]:
    """Return the parts into which one cut, or several, divide 100.

    Examples
    --------
    >>> parts_of([40, 75])
    [40, 35, 25]
    >>> parts_of(25)
    [25, 75]
    """
    places = [cuts] if isinstance(cuts, int | float) else cuts
    return [after - before for before, after in pairwise([0, *places, 100])]
