"""The full factorial: what each combination of readings and conditions leads to, by rule.

Each party keeps one reading for the whole story, each condition is either never promised or
promised at once and kept, and each rule decides for all parties. Under the literal rule a cell
says what the words alone commit anyone to; where it can, without luck (see `words_alone`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

from sim.analysis.experiments.cells import LITERAL, Cell, conditions_in_words
from sim.analysis.experiments.words_alone import exact_shares, is_decided
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measured, what_happens
from sim.arguments import must_be_texts
from sim.ensemble.executors import Workers
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.luck import Seed
from sim.ensemble.run import PER_POINT, Run, run_of
from sim.errors import UsageError
from sim.rules import own_rules, rule_names
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.condition import granting_path
from sim.scenario.numbers import Point
from sim.scenario.rule import Attend, Promise, Soften
from sim.style.sentences import counted, from_to, in_100, listed
from sim.style.words import called

NEVER, AT_ONCE = -1000.0, 1000.0
"""Logarithms of rates at which nothing and everything is promised in the first tick."""

MAX_CELLS = 500


@dataclass(frozen=True, repr=False)
class Factorial(RunFinding):
    """All combinations of readings and conditions, under some rules."""

    topic = "what each combination of readings leads to"
    each = " in each cell"
    listed_as = "cells"

    run: Run
    rules: tuple[str, ...]
    cells: tuple[Cell, ...]
    """By rule, then by conditions, then by the readings of the parties, the last changing first."""
    exact: tuple[str, ...] = ()
    """Rules whose shares are worked out, with no luck drawn."""

    @property
    def ran(self) -> str:
        """How many worlds were run, and under which rules none was."""
        if not self.exact:
            return super().ran
        drawn = f"{super().ran}; rule" if len(self.exact) < len(self.rules) else "Rule"
        return f"{drawn} {listed(map(humanize, self.exact))}: exact, no luck drawn"

    @property
    def request(self) -> dict[str, Any]:
        """The scenario, its luck, how many worlds, and under which rules none was."""
        return super().request | {"exact": [*self.exact]}

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return under which combination a measure is most frequent, and under how many never."""
        happens = what_happens(measure, self.scenario)
        shares = [cell.shares[measure] for cell in self.cells]
        most = max(range(len(shares)), key=lambda at: shares[at].share)
        which, often = f"Of {counted(len(shares), 'combination')}", shares[most].share
        if shares[most].low <= min(share.high for share in shares):
            between = from_to(min(share.share for share in shares), often)
            return f"{which}, none differs clearly in how often {happens} (in {between})."
        alike = sum(share.share == often for share in shares)
        under = f"under {alike} of them, such as" if alike > 1 else "under"
        where = f"{under} {self._in_words(self.cells[most])}"
        never = sum(not share.share for share in shares)
        rest = f"; under {never} of them, in no world" if never else ""
        return f"{which}, {happens} most often (in {in_100(often)}) {where}{rest}."

    def _in_words(self, cell: Cell) -> str:
        actors = self.scenario.actors
        read = (f"{actors[key].name} read as {called(one)}" for key, one in cell.readings.items())
        kept = filter(None, [conditions_in_words(self.scenario, cell)])
        return f"the rule {called(cell.rule)} with {listed([*read, *kept])}"

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per cell and measure."""
        for cell in self.cells:
            kept = {name: "kept" if kept else "none" for name, kept in cell.kept.items()}
            where = {"rule": cell.rule, **kept, **cell.readings}
            for measure, share in cell.shares.items():
                yield {**where, "outcome": measure, **asdict(share)}


def factorial(
    scenario: Scenario,
    worlds: int = PER_POINT,
    seed: Seed = None,
    rules: Sequence[str] | None = None,
    workers: Workers = 1,
) -> Factorial:
    """Run each combination of readings and conditions under each rule, on the same luck.

    The rules are the default one, the literal one, those of the scenario and those of your own,
    unless given; the other arguments are those of `simulate`. An unknown rule, or more than
    `MAX_CELLS` combinations, is a `UsageError`.
    """
    run = run_of(scenario, worlds, seed, keep="counts")
    run.luck.must_be_before("every combination is run")
    names = must_be_texts("rules", _rules(run.scenario) if rules is None else rules)
    combined = _combinations(run.scenario)
    points = tuple(_point(run.scenario, readings, kept) for readings, kept in combined)
    cells: list[Cell] = []
    exact = [rule for rule in names if rule == LITERAL and is_decided(run)]
    for rule in names:
        grid = Grid(replace(run, scenario=_ruled(run.scenario, rule)), points)
        if rule in exact:
            found = exact_shares(grid)
        else:
            found = [measured(grid.run, chances) for chances in chances_at_points(grid, workers)]
        for (readings, kept), shares in zip(combined, found, strict=True):
            cells.append(Cell(rule, readings, kept, shares))
    return Factorial(run, names, tuple(cells), tuple(exact))


def _rules(scenario: Scenario) -> list[str]:
    """Return the rules to compare: the known ones that need no numbers, then those in use."""
    used = [party.rule.name for party in scenario.parties.values()]
    own = [name for place, name in own_rules() if place == Attend.place]
    return list(dict.fromkeys([rule_names()[0], LITERAL, *used, *own]))


def _ruled(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario with all parties under one rule, and what a cell holds held by rates."""
    parties, conditions = scenario.parties, scenario.conditions
    known = (party.rule for party in parties.values() if party.rule.name == name)
    rule = next(known, name)
    ruled: dict[str, Any] = {f"actors.{party}.rule": rule for party in parties}
    ruled |= {f"{place}.rule": Soften() for place in _movements(scenario)}
    for key, one in conditions.items():
        ruled |= {f"{granting_path(one, key, by)}.rule": Promise() for by in one.grantors}
        ruled |= {f"{granting_path(one, key, by)}.awaits": None for by in one.grantors}
    return scenario.with_(ruled)


def _movements(scenario: Scenario) -> list[str]:
    """Return where it stands how actors move; in a cell nobody does."""
    every = scenario.actors.items()
    return [f"actors.{key}.{name}" for key, actor in every for name in actor.movements]


def _combinations(scenario: Scenario) -> list[tuple[dict[str, str], dict[str, bool]]]:
    """Return all combinations of conditions and readings."""
    parties, conditions = scenario.parties, scenario.conditions
    states = list(product((False, True), repeat=len(conditions)))
    readings = list(product(*(party.readings for party in parties.values())))
    if len(states) * len(readings) > MAX_CELLS:
        raise UsageError(f"at most {MAX_CELLS} combinations, here {len(states) * len(readings)}")
    return [
        (dict(zip(parties, chosen, strict=True)), dict(zip(conditions, kept, strict=True)))
        for kept, chosen in product(states, readings)
    ]


def _point(scenario: Scenario, readings: dict[str, str], kept: dict[str, bool]) -> Point:
    """Return the numbers that hold readings and conditions where they are."""
    point = {f"{place}.rate": 0.0 for place in _movements(scenario)}
    for party, reading in readings.items():
        point[f"actors.{party}.weights.{reading}"] = 1.0
    for name, promised in kept.items():
        one = scenario.conditions[name]
        for grantor in one.grantors:
            rate = f"{granting_path(one, name, grantor)}.log_rate"
            point[rate] = AT_ONCE if promised else NEVER
        if one.withdrawal_rate is not None:
            point[f"conditions.{name}.withdrawal_rate"] = 0.0
        point[f"conditions.{name}.violation_chance"] = 0.0
    return point
