"""Known: what has been learned of a story, as an address has it; nothing that was set.

Facts are those of ``--given``, with commas between them; see `sim.engine.evidence`.
"""

from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from sim.analysis.stories.line import Line
from sim.analysis.stories.replay import Story
from sim.engine import states
from sim.engine.evidence import SIGNS, fact_of
from sim.errors import UsageError
from sim.page.library import Choice
from sim.page.values import Refused
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.clock import Clock
from sim.scenario.condition import Status
from sim.style.promises import differs_once_observed

NO, YES = states.NO_YES
KEPT = (states.OBSERVED, states.VIOLATED)
FORM, CERTAIN = ("by", "than", "sure"), "1"
SURE = {CERTAIN: "all cases", "0.95": "95 of 100", "0.8": "80 of 100", "0.6": "60 of 100"}
"""What a form gives beside what is known, and how often a source can be right."""

DONE = {"calling off": states.CALLED_OFF, "postponing": states.POSTPONED}
"""What is so of whoever does something, by the kind of line that tells it."""


def given_in(choice: Choice, written: Sequence[str], **form: str) -> tuple[str, ...]:
    """Return the facts that are written, with what a form says of one besides; or raise `Refused`.

    Each must be one of the text, too, which is told beside what is set.
    """
    texts = [one.strip() for text in written for one in text.split(",")]
    found = tuple(dict.fromkeys(_completed(one, **form) for one in texts))
    for text in found:
        try:
            _ = [fact_of(scenario, text) for scenario in (choice.scenario, choice.base)]
        except UsageError as error:
            raise Refused("given", text, str(error)) from None
    return found


def _completed(text: str, by: str = "", than: str = "", sure: str = CERTAIN) -> str:
    """Return a fact with its number, its date, and how far it is trusted, as a form has them."""
    if "@" in text or not by:
        return text
    number, trust = than if text.endswith("=") else "", "" if sure == CERTAIN else f"~{sure}"
    return f"{text}{number}@{by}{trust}"


def moment(clock: Clock, tick: int) -> str:
    """Return when a tick ends, as a fact is dated: a day, or a moment within it."""
    end = clock.start_of(tick + 1).replace(tzinfo=None)
    return end.isoformat() if end.time() != time() else f"{end - timedelta(days=1):%Y-%m-%d}"


def can_be_known(choice: Choice, given: tuple[str, ...]) -> bool:
    """Return whether all of it can be so in a scenario and its text."""
    try:
        return given_in(choice, given) == given
    except Refused:
        return False


def learned_from(choice: Choice, story: Story, line: Line) -> str:
    """Return the fact that is known by whoever saw this public act; empty if there is none."""
    clock = story.scenario.clock
    tick = clock.tick_of(line.when)
    state = _state(story, line, tick) if tick < clock.ticks else ""
    fact = f"{state}@{moment(clock, tick)}"
    return fact if can_be_known(choice, (fact,)) else ""


def _state(story: Story, line: Line, tick: int) -> str:
    scenario, now = story.scenario, story.snapshots[tick]
    if line.kind == "announcement":
        level = scenario.levels[now.announced[line.actor]]
        return f"{line.actor}.{states.ANNOUNCED}={level}"
    if line.kind in DONE:
        return f"{line.actor}.{DONE[line.kind]}={YES}"
    if not (name := line.condition):
        return ""
    was = story.snapshots[tick - 1].statuses[name] if tick else Status.NONE
    what = states.PROMISED if Status.NONE in {was, now.statuses[name]} else states.OBSERVED
    changed = now.statuses[name] - was
    return f"{name}.{what}={YES if changed > 0 else NO}" if changed else ""


def knowable(scenario: Scenario) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield what can be asked of a story, each with its answers as written and in words.

    Whether a promise is kept is asked only where it may not be.
    """
    for name, some in states.states_of(scenario).items():
        condition, _, what = name.rpartition(".")
        is_kept = what in KEPT and condition in scenario.conditions
        if is_kept and not differs_once_observed(scenario, condition):
            continue
        answers = [(f"{name}={one}", humanize(one)) for one in some]
        bounds = [(f"{name}{sign}", f"{SIGNS[sign][1]}…") for sign in (">=", "<=")]
        yield states.state_called(scenario, name), answers or bounds
