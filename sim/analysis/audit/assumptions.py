"""Assumptions: every number of a scenario that can be set, in words, by whose it is.

A party's weights are one assumption, since they sum to 1; a shared number is one, whoever uses it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.number import Number
from sim.scenario.parts import Step
from sim.scenario.weights import Weights
from sim.style.words import effect_in_words, signal_in_words


@dataclass(frozen=True)
class Words:
    """How numbers at a kind of place are spoken of.

    Attributes
    ----------
    place : str
        Pattern of the path, ``*`` for any keys.
    label : str
        ``{name}`` stands for the last key, ``{signal}`` for the signal that is weighed, ``{owner}``
        for the key after the first.
    reach : float
        How far from its value a reader would want to move it.
    is_main : bool
        Whether it comes first, before what fewer readers ask for.
    least : float
        Below this it would mean nothing, though the model could do with it.
    is_signed : bool
        Whether its sign is part of what it means: which way something pushes. It is moved to
        nothing and to more, never to the opposite.
    """

    place: str
    label: str
    reach: float
    is_main: bool = False
    least: float = -math.inf
    is_signed: bool = False


PLACES = (
    Words("conditions.*.log_rate", "readiness to promise: {owner} (log of the rate per day)", 6),
    Words("conditions.*.willingness", "extra willingness to promise: {owner}", 6, True),
    Words(
        "conditions.*.influences.*", "on promising {owner}: weight of {signal}", 2, is_signed=True
    ),
    Words("conditions.*.violation_chance", "chance per tick of a violation: {owner}", 1),
    Words("conditions.*.kept_share", "share of ticks kept for {owner} to count as observed", 1),
    Words("actors.*.weights", "how the words are read", 1, True),
    Words("actors.*.thresholds.*", "inclination needed to come as {name}", 4),
    Words("actors.*.noise_scale", "luck in the inclination (scale)", 2),
    Words("actors.*.softening.rate", "steps of softening per day, unpressed", 1, True),
    Words("actors.*.softening.influences.*", "on softening: weight of {signal}", 2, is_signed=True),
    Words("actors.*.influences.*", "on coming: weight of {signal}", 2, is_signed=True),
    Words("actors.*.announce_chance", "chance per tick that the level is announced", 1),
    Words("actors.*.expected", "what the public expects at the start", 1),
    Words("actors.*.hosting", "offer to host", 1, True),
    Words("actors.*.bridging", "bridging of unequal levels (rate per day)", 1),
    Words("actors.*.signals.*.strength", "{signal}", 2, True, least=0),
    Words("actors.*.signals.*.holdout.weight", "{signal}: more on whoever holds out", 1, least=0),
    Words(
        "actors.*.signals.*.echo.weight", "{signal}: softening with the party backed", 1, least=0
    ),
    Words("actors.*.signals.*.ramp.per_day", "{signal}: growth per day overdue", 1, True),
    Words("actors.*.signals.*.ramp.at_most", "{signal}: most it can grow to", 1, least=0),
    Words("actors.*.blames.absence", "blame for whoever comes lower", 2),
    Words("actors.*.blames.refusal", "blame for whoever promises nothing", 2),
    Words("actors.*.blames.condition", "blame for whoever insists on a condition", 2),
    Words("actors.*.inclination", "inclination to come", 4, True),
    Words("meeting.goes_ahead", "chance that logistics let equal levels meet on time", 1, True),
    Words("meeting.step_down", "chance that unequal levels settle on the lower one", 1, True),
    Words("meeting.late_rate", "meetings in the days after (rate per day)", 1),
    Words("learning_rate", "how far an announcement moves what is expected", 1),
    Words("shared.*", "{name}", 2),
    Words("shocks.*.rate", "{owner}: events per day", 1, True),
    Words("shocks.*.effects.*", "{owner}: effect on {effect}", 2, True, is_signed=True),
)
"""The first place that fits says how a number is spoken of."""


@dataclass(frozen=True)
class Assumption:
    """A number, or a party's weights, that a scenario takes.

    Attributes
    ----------
    path : str
        Where it stands: what ``--set`` takes.
    owner : str
        The actor it is about (of a condition: its grantor); empty where it is nobody's.
    label : str
        In words, without the owner's name.
    given : Number or Weights
        As the scenario gives it, with its sources.
    low, high : float
        Between what it is worth moving: within what the place allows, around its value.
    is_main : bool
        Whether it comes first, before what fewer readers ask for.
    """

    path: str
    owner: str
    label: str
    given: Number | Weights
    low: float
    high: float
    is_main: bool


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return every number of a scenario and the weights of each party, in the file's order.

    Examples
    --------
    >>> from sim import Scenario
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> first = assumptions(week)[0]
    >>> first.path, first.label
    ('shared.pressure_weight', 'pressure weight')
    """
    return tuple(_found(scenario))


