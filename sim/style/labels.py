"""Labels: what each number of a scenario is called, the same words wherever it is shown."""

import math
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from sim.rules import quantity_at
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.numbers import Parameter
from sim.style.promises import promise_called, signal_in_words
from sim.style.sentences import within


@dataclass(frozen=True)
class Words:
    """How numbers at a kind of place are spoken of."""

    place: str
    """Keys that lead there, ``*`` for any one."""
    label: str
    """``{name}`` stands for the last key, ``{signal}`` for the signal that is weighed, ``{owner}``
    for the key after the first, ``{own}`` for what a rule calls a number of its own, ``{step}`` for
    how long a tick is.
    """
    reach: float = 1
    """How far from its value a reader would want to move it."""
    is_main: bool = False
    """Whether it comes first, before what fewer readers ask for."""
    least: float = -math.inf
    most: float = math.inf
    """Below or above it would mean nothing, though the model could do with it."""
    is_signed: bool = False
    """Whether its sign is part of what it means: which way something pushes. It is moved to nothing
    and to more, never to the opposite.
    """


def _movement(name: str, rate: str) -> tuple[Words, ...]:
    """Return how the numbers of one way to move are spoken of."""
    here, words = f"actors.*.{name}", humanize(name)
    return (
        Words(f"{here}.rate", rate, is_main=True),
        Words(f"{here}.influences.*", f"on {words}: weight of {{signal}}", 2, is_signed=True),
        Words(f"{here}.rule.*", f"{words}, {{own}}"),
    )


PLACES = (
    Words("conditions.*.log_rate", "readiness to promise: {owner} (log of the rate per day)", 6),
    Words("conditions.*.willingness", "extra willingness to promise: {owner}", 6, True),
    Words(
        "conditions.*.influences.*", "on promising {owner}: weight of {signal}", 2, is_signed=True
    ),
    Words("conditions.*.violation_chance", "chance per {step} of a violation: {owner}"),
    Words(
        "conditions.*.violation_influences.*",
        "on violating {owner}: weight of {signal}",
        2,
        is_signed=True,
    ),
    Words(
        "conditions.*.kept_share", "share of the time it must be kept to count as observed: {owner}"
    ),
    Words("conditions.*.withdrawal_rate", "{owner}: promises taken back (rate per day)"),
    Words(
        "conditions.*.co_grantors.*.log_rate",
        "readiness to promise: {owner} (log of the rate per day)",
        6,
    ),
    Words(
        "conditions.*.co_grantors.*.willingness", "extra willingness to promise: {owner}", 6, True
    ),
    Words(
        "conditions.*.co_grantors.*.influences.*",
        "on promising {owner}: weight of {signal}",
        2,
        is_signed=True,
    ),
    Words("conditions.*.co_grantors.*.rule.*", "promising {owner}, {own}"),
    Words("actors.*.weights", "how the words are read", is_main=True),
    Words("actors.*.weights.*", "weight of ‘{name}’"),
    Words("actors.*.thresholds.*", "inclination needed to come at the level ‘{name}’", 4),
    Words("actors.*.noise_scale", "luck in the inclination (scale)", 2),
    Words("actors.*.softening.rate", "steps of softening per day, unpressed", is_main=True),
    Words("actors.*.softening.influences.*", "on softening: weight of {signal}", 2, is_signed=True),
    *_movement("hardening", "steps of hardening per day, unprovoked"),
    *_movement("calling_off", "rate per day of calling the meeting off"),
    *_movement("postponing", "rate per day of postponing the meeting"),
    Words("actors.*.influences.*", "on coming: weight of {signal}", 2, is_signed=True),
    Words("actors.*.rule.*", "{own}"),
    Words("actors.*.softening.rule.*", "softening, {own}"),
    Words("conditions.*.rule.*", "promising {owner}, {own}"),
    Words("actors.*.announce_chance", "chance per {step} that the level is announced"),
    Words("actors.*.expected", "what the public expects at the start"),
    Words("actors.*.hosting", "offer to host", is_main=True),
    Words("actors.*.bridging", "bridging of unequal levels (rate per day)"),
    Words("actors.*.signals.*.strength", "{signal}", 2, True, least=0),
    Words("actors.*.signals.*.holdout.weight", "{signal}: more on whoever holds out", least=0),
    Words("actors.*.signals.*.echo.weight", "{signal}: softening with the party backed", least=0),
    Words("actors.*.signals.*.ramp.per_day", "{signal}: growth per day overdue", is_main=True),
    Words("actors.*.signals.*.ramp.at_most", "{signal}: most it can grow to", least=0),
    Words("actors.*.blames.absence", "blame for whoever comes lower", 2),
    Words("actors.*.blames.refusal", "blame for whoever promises nothing", 2),
    Words("actors.*.blames.condition", "blame for whoever insists on a condition", 2),
    Words("actors.*.blames.calling_off", "blame for whoever calls the meeting off", 2),
    Words("actors.*.blames.postponing", "blame for whoever postpones the meeting", 2),
    Words("actors.*.inclination", "inclination to come", 4, True),
    Words("meeting.goes_ahead", "chance that logistics let equal levels meet on time", 1, True),
    Words("meeting.step_down", "chance that unequal levels settle on the lower one", 1, True),
    Words("earlier.*.goes_ahead", "{owner}: chance that logistics let it be held"),
    Words("earlier.*.step_down", "{owner}: chance that unequal levels settle on the lower one"),
    Words("meeting.late_rate", "meetings in the days after (rate per day)"),
    Words("learning_rate", "how far an announcement moves what is expected"),
    Words("shared.*", "{name}", 2),
    Words("shocks.*.rate", "{owner}: events per day", 1, True),
    Words("shocks.*.effects.*", "{owner}: effect on {effect}", 2, True, is_signed=True),
)
"""Each place a scenario of this package can hold a number at."""

