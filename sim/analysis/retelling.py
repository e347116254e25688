"""Retelling: one world under two assumptions, as one account that shows where the two part."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from sim.analysis.replay import Story
from sim.analysis.story import Line

Told = tuple[str, Line]
"""A line with where it happened: ``both``, ``first`` or ``second``."""


def told_together(first: Story, second: Story) -> list[Told]:
    """Return the lines of one world under two assumptions as one account, in their order."""
    here, there = (_comparable(story.lines) for story in (first, second))
    told: list[Told] = []
    for tag, a, b, c, d in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if tag == "equal":
            told += [("both", line) for line in first.lines[a:b]]
        else:
            told += [("first", line) for line in first.lines[a:b]]
            told += [("second", line) for line in second.lines[c:d]]
    return told


def _comparable(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [(line.when, line.actor, line.kind, line.text) for line in lines]


def parting(first: Story, second: Story) -> Line | None:
    """Return the first line in which what happens differs, signals aside; None if none does."""
    for where, line in told_together(first, second):
        if where != "both" and line.kind not in ("signal", "reading"):
            return line
    return None
