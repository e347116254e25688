"""Reasons: what kept a world from a meeting on time, down to the sentences behind it.

A meeting that was postponed is bound by that, and by what kept it from being held later. Else per
world, first hit wins: nobody hosts; all would have come at the same level and logistics
failed; otherwise whoever had to come higher is bound. A party is bound by its gate where it came as
high as its words allow, else by its inclination, or whatever its rule weighs instead.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.audit.preconditions import asking
from sim.analysis.outcomes.cases import Case, counted_cases
from sim.analysis.outcomes.shares import Counted, share_of
from sim.ensemble.ensemble import Ensemble
from sim.scenario import Scenario
from sim.scenario.gates import unmet
from sim.scenario.meeting import Manner
from sim.style.numbers import MIN_SHOWN
from sim.style.promises import first_in_words
from sim.style.sentences import within
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
    ``postponed``, ``logistics`` or ``venue``.
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
    that lower it.
    """
    rule: str = ""
    """By which it did not come, or not higher; empty for the usual one."""

    def in_words(self, scenario: Scenario) -> str:
        """Return the reason as a phrase."""
        if self.party is None:
            return NOBODYS[self.kind]
        name = scenario.actors[self.party].name
        if self.kind == "inclination":
            how = "higher" if self.came else "at all"
            other = f"not coming {how} by the rule {called(self.rule)}"
            return f"{name} {other if self.rule else f'not inclined to come {how}'}"
        if self.kind == "called_off":
            return f"{name} called it off"
        if self.kind == "postponed":
            return f"{name} postponed it"
        if self.kind == "manner":
            meets = scenario.parties[self.party].readings[str(self.reading)].meets
            return f"{name} read as {called(self.reading or '')}: {MANNERS[meets]}"
        allowed = scenario.parties[self.party].readings[str(self.reading)].attends_if
        nothing = f"no {'higher level' if allowed else 'meeting'} in these words"
        why = first_in_words(scenario, self.ways) or nothing
        return f"{name} read as {called(self.reading or '')}: {why}"


@dataclass(frozen=True)
class Obstacle:
    """What bound a share of all worlds: one reason, or one per party where neither came."""

    reasons: tuple[Reason, ...]
    share: Counted
    """Of all worlds, those with a meeting included."""

    def in_words(self, scenario: Scenario) -> str:
        """Return the reasons as a phrase."""
        first, *others = (reason.in_words(scenario) for reason in self.reasons)
        return "; ".join([first, *map(within, others)])

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of the statements behind it."""
        return tuple(dict.fromkeys(key for reason in self.reasons for key in reason.statements))


def obstacles(result: Ensemble) -> list[Obstacle]:
    """Return what bound the worlds without a meeting on time, the most frequent first.

    The shares add up to the share of worlds without a meeting on time.
    """
    counts: Counter[tuple[Reason, ...]] = Counter()
    for case, count in counted_cases(result):
        if not case.on_time:
            counts[reasons(case)] += count
    return [
        Obstacle(found, share_of(count, result.worlds)) for found, count in counts.most_common()
    ]


def worth_a_line(shares: Sequence[float], most: int) -> int:
    """Return how many shares, the largest first, have a line of their own: at most so many.

    Those that would read as 0.0 % have none.
    """
    return sum(share >= MIN_SHOWN for share in shares[:most])


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
    return tuple(_reason(case, party, brought[party]) for party in bound or behind)


def _reason(case: Case, party: str, brought: int) -> Reason:
    spec, level = case.scenario.parties[party], case.levels[party]
    if level > brought == 0:
        key = case.reading(party)
        return Reason("manner", party, key, True, (), spec.readings[key].sources)
    if level < case.gate(party):
        if not spec.rule.is_usual:
            return Reason("inclination", party, came=level > 0, rule=spec.rule.name)
        lowering = against(case.scenario, party)
        return Reason("inclination", party, came=level > 0, statements=lowering)
    key = case.reading(party)
    missing = unmet(spec.readings[key], case.scenario.levels[level + 1 :], case.statuses)
    asked = dict.fromkeys(name for way in missing for name in way)
    said = [asking(case.scenario, party, key, name) for name in asked]
    known = tuple(dict.fromkeys(one for some in said for one in some)) if all(said) else ()
    ways = tuple(tuple((name, status.needed) for name, status in way.items()) for way in missing)
    return Reason("gate", party, key, level > 0, ways, known or spec.readings[key].sources)
