"""Layers: what a file extends, what stands in files beside it, and what settings put on top.

Mappings merge key by key; anything else, and what a shape takes as a whole, replaces what was
there; ``null`` takes away an entry that is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sim.characters import cut
from sim.errors import ABSENT, InvalidEntry, Keys, ScenarioError, did_you_mean
from sim.reading.document import ENTRY, Document, Place, parse_content, parse_entry, read_document
from sim.reading.faults import validated
from sim.reading.shape import EXTENDS, Shape, inside

MAX_LAYERS = 20

AnyShape = Shape[Any]

Setting = tuple[str, Document]
"""A dotted path, and what is to stand there as the one entry of a document."""


def read_layers(shape: AnyShape, path: Path, above: tuple[Path, ...] = ()) -> Document:
    """Read a file with everything it extends.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or the files extend each other in a circle.
    """
    here = read_document(path, shape)
    for key, kind in shape.files.items():
        if isinstance(here.data.get(key), str):
            _take_in(here, key, kind, path)
    if EXTENDS not in here.data:
        return here
    if not isinstance(here.data[EXTENDS], str):
        raise here.error((EXTENDS,), f"the name of a {shape.called} file is needed")
    target, chain = _beside(here, EXTENDS, path, "file to extend"), (*above, path.resolve())
    if target.resolve() in chain or len(chain) >= MAX_LAYERS:
        circle = " → ".join(step.name for step in (*chain, target))
        raise here.error((EXTENDS,), f"files extend each other in a circle: {circle}")
    del here.data[EXTENDS]
    return merge(shape, read_layers(shape, target, chain), here)


def parse_layers(
    shape: AnyShape, content: bytes, name: str, known: Mapping[str, Path]
) -> tuple[Document, Path | None]:
    """Read a file that came from elsewhere, such as a visitor of a page.

    Parameters
    ----------
    shape : Shape
    content : bytes
        What the file holds.
    name : str
        What errors call it.
    known : dict of str to Path
        By name, the files it may extend; it is given no other file of this machine.

    Returns
    -------
    Document, Path or None
        The whole, and the file it extends, if any.

    Raises
    ------
    ScenarioError
        If it cannot be read, or names a file that is not known.
    """
    here = parse_content(content, name, shape)
    for key in shape.files:
        if isinstance(here.data.get(key), str):
            raise here.error((key,), f"a file opened here has to hold its {key} itself")
    if EXTENDS not in here.data:
        return here, None
    target = known.get(str(here.data[EXTENDS]))
    if target is None:
        allowed = did_you_mean(here.data[EXTENDS], known)
        problem = f"a file opened here can extend what is in the library; {allowed}"
        raise here.error((EXTENDS,), problem)
    del here.data[EXTENDS]
    return merge(shape, read_layers(shape, target), here), target


def files_of(shape: AnyShape, path: Path) -> list[Path]:
    """Return a file with those it takes in and all that it extends, which must be readable."""
    data = read_document(path, shape).data
    named = [path.parent / data[key] for key in shape.files if isinstance(data.get(key), str)]
    below = files_of(shape, path.parent / data[EXTENDS]) if EXTENDS in data else []
    return [path, *named, *below]


def base_of(path: Path) -> Path:
    """Return the file that all layers of a readable file rest on: itself, if it extends nothing."""
    parent = read_document(path).data.get(EXTENDS)
    return path if parent is None else base_of(path.parent / parent)


def _take_in(here: Document, key: str, kind: AnyShape, path: Path) -> None:
    """Put an entry in place of the name of the file that holds it."""
    read = read_document(_beside(here, key, path, kind.called), kind)
    validated(kind, read)
    here.data[key] = read.data[key]
    here.places.update({keys: place for keys, place in read.places.items() if keys[:1] == (key,)})


def _beside(here: Document, key: str, path: Path, what: str) -> Path:
    """Return the file next to `path` that an entry names."""
    target = path.parent / str(here.data[key])
    try:
        if target.is_file():
            return target
    except (OSError, ValueError):  # a name that no disk can hold
        pass
    raise here.error((key,), f"no such {what}")


def merge(shape: AnyShape, below: Document, above: Document) -> Document:
    """Lay one document over another."""
    merged = Document(_merge_data(shape, below.data, above.data, [shape.root]))
    kept = {k: place for k, place in below.places.items() if merged.at(k) is not ABSENT}
    return Document(merged.data, kept | above.places)


def _merge_data(shape: AnyShape, below: Any, above: Any, kinds: list[Any]) -> Any:
    both_open = isinstance(below, dict) and isinstance(above, dict)
    if not both_open or any(kind in shape.whole for kind in kinds):
        return above
    merged = dict(below)
    for key, entry in above.items():
        merged[key] = _merge_data(shape, below.get(key), entry, inside(kinds, key))
        if entry is None and key in below:
            del merged[key]
    return merged


def with_overrides(shape: AnyShape, document: Document, overrides: Sequence[str]) -> Document:
    """Lay settings such as ``actors.us.hosting=0`` over a document.

    Raises
    ------
    ScenarioError
        If a setting has no path, no value, or a value that is not YAML.
    """
    return _with_settings(shape, document, map(_setting, overrides))


def with_changes(shape: AnyShape, document: Document, changes: Mapping[str, Any]) -> Document:
    """Lay entries by their dotted paths over a document, each in turn."""
    place: dict[Keys, Place] = {(ENTRY,): ("with_", None)}
    given = ((path, Document({ENTRY: _plain(value)}, place)) for path, value in changes.items())
    return _with_settings(shape, document, given)


def _setting(override: str) -> Setting:
    path, equals, value = override.partition("=")
    file = f"--set {cut(override)}"
    if not (path.strip() and equals and value.strip()):
        raise ScenarioError("a setting is written path.to.number=value", file)
    try:
        return path.strip(), parse_entry(value, file)
    except ScenarioError as error:
        raise ScenarioError(error.problem, file) from None


def _plain(value: Any) -> Any:
    """Return what a file would say: of a part of another spec, a copy that nobody shares."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return value.tolist() if hasattr(value, "tolist") else value  # what NumPy holds


