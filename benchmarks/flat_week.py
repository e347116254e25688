"""The diplomatic week as one flat NumPy loop: no agents, no scenario files.

This is the yardstick for speed and a second opinion on the mathematics: it plays the engine's
equations and shares no code with it. Every state variable is an array over a block of worlds, every
parameter a plain number. Shocks and uncertain parameters are left out.

The shares it returns are consequences of assumptions, not a forecast.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Rule = Literal["ordered_threshold", "literal"]
Array = NDArray[Any]  # of floats, levels or booleans, always of shape (worlds,)

BLOCK = 16_384  # worlds; one array of floats is 128 KiB, so a block's state stays in cache
DAY = 0.25  # days per tick
DECIDING_TICKS = 13  # ticks 0 to 12, Sunday 18:00 until Thursday 00:00
DUE_TICK = 1  # Monday 00:00, when the ceasefire is due
FOLLOW_UP = 7.0  # days left for a late meeting
SILENT = -1  # nothing announced yet
PERSONALLY, PROMISED, OBSERVED = range(3)  # Ukraine's readings, the most permissive first


@dataclass(frozen=True)
class Week:
    """The assumptions behind one week; the defaults are the baseline scenario."""

    ukraine_readings: tuple[float, float, float] = (0.40, 0.35, 0.25)  # weights, sum to 1
    russia_readings: tuple[float, float] = (0.25, 0.75)  # himself, delegation; weights, sum to 1
    promise_base: float = -4.0  # log of a rate per day
    moscow_willingness: float = 0.0  # added to the log rate
    promise_firmness: float = 0.4  # log rate per unit of European firmness
    promise_sanctions: float = 0.4  # log rate per unit of sanctions threat
    promise_us_pressure: float = 1.0  # log rate per unit of US pressure on Russia
    promise_ultimatum: float = 0.6  # log rate lost per unit of voiced ultimatum
    eu_firmness: float = 1.0  # at the start, at least 0
    eu_ultimatum: float = 1.0  # voiced per unit of firmness, at least 0
    eu_echo: float = 0.5  # share of firmness lost once Ukraine took both steps, in [0, 1]
    sanctions: float = 0.0  # threat from the start, in [0, 1]
    sanctions_growth: float = 0.0  # threat per day past the due tick
    us_pressure_ukraine: float = 1.0  # signal, at least 0
    us_pressure_russia: float = 0.0  # signal, at least 0
    us_reaction: float = 0.25  # pressure per full gap between the announced levels
    trump_attends: float = 0.0  # 0 or 1
    softening: float = 0.25  # steps per day without pressure or firmness
    softening_pressure: float = 1.0  # log rate per unit of US pressure on Ukraine
    softening_firmness: float = 0.5  # log rate lost per unit of European firmness
    ukraine_inclination: float = 2.2  # logits
    russia_inclination: float = 2.0  # logits
    ukraine_thresholds: tuple[float, float] = (0.0, 1.0)  # logits, for level 1 and level 2
    russia_thresholds: tuple[float, float] = (0.0, 3.0)  # logits, for level 1 and level 2
    inclination_scale: float = 1.0  # scale of the logistic luck, logits
    attend_expectation: float = 1.0  # logits per unit of expected attendance
    attend_pressure: float = 0.6  # logits per unit of US pressure
    attend_hosting: float = 0.3  # logits per unit of hosting
    attend_trump: float = 0.8  # logits if Trump attends
    attend_ultimatum: float = 0.3  # logits Russia loses per unit of voiced ultimatum
    attend_violation: float = 0.3  # logits Ukraine loses in a violated tick
    attend_substitute: float = 0.0  # logits Russia loses once it has promised the ceasefire
    violation: float = 0.15  # probability per promised tick
    tolerance: float = 0.8  # share of promised ticks to be kept, in [0, 1]
    expected_ukraine: float = 0.6  # attendance of Ukraine expected at the start, in [0, 1]
    expected_russia: float = 0.2  # attendance of Russia expected at the start, in [0, 1]
    ukraine_announces: float = 0.8  # probability per tick
    russia_announces: float = 0.2  # probability per tick
    learning: float = 0.5  # weight of an announcement in the expectation, in [0, 1]
    hosting: int = 1  # 0 or 1
    bridging: float = 0.05  # per day
    logistics: float = 0.9  # probability that an agreed meeting comes about in time
    step_down: float = 0.35  # probability that unequal levels settle for delegations
    late_meeting: float = 0.35  # per day
    rule: Rule = "ordered_threshold"  # of both parties

    def __post_init__(self) -> None:
        """Refuse a rule that is not one of the two."""
        if self.rule not in get_args(Rule):
            raise ValueError(f"rule {self.rule!r} is not one of {', '.join(get_args(Rule))}")


class Luck:
    """Named draws: one Philox stream per name, keyed by the seed and the name alone."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, np.random.Generator] = {}

    def uniform(self, name: str, worlds: int) -> Array:
        """Return the uniforms of the next worlds."""
        if name not in self._streams:
            digest = hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=16).digest()
            philox = np.random.Philox(key=int.from_bytes(digest, "little"))
            self._streams[name] = np.random.Generator(philox)
        return self._streams[name].random(worlds)

    def exponential(self, name: str, worlds: int) -> Array:
        """Return unit exponentials, by inverting one uniform each."""
        return -np.log1p(-self.uniform(name, worlds))


