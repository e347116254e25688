"""Divergence: one world under two assumptions, as one account that shows where the two part."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher

from sim.analysis.stories.line import Line
from sim.analysis.stories.replay import Story
from sim.engine.outcome import in_words
from sim.style.sentences import listed
from sim.style.words import called

Placed = tuple[str, Line]  # a line with where it happened: ``both``, ``first`` or ``second``
REASON = "reason"  # the kind of a line that tells only why


def both_stories(first: Story, second: Story) -> list[Placed]:
    """Return the lines of one world under two assumptions as one account, by time.

    A line is in both if the same happens. Where that has other reasons, each is told after it as
    a line of its own, of the kind `REASON`.
    """
    times = sorted({line.when for story in (first, second) for line in story.lines})
    return [placed for when in times for placed in _at(when, first, second)]


def _at(when: datetime, first: Story, second: Story) -> Iterator[Placed]:
    here, there = ([line for line in story.lines if line.when == when] for story in (first, second))
    matcher = SequenceMatcher(None, _happened(here), _happened(there), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for one, other in zip(here[a:b], there[c:d], strict=True):
                yield from _alike(one, other)
        else:
            yield from (("first", line) for line in here[a:b])
            yield from (("second", line) for line in there[c:d])


def _alike(one: Line, other: Line) -> Iterator[Placed]:
    """Yield what happens in both, with its reason if that is the same, or with each of the two."""
    if (one.why, one.sources) == (other.why, other.sources):
        yield "both", one
        return
    yield "both", replace(one, why="", sources=())
    for where, line in (("first", one), ("second", other)):
        yield (
            where,
            replace(line, kind=REASON, what=f"why: {line.why or 'no reason is told'}", why=""),
        )


def _happened(lines: Sequence[Line]) -> list[tuple[str, str, str]]:
    return [(line.actor, line.kind, line.what) for line in lines]


def diverges_at(first: Story, second: Story) -> Line | None:
    """Return the first line in which what happens differs; None if none does.

    Signals are the assumptions' own, and do not count; nor do reasons of what happens in both.
    """
    lines = (line for where, line in both_stories(first, second) if where != "both")
    return next((line for line in lines if line.kind not in ("signal", REASON)), None)


def ends_of_both(first: Story, second: Story, names: Sequence[str]) -> str:
    """Return as a sentence how one world ends under each of two assumptions, given by name."""
    under = [f"‘{name}’ ({mark})" for mark, name in zip("AB", names, strict=True)]
    ends = [called(in_words(story.row["outcome"])) for story in (first, second)]
    if len(set(ends)) == 1:
        how = f"{ends[0]} both under {' and under '.join(under)}"
    else:
        how = listed(f"{end} under {name}" for end, name in zip(ends, under, strict=True))
    return f"In this world, one of many, the outcome is {how}."
