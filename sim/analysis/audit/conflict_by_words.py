"""A scenario as a conflict of options: what its actors can do, and what their words say they want.

States are the levels at which the parties come and how far conditions have come. A promise is not
taken back where the scenario takes none back; to be observed is to keep it, which can be ended.
Wishes are those of one reading per party, in the order of `wishes_of`; that a meeting is wanted by
who offers it, and what others ask for is rather not given, is our assumption. A meeting before the
last counts as held, a venue as open; backers and hosts want nothing but to stay within their words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from sim.analysis.audit.conflict import Game, Option, Pattern, Track, feasible
from sim.arrays import Flags, Levels
from sim.errors import InvalidEntry, UsageError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.actor import Reading
from sim.scenario.base import LONGEST_NAME, humanize
from sim.scenario.condition import Granting, Status
from sim.scenario.gates import gate
from sim.scenario.meeting import Manner
from sim.style.promises import asked_for, asked_in_words, verb_for
from sim.style.words import called


def readings_of(scenario: Scenario, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a reading of each party's words: the one chosen, or the likeliest.

    Raises `UsageError` if there is no such party or reading.
    """
    chosen = {**(chosen or {})}
    for party, reading in chosen.items():
        if party not in scenario.parties:
            known = did_you_mean(party, scenario.parties)
            raise UsageError(f"reading of {party}: unknown party; {known}")
        if reading not in (readings := scenario.parties[party].readings):
            what = f"unknown reading {reading!r}; {did_you_mean(reading, readings)}"
            raise UsageError(f"reading of {party}: {what}")
    likeliest = {
        key: max(party.readings, key=lambda one: party.weights.centres.get(one, 0.0))
        for key, party in scenario.parties.items()
    }
    return likeliest | chosen


@dataclass(frozen=True)
class _Stands:
    """How things stand in every state."""

    levels: Mapping[str, Levels]
    statuses: Mapping[str, Levels]
    granted: Mapping[tuple[str, str], Levels]
    """How far each grantor of a condition has come with it, by condition and actor."""
    reached: Levels
    """The level of the meeting, 0 for none."""


def game_of(scenario: Scenario, readings: Mapping[str, str]) -> tuple[Game, dict[str, list[str]]]:
    """Return a scenario as a game, and what each actor wants in words, the most important first."""
    options, tracks = _tracks(scenario)
    infeasibles: list[tuple[Pattern, ...]] = [
        (((higher, "Y"), (lower, "N")),)
        for some in tracks.values()
        for track in some.values()
        for lower, higher in zip(track.options, track.options[1:], strict=False)
    ]
    try:
        states = feasible(options, infeasibles)
    except InvalidEntry as error:
        raise UsageError(f"{scenario.title}: levels and conditions {error.problem}") from None
    stands = _stands(scenario, readings, states, tracks)
    told = {key: [*wishes_of(scenario, key, readings.get(key), stands)] for key in tracks}
    name = {key: scenario.actors[key].name for key in tracks}
    game = Game(
        scenario.title,
        tuple(options),
        tuple(infeasibles),
        states,
        {name[key]: tuple(some.values()) for key, some in tracks.items()},
        {name[key]: np.array([held for _, held in some]) for key, some in told.items()},
        tuple(humanize(scenario.levels[rung]) if rung else "" for rung in stands.reached),
    )
    return game, {name[key]: [words for words, _ in some] for key, some in told.items()}


def _tracks(scenario: Scenario) -> tuple[list[Option], dict[str, dict[str, Track]]]:
    """Return the options of parties and grantors, and who has which: to come, and to promise."""
    options: list[Option] = []
    tracks: dict[str, dict[str, Track]] = {key: {} for key in scenario.parties}

    def add(key: str, what: str, words: tuple[list[str], ...], first: str) -> None:
        names, turns, drops = map(tuple, words)
        own = range(len(options), len(options) + len(names) - 1)
        tracks.setdefault(key, {})[what] = Track(tuple(own), names, turns, drops)
        for at, name in enumerate(names[1:]):
            way = "both" if at else first
            given = {"name": name[:LONGEST_NAME], "permittedDirection": way}
            options.append(Option.model_validate(given))

    levels = [humanize(level) for level in scenario.levels]
    come = ["staying away", *(f"coming at the level ‘{level}’" for level in levels[1:])]
    for key in scenario.parties:
        add(key, "", (levels, come, come), "both")
    for name, condition in scenario.conditions.items():
        what, steps = called(name), _steps(scenario, name)
        names = ["", *(asked_in_words(scenario, name, step.needed) for step in steps)]
        turns = ["", f"{verb_for(scenario, name).doing} {what}", f"keeping {what}"]
        drops = [f"taking back {what}", f"no longer keeping {what}", ""]
        withdrawn = scenario.numbers.get(f"conditions.{name}.withdrawal_rate")
        way = "both" if withdrawn is not None and withdrawn.centre else "fwd"
        for key in condition.grantors:
            add(key, name, (names, turns, drops), way)
    return options, tracks