def reached(values: Array, first: Array | float, second: Array | float) -> Array:
    """Return how many of two ordered thresholds the values have reached."""
    return np.add(values >= first, values >= second, dtype=np.int8)


class Block:
    """Worlds living through the week side by side."""

    def __init__(self, week: Week, luck: Luck, worlds: int) -> None:
        self.week, self.luck, self.worlds = week, luck, worlds
        self._draw_readings()
        self._draw_patience()
        self._draw_inclinations()
        self._open_record()

    def _draw_readings(self) -> None:
        """Draw how each party means its own words."""
        personally, promised, _ = self.week.ukraine_readings
        uniform = self.luck.uniform("ukraine.reading", self.worlds)
        self.ukraine_reading = reached(uniform, personally, personally + promised)
        himself = self.luck.uniform("russia.reading", self.worlds) < self.week.russia_readings[0]
        self.russia_gate = np.add(himself, 1, dtype=np.int8)

    def _draw_patience(self) -> None:
        """Draw the summed rates at which Russia promises and Ukraine softens."""
        self.promise_patience = self.luck.exponential("russia.promise", self.worlds)
        self.first_step = self.luck.exponential("ukraine.first_step", self.worlds)
        wait = self.luck.exponential("ukraine.second_step", self.worlds)
        self.second_step = self.first_step + wait
        self.promise_drive, self.softening_drive = np.zeros((2, self.worlds))
        self.promised_ticks, self.kept_ticks, self.steps = np.zeros((3, self.worlds), np.int8)

    def _draw_inclinations(self) -> None:
        """Draw the inclinations, with every term that stays the same through the week."""
        week = self.week
        same = week.attend_hosting * week.hosting + week.attend_trump * week.trump_attends
        same -= week.attend_expectation / 2
        base = {"ukraine": week.ukraine_inclination, "russia": week.russia_inclination}
        self.inclination = {}
        for party, inclination in base.items():
            uniform = self.luck.uniform(f"{party}.inclination", self.worlds)
            logistic = np.log(uniform) - np.log1p(-uniform)
            self.inclination[party] = inclination + same + week.inclination_scale * logistic

    def _open_record(self) -> None:
        """Let the week begin with two silent parties and what is expected of them."""
        start = {"ukraine": self.week.expected_ukraine, "russia": self.week.expected_russia}
        self.expected = {party: np.full(self.worlds, value) for party, value in start.items()}
        self.announced = {party: np.full(self.worlds, SILENT, np.int8) for party in start}
        self.bridged_ticks = np.zeros(self.worlds, np.int8)

    def tick(self, tick: int) -> None:
        """Let everyone read the record of the tick before, then act at the same time."""
        week, (ukraine, russia) = self.week, self.announced.values()
        lead = (russia - ukraine) * (np.minimum(ukraine, russia) > SILENT)
        self.bridged_ticks += (np.minimum(ukraine, russia) >= 1) & (lead != 0)
        on_ukraine = week.us_reaction / 2 * np.maximum(lead, 0) + week.us_pressure_ukraine
        on_russia = week.us_reaction / 2 * np.maximum(-lead, 0) + week.us_pressure_russia
        firmness = week.eu_firmness - week.eu_firmness * week.eu_echo / 2 * self.steps

        self._maybe_promise(tick, on_russia, firmness)
        self._maybe_soften(on_ukraine, firmness)
        violated = self._watch_ceasefire(tick)
        ukraine, russia = self._ukraine_gate(), self.russia_gate
        if week.rule == "ordered_threshold":
            ukraine = np.minimum(ukraine, self._ukraine_willing(on_ukraine, violated))
            russia = np.minimum(russia, self._russia_willing(on_russia, firmness))
        self.level = {"ukraine": week.hosting * ukraine, "russia": week.hosting * russia}
        self._announce("ukraine", tick, week.ukraine_announces)
        self._announce("russia", tick, week.russia_announces)

    def _maybe_promise(self, tick: int, pressure: Array, firmness: Array) -> None:
        """Let Russia promise the ceasefire once its patience is spent."""
        week, days_late = self.week, max(0, tick - DUE_TICK) * DAY
        # The threat falls back after a promise, but by then the rate no longer matters.
        threat = min(1.0, week.sanctions + week.sanctions_growth * days_late)
        log_rate = week.promise_us_pressure * pressure
        log_rate += (week.promise_firmness - week.promise_ultimatum * week.eu_ultimatum) * firmness
        log_rate += week.promise_base + week.moscow_willingness + week.promise_sanctions * threat
        self.promise_drive += DAY * np.exp(log_rate)
        self.promised = self.promise_drive >= self.promise_patience
        if tick <= DUE_TICK:
            self.promised_by_due = self.promised

    def _maybe_soften(self, pressure: Array, firmness: Array) -> None:
        """Move Ukraine towards its most permissive reading; there it has no step left to take."""
        log_rate = self.week.softening_pressure * pressure
        log_rate -= self.week.softening_firmness * firmness
        self.softening_drive += self.week.softening * DAY * np.exp(log_rate)
        passed = reached(self.softening_drive, self.first_step, self.second_step)
        self.steps = np.minimum(passed, self.ukraine_reading)

    def _watch_ceasefire(self, tick: int) -> Array:
        """Judge whether the ceasefire is observed; return where this tick is violated."""
        kept = self.luck.uniform(f"violation.{tick}", self.worlds) >= self.week.violation
        self.promised_ticks += self.promised
        self.kept_ticks += self.promised & kept
        enough = self.kept_ticks >= self.week.tolerance * self.promised_ticks
        self.observed = self.promised_by_due & enough
        return self.promised & ~kept

    def _ukraine_gate(self) -> Array:
        """Return the highest level that Ukraine's present reading allows."""
        reading = self.ukraine_reading - self.steps
        leader = (reading == PERSONALLY) | (self.promised & (reading == PROMISED))
        leader |= self.observed & (reading == OBSERVED)
        gate: Array = np.maximum(leader * np.int8(2), reading == PROMISED)
        return gate

    def _ukraine_willing(self, pressure: Array, violated: Array) -> Array:
        """Return the level that Ukraine is inclined to, whatever it said."""
        will = self.week.attend_pressure * pressure + self.inclination["ukraine"]
        will += self.week.attend_expectation * self.expected["russia"]
        will -= self.week.attend_violation * violated
        return reached(will, *self.week.ukraine_thresholds)

    def _russia_willing(self, pressure: Array, firmness: Array) -> Array:
        """Return the level that Russia is inclined to, whatever it said."""
        will = self.week.attend_pressure * pressure + self.inclination["russia"]
        will += self.week.attend_expectation * self.expected["ukraine"]
        will -= self.week.attend_ultimatum * self.week.eu_ultimatum * firmness
        will -= self.week.attend_substitute * self.promised
        return reached(will, *self.week.russia_thresholds)

    def _announce(self, party: str, tick: int, chance: float) -> None:
        """Make a party's level public where it speaks; the other side learns from it."""
        heard = self.luck.uniform(f"{party}.announces.{tick}", self.worlds) < chance
        level, announced = self.level[party], self.announced[party]
        announced += heard * (level - announced)
        surprise = 0.5 * level - self.expected[party]
        self.expected[party] += self.week.learning * heard * surprise

    def counts(self) -> dict[str, int]:
        """Freeze the levels and count the worlds of each outcome, and of promised ceasefires."""
        week, (ukraine, russia) = self.week, self.level.values()
        lower, higher = np.minimum(ukraine, russia), np.maximum(ukraine, russia)
        # Each bridged tick closes the same share of the distance between step_down and 1.
        bridge = np.exp(-week.bridging * week.hosting * DAY * self.bridged_ticks)
        settled = self.luck.uniform("step_down", self.worlds) < 1 - (1 - week.step_down) * bridge
        agreed = self.luck.uniform("logistics", self.worlds) < week.logistics
        on_time = (lower >= 1) & np.where(ukraine == russia, agreed, settled)
        met_late = self.luck.exponential("late", self.worlds) <= week.late_meeting * FOLLOW_UP
        late = (lower >= 1) & ~on_time & met_late
        masks = {
            "leaders_on_time": on_time & (lower == 2),
            "delegations_on_time": on_time & (lower == 1),
            "leaders_late": late & (lower == 2),
            "delegations_late": late & (lower == 1),
            "one_sided": (higher >= 1) & ~on_time & ~late,
            "none": higher == 0,
            "promised": self.promised,
        }
        return {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}


def run(week: Week, worlds: int, seed: int) -> dict[str, float]:
    """Play the week in many worlds.

    Parameters
    ----------
    week : Week
        The assumptions.
    worlds : int
        Number of replications, at least 1.
    seed : int
        Seed of the named draws.

    Returns
    -------
    dict[str, float]
        Share of worlds, in [0, 1], of each outcome and of a `promised` ceasefire.
    """
    if worlds < 1:
        raise ValueError(f"worlds is {worlds}; at least 1 is needed")
    luck, totals = Luck(seed), Counter[str]()
    for start in range(0, worlds, BLOCK):
        block = Block(week, luck, min(BLOCK, worlds - start))
        for tick in range(DECIDING_TICKS):
            block.tick(tick)
        totals.update(block.counts())
    return {name: total / worlds for name, total in totals.items()}
