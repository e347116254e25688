"""A skeleton: a scenario to fill in, written from a few names and dates."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, product
from string import ascii_uppercase

from sim.style.templates import templates_of

LONGEST_ID, LONGEST_WORDS = 40, 24
FOLLOW_UP = timedelta(days=7)

TAKEN = frozenset({"meeting", "shock", "null", "true", "false"})
"""Ids that luck of its own has, and those that YAML would not take for words."""

SAYS = {"party": "outlook", "backer": "pressure", "host": "hosting"}
"""What of each actor others can weigh."""

EVEN = math.log(math.log(2))
"""Log of the rate per span at which something is as likely as not to happen within the span."""

PARTY_WEIGHT, CONDITION_WEIGHT = 0.6, 0.5
"""What all third parties together weigh with a party, and with whoever could promise."""

BRIDGED = 0.2
"""How much of the gap a host closes until the freeze: 1 − exp(−0.2), about a fifth."""


@dataclass(frozen=True)
class Answers:
    """What somebody says about a crisis of their own.

    Attributes
    ----------
    title : str
    parties : tuple of str
        The two parties.
    host : str
        Empty for none.
    backers : tuple of str
    condition : str
        What is demanded.
    grantor : str
        Who would grant it: the name of a party, the host or a backer.
    starts, freeze, last_day : date
        When the story starts, when decisions freeze, the last day on which a meeting is on time.
    """

    title: str
    parties: tuple[str, ...]
    host: str
    backers: tuple[str, ...]
    condition: str
    grantor: str
    starts: date
    freeze: date
    last_day: date

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all actors, parties first."""
        return (*self.parties, *self.backers, *([self.host] if self.host else []))

    @property
    def roles(self) -> tuple[str, ...]:
        """Role of each actor."""
        hosts = ["host"] * bool(self.host)
        return (*["party"] * len(self.parties), *["backer"] * len(self.backers), *hosts)

    @property
    def ids(self) -> list[str]:
        """Id of each actor, then that of the condition; all differ."""
        named = zip((*self.names, _short(self.condition)), (*self.roles, "demand"), strict=True)
        found: list[str] = []
        for name, role in named:
            word = slug(name)
            known = word if re.match("[a-z]", word) else f"{role}_{word}"
            found.append(_free(known, TAKEN.union(found)))
        return found


@dataclass(frozen=True)
class Entry:
    """An actor or condition as the file knows it: its id, its name, the mark of its statements."""

    id: str
    name: str
    mark: str = ""
    says: str = ""


def skeleton(answers: Answers) -> str:
    """Return the scenario as YAML text, with comments on what to fill in."""
    shelf = templates_of("sim.cli.writing", html=False)
    shelf.filters["quoted"] = quoted
    shelf.filters["inside"] = lambda text: quoted(text)[1:-1]
    return shelf.get_template("new.yaml.j2").render(_cast(answers) | _calendar(answers))


def quoted(text: str) -> str:
    """Return the text in quotation marks; what JSON makes of text, YAML reads alike."""
    return json.dumps(text, ensure_ascii=False)


def _cast(answers: Answers) -> dict[str, object]:
    """Return who is in it, who demands and who grants, and how much each weighs."""
    *ids, condition_id = answers.ids
    entries = zip(ids, answers.names, _marks(ids), answers.roles, strict=True)
    cast = [Entry(id_, name, mark, SAYS[role]) for id_, name, mark, role in entries]
    grantor = cast[answers.names.index(answers.grantor)]
    demands, replies = cast[1::-1] if grantor == cast[0] else cast[:2]
    backers = cast[2 : 2 + len(answers.backers)]
    pressing = [backer for backer in backers if backer != grantor]
    days = (answers.freeze - answers.starts).days
    weight = round(CONDITION_WEIGHT / max(1, len(pressing)), 2)
    return {
        "title": answers.title,
        "demands": demands,
        "answers": replies,
        "others": cast[2:],
        "host": cast[-1] if answers.host else None,
        "condition": Entry(condition_id, answers.condition),
        "grantor": grantor,
        "pressing": pressing,
        "condition_weight": weight,
        "party_weight": round(PARTY_WEIGHT / max(1, len(cast[2:])), 2),
        "log_rate": round(EVEN - math.log(days) - weight * len(pressing), 2),
    }


def _calendar(answers: Answers) -> dict[str, object]:
    """Return the dates of the file, and steps that are neither too many nor too long."""
    days = (answers.freeze - answers.starts).days
    hours = 6 if days <= 14 else 12 if days <= 60 else 24
    return {
        "starts": answers.starts,
        "freeze": answers.freeze,
        "last_day": answers.last_day,
        "on_time_until": answers.last_day + timedelta(days=1),
        "follow_up_until": answers.last_day + timedelta(days=1) + FOLLOW_UP,
        "due": answers.starts + timedelta(days=(days + 1) // 2),
        "bridging": round(BRIDGED / days, 4),
        "hours": hours,
        "ticks": days * 24 // hours,
    }


def slug(name: str) -> str:
    """Return the letters a–z and digits of a name, accents dropped; other scripts leave nothing."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_ID].strip("_")


def _free(word: str, taken: Iterable[str]) -> str:
    """Return the word, with a number if it is taken or would end in nothing."""
    if word not in taken and not word.endswith("_"):
        return word
    stem = word.rstrip("_")
    return next(f"{stem}_{n}" for n in count(1) if f"{stem}_{n}" not in taken)


def _short(words: str) -> str:
    """Return the first words of a demand, without the article, as long as an id should be."""
    whole = re.sub(r"^(an?|the)\s+", "", words, flags=re.IGNORECASE)
    return whole[: LONGEST_WORDS + 1].rsplit(" ", 1)[0] if len(whole) > LONGEST_WORDS else whole


def _marks(ids: Iterable[str]) -> list[str]:
    """Return a capital letter or two for each id, which begin its statements', all different."""
    found: list[str] = []
    pairs = ["".join(pair) for pair in product(ascii_uppercase, repeat=2)]
    for id_ in ids:
        letters = [letter for letter in id_.upper() if letter in ascii_uppercase]
        marks = (*letters, *ascii_uppercase, *pairs)
        found.append(next(mark for mark in marks if mark not in found))
    return found
