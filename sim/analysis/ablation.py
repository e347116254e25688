"""Ablation: what each sentence contributes, by leaving out one at a time, on the same luck.

Without a sentence, every number that rests on it takes its neutral value, which the scenario file
states; a number without one stays. A reading loses weight with its sentences: one of two sentences
gone halves its weight, all gone leave it none. The others share what it loses in proportion; where
no other reading has weight, they share it alike. A precondition that only one sentence voices goes
with it: the reading keeps its weight and no longer asks for it. What several sentences voice, and
how high the only reading of a party goes, stays; the finding says so, and how often that binds.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.analysis.comparison import compare
from sim.analysis.measures import ANY_ON_TIME, check_measure, compared
from sim.analysis.preconditions import asking
from sim.analysis.reasons import Reason, bound_by
from sim.analysis.shares import Difference
from sim.analysis.shown import Shown
from sim.analysis.wording import in_percent
from sim.ensemble import Progress, Run, run_of
from sim.errors import UsageError
from sim.grid import Grid, flows_at_points
from sim.points import Point
from sim.result import Result, carry_out
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Party, Way
from sim.scenario.number import Number

if TYPE_CHECKING:
    import pandas

    from sim.plots.sheet import Sheet


MOST_TOLD = 3
"""Readings named in one line of an error."""


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


@dataclass(frozen=True)
class Staying:
    """A reading that keeps parties apart in some worlds, as strict without the sentences as before.

    Attributes
    ----------
    statements : tuple of str
        Ids of the sentences behind it; leaving out one of them does not remove it.
    reason : Reason
        The party, its reading and what it asks.
    share : float
        Share of worlds in which it stands in the way of a meeting on time.
    """

    statements: tuple[str, ...]
    reason: Reason
    share: float

    def in_words(self, scenario: Scenario) -> str:
        """Return whose sentences they are, what stays, and how often it stands in the way."""
        ids, words = ", ".join(self.statements), self.reason.in_words(scenario)
        return f"{ids}: {words} (in the way in {in_percent(self.share)} of worlds)"


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
    stays : tuple of Staying
        What stands in the way and rests on sentences, but is not removed with any one of them; the
        most frequent first.
    """

    run: Run
    dropped: tuple[Dropped, ...]
    idle: tuple[Statement, ...]
    stays: tuple[Staying, ...] = ()

    @property
    def marked(self) -> frozenset[str]:
        """Ids of the sentences behind what stays: for them a change is not all they do."""
        return frozenset(key for one in self.stays for key in one.statements)

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
        stays = [
            {"statements": [*one.statements], "reason": asdict(one.reason), "share": one.share}
            for one in self.stays
        ]
        idle = [one.id for one in self.idle]
        return self.told(self.run, without=without, idle=idle, stays=stays)

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
    freed = {one.id: unasked(scenario, one.id) for one in scenario.statements}
    base = carry_out(run, workers)
    stays = _staying(base)
    moving = [one for one in scenario.statements if points[one.id] or freed[one.id]]
    if not moving:
        raise UsageError(_nothing_moves(scenario, stays))
    whole = [one for one in moving if freed[one.id]]
    counted = [one for one in moving if not freed[one.id]]
    grid = Grid(run, tuple(points[one.id] for one in counted))
    flows = flows_at_points(grid, workers, progress) if counted else ()
    differences = {
        one.id: compared(scenario, some) for one, some in zip(counted, flows, strict=True)
    }
    for one in whole:
        changed = replace(run, scenario=scenario.with_({**points[one.id], **freed[one.id]}))
        differences[one.id] = compare(base, carry_out(changed, workers, progress)).differences(1)
    dropped = [
        Dropped(one, tuple(sorted({*points[one.id], *freed[one.id]})), differences[one.id])
        for one in moving
    ]
    idle = tuple(one for one in scenario.statements if one not in moving)
    return Ablation(run, tuple(sorted(dropped, key=lambda one: -one.largest)), idle, stays)


