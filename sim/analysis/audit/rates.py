"""Rates: what each rate comes to by the deadline, and what in a scenario looks like a slip."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.audit.deadlock import MAX_COMBINATIONS, UNSAID, combinations_of, deadlocks
from sim.analysis.audit.dependencies import strength_of
from sim.scenario import Scenario
from sim.scenario.actor import Host, Party
from sim.scenario.condition import Granting, granting_path
from sim.scenario.parts import weighed_in
from sim.style.promises import promise_called, verb_for
from sim.style.sentences import within
from sim.style.words import called

NEARLY_ALWAYS, NEARLY_NEVER = 0.99, 0.001
"""Chances beyond which a condition is as good as given, or as good as out of reach."""

MAX_POWER = 700.0
"""Where an exponential is as good as infinite, and floating point nearly at its end."""

HAZARD = "proportional_hazard"  # the rule under which rates are rates


@dataclass(frozen=True)
class Chance:
    """The chance that something comes about until decisions freeze."""

    what: str
    """Such as ``‘release’ promised by Highfell``."""
    unmoved: float
    at_start: float
    """With all signals at 0, and with all signals as they are at the start."""


def chances(scenario: Scenario) -> Iterator[Chance]:
    """Yield what every rate that is not 0 comes to, if the usual rule decides.

    >>> from sim import Scenario
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> [f"{one.what}: {one.unmoved:.0%}" for one in chances(crisis)][0]
    '‘release’ promised by Highfell: 33%'
    """
    for name, condition in scenario.conditions.items():
        called_so, done = promise_called(scenario, name), verb_for(scenario, name).done
        for key, granting in condition.grantors.items():
            here, who = granting_path(condition, name, key), _who(scenario, key, granting)
            if granting.rule.name == HAZARD:
                own = sum(_centre(scenario, f"{here}.{one}") for one in ("log_rate", "willingness"))
                yield _chance(scenario, f"{called_so} {done} by {who}", _exp(own), here)
        if condition.withdrawal_rate is not None:
            rate = _centre(scenario, f"conditions.{name}.withdrawal_rate")
            yield _chance(scenario, f"{called_so} taken back", rate, "")
    for key, party in scenario.parties.items():
        for how, moving in (("softening", party.softening), ("hardening", party.hardening)):
            here = f"actors.{key}.{how}"
            is_rate = moving is not None and moving.rule.name == HAZARD
            if is_rate and len(party.readings) > 1 and (rate := _centre(scenario, f"{here}.rate")):
                yield _chance(scenario, f"a step of {how}: {party.name}", rate, here)
    for key, actor in scenario.actors.items():
        for how, what in (("calling_off", "called off"), ("postponing", "postponed")):
            here, moving = f"actors.{key}.{how}", actor.movements.get(how)
            if (
                moving
                and moving.rule.name == HAZARD
                and (rate := _centre(scenario, f"{here}.rate"))
            ):
                yield _chance(scenario, f"the meeting {what} by {actor.name}", rate, here)
    for name, shock in scenario.shocks.items():
        if shock.rate is not None:
            rate, free = _centre(scenario, f"shocks.{name}.rate"), shock.when == ({},)
            what = called(name) + ("" if free else " if nothing kept it from happening")
            yield _chance(scenario, what, rate, "")


def _who(scenario: Scenario, key: str, granting: Granting) -> str:
    """Return whose promise it is; the rate of one that waits in deed is that of its own will."""
    waits = granting.awaits is not None and granting.awaits.binding
    return f"{within(scenario.actors[key].name)}{' if nothing had to come first' if waits else ''}"


def _centre(scenario: Scenario, path: str) -> float:
    return scenario.numbers[path].centre


def _exp(power: float) -> float:
    return math.exp(min(power, MAX_POWER))


def _chance(scenario: Scenario, what: str, rate: float, place: str) -> Chance:
    """Return what a rate per day comes to, unmoved and moved by what is weighed at a place."""
    days = scenario.clock.ticks * scenario.clock.days_per_tick
    weights = scenario.numbers.below(f"{place}.influences").items() if place else ()
    pull = sum(one.centre * _signal(scenario, name) for name, one in weights)
    return Chance(what, *(-math.expm1(-one * days) for one in (rate, rate * _exp(pull))))


def _signal(scenario: Scenario, name: str) -> float:
    """Return a signal at the start; what has yet to come about is 0."""
    owner = name.partition(".")[0]
    states = (*scenario.conditions, *scenario.shocks, *scenario.earlier)
    to_come = owner in states and name not in scenario.signals
    return 0.0 if to_come else strength_of(scenario, name)[0]


def warnings(scenario: Scenario) -> Iterator[str]:
    """Yield what looks like a slip: almost certain or impossible, unheard, out of reach."""
    for one in chances(scenario):
        if one.at_start > NEARLY_ALWAYS:
            yield f"{one.what}: as good as certain"
        elif one.at_start < NEARLY_NEVER:
            yield f"{one.what}: as good as impossible"
    for key, actor in scenario.actors.items():
        if isinstance(actor, Host) and not _centre(scenario, f"actors.{key}.hosting"):
            yield f"{actor.name} does not host, and without a host nobody can come"
    yield from (f"nobody hears {scenario.actors[key].name}" for key in _unheard(scenario))
    if combinations_of(scenario) > MAX_COMBINATIONS:
        return
    combinations = deadlocks(scenario)
    for level in scenario.meeting_levels[:0:-1]:
        if all(one.levels[level] == UNSAID for one in combinations):
            yield f"no reading brings the parties to a meeting of {called(level)}"


def _unheard(scenario: Scenario) -> Iterator[str]:
    """Yield the actors that play no part: nobody weighs what they say, and they do nothing."""
    weighed = {name for _, part in scenario.walk() for _, name in weighed_in(part)}
    weighed |= {str(one.scales_with) for one in scenario.signals.values()}
    grantors = {key for one in scenario.conditions.values() for key in one.grantors}
    for key, actor in scenario.actors.items():
        acts = actor.blames or actor.bridging or actor.postponing or key in grantors
        heard = any(name.startswith(f"{key}.") for name in weighed)
        if not acts and not heard and not isinstance(actor, Party | Host):
            yield key
