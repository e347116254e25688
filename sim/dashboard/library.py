"""The library of a page: the scenarios that can be chosen, and what a visitor opens."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sim.analysis.experiments.comparison import told_apart
from sim.dashboard import words
from sim.errors import ParleyError, ScenarioError
from sim.reading.document import yaml_files
from sim.rules import check_rules
from sim.scenario import Scenario
from sim.scenario.files import load_content, load_lowest

LARGEST_OPENED_BYTES = 50_000
"""A visitor's file may be so large; while it is read, others wait."""


@dataclass(frozen=True)
class Choice:
    """A scenario to start from, and what it is compared with.

    Attributes
    ----------
    name : str
        What the page calls it.
    scenario : Scenario
    base : Scenario
        What it rests on: the text as its file words it, before anything was varied.
    """

    name: str
    scenario: Scenario
    base: Scenario


@dataclass(frozen=True)
class Library:
    """Scenarios by name, in the order in which the page lists them.

    Attributes
    ----------
    choices : dict of str to Choice
    files : dict of str to Path
        The files they were read from, by the name of the file: what an opened file may extend.
    faults : tuple of str
        One line for each file that could not be read.
    """

    choices: Mapping[str, Choice]
    files: Mapping[str, Path] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def first(self) -> Choice:
        """What the page starts with."""
        return next(iter(self.choices.values()))

    def with_choice(self, choice: Choice) -> tuple[dict[str, Choice], str]:
        """Return all choices, this one first if it is none of them, and the name it has there."""
        known = [name for name, one in self.choices.items() if one == choice]
        if known:
            return dict(self.choices), known[0]
        name = told_apart([*self.choices, choice.name])[-1]
        return {name: choice, **self.choices}, name

    def back(self, choice: Choice) -> Choice:
        """Return the choice of what `choice` rests on."""
        if choice.scenario == choice.base:
            return choice
        same = (one for one in self.choices.values() if one.scenario == choice.base)
        return next(same, Choice(choice.base.title, choice.base, choice.base))


def read_library(folder: Path | None, first: Path | None = None) -> Library:
    """Read all scenarios in a folder and below it.

    Parameters
    ----------
    folder : Path, optional
        None for no others than `first`.
    first : Path, optional
        The scenario that the page starts with; it need not be in the folder. Without it, the page
        starts with the file that most others rest on.

    Raises
    ------
    ScenarioError
        If `first` does not describe a negotiation. Other faulty files are left out and named in
        `Library.faults`.
    """
    found: dict[Path, Choice] = {}
    faults = []
    if first is not None:
        found[first.resolve()] = _read(first)
    for file in yaml_files(folder) if folder is not None else ():
        try:
            found.setdefault(file.resolve(), _read(file))
        except ParleyError as error:
            faults.append(str(error))
    start = found[first.resolve()] if first is not None else None
    found = dict(sorted(found.items(), key=lambda one: _rank(one[1], found, start)))
    names = told_apart([choice.name for choice in found.values()])
    choices = dict(zip(names, found.values(), strict=True))
    files = {path.name: path for path in reversed(found)}
    return Library(choices, files, tuple(faults))


def _read(path: Path) -> Choice:
    with _faults_of(str(path)):
        scenario = Scenario.load(path, (), check_rules)
        return _choice(scenario.title, scenario, load_lowest(path, check_rules))


def _choice(name: str, scenario: Scenario, base: Scenario) -> Choice:
    """Return a choice; only outcomes of the same levels can be compared."""
    return Choice(name, scenario, base if base.levels == scenario.levels else scenario)


def _rank(
    choice: Choice, found: Mapping[Path, Choice], start: Choice | None
) -> tuple[bool, bool, int, bool]:
    """Return where a choice stands in the list, the least first.

    What is started with comes first, then what rests on the same text, then the text that most
    others rest on; a text comes before its variants.
    """
    kin = sum(other.base == choice.base for other in found.values())
    other_story = start is not None and choice.base != start.base
    return choice is not start, other_story, -kin, choice.scenario != choice.base


def opened(library: Library, name: str, content: bytes) -> Choice:
    """Return what a visitor opens: the content of a scenario file.

    Raises
    ------
    ScenarioError
        If it does not describe a negotiation, or extends a file that the library does not have.
    """
    if len(content) > LARGEST_OPENED_BYTES:
        raise ScenarioError(words.TOO_LARGE.format(most=LARGEST_OPENED_BYTES), name)
    with _faults_of(name):
        scenario, base = load_content(content, name, library.files, check_rules)
        lowest = scenario if base is None else load_lowest(base, check_rules)
    return _choice(words.OPENED.format(name=scenario.title), scenario, lowest)


@contextmanager
def _faults_of(name: str) -> Iterator[None]:
    """Turn whatever else goes wrong with a file into a refusal that names it: the page goes on."""
    try:
        yield
    except ParleyError:
        raise
    except Exception as error:
        what = type(error).__name__
        raise ScenarioError(words.FAULT.format(what=what), name) from error
