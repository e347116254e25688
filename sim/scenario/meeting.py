"""The meeting: at which level one is invited, who must come, and what logistics still allow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from sim.errors import InvalidEntry
from sim.scenario.base import Moment, Name, Sourced, Title
from sim.scenario.condition import NeededStatus
from sim.scenario.number import NonNegative, Share, by_default


class Quorum(Sourced):
    """Who must come, lest there be no meeting: all of `all`, and so many of `of` besides.

    Raises `InvalidEntry` if `of` says whom to count, and nothing says how many.

    Attributes
    ----------
    all : tuple of str, optional
        Parties that must all come. When neither this nor `at_least` is given: every party.
    at_least : int
        How many of `of` must come besides.
    of : tuple of str, optional
        The parties that `at_least` counts. When it is not given: those that are not in `all`.
    """

    all: tuple[Name, ...] | None = Field(default=None, min_length=1)
    at_least: int = Field(default=0, strict=True, ge=0)
    of: tuple[Name, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _says_how_many(self) -> "Quorum":
        if self.of is not None and not self.at_least:
            raise InvalidEntry(("of",), "needs at_least beside it: how many of these must come")
        return self

    def among(self, parties: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who of these parties must come, and whom `at_least` counts."""
        everybody = tuple(parties)
        needed = self.all if self.all is not None else () if self.at_least else everybody
        rest = tuple(key for key in everybody if key not in needed)
        return needed, (rest if self.of is None else self.of) if self.at_least else ()


class Terms(Sourced):
    """What stands between parties who would come and a meeting.

    Attributes
    ----------
    level : str, optional
        The level one is invited to: who would come higher comes at this one. None sets no limit,
        and parties that come at different levels may miss each other.
    must_come : Quorum
        Who must come; every party where nothing is said.
    goes_ahead : Share
        Probability that logistics let a meeting at equal levels happen on time.
    step_down : Share
        Probability at the start that parties who come at different levels settle on the lower one.
    """

    level: Name | None = None
    must_come: Quorum = Field(default_factory=Quorum)
    goes_ahead: Share
    step_down: Share

    def attendance(self, parties: Iterable[str], levels: Sequence[str]) -> "Attendance":
        """Return what the levels of these parties, on this ladder, make of the meeting."""
        top = len(levels) - 1 if self.level is None else levels.index(self.level)
        needed, counted = self.must_come.among(parties)
        return Attendance(needed, self.must_come.at_least, counted, top)


class Meeting(Terms):
    """The meeting that the outcome is about.

    Attributes
    ----------
    late_rate : NonNegative
        Rate per day at which parties who would all come still meet in the follow-up window.
    deal : dict, optional
        Conditions that make a meeting one with a deal, if they have come so far when decisions
        freeze. Where none are given, nothing is said of deals.
    """

    late_rate: NonNegative = by_default(NonNegative, 0)
    deal: dict[Name, NeededStatus] | None = Field(default=None, min_length=1)


class EarlierMeeting(Terms):
    """A meeting before it, held or not at its deadline: what follows may ask whether it was."""

    title: Title
    deadline: Moment


class Manner(StrEnum):
    """At which levels a reading of a party's words lets it meet, once it comes."""

    USUAL = "usual"
    ONLY = "only_at_this_level"
    OTHERS = "at_the_others_level"
    EQUAL = "level_for_level"


@dataclass(frozen=True)
class Attendance:
    """What the levels at which the parties would come make of a meeting.

    Levels are given by party: one for all worlds, or one each. All that are `needed` must come, and
    `at_least` so many of those `counted`; coming higher than the rung `top` counts as this.
    """

    needed: tuple[str, ...]
    at_least: int
    counted: tuple[str, ...]
    top: int

    def reached(self, levels: Mapping[str, Any]) -> Any:
        """Return the rung of the highest level that enough of them reach; 0 for none."""
        return np.minimum(self._reached(levels), self.top)

    def highest(self, levels: Mapping[str, Any]) -> Any:
        """Return the rung of the highest level at which one of them would come, 0 for none."""
        return np.minimum(self._highest(levels), self.top)

    def apart(self, levels: Mapping[str, Any]) -> Any:
        """Return where enough of them would come, but at different levels."""
        reached = self._reached(levels)
        return (reached > 0) & (reached < self.top) & (reached < self._highest(levels))

    def brought(self, levels: Mapping[str, Any], manners: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the level each party brings to the table, as the manner of its words has it.

        At the others' level, or level for level: no higher than the lowest of those who come. Only
        at this level: not at all to a lower meeting. Level for level: nor to an unequal one. Given
        are the level at which each would come, and the `Manner` of those whose words have one.
        """
        if not manners:
            return levels
        everybody, come = (*self.needed, *self.counted), dict(levels)
        for key, manner in manners.items():
            others = [np.asarray(levels[one]) for one in everybody if one != key]
            lowest = reduce(np.minimum, (np.where(one > 0, one, levels[key]) for one in others))
            follows = np.isin(manner, (Manner.OTHERS, Manner.EQUAL))
            come[key] = np.where(follows, np.minimum(levels[key], lowest), levels[key])
        reached, highest = self.reached(come), self.highest(come)
        for key, manner in manners.items():
            too_low = np.equal(manner, Manner.ONLY) & (reached < levels[key])
            unequal = np.equal(manner, Manner.EQUAL) & (reached < highest)
            come[key] = np.where(too_low | unequal, 0, come[key])
        return come

    def holding_back(self, levels: Mapping[str, int]) -> list[str]:
        """Return who keeps a meeting from a higher level, in one world."""
        reached = self.reached(levels)
        needed = [key for key in self.needed if levels[key] <= reached]
        if not self.at_least or self._reached_by_enough(levels) > reached:
            return needed
        return needed + [key for key in self.counted if levels[key] <= reached]

    def _reached(self, levels: Mapping[str, Any]) -> Any:
        bars = [levels[key] for key in self.needed]
        return reduce(
            np.minimum, [*bars, self._reached_by_enough(levels)] if self.at_least else bars
        )

    def _highest(self, levels: Mapping[str, Any]) -> Any:
        return reduce(np.maximum, (levels[key] for key in (*self.needed, *self.counted)))

    def _reached_by_enough(self, levels: Mapping[str, Any]) -> Any:
        return np.sort([levels[key] for key in self.counted], axis=0)[-self.at_least]
