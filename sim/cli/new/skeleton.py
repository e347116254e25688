"""A skeleton: a scenario to fill in, written from a few names and dates."""

import json
import math
import re
import textwrap
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import chain, count

from sim.style.templates import templates_of

LONGEST_ID, LONGEST_WORDS = 40, 24
DAY, FOLLOW_UP = timedelta(days=1), timedelta(days=7)

TAKEN = ("meeting", "shock", "null", "true", "false")
"""Ids that luck of its own has, and those that YAML would not take for words."""

SAYS = {"party": "offer", "backer": "pressure", "host": "hosting"}
"""Kind of the sentence that each actor is given."""


@dataclass(frozen=True)
class Answers:
    """What somebody says about a crisis of their own: who is in it, what is demanded, and when.

    The host is empty for none; the grantor is one of the actors.
    """

    title: str
    parties: tuple[str, ...]
    host: str
    backers: tuple[str, ...]
    condition: str
    grantor: str
    starts: date
    deadline: date
    last_day: date

    @property
    def cast(self) -> dict[str, str]:
        """Role of each actor by name, parties first."""
        host = {self.host: "host"} if self.host else {}
        return dict.fromkeys(self.parties, "party") | dict.fromkeys(self.backers, "backer") | host

    @property
    def ids(self) -> list[str]:
        """Id of each actor, then that of the condition; all differ."""
        words = re.sub(r"^(an?|the)\s+", "", self.condition, flags=re.IGNORECASE)
        demand = textwrap.shorten(words, LONGEST_WORDS, placeholder="") or words
        found: list[str] = []
        for name, role in (*self.cast.items(), (demand, "demand")):
            found.append(_free(slug(name), role, (*TAKEN, *found)))
        return found


def slug(name: str) -> str:
    """Return the letters a–z and digits of a name, accents dropped; other scripts leave nothing."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_ID].strip("_")


def _free(word: str, role: str, taken: Collection[str]) -> str:
    """Return the word as an id: it starts with a letter, and has a number where it is taken."""
    known = [word] if word[:1].isalpha() else [f"{role}_{word}"] if word else []
    numbered = (f"{[*known, role][0]}_{number}" for number in count(1))
    return next(one for one in chain(known, numbered) if one not in taken)


def skeleton(answers: Answers) -> str:
    """Return the scenario as YAML text, with comments on what to fill in."""
    shelf = templates_of("sim.cli.new", html=False)
    shelf.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)  # as YAML reads it
    *ids, condition_id = answers.ids
    cast = [
        {"id": id_, "name": name, "role": role, "said": f"{id_[0].upper()}{number}"}
        for number, (id_, (name, role)) in enumerate(zip(ids, answers.cast.items(), strict=True), 1)
    ]
    grantor = cast[[*answers.cast].index(answers.grantor)]
    parties = cast[1::-1] if grantor is cast[0] else cast[:2]
    demand = f"{parties[0]['id'][0].upper()}{len(cast) + 1}"
    days = (answers.deadline - answers.starts).days
    return shelf.get_template("new.yaml.j2").render(
        asdict(answers),
        parties=parties,
        others=cast[2:],
        pressing=[actor for actor in cast if actor["role"] == "backer" and actor is not grantor],
        grantor=grantor,
        condition_id=condition_id,
        demand=demand,
        statements=[
            *((actor["said"], actor, SAYS[actor["role"]], "") for actor in cast),
            (demand, parties[0], "precondition", f": {answers.condition}"),
        ],
        on_time_until=answers.last_day + DAY,
        follow_up_until=answers.last_day + DAY + FOLLOW_UP,
        due=answers.starts + (days + 1) // 2 * DAY,
        even=math.log(math.log(2) / days),  # log rate at which half of all promises come by then
        bridging=round(0.2 / days, 4),  # 1 − exp(−0.2): a fifth of the gap until the deadline
        hours=6 if days <= 14 else 12 if days <= 60 else 24,
    )
