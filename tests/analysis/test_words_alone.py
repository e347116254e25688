"""Who waits for whom, against brute force: random words of three parties about two meetings."""

import random
from collections.abc import Container
from itertools import combinations, product
from typing import Any

import pytest

from sim.analysis.audit.deadlock import APART, BLOCKED, CIRCLE, LATER, OPEN, UNSAID, deadlocks
from sim.scenario.meeting import Attendance
from tests.conftest import toy
from tests.engine.test_larger_table import met_by_hand

MANNERS = ("only_at_this_level", "at_the_others_level", "level_for_level")
RUNGS = {"envoys": 1, "leaders": 2}
PARTIES, CONDITIONS, FIRST = ("a", "b", "c"), ("truce", "aid", "seat"), "first_round"
QUORUMS: tuple[dict[str, Any], ...] = (
    {},
    {"all": ["a", "b"]},
    {"at_least": 2},
    {"all": ["c"], "at_least": 1},
)

Said = tuple[str, str, str]
"""Whose precondition, what comes first, and what waits for it."""


class Everything:
    """A set of preconditions that holds all of them."""

    def __contains__(self, said: object) -> bool:
        return True


class Words:
    """Random words, as plain data, and what they leave open."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)
        self.terms = {"": self._terms(), FIRST: self._terms()}
        self.readings = {key: self._reading() for key in PARTIES}
        self.conditions = {name: self._condition(name) for name in CONDITIONS}
        if self.luck.random() < 0.4:
            self._wait_in_a_ring(self.luck.sample(CONDITIONS, self.luck.randint(2, 3)))

    def _wait_in_a_ring(self, names: list[str]) -> None:
        """Let each of some conditions wait for the next one, most in deed."""
        for name, following in zip(names, names[1:] + names[:1], strict=True):
            for said in self.conditions[name]["said"].values():
                awaits = {"conditions": {following: "promised"}, **said.pop("awaits", {})}
                said["awaits"] = awaits | {"binding": self.luck.random() < 0.8}

    def _terms(self) -> dict[str, Any]:
        invited = self.luck.choice([{}, {"level": "envoys"}])
        return {"goes_ahead": 1, "step_down": 0, "must_come": self.luck.choice(QUORUMS), **invited}

    def _attends(self, meetings: tuple[str, ...]) -> dict[str, list[dict[str, str]]]:
        def way() -> dict[str, str]:
            names = self.luck.sample([*CONDITIONS, *meetings], self.luck.randint(1, 2))
            words = {name: ["promised", "promised", "observed", "not promised"] for name in names}
            words |= {name: ["held", "not held"] for name in names if name in meetings}
            return {name: self.luck.choice(some) for name, some in words.items()}

        levels = self.luck.sample([*RUNGS], self.luck.randint(1, 2))
        return {level: [way() for _ in range(self.luck.randint(1, 2))] for level in levels}

    def _reading(self) -> dict[str, Any]:
        reading: dict[str, Any] = {"attends_if": self._attends((FIRST,))}
        if self.luck.random() < 0.6:
            reading["attends_earlier"] = {FIRST: self._attends(())}
        if self.luck.random() < 0.5:
            reading["meets"] = self.luck.choice(MANNERS)
        return reading

    def _granting(self, name: str) -> dict[str, Any]:
        others = [FIRST, *(one for one in CONDITIONS if one != name)]
        asked = self.luck.sample(others, self.luck.randint(0, 1))
        words = {one: "held" if one == FIRST else "promised" for one in asked}
        awaits: dict[str, Any] = {"conditions": words} if words else {}
        if self.luck.random() < 0.3:
            awaits["meeting"] = self.luck.choice([*RUNGS])
        if awaits and self.luck.random() < 0.5:
            awaits["binding"] = True
        said = {"log_rate": 0, "refuses": self.luck.random() < 0.15}
        return said | ({"awaits": awaits} if awaits else {})

    def _condition(self, name: str) -> dict[str, Any]:
        keys = self.luck.sample([*PARTIES, "bank"], self.luck.randint(1, 2))
        enough = self.luck.choice(["all", "any"])
        return {"enough": enough, "said": {key: self._granting(name) for key in keys}}

    def scenario(self) -> Any:
        """Return the scenario with these words."""
        party: dict[str, Any] = {"role": "party", "weights": {"only": 1}, "inclination": 0}
        party["thresholds"] = dict.fromkeys(RUNGS, 0)
        actors = {
            key: {**party, "name": key, "readings": {"only": reading}}
            for key, reading in self.readings.items()
        }
        conditions = {}
        for name, one in self.conditions.items():
            (grantor, said), *rest = one["said"].items()
            several = {"co_grantors": dict(rest), "enough": one["enough"]} if rest else {}
            conditions[name] = said | {"title": name, "grantor": grantor} | several
        return toy(
            levels=("absent", *RUNGS),
            actors={**actors, "bank": {"role": "backer", "name": "Bank"}},
            conditions=conditions,
            earlier={
                FIRST: {"title": "t", "deadline": "2001-01-02T00:00+00:00", **self.terms[FIRST]}
            },
            meeting=self.terms[""],
        )

    def ways(self, party: str, meeting: str) -> list[tuple[int, list[Said]]]:
        """Return at which rungs a party comes, each with the preconditions of one way."""
        reading = self.readings[party]
        attends = reading.get("attends_earlier", {}).get(meeting, reading["attends_if"])
        found = []
        for level, ways in attends.items():
            then = meeting or ("talks" if level == min(attends, key=RUNGS.__getitem__) else level)
            for way in ways:
                asked = [name for name, word in way.items() if not word.startswith("not ")]
                found.append((RUNGS[level], [(party, name, then) for name in asked]))
        return found

    def awaited(self, name: str, grantor: str) -> list[Said]:
        """Return what a grantor of a condition says must come first."""
        awaits = self.conditions[name]["said"][grantor].get("awaits", {})
        firsts = [*awaits.get("conditions", ())]
        if "meeting" in awaits:
            firsts.append("talks" if awaits["meeting"] == "envoys" else awaits["meeting"])
        return [(grantor, first, name) for first in firsts]

    def grants(
        self, name: str, there: set[str], dropped: Container[Said], beside: Container[str]
    ) -> bool:
        """Return whether a condition is granted, if those beside it are, for whom that is enough.

        A promise that binds comes with another that it waits for.
        """
        parts = []
        for key, said in self.conditions[name]["said"].items():
            binding = said.get("awaits", {}).get("binding", False)
            parts.append(
                not said["refuses"]
                and all(
                    one[1] in there
                    or one in dropped
                    or (binding and one[1] in CONDITIONS and one[1] in beside)
                    for one in self.awaited(name, key)
                )
            )
        return (all if self.conditions[name]["enough"] == "all" else any)(parts)

    def granted(self, there: set[str], dropped: Container[Said]) -> set[str]:
        """Return all conditions that can be granted, each alone or several at once."""
        found: set[str] = set()
        for size in range(1, len(CONDITIONS) + 1):
            for some in combinations(CONDITIONS, size):
                if all(self.grants(name, there, dropped, some) for name in some):
                    found |= {*some}
        return found

    def all_said(self) -> set[Said]:
        """Return every precondition."""
        came = {
            said
            for party in PARTIES
            for meeting in self.terms
            for _, some in self.ways(party, meeting)
            for said in some
        }
        granted = [(name, key) for name, one in self.conditions.items() for key in one["said"]]
        return came.union(*(self.awaited(*one) for one in granted))

    def highest(self, dropped: Container[Said] = (), last_counts: bool = True) -> int:
        """Return the highest rung at which there can be a last meeting, as everything opens up."""
        there: set[str] = set()
        while True:
            best = {meeting: self._reached(meeting, there, dropped) for meeting in self.terms}
            held = max(best.values()) if last_counts else best[FIRST]
            new = {FIRST} if best[FIRST] else set()
            new |= {one for one, rung in (("talks", 1), ("leaders", 2)) if held >= rung}
            new |= self.granted(there, dropped)
            if new <= there:
                self.there = there
                return best[""]
            there |= new

    def together(self, rung: int) -> bool:
        """Return whether enough come at a rung or above at once, as things may stand."""
        names = [*CONDITIONS, FIRST]
        for states in product((False, True), repeat=len(names)):
            stands = dict(zip(names, states, strict=True))
            if any(now and name not in self.there for name, now in stands.items()):
                continue
            allowed = {key: self._allowed_as_things_stand(key, stands) for key in PARTIES}
            if self._best("", allowed) >= rung:
                return True
        return False

    def _allowed_as_things_stand(self, party: str, stands: dict[str, bool]) -> set[int]:
        return {
            RUNGS[level]
            for level, ways in self.readings[party]["attends_if"].items()
            for way in ways
            if all(stands[name] != word.startswith("not ") for name, word in way.items())
        }

    def _met(self, said: list[Said], there: set[str], dropped: Container[Said]) -> bool:
        return all(one[1] in there or one in dropped for one in said)

    def _reached(self, meeting: str, there: set[str], dropped: Container[Said]) -> int:
        allowed = {
            party: {at for at, said in self.ways(party, meeting) if self._met(said, there, dropped)}
            for party in PARTIES
        }
        return self._best(meeting, allowed)

    def _best(self, meeting: str, allowed: dict[str, set[int]]) -> int:
        """Return the highest rung met at, whichever allowed level each comes at, or none at all."""
        terms = self.terms[meeting]
        top, (needed, counted) = RUNGS[terms.get("level", "leaders")], self._quorum(meeting)
        attendance = Attendance(needed, terms["must_come"].get("at_least", 0), counted, top)
        everybody = (*needed, *counted)
        manners = {key: self.readings[key].get("meets", "usual") for key in everybody}
        return max(
            met_by_hand(dict(zip(everybody, levels, strict=True)), manners, attendance)[0]
            for levels in product(*({0, *allowed[key]} for key in everybody))
        )

    def _quorum(self, meeting: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who must come, and of whom some must."""
        quorum = self.terms[meeting]["must_come"]
        counts = "at_least" in quorum
        needed = tuple(quorum.get("all", () if counts else PARTIES))
        return needed, tuple(key for key in PARTIES if key not in needed) if counts else ()


@pytest.mark.parametrize("seed", range(150))
def test_what_is_open_and_what_would_open_it(seed: int) -> None:
    words = Words(seed)
    scenario = words.scenario()
    [found] = deadlocks(scenario)
    said_at, at_once = words.highest(Everything()), words.highest(last_counts=False)
    open_at = words.highest()
    for level, state in found.levels.items():
        rung = RUNGS[level]
        if state == APART:
            assert rung <= open_at
            assert not words.together(rung)
        elif rung <= open_at:
            assert words.together(rung)
            assert state == (OPEN if rung <= at_once else LATER)
        else:
            assert state in ((CIRCLE, BLOCKED) if rung <= said_at else (UNSAID,))
    for level, circle in found.circles.items():
        opening = [
            {(one.actor, one.first, one.then) for one in some} for some in circle.concessions
        ]
        assert all(words.highest(some) >= RUNGS[level] for some in opening)
        smaller = min(map(len, opening), default=4) - 1
        for some in combinations(words.all_said(), smaller):
            assert words.highest(some) < RUNGS[level]
