"""Cells: combinations of readings and conditions, and what the words alone allow in each."""

from dataclasses import dataclass

from sim.analysis.outcomes.cases import allowed
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.shares import Share
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.condition import Status
from sim.scenario.meeting import Manner
from sim.scenario.parts import MIN_PARTIES

LITERAL = "literal"


@dataclass(frozen=True)
class Cell:
    """One combination."""

    rule: str
    """The rule that all parties follow."""
    readings: dict[str, str]
    """The reading of each party."""
    kept: dict[str, bool]
    """Whether each condition is promised at once and kept, or never promised."""
    shares: dict[str, Share]
    """Share of each measure, any meeting on time first."""


def literal_levels(scenario: Scenario, cell: Cell) -> dict[str, str]:
    """Return the level at which each party's words let it come in a cell."""
    statuses = {name: Status.OBSERVED if kept else Status.NONE for name, kept in cell.kept.items()}
    statuses |= dict.fromkeys(scenario.earlier, Status.NONE)

    def rungs(meeting: str = "") -> dict[str, int]:
        read = cell.readings.items()
        return {words[0]: allowed(scenario, words, statuses, meeting) for words in read}

    for name, earlier in scenario.earlier.items():
        attendance = earlier.attendance(scenario.parties, scenario.levels)
        held = attendance.reached(attendance.brought(rungs(name), _manners(scenario, cell))) > 0
        statuses[name] = Status.PROMISED if held else Status.NONE
    return {key: scenario.levels[rung] for key, rung in rungs().items()}


def _manners(scenario: Scenario, cell: Cell) -> dict[str, Manner]:
    """Return how each party meets in a cell, if the words of any have a manner."""
    read = cell.readings.items()
    manners = {key: scenario.parties[key].readings[one].meets for key, one in read}
    return manners if scenario.manners else {}


def others_readings(cell: Cell) -> str:
    """Return the readings of all parties but the first, as words."""
    _, *others = cell.readings.values()
    return ", ".join(map(humanize, others))


def conditions_in_words(scenario: Scenario, cell: Cell) -> str:
    """Return which conditions hold in a cell, or nothing if the scenario has none."""
    return ", ".join(_held_in_words(scenario, key, kept) for key, kept in cell.kept.items())


def _held_in_words(scenario: Scenario, condition: str, kept: bool) -> str:
    if condition in scenario.actors:
        return f"{scenario.actors[condition].name} {'present' if kept else 'absent'}"
    name = humanize(condition)
    return f"{name} kept" if kept else f"no {name}"


def on_time_in_words(cell: Cell) -> str:
    """Return how often the parties meet on time in a cell."""
    return f"{cell.shares[ANY_ON_TIME].share:.0%} on time"


def cell_in_words(scenario: Scenario, cell: Cell) -> str:
    """Return what the words allow in a cell, or how often the parties meet in time.

    Under the literal rule: the level at which all come, or how their words miss each other.
    """
    if cell.rule != LITERAL:
        return on_time_in_words(cell)
    levels = literal_levels(scenario, cell)
    rungs = {party: scenario.levels.index(level) for party, level in levels.items()}
    attendance = scenario.attendance
    brought = attendance.brought(rungs, _manners(scenario, cell))
    reached, highest = attendance.reached(brought), attendance.highest(brought)
    if reached == highest:
        return scenario.levels[reached] if reached else "nobody"
    if not reached:
        return "one side only" if len(levels) == MIN_PARTIES else "not all that must"
    return f"mismatch\n{'–'.join(levels.values())}"
