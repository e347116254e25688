"""Layers of a scenario: what a file extends, and what `--set` puts on top.

Mappings merge key by key; anything else, and anything that gives a number, replaces what was
there; ``null`` takes away an entry that is there.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.characters import cut
from sim.errors import ABSENT, InvalidEntry, ScenarioError, did_you_mean
from sim.reading.document import Document, Keys, parse_content, parse_entry, read_document
from sim.reading.shape import inside
from sim.scenario.base import LONGEST_TITLE
from sim.scenario.number import NonNegative, Number, Share
from sim.scenario.one_weight import WeightsSet
from sim.scenario.rule import Rule
from sim.scenario.scenario import Scenario
from sim.scenario.statement import StatementFile
from sim.scenario.weights import Weights

MAX_LAYERS = 20

CHANGED = ", changed"
"""What the title of a scenario ends with once entries of its file were changed for a run."""

NAMED = ("actors", "conditions")
"""Parts of a scenario whose entries have names; a new one is given as a whole."""

INFLUENCES = dict[str, Number]
"""What holds numbers by the full names of signals, which hold dots themselves."""

REPLACED = (Number, NonNegative, Share, Weights)
"""What a layer gives anew as a whole: half of two distributions would be neither."""


def read_layers(path: Path, above: tuple[Path, ...] = ()) -> Document:
    """Read a scenario file with everything it extends.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or the files extend each other in a circle.
    """
    here = read_document(path)
    chain = (*above, path.resolve())
    _read_statements(here, path)
    if "extends" not in here.data:
        return here
    file, line = here.place(("extends",))
    parent = here.data.pop("extends")
    if not isinstance(parent, str):
        raise ScenarioError("the name of a scenario file is needed", file, line, "extends", parent)
    target = _beside(path, parent)
    if target is None:
        raise ScenarioError("no such file to extend", file, line, "extends", parent)
    if target.resolve() in chain or len(chain) >= MAX_LAYERS:
        circle = " → ".join(step.name for step in (*chain, target))
        raise ScenarioError(f"files extend each other in a circle: {circle}", file, line, "extends")
    return merge(read_layers(target, chain), here)


def read_content(
    content: bytes, name: str, known: Mapping[str, Path]
) -> tuple[Document, Path | None]:
    """Read a scenario file that came from elsewhere, such as a visitor of a page.

    Parameters
    ----------
    content : bytes
        What the file holds.
    name : str
        What errors call it.
    known : dict of str to Path
        By name, the scenario files it may extend; it is given no other file of this machine.

    Returns
    -------
    Document, Path or None
        The scenario, and the file it extends, if any.

    Raises
    ------
    ScenarioError
        If it cannot be read, or names a file that is not known.
    """
    here = parse_content(content, name)
    if isinstance(here.data.get("statements"), str):
        file, line = here.place(("statements",))
        problem = "a file opened here has to hold its statements itself"
        raise ScenarioError(problem, file, line, "statements", here.data["statements"])
    if "extends" not in here.data:
        return here, None
    file, line = here.place(("extends",))
    parent = here.data.pop("extends")
    target = known.get(str(parent))
    if target is None:
        problem = (
            f"a file opened here can extend what is in the library; {did_you_mean(parent, known)}"
        )
        raise ScenarioError(problem, file, line, "extends", parent)
    return merge(read_layers(target), here), target


def files_of(path: Path) -> list[Path]:
    """Return a scenario file with all that it extends, and their files of statements.

    The file must be one that `read_layers` can read.
    """
    data = read_document(path).data
    said, parent = data.get("statements"), data.get("extends")
    statements = [path.parent / said] if isinstance(said, str) else []
    return [path, *statements, *([] if parent is None else files_of(path.parent / parent))]


def base_of(path: Path) -> Path:
    """Return the file that all layers of a scenario file rest on: itself, if it extends nothing.

    The file must be one that `read_layers` can read.
    """
    parent = read_document(path).data.get("extends")
    return path if parent is None else base_of(path.parent / parent)


def _read_statements(here: Document, path: Path) -> None:
    """Put the statements in place of the name of their file."""
    from sim.scenario.loader import validated

    name = here.data.get("statements")
    if not isinstance(name, str):
        return
    file, line = here.place(("statements",))
    target = _beside(path, name)
    if target is None:
        raise ScenarioError("no such file of statements", file, line, "statements", name)
    read = read_document(target)
    validated(StatementFile, read)
    here.data["statements"] = read.data["statements"]
    here.places.update(
        {keys: place for keys, place in read.places.items() if keys[:1] == ("statements",)}
    )


def _beside(path: Path, name: str) -> Path | None:
    """Return the file of this name next to `path`, or None if there is none."""
    target = path.parent / name
    try:
        return target if target.is_file() else None
    except (OSError, ValueError):  # a name that no disk can hold
        return None


def merge(below: Document, above: Document) -> Document:
    """Lay one document over another."""
    merged = Document(_merge_data(below.data, above.data, [Scenario]))
    kept = {k: place for k, place in below.places.items() if merged.at(k) is not ABSENT}
    return Document(merged.data, kept | above.places)


def _merge_data(below: Any, above: Any, kinds: list[Any]) -> Any:
    if any(isinstance(kind, type) and issubclass(kind, Rule) for kind in kinds):
        below = _rule_changed_by(above, below)
    both_open = isinstance(below, dict) and isinstance(above, dict)
    if not both_open or any(kind in REPLACED for kind in kinds):
        return above
    merged = dict(below)
    for key, entry in above.items():
        inner = [member for kind in kinds for member in inside(kind, key)]
        merged[key] = _merge_data(below.get(key), entry, inner)
    taken = {key for key, entry in above.items() if entry is None and key in below}
    return {key: entry for key, entry in merged.items() if key not in taken}


def _rule_changed_by(above: Any, below: Any) -> Any:
    """Return the rule whose numbers a layer changes; None where the layer names one itself."""
    if isinstance(above, dict) and "name" in above:
        return None
    return {"name": below} if isinstance(below, str) else below


def with_overrides(document: Document, overrides: tuple[str, ...]) -> Document:
    """Lay settings such as ``actors.us.hosting=0`` over a document.

    Raises
    ------
    ScenarioError
        If a setting has no path, no value, or a value that is not YAML.
    """
    laid, weights = document, WeightsSet()
    for override in overrides:
        laid = merge(laid, _override(laid, override, weights))
    return _retitled(document, laid)


def _override(document: Document, override: str, weights: WeightsSet) -> Document:
    path, equals, value = override.partition("=")
    file = f"--set {cut(override)}"
    if not (path.strip() and equals and value.strip()):
        raise ScenarioError("a setting is written path.to.number=value", file)
    try:
        given = parse_entry(value, file)
    except ScenarioError as error:
        raise ScenarioError(error.problem, file) from None
    return _entry(document, path.strip(), given, weights)


def with_changes(document: Document, changes: Mapping[str, Any]) -> Document:
    """Lay entries by their dotted paths over a document, each in turn."""
    laid, weights = document, WeightsSet()
    for path, value in changes.items():
        given = Document({"value": _plain(value)}, {("value",): ("with_", None)})
        laid = merge(laid, _entry(laid, path, given, weights))
    return _retitled(document, laid)


def _plain(value: Any) -> Any:
    """Return what a file would say: of a part of another scenario, a copy that nobody shares."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return value.tolist() if hasattr(value, "tolist") else value  # what NumPy holds


