"""Ways: what each thing needs first, and what can be reached by the ways there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sim.scenario import Scenario
from sim.style.sentences import within

Thing = tuple[str, ...]
"""``("comes", meeting, party, level)`` at this level or above, ``("keeps to", …)`` to it and no
other, where the last meeting has an empty name; ``("meeting", level)``, ``("held", meeting,
level)`` of one before it, or ``("granted", condition)``, which also stands for a meeting before the
last that is held at any level."""


@dataclass(frozen=True)
class Precondition:
    """What an actor says must come first."""

    actor: str
    """Whose words."""
    first: str
    then: str
    """What must come first, and what waits for it."""
    sources: tuple[str, ...] = ()
    """Ids of the statements behind it."""
    together: bool = False
    """Whether both can come about at once: a promise that binds, and waits for another promise."""

    def in_words(self, scenario: Scenario) -> str:
        """Return it as ``Actor: first → then``."""
        first, then = (
            f"{within(scenario.actors[one].name)} present" if one in scenario.actors else one
            for one in (self.first, self.then)
        )
        return f"{scenario.actors[self.actor].name}: {first} → {then}"


Way = list[tuple[Thing, Precondition | None]]
"""One way to a thing: all that it needs, and whose precondition says so."""

Needs = Sequence[tuple[Thing, Way]]
"""Each thing with one way to it; a thing can come again, or never."""


def reachable(needs: Needs, dropped: Collection[Precondition] = ()) -> set[Thing]:
    """Return all that can come about, when the `dropped` preconditions are given up.

    Step by step; promises that bind and wait for each other come about in one step.
    """
    found: set[Thing] = set()
    while new := _next(needs, found, dropped):
        found |= new
    return found


def _next(needs: Needs, found: set[Thing], dropped: Collection[Precondition]) -> set[Thing]:
    """Return what can come about next: of what may come together, the most that can."""
    new = {thing for thing, _ in needs if thing not in found}
    while True:
        left = {
            thing
            for thing, way in needs
            if thing in new and all(_is_there(step, found, new, dropped) for step in way)
        }
        if left == new:
            return new
        new = left


def _is_there(
    step: tuple[Thing, Precondition | None],
    found: set[Thing],
    new: set[Thing],
    dropped: Collection[Precondition],
) -> bool:
    first, said = step
    return (
        first in found or said in dropped or (said is not None and said.together and first in new)
    )


def held(needs: Needs) -> set[Precondition]:
    """Return all preconditions that somebody holds."""
    return {said for _, way in needs for _, said in way if said is not None}


def without_meetings(needs: Needs) -> Needs:
    """Return the needs when nothing can wait for a meeting that is still to come."""
    return [
        (thing, way)
        for thing, way in needs
        if thing[0] != "granted" or all(first[0] != "meeting" for first, _ in way)
    ]
