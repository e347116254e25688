"""Effects: what each of many changes does on the same luck, and which of them do most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, compared, what_happens
from sim.analysis.outcomes.shares import Difference
from sim.ensemble.executors import Workers
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import Progress, Run
from sim.scenario import Scenario
from sim.scenario.numbers import Point

Differences = dict[str, Difference]
"""How the share of each measure changes, any meeting on time first."""


@dataclass(frozen=True)
class Effect:
    """What one change does."""

    differences: Differences

    @property
    def row(self) -> dict[str, Any]:
        """What is changed, as the table says it."""
        raise NotImplementedError

    def in_words(self, scenario: Scenario) -> str:
        """Return what is changed, to follow what happens: ``without T1``."""
        raise NotImplementedError


One = TypeVar("One", bound=Effect)


class Effects(RunFinding, Generic[One]):
    """What each of many changes does to a scenario."""

    effects: Sequence[One]

    def ranked(self, measure: str = ANY_ON_TIME) -> list[One]:
        """Return the changes, the one that moves a measure most first."""
        check_measure(self.scenario, measure, "--outcome")
        return sorted(self.effects, key=lambda one: -abs(one.differences[measure].difference))

    @property
    def which(self) -> str:
        """What is compared, at the start of a sentence."""
        raise NotImplementedError

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return which changes raise and lower a measure most."""
        happens = what_happens(measure, self.scenario)
        changes = {one.in_words(self.scenario): one.differences[measure] for one in self.effects}
        return largest_effects(self.which, happens, changes)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per change and measure."""
        for one in self.effects:
            for measure, change in one.differences.items():
                yield {**one.row, "outcome": measure, **asdict(change)}


def differences_at(
    run: Run, points: Sequence[Point], workers: Workers = 1, progress: Progress | None = None
) -> list[Differences]:
    """Return what each point changes against the scenario as it stands, on the same luck."""
    before, *after = chances_at_points(Grid(run, ({}, *points)), workers, progress)
    return [compared(run, before, at_point) for at_point in after]


def largest_effects(which: str, happens: str, effects: Mapping[str, Difference]) -> str:
    """Return as a sentence which effects are the largest, up and down, of those that are clear.

    It says what is compared (``Across 12 scenarios compared with ‘baseline’``), and what happens,
    as a clause; effects go by what makes the change (``under ‘no host’``).
    """
    clear = {name: one for name, one in effects.items() if one.is_clear}
    if not clear:
        return f"{which}, there is no clear change in how often {happens}."
    most, least = (end(clear, key=lambda name: clear[name].difference) for end in (max, min))
    largest = [("most often", most)] * (clear[most].difference > 0)
    largest += [("least often", least)] * (clear[least].difference < 0)
    parts = (f"{often} {name} ({clear[name].in_words})" for often, name in largest)
    rest = f"; {len(clear)} make a clear change" if len(clear) > len(largest) else ""
    return f"{which}, {happens} {' and '.join(parts)}{rest}."
