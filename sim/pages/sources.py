"""Sources: every number of a scenario with where it comes from, grouped by whose it is."""

from dataclasses import dataclass

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.analysis.audit.audit import MARKS, UNMARKED
from sim.pages.words import comes_in_words
from sim.scenario import Scenario
from sim.scenario.actor import Reading
from sim.scenario.base import humanize
from sim.style.numbers import drawn_from, value_in_words

NOBODY = "The meeting, and numbers that several share"


@dataclass(frozen=True)
class Sourced:
    """A number, or a party's weights, and what it rests on.

    Attributes
    ----------
    label, path : str
        What it is in words, and where it stands.
    value, drawn_from : str
        What a plain run uses, and the distribution of an uncertain one; empty if there is none.
    sources : tuple of str
        Ids of the statements it rests on.
    grounds : tuple of (str, str)
        ``assumption`` and ``external``, each with its text; what the file leaves out, if neither
        these nor a statement stand behind it.
    used_at : tuple of str
        Of a number under ``shared``: the places that use it.
    """

    label: str
    path: str
    value: str
    drawn_from: str
    sources: tuple[str, ...]
    grounds: tuple[tuple[str, str], ...]
    used_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """A reading of a party's words: its name, what it says, and when the party comes."""

    party: str
    name: str
    text: str
    attends_if: dict[str, str]
    weight: float
    sources: tuple[str, ...]


def sourced_numbers(scenario: Scenario) -> list[tuple[str, list[Sourced]]]:
    """Return every number of a scenario by its owner's name, in the order of the actors."""
    groups: dict[str, list[Sourced]] = {key: [] for key in (*scenario.actors, "")}
    for one in assumptions(scenario):
        uses = tuple(use.path for use in scenario.numbers.uses(one.path))
        groups[one.owner].append(_sourced(one, uses))
    names = {key: actor.name for key, actor in scenario.actors.items()} | {"": NOBODY}
    return [(names[key], rows) for key, rows in groups.items() if rows]


def _sourced(one: Assumption, used_at: tuple[str, ...]) -> Sourced:
    given = one.given
    marks = [("assumption", given.assumption), ("external", given.external)]
    grounds = tuple((mark, text) for mark, text in marks if text)
    if not grounds and not given.sources:
        grounds = (("no source", MARKS[UNMARKED]),)
    value = value_in_words(given)
    return Sourced(one.label, one.path, value, drawn_from(given), given.sources, grounds, used_at)


def readings(scenario: Scenario) -> list[Read]:
    """Return how each party's words can be read, from the most permissive to the strictest."""
    return [
        _read(scenario, key, name, reading)
        for key, party in scenario.parties.items()
        for name, reading in party.readings.items()
    ]


def _read(scenario: Scenario, party: str, name: str, reading: Reading) -> Read:
    comes = comes_in_words(scenario, reading)
    weight = scenario.numbers[f"actors.{party}.weights.{name}"].centre
    return Read(
        scenario.parties[party].name,
        humanize(name),
        reading.text or "",
        comes,
        weight,
        reading.sources,
    )
