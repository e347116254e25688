"""A view: all that one address asks for, worked out when a template asks for it.

A `Desk` keeps results by what was run, so that going from part to part runs nothing anew. Worlds
are run in turn: Python would only run them side by side in small steps, and whoever came first
would wait until the last is served.
"""

import ctypes
import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import RLock
from typing import Any

from sim import compare, one_at_a_time, replay, simulate, uncertainty
from sim.analysis.audit.changes import Change, changes_from_base
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.one_at_a_time import OneAtATime
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.obstacles import Obstacle, obstacles
from sim.analysis.outcomes.result import Result
from sim.analysis.stories.replay import Story
from sim.analysis.stories.typical import typical_worlds
from sim.arrays import Floats
from sim.ensemble.luck import Luck
from sim.ensemble.run import PER_POINT
from sim.page.address import SIZES, Address, parsed
from sim.page.cache import Cache
from sim.page.known import can_be_known
from sim.page.library import Choice, Library
from sim.page.settings import Chip, chips, learned, scenario_of
from sim.page.shares import Dot, Line, dots_of, lines_of
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.style.sentences import left_in_words

NOW = "the numbers set here"
"""What sentences call a scenario in which numbers are set."""

KEPT, KEPT_LARGE = 128, 16
"""Scenarios, and tables of worlds, that are kept: of the largest tables so many, or else as many as
are as large together, so that a class finds its own again.
"""

LIGHTEST = 1 / 8
"""Of the largest table, with what hangs on any."""


@dataclass(frozen=True)
class Desk:
    """A library, and what has been worked out of it."""

    library: Library
    _quick: RLock = field(default_factory=RLock)
    _slow: RLock = field(default_factory=RLock)
    _few: Cache = field(default_factory=lambda: Cache(KEPT_LARGE))
    _many: Cache = field(default_factory=lambda: Cache(KEPT))
    _background: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def view(self, query: str) -> "View":
        """Return what an address shows; what cannot be is `Refused`."""
        return View(parsed(query, self.library), self)

    def once(
        self, key: tuple[Any, ...], work: Callable[[], Any], cache: str = "few", weight: float = 1
    ) -> Any:
        """Return what `work` makes, worked out in turn and kept under a key.

        The cache is ``few`` for what is large, ``many`` for what is small, and ``slow`` for what
        takes seconds, which keeps nobody waiting who asks for something else.
        """
        lock = self._slow if cache == "slow" else self._quick

        def in_turn() -> Any:
            with lock:
                made = work()
            if cache == "slow":
                _give_back()
            return made

        return (self._few if cache == "few" else self._many).get(key, in_turn, weight)

    def unknown(self, text: Choice) -> Floats:
        """Return how often they meet on time under each draw of a text's assumptions, sorted."""

        def drawn() -> Floats:
            return uncertainty(text.scenario, seed=1).chances(ANY_ON_TIME)

        found: Floats = self.once(("unknown", text.key), drawn, "slow")
        return found

    def prepare(self) -> "Future[Any]":
        """Have what the page starts with worked out in the background; return its worlds to come.

        What else takes seconds is worked out after them.
        """
        worlds = self._background.submit(lambda: self.view("").both)
        self._background.submit(self.unknown, self.library.text_of(self.library.first))
        return worlds


