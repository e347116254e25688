"""Reasons: how a world stood that had no meeting on time, down to the sentences behind it.

A meeting that was postponed is bound by that, and by what kept it from being held later. Else per
world, first hit wins: nobody hosts; all would have come at the same level and logistics failed;
enough would have come, but their levels missed each other, which is then said of both sides;
otherwise whoever stayed away is bound. A party is bound by its gate where it came as high as its
words allow, and by its inclination, or whatever its rule weighs instead, where that allows no more.
What of this would have made a difference is found out by living the worlds again, see
`sim.analysis.outcomes.lifted`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from sim.analysis.audit.preconditions import asking
from sim.analysis.outcomes.cases import Case
from sim.analysis.outcomes.otherwise import DONE
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.gates import unmet
from sim.scenario.meeting import Manner
from sim.style.promises import first_in_words, promise_called
from sim.style.sentences import listed, within
from sim.style.words import against, called

MANNERS = {
    Manner.ONLY: "no meeting at a lower level",
    Manner.EQUAL: "no meeting but at equal levels",
    Manner.OTHERS: "no higher than others come",
}
"""Why a party that would come does not meet, or not as high as it would come."""

NOBODYS = {
    "venue": "nobody hosts",
    "logistics": "logistics failed, though enough would have come",
}
"""What stands in the way and is nobody's."""


@dataclass(frozen=True)
class Reason:
    """One thing that bound one party, or the meeting as a whole."""

    kind: str
    """``gate``, ``manner`` (it comes, and meets at no such level), ``inclination``, ``called_off``,
    ``postponed``, ``levels`` (that missed each other), ``logistics`` or ``venue``.
    """
    party: str | None = None
    reading: str | None = None
    """Whose, and under which reading (for a gate)."""
    came: bool = False
    """Whether the party would have come at all."""
    ways: tuple[tuple[tuple[str, str], ...], ...] = ()
    """For a gate: what each way to a higher level still lacked, conditions with the status needed;
    any of them would have been enough. Empty if the reading allows no higher level at all.
    """
    statements: tuple[str, ...] = ()
    """Ids of the statements behind it: for a gate those of what is unmet, for an inclination those
    that lower it, for levels those of the readings of who came higher.
    """
    rule: str = ""
    """By which it did not come, or not higher; empty for the usual one."""
    inclined: bool = True
    """For a gate: whether the party would have come higher had its words allowed it."""
    unkept: tuple[str, ...] = ()
    """For a gate: conditions that it lacks as observed, though they were promised."""
    levels: tuple[tuple[str, int], ...] = ()
    """For levels that missed each other: the rung that each party brought."""

    def in_words(self, scenario: Scenario) -> str:
        """Return the reason as a phrase."""
        if self.kind == "levels":
            return f"the levels missed each other: {self._brought(scenario)}"
        if self.party is None:
            return NOBODYS[self.kind]
        name = scenario.actors[self.party].name
        if self.kind == "inclination":
            return f"{name} {self._not_inclined()}"
        if self.kind in DONE:
            return f"{name} {DONE[self.kind]}"
        if self.kind == "manner":
            meets = scenario.parties[self.party].readings[str(self.reading)].meets
            return f"{name} read as {called(self.reading or '')}: {MANNERS[meets]}"
        allowed = scenario.parties[self.party].readings[str(self.reading)].attends_if
        nothing = f"no {'higher level' if allowed else 'meeting'} in these words"
        why = first_in_words(scenario, self.ways) or nothing
        though = listed(promise_called(scenario, one) for one in self.unkept) if self.unkept else ""
        why += f", though {though} was promised" if though else ""
        pause = ";" if ", " in why else ","
        either = "" if self.inclined else f"{pause} and {self._not_inclined()} either"
        return f"{name} read as {called(self.reading or '')}: {why}{either}"

    def _brought(self, scenario: Scenario) -> str:
        by_level = groupby(sorted(self.levels, key=lambda one: -one[1]), key=lambda one: one[1])
        each = {
            level: listed(within(scenario.actors[key].name) for key, _ in some)
            for level, some in by_level
        }
        at = (f"{who} at {called(scenario.levels[level])}" for level, who in each.items())
        return ", ".join(at)

    def _not_inclined(self) -> str:
        how = "higher" if self.came else "at all"
        other = f"not coming {how} by the rule {called(self.rule)}"
        return other if self.rule else f"not inclined to come {how}"


def reasons(case: Case) -> tuple[Reason, ...]:
    """Return why there was no meeting on time; see the module for the order."""
    if case.on_time:
        return ()
    postponed = tuple(
        Reason("postponed", key, statements=actor.postponing.sources)
        for key, actor in case.scenario.actors.items()
        if key in case.postponed and actor.postponing is not None
    )
    return postponed if postponed and case.late else (*postponed, *_bound(case))


def _bound(case: Case) -> tuple[Reason, ...]:
    """Return why there was no meeting at the date at which it then stood."""
    if not case.venue:
        return (Reason("venue"),)
    if case.called_off:
        said = case.scenario.parties.items()
        return tuple(
            Reason("called_off", key, statements=one.calling_off.sources)
            for key, one in said
            if key in case.called_off and one.calling_off is not None
        )
    attendance = case.scenario.attendance
    somebody_is_missing = attendance.reached(case.levels) == 0
    brought = case.levels if somebody_is_missing else case.brought
    if attendance.reached(brought) == attendance.highest(brought) > 0:
        return (Reason("logistics"),)
    behind = attendance.holding_back(brought)
    bound = [key for key in behind if not case.levels[key] > brought[key] > 0]  # who only follows
    each = (_reason(case, party, brought[party]) for party in bound or behind)
    return (*_missed(case, brought), *each)


def _missed(case: Case, brought: Mapping[str, int]) -> tuple[Reason, ...]:
    """Return that levels missed each other, with the words of those who came higher, if so."""
    attendance = case.scenario.attendance
    reached = attendance.reached(brought)
    if not reached:
        return ()
    said = [
        one
        for party in (*attendance.needed, *attendance.counted)
        if brought[party] > reached
        for one in case.scenario.parties[party].readings[case.reading(party)].sources
    ]
    levels = tuple((key, brought[key]) for key in (*attendance.needed, *attendance.counted))
    return (Reason("levels", levels=levels, statements=tuple(dict.fromkeys(said))),)


def _reason(case: Case, party: str, brought: int) -> Reason:
    spec, level = case.scenario.parties[party], case.levels[party]
    if level > brought == 0:
        key = case.reading(party)
        return Reason("manner", party, key, True, statements=spec.readings[key].sources)
    if level < case.gate(party):
        rule = "" if spec.rule.is_usual else spec.rule.name
        lowering = () if rule else against(case.scenario, party)
        return Reason("inclination", party, came=level > 0, statements=lowering, rule=rule)
    key = case.reading(party)
    missing = unmet(spec.readings[key], case.scenario.levels[level + 1 :], case.statuses)
    asked = dict.fromkeys(name for way in missing for name in way)
    said = [asking(case.scenario, party, key, name) for name in asked]
    known = tuple(dict.fromkeys(one for some in said for one in some)) if all(said) else ()
    ways = tuple(tuple((name, status.needed) for name, status in way.items()) for way in missing)
    sources, inclined = known or spec.readings[key].sources, case.inclined[party] > level
    unkept = tuple(name for name in asked if case.statuses[name] == Status.PROMISED)
    rule = "" if spec.rule.is_usual or inclined else spec.rule.name
    return Reason("gate", party, key, level > 0, ways, sources, rule, inclined, unkept)
