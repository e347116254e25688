"""The library of a page: the scenarios that can be chosen, and what a visitor opens."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from sim.errors import ParleyError, ScenarioError
from sim.reading.document import yaml_files
from sim.rules import check_rules
from sim.rules.loading import load_scenario
from sim.rules.theories import leaves_open, theory_weights
from sim.scenario import Scenario
from sim.scenario.files import load_content, load_lowest

MAX_OPENED_BYTES = 50_000
"""A visitor's file may be so large; while it is read, others wait."""

MAX_OPENED = 64
"""Files of visitors that are kept; the one that was asked for longest ago is let go."""

OPENED = "~"
"""What the key of a visitor's file starts with; a digest of its content follows."""

FAULT = (
    "could not be opened, for a reason nobody has met before ({what}); "
    "leave out what was written last and try again, or show the file to who looks after Parley"
)


@dataclass(frozen=True)
class Choice:
    """A scenario to start from, and what it is compared with.

    Attributes
    ----------
    key : str
        What an address calls it: its path in the library, without the ending.
    scenario : Scenario
    base : Scenario
        What it rests on: the text as its file words it, before anything was varied.
    """

    key: str
    scenario: Scenario
    base: Scenario

    @cached_property
    def is_theory_drawn(self) -> bool:
        """Whether its file says how likely theories are."""
        return bool(theory_weights(self.scenario))

    @cached_property
    def leaves_open(self) -> bool:
        """Whether other readers could set anything otherwise."""
        return leaves_open(self.scenario)

    @cached_property
    def is_text(self) -> bool:
        """Whether it is the text itself."""
        return self.scenario == self.base


@dataclass(frozen=True)
class Library:
    """Scenarios by key, in the order in which the page lists them.

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
    opened: OrderedDict[str, Choice] = field(default_factory=OrderedDict)

    @property
    def first(self) -> Choice:
        """What the page starts with."""
        return next(iter(self.choices.values()))

    def text_of(self, choice: Choice) -> Choice:
        """Return the choice of what `choice` rests on; itself where nobody can choose that."""
        return next((one for one in self.choices.values() if one.scenario == choice.base), choice)

    def kin(self, choice: Choice) -> list[Choice]:
        """Return the variants of what a choice rests on, in the order of the library."""
        others = self.choices.values()
        return [one for one in others if one.base == choice.base and not one.is_text]

    def texts(self) -> list[Choice]:
        """Return what rests on nothing else: a text for each crisis."""
        return [one for one in self.choices.values() if one.is_text]

    def open(self, name: str, content: bytes) -> Choice:
        """Take in what a visitor opens: the content of a scenario file.

        Raises
        ------
        ScenarioError
            If it does not describe a negotiation, or extends a file that the library does not have.
        """
        if len(content) > MAX_OPENED_BYTES:
            raise ScenarioError(f"larger than {MAX_OPENED_BYTES:,} bytes", name)
        with _faults_of(name):
            scenario, base = load_content(content, name, self.files, check_rules)
            lowest = scenario if base is None else load_lowest(base, load_scenario)
        key = OPENED + sha256(content).hexdigest()[:16]
        self.opened[key] = _choice(key, scenario, lowest)
        self.opened.move_to_end(key)
        while len(self.opened) > MAX_OPENED:
            self.opened.popitem(last=False)
        return self.opened[key]


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
    load = cache(load_scenario)
    if first is not None:
        found[first.resolve()] = _read(first, folder, load)
    for file in yaml_files(folder) if folder is not None else ():
        try:
            found.setdefault(file.resolve(), _read(file, folder, load))
        except ParleyError as error:
            faults.append(str(error))
    start = found[first.resolve()] if first is not None else None
    found = dict(sorted(found.items(), key=lambda one: _rank(one[1], found, start)))
    files = {path.name: path for path in reversed(found)}
    return Library({one.key: one for one in found.values()}, files, tuple(faults))


def _read(path: Path, folder: Path | None, load: Callable[[Path], Scenario]) -> Choice:
    inside = folder is not None and path.resolve().is_relative_to(folder.resolve())
    place = path.resolve().relative_to(folder.resolve()) if folder and inside else Path(path.name)
    with _faults_of(str(path)):
        scenario = load(path)
        lowest = load_lowest(path, load)
    return _choice(place.with_suffix("").as_posix(), scenario, lowest)


def _choice(key: str, scenario: Scenario, base: Scenario) -> Choice:
    """Return a choice; only outcomes of the same levels can be compared."""
    return Choice(key, scenario, base if base.levels == scenario.levels else scenario)


def _rank(
    choice: Choice, found: Mapping[Path, Choice], start: Choice | None
) -> tuple[bool, bool, int, bool]:
    """Return where a choice stands in the list, the least first.

    What is started with comes first, then what rests on the same text, then the text that most
    others rest on; a text comes before its variants.
    """
    kin = sum(other.base == choice.base for other in found.values())
    other_story = start is not None and choice.base != start.base
    return choice is not start, other_story, -kin, not choice.is_text


@contextmanager
def _faults_of(name: str) -> Iterator[None]:
    """Turn whatever else goes wrong with a file into a refusal that names it: the page goes on."""
    try:
        yield
    except ParleyError:
        raise
    except Exception as error:
        raise ScenarioError(FAULT.format(what=type(error).__name__), name) from error
