"""Readings on the page: the weights of a party's readings as one control, since they sum to 1.

Two readings share a slider, three a slider with two handles that cut it into three parts, more
have a slider each and are scaled.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import marimo

from sim.dashboard import words
from sim.dashboard.fields import plain
from sim.dashboard.scales import tidy
from sim.scenario.actor import Party
from sim.scenario.base import humanize

Tell = Callable[[str, Any], None]
"""Is called with the key of an element that was moved, and its new value."""

PARTS = ":"
"""Stands between a path and a reading, where a reading has a slider of its own."""


def elements_of_weights(party: Party, path: str, tell: Tell) -> dict[str, Any]:
    """Return what sets the weights of a party's readings, which stand at a path in its file."""
    shares = _percents(party)
    if len(shares) == 1:
        return {}
    if len(shares) > 3:
        parts = zip(_keys(party, path), shares, party.readings, strict=True)
        return {
            key: _slider(
                share, words.READINGS_PARTS.format(reading=humanize(reading)), partial(tell, key)
            )
            for key, share, reading in parts
        }
    split = words.READINGS_OF[len(shares)].format(*map(humanize, party.readings))
    label = f"{words.READINGS.format(name=party.name)}: {split}"
    value = shares[0] if len(shares) == 2 else _cuts(party)
    return {path: _slider(value, label, partial(tell, path))}


def _slider(value: int | list[int], label: str, on_change: Callable[[Any], None]) -> Any:
    settings: dict[str, Any] = {
        "debounce": True,
        "label": plain(label),
        "full_width": True,
        "on_change": on_change,
    }
    if isinstance(value, int):
        return marimo.ui.slider(0, 100, 1, value=value, show_value=True, **settings)
    return marimo.ui.range_slider(0, 100, 1, value=value, **settings)


def weights_now(party: Party, path: str, values: Mapping[str, Any]) -> dict[str, float] | None:
    """Return the weights that the controls stand at; None where they stand where they started."""
    if path in values:
        before, now = parts_of(_cuts(party)), parts_of(values[path])
    else:
        before = [*map(float, _percents(party))]
        now = [
            values.get(key, share) for key, share in zip(_keys(party, path), before, strict=True)
        ]
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