def _retitled(before: Document, after: Document) -> Document:
    """Say in the title that something was changed: a picture may show nothing else of it."""
    title = after.data.get("title")
    changed = before.data != after.data and title == before.data.get("title")
    if not changed or not isinstance(title, str) or title.endswith(CHANGED):
        return after
    return Document(after.data | {"title": with_suffix(title, CHANGED)}, after.places)


def with_suffix(title: str, suffix: str) -> str:
    """Return a title with something at its end, no longer than a title may be."""
    return title[: LONGEST_TITLE - len(suffix)] + suffix


def _entry(document: Document, path: str, given: Document, weights: WeightsSet) -> Document:
    """Return a document that holds nothing but `given` at a dotted path."""
    named = tuple(_split(document.data, path.split("."), [Scenario]))
    file, _ = given.place(("value",))
    known = document.data.get(named[0])
    if named[0] in NAMED and len(named) > 2 and isinstance(known, dict) and named[1] not in known:
        allowed = did_you_mean(named[1], known)
        raise ScenarioError(f"there is no {named[0]}.{named[1]}; {allowed}", file, None, path)
    entry = given.data["value"]
    try:
        keys, entry = weights.meant(document, named, entry)
    except InvalidEntry as invalid:
        raise ScenarioError(invalid.problem, file, None, path, entry) from None
    for key in reversed(keys):
        entry = {key: entry}
    everywhere: list[Keys] = [keys[:size] for size in range(1, len(keys))]
    everywhere += [(*keys, *inner[1:]) for inner in given.places if inner]
    return Document(entry, dict.fromkeys(everywhere, (file, None)))


def _split(data: Any, words: list[str], kinds: list[Any]) -> Iterator[str]:
    """Yield the keys of a path; a key may itself hold dots (``us.pressure.north``)."""
    while words:
        new = len(words) if INFLUENCES in kinds else 1
        known = data if isinstance(data, dict) else {}
        sizes = range(len(words), 0, -1)
        size = next((size for size in sizes if ".".join(words[:size]) in known), new)
        key = ".".join(words[:size])
        yield key
        data, words = known.get(key), words[size:]
        kinds = [member for kind in kinds for member in inside(kind, key)]
