"""A skeleton: a scenario to fill in, written from a few names and dates."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain, count
from typing import TYPE_CHECKING

from sim.style.templates import templates_of

if TYPE_CHECKING:
    from jinja2 import Template

LONGEST_ID = 40
DAY = timedelta(days=1)

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
    def roles(self) -> dict[str, str]:
        """Role of each actor by name; the party that demands stands first."""
        parties = sorted(self.parties, key=self.grantor.__eq__)
        host = {self.host: "host"} if self.host else {}
        return dict.fromkeys(parties, "party") | dict.fromkeys(self.backers, "backer") | host


@cache
def _template() -> "Template":
    shelf = templates_of("sim.cli", html=False)
    shelf.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)  # as YAML reads it
    return shelf.get_template("new.yaml.j2")


def skeleton(answers: Answers) -> str:
    """Return the scenario as YAML text, with comments on what to fill in."""
    roles, days = answers.roles.items(), (answers.deadline - answers.starts).days
    *ids, condition_id = ids_of([*roles, (answers.condition, "demand")])
    cast = [
        {"id": id_, "name": name, "role": role, "says": SAYS[role], "said": f"{id_[0].upper()}{n}"}
        for n, (id_, (name, role)) in enumerate(zip(ids, roles, strict=True), 1)
    ]
    on_time_until = answers.last_day + DAY
    return _template().render(
        asdict(answers),
        cast=cast,
        condition_id=condition_id,
        on_time_until=on_time_until,
        follow_up_until=on_time_until + 7 * DAY,
        due=answers.starts + (days + 1) // 2 * DAY,
        even=math.log(math.log(2) / days),  # log rate at which half of all promises come by then
        bridging=round(0.2 / days, 4),  # 1 − exp(−0.2): a fifth of the gap until the deadline
        hours=6 if days <= 14 else 12 if days <= 60 else 24,
    )


def ids_of(named: Iterable[tuple[str, str]]) -> list[str]:
    """Return an id for each name with its role; all differ."""
    found: list[str] = []
    for name, role in named:
        word = slug(name)
        if not word[:1].isalpha():
            word = f"{role}_{word}".strip("_")
        words = chain([word], (f"{word}_{number}" for number in count(2)))
        found.append(next(one for one in words if one not in (*TAKEN, *found)))
    return found


def slug(name: str) -> str:
    """Return the letters a–z and digits of a name, without its accents and its article."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return re.sub(r"^(an?|the)_", "", words)[:LONGEST_ID].strip("_")
