"""Options: all that might have been otherwise in one world, one change at a time.

Words, promises, signals and what was called off; the level at which a party comes in the end; and
the luck of each draw, at both of its ends.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from sim.analysis.outcomes import otherwise as had
from sim.analysis.outcomes.otherwise import Otherwise, named
from sim.engine.points import NEVER
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.style.words import called

MAX_DAYS = 7
"""Days on which a promise is tried."""

Row = Mapping[str, int]
"""How the world ended, as a row of the table of worlds."""

OF_THE_MEETING = {
    "logistics": ("logistics worked out", "logistics failed"),
    "step_down": ("they settled on the lower level", "they not settled on the lower level"),
    "late": ("they met soon after", "they not met in the days after"),
}
OF_A_PARTY = {
    "temper": ("{who} been least inclined by luck", "{who} been most inclined by luck"),
    "announcement": ("{who} spoken at every turn", "{who} announced nothing"),
}
"""Of each draw, what follows *had* where its uniform is 0, and where it is 1."""


def options(scenario: Scenario, row: Row) -> list[Otherwise]:
    """Return all single changes of a world, its actors' first and its luck last."""
    return [
        *_words(scenario, row),
        *_promises(scenario, row),
        *_acts(scenario, row),
        *(one for key in scenario.actors for one in signals_of(scenario, key)),
        *_levels(scenario, row),
        *_luck(scenario),
    ]


def _words(scenario: Scenario, row: Row) -> Iterator[Otherwise]:
    for key, party in scenario.parties.items():
        for place, reading in enumerate(party.readings):
            if place != row[f"{key}.drawn"]:
                yield had.read_as(scenario, key, reading)


def _promises(scenario: Scenario, row: Row) -> Iterator[Otherwise]:
    for name, condition in scenario.conditions.items():
        made = row[f"{name}.promised_tick"]
        before = made if made >= 0 and len(condition.grantors) == 1 else NEVER
        for key in condition.grantors:
            if row.get(f"{name}.{key}.promised", row[f"{name}.status"]) != Status.NONE:
                yield had.promised(scenario, name, key, NEVER)
            for tick in _days(scenario):
                if tick != made:
                    yield had.promised(scenario, name, key, tick, before)
        yield from (had.kept(scenario, name, is_kept) for is_kept in (True, False))


def _days(scenario: Scenario) -> list[int]:
    """Return the first tick of each day, or of some days evenly spread over the story."""
    clock = scenario.clock
    first = {clock.start_of(tick).date(): tick for tick in reversed(range(clock.ticks))}
    return sorted(first.values())[:: -(-len(first) // MAX_DAYS)]


def _acts(scenario: Scenario, row: Row) -> Iterator[Otherwise]:
    for name in scenario.earlier:
        yield had.held(name, not row[f"{name}.status"])
    for key, what in product(scenario.actors, ("called_off", "postponed")):
        if f"{key}.{what}" in row:
            yield had.done(scenario, key, what, not row[f"{key}.{what}"])


def signals_of(scenario: Scenario, actor: str) -> Iterator[Otherwise]:
    """Yield that an actor's signals, and its offer to host, are silent or at full strength."""
    here = f"actors.{actor}"
    paths = [f"{here}.signals.{name}.strength" for name in scenario.actors[actor].signals]
    yield from at_ends(scenario, *paths, f"{here}.hosting")


def at_ends(scenario: Scenario, *paths: str) -> Iterator[Otherwise]:
    """Yield that numbers, such of these as there are, are 0 and 1."""
    for path, value in product(paths, (0, 1)):
        if path in scenario.numbers and scenario.numbers[path].centre != value:
            yield had.at_an_end(scenario, path, value)


def _levels(scenario: Scenario, row: Row) -> Iterator[Otherwise]:
    for key, rung in product(scenario.parties, range(len(scenario.levels))):
        if rung != row[f"{key}.level"]:
            yield had.comes_at(scenario, key, rung)


def _luck(scenario: Scenario) -> Iterator[Otherwise]:
    draws = {f"meeting.{name}": words for name, words in OF_THE_MEETING.items()}
    whose: dict[str, str] = {}
    for key, party in scenario.parties.items():
        who = named(scenario, key)
        for name, (low, high) in OF_A_PARTY.items():
            draws[f"{key}.{name}"] = low.format(who=who), high.format(who=who)
        for step in range(1, len(party.readings)):
            how = "another step" if step > 1 else "way"
            words = f"{who} given {how} at once", f"{who} never given {how}"
            draws[f"{key}.softening.{step}"] = words
        whose |= {name: who for name in draws if name.startswith(f"{key}.")}
    for name, shock in scenario.shocks.items():
        if shock.on is None:
            draws[f"shock.{name}"] = (
                f"{called(name)} happened at once",
                f"{called(name)} not happened",
            )
    for name, both in draws.items():
        yield from (had.luck(name, u, words, whose.get(name, "")) for u, words in enumerate(both))
