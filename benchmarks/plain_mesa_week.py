"""The diplomatic week as an ordinary Mesa model: one world at a time, scalar state.

This is how the week would be written by someone who knows Mesa and does not need many worlds. It is
the other yardstick for speed, and a third opinion on the mathematics: it takes the assumptions and
the clock from `flat_week`, but neither luck nor equations. Shocks and uncertain parameters are left
out.

The shares it returns are consequences of assumptions, not a forecast.
"""

import math
import random
from collections import Counter

import mesa
from flat_week import DAY, DECIDING_TICKS, DUE_TICK, FOLLOW_UP, Week

OUTCOMES = (
    "leaders_on_time",
    "delegations_on_time",
    "leaders_late",
    "delegations_late",
    "one_sided",
    "none",
)


def levels_passed(will: float, thresholds: tuple[float, float]) -> int:
    """Return the level a party is inclined to: the number of thresholds passed."""
    return sum(will >= threshold for threshold in thresholds)


class ThirdParty(mesa.Agent):  # type: ignore[misc]
    """Somebody who presses, supports or hosts, by signals the others react to."""

    model: "DiplomaticWeek"


class UnitedStates(ThirdParty):
    """Presses whoever is publicly holding out."""

    def speak(self) -> None:
        """Add to the standing pressure on the party that announced less."""
        week, ukraine, russia = self.model.week, self.model.ukraine, self.model.russia
        self.pressure_ukraine = week.us_pressure_ukraine
        self.pressure_russia = week.us_pressure_russia
        if ukraine.announced is not None and russia.announced is not None:
            lead = (russia.announced - ukraine.announced) / 2
            self.pressure_ukraine += week.us_reaction * max(0.0, lead)
            self.pressure_russia += week.us_reaction * max(0.0, -lead)


class EuropeanLeaders(ThirdParty):
    """Echo Kyiv's firmness, voice an ultimatum and threaten sanctions."""

    def speak(self) -> None:
        """Set firmness, ultimatum and sanctions threat."""
        week, russia = self.model.week, self.model.russia
        self.firmness = week.eu_firmness * (1 - week.eu_echo * self.model.ukraine.steps / 2)
        self.ultimatum = week.eu_ultimatum * self.firmness
        self.sanctions = week.sanctions
        if not russia.promised:
            days_late = max(0, self.model.tick - DUE_TICK) * DAY
            self.sanctions = min(1.0, week.sanctions + week.sanctions_growth * days_late)


class Turkey(ThirdParty):
    """Hosts, and bridges unequal levels."""

    def __init__(self, model: "DiplomaticWeek") -> None:
        super().__init__(model)
        self.hosting = model.week.hosting
        self.step_down = model.week.step_down

    def speak(self) -> None:
        """Work on the parties while both have said they come, at different levels."""
        ours, theirs = self.model.ukraine.announced, self.model.russia.announced
        if ours and theirs and ours != theirs:
            done = 1 - math.exp(-self.model.week.bridging * self.hosting * DAY)
            self.step_down += (1 - self.step_down) * done


class Party(mesa.Agent):  # type: ignore[misc]
    """Somebody whose presence makes the meeting."""

    model: "DiplomaticWeek"
    announces: float  # probability per tick

    def __init__(self, model: "DiplomaticWeek", inclination: float, expected: float) -> None:
        super().__init__(model)
        week, uniform = model.week, self.random.random()
        luck = week.inclination_scale * math.log(uniform / (1 - uniform))
        self.inclination = inclination + luck + week.attend_trump * week.trump_attends
        self.expected = expected
        self.announced: int | None = None
        self.level = 0

    def base_will(self, other: "Party", pressure: float) -> float:
        """Return the inclination to come that both parties feel alike, in logits."""
        week = self.model.week
        return (
            self.inclination
            + week.attend_pressure * pressure
            + week.attend_hosting * self.model.turkey.hosting
            + week.attend_expectation * (other.expected - 0.5)
        )

    def announce(self) -> None:
        """Speak with the party's own frequency; the other side learns from it."""
        if self.random.random() < self.announces:
            self.announced = self.level
            self.expected += self.model.week.learning * (self.level / 2 - self.expected)


class Ukraine(Party):
    """Reads its own words personally (0), once promised (1) or once observed (2)."""

    def __init__(self, model: "DiplomaticWeek") -> None:
        super().__init__(model, model.week.ukraine_inclination, model.week.expected_ukraine)
        self.announces = model.week.ukraine_announces
        self.reading = self.random.choices(range(3), model.week.ukraine_readings)[0]
        self.steps = 0
        self.softening_drive = 0.0
        self.patience = self.random.expovariate(1.0)

    def decide(self) -> None:
        """Soften by a reading each time the patience is spent."""
        week, us, eu = self.model.week, self.model.us, self.model.eu
        log_rate = week.softening_pressure * us.pressure_ukraine
        log_rate -= week.softening_firmness * eu.firmness
        self.softening_drive += week.softening * DAY * math.exp(log_rate)
        while self.reading > 0 and self.softening_drive >= self.patience:
            self.reading -= 1
            self.steps += 1
            self.patience += self.random.expovariate(1.0)

    def gate(self) -> int:
        """Return the highest level the present reading allows."""
        russia = self.model.russia
        if self.reading == 0:
            return 2
        if self.reading == 1:
            return 2 if russia.promised else 1
        return 2 if russia.observed else 0

    def attend(self) -> None:
        """Come as the gate and the inclination allow."""
        week, russia = self.model.week, self.model.russia
        level = self.gate()
        if week.rule == "ordered_threshold":
            will = self.base_will(russia, self.model.us.pressure_ukraine)
            will -= week.attend_violation * russia.violated
            level = min(level, levels_passed(will, week.ukraine_thresholds))
        self.level = self.model.turkey.hosting * level


