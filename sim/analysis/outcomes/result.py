"""The result of a run: what became of its worlds, and what a reader asks of it."""

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.lifted import lifted
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    TOTALS,
    measure_in_words,
    measured,
    measures,
    what_happens,
)
from sim.analysis.outcomes.obstacles import Obstacle, obstacles
from sim.analysis.outcomes.posterior import assumptions_given, readings_given
from sim.analysis.outcomes.shares import Counted, level_pairs, party_levels, share_reached
from sim.ensemble.chances import UNIT
from sim.ensemble.counts import Counts
from sim.ensemble.ensemble import Ensemble, live_through
from sim.ensemble.executors import Workers
from sim.ensemble.jobs import Done
from sim.ensemble.luck import Seed
from sim.ensemble.run import WORLDS, Progress, Run, run_of
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.parts import MIN_PARTIES
from sim.style.dots import dots_for
from sim.style.sentences import OF_100, in_100, with_interval
from sim.style.words import called
from sim.version import __version__

if TYPE_CHECKING:
    import pandas


SHOWN = 12
"""Worlds that fit what is known, of which the number is told."""


class Result(RunFinding, Ensemble):
    """What became of all worlds of a run; equal runs give equal results."""

    @property
    def heading(self) -> str:
        """What was run."""
        return self.scenario.title

    @property
    def sentence(self) -> str:
        """How often there is a meeting on time, and which outcome is the most frequent."""
        words, shares = self.about(), self.outcome_shares()
        most = max(shares, key=lambda outcome: shares[outcome].share)
        name, often = called(measure_in_words(most)), in_100(shares[most].share)
        often = often.removesuffix(OF_100) if OF_100 in words else often
        return f"{words.removesuffix('.')}; the most frequent outcome is {name}, in {often}."

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return in how many worlds a measure comes about."""
        happens = what_happens(measure, self.scenario)
        share = self.measured()[measure]
        often = with_interval(share.share, share.low, share.high)
        known = ", and given what is known" if self.run.facts else ""
        return f"Under these assumptions{known}, {happens} in {often}."

    def measured(self) -> dict[str, Counted]:
        """Return the share of each measure, any meeting on time first."""
        return {**self._measured}

    @cached_property
    def dots(self) -> dict[str, int]:
        """How many of a hundred dots stand for each outcome, whoever draws or tells them."""
        shares = self.measured()
        each = [shares[outcome].share for outcome in self.outcomes]
        found = dots_for(each, self.on_time, shares[ANY_ON_TIME].share)
        return dict(zip(self.outcomes, found, strict=True))

    @cached_property
    def _measured(self) -> dict[str, Counted]:
        members, ended = measures(self.scenario), self.ended
        return {
            name: Counted(share.share, share.low, share.high, int(ended[members[name]].sum()))
            for name, share in measured(self.run, self.chances).items()
        }

    def outcome_shares(self) -> dict[str, Counted]:
        """Return the share of each outcome, in their order."""
        shares = self.measured()
        return {outcome: shares[outcome] for outcome in self.outcomes}

    def details(self) -> dict[str, Any]:
        """Return the shares, what bound the worlds, and blame."""
        shares = {key: asdict(share) for key, share in self.measured().items()}
        return {
            "rules": {key: party.rule.name for key, party in self.scenario.parties.items()},
            "outcomes": {outcome: shares[outcome] for outcome in self.outcomes},
            **({"known": self._known()} if self.run.facts else {}),
            **{total: shares[total] for total in TOTALS if total in shares},
            "conditions": {name: self._reached(name) for name in self.scenario.conditions},
            "earlier": {name: self._held(name) for name in self.scenario.earlier},
            "levels": party_levels(self),
            "level_pairs": self._level_pairs(),
            "obstacles": [_plain(self.scenario, one) for one in lifted(self, obstacles(self))],
            "blame": blame(self),
            "chances": {"unit": UNIT, "by_part": self.chances.tolist()},
            "version": __version__,
        }

    @property
    def left(self) -> int:
        """How many worlds fit what is known."""
        return self.worlds

    def _known(self) -> dict[str, Any]:
        """Return what is known, how many worlds fit it, the first of them, and what it says."""
        kept = {} if isinstance(self.kept, Counts) else {"first": self.fitting[:SHOWN].tolist()}
        return {
            "facts": [fact.in_words(self.scenario) for fact in self.run.facts],
            "fit": self.worlds,
            **kept,
            "readings": [asdict(one) for one in readings_given(self)],
            "assumptions": [asdict(one) for one in assumptions_given(self)],
        }

    def _held(self, meeting: str) -> float:
        """Return the share of worlds in which a meeting before the last was held."""
        return share_reached(self, f"{meeting}.status", Status.PROMISED)

    def _level_pairs(self) -> dict[str, Any] | None:
        """Return the counts of level pairs of two parties, with what rows and columns stand for."""
        if len(self.scenario.parties) != MIN_PARTIES:
            return None
        rows, columns = self.scenario.parties
        counts = level_pairs(self).tolist()
        return {"rows": rows, "columns": columns, "levels": self.scenario.levels, "counts": counts}

    def _reached(self, condition: str) -> dict[str, float]:
        """Return the shares of worlds where a condition was promised, and observed."""
        steps = (Status.PROMISED, Status.OBSERVED)
        return {step.word: share_reached(self, f"{condition}.status", step) for step in steps}

    def shares(self) -> "pandas.DataFrame":
        """Return a row per measure, any meeting on time first: its share with its interval."""
        import pandas as pd

        rows = self.measured().items()
        return pd.DataFrame([{"outcome": key, **asdict(share)} for key, share in rows])

    def shown(self) -> "pandas.DataFrame":
        """Return the shares: of all worlds there are too many."""
        return self.shares()

    def frame(self, span: range | None = None) -> "pandas.DataFrame":
        """Return the rows of some worlds (default: all) in words, as a pandas DataFrame.

        Where only counts were kept, all ways in which worlds ended, with how many ended so.
        """
        from sim.analysis.outcomes.frame import frame_of, frame_of_counts

        if span is None and isinstance(self.kept, Counts):
            return frame_of_counts(self.scenario, self.kept)
        worlds = range(self.run.worlds) if span is None else span
        return frame_of(self.scenario, self.rows(worlds), worlds)


def simulate(  # noqa: PLR0913, PLR0917 - each says one thing of the run
    scenario: Scenario,
    worlds: int = WORLDS,
    seed: Seed = None,
    uncertain: bool = False,
    workers: Workers = 1,
    keep: str = "worlds",
) -> Result:
    """Run a scenario in many parallel worlds.

    Parameters
    ----------
    scenario : Scenario
    worlds : int
        Number of worlds, from 1 to 100,000,000, or 10,000,000,000 where only counts are kept; 16
        times a power of two tells most for its size.
    seed : int or Luck, optional
        Seed of all luck, 0 or above; drawn afresh and recorded in the result when None.
        ``Luck(seed, kind="philox")`` throws all of it, where else it is spread evenly if possible.
    uncertain : bool
        Whether each world draws its own assumptions from their distributions.
    workers : int or concurrent.futures.Executor
        Processes that share the work, this one included, or who does it instead, such as a pool of
        your own; they change nothing but the time.
    keep : str
        ``"worlds"`` keeps a row per world; ``"counts"`` how many worlds end alike, in memory that
        does not grow with their number. All that needs no single world is the same.

    Raises
    ------
    UsageError
        If a number is outside its range, or nothing is kept by that name.

    Examples
    --------
    >>> from sim import Scenario, simulate
    >>> scenario = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> result = simulate(scenario, worlds=100, seed=1)
    >>> result == simulate(scenario, worlds=100, seed=1)
    True
    """
    return simulate_run(run_of(scenario, worlds, seed, uncertain, keep), workers)


def simulate_run(
    run: Run,
    workers: Workers = 1,
    progress: Progress | None = None,
    done: Done | None = None,
) -> Result:
    """Run all worlds of `run`, telling `progress` how many more are done; see `live_through`."""
    kept, chances = live_through(run, workers, progress, done)
    run.among(chances)  # refuses where no world fits what is known
    return Result(run, kept, chances)


def _plain(scenario: Scenario, obstacle: Obstacle) -> dict[str, Any]:
    return {
        **asdict(obstacle.share),
        "text": obstacle.in_words(scenario),
        "would_have_met": obstacle.would_have_met,
        "otherwise": [asdict(one) for one in obstacle.lifts],
        "reasons": [asdict(reason) for reason in obstacle.reasons],
        "statements": {key: scenario.quote(key).quote for key in obstacle.statements},
    }
