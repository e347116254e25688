"""Controls: the assumptions of a scenario as sliders, and what moving them changes.

Weights of readings are one control, since they sum to 1: two readings share a slider, three a
slider with two handles that cut it into three parts, more have a slider each and are scaled.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import marimo

from sim.analysis.assumptions import Assumption, assumptions
from sim.analysis.departures import value_in_words
from sim.dashboard import words
from sim.rules import rule_names
from sim.scenario import Scenario
from sim.scenario.actor import Party
from sim.scenario.number import Number
from sim.scenario.weights import Weights

Elements = dict[str, Any]
"""marimo's elements by the path of what they set; a weight of its own by ``path:reading``."""

NICE = (1.0, 2.0, 5.0)
LEAST_STEPS = 60
PARTS = ":"


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
    widest = (high - low) / LEAST_STEPS
    power = 10.0 ** math.floor(math.log10(widest))
    steps = [nice * power * shrink for shrink in (1, 0.1, 0.01) for nice in reversed(NICE)]
    fitting = (
        s for s in steps if s <= widest and all(_is_whole(e / s) for e in (value, low, high))
    )
    step = next(fitting, None)
    if step is None:  # an odd number: count the steps from it
        step = widest
        low = value - math.floor((value - low) / step + 1e-9) * step
    return Scale(_tidy(low), _tidy(high), _tidy(step))


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def _tidy(number: float) -> float:
    """Return a number without the dust of its arithmetic: 0.3, not 0.30000000000000004."""
    return float(f"{number:.10g}")


def plain(label: str) -> str:
    """Return a label for marimo, which reads Markdown and HTML in it, so that it stays as it is.

    Examples
    --------
    >>> plain("North *mere*")
    'North &#42;mere&#42;'
    """
    return "".join(sign if sign.isalnum() or sign in " ,'" else f"&#{ord(sign)};" for sign in label)


def elements_of(scenario: Scenario) -> Elements:
    """Return an element for each assumption of a scenario, and for each party's rule."""
    found: Elements = {}
    for one in assumptions(scenario):
        if isinstance(one.given, Weights):
            found |= _of_weights(scenario, one)
        elif one.low < one.high:
            found[one.path] = _of_number(one, one.given)
    for key, party in scenario.parties.items():
        names = rule_names()
        found[f"actors.{key}.rule"] = marimo.ui.dropdown(names, party.rule, label=words.RULE)
    return found


def _of_number(one: Assumption, given: Number) -> Any:
    scale = scale_of(given.centre, one.low, one.high)
    return marimo.ui.slider(
        scale.start,
        scale.stop,
        scale.step,
        value=_tidy(given.centre),
        debounce=True,
        show_value=True,
        label=plain(one.label),
        full_width=True,
    )


def _of_weights(scenario: Scenario, one: Assumption) -> Elements:
    party = scenario.parties[one.owner]
    shares = _percents(party)
    label = words.READINGS.format(name=party.name)
    if len(shares) == 1:
        return {}
    if len(shares) == 2:
        first, other = party.readings
        label = f"{label}: {words.READINGS_OF_TWO.format(reading=first, other=other)}"
        return {one.path: _slider(shares[0], label)}
    if len(shares) == 3:
        element = marimo.ui.range_slider(
            0, 100, 1, value=_cuts(party), debounce=True, label=plain(label), full_width=True
        )
        return {one.path: element}
    return {
        f"{one.path}{PARTS}{reading}": _slider(share, words.READINGS_PARTS.format(reading=reading))
        for reading, share in zip(party.readings, shares, strict=True)
    }


def _slider(value: int, label: str) -> Any:
    return marimo.ui.slider(
        0, 100, 1, value=value, debounce=True, show_value=True, label=plain(label), full_width=True
    )


def _cuts(party: Party) -> list[int]:
    """Return where the weights cut 100 into a part for each reading."""
    return [min(cut, 100) for cut in accumulate(_percents(party)[:-1])]


def _percents(party: Party) -> list[int]:
    """Return the weight of each reading in whole percent."""
    return [round(100 * party.weights.centres.get(reading, 0.0)) for reading in party.readings]


def whole(element: Any) -> int:
    """Return the whole number that a field holds; its least where it was emptied."""
    given = element.start if element.value is None else element.value
    return int(min(max(given, element.start), element.stop))


def moved(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario with its controls where they stand; see `changes`.

    Raises
    ------
    ScenarioError
        If the numbers do not fit together.
    """
    found = changes(scenario, values)
    return scenario.with_(found) if found else scenario


def changes(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the controls change, by path, as `Scenario.with_` takes it.

    What stands where it started is left alone, so that it keeps its exact value and its prior. A
    number that is moved keeps its sentences and says that it was set here.

    Parameters
    ----------
    scenario : Scenario
        What the controls were made for.
    values : dict
        Values of its elements, by their keys.
    """
    found = dict(_changed(scenario, values))
    return {**found, "title": words.CHANGED_TITLE.format(title=scenario.title)} if found else {}


def _changed(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for one in assumptions(scenario):
        given = one.given
        if isinstance(given, Weights):
            weights = _weights(scenario.parties[one.owner], one.path, values)
            if weights is not None:
                yield one.path, _set_here(given, weights)
        elif one.path in values and _tidy(values[one.path]) != _tidy(given.centre):
            yield one.path, _set_here(given, _tidy(values[one.path]))
    for key, party in scenario.parties.items():
        path = f"actors.{key}.rule"
        if values.get(path, party.rule) != party.rule:
            yield path, values[path]


def _set_here(given: Number | Weights, value: float | dict[str, float]) -> dict[str, Any]:
    told = words.SET_HERE.format(value=value_in_words(given))
    sourced: dict[str, Any] = {"sources": list(given.sources)} if given.sources else {}
    external = {"external": given.external} if given.external else {}
    return {"value": value, **sourced, "assumption": told, **external}


def _weights(party: Party, path: str, values: Mapping[str, Any]) -> dict[str, float] | None:
    """Return the weights that the controls stand at; None where they stand where they started."""
    if path in values:
        before, now = parts_of(_cuts(party)), parts_of(values[path])
    else:
        keys = [f"{path}{PARTS}{reading}" for reading in party.readings]
        before, now = [*map(float, _percents(party))], [values[k] for k in keys if k in values]
    total = sum(now)
    if not total or now == before:
        return None
    return {key: _tidy(part / total) for key, part in zip(party.readings, now, strict=True)}


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
