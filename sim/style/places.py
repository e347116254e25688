"""Places: how a number is spoken of, by where in a scenario it stands."""

import math
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from sim.rules import quantity_at
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.numbers import Parameter


@dataclass(frozen=True)
class Words:
    """How numbers at a kind of place are spoken of."""

    place: str
    """Keys that lead there, ``*`` for any one."""
    label: str
    """``{name}`` stands for the last key, ``{signal}`` for the signal that is weighed, ``{owner}``
    for the key after the first, ``{act}`` and ``{doing}`` for what its grantors do, ``{own}`` for
    what a rule calls a number of its own, ``{step}`` for how long a tick is.
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


def _granting(here: str) -> tuple[Words, ...]:
    """Return how the numbers of one who can grant a condition are spoken of."""
    return (
        Words(f"{here}.log_rate", "readiness to {act}: {owner} (log of the rate per day)", 6),
        Words(f"{here}.willingness", "extra willingness to {act}: {owner}", 6, True),
        Words(f"{here}.influences.*", "on {doing} {owner}: weight of {signal}", 2, is_signed=True),
        Words(f"{here}.rule.*", "{doing} {owner}, {own}"),
    )


PLACES = (
    *_granting("conditions.*"),
    *_granting("conditions.*.co_grantors.*"),
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
    Words("conditions.*.withdrawal_rate", "{owner}: taken back (rate per day)"),
    Words("actors.*.weights", "how the words are read", is_main=True),
    Words("actors.*.weights.*", "weight of ‘{name}’"),
    Words("actors.*.thresholds.*", "inclination needed to come{at}", 4),
    Words("actors.*.noise_scale", "luck in the inclination (scale)", 2),
    *_movement("softening", "steps of softening per day, unpressed"),
    *_movement("hardening", "steps of hardening per day, unprovoked"),
    *_movement("calling_off", "rate per day of calling the meeting off"),
    *_movement("postponing", "rate per day of postponing the meeting"),
    Words("actors.*.influences.*", "on coming: weight of {signal}", 2, is_signed=True),
    Words("actors.*.rule.*", "{own}"),
    Words("actors.*.announce_chance", "chance per {step} that the level is announced"),
    Words("actors.*.expected", "what the public expects at the start"),
    Words("actors.*.hosting", "offer to host", is_main=True),
    Words("actors.*.bridging", "bridging of unequal levels (rate per day)"),
    Words("actors.*.signals.*.strength", "{signal}", 2, True, least=0),
    Words("actors.*.signals.*.holdout.weight", "{signal}: more on whoever holds out", least=0),
    Words("actors.*.signals.*.echo.weight", "{signal}: softening with the party backed", least=0),
    Words("actors.*.signals.*.ramp.per_day", "{signal}: growth per day overdue", is_main=True),
    Words("actors.*.signals.*.ramp.at_most", "{signal}: most it can grow to", least=0),
    Words("actors.*.blames.absence", "blame for whoever {lower}", 2),
    Words("actors.*.blames.refusal", "blame for whoever promises nothing", 2),
    Words("actors.*.blames.condition", "blame for whoever insists on a condition", 2),
    Words("actors.*.blames.calling_off", "blame for whoever calls the meeting off", 2),
    Words("actors.*.blames.postponing", "blame for whoever postpones the meeting", 2),
    Words("actors.*.inclination", "inclination to come", 4, True),
    Words("meeting.goes_ahead", "chance that logistics let {those} meet on time", 1, True),
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
    "*.signals.*.strength": ("silent", "loud"),
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


def ends_of(path: str) -> tuple[str, str]:
    """Return what little and much of a number mean, such as *never* and *always*.

    >>> ends_of("meeting.goes_ahead")
    ('never', 'always')
    """
    return next(ends for place, ends in ENDS.items() if fnmatchcase(path, place))
