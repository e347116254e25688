"""A file for every seed and number: a real scenario, mutated as data and then as bytes."""

import copy
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from fuzzing import odd
from fuzzing.mutations import MILD, WILD
from fuzzing.tree import Raw, Tree
from sim.cli.skeleton import Answers, skeleton
from sim.reading.document import parse_document, read_document, yaml_files
from sim.reading.layers import read_layers
from sim.scenario.scenario import SHAPE

LIBRARY = Path(__file__).parents[2] / "scenarios"
BASELINE = "thursday/baseline.yaml"

SMALLEST = b"""\
title: Two villages
summary: They may meet.
clock:
  starts: 2001-01-01T00:00+00:00
  hours_per_tick: 6
  deadline: 2001-01-02T00:00+00:00
  on_time_until: 2001-01-03T00:00+00:00
  follow_up_until: 2001-01-09T00:00+00:00
conditions:
  road: {title: the road is open, grantor: south, log_rate: 0}
actors:
  north:
    role: party
    name: North
    readings:
      open: {attends_if: {leaders: always}}
      strict: {attends_if: {leaders: {road: observed}}}
    weights: {open: 0.5, strict: 0.5}
    inclination: {normal: {mean: 1, sd: 0.5}}
    thresholds: {delegations: 0, leaders: 1}
    softening: {rate: 0.1}
  south:
    role: party
    name: South
    readings: {open: {attends_if: {leaders: always, delegations: always}}}
    weights: {open: 1}
    inclination: 0
    thresholds: {delegations: 0, leaders: 1}
  mill: {role: backer, name: Mill, signals: {push: {strength: 1}}, blames: {absence: 1}}
meeting: {goes_ahead: 0.9, step_down: 0.5}
"""

ASKED = Answers(
    title="The dam",
    parties=("Upland", "Delta"),
    host="The abbey",
    backers=("River Union",),
    condition="the gates are open",
    grantor="Upland",
    starts=date(2031, 6, 2),
    deadline=date(2031, 6, 6),
    last_day=date(2031, 6, 7),
)


@cache
def bases() -> tuple[Tree, ...]:
    """Return what is mutated, the quick ones more often: the smallest, a skeleton, the library."""
    small, begun = (
        parse_document(text, "base").data for text in (SMALLEST, skeleton(ASKED).encode())
    )
    real = []
    for file in yaml_files(LIBRARY):
        layer = read_document(file).data
        real.append(layer if "extends" in layer else read_layers(SHAPE, file).data)
    return (*[small] * 20, *[begun] * 6, *real)


def lay_out(folder: Path) -> None:
    """Put what a mutated layer extends into a folder."""
    whole = read_layers(SHAPE, LIBRARY / BASELINE).data
    (folder / "baseline.yaml").write_text(_dumped(whole), encoding="utf-8")


def fuzzed(seed: int, number: int) -> bytes:
    """Return the file of this seed and number, always the same."""
    luck = Random(f"{seed}.{number}")
    tree = copy.deepcopy(luck.choice(bases()))
    wild = luck.random() < 0.4
    for _ in range(luck.choice((1, 1, 1, 2, 3, 5))):
        if tree:
            luck.choice(WILD if wild else MILD)(luck, tree)
    text = _dumped(tree)
    if not wild or luck.random() < 0.5:
        return text.encode("utf-8", "surrogatepass")
    return luck.choice(DAMAGES)(luck, text)


def _dumped(tree: Tree) -> str:
    """Write a tree line by line, with raw texts put in afterwards: a dumper would quote them."""
    raw: list[str] = []

    def marked(entry: Any) -> Any:
        if isinstance(entry, dict):
            return {marked(key): marked(inner) for key, inner in entry.items()}
        if isinstance(entry, list):
            return [marked(inner) for inner in entry]
        if isinstance(entry, Raw):
            raw.append(entry)
            return f"RAW{len(raw) - 1}WAR"
        return entry

    text: str = yaml.dump(
        marked(tree), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000
    )
    for number, words in enumerate(raw):
        text = text.replace(f"RAW{number}WAR", words)
    return text


class _Plain(yaml.SafeDumper):
    """Writes no anchors of its own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _flipped(luck: Random, text: str) -> bytes:
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(luck.choice((1, 1, 4, 20))):
        content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)
    return bytes(content)


def _cut(luck: Random, text: str) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    start, end = sorted(luck.randrange(len(content) + 1) for _ in range(2))
    return luck.choice((content[:end], content[start:], content[:start] + content[end:]))


def _encoded(luck: Random, text: str) -> bytes:
    code = luck.choice(("utf-16", "utf-32", "latin-1", "cp1251", "utf-8-sig", "utf-7", "shift-jis"))
    return text.encode(code, "replace")


def _relined(luck: Random, text: str) -> bytes:
    """Take other breaks of lines, or put lines elsewhere, twice, or further in."""
    lines = text.split("\n")
    for _ in range(luck.choice((0, 1, 3))):
        here, there = luck.randrange(len(lines)), luck.randrange(len(lines))
        moved = luck.choice(
            (lines[here], f"  {lines[here]}", f"\t{lines[here]}", lines[here].strip())
        )
        lines[there : there + luck.randrange(2)] = [moved]
    breaks = luck.choice(("\n", "\r\n", "\r", "\x85", "\u2028", "\n\n", "\n \n"))
    return breaks.join(lines).encode("utf-8", "surrogatepass")


def _put_in(luck: Random, text: str) -> bytes:
    """Put odd characters anywhere: in a word, a number, a quote."""
    here = luck.randrange(len(text) + 1)
    characters = luck.choice(
        (*odd.TEXTS, *odd.SPELT, "---\n", "...\n", "\n%YAML 1.1\n", "\n? ", "{", "[")
    )
    return (text[:here] + characters + text[here:]).encode("utf-8", "surrogatepass")


def _anchored(luck: Random, text: str) -> bytes:
    """Name a part and refer to it elsewhere, merge it, or multiply it without end."""
    lines = text.rstrip("\n").split("\n")
    opening = [row for row, line in enumerate(lines) if line.endswith(":")]
    for row in luck.sample(opening, min(len(opening), 2)):
        inside = len(lines[row]) - len(lines[row].lstrip()) + 2
        lines[row] += luck.choice((" &a", " !!map", " !x", " &a !!map", " !!seq", " *a", " &a *a"))
        if luck.random() < 0.5:
            lines[row] += (
                "\n" + " " * inside + luck.choice(("<<: *a", "<<: [*a, *a]", "*a : 1", "? *a"))
            )
    bomb = "\n".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 9))
    lines.append(luck.choice(("", "shared: *a", "extra: *a", f"b0: &b0 [1]\n{bomb}")))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


DAMAGES: tuple[Callable[[Random, str], bytes], ...] = (
    *(_flipped, _cut, _encoded, _relined, _put_in, _anchored),
)
