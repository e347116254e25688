"""Concessions: what an actor has to give, read off a scenario, in words and without its numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.analysis.audit.rates import HAZARD
from sim.pages.words import USUAL, alike, comes_in_words, has_levels
from sim.scenario import Scenario
from sim.scenario.actor import Host, Party
from sim.scenario.base import Sourced
from sim.scenario.condition import Condition
from sim.scenario.signal import Signal, path_of
from sim.style.dates import when
from sim.style.promises import PROMISE, promise_called, signal_in_words, verb_for
from sim.style.sentences import capital, listed, within
from sim.style.words import sources_in_words


@dataclass(frozen=True)
class Step:
    """One reading of a party's words, on the way from the strictest to the most permissive.

    It comes, in words, under preconditions by level from the highest; the first gives nothing up.
    What it gives up is at which levels it then comes, and which promises need not wait any more.
    """

    reading: str
    text: str
    attends_if: dict[str, str]
    gives_up: tuple[str, ...]
    frees: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def comes(self) -> str:
        """Return under which preconditions it comes, as one phrase."""
        return "; ".join(alike(self.attends_if))


def possible(party: Party) -> list[str]:
    """Return the readings that have weight: those its words may have at the start."""
    weights = party.weights.centres
    return [name for name in party.readings if weights.get(name, 0) > 0]


def steps(scenario: Scenario, key: str) -> list[Step]:
    """Return the readings that a party may start with or come to, from the strictest."""
    party = scenario.parties[key]
    names, held = list(party.readings), possible(party)
    first, last = names.index(held[0]), names.index(held[-1])
    softer = names[:last] if moves(scenario, key, "softening") else []
    stricter = names[first + 1 :] if moves(scenario, key, "hardening") else []
    found: list[Step] = []
    for name in reversed(names):
        if name in (*held, *softer, *stricter):
            found.append(_step(scenario, key, name, found[-1] if found else None))
    return found


def moves(scenario: Scenario, key: str, how: str) -> bool:
    """Return whether a party may take steps of softening or of hardening."""
    moving = scenario.parties[key].movements.get(how)
    by_rate = moving is not None and moving.rule.name == HAZARD
    at_all = not by_rate or scenario.numbers[f"actors.{key}.{how}.rate"].centre > 0
    return moving is not None and at_all and len(scenario.parties[key].readings) > 1


def _step(scenario: Scenario, key: str, name: str, before: Step | None) -> Step:
    reading = scenario.parties[key].readings[name]
    comes = comes_in_words(scenario, reading)
    if before is None:
        return Step(name, reading.text or "", comes, (), (), reading.sources)
    changes = {
        level: f"{comes.get(level, USUAL)} (before: {before.attends_if.get(level, USUAL)})"
        for level in before.attends_if | comes
        if comes.get(level) != before.attends_if.get(level)
    }
    frees = tuple(_freed(scenario, key, before.reading, name))
    return Step(name, reading.text or "", comes, tuple(alike(changes)), frees, reading.sources)


def _freed(scenario: Scenario, key: str, strict: str, milder: str) -> Iterator[str]:
    """Yield the promises of a party that wait in deed under a strict reading, and not a milder."""
    for name, condition in granted_by(scenario, key).items():
        awaits = condition.grantors[key].awaits
        under = awaits.binding if awaits is not None else False
        if isinstance(under, tuple) and strict in under and milder not in under:
            yield promise_called(scenario, name)


def gifts(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor can promise."""
    for name in granted_by(scenario, key):
        if verb_for(scenario, name) is PROMISE:
            yield _promise(scenario, key, name)


