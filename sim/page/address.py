"""Addresses: which view is asked for. The same address always gives the same view.

Only what is not as usual stands in an address, as in ``/?file=others/closed-pass&learning_rate=1``.
Keys are ``file``, ``part``, ``given``, the few of `WHOLE`, or paths of numbers, as ``--set`` takes
them. What is given is known, not set; ``by``, ``than`` and ``sure`` complete what a form gives.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self
from urllib.parse import parse_qsl, quote_plus, urlencode

from sim.engine.outcome import outcomes_of
from sim.errors import did_you_mean
from sim.page.known import FORM, given_in
from sim.page.library import OPENED, Choice, Library
from sim.page.values import Refused, Setting, settings_of

PARTS = {
    "read": "Read",
    "predict": "Predict",
    "worlds": "See the worlds",
    "live": "Live one",
    "change": "What would change it",
    "hand-in": "Hand in",
    "why": "Why no meeting",
    "diagram": "Who acts on whom",
    "levels": "Levels",
    "days": "Day by day",
    "blame": "Who is blamed",
}
"""Parts of the page; the first six are the way through, the others lie deeper."""

WAY = 6

SIZES = (1_024, 4_096, 16_384, 65_536)
MAX_SEED, MAX_WORLD, MAX_TICK = 2**32 - 1, max(SIZES) - 1, 9_999
WHOLE = {"worlds": max(SIZES), "seed": MAX_SEED, "guess": 100, "big": 1}
WHOLE |= {"world": MAX_WORLD, "tick": MAX_TICK}
"""Keys of whole numbers, from 0 to so much; which world comes late, for links to many of them."""

MAX_QUERY = 4_000


@dataclass(frozen=True)
class Address:
    """What is asked for.

    Attributes
    ----------
    choice : Choice
        The file that settings start from.
    usual : str
        The key of the file that needs no naming.
    settings : dict
        What differs from the file: numbers, and rules by name, by path.
    part : str
        One of `PARTS`.
    worlds, seed : int
    world, tick, guess : int, optional
        Which world is told, until which tick, and what was predicted, in worlds of 100.
    ends : str
        The outcome of which the most typical world is told, where no world is asked for.
    big : int
        1 for a projector.
    given : tuple of str
        What is known, as ``--given`` takes it.
    """

    choice: Choice
    usual: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    part: str = "predict"
    worlds: int = 4_096
    seed: int = 1
    world: int | None = None
    tick: int | None = None
    guess: int | None = None
    ends: str = ""
    big: int = 0
    given: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the query, each view's only one."""
        return _query(self.pairs)

    @property
    def pairs(self) -> dict[str, str]:
        """What stands in the query: all that is not as usual."""
        return _pairs(vars(self))

    def text(self, path: str) -> str:
        """Return a setting as it is written."""
        return _text(self.settings[path])

    def to(self, **changes: Any) -> str:
        """Return the link to a view that differs in this.

        What was predicted was so of one setting, and is said of no other.
        """
        left = {"tick": None} | ({"ends": ""} if changes.keys() & {"part", "world"} else {})
        left |= {"guess": None} if changes.keys() & {"choice", "settings", "given"} else {}
        query = _query(_pairs({**vars(self), **left, **changes}))
        return f"/?{query}" if query else "/"

    def without(self, path: str) -> str:
        """Return the link to the same view with a number, weights or a rule as in the file."""
        kept = {k: v for k, v in self.settings.items() if k != path and not _within(k, path)}
        return self.to(settings=kept)

    def with_setting(self, path: str, value: Setting | Mapping[str, float]) -> Self:
        """Return the address with one number, a rule, or a party's weights, set as well."""
        given = {f"{path}.{k}": v for k, v in value.items()} if isinstance(value, Mapping) else {}
        mixed = {**self.settings, **(given or {path: value})}
        return replace(self, settings=settings_of(self.choice.scenario, mixed), guess=None)

    @property
    def is_changed(self) -> bool:
        """Whether the view differs from the text."""
        return bool(self.settings) or not self.choice.is_text


USUAL = {name: getattr(Address, name) for name in ("part", "ends", *WHOLE)}


def _pairs(there: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in a query, from what an address holds, by name."""
    pairs = {} if there["choice"].key == there["usual"] else {"file": there["choice"].key}
    pairs |= {key: _text(value) for key, value in there["settings"].items()}
    pairs |= {"given": ",".join(there["given"])} if there["given"] else {}
    return pairs | {key: str(there[key]) for key, value in USUAL.items() if there[key] != value}


def _query(pairs: Mapping[str, str]) -> str:
    return urlencode(pairs, safe="/~@,=:", quote_via=_quoted)


_quoted = lru_cache(quote_plus)  # a page has forty links, and in most of them the same words


def _text(value: Setting) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"


def _within(path: str, whole: str) -> bool:
    return path.startswith(f"{whole}.") and whole.endswith((".weights", ".rule"))


def parsed(query: str, library: Library) -> Address:
    """Return the address that a query gives; what cannot be is `Refused`."""
    if len(query) > MAX_QUERY:
        raise Refused("address", query[:20], f"at most {MAX_QUERY:,} characters are allowed")
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(reversed(pairs))
    keys = [key for key, _ in pairs if key != "given"]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise Refused(twice, given[twice], "given more than once; it counts once")
    choice = _choice(given.pop("file", ""), library)
    written = [text for key, text in pairs if key == "given"]
    is_form = given.pop("given", None)
    form = {key: given.pop(key) for key in FORM if is_form and key in given}
    facts = given_in(choice, written, **form)
    known: dict[str, Any] = {
        key: whole(key, given.pop(key), most) for key, most in WHOLE.items() if key in given
    }
    if known.get("worlds", SIZES[0]) not in SIZES:
        raise Refused("worlds", str(known["worlds"]), f"allowed: {', '.join(map(str, SIZES))}")
    part = given.pop("part", "predict")
    if part not in PARTS:
        raise Refused("part", part, did_you_mean(part, PARTS))
    ends, outcomes = given.pop("ends", ""), outcomes_of(choice.scenario)
    if ends and ends not in outcomes:
        raise Refused("ends", ends, did_you_mean(ends, outcomes))
    settings = settings_of(choice.scenario, given)
    return Address(choice, library.first.key, settings, part, **known, ends=ends, given=facts)


def _choice(key: str, library: Library) -> Choice:
    if key.startswith(OPENED):
        if key not in library.opened:
            raise Refused("file", key, "no longer here; open the file again")
        return library.opened[key]
    if key and key not in library.choices:
        raise Refused("file", key, f"no such scenario; {did_you_mean(key, library.choices)}")
    return library.choices[key] if key else library.first


def whole(key: str, value: str, most: int) -> int:
    """Return the whole number from 0 to `most` that is written, or raise `Refused`."""
    digits = value.strip().replace(",", "")
    if not re.fullmatch(r"[0-9]{1,12}", digits) or int(digits) > most:
        raise Refused(key, value, f"a whole number from 0 to {most:,} is allowed")
    return int(digits)
