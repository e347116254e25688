"""Labels: what each number of a scenario is called, the same words wherever it is shown."""

from sim.rules import quantities, quantity_at
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.numbers import Parameter
from sim.style.places import OTHERS, words_of
from sim.style.promises import promise_called, signal_in_words, verb_for
from sim.style.sentences import listed, within
from sim.style.words import called


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
    >>> label(doctors, "conditions.new_strike.log_rate")
    'The BMA: readiness to bring about: new strike (log of the rate per day)'
    """
    if path in scenario.listed:
        return _of_a_theory(scenario, *scenario.listed[path].keys[1:])
    one = scenario.numbers.at(path)
    name = f"{scenario.actors[one.owner].name}: " if one.owner else ""
    return name + label_of(scenario, one)


def _of_a_theory(scenario: Scenario, theory: str, whose: str, number: str) -> str:
    """Return what a number is called that a theory is listed with for somebody who decides."""
    place, _ = scenario.deciders[whose]
    owner = scenario.actors[decision(scenario, place)[0]].name
    return f"{owner}: {humanize(theory)}: {quantities(scenario, place, theory)[number].label}"


def part_called(scenario: Scenario, path: str) -> str:
    """Return what any part of a scenario is called: its label, or else its keys with the names.

    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> part_called(crisis, "actors.northmere.readings.word-first")
    'Northmere: reading: word-first'
    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> part_called(doctors, "conditions.acas")
    'condition: the presence of Acas'
    >>> part_called(doctors, "conditions.offer.awaits")
    'condition: offer: what has to come first'
    """
    first, _, rest = path.partition(".")
    if first != "shared" and (path in scenario.numbers or path.endswith(".weights")):
        return label(scenario, path)
    owner = next((key for key in scenario.actors if f"{rest}.".startswith(f"{key}.")), "")
    if first == "actors" and owner:
        return ": ".join(filter(None, (scenario.actors[owner].name, _spaced(rest[len(owner) :]))))
    if first == "conditions":
        name, *inside = rest.split(".", 1)
        return ": ".join(
            ("condition", promise_called(scenario, name, humanize), *map(_spaced, inside))
        )
    return _spaced(path)


KEYS = {
    "awaits": "what has to come first",
    "earlier": "earlier meeting",
    "readings": "reading",
    "shared": "shared number",
    "signals": "signal",
}
"""Keys of a file that say little to a reader, and what says more."""


def _spaced(path: str) -> str:
    return humanize(": ".join(KEYS.get(key, key) for key in path.split(".") if key))


def label_of(scenario: Scenario, one: Parameter) -> str:
    """Return what a number is called, without whose it is; its keys where there are no words."""
    words = words_of(scenario, one)
    if words is OTHERS:
        return humanize(": ".join(one.keys[2:] if one.owner else one.keys))
    return words.label.format_map(_blanks(scenario, one.keys))


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
    doing = verb_for(scenario, name).doing
    return owner, f"rule of {doing} {promise_called(scenario, name)}"


def theories_in_words(scenario: Scenario, owner: str = "") -> str:
    """Return the rules by which anybody, or this actor, decides where they are not the usual ones.

    >>> from sim import read_with
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> theories_in_words(read_with(crisis, {"northmere": "two_audiences"}))
    'the decision rule of Northmere is ‘two audiences’'
    >>> theories_in_words(crisis)
    ''
    """
    decided = [(*decision(scenario, path), rule) for path, rule in scenario.deciders.values()]
    unusual = [
        f"the {what} of {within(scenario.actors[key].name)} is {called(rule.name)}"
        for key, what, rule in decided
        if not rule.is_usual and owner in ("", key)
    ]
    return listed(unusual) if unusual else ""


def effect_in_words(scenario: Scenario, target: str) -> str:
    """Return what a shock adds to, as words: a signal as it is heard, or a number.

    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> effect_in_words(crisis, "meeting.step_down")
    'chance that unequal levels settle on the lower one'
    """
    if target in scenario.signals:
        return signal_in_words(scenario, target)
    name, _, what = target.partition(".")
    if what == "willingness" and name in scenario.conditions:
        act = verb_for(scenario, name).act
        return f"willingness to {act} {promise_called(scenario, name)}"
    known = target in scenario.numbers
    return label(scenario, target if known else scenario.targets(target)[0])


def _blanks(scenario: Scenario, keys: tuple[str, ...]) -> dict[str, str]:
    own = quantity_at(scenario, keys)
    blanks = {"name": humanize(keys[-1]), "own": humanize(keys[-1]) if own is None else own.label}
    blanks["owner"] = promise_called(scenario, keys[1], humanize) if len(keys) > 1 else ""
    several = len(scenario.levels) > 2
    blanks["at"] = f" at the level ‘{blanks['name']}’" if several else ""
    blanks["those"] = "equal levels" if several else "them"
    blanks["lower"] = "comes lower" if several else "stays away"
    blanks["step"] = span_of(scenario.clock.hours_per_tick)
    if keys[0] == "conditions":
        verb = verb_for(scenario, keys[1])
        blanks |= {"act": verb.act, "doing": verb.doing}
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
