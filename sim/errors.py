"""What went wrong, where in the file it stands, and what is allowed.

Every error a user can cause derives from `ParleyError` and reads as one line. The faces (command
line, notebooks) show that line and nothing else; exit code 2.
"""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice, takewhile

from sim.characters import LONGEST_WORD, cut, oddity, plain

MAX_CHOICES, NEAREST = 30, 8  # more choices than this are not all listed, only so many of them
ROOM = 8  # letters that may stand around a word: quotes and a colon
MAX_COMPARED = 1_000  # choices among which the nearest is looked for
LONGEST_LINE, LONGEST_PATH = 1_500, 600  # in letters: of a message, and of the name of a file in it
SHORTEST = 4  # letters of a word below which another word is another word and no slip
POINT = "a decimal needs a point, as in 0.85"
"""What to do about 0,85: in braces YAML takes it for the number 0 and a key 85."""

ABSENT = object()  # stands for "nothing was given" where None would be a value


Keys = tuple[str | int, ...]  # what leads to an entry of a file, from the outside in


class ParleyError(Exception):
    """Something the user asked for cannot be done; the message is one readable line."""

    def __str__(self) -> str:
        return on_one_line(cut(cut_words(super().__str__()), LONGEST_LINE))


class UsageError(ParleyError):
    """A request outside what is allowed: a number of worlds, an unknown rule, a folder."""


class ScenarioError(ParleyError):
    """A scenario file does not describe a negotiation.

    The problem says in one sentence what is wrong and what is allowed, and the rest where: in the
    file, or ``--set``; its line, from 1, where that is known; the dotted path of the entry; and the
    value given there, if any was.
    """

    def __init__(
        self,
        problem: str,
        file: str,
        line: int | None = None,
        key: str = "",
        value: object = ABSENT,
    ) -> None:
        self.problem, self.file, self.line = problem, file, line
        self.key, self.value = key, value
        super().__init__(str(self))

    def __str__(self) -> str:
        file = cut(self.file, LONGEST_PATH)
        place = file if self.line is None else f"{file}:{self.line}"
        key = cut(cut_words(self.key), LONGEST_PATH)
        problem = cut(cut_words(self.problem), LONGEST_LINE)
        given = "" if self.value is ABSENT else f" (given: {shorten(self.value)})"
        return on_one_line(": ".join(filter(None, (place, key, problem))) + given)


class InvalidEntry(ValueError):  # noqa: N818 - pydantic collects it, users never see the name
    """A part of a scenario that does not fit another part; becomes a `ScenarioError`.

    The path holds the keys from the validated object down to the faulty entry.
    """

    def __init__(self, path: Keys, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(problem)


def on_one_line(text: str) -> str:
    """Return the text with line breaks, and all else a terminal would act on, escaped."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def dotted(keys: Keys) -> str:
    """Return the path of keys that a message names."""
    return ".".join(cut(str(key)) for key in keys)


def path_of(keys: Keys) -> str:
    """Return the path of keys, as ``--set`` takes it."""
    return ".".join(map(str, keys))


def cut_words(text: str) -> str:
    """Return the text with every word cut that is too long to be read; parts of paths are words."""
    return re.sub(rf"[^\s./:\\]{{{LONGEST_WORD + ROOM},}}", lambda word: cut(word[0]), text)


def shorten(value: object, width: int = 60) -> str:
    """Return the value as text on one line, at most `width` characters long."""
    return cut(" ".join(repr(value).split()), width)


def did_you_mean(word: object, choices: Iterable[str]) -> str:
    """Return what is allowed, led by the closest choice: ``did you mean 'x'? allowed: x, y``.

    Where a character of the word is not what it seems, that is said instead of the closest choice.
    """
    known = sorted(map(cut, choices))
    asked, some = plain(cut(str(word))), [*islice(known, MAX_COMPARED)]
    close = get_close_matches(asked, some, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    if odd := oddity(str(word)):
        hint = f"{odd}; "
    if len(known) > MAX_CHOICES:
        near = get_close_matches(asked, some, n=NEAREST, cutoff=0)
        return f"{hint}the nearest of {len(known)}: {', '.join(near)}"
    return f"{hint}allowed: {', '.join(known) or 'none here'}"


def must_be_known(path: Keys, word: str, choices: Collection[str], what: str) -> None:
    """Raise `InvalidEntry` at `path` unless the word is one of the choices of a kind."""
    if word not in choices:
        raise InvalidEntry(path, f"unknown {what} {cut(word)!r}; {did_you_mean(word, choices)}")


def is_slip(word: str, choices: Iterable[str]) -> bool:
    """Whether a word is no choice but one slip away from one: what somebody wrote by mistake.

    A slip is a letter left out, put in, put for another, or swapped with its neighbour. Digits tell
    things apart (``party_1``, ``party_2``), and so does every letter of a short word (``us``,
    ``un``): there nothing is taken for a slip.

    >>> is_slip("monastry", ["monastery"]), is_slip("south_korea", ["north_korea"])
    (True, False)
    """
    known = set(choices)
    return word not in known and any(_one_slip(word, choice) for choice in known)


def _one_slip(word: str, choice: str) -> bool:
    if abs(len(word) - len(choice)) > 1:
        return False
    start = _alike(word, choice)
    one, other = word[start:], choice[start:]
    end = _alike(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    swapped = len(one) == 2 and one == other[::-1]
    plain = len(choice) >= SHORTEST and not re.search(r"\d", one + other)
    return plain and (swapped or max(len(one), len(other)) == 1)


def _alike(one: str, other: str) -> int:
    return len([*takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))])
