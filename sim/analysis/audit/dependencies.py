"""Dependencies: on what the model lets each thing depend, arrow by arrow, read off a scenario."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from sim.scenario import Scenario
from sim.scenario.actor import Reading
from sim.scenario.condition import Status, granting_path
from sim.scenario.parts import CONDITION_SIGNALS
from sim.scenario.signal import Ramp
from sim.style.promises import promise_called, signal_in_words, verb_for
from sim.style.sentences import listed, within
from sim.style.words import called

MEETING = "meeting"  # the node that stands for the meeting itself, for which a grantor may wait
KINDS = {
    "leaning": "moves the inclination to come",
    "conceding": "moves how readily a reading is given up",
    "hardening": "moves how soon a party turns to its stricter readings",
    "calling off": "moves how soon a party calls the meeting off",
    "postponing": "moves how soon the meeting is postponed",
    "promising": "moves how readily a condition is promised, or brought about",
    "violating": "moves how likely a promise is to be violated",
    "waiting": "has to come about first, under some reading or by the promiser's words",
    "barring": "must not come about first, under some reading or by the promiser's words",
    "granting": "decides whether a condition comes about",
    "heeding": "shapes what an actor says",
}
"""What an arrow means."""


@dataclass(frozen=True)
class Influence:
    """One arrow."""

    source: str
    target: str
    """Id of an actor or a condition, or `MEETING`."""
    kind: str
    """One of `KINDS`."""
    words: str
    """What acts, in words."""
    push: float
    """How strongly, in a plain run: the weight of a signal, times its strength at the start (−½ … ½
    for what is expected of a party); the weight of the readings that wait. Its sign is the
    direction. 1 for words that no number measures. Comparable only among arrows of one kind.
    """
    statements: tuple[str, ...] = ()
    """Ids of the sentences that the arrow rests on; none is an assumption."""


def dependencies(scenario: Scenario) -> Iterator[Influence]:
    """Yield every arrow of a scenario, in the order of its file."""
    for part in (_heard, _asked, _awaited, _needed, _grants, _heeds):
        yield from part(scenario)


def _heard(scenario: Scenario) -> Iterator[Influence]:
    for key in scenario.parties:
        here = f"actors.{key}"
        yield from _weighed(scenario, key, "leaning", f"{here}.influences")
        if scenario.numbers[f"{here}.softening.rate"].centre:
            yield from _weighed(scenario, key, "conceding", f"{here}.softening.influences")
        yield from _weighed(scenario, key, "hardening", f"{here}.hardening.influences")
        yield from _weighed(scenario, key, "calling off", f"{here}.calling_off.influences")
    for key in scenario.actors:
        yield from _weighed(scenario, key, "postponing", f"actors.{key}.postponing.influences")
    for key, condition in scenario.conditions.items():
        for grantor in condition.grantors:
            where = f"{granting_path(condition, key, grantor)}.influences"
            for one in _weighed(scenario, key, "promising", where):
                whose = f", for {within(scenario.actors[grantor].name)}"
                yield replace(one, words=one.words + whose * (len(condition.grantors) > 1))
        yield from _weighed(scenario, key, "violating", f"conditions.{key}.violation_influences")


def _weighed(scenario: Scenario, target: str, kind: str, where: str) -> Iterator[Influence]:
    for name, weight in scenario.numbers.below(where).items():
        strength, sources = strength_of(scenario, name)
        statements = tuple(dict.fromkeys((*weight.number.sources, *sources)))
        source, words = name.partition(".")[0], signal_in_words(scenario, name)
        yield Influence(source, target, kind, words, weight.centre * strength, statements)


def strength_of(scenario: Scenario, name: str) -> tuple[float, tuple[str, ...]]:
    """Return how strong a signal is at the start, and the sentences that say so."""
    owner, _, rest = name.partition(".")
    is_state = owner in scenario.conditions and rest in CONDITION_SIGNALS
    if is_state or owner in (*scenario.shocks, *scenario.earlier):
        return 1.0, ()  # its state, once it has come about
    places = ("expected",) if rest == "outlook" else (f"signals.{rest}.strength", rest)
    paths = (f"actors.{owner}.{place}" for place in places)
    found = next(scenario.numbers[path] for path in paths if path in scenario.numbers)
    return found.centre - (0.5 if rest == "outlook" else 0.0), found.number.sources


def _asked(scenario: Scenario) -> Iterator[Influence]:
    """Yield what parties say must, or must not, come first, under some reading of their words."""
    for key, party in scenario.parties.items():
        for name, barred in product(scenario.demands, (False, True)):
            asks = {
                reading: one
                for reading, one in party.readings.items()
                if party.weights.centres.get(reading)
                and any(
                    (status is Status.NONE) == barred
                    for ways in one.attends_if.values()
                    for status in (way[name] for way in ways if name in way)
                )
            }
            if asks:
                weight = sum(party.weights.centres.get(reading, 0.0) for reading in asks)
                said = tuple(dict.fromkeys(s for one in asks.values() for s in one.sources))
                one = _first(scenario, (name, key), barred, weight, said)
                yield replace(one, words=f"{one.words}, {_under(asks, name)}")


def _under(asks: Mapping[str, Reading], name: str) -> str:
    """Return under which readings something is asked for, and under which another way would do."""
    shared = {
        reading
        for reading, one in asks.items()
        for ways in one.attends_if.values()
        if 0 < sum(name in way for way in ways) < len(ways)
    }
    sides = {
        "read as": [one for one in asks if one not in shared],
        "as one way of several, read as": [one for one in asks if one in shared],
    }
    said = (f"{how} {listed(map(called, names), 'or')}" for how, names in sides.items() if names)
    return "; ".join(said)


def _needed(scenario: Scenario) -> Iterator[Influence]:
    """Yield what must, or must not, have come about for a shock to happen."""
    for key, shock in scenario.shocks.items():
        for name, barred in product(scenario.demands, (False, True)):
            if any(_asks(way, name, barred) for way in shock.when):
                yield _first(scenario, (name, key), barred, 1.0, shock.sources)


def _asks(way: Mapping[str, Status], name: str, barred: bool) -> bool:
    return name in way and (way[name] is Status.NONE) == barred


def _first(
    scenario: Scenario, ends: tuple[str, str], barred: bool, weight: float, said: tuple[str, ...]
) -> Influence:
    """Return that something has to come about first, or is barred from it."""
    what = "a meeting" if ends[0] == MEETING else promise_called(scenario, ends[0])
    words = f"only without {what}" if barred else f"{what} first"
    return Influence(*ends, "barring" if barred else "waiting", words, weight, said)


def _awaited(scenario: Scenario) -> Iterator[Influence]:
    every = [
        (key, *one) for key, spec in scenario.conditions.items() for one in spec.grantors.items()
    ]
    for key, grantor, by in every:
        if (awaits := by.awaits) is None:
            continue
        often, read = _how_often(scenario, grantor, awaits.binding)
        firsts = [(name, status is Status.NONE) for name, status in awaits.conditions.items()]
        for name, barred in [*([(MEETING, False)] if awaits.meeting else []), *firsts]:
            one = _first(scenario, (name, key), barred, often, awaits.sources)
            yield replace(one, words=f"{one.words}{read}")


def _how_often(
    scenario: Scenario, grantor: str, binding: bool | tuple[str, ...]
) -> tuple[float, str]:
    """Return how often words are so read that a promise waits, and under which readings."""
    if not isinstance(binding, tuple):
        return 1.0, ""
    centres = scenario.parties[grantor].weights.centres
    often = sum(centres.get(one, 0.0) for one in binding)
    return often, f", read as {listed(map(called, binding), 'or')}"


def _grants(scenario: Scenario) -> Iterator[Influence]:
    for key, condition in scenario.conditions.items():
        for grantor, granting in condition.grantors.items():
            if grantor != key:  # its own presence
                together = len(condition.grantors) > 1 and condition.enough == "all"
                act = verb_for(scenario, key).act
                can = f"has to {act}, with others," if together else f"can {act}"
                words = f"{can} {promise_called(scenario, key)}"
                yield Influence(grantor, key, "granting", words, 1.0, granting.sources)


def _heeds(scenario: Scenario) -> Iterator[Influence]:
    for name, signal in scenario.signals.items():
        owner, _, own = name.partition(".")
        words, numbers = signal_in_words(scenario, name), scenario.numbers
        here = f"actors.{owner}.signals.{own}"
        shapes = (
            (signal.echo, "echo.weight", "less with each step of softening", -1),
            (signal.holdout, "holdout.weight", "more during a holdout", 1),
            (signal.ramp, "ramp.per_day", "more with each day overdue", 1),
        )
        for shape, where, how, sign in shapes:
            if shape is not None:
                source = shape.condition if isinstance(shape, Ramp) else shape.party
                weight = numbers[f"{here}.{where}"]
                ends, acts = (source, owner, "heeding"), f"{words}, {how}"
                said = weight.number.sources or shape.sources
                yield Influence(*ends, acts, sign * weight.centre, said)
