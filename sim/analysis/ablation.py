"""Ablation: what each sentence contributes, by leaving out one at a time, on the same luck.

Without a sentence, every number that rests on it takes its neutral value, which the scenario file
states; a number without one stays. A reading loses weight with its sentences: one of two sentences
gone halves its weight, all gone leave it none. The others share what it loses in proportion; where
no other reading has weight, they share it alike.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.measures import ANY_ON_TIME, check_measure, compared
from sim.analysis.shares import Difference
from sim.analysis.shown import Shown
from sim.ensemble import Progress, Run, run_of
from sim.errors import UsageError
from sim.grid import Grid, flows_at_points
from sim.points import Point
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Party
from sim.scenario.number import Number

if TYPE_CHECKING:
    import pandas

    from sim.plots.sheet import Sheet


@dataclass(frozen=True)
class Dropped:
    """What leaving out one sentence does.

    Attributes
    ----------
    statement : Statement
    moved : tuple of str
        Paths of the numbers and weights that change.
    differences : dict of str to Difference
        How the share of each measure changes, any meeting on time first.
    """

    statement: Statement
    moved: tuple[str, ...]
    differences: Mapping[str, Difference]

    @property
    def largest(self) -> float:
        """The largest change of any outcome's share."""
        return max(abs(difference.difference) for difference in self.differences.values())


@dataclass(frozen=True, repr=False)
class Ablation(Shown):
    """What leaving out each sentence does.

    Attributes
    ----------
    run : Run
    dropped : tuple of Dropped
        The sentences that move any number, the one that moves an outcome most first.
    idle : tuple of Statement
        Sentences that move no number.
    """

    run: Run
    dropped: tuple[Dropped, ...]
    idle: tuple[Statement, ...]

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.run.scenario.title}: without each sentence, {self.run.worlds:,} worlds"

    def ranked(self, measure: str = ANY_ON_TIME) -> list[Dropped]:
        """Return the sentences, the one that moves a measure most first."""
        check_measure(self.run.scenario, measure, "--outcome")
        return sorted(self.dropped, key=lambda one: -abs(one.differences[measure].difference))

    def frame(self) -> "pandas.DataFrame":
        """Return a row per sentence and measure."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "statement": one.statement.id,
                    "quote": one.statement.quote,
                    "outcome": measure,
                    "difference": change.difference,
                    "low": change.low,
                    "high": change.high,
                    "moved": " ".join(one.moved),
                }
                for one in self.dropped
                for measure, change in one.differences.items()
            ]
        )

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        without = {
            one.statement.id: {
                "quote": one.statement.quote,
                "moved": list(one.moved),
                "differences": {key: asdict(x) for key, x in one.differences.items()},
            }
            for one in self.dropped
        }
        return self.told(self.run, without=without, idle=[one.id for one in self.idle])

    def plot(self, outcome: str = ANY_ON_TIME) -> "Sheet":
        """Return a tornado of one outcome, or any meeting on time, with the quotes."""
        from sim.plots.sheets_sweep import ablation_sheet

        return ablation_sheet(self, outcome)


def ablate(
    scenario: Scenario, worlds: int = 10_000, seed: int | None = None, workers: int = 1
) -> Ablation:
    """Leave out each statement of a scenario in turn, on the same luck.

    Parameters
    ----------
    scenario : Scenario
    worlds : int
        Worlds lived through without each statement.
    seed : int, optional
        Drawn afresh when None.
    workers : int
        Processes that share the work.

    Raises
    ------
    UsageError
        If no statement has anything to move, or a number is out of its range.

    Examples
    --------
    >>> from sim import Scenario, ablate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> host = next(one for one in ablate(week, 500, seed=1).dropped if one.statement.id == "T1")
    >>> host.moved
    ('actors.turkey.bridging', 'actors.turkey.hosting')
    """
    return ablation_of(run_of(scenario, worlds, seed), workers)


def ablation_of(run: Run, workers: int = 1, progress: Progress | None = None) -> Ablation:
    """Leave out each statement of a run's scenario, telling `progress` how far it is."""
    scenario = run.scenario
    points = {one.id: without(scenario, one.id) for one in scenario.statements}
    moving = [one for one in scenario.statements if points[one.id]]
    if not moving:
        raise UsageError("no number of this scenario rests on a statement and has a neutral value")
    grid = Grid(run, tuple(points[one.id] for one in moving))
    dropped = [
        Dropped(
            statement=one,
            moved=tuple(sorted(points[one.id])),
            differences=compared(scenario, flows),
        )
        for one, flows in zip(moving, flows_at_points(grid, workers, progress), strict=True)
    ]
    idle = tuple(one for one in scenario.statements if not points[one.id])
    return Ablation(run, tuple(sorted(dropped, key=lambda one: -one.largest)), idle)


def without(scenario: Scenario, statement: str) -> Point:
    """Return the numbers and weights that change without a statement."""
    point: dict[str, float | Mapping[str, float]] = {}
    for _, part in scenario.walk():
        if isinstance(part, Number) and statement in part.sources and _would_change(part):
            point[part.path] = part.neutral or 0.0
        if isinstance(part, Party):
            left = _weights_left(part, statement)
            if any(left[k] != part.weights.centres.get(k, 0.0) for k in left):
                point[part.weights.path] = left
    return point


def _would_change(number: Number) -> bool:
    return number.neutral is not None and number.neutral != number.centre


def _weights_left(party: Party, statement: str) -> dict[str, float]:
    """Return the readings' weights without a statement; as they are if there is no other reading.

    What a reading loses is shared by those that have weight, in proportion; where only one has,
    by the party's other readings alike.
    """
    whole = {key: party.weights.centres.get(key, 0.0) for key in party.readings}
    left = {
        key: weight * _sentences_left(party.readings[key].sources, statement)
        for key, weight in whole.items()
    }
    weighed = [key for key, weight in whole.items() if weight > 0]
    others = [key for key in whole if key not in weighed]
    if left == whole or not (len(weighed) > 1 or others):
        return party.weights.centres
    if len(weighed) == 1:
        freed = (whole[weighed[0]] - left[weighed[0]]) / len(others)
        return left | dict.fromkeys(others, freed)
    total = sum(left.values())
    return {key: weight / total for key, weight in left.items()} if total else whole


def _sentences_left(sources: tuple[str, ...], statement: str) -> float:
    """Return the share of a reading's sentences that are left."""
    return 1.0 if not sources else sum(source != statement for source in sources) / len(sources)