ENDS = {
    "actors.*.inclination": ("would rather stay away", "wants to come"),
    "actors.*.thresholds.*": ("comes easily", "comes reluctantly"),
    "actors.*.influences.*": ("does not listen", "listens closely"),
    "conditions.*.log_rate": ("hardly ever", "almost at once"),
    "conditions.*.willingness": ("less ready", "readier"),
    "*.strength": ("silent", "loud"),
    "*.hosting": ("no offer", "a full offer"),
    "*.expected": ("to stay away", "to come at the top"),
    "*.announce_chance": ("silent", "speaks at once"),
    "*.noise_scale": ("no luck", "much luck"),
    "*rate": ("never", "soon"),
    "*.blames.*": ("does not mind", "minds much"),
    "*chance": ("never", "always"),
    "*goes_ahead": ("never", "always"),
    "*step_down": ("never", "always"),
    "*share": ("none", "all"),
    "*": ("less", "more"),
}
"""What the two ends of a slider mean, by where the number stands."""

OTHERS = Words("*", "")  # what holds where nobody has found words: no label but the path


def words_of(scenario: Scenario, one: Parameter) -> Words:
    """Return how a number is spoken of; `OTHERS` where there are no words for its place."""
    words = next((words for words in PLACES if _stands_at(words.place, one.keys)), OTHERS)
    own = quantity_at(scenario, one.keys)
    if own is None:
        return words
    return replace(words, reach=max(1, abs(own.default)), least=own.low, most=own.high)


def _stands_at(place: str, keys: tuple[str, ...]) -> bool:
    pattern = place.split(".")
    return len(pattern) == len(keys) and all(map(fnmatchcase, keys, pattern))


def label(scenario: Scenario, path: str) -> str:
    """Return what a number, or a party's weights, are called, with the name of whose it is.

    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> label(crisis, "conditions.release.willingness")
    'Highfell: extra willingness to promise: release'
    >>> label(crisis, "actors.northmere.weights.word-first")
    'Northmere: weight of ‘word-first’'
    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> label(doctors, "actors.ministry.influences.colleges.urging")
    'Whitehall: on coming: weight of the Royal Colleges: urging'
    """
    one = scenario.numbers.at(path)
    name = f"{scenario.actors[one.owner].name}: " if one.owner else ""
    return name + label_of(scenario, one)


