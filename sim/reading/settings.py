"""Settings: single entries laid over a document by their dotted paths, as ``--set`` gives them."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sim.characters import cut
from sim.errors import InvalidEntry, Keys, ScenarioError, did_you_mean
from sim.reading.document import Document, parse_document
from sim.reading.layers import merge
from sim.reading.plain_yaml import readable, tree_of
from sim.reading.shape import AnyShape, inside

Setting = tuple[str, Document]
"""A dotted path, and what is to stand there as the one entry of a document."""

ENTRY = "value"  # the key of that entry


def with_settings(shape: AnyShape, document: Document, settings: Iterable[Setting]) -> Document:
    """Lay entries by their dotted paths over a document, each in turn.

    Raises `ScenarioError` if there is no part that a path leads through.
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

    Raises `ScenarioError` if it has no path, no value, or a value that is not YAML.
    """
    path, equals, value = override.partition("=")
    file = f"--set {cut(override)}"
    if not (path.strip() and equals and value.strip()):
        raise ScenarioError("a setting is written path.to.number=value", file)
    try:
        return path.strip(), _entry(value, file)
    except ScenarioError as error:
        raise ScenarioError(error.problem, file) from None


def _entry(text: str, file: str) -> Document:
    """Return a document of one entry; what is more than one value is an error, not left out."""
    whole = readable(f"{ENTRY}: {text}", file)
    document, tree = parse_document(whole, file), tree_of(whole, file)
    if len(document.data) > 1 or whole[tree.value[0][1].end_mark.index :].strip():
        problem = "a setting changes one entry; put a text that holds # or line breaks in quotes"
        raise ScenarioError(problem, file)
    return document


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
        any_name = any(get_origin(kind) is dict and get_args(kind)[0] is str for kind in kinds)
        new = len(words) if any_name else 1  # names may hold dots themselves
        size = next((size for size in sizes if ".".join(words[:size]) in known), new)
        key = ".".join(words[:size])
        yield key
        data, words, kinds = known.get(key), words[size:], inside(kinds, key)