class Russia(Party):
    """Sends himself (2) or a delegation (1), and grants the ceasefire."""

    def __init__(self, model: "DiplomaticWeek") -> None:
        super().__init__(model, model.week.russia_inclination, model.week.expected_russia)
        self.announces = model.week.russia_announces
        self.gate = self.random.choices((2, 1), model.week.russia_readings)[0]
        self.promise_drive = 0.0
        self.patience = self.random.expovariate(1.0)
        self.promised = self.promised_by_due = self.observed = self.violated = False
        self.promised_ticks = self.kept_ticks = 0

    def decide(self) -> None:
        """Promise the ceasefire once the patience is spent, then keep it or not."""
        week, eu = self.model.week, self.model.eu
        if not self.promised:
            self.promise_drive += DAY * math.exp(
                week.promise_base
                + week.moscow_willingness
                + week.promise_firmness * eu.firmness
                + week.promise_sanctions * eu.sanctions
                + week.promise_us_pressure * self.model.us.pressure_russia
                - week.promise_ultimatum * eu.ultimatum
            )
            self.promised = self.promise_drive >= self.patience
            self.promised_by_due = self.promised and self.model.tick <= DUE_TICK
        if self.promised:
            self.keep()

    def keep(self) -> None:
        """Draw whether this tick is violated, and judge whether the ceasefire is observed."""
        week = self.model.week
        self.violated = self.random.random() < week.violation
        self.promised_ticks += 1
        self.kept_ticks += not self.violated
        enough = self.kept_ticks >= week.tolerance * self.promised_ticks
        self.observed = self.promised_by_due and enough

    def attend(self) -> None:
        """Come as the reading and the inclination allow."""
        week, level = self.model.week, self.gate
        if week.rule == "ordered_threshold":
            will = self.base_will(self.model.ukraine, self.model.us.pressure_russia)
            will -= week.attend_ultimatum * self.model.eu.ultimatum
            will -= week.attend_substitute * self.promised
            level = min(level, levels_passed(will, week.russia_thresholds))
        self.level = self.model.turkey.hosting * level


class DiplomaticWeek(mesa.Model):  # type: ignore[misc]
    """One world, with its five actors."""

    def __init__(self, week: Week, rng: int) -> None:
        super().__init__(rng=rng)
        self.week = week
        self.us, self.eu, self.turkey = UnitedStates(self), EuropeanLeaders(self), Turkey(self)
        self.ukraine, self.russia = Ukraine(self), Russia(self)
        self.third_parties = self.agents.select(agent_type=ThirdParty)
        self.parties = self.agents.select(agent_type=Party)

    @property
    def tick(self) -> int:
        """The current tick, from 0; Mesa counts its steps from 1."""
        return int(self.steps) - 1

    def step(self) -> None:
        """Play one tick; within a stage no actor sees what another does in it."""
        self.third_parties.do("speak")
        self.parties.do("decide")
        self.parties.do("attend")
        self.parties.do("announce")

    def outcome(self) -> str:
        """Return the outcome of the week; the first that applies wins."""
        low, high = sorted((self.ukraine.level, self.russia.level))
        if low == 0:
            return "one_sided" if high else "none"
        chance = self.week.logistics if low == high else self.turkey.step_down
        if self.random.random() < chance:
            return "leaders_on_time" if low == 2 else "delegations_on_time"
        if self.random.expovariate(1.0) <= self.week.late_meeting * FOLLOW_UP:
            return "leaders_late" if low == 2 else "delegations_late"
        return "one_sided"


def release(model: DiplomaticWeek) -> None:
    """Let go of a finished world: Mesa 3.3 counts agents in a table that keeps models alive."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def run(week: Week, worlds: int, seed: int) -> dict[str, float]:
    """Play the week in many worlds, one after the other.

    Parameters
    ----------
    week : Week
        The assumptions.
    worlds : int
        Number of replications, at least 1.
    seed : int
        Seed of the worlds' seeds.

    Returns
    -------
    dict[str, float]
        Share of worlds, in [0, 1], of each outcome and of a `promised` ceasefire.
    """
    if worlds < 1:
        raise ValueError(f"worlds is {worlds}; at least 1 is needed")
    seeds = random.Random(seed)
    totals: Counter[str] = Counter()
    for _ in range(worlds):
        model = DiplomaticWeek(week, rng=seeds.getrandbits(32))
        for _ in range(DECIDING_TICKS):
            model.step()
        totals[model.outcome()] += 1
        totals["promised"] += model.russia.promised
        release(model)
    return {name: totals[name] / worlds for name in (*OUTCOMES, "promised")}