def part_called(scenario: Scenario, path: str) -> str:
    """Return what any part of a scenario is called: its label, or else its keys with the names.

    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> part_called(crisis, "actors.northmere.readings.word-first")
    'Northmere: readings: word-first'
    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> part_called(doctors, "conditions.acas")
    'conditions: the presence of Acas'
    """
    if path in scenario.numbers or path.endswith(".weights"):
        return label(scenario, path)
    first, _, rest = path.partition(".")
    owner = next((key for key in scenario.actors if f"{rest}.".startswith(f"{key}.")), "")
    if first == "actors" and owner:
        return ": ".join(filter(None, (scenario.actors[owner].name, _spaced(rest[len(owner) :]))))
    if first == "conditions":
        name, *inside = rest.split(".", 1)
        return ": ".join((first, promise_called(scenario, name, humanize), *map(_spaced, inside)))
    return _spaced(path)


def _spaced(path: str) -> str:
    return humanize(": ".join(filter(None, path.split("."))))


def label_of(scenario: Scenario, one: Parameter) -> str:
    """Return what a number is called, without whose it is; its keys where there are no words."""
    words = words_of(scenario, one)
    if words is OTHERS:
        return humanize(": ".join(one.keys[2:] if one.owner else one.keys))
    return words.label.format_map(_blanks(scenario, one.keys))


def ends_of(path: str) -> tuple[str, str]:
    """Return what little and much of a number mean, such as *never* and *always*.

    >>> ends_of("meeting.goes_ahead")
    ('never', 'always')
    """
    return next(ends for place, ends in ENDS.items() if fnmatchcase(path, place))


def decision(scenario: Scenario, path: str) -> tuple[str, str]:
    """Return whose rule stands at a path, and what is decided by it, in words.

    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> decision(crisis, "actors.northmere.softening.rule")
    ('northmere', 'rule of softening')
    """
    top, name, *inside = path.split(".")[:-1]
    if top == "actors":
        return name, f"rule of {humanize(inside[0])}" if inside else "decision rule"
    owner = inside[-1] if inside else scenario.conditions[name].grantor
    return owner, f"rule of promising {promise_called(scenario, name)}"


def effect_in_words(scenario: Scenario, target: str) -> str:
    """Return what a shock adds to, as words: a signal as it is heard, or a number.

    Examples
    --------
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> effect_in_words(crisis, "meeting.step_down")
    'chance that unequal levels settle on the lower one'
    """
    if target in scenario.signals:
        return signal_in_words(scenario, target)
    name, _, what = target.partition(".")
    if what == "willingness" and name in scenario.conditions:
        return f"willingness to promise {promise_called(scenario, name)}"
    known = target in scenario.numbers
    return label(scenario, target if known else scenario.targets(target)[0])


def _blanks(scenario: Scenario, keys: tuple[str, ...]) -> dict[str, str]:
    own = quantity_at(scenario, keys)
    blanks = {"name": humanize(keys[-1]), "own": humanize(keys[-1]) if own is None else own.label}
    blanks["owner"] = promise_called(scenario, keys[1], humanize) if len(keys) > 1 else ""
    blanks["step"] = span_of(scenario.clock.hours_per_tick)
    what = keys[2:-1]  # below the part's own name, which may be any
    if {"influences", "violation_influences"} & {*what}:
        blanks["signal"] = within(signal_in_words(scenario, keys[-1]))
    elif "signals" in what:
        blanks["signal"] = signal_in_words(scenario, f"{keys[1]}.{keys[3]}").partition(": ")[2]
    elif "effects" in what:
        blanks["effect"] = effect_in_words(scenario, keys[-1])
    return blanks


def span_of(hours: float) -> str:
    """Return so many hours in words, as they follow *per*.

    >>> span_of(24), span_of(1), span_of(6), span_of(0.5), span_of(48)
    ('day', 'hour', '6 hours', '30 minutes', '2 days')
    """
    number, unit = (hours / 24, "day") if hours % 24 == 0 else (hours, "hour")
    if hours < 1:
        number, unit = hours * 60, "minute"
    return unit if number == 1 else f"{number:g} {unit}s"
