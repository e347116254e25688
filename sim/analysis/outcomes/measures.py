"""Measures: the shares a reader asks for, each as the outcomes it adds up."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.analysis.outcomes.shares import Difference, Share, Tally
from sim.arguments import must_be
from sim.characters import cut
from sim.engine.outcome import (
    CALLED_OFF,
    NONE,
    ONE_SIDED,
    can_meet_late,
    in_words,
    meetings_on_time,
    outcomes_of,
)
from sim.ensemble.chances import Sums
from sim.ensemble.run import Run
from sim.errors import UsageError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.parts import MIN_PARTIES
from sim.style.words import called, those_needed

ANY_ON_TIME, ANY_DEAL = "any_on_time", "any_deal"
TOTALS = {ANY_ON_TIME: "any meeting on time", ANY_DEAL: "any meeting with a deal"}
"""Measures that add up outcomes, in words: a meeting at whatever level on time; one with a deal,
on time or late, where the scenario says what a deal is.
"""

MEANINGS = {
    ONE_SIDED: "no meeting, though somebody would come",
    NONE: "nobody would come",
    CALLED_OFF: "a party called the meeting off",
}
"""What the outcomes without a meeting mean."""


def meanings(outcomes: Iterable[str]) -> str:
    """Return what those of some outcomes mean that have no meeting, as a note below a table.

    >>> meanings(["leaders_on_time", "none"])
    'none: nobody would come'
    """
    return "; ".join(f"{in_words(one)}: {MEANINGS[one]}" for one in outcomes if one in MEANINGS)


def measures(scenario: Scenario) -> dict[str, NDArray[np.bool_]]:
    """Return each outcome, and what adds some of them up, with the outcomes it holds.

    Arrays have the shape ``(outcomes,)``; any meeting on time comes first.
    """
    ids = outcomes_of(scenario)
    codes, on_time = np.arange(len(ids)), meetings_on_time(scenario)
    held = {ANY_ON_TIME: codes < on_time}
    if scenario.meeting.deal is not None:
        held[ANY_DEAL] = (codes < 2 * on_time) & (codes % on_time < scenario.attendance.top)
    return held | {outcome: codes == code for code, outcome in enumerate(ids)}


def worth_showing(*scenarios: Scenario) -> list[str]:
    """Return the measures that readers of scenarios with the same outcomes are shown.

    None that cannot happen: no late one where nobody can meet late. None twice: no total of a
    single outcome.

    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> worth_showing(doctors), worth_showing(doctors.with_({"meeting.late_rate": 0}))
    (['talks_on_time', 'talks_late', 'one_sided', 'none'], ['talks_on_time', 'one_sided', 'none'])
    """
    held, on_time = measures(scenarios[0]), meetings_on_time(scenarios[0])
    possible = np.ones(len(outcomes_of(scenarios[0])), np.bool_)
    possible[on_time : 2 * on_time] = any(map(can_meet_late, scenarios))
    least = {name: 2 if name in TOTALS else 1 for name in held}
    return [name for name, members in held.items() if (members & possible).sum() >= least[name]]


def tallies(run: Run, chances: Sums) -> dict[str, Tally]:
    """Return each measure by part of a run, from chances of shape ``(…, parts, outcomes)``."""
    held, among = measures(run.scenario).items(), run.among(chances)
    return {
        name: Tally(run.worlds, chances[..., members].sum(axis=-1), among) for name, members in held
    }


def measured(run: Run, chances: Sums) -> dict[str, Share]:
    """Return the share of each measure, from chances of shape ``(parts, outcomes)``."""
    return dict(zip(measures(run.scenario), _every(run, chances).shares(), strict=True))


def compared(run: Run, before: Sums, after: Sums) -> dict[str, Difference]:
    """Return how each measure differs between chances of the same worlds."""
    change = _every(run, after).since(_every(run, before))
    return dict(zip(measures(run.scenario), change.differences(), strict=True))


def _every(run: Run, chances: Sums) -> Tally:
    """Return all measures in one, from chances of shape ``(parts, outcomes)``."""
    members = np.array([*measures(run.scenario).values()], np.int64)
    return Tally(run.worlds, members @ chances.T, run.among(chances))


def measure_in_words(measure: str) -> str:
    """Return a measure as words."""
    return TOTALS.get(measure) or in_words(measure)


def what_happens(measure: str, *scenarios: Scenario) -> str:
    """Return as a clause what happens in the worlds of scenarios that count towards a measure."""
    check_measure(scenarios[0], measure, "outcome")
    if measure in TOTALS:
        needed = {those_needed(one) for one in scenarios}
        of_two = all(len(one.parties) == MIN_PARTIES for one in scenarios)
        anybody = "the two parties" if of_two else "the parties"
        how = " on time" if measure == ANY_ON_TIME else ", on time or late, with a deal"
        return f"{needed.pop() if len(needed) == 1 else anybody} meet{how}"
    return f"the outcome is {called(measure_in_words(measure))}"


def check_measure(scenario: Scenario, measure: str, option: str) -> str:
    """Return `measure`, or raise `UsageError` if the scenario has no such outcome."""
    must_be(str, option, measure, "the name of an outcome")
    known = measures(scenario)
    if measure not in known:
        raise UsageError(
            f"{option} {cut(measure)}: unknown outcome; {did_you_mean(measure, known)}"
        )
    return measure