def _nothing_moves(scenario: Scenario, stays: tuple[Staying, ...]) -> str:
    problem = "no number of this scenario rests on a statement and has a neutral value"
    if not stays:
        return problem
    held = "; ".join(one.in_words(scenario) for one in stays[:MOST_TOLD])
    return f"{problem}; what rests on statements here cannot be left out: {held}"


def _staying(base: Result) -> tuple[Staying, ...]:
    """Return the gates that bind and rest on sentences, unless one sentence takes them along."""
    counts: Counter[Reason] = Counter()
    for binding in bound_by(base):
        for reason in binding.reasons:
            if reason.kind == "gate" and reason.statements:
                counts[replace(reason, came=False)] += binding.share.count
    found = (
        Staying(reason.statements, reason, count / base.run.worlds)
        for reason, count in counts.most_common()
    )
    return tuple(
        one
        for one in found
        if not any(_goes_without(base.scenario, one.reason, key) for key in one.statements)
    )


def _goes_without(scenario: Scenario, reason: Reason, statement: str) -> bool:
    """Whether a reading, or something it asks for, goes with one sentence."""
    party, reading = str(reason.party), str(reason.reading)
    gone = _only_in(scenario, (party, reading), statement)
    spec = scenario.parties[party]
    left = _weights_left(spec, statement, _kept(scenario, spec, statement))
    return bool(gone & {name for name, _ in reason.conditions}) or not left.get(reading)


def unasked(scenario: Scenario, statement: str) -> dict[str, Any]:
    """Return the readings that ask for less without a statement: their `comes`, by its path.

    A condition is no longer asked for where this is the one sentence in which the party asks.
    """
    found: dict[str, Any] = {}
    for key, party in scenario.parties.items():
        for name, reading in party.readings.items():
            gone = _only_in(scenario, (key, name), statement)
            if gone:
                comes = {level: _ways(ways, gone) for level, ways in reading.comes.items()}
                found[f"actors.{key}.readings.{name}.comes"] = comes
    return found


def _only_in(scenario: Scenario, where: tuple[str, str], statement: str) -> set[str]:
    """Return the conditions that a party asks for, under a reading, in this one sentence."""
    party, name = where
    comes = scenario.parties[party].readings[name].comes.values()
    asked = {condition for ways in comes for way in ways for condition in way}
    return {one for one in asked if asking(scenario, party, name, one) == (statement,)}


def _ways(ways: tuple[Way, ...], gone: set[str]) -> Any:
    """Return the ways to a level without what is no longer asked for."""
    left = [{key: str(state) for key, state in way.items() if key not in gone} for way in ways]
    return left if all(left) else "always"


def without(scenario: Scenario, statement: str) -> Point:
    """Return the numbers and weights that change without a statement."""
    point: dict[str, float | Mapping[str, float]] = {}
    for _, part in scenario.walk():
        if isinstance(part, Number) and statement in part.sources and _would_change(part):
            point[part.path] = part.neutral or 0.0
        if isinstance(part, Party):
            left = _weights_left(part, statement, _kept(scenario, part, statement))
            if any(left[k] != part.weights.centres.get(k, 0.0) for k in left):
                point[part.weights.path] = left
    return point


def _would_change(number: Number) -> bool:
    return number.neutral is not None and number.neutral != number.centre


def _kept(scenario: Scenario, party: Party, statement: str) -> tuple[str, ...]:
    """Return the readings that keep their weight, since what they ask for goes instead."""
    key = next(key for key, one in scenario.parties.items() if one is party)
    return tuple(name for name in party.readings if _only_in(scenario, (key, name), statement))


def _weights_left(party: Party, statement: str, kept: Collection[str]) -> dict[str, float]:
    """Return the readings' weights without a statement; as they are if there is no other reading.

    Readings that are `kept` lose nothing.

    What a reading loses is shared by those that have weight, in proportion; where only one has,
    by the party's other readings alike.
    """
    whole = {key: party.weights.centres.get(key, 0.0) for key in party.readings}
    left = {
        key: weight * (key in kept or _sentences_left(party.readings[key].sources, statement))
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