def _steps(scenario: Scenario, condition: str) -> list[Status]:
    """Return how far a condition can come: observed only if anything asks for that."""
    is_asked = Status.OBSERVED in asked_for(scenario, condition)
    return [Status.PROMISED, Status.OBSERVED] if is_asked else [Status.PROMISED]


def _stands(
    scenario: Scenario,
    readings: Mapping[str, str],
    states: Flags,
    tracks: Mapping[str, Mapping[str, Track]],
) -> _Stands:
    """Return how things stand in every state: sums of options taken, and what these come to."""

    def taken(key: str, what: str) -> Levels:
        own = states[:, list(tracks[key][what].options)]
        return np.asarray(own.sum(axis=1), dtype=np.int8)

    levels = {key: taken(key, "") for key in scenario.parties}
    granted = {
        (name, key): taken(key, name)
        for name, condition in scenario.conditions.items()
        for key in condition.grantors
    }
    statuses = {key: np.full(len(states), Status.PROMISED, np.int8) for key in scenario.earlier}
    for name, condition in scenario.conditions.items():
        pick = np.minimum if condition.enough == "all" else np.maximum
        statuses[name] = reduce(pick, (granted[name, key] for key in condition.grantors))
    read = {key: scenario.parties[key].readings[one].meets for key, one in readings.items()}
    manners = {key: one for key, one in read.items() if one is not Manner.USUAL}
    brought = scenario.attendance.brought(levels, manners)
    return _Stands(levels, statuses, granted, scenario.attendance.reached(brought))


Wish = tuple[str, Flags]
"""What somebody wants in words, and in which states it is so."""


def wishes_of(scenario: Scenario, key: str, reading: str | None, stands: _Stands) -> list[Wish]:
    """Return what an actor wants, the most important first.

    To stay within its words: no level that they do not allow as conditions stand, no promise that
    they rule out or that waits for more. A meeting at the highest level that they offer, then at
    lower ones. What they ask for. Not to come higher than they meet. Not to give what it could.
    """
    party = scenario.parties.get(key)
    read = party.readings[reading] if party is not None and reading is not None else None
    own = {name: one for name, one in scenario.conditions.items() if key in one.grantors}
    keeps = np.ones_like(stands.reached, dtype=bool)
    if read is not None:
        keeps &= stands.levels[key] <= gate(read, stands.statuses, scenario.levels)
    for name, condition in own.items():
        may = _may_promise(scenario, condition.grantors[key], reading, stands)
        keeps &= (stands.granted[name, key] == 0) | may
    wishes = [("to stay within its words", keeps)]
    if read is None:
        return wishes
    highest = max((scenario.levels.index(level) for level in read.attends_if), default=0)
    for rung in range(min(highest, scenario.attendance.top), 0, -1):
        higher = " or higher" if rung < scenario.attendance.top else ""
        words = f"a meeting at the level ‘{humanize(scenario.levels[rung])}’{higher}"
        wishes.append((words, stands.reached >= rung))
    wishes += _asked(scenario, read, stands)
    wishes.append(("not to come higher than they meet", stands.levels[key] <= stands.reached))
    for name in own:
        for status in _steps(scenario, name):
            act = "keep" if status is Status.OBSERVED else verb_for(scenario, name).act
            held = stands.granted[name, key] < status
            wishes.append((f"not to have to {act} {called(name)}", held))
    return wishes


def _may_promise(
    scenario: Scenario, granting: Granting, reading: str | None, stands: _Stands
) -> Flags:
    """Return in which states the words of who could promise something let it."""
    awaits, may = granting.awaits, np.full(stands.reached.shape, not granting.refuses)
    if awaits is None or (isinstance(awaits.binding, tuple) and reading not in awaits.binding):
        return may
    if awaits.meeting is not None:
        may &= stands.reached >= scenario.levels.index(awaits.meeting)
    for name, status in awaits.conditions.items():
        may &= status.met(stands.statuses[name])
    return may


def _asked(scenario: Scenario, reading: Reading, stands: _Stands) -> Iterator[Wish]:
    """Yield what a reading asks for, as firmly as it does anywhere."""
    asked: dict[str, Status] = {}
    for ways in reading.attends_if.values():
        for name, status in (one for way in ways for one in way.items()):
            asked[name] = max(asked.get(name, status), status)
    for name, status in asked.items():
        if name in scenario.conditions:
            words = asked_in_words(scenario, name, status.needed)
            yield words, status.met(stands.statuses[name])
