"""What is handed in: a prediction, the finding before and after, one world, sources and limits.

About four pages. Whatever was changed stands beside the text's own result, on the same luck.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.lifted import lifted
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.obstacles import obstacles, worth_a_line
from sim.analysis.stories.divergence import both_stories, diverges_at
from sim.analysis.stories.replay import replay
from sim.errors import UsageError, on_one_line
from sim.pages.beside import beside_rows
from sim.pages.page import picture, render
from sim.plots.plot import pictures

MAX_NAME, MAX_REASON, MAX_OBSTACLES = 80, 1_000, 3
DOTS_PER_INCH = 150


@dataclass(frozen=True)
class Entry:
    """What somebody hands in beside the run: a name, what they predicted, and why.

    Predicted are meetings on time, in worlds of 100; name and reason are on one line each.
    """

    name: str = ""
    prediction: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        for key, most in (("name", MAX_NAME), ("reason", MAX_REASON)):
            words = on_one_line(" ".join(getattr(self, key).split()))
            if len(words) > most:
                raise UsageError(f"{key}: at most {most:,} characters are allowed")
            object.__setattr__(self, key, words)
        if self.prediction is not None and not 0 <= self.prediction <= 100:
            allowed = "a whole number of worlds from 0 to 100 is allowed"
            raise UsageError(f"prediction={self.prediction}: {allowed}")


def hand_in_parts(both: Comparison) -> dict[str, Any]:
    """Return all that a page to hand in holds but what somebody writes: most of its work."""
    text, now = both.results
    changes = changes_from_base(text.scenario, now.scenario)
    found = obstacles(now)
    rows = worth_a_line([one.share.share for one in found], MAX_OBSTACLES)
    shown = lifted(now, found[:rows])
    parts = {"both": both, "scenario": now.scenario, "changes": changes, "bound": shown}
    return {
        **parts,
        "beside": beside_rows(both),
        "drawn": _drawn(both),
        **_world(both),
        "often": [both.shares(place)[ANY_ON_TIME].share for place in range(2)],
    }


def hand_in_page(parts: dict[str, Any], entry: Entry, command: str) -> str:
    """Return a page to hand in, of what `hand_in_parts` returns; the command runs it again."""
    title = f"Hand-in: {parts['scenario'].title}"
    sources = _sources(parts)
    return render("hand-in.html", title, **parts, entry=entry, command=command, sources=sources)


def _drawn(both: Comparison) -> list[tuple[str, str]]:
    """Return two pictures with what each shows: how the worlds end, and when that is decided."""
    drawn = dict(pictures(both.results[1]))
    changed = both.results[0] is not both.results[1]
    ends = both.plot(flows=1) if changed else drawn["outcomes"]
    shown = {"How the worlds end": ends, "How it unfolds": drawn["timeline"]}
    return [(words, picture(figure.png(DOTS_PER_INCH))) for words, figure in shown.items()]


def _world(both: Comparison) -> dict[str, Any]:
    """Return one world, told; the first that ends otherwise than in the text, where one does."""
    before, after = (result.table["outcome"] for result in both.results)
    number = int(np.argmax(before != after))
    text, now = (replay(one.scenario, number, both.run.luck) for one in both.results)
    return {
        "world": now,
        "in_text": text,
        "parting": diverges_at(text, now),
        "told": [line for where, line in both_stories(now, text) if where != "second"],
    }


def _sources(parts: dict[str, Any]) -> list[Any]:
    """Return the sentences that the page names, in the order of the text."""
    named = {key for part in ("changes", "told") for one in parts[part] for key in one.sources}
    named |= {key for one in parts["bound"] for key in one.statements}
    return [one for one in parts["scenario"].statements if one.id in named]
