"""Concessions: what an actor has to give, read off a scenario, in words and without its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.pages.words import USUAL, comes_in_words, when
from sim.scenario import Scenario
from sim.scenario.actor import Host, Party, Reading
from sim.scenario.base import humanize
from sim.scenario.condition import Condition
from sim.scenario.signal import Signal, path_of
from sim.style.sentences import capital, listed
from sim.style.words import called, promise_called, signal_in_words, sources_in_words


@dataclass(frozen=True)
class Step:
    """One reading of a party's words, on the way from the strictest to the most permissive.

    It comes, in words, under preconditions by level from the highest; the first gives nothing up.
    """

    reading: str
    text: str
    attends_if: dict[str, str]
    gives_up: tuple[str, ...]
    sources: tuple[str, ...]


def possible(party: Party) -> list[str]:
    """Return the readings that have weight: those its words may have at the start."""
    weights = party.weights.centres
    return [name for name in party.readings if weights.get(name, 0) > 0]


def steps(scenario: Scenario, party: Party) -> list[Step]:
    """Return a party's readings from the strictest that has weight to the most permissive."""
    names = list(party.readings)
    down = names[names.index(possible(party)[-1]) :: -1]
    found: list[Step] = []
    for name in down:
        reading = party.readings[name]
        found.append(_step(scenario, name, reading, found[-1].attends_if if found else {}))
    return found


def _step(scenario: Scenario, name: str, reading: Reading, before: dict[str, str]) -> Step:
    comes = comes_in_words(scenario, reading)
    changes = (
        f"{humanize(level)} {comes.get(level, USUAL)} (before: {before.get(level, USUAL)})"
        for level in (before | comes if before else ())
        if comes.get(level) != before.get(level)
    )
    gives_up = tuple(changes) or (("nothing that can be seen from outside",) if before else ())
    return Step(name, reading.text or "", comes, gives_up, reading.sources)


def gifts(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor has to give beside its readings: promises, a venue, its signals."""
    actor = scenario.actors[key]
    for name, condition in granted_by(scenario, key).items():
        yield _promise(promise_called(scenario, name), condition)
    if isinstance(actor, Host):
        yield from _venue(scenario, key)
    for name, signal in actor.signals.items():
        yield _pressure(scenario, key, name, signal)


def granted_by(scenario: Scenario, key: str) -> dict[str, Condition]:
    """Return the conditions that an actor can promise, by id."""
    return {name: one for name, one in scenario.conditions.items() if key in one.grantors}


def _promise(what: str, condition: Condition) -> str:
    promise = f"You can promise {what}: {condition.title}"
    if condition.due is None:
        return f"{promise}. No date is set."
    late = "a later promise does not count as observed"
    return f"{promise}. It is due by {when(condition.due)}; {late}."


def _venue(scenario: Scenario, key: str) -> Iterator[str]:
    hosting, bridging = (scenario.numbers[f"actors.{key}.{one}"] for one in ("hosting", "bridging"))
    if hosting.centre:
        ids = sources_in_words(hosting.given.sources)
        yield f"You offer the venue{ids}. Without your offer nobody can come."
    else:
        yield "Your venue is closed in this scenario, and while it is, nobody can come."
    if bridging.centre:
        ids = sources_in_words(bridging.given.sources)
        yield f"While they have announced different levels, you can bring them closer{ids}."


def _pressure(scenario: Scenario, key: str, name: str, signal: Signal) -> str:
    """Return what an actor can press or support with, how it moves, and who listens."""
    full = f"{key}.{name}"
    strength = scenario.numbers[f"{path_of(full)}.strength"].number
    used = "in use" if strength.centre else "not in use so far"
    outside = f" (not in the sentences: {strength.external})" if strength.external else ""
    words = [f"{spoken(scenario, full)}{sources_in_words(strength.sources)}: {used}{outside}"]
    words += _shapes(scenario, full, signal)
    names = [scenario.actors[one].name for one in listeners(scenario, full)]
    only = "It is a back channel, heard only" if signal.heard_by is not None else "It is heard"
    heard = f"{only} by {listed(names)}." if names else "Nobody in particular listens to it."
    return f"{'; '.join(words)}. {heard}"


def spoken(scenario: Scenario, signal: str) -> str:
    """Return what a signal is called by the actor whose it is."""
    owner = scenario.actors[signal.partition(".")[0]].name
    return capital(signal_in_words(scenario, signal).removeprefix(f"{owner}: "))


def _shapes(scenario: Scenario, name: str, signal: Signal) -> Iterator[str]:
    """Yield what moves a signal, leaving out what has no weight."""

    def weighs(number: str) -> bool:
        return scenario.numbers[f"{path_of(name)}.{number}"].centre != 0

    if signal.echo is not None and weighs("echo.weight"):
        yield f"it follows the line of {scenario.actors[signal.echo.party].name}"
    if signal.scales_with is not None:
        yield f"it goes with your {spoken(scenario, signal.scales_with).lower()}"
    if signal.holdout is not None and weighs("holdout.weight"):
        party = signal.holdout.party
        others = listed((scenario.actors[one].name for one in scenario.others(party)), "or")
        own = scenario.actors[party].name
        yield f"it grows while the level announced by {own} is below that of {others}"
    if signal.ramp is not None and weighs("ramp.per_day"):
        yield f"it grows with every day that {called(signal.ramp.condition)} is overdue"


def listeners(scenario: Scenario, signal: str) -> list[str]:
    """Return the actors who weigh a signal, directly or through one that goes with it."""
    granted = (one.grantors.items() for one in scenario.conditions.values())
    found = [key for every in granted for key, one in every if signal in one.influences]
    for key, actor in scenario.actors.items():
        hears = [moving.influences for moving in actor.movements.values()]
        hears += [actor.influences] if isinstance(actor, Party) else []
        found += [key for weights in hears if signal in weights]
    for other, one in scenario.signals.items():
        if one.scales_with == signal:
            found += listeners(scenario, other)
    owner = signal.partition(".")[0]
    return [key for key in scenario.actors if key in found and key != owner]
