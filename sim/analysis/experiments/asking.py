"""Asking: what is worth knowing, and what each answer would make of an outcome.

Whether an outcome comes about is uncertain by its Brier variance, p (1 − p). Once somebody has
answered, it is p (1 − p) given the answer; the mean over all answers is what is left. What one
answer removes is the difference, Var(E[outcome | answer]), as a share of the whole: 0 where the
answer says nothing, 1 where it settles the question. It is the value of partial information of
decision analysis (Howard 1966) for a forecaster who is paid by the Brier score, and the first-order
index of sensitivity analysis (Sobol’ 1993).

In a run of limited size even answers that mean nothing differ a little. So squares are products of
independent parts of the run, never of one with itself, and no question seems worth more than it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.experiments.questions import KINDS, THIRDS, Question, questions
from sim.analysis.experiments.sample import ROUNDING
from sim.analysis.experiments.variance import margins_of
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words, measures
from sim.arrays import Flags, Floats
from sim.engine.evidence import fitting
from sim.engine.outcome import outcomes_of
from sim.engine.sobol import PARTS
from sim.ensemble.chances import UNIT, Sums
from sim.ensemble.ends import chances_now
from sim.ensemble.executors import Workers
from sim.ensemble.jobs import carried_out
from sim.ensemble.luck import Seed
from sim.ensemble.run import BLOCK, CHANCES, Progress, Run, run_of, run_worlds, spans_of
from sim.scenario import Scenario
from sim.style.numbers import in_percent
from sim.style.words import called

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

ASKED = 65_536
"""Worlds in which answers are sought, unless told otherwise."""

WORTH = 0.02
"""Of the uncertainty: what removes less is hardly worth asking."""

WORDS_OF = "how the words of "
"""How a question after a reading begins."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with what was answered.

    The sums are the chances of each outcome, added up over the worlds of each part of the run that
    give each answer; ``(parts, answers, outcomes)``.
    """

    question: Question
    sums: Floats

    @property
    def differs(self) -> bool:
        """Whether not all worlds give the same answer."""
        return bool(np.count_nonzero(self.sums.sum(axis=(0, 2))) > 1)

    def removes(self, held: Flags) -> tuple[float, float]:
        """Return the share of uncertainty that an answer removes, and half of its 95 % interval.

        Of what adds up the outcomes that are `held`.
        """
        margin = margins_of(lambda part: np.array(worth(np.delete(self.sums, part, 0), held)))
        return max(0.0, worth(self.sums, held)), float(margin)

    def answers(self, held: Flags) -> Iterator[tuple[str, float, float]]:
        """Yield each answer, how likely it is, and how likely what is held then is."""
        sums, names = self.sums.sum(axis=0), self.question.answers
        if not names:
            sums, names = sums.reshape(len(THIRDS), -1, sums.shape[-1]).sum(axis=1), THIRDS
        for name, row in zip(names, sums, strict=True):
            if row.sum():
                yield name, float(row.sum() / sums.sum()), float(row[held].sum() / row.sum())


def worth(sums: Floats, held: Flags) -> float:
    """Return the share of the uncertainty that an answer removes; see `Asked`."""
    happened, size = sums[..., held].sum(axis=-1), sums.sum(axis=-1)
    before = _squared(happened.sum(axis=1), size.sum(axis=1))
    share, whole = happened.sum() / size.sum(), size.sum(axis=0) / size.sum()
    total = share - before
    known = _squared(happened, size)
    known = np.where(np.isnan(known), before, known)  # of what one part alone answers
    return float((whole @ (known - before)) / total) if total > ROUNDING else 0.0


def _squared(happened: Floats, size: Floats) -> Floats:
    """Return the squared share, each product one of two parts; nan where one part is all."""
    num, den = (one.sum(axis=0) ** 2 - (one**2).sum(axis=0) for one in (happened, size))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(den > 0.5, num / den, np.nan))


Ranked = tuple[Asked, float, float]
"""What is asked, what share of the uncertainty an answer removes, and the margin of that."""


@dataclass(frozen=True, eq=False, repr=False)
class Asking(RunFinding):
    """What is worth knowing of a scenario."""

    topic = "what is worth knowing"
    listed_as = "questions"

    run: Run
    asked: tuple[Asked, ...]

    @cached_property
    def left(self) -> int:
        """How many worlds fit what is known."""
        return round(float(self.asked[0].sums.sum()))

    def ranked(self, measure: str = ANY_ON_TIME) -> list[Ranked]:
        """Return what is asked, with what it removes and the margin, the most telling first."""
        held = measures(self.scenario)[measure]
        found = [(one, *one.removes(held)) for one in self.asked]
        return sorted(found, key=lambda row: -row[1])

    def by_kind(self, measure: str, most: int | None = None) -> dict[str, list[Ranked]]:
        """Return what is asked by its kind, of each what clearly removes some, at most so many."""
        ranked = [row for row in self.ranked(measure) if row[1] > row[2]]
        kinds = ((kind, [one for one in ranked if one[0].question.kind == kind]) for kind in KINDS)
        return {kind: rows[:most] for kind, rows in kinds}

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return what is most worth asking now and what is not, and what says as much later."""
        by_kind = self.by_kind(measure)
        now = sorted(by_kind["reading"] + by_kind["number"], key=lambda one: -one[1])
        most = max(now[0][1] if now else 0.0, WORTH)
        words = _now(now, by_kind["reading"], called(measure_in_words(measure)))
        later = [row for row in by_kind["act"] if row[1] >= most]
        if later:
            first = min(later, key=lambda one: (one[0].question.tick, -one[1]))
            words += f"; the first thing to be seen that removes as much is {_telling(first)}"
            words += f", the most telling {_telling(later[0])}" * (first is not later[0])
        if by_kind["draw"] and by_kind["draw"][0][1] >= most:
            luck, removes, _ = by_kind["draw"][0]
            known = f"{luck.question.words}, which nobody can know"
            words += f"; {known}, would remove {in_short(removes)}"
        return self.as_known(f"{words}.")

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per measure, question and answer."""
        for measure, held in measures(self.scenario).items():
            for one, removes, margin in self.ranked(measure):
                question = one.question
                asked = {"kind": question.kind, "question": question.name, "words": question.words}
                worth = {"outcome": measure, "removes": removes, "margin": margin}
                for answer, likely, share in one.answers(held):
                    yield {**asked, **worth, "answer": answer, "likely": likely, "share": share}


def _now(now: Sequence[Ranked], readings: Sequence[Ranked], outcome: str) -> str:
    """Return what is worth asking now, and whose words are not."""
    what = f"of the uncertainty about {outcome}"
    if not now or now[0][1] < WORTH:
        return f"Nothing that could be asked now would clearly remove {WORTH:.0%} {what}"
    best, least = now[0], [now[0], *readings][-1]
    words = f"one answer would remove {in_short(best[1])} {what}"
    if least[1] > best[1] / 2:
        return f"Ask {best[0].question.words}: {words}"
    asked, other = (one[0].question.words for one in (best, least))
    if asked.startswith(WORDS_OF):
        other = other.replace(WORDS_OF, "those of ").removesuffix(" are meant")
    return f"Ask {asked}, not {other}: {words}, against {in_short(least[1])}"


def _telling(found: Ranked) -> str:
    asked, removes, _ = found
    return f"{asked.question.words} ({in_short(removes)})"


def in_short(removes: float) -> str:
    """Return a share of the uncertainty in percent."""
    return f"{removes:.0%}" if removes >= WORTH else in_percent(removes)


def ask(
    scenario: Scenario, worlds: int = ASKED, seed: Seed = None, uncertain: bool = False
) -> Asking:
    """Find what is worth knowing: how much of the uncertainty one answer would remove.

    The arguments are those of `simulate`. Numbers are asked for where they are drawn: if
    `uncertain`. ``Luck(seed, given=["north.announced=silent@2031-05-13"])`` in place of a seed asks
    once that is known.

    Examples
    --------
    >>> from sim import Scenario, ask
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> found = ask(crisis, worlds=2048, seed=1)
    >>> {one.question.kind for one in found.asked} == {"reading", "act", "draw"}
    True
    """
    return ask_run(run_of(scenario, worlds, seed, uncertain, keep="counts"))


def ask_run(run: Run, workers: Workers = 1, progress: Progress | None = None) -> Asking:
    """Find what is worth knowing in the worlds of a run; `progress` is told how many are done."""
    known = max((fact.tick for fact in run.facts), default=-1)
    asked = questions(run.scenario, run.uncertain, known)
    size = len(outcomes_of(run.scenario))
    sums = {one.name: np.zeros((PARTS, one.size, size), np.int64) for one in asked}
    spans = spans_of(range(run.worlds), BLOCK // 4)
    for _, found in carried_out(partial(_answered, run, asked), spans, workers, progress):
        for name, more in found.items():
            sums[name] += more
    run.among(sums[asked[0].name].sum(axis=1))  # refuses where no world fits what is known
    answered = (Asked(one, sums[one.name] / UNIT) for one in asked)
    return Asking(run, tuple(one for one in answered if one.differs))


def _answered(run: Run, asked: Sequence[Question], span: range) -> dict[str, Sums]:
    """Return the chances added up in some worlds, by question; shaped as the sums of `Asked`."""
    watched = {*run.watched}.union(*(one.watched for one in asked))
    found = run_worlds(run.scenario, run.batch(span), partial(_answers, run, asked), watched)
    part, sums = np.arange(span.start, span.stop) % PARTS, dict[str, Sums]()
    for one in asked:
        cell = part * one.size + found[f"{one.name}:code"]
        units = np.rint(found[one.name if one.comes_last else CHANCES] * UNIT)
        counted = [np.bincount(cell, each, PARTS * one.size) for each in units]
        sums[one.name] = np.stack(counted, -1).reshape(PARTS, one.size, -1).astype(np.int64)
    return sums


def _answers(run: Run, asked: Sequence[Question], model: "Negotiation") -> dict[str, Any]:
    """Return what each world answers, and the chances that it had, as far as it fits."""
    fits = fitting(model, run.facts)
    codes = {f"{one.name}:code": one.code(model) for one in asked}
    chances = {one.name: one.chances(model) * fits for one in asked if one.comes_last}
    return codes | chances | {CHANCES: chances_now(model) * fits}
