"""Layers: what a file extends, what stands in files beside it, and what settings put on top.

Mappings merge key by key; anything else, and what a shape takes as a whole, replaces what was
there; ``null`` takes away an entry that is there.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sim.characters import cut
from sim.errors import ABSENT, InvalidEntry, Keys, ScenarioError, did_you_mean
from sim.reading.document import ENTRY, Document, parse_entry, read_document
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


def laid_over_known(
    shape: AnyShape, here: Document, known: Mapping[str, Path]
) -> tuple[Document, Path | None]:
    """Return a document from elsewhere, laid over what it extends, and the file of that, if any.

    It may name none of this machine's files but those that are `known` by name.

    Raises
    ------
    ScenarioError
        If it names another.
    """
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


def layers_of(path: Path) -> list[Path]:
    """Return a readable file and what it extends, down to the file that they all rest on."""
    parent = read_document(path).data.get(EXTENDS)
    return [path, *([] if parent is None else layers_of(path.parent / parent))]


def files_of(shape: AnyShape, path: Path) -> list[Path]:
    """Return the layers of a readable file with the files that they take in."""
    read = {layer: read_document(layer).data for layer in layers_of(path)}
    named = ((layer.parent, data.get(key)) for layer, data in read.items() for key in shape.files)
    return [*read, *(folder / name for folder, name in named if isinstance(name, str))]


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


def with_settings(shape: AnyShape, document: Document, settings: Iterable[Setting]) -> Document:
    """Lay entries by their dotted paths over a document, each in turn.

    Raises
    ------
    ScenarioError
        If there is no part that a path leads through.
    """
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
        document = merge(shape, document, Document(entry, dict.fromkeys(places, (file, None))))
    return document


def setting_written(override: str) -> Setting:
    """Return a setting such as ``actors.us.hosting=0``.

    Raises
    ------
    ScenarioError
        If it has no path, no value, or a value that is not YAML.
    """
    path, equals, value = override.partition("=")
    file = f"--set {cut(override)}"
    if not (path.strip() and equals and value.strip()):
        raise ScenarioError("a setting is written path.to.number=value", file)
    try:
        return path.strip(), parse_entry(value, file)
    except ScenarioError as error:
        raise ScenarioError(error.problem, file) from None


def setting_given(path: str, value: Any) -> Setting:
    """Return a setting of a value in Python; of a part of another spec, of a copy of it."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_defaults=True)
    plain = value.tolist() if hasattr(value, "tolist") else value  # what NumPy holds
    return path, Document({ENTRY: plain}, {(ENTRY,): ("with_", None)})


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
