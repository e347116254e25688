"""Cases: the few distinct ways in which worlds ended, with how many worlds each.

A run of a million worlds ends in at most a few hundred distinct combinations of levels, readings
and conditions. What is said about a world (why there was no meeting, who is blamed) is said once
per case, in plain Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.engine.outcome import meetings_on_time, outcomes_of
from sim.ensemble.counts import distinct
from sim.ensemble.ends import THEORY, Table
from sim.ensemble.ensemble import Ensemble
from sim.rules.theories import read_as_drawn, theory_weights
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.gates import gate


@dataclass(frozen=True)
class Case:
    """How a world ended."""

    scenario: Scenario
    outcome: int
    """Index into the outcomes."""
    venue: bool
    """Whether somebody hosted."""
    levels: dict[str, int]
    inclined: dict[str, int]
    readings: dict[str, int]
    """Rung of each party, its rung if its words allowed any, and index of its reading at the end.
    """
    statuses: dict[str, int]
    """The `Status` of each condition and earlier meeting."""
    promises: dict[str, dict[str, bool]] = field(default_factory=dict)
    """Of each condition that several grant: whether each of them has promised."""

    called_off: frozenset[str] = frozenset()
    """Who has called the meeting off."""

    postponed: frozenset[str] = frozenset()
    """Who has postponed it."""

    @property
    def outcome_id(self) -> str:
        """Return the id of the outcome."""
        return outcomes_of(self.scenario)[self.outcome]

    @property
    def on_time(self) -> bool:
        """Whether there was a meeting on time."""
        return self.outcome < meetings_on_time(self.scenario)

    @property
    def late(self) -> bool:
        """Whether there was a meeting, but not on time."""
        on_time = meetings_on_time(self.scenario)
        return on_time <= self.outcome < 2 * on_time

    @property
    def brought(self) -> dict[str, int]:
        """Return the level each party brought to the table, as its reading had it."""
        manners = self.scenario.manners.items()
        now = {key: each[self.readings[key]] for key, each in manners}
        brought = self.scenario.attendance.brought(self.levels, now)
        return {key: int(level) for key, level in brought.items()}

    def has_refused(self, party: str) -> bool:
        """Whether the party has not promised a condition that was its to grant."""
        return any(
            party in one.grantors
            and not self.promises.get(name, {}).get(party, self.statuses[name] != Status.NONE)
            and not _unwanted(self.scenario, name)
            for name, one in self.scenario.conditions.items()
        )

    def reading(self, party: str) -> str:
        """Return the id of the party's reading."""
        return list(self.scenario.parties[party].readings)[self.readings[party]]

    def gate(self, party: str) -> int:
        """Return the highest rung the party's reading allowed."""
        return allowed(self.scenario, (party, self.reading(party)), self.statuses)


def allowed(
    scenario: Scenario, words: tuple[str, str], statuses: Mapping[str, int], meeting: str = ""
) -> int:
    """Return the highest rung that a party under a reading, named first, allows at a meeting."""
    reading = scenario.parties[words[0]].readings[words[1]]
    return int(gate(reading, statuses, scenario.levels, meeting))


def _unwanted(scenario: Scenario, condition: str) -> bool:
    """Whether readings ask for a condition only so that it is not promised: no refusal then."""
    asked = {
        way[condition]
        for party in scenario.parties.values()
        for reading in party.readings.values()
        for levels in (reading.attends_if, *reading.attends_earlier.values())
        for ways in levels.values()
        for way in ways
        if condition in way
    }
    return asked == {Status.NONE}


def cases_of(scenario: Scenario, table: Table) -> tuple[list[Case], NDArray[np.intp]]:
    """Return the distinct cases among the rows of a table, and which of them each row is."""
    parties = [
        f"{key}.{name}" for key in scenario.parties for name in ("level", "inclined", "reading")
    ]
    names = ["outcome", "venue", *parties, *(f"{name}.status" for name in scenario.demands)]
    for name, one in scenario.conditions.items():
        names += [f"{name}.{key}.promised" for key in one.grantors if one.co_grantors]
    names += [f"{key}.called_off" for key, one in scenario.parties.items() if one.calling_off]
    names += [f"{key}.postponed" for key, one in scenario.actors.items() if one.postponing]
    names += [THEORY] if THEORY in table else []
    columns, number = distinct({name: table[name] for name in names})
    rows = [*zip(*(column.tolist() for column in columns.values()), strict=True)]
    cases = (dict(zip(names, row, strict=True)) for row in rows)
    if THEORY not in table:
        return [_case(scenario, case) for case in cases], number
    read = [read_as_drawn(scenario, name) for name in theory_weights(scenario)]
    return [_case(read[case[THEORY]], case) for case in cases], number


def counted_cases(result: Ensemble) -> list[tuple[Case, int]]:
    """Return the distinct cases of a run with how many worlds ended so."""
    cases, number = cases_of(result.scenario, result.counts.rows)
    return [*zip(cases, result.counts.split(number, len(cases)).tolist(), strict=True)]


def _case(scenario: Scenario, row: dict[str, int]) -> Case:
    return Case(
        scenario=scenario,
        outcome=row["outcome"],
        venue=bool(row["venue"]),
        levels={key: row[f"{key}.level"] for key in scenario.parties},
        inclined={key: row[f"{key}.inclined"] for key in scenario.parties},
        readings={key: row[f"{key}.reading"] for key in scenario.parties},
        statuses={name: row[f"{name}.status"] for name in scenario.demands},
        promises={
            name: {key: bool(row[f"{name}.{key}.promised"]) for key in one.grantors}
            for name, one in scenario.conditions.items()
            if one.co_grantors
        },
        called_off=frozenset(key for key in scenario.parties if row.get(f"{key}.called_off")),
        postponed=frozenset(key for key in scenario.actors if row.get(f"{key}.postponed")),
    )
