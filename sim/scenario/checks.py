"""What makes the parts of a scenario fit each other.

Each check raises `InvalidEntry` with the keys of the faulty entry; the loader adds file and line.
"""

from collections.abc import Callable, Iterable

from sim.errors import InvalidEntry, must_be_known
from sim.scenario.actor import Party
from sim.scenario.base import Sourced
from sim.scenario.cast import check_cast
from sim.scenario.condition import Awaits
from sim.scenario.number import Number
from sim.scenario.parts import Parts
from sim.scenario.signal import Signal
from sim.scenario.weights import Weights

Path = tuple[str | int, ...]

MAX_WORK = 60_000
"""Ticks × what is looked at in each; two weeks of hourly ticks with 170 numbers come close."""

MAX_SCALED = 5
"""Signals that multiply each other; so few of them stay finite, whatever their numbers."""


def check(scenario: Parts) -> None:
    """Raise `InvalidEntry` at the first part of `scenario` that does not fit another."""
    steps: tuple[Callable[[Parts], None], ...] = (
        check_cast,
        _settle_numbers,
        _check_size,
        _check_sources,
        _check_conditions,
        _check_signals,
        _check_shocks,
        _check_parties,
    )
    for step in steps:
        step(scenario)


def _settle_numbers(scenario: Parts) -> None:
    for path, part in scenario.walk():
        if isinstance(part, Weights):
            part.settle(".".join(map(str, path)))
        if isinstance(part, Number):
            _settle(scenario, path, part)


def _settle(scenario: Parts, path: Path, number: Number) -> None:
    if number.shared is None:
        number.settle(".".join(map(str, path)))
        return
    if path[0] == "shared":
        raise InvalidEntry(path, "a shared number cannot name another shared number")
    must_be_known(path, number.shared, scenario.shared, "shared number")
    target = scenario.shared[number.shared]
    try:
        target.must_fit(type(number))
    except InvalidEntry as invalid:
        raise InvalidEntry(path, f"the shared number {invalid.problem}") from None
    number.settle(".".join(map(str, path)), target)


def _check_size(scenario: Parts) -> None:
    """Refuse what would take minutes where an honest file takes a moment."""
    numbers = sum(isinstance(part, Number) for _, part in scenario.walk())
    readings = [one for party in scenario.parties.values() for one in party.readings.values()]
    needed = sum(len(way) for one in readings for ways in one.attends_if.values() for way in ways)
    work = scenario.clock.ticks * (numbers + needed)
    if work > MAX_WORK:
        raise InvalidEntry(
            ("clock", "hours_per_tick"),
            f"{scenario.clock.ticks:,} ticks, with {numbers + needed:,} numbers and preconditions "
            f"to look at in each, are more than {MAX_WORK:,} looks; take longer ticks",
        )


def _check_sources(scenario: Parts) -> None:
    ids = frozenset(statement.id for statement in scenario.statements)
    for path, part in scenario.walk():
        if isinstance(part, Sourced):
            for number, source in enumerate(part.sources):
                must_be_known((*path, "sources", number), source, ids, "statement id")


def _check_influences(scenario: Parts, path: Path, names: Iterable[str]) -> None:
    for name in names:
        must_be_known((*path, name), name, scenario.audible, "signal")


def _check_conditions(scenario: Parts) -> None:
    for key, condition in scenario.conditions.items():
        path = ("conditions", key)
        must_be_known((*path, "grantor"), condition.grantor, scenario.actors, "actor")
        _check_influences(scenario, (*path, "influences"), condition.influences)
        if condition.awaits is not None:
            _check_awaits(scenario, (*path, "awaits"), condition.awaits)
            if key in condition.awaits.conditions:
                problem = "a condition cannot wait for itself"
                raise InvalidEntry((*path, "awaits", "conditions", key), problem)
        if condition.due is not None:
            scenario.clock.must_be_a_tick((*path, "due"), condition.due)


def _check_awaits(scenario: Parts, path: Path, awaits: Awaits) -> None:
    if awaits.meeting is not None:
        must_be_known((*path, "meeting"), awaits.meeting, scenario.levels[1:], "level")
    for key in awaits.conditions:
        must_be_known((*path, "conditions", key), key, scenario.conditions, "condition")
    if awaits.meeting is None and not awaits.conditions:
        raise InvalidEntry(path, "needs a meeting or conditions")


def _check_signals(scenario: Parts) -> None:
    for key, actor in scenario.actors.items():
        above: dict[str, int] = {}
        for name, signal in actor.signals.items():
            path = ("actors", key, "signals", name)
            if name in ("hosting", "outlook", "inclination"):
                raise InvalidEntry(path, f"{name!r} is what every host or party has; rename it")
            _check_signal(scenario, path, signal, above)
            above[f"{key}.{name}"] = 1 + above.get(signal.scales_with or "", 0)


def _check_signal(scenario: Parts, path: Path, signal: Signal, above: dict[str, int]) -> None:
    for part in ("echo", "holdout"):
        shape = getattr(signal, part)
        if shape is not None:
            must_be_known((*path, part, "party"), shape.party, scenario.parties, "party")
    if signal.scales_with is not None:
        what = "signal (of the same actor, listed above this one)"
        must_be_known((*path, "scales_with"), signal.scales_with, above, what)
        if above[signal.scales_with] >= MAX_SCALED:
            problem = f"at most {MAX_SCALED} signals can multiply each other"
            raise InvalidEntry((*path, "scales_with"), problem)
    if signal.ramp is not None:
        must_be_known(
            (*path, "ramp", "condition"), signal.ramp.condition, scenario.conditions, "condition"
        )


def _check_shocks(scenario: Parts) -> None:
    targets = [*scenario.signals, *(f"{key}.inclination" for key in scenario.parties)]
    for key, shock in scenario.shocks.items():
        for target in shock.effects:
            must_be_known(("shocks", key, "effects", target), target, targets, "target")


def _check_parties(scenario: Parts) -> None:
    for key, party in scenario.parties.items():
        path = ("actors", key)
        for name in party.weights.centres:
            must_be_known((*path, "weights", name), name, party.readings, "reading")
        _check_readings(scenario, path, party)
        _check_thresholds(scenario, (*path, "thresholds"), party)
        _check_influences(scenario, (*path, "influences"), party.influences)
        softening = party.softening.influences
        _check_influences(scenario, (*path, "softening", "influences"), softening)


def _check_readings(scenario: Parts, path: Path, party: Party) -> None:
    for name, reading in party.readings.items():
        for level, ways in reading.attends_if.items():
            here = (*path, "readings", name, "attends_if", level)
            must_be_known(here, level, scenario.levels[1:], "level")
            for number, way in enumerate(ways):
                place = here if len(ways) == 1 else (*here, number)
                for condition in way:
                    must_be_known((*place, condition), condition, scenario.conditions, "condition")


def _check_thresholds(scenario: Parts, path: Path, party: Party) -> None:
    for level in party.thresholds:
        must_be_known((*path, level), level, scenario.levels[1:], "level")
    before = -float("inf")
    for level in scenario.levels[1:]:
        if level not in party.thresholds:
            raise InvalidEntry(path, f"needs a threshold for the level {level!r}")
        now = party.thresholds[level].centre
        if now < before:
            raise InvalidEntry(
                (*path, level), f"a higher level cannot need less: at least {before:g}"
            )
        before = now
