"""Layers: what a file extends, what stands in files beside it, and what settings put on top.

Mappings merge key by key; anything else, and what a shape takes as a whole, replaces what was
there; ``null`` takes away an entry that is there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import ABSENT, did_you_mean
from sim.reading.document import Document, read_document
from sim.reading.faults import validated
from sim.reading.shape import EXTENDS, AnyShape, inside

MAX_LAYERS = 20


def read_layers(shape: AnyShape, path: Path, above: tuple[Path, ...] = ()) -> Document:
    """Read a file with everything it extends.

    Raises `ScenarioError` if a file cannot be read, or the files extend each other in a circle.
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

    It may name none of this machine's files but those that are `known` by name. Raises
    `ScenarioError` if it names another.
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
    for key in (shape.named_by[kind] for kind in kinds if kind in shape.named_by):
        anew = isinstance(above, dict) and key in above
        below = None if anew else {key: below} if isinstance(below, str) else below
    both_open = isinstance(below, dict) and isinstance(above, dict)
    if not both_open or any(kind in shape.whole for kind in kinds):
        return above
    merged = dict(below)
    for key, entry in above.items():
        merged[key] = _merge_data(shape, below.get(key), entry, inside(kinds, key))
        if entry is None and key in below:
            del merged[key]
    return merged
