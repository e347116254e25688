"""A line of a story."""

from dataclasses import dataclass
from datetime import datetime

from sim.style.words import sources_in_words


@dataclass(frozen=True)
class Line:
    """One thing that happened in one world."""

    when: datetime
    """Start of the tick it happened in; of a meeting, when the decisions about it freeze."""
    actor: str
    """Id of the actor; empty for what nobody does, such as a shock."""
    kind: str
    """``reading``, ``signal``, ``shock``, ``condition``, ``softening``, ``hardening``,
    ``calling off``, ``postponing``, ``decision``, ``announcement``, ``meeting`` or ``outcome``.
    """
    what: str
    why: str = ""
    """What happened, and the reason for it, if one can be told."""
    sources: tuple[str, ...] = ()
    """Ids of the statements behind it."""
    condition: str = ""
    """Id of the condition that it changes; empty for none."""

    @property
    def text(self) -> str:
        """What happened and why."""
        return f"{self.what}: {self.why}" if self.why else self.what

    def __str__(self) -> str:
        return f"{self.text}{sources_in_words(self.sources)}"
