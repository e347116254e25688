"""Controls: every number that leaves a choice, as a slider in words, by whose it is."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.page.address import Address
from sim.page.values import rules_set, tidy
from sim.pages.words import worth_telling
from sim.rules import rule_names
from sim.rules.registry import story_of
from sim.rules.theories import read_with
from sim.scenario import Scenario, Statement
from sim.scenario.number import Number
from sim.style.labels import decision
from sim.style.numbers import ASSUMED, days_of, ground_of, said
from sim.style.places import ends_of

NICE = (1.0, 2.0, 5.0)
MIN_STEPS = 60


@dataclass(frozen=True)
class Control:
    """A number on the page, the weights of a party's readings, or its rule.

    Attributes
    ----------
    path, owner, label : str
        What it sets, the actor it is about (or nobody), and what it is called.
    value, text : float
        What it stands at, and what the file says.
    scale : tuple of float
        Where the slider starts and ends, and its step.
    days : float
        Of a log rate: days in which a chance of it adds up; else 0.
    options : tuple of str
        Of a rule: those that can be chosen.
    in_text : str
        What the text says, in words, where the file of a variant says otherwise.
    """

    path: str
    owner: str
    label: str
    value: float | str
    text: float | str
    scale: tuple[float, float, float] = (0, 1, 0.01)
    days: float = 0
    is_main: bool = False
    statements: tuple[Statement, ...] = ()
    ground: str = ""
    options: tuple[str, ...] = ()
    in_text: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """What its two ends mean."""
        return ends_of(self.path)

    @property
    def words(self) -> str:
        """What it stands at, as a reader would write it; the script says it alike."""
        return said(self.value, self.days)

    @property
    def text_words(self) -> str:
        """What the file says."""
        return said(self.text, self.days)

    @property
    def is_changed(self) -> bool:
        """Whether it was moved."""
        return self.value != self.text


def controls_of(scenario: Scenario, address: Address) -> list[Control]:
    """Return a control for each number of a file that leaves a choice, but for weights.

    Rules come last, each before its own numbers: those of the rule that is set.
    """
    followed = rules_set(scenario, address.settings)
    read = read_with(scenario, followed) if followed else scenario
    free = (one for one in assumptions(read) if _is_free(one) and worth_telling(read, one.path))
    found = {one.path: _control(read, one, address) for one in free}
    rules = [*_rules(scenario, address)]
    own = {rule.path: [at for at in found if at.rpartition(".")[0] == rule.path] for rule in rules}
    chosen = [one for rule in rules for one in (rule, *map(found.pop, own[rule.path]))]
    return [*found.values(), *chosen]


def _is_free(one: Assumption) -> bool:
    return isinstance(one.given, Number) and one.low < one.high


def _control(scenario: Scenario, one: Assumption, address: Address) -> Control:
    assert isinstance(one.given, Number)
    text = tidy(one.given.centre)
    value = float(address.settings.get(one.path, text))
    scale = _scale(text, value, (min(one.low, value), max(one.high, value)))
    days = days_of(scenario, one.path)
    statements = tuple(scenario.quote(key) for key in one.given.sources)
    return Control(
        *(one.path, one.owner, one.label, value, text, scale, days, one.is_main),
        *(statements, ground_of(one.given)),
        in_text=_in_text(address.choice.base, one.path, text),
    )


def _in_text(base: Scenario, path: str, file: float) -> str:
    there = base.numbers[path].centre if path in base.numbers else file
    return said(there, days_of(base, path)) if tidy(there) != file else ""


def _rules(scenario: Scenario, address: Address) -> Iterator[Control]:
    for path, rule in scenario.deciders.values():
        owner, what = decision(scenario, path)
        party = scenario.parties.get(owner)
        if party is not None and path.endswith("softening.rule") and len(party.readings) == 1:
            continue  # nothing to soften to
        value = str(address.settings.get(path, rule.name))
        yield Control(
            *(path, owner, what, value, rule.name),
            ground=": ".join(filter(None, (ASSUMED, story_of(value)))),
            options=tuple(rule_names(rule.place)),
        )


def scale_of(value: float, low: float, high: float) -> tuple[float, float, float]:
    """Return about `low`, about `high`, and a round step between stops that meet `value`.

    Examples
    --------
    >>> scale_of(0.25, 0, 1)
    (0.0, 1.0, 0.01)
    >>> scale_of(2.2, -1.8, 6.2)
    (-1.8, 6.2, 0.1)
    """
    widest = (high - low) / MIN_STEPS
    power = 10.0 ** math.floor(math.log10(widest))
    for step in (nice * power * shrink for shrink in (1, 0.1, 0.01) for nice in reversed(NICE)):
        if step <= widest and all(_is_whole(end / step) for end in (value, low, high)):
            return tidy(low), tidy(high), tidy(step)
    start = value - math.floor((value - low) / widest + 1e-9) * widest  # an odd number
    return tidy(start), tidy(high), tidy(widest)


def _scale(text: float, value: float, ends: tuple[float, float]) -> tuple[float, float, float]:
    """Return a scale with a stop at what the file says, or else at what was typed."""
    low, high, step = scale_of(text, *ends)
    return (low, high, step) if _is_whole((value - low) / step) else scale_of(value, *ends)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def grouped(scenario: Scenario, controls: list[Control]) -> list[tuple[str, list[Control]]]:
    """Return the controls by the name of their actor, and last those that are nobody's."""
    names = {key: actor.name for key, actor in scenario.actors.items()}
    names[""] = "The meeting, and numbers that several share"
    groups = [(name, [one for one in controls if one.owner == key]) for key, name in names.items()]
    return [group for group in groups if group[1]]
