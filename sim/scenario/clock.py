"""The clock: a real calendar cut into ticks, a freeze, a day to meet and a follow-up window."""

from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.errors import InvalidEntry
from sim.scenario.base import Moment, Sourced

MAX_TICKS = 1000
MIN_HOURS, MAX_HOURS = 0.01, 24 * 366


class Clock(Sourced):
    """When the story runs.

    Tick k covers `hours_per_tick` hours from ``starts + k * hours_per_tick``. Actors decide in the
    ticks before `deadline`, or, where the meeting has been postponed by then, before
    `postponed_to`; a meeting is on time until `on_time_until`, late until `follow_up_until`. Times
    may be given in any offset from UTC; all are kept, and told, in that of `starts`. Raises
    `InvalidEntry` if the times do not run forwards, or a freeze does not fall on a tick.
    """

    starts: Moment
    hours_per_tick: float = Field(strict=True, ge=MIN_HOURS, le=MAX_HOURS)
    deadline: Moment
    on_time_until: Moment
    postponed_to: Moment | None = None
    follow_up_until: Moment

    @field_validator("deadline", "on_time_until", "postponed_to", "follow_up_until")
    @classmethod
    def _in_one_zone(cls, when: datetime | None, info: ValidationInfo) -> datetime | None:
        starts = info.data.get("starts")
        return when if starts is None or when is None else when.astimezone(starts.tzinfo)

    @model_validator(mode="after")
    def _runs_forwards(self) -> "Clock":
        order = ("starts", "deadline", "on_time_until", "postponed_to", "follow_up_until")
        times = {name: getattr(self, name) for name in order if getattr(self, name) is not None}
        for (earlier, first), (later, then) in pairwise(times.items()):
            if then < first or (then == first and earlier == "starts"):
                raise InvalidEntry((later,), f"the clock runs backwards: must come after {earlier}")
        self.must_be_a_tick(("deadline",), self.deadline)
        if self.postponed_to is not None:
            self.must_be_a_tick(("postponed_to",), self.postponed_to)
        if self.most_ticks > MAX_TICKS:
            problem = f"at most {MAX_TICKS} ticks, here {self.most_ticks}"
            raise InvalidEntry(("hours_per_tick",), problem)
        return self

    def must_be_a_tick(self, path: tuple[str | int, ...], when: datetime) -> None:
        """Raise `InvalidEntry` at `path` unless `when` is the start of a tick, from tick 0 on."""
        steps = (when - self.starts) / self.tick_length
        if steps < 0 or abs(steps - round(steps)) > 1e-9:
            raise InvalidEntry(path, f"must fall on a tick: {self.starts} + k × {self.tick_length}")

    @cached_property
    def tick_length(self) -> timedelta:
        """Length of a tick."""
        return timedelta(hours=self.hours_per_tick)

    @cached_property
    def days_per_tick(self) -> float:
        """Length of a tick in days (the Δ of the equations)."""
        return self.hours_per_tick / 24

    @cached_property
    def ticks(self) -> int:
        """How many ticks have decisions: ticks 0 … ticks − 1."""
        return self.tick_of(self.deadline)

    @property
    def most_ticks(self) -> int:
        """How many ticks have decisions where the meeting is postponed, if it can be."""
        return self.ticks if self.postponed_to is None else self.tick_of(self.postponed_to)

    @property
    def follow_up_days(self) -> float:
        """Length of the follow-up window in days."""
        return (self.follow_up_until - self.on_time_until) / timedelta(days=1)

    def tick_of(self, when: datetime) -> int:
        """Return the tick that starts at `when`."""
        return round((when - self.starts) / self.tick_length)

    def start_of(self, tick: int) -> datetime:
        """Return when tick `tick` starts."""
        return self.starts + tick * self.tick_length