def means(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor can use: what others want to be without, a venue, its signals."""
    actor = scenario.actors[key]
    for name in granted_by(scenario, key):
        if verb_for(scenario, name) is not PROMISE:
            yield _promise(scenario, key, name)
    if isinstance(actor, Host):
        yield _venue(scenario, key)
    if bridges(scenario, key):
        ids = sources_in_words(scenario.numbers[f"actors.{key}.bridging"].number.sources)
        yield f"While the parties have announced different levels, you can bring them closer{ids}."
    for name, signal in actor.signals.items():
        yield _pressure(scenario, key, name, signal)


def bridges(scenario: Scenario, key: str) -> bool:
    """Return whether an actor can close a gap between levels, where there are several."""
    return has_levels(scenario) and key in bridging(scenario)


def bridging(scenario: Scenario) -> dict[str, float]:
    """Return the rates per day of those who bridge, by actor."""
    found: dict[str, float] = {}
    for key, actor in scenario.actors.items():
        if actor.bridging is not None:
            found[key] = scenario.numbers[f"actors.{key}.bridging"].centre
        if isinstance(actor, Host):
            found[key] *= scenario.numbers[f"actors.{key}.hosting"].centre
    return {key: rate for key, rate in found.items() if rate}


def granted_by(scenario: Scenario, key: str) -> dict[str, Condition]:
    """Return the conditions that an actor can promise, by id."""
    return {name: one for name, one in scenario.conditions.items() if key in one.grantors}


def _promise(scenario: Scenario, key: str, name: str) -> str:
    condition, what = scenario.conditions[name], promised_to(scenario, key, name)
    others = listed_actors(scenario, (one for one in condition.grantors if one != key))
    act = f"you can {verb_for(scenario, name).act} {what}"
    if others and condition.enough == "all":
        act = f"together with {others}, {act}"
    elif others:
        act = f"{act}, as can {others}"
    promise = f"{capital(act)}: {condition.title}"
    if condition.due is None:
        return f"{promise}. No date is set."
    late = f"{verb_for(scenario, name).done} later, it does not count as observed"
    return f"{promise}. It is due by {when(condition.due)}; {late}."


def promised_to(scenario: Scenario, key: str, condition: str) -> str:
    """Return what is promised, as it is said to one of the actors."""
    return "your presence" if condition == key else promise_called(scenario, condition)


def listed_actors(scenario: Scenario, keys: Iterable[str], last: str = "and") -> str:
    """Return the names of actors as they stand within a sentence; empty for none."""
    names = [within(scenario.actors[key].name) for key in keys]
    return listed(names, last) if names else ""


def told_alone(scenario: Scenario, key: str) -> str:
    """Return who alone hears what an actor says in private channels; empty for nobody."""
    signals = scenario.actors[key].signals.values()
    hearers = {one for signal in signals for one in signal.heard_by or ()}
    return listed_actors(scenario, (one for one in scenario.actors if one in hearers))


def _venue(scenario: Scenario, key: str) -> str:
    hosting = scenario.numbers[f"actors.{key}.hosting"]
    if hosting.centre:
        ids = sources_in_words(hosting.number.sources)
        return f"You offer the venue{ids}. Without your offer nobody can come."
    return "Your venue is closed in this scenario, and while it is, nobody can come."


def _pressure(scenario: Scenario, key: str, name: str, signal: Signal) -> str:
    """Return what an actor can press or support with, how it moves, and who listens."""
    full = f"{key}.{name}"
    strength = scenario.numbers[f"{path_of(full)}.strength"].number
    used = "used from the start" if strength.centre else "not used so far"
    ids = sources_in_words(strength.sources or signal.sources)
    where = "only in part in the sentences" if ids else "not in the sentences"
    outside = f" ({where}: {strength.external})" if strength.external else ""
    words = [
        f"{capital(spoken(scenario, full))}{ids}: {used}{outside}",
        *_shapes(scenario, full, signal),
    ]
    names = listed_actors(scenario, listeners(scenario, full))
    only = "It is a back channel, heard only" if signal.heard_by is not None else "It is heard"
    heard = f"{only} by {names}." if names else "Nobody in particular listens to it."
    return f"{'; '.join(words)}. {heard}"


def spoken(scenario: Scenario, signal: str) -> str:
    """Return what a signal is called by the actor whose it is."""
    owner = scenario.actors[signal.partition(".")[0]].name
    return signal_in_words(scenario, signal).removeprefix(f"{owner}: ")


def _shapes(scenario: Scenario, name: str, signal: Signal) -> Iterator[str]:
    """Yield what moves a signal, leaving out what has no weight."""

    def weighs(number: str) -> bool:
        return scenario.numbers[f"{path_of(name)}.{number}"].centre != 0

    if signal.echo is not None and weighs("echo.weight"):
        ids = sources_of(scenario, f"{path_of(name)}.echo.weight", signal.echo)
        yield f"it follows the line of {within(scenario.actors[signal.echo.party].name)}{ids}"
    if signal.scales_with is not None:
        yield f"it rises and falls with your {spoken(scenario, signal.scales_with)}"
    if signal.holdout is not None and weighs("holdout.weight"):
        party = signal.holdout.party
        others = listed_actors(scenario, scenario.others(party), "or")
        own = within(scenario.actors[party].name)
        ids = sources_of(scenario, f"{path_of(name)}.holdout.weight", signal.holdout)
        yield f"it grows while the level announced by {own} is below that of {others}{ids}"
    if signal.ramp is not None and weighs("ramp.per_day"):
        ids = sources_of(scenario, f"{path_of(name)}.ramp.per_day", signal.ramp)
        what = promise_called(scenario, signal.ramp.condition)
        yield f"it grows with every day that {what} is overdue{ids}"


def sources_of(scenario: Scenario, path: str, part: Sourced) -> str:
    """Return the sentences behind a number in brackets: its own, or those of the part it is in."""
    return sources_in_words(scenario.numbers[path].number.sources or part.sources)


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
