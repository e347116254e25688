"""A statement: one quoted sentence of the seed text, the ground everything else stands on."""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from operator import itemgetter
from typing import Annotated, Any

from pydantic import Field

from sim.reading.shape import Shape
from sim.scenario.base import NAME, Name, Spec, Text, Words

SHA256 = r"^[0-9a-f]{64}$"

Names = Annotated[tuple[Name, ...], Field(max_length=50)]
"""Ids of actors."""


INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks."""

WHOLE = re.compile("“[^“”]*”")
"""A quote that brings the marks that stand around all of it."""


class Kind(StrEnum):
    """What a statement does in the negotiation."""

    OFFER = "offer"
    PRECONDITION = "precondition"
    DEMAND = "demand"
    PRESSURE = "pressure"
    SILENCE = "silence"
    REJECTION = "rejection"
    EVALUATION = "evaluation"
    SUPPORT = "support"
    HOSTING = "hosting"
    RATIONALE = "rationale"
    CONTEXT = "context"
    FRAMING = "framing"


class Statement(Spec):
    """One quoted sentence, who said it, whom it binds and how firmly.

    Attributes
    ----------
    id : str
        Short id that sources refer to, such as ``U5``.
    actor, speaker : str
        The actor it belongs to, and who speaks (a person, or the narrator about one). It may be
        nobody in the scenario, for a text also has narrators, and scenarios share their texts.
    quote : str
        The words as they stand in the seed text.
    kind : Kind
        What the statement does.
    about : str
        What the words are about, where they do not say it themselves, such as ``the 35%``.
    binds, asks : tuple of str
        Actors it commits, and actors it asks something of.
    by : str
        By when, in the text's own words.
    said : str
        When it was said.
    source : str
        Where it stands: title, publisher, address.
    firmness : float
        How strongly the wording commits, in [0, 1]: a judgement, explained in `why`.
    ambiguity : str
        What the wording leaves open.
    narrated : bool, optional
        Whether the quote is a narrator's own sentence, which is printed without quotation marks;
        where nothing is said, whether the speaker begins with *narrator*.
    """

    id: str = Field(pattern=NAME, max_length=20)
    actor: Name
    speaker: Text
    quote: Text
    kind: Kind
    about: Words = ""
    binds: Names = ()
    asks: Names = ()
    by: Words = ""
    said: Words = ""
    source: Words = ""
    firmness: float = Field(strict=True, ge=0, le=1)
    why: Words = ""
    ambiguity: Words = ""
    narrated: bool | None = Field(default=None, strict=True)

    @property
    def is_narrated(self) -> bool:
        """Whether it is a narrator's own sentence."""
        by_narrator = self.speaker.startswith("narrator")
        return by_narrator if self.narrated is None else self.narrated

    @property
    def words(self) -> str:
        """The quote as it is printed: marks around it, single ones inside; a narrator's as it is.

        >>> Statement(
        ...     id="U1", actor="a", speaker="A", quote="We “wait”", kind="offer", firmness=1
        ... ).words
        '“We ‘wait’”'
        """
        if self.is_narrated:
            return self.quote
        quote = self.quote.strip("“”") if WHOLE.fullmatch(self.quote) else self.quote
        return f"“{quote.translate(INNER)}”"

    @property
    def attribution(self) -> str:
        """Who speaks, and about what, where the words do not say it."""
        return f"{self.speaker}, about {self.about}" if self.about else self.speaker

    @property
    def provenance(self) -> str:
        """When it was said and where it stands, as far as is known."""
        return ", ".join(filter(None, (self.said, self.source)))

    def actors(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each actor it names, with the keys that lead there."""
        yield ("actor",), self.actor
        for part, names in (("binds", self.binds), ("asks", self.asks)):
            yield from (((part, number), name) for number, name in enumerate(names))


def without_statements(written: Any, unsaid: Collection[str]) -> Any:
    """Return what a file says without some statements: they are gone, and no source names them.

    >>> written = {"statements": [{"id": "U1"}, {"id": "U2"}], "sources": ["U1", "U2"]}
    >>> without_statements(written, ["U1"])
    {'statements': [{'id': 'U2'}], 'sources': ['U2']}
    """
    if isinstance(written, list):
        return [without_statements(part, unsaid) for part in written]
    if not isinstance(written, dict):
        return written
    left = {key: without_statements(part, unsaid) for key, part in written.items()}
    for key, own in (("statements", itemgetter("id")), ("sources", str)):
        if isinstance(some := left.get(key), list):
            left[key] = [one for one in some if own(one) not in unsaid]
    if left.get("sources") == []:
        left.pop("neutral", None)  # what a number is without its sources; it has none
    return left


Statements = Annotated[tuple[Statement, ...], Field(max_length=500)]
"""The sentences of a text, each with an id of its own."""


class StatementFile(Spec):
    """A file of statements, the text they are quoted from, and its SHA-256 in hexadecimal."""

    document: Text
    sha256: str | None = Field(default=None, pattern=SHA256)
    published: Text | None = None
    statements: Statements


PATTERNS = {
    NAME: "an id starts with a letter A–Z or a–z, then such letters, digits, - and _",
    SHA256: "64 digits of 0–9 and a–f are needed",
}
"""What is allowed where a text has to follow a pattern."""

STATEMENTS = Shape(StatementFile, "file of statements", words=PATTERNS)
"""How a file of statements is read."""