def _give_back() -> None:
    """Give memory back to the system that is held for the next thing so large."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # another system's library
        ctypes.CDLL(None).malloc_trim(0)


Variant = tuple[Choice, Sequence[Change]]
"""A choice that can be tried, and what it changes."""


@dataclass(frozen=True)
class Try:
    """A change to try: what it is called, what it is about, and the address of its worlds."""

    title: str
    text: str
    there: Address

    @cached_property
    def link(self) -> str:
        """The link to its worlds."""
        return self.there.to()


@dataclass(frozen=True)
class View:
    """What an address shows."""

    address: Address
    desk: Desk

    @cached_property
    def text(self) -> Choice:
        """What the choice rests on, as a choice."""
        return self.desk.library.text_of(self.address.choice)

    @property
    def left_open(self) -> Choice:
        """What says how readers may differ: the text, or a choice by which the theory is drawn."""
        return self.address.choice if self.address.choice.is_theory_drawn else self.text

    @property
    def base(self) -> Scenario:
        """The text as its file words it."""
        return self.address.choice.base

    @cached_property
    def _key(self) -> tuple[object, ...]:
        return self.address.choice.key, tuple(self.address.settings.items())

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with what is set against its file."""
        made: Scenario = self.desk.once(self._key, lambda: scenario_of(self.address), "many")
        return made

    @cached_property
    def result(self) -> Result:
        """What is set now, run."""
        return self._ran(self._key, self.scenario)

    @cached_property
    def both(self) -> Comparison:
        """The text and what is set now, on the same luck."""
        key = (self.text.key, ()) if self.text.is_text else (self.text.key, "rests on")
        name = NOW if self.address.settings else self.address.choice.scenario.title
        return compare(self._ran(key, self.base), self.result, names=(self.base.title, name))

    def _ran(self, key: tuple[object, ...], scenario: Scenario) -> Result:
        worlds, luck = self.address.worlds, Luck(self.address.seed, given=self.address.given)
        whole = ("run", *key, worlds, luck)
        weight = max(LIGHTEST, worlds / max(SIZES))
        run = partial(simulate, scenario, worlds, luck)
        found: Result = self.desk.once(whole, run, weight=weight)
        return found

    @cached_property
    def obstacles(self) -> list[list[Obstacle]]:
        """What bound the worlds of the text, and those of what is set now."""
        base, now = self.both.results
        whole = ("obstacles", self.text.key, base.run.worlds, base.run.luck)
        of_text: list[Obstacle] = self.desk.once(whole, lambda: obstacles(base), "many")
        return [of_text, of_text if now is base else obstacles(now)]

    @cached_property
    def typical(self) -> dict[str, int]:
        """The most typical world of each outcome now."""
        run = self.result.run
        key = ("typical", *self._key, run.worlds, run.luck)
        found: dict[str, int] = self.desk.once(key, lambda: typical_worlds(self.result), "many")
        return found

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from the text."""
        return self.address.is_changed

    @cached_property
    def lines(self) -> list[Line]:
        """The legend."""
        return lines_of(self.both)

    @cached_property
    def dots(self) -> list[Dot]:
        """A hundred dots."""
        return dots_of(self.both, self.lines)

    @cached_property
    def chips(self) -> list[Chip]:
        """What was changed, each with how it is undone."""
        return chips(self.address, self.address.to(choice=self.text), self.scenario)

    @cached_property
    def known(self) -> list[Chip]:
        """What is known, each with how it is put aside."""
        return learned(self.address)

    @property
    def left(self) -> str:
        """How many worlds fit what is known, or that they are too few."""
        return left_in_words(self.result.left, self.address.worlds)

    @property
    def to_text(self) -> str:
        """The query of the text's own worlds, on the same luck."""
        text = replace(self.address, choice=self.text, settings={}, part="worlds")
        return str(replace(text, world=None, tick=None, guess=None))

    @cached_property
    def tries(self) -> list[Try]:
        """What to try, but for what is set: variants of the text, or else its readings."""

        def in_order() -> list[Variant]:
            kin = self.desk.library.kin(self.address.choice)
            changed = [(one, changes_from_base(one.base, one.scenario)) for one in kin]
            return sorted([one for one in changed if one[1]], key=_boldness)

        found: list[Variant] = self.desk.once(("variants", self.text.key), in_order, "many")
        text = replace(self.address, choice=self.text, settings={}, guess=None, part="worlds")
        tries = [
            Try(one.scenario.title, one.scenario.summary, replace(text, choice=one))
            for one, changed in found
            if can_be_known(one, self.address.given) and not self._is_set(one, changed)
        ]
        own = self.own
        return [one for one in tries or self._readings(text) if one.link != own]

    def _is_set(self, variant: Choice, changed: Sequence[Change]) -> bool:
        """Whether the numbers set here are those of a variant."""
        numbers, paths = self.base.numbers, {one.path for one in changed}
        here = {numbers[at].entry if at in numbers else at for at in self.address.settings}
        return here == paths and not changes_from_base(variant.scenario, self.scenario)

    @property
    def predicted(self) -> Address:
        """The worlds that are asked about before they are run: what is set, or the first to try."""
        first = self.tries[0].there if self.tries and not self.is_changed else self.address
        return replace(first, part="worlds", guess=None)

    @cached_property
    def own(self) -> str:
        """The link to the worlds of this very setting."""
        return replace(self.address, guess=None, part="worlds").to()

    def _readings(self, text: Address) -> Iterator[Try]:
        """Yield each reading of each party taken for certain."""
        for key, party in self.base.parties.items():
            for certain, reading in party.readings.items() if len(party.readings) > 1 else ():
                weights = {one: float(one == certain) for one in party.readings}
                there = text.with_setting(f"actors.{key}.weights", weights)
                yield Try(f"{party.name} means “{humanize(certain)}”", reading.text or "", there)

    @cached_property
    def levers(self) -> OneAtATime:
        """What moving one open number at a time does, to either end of its own prior."""
        luck = Luck(self.address.seed, given=self.address.given)
        scenario, key = self.scenario, ("levers", *self._key, luck)
        found: OneAtATime = self.desk.once(
            key, lambda: one_at_a_time(scenario, PER_POINT, luck, priors=True), "slow"
        )
        return found

    def story(self, scenario: Scenario, world: int) -> Story:
        """Return one world, told."""
        seed = self.address.seed
        key = ("story", scenario.title, *self._key, seed, world)
        found: Story = self.desk.once(key, lambda: replay(scenario, world, seed), "many")
        return found


def _boldness(variant: Variant) -> tuple[bool, int, bool]:
    """Return where a variant stands among others: the least bold first.

    Last stands what takes a sentence back; of what changes as much, readings come first.
    """
    one, changed = variant
    is_taken_back = len(one.scenario.statements) < len(one.base.statements)
    return is_taken_back, len(changed), not changed[0].path.endswith(".weights")