def _found(scenario: Scenario) -> Iterator[Assumption]:
    for step in scenario.walk():
        part = step[1]
        if isinstance(part, Weights) or (isinstance(part, Number) and part.shared is None):
            yield _assumption(scenario, step)


def _assumption(scenario: Scenario, step: Step) -> Assumption:
    keys, given = tuple(map(str, step[0])), step[1]
    assert isinstance(given, Number | Weights)
    path = ".".join(keys)
    words = _words(path)
    low, high = _within(scenario, keys, *_range(given, words, _uses(scenario, keys)))
    label = words.label.format_map(_blanks(scenario, keys))
    return Assumption(path, _owner(scenario, keys), label, given, low, high, words.is_main)


def _words(path: str) -> Words:
    return next(one for one in PLACES if fnmatchcase(path, one.place))


def _uses(scenario: Scenario, keys: tuple[str, ...]) -> list[Number]:
    """Return the places that use a shared number; none for any other."""
    if keys[0] != "shared":
        return []
    parts = (part for _, part in scenario.walk())
    return [part for part in parts if isinstance(part, Number) and part.shared == keys[1]]


def _owner(scenario: Scenario, keys: tuple[str, ...]) -> str:
    if keys[0] == "conditions":
        return scenario.conditions[keys[1]].grantor
    return keys[1] if keys[0] == "actors" else ""


def _range(given: Number | Weights, words: Words, uses: list[Number]) -> tuple[float, float]:
    """Return between what a number is worth moving; a shared one as every place it is used at."""
    if isinstance(given, Weights):
        return 0.0, 1.0
    value, reach = given.centre, max(words.reach, abs(given.centre))
    support = (-math.inf, math.inf) if given.distribution is None else given.support
    meant = [words, *(_words(use.path) for use in uses)]
    low = max(given.low, support[0], *(use.low for use in uses), value - reach)
    high = min(given.high, support[1], *(use.high for use in uses), value + reach)
    low = max(low, *(min(one.least, value) for one in meant))
    if not any(one.is_signed for one in meant) or not value:
        return low, high
    return (max(low, 0.0), high) if value > 0 else (low, min(high, 0.0))


def _within(
    scenario: Scenario, keys: tuple[str, ...], low: float, high: float
) -> tuple[float, float]:
    """Keep a threshold between those of the levels below and above."""
    if keys[0] != "actors" or "thresholds" not in keys[2:3]:
        return low, high
    given = scenario.parties[keys[1]].thresholds
    rung = scenario.levels.index(keys[3])
    below = [given[level].centre for level in scenario.levels[:rung] if level in given]
    above = [given[level].centre for level in scenario.levels[rung + 1 :] if level in given]
    return max([low, *below]), min([high, *above])


def _blanks(scenario: Scenario, keys: tuple[str, ...]) -> dict[str, str]:
    """Return what the blanks of a label stand for at a place."""
    blanks = {"name": humanize(keys[-1])}
    if len(keys) > 1:
        blanks["owner"] = humanize(keys[1])
    what = keys[2:-1]  # below the part's own name, which may be any
    if "influences" in what:
        blanks["signal"] = signal_in_words(scenario, keys[-1])
    elif "signals" in what:
        blanks["signal"] = signal_in_words(scenario, f"{keys[1]}.{keys[3]}").partition(": ")[2]
    elif "effects" in what:
        blanks["effect"] = effect_in_words(scenario, keys[-1])
    return blanks