def _with_settings(shape: AnyShape, document: Document, settings: Iterable[Setting]) -> Document:
    meant = shape.meaning()
    for path, given in settings:
        file, _ = given.place((ENTRY,))
        keys = _keys(shape, document, path, file)
        try:
            keys, entry = meant(document, keys, given.data[ENTRY])
        except InvalidEntry as invalid:
            raise ScenarioError(invalid.problem, file, None, path, given.data[ENTRY]) from None
        places: list[Keys] = [keys[:size] for size in range(1, len(keys))]
        places += [(*keys, *inner[1:]) for inner in given.places if inner]
        for key in reversed(keys):
            entry = {key: entry}
        place: Place = (file, None)
        document = merge(shape, document, Document(entry, dict.fromkeys(places, place)))
    return document


def _keys(shape: AnyShape, document: Document, path: str, file: str) -> Keys:
    """Return the keys of a dotted path that leads to an entry, or to one that may be new."""
    keys = tuple(_split(document.data, path.split("."), [shape.root]))
    known = document.data.get(keys[0])
    inner = keys[0] in shape.named and len(keys) > 2
    if inner and isinstance(known, dict) and keys[1] not in known:
        problem = f"there is no {keys[0]}.{keys[1]}; {did_you_mean(keys[1], known)}"
        raise ScenarioError(problem, file, None, path)
    return keys


def _split(data: Any, words: list[str], kinds: list[Any]) -> Iterator[str]:
    """Yield the keys of a path; a key may itself hold dots (``us.pressure.north``)."""
    while words:
        known = data if isinstance(data, dict) else {}
        sizes = range(len(words), 0, -1)
        new = len(words) if any(map(_holds_any_name, kinds)) else 1
        size = next((size for size in sizes if ".".join(words[:size]) in known), new)
        key = ".".join(words[:size])
        yield key
        data, words, kinds = known.get(key), words[size:], inside(kinds, key)


def _holds_any_name(kind: Any) -> bool:
    """Whether a mapping's keys are any text: names that may hold dots themselves."""
    return get_origin(kind) is dict and get_args(kind)[0] is str
