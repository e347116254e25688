"""Advice: what within one actor's reach would move an outcome, and what that costs it in blame.

Acts, alone and two together, are lived through on the same luck. What makes a clear change is tried
again under draws of the assumptions and under every theory, to see where it clearly does the same,
and where the contrary. All follows from assumptions; nothing is recommended.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.experiments.acts import Act, known_at, tried
from sim.analysis.experiments.effects import largest_effects
from sim.analysis.experiments.reach import reach
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, what_happens
from sim.analysis.outcomes.otherwise import named
from sim.analysis.outcomes.shares import Difference
from sim.analysis.stories.smallest import sets_of
from sim.ensemble.executors import Workers
from sim.ensemble.luck import Seed
from sim.ensemble.run import WORLDS, Run, run_of
from sim.errors import UsageError, did_you_mean
from sim.scenario import Scenario
from sim.style.numbers import signed
from sim.style.sentences import counted, listed
from sim.style.words import called


@dataclass(frozen=True, repr=False)
class Advice(RunFinding):
    """What within an actor's reach would move an outcome."""

    topic, listed_as = "what would move an outcome, within one actor’s reach", "acts"

    run: Run
    actor: str
    wanted: str
    acts: tuple[Act, ...]
    left: int | None = None
    """How many worlds fit what is known; None where nothing is."""

    @property
    def request(self) -> dict[str, Any]:
        """What was run, whose acts were tried, and what is wanted."""
        return super().request | {"actor": self.actor, "wanted": self.wanted}

    @property
    def best(self) -> list[Act]:
        """Acts than which neither another nor doing nothing is better.

        Better brings about what is wanted as often and costs no more blame before any audience, and
        does more or costs less in something.
        """
        nothing = Act((), Difference(0, 0, 0, None), dict.fromkeys(self.acts[0].blame, 0))
        every = (nothing, *self.acts)
        return [one for one in self.acts if not any(other.is_better(one) for other in every)]

    @property
    def told(self) -> list[Act]:
        """The best and all single acts, the largest gain first."""
        told = [*self.best, *(one for one in self.acts if len(one.changes) == 1)]
        return sorted(dict.fromkeys(told), key=lambda one: -one.gain.difference)

    @property
    def sentence(self) -> str:
        """Which acts move the outcome most; what the best costs, and where else it does the same.

        And where it does the contrary.
        """
        most, found = self.told[0], self.about(self.wanted)
        if most.sign <= 0:
            return found
        blames = {named(self.scenario, key): more for key, more in most.blame.items()}
        costs = [f"{signed(more, plus=True)} before {name}" for name, more in blames.items()]
        cost = f"changes its blame by {listed(costs)}, and " if costs else ""
        (draws, same), (contrary, turned) = most.under(1), most.under(-1)
        holds = [f"{draws} of {len(most.draws)} draws of the assumptions"] if most.draws else []
        holds.append(f"{len(same)} of {len(most.theories)} theories")
        fails = [counted(contrary, "draw")] * bool(contrary) + [*map(called, turned)]
        lowers = f"; under {listed(fails)} it clearly lowers it" if fails else ""
        return f"{found} The first {cost}clearly raises this under {listed(holds)}, too{lowers}."

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return which acts raise and lower what is wanted, the only measure there is, most."""
        told, happens = self.told, what_happens(measure, self.scenario)
        reach = f"within the reach of {named(self.scenario, self.actor)}"
        worst = told[-1]
        if worst.sign < 0 and all(one.sign <= 0 for one in self.acts):
            words = f"Nothing tried {reach} makes it clearly more frequent that {happens}"
            least = f"it is least frequent had {worst.words} ({worst.gain.in_words})"
            return f"{self.as_known(words)}; {least}."
        pairs = sum(len(one.changes) > 1 for one in told)
        shown = listed([counted(len(told) - pairs, "act"), *[counted(pairs, "pair")] * bool(pairs)])
        effects = {f"had {one.words}": one.gain for one in told}
        return largest_effects(self.as_known(f"Across {shown} {reach}"), happens, effects)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per act: what it does, what it costs, and where else it does the same."""
        for one in self.acts:
            (draws, same), (contrary, turned) = one.under(one.sign), one.under(-one.sign)
            blames = {f"blame_{audience}": more for audience, more in one.blame.items()}
            tried = {"draws": len(one.draws), "theories": len(one.theories)}
            did = {"draws_same": draws, "draws_turned": contrary, "theories_same": len(same)}
            yield {"had": one.words, "acts": len(one.changes), **asdict(one.gain), **blames} | {
                **tried,
                **did,
                "theories_turned": " ".join(turned),
            }


def advise(
    scenario: Scenario, actor: str, wanted: str, worlds: int = WORLDS, seed: Seed = None
) -> Advice:
    """Try all that an actor, given by its id, can do to have an outcome come about more often.

    Raises `UsageError` as `advise_run` does.

    Examples
    --------
    >>> from sim import Scenario, advise
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> advise(crisis, "wren", "any_on_time").best[0].words  # doctest: +SKIP
    '‘Port Wren: bridging of unequal levels (rate per day)’ been 1'
    """
    return advise_run(run_of(scenario, worlds, seed, keep="counts"), actor, wanted)


def advise_run(run: Run, actor: str, wanted: str, workers: Workers = 1) -> Advice:
    """Try all that an actor can do to have an outcome come about more often in a run.

    Raises `UsageError` if there is no such actor or outcome, nothing is within its reach, or no
    world fits what is known.
    """
    if actor not in run.scenario.actors:
        actors = run.scenario.actors
        raise UsageError(f"--for {actor}: unknown actor; {did_you_mean(actor, actors)}")
    check_measure(run.scenario, wanted, "--wants")
    acts = reach(run.scenario, actor, 1 + max((fact.tick for fact in run.facts), default=-1))
    if not acts:
        means = "it has no words, promise, signal or move of its own that could be otherwise"
        raise UsageError(f"--for {actor}: nothing is within its reach: {means}")
    sets = [some for size in (1, 2) for some in sets_of(acts, (), size)]
    known = known_at(run, {})
    fit = None if known.fits is None else int(known.fits.sum())
    return Advice(run, actor, wanted, tuple(tried(known, (actor, wanted), sets, workers)), fit)
