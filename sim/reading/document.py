"""A YAML document as plain data, with the file and line each entry stands in.

The only module that opens such files; what could exhaust the machine is refused.
"""

import pickle
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

import yaml

from sim.characters import forbidden, half_in
from sim.errors import ABSENT, POINT, Keys, ScenarioError, dotted
from sim.reading.foreign import seems_to_be
from sim.reading.plain_yaml import MAX_ENTRIES, has_known_tag, read_scalar, readable, tree_of
from sim.reading.shape import AnyShape

KINDS = (".yaml", ".yml")
LARGEST_BYTES = 250_000
MAX_DIGITS = 300

Place = tuple[str, int | None]


@dataclass(frozen=True)
class Document:
    """Plain data and where each entry of it stands."""

    data: dict[str, Any]
    """What the file says: dicts, lists, texts, numbers, booleans, None."""
    places: dict[Keys, Place] = field(default_factory=dict)
    """File and line (from 1) by the keys that lead to an entry."""

    def place(self, keys: Keys) -> Place:
        """Return file and line of the entry, or of the nearest one around it."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, ("", None))

    def at(self, keys: Keys) -> object:
        """Return the entry, or `ABSENT`."""
        try:
            return reduce(getitem, keys, self.data)  # type: ignore[arg-type]
        except (LookupError, TypeError):
            return ABSENT

    def error(self, keys: Keys, problem: str) -> ScenarioError:
        """Return the error that says what is wrong with an entry."""
        return ScenarioError(problem, *self.place(keys), dotted(keys), self.at(keys))


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files in a folder and below it, by folder and name."""
    found = (file for kind in KINDS for file in folder.rglob(f"*{kind}"))
    return sorted(found, key=lambda file: (file.parent, file.name))


def read_document(path: Path, shape: AnyShape | None = None) -> Document:
    """Read a YAML file that holds a mapping; the shape says what it should be where it is none.

    Raises `ScenarioError` if there is no such file, or it is not a YAML mapping of a sensible size.
    """
    return parse_document(_content(path), str(path), shape)


def parse_document(content: str | bytes, file: str, shape: AnyShape | None = None) -> Document:
    """Read the content of a YAML file as `read_document` does; `file` names it in errors."""
    text = content if isinstance(content, str) else _decoded(content, file)
    try:
        tree = tree_of(readable(text, file), file, shape)
        document: Document = pickle.loads(_packed(tree, file))
        return document
    except RecursionError:
        raise ScenarioError("nested too deeply", file) from None


def text_of(path: Path) -> str:
    """Return the text of a file, of a sensible size, in UTF-8."""
    return _decoded(_content(path), str(path))


def _content(path: Path) -> bytes:
    file = str(path)
    try:
        if not path.is_file():
            raise ScenarioError("no such file" if not path.exists() else "not a file", file)
        with path.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"cannot be read: {reason}", file) from None


def _decoded(content: bytes, file: str) -> str:
    if len(content) > LARGEST_BYTES:
        raise ScenarioError(f"larger than {LARGEST_BYTES:,} bytes", file)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        seems = seems_to_be(content.decode("latin-1"))
        problem = "not UTF-8 text" + (f"; it looks like {seems}" if seems else "")
        raise ScenarioError(problem, file) from None
    if not text.strip():
        raise ScenarioError("the file is empty", file)
    return text


@lru_cache(maxsize=16)  # one command reads a file several times; each caller has its own copy
def _packed(tree: yaml.MappingNode, file: str) -> bytes:
    builder = _Builder(file)
    return pickle.dumps(Document(builder.entry((), tree), builder.places))


class _Builder:
    """Turns YAML nodes into plain data, counting entries so that aliases cannot explode."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Keys, Place] = {}

    def entry(self, keys: Keys, node: yaml.Node) -> Any:
        self.places.setdefault(keys, self._place(node))
        if len(self.places) > MAX_ENTRIES:
            raise self._error(node, (), f"more than {MAX_ENTRIES:,} entries")
        self._must_have_a_known_tag(keys, node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(keys, node)
        if isinstance(node, yaml.SequenceNode):
            return [self.entry((*keys, index), item) for index, item in enumerate(node.value)]
        return self._scalar(keys, node)

    def _mapping(self, keys: Keys, node: yaml.MappingNode) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._error(key_node, keys, "a key must be a word")
            self._must_have_a_known_tag(keys, key_node)
            key = self._whole((*keys, key_node.value), key_node)
            if key in data:
                problem = POINT if key.isdecimal() else "this key stands here twice"
                raise self._error(key_node, (*keys, key), problem)
            self.places[(*keys, key)] = self._place(key_node)
            data[key] = self.entry((*keys, key), value_node)
        return data

    def _scalar(self, keys: Keys, node: yaml.Node) -> Any:
        digits = len(node.value)
        if node.tag.endswith(":int") and digits > MAX_DIGITS:
            problem = f"a number of {digits} digits, at most {MAX_DIGITS} are allowed"
            raise self._error(node, keys, problem, node.value)
        try:
            value = read_scalar(node)
        except (ValueError, KeyError):  # written after the tag of another kind: !!int abc
            problem = f"not what its tag {node.tag} says"
            raise self._error(node, keys, problem, node.value) from None
        return self._whole(keys, node) if isinstance(value, str) else value

    def _whole(self, keys: Keys, node: yaml.Node) -> str:
        """Return the text with the halves joined that JSON writes of characters beyond U+FFFF."""
        text = str(node.value)
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise self._error(node, keys, forbidden(half_in(text)), text) from None

    def _must_have_a_known_tag(self, keys: Keys, node: yaml.Node) -> None:
        if not has_known_tag(node):
            raise self._error(node, keys, f"unknown YAML tag {node.tag}")

    def _place(self, node: yaml.Node) -> Place:
        return self.file, node.start_mark.line + 1

    def _error(
        self, node: yaml.Node, keys: Keys, problem: str, value: object = ABSENT
    ) -> ScenarioError:
        return ScenarioError(problem, *self._place(node), dotted(keys), value)
