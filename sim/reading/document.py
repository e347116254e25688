"""A YAML document as plain data, with the file and line each entry stands in.

The only module that opens scenario files. YAML is read by the core schema of YAML 1.2, so ``no``
is a word, ``1e-3`` a number and ``18:00`` not 1080; what could exhaust the machine is refused.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from sim.characters import LINE_SEPARATORS, MINUS, called, oddity_in_line
from sim.errors import ABSENT, POINT, ScenarioError, dotted
from sim.reading.foreign import PROSE, binary_in_words, foreign_in_words, is_json, prose_in_words

KINDS = (".yaml", ".yml")
LARGEST_BYTES = 250_000
MAX_ENTRIES = 10_000
MAX_NODES = 2 * MAX_ENTRIES + 1  # a key and what it holds
MAX_DIGITS = 300

Keys = tuple[str | int, ...]
Place = tuple[str, int | None]

ENTRY = "value"
BYTE_ORDER_MARK = "\ufeff"

_TAG = "tag:yaml.org,2002:"
_KINDS = ("null", "bool", "int", "float", "str")
_CORE_SCHEMA = (
    ("null", r"(?:null|Null|NULL|~|)", "~nN\0"),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", "tTfF"),
    ("int", r"[-+−–]?[0-9]+", "-+−–0123456789"),
    (
        "float",
        r"[-+−–]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+−–]?[0-9]+)?"
        r"|[-+−–]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+−–.0123456789",
    ),
)


class _Reader(yaml.SafeLoader):
    """Reads a tree, but no further than any scenario goes."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own way
    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            problem = f"more than {MAX_ENTRIES:,} entries"
            raise yaml.composer.ComposerError(None, None, problem, self.get_mark())
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


class _Writer(yaml.SafeDumper):
    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


for _kind, _pattern, _first in _CORE_SCHEMA:
    for _class in (_Reader, _Writer):
        _class.add_implicit_resolver(
            f"{_TAG}{_kind}",
            re.compile(rf"^(?:{_pattern})$"),
            [*_first] if _kind != "null" else ["~", "n", "N", ""],
        )


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    plain = text.replace("\n", "").isprintable()  # outside quotes, other breaks turn into \n
    return writer.represent_scalar(f"{_TAG}str", text, style=None if plain else '"')


_Writer.add_representer(str, _write_text)


@dataclass(frozen=True)
class Document:
    """Plain data and where each entry of it stands.

    Attributes
    ----------
    data : dict
        What the file says: dicts, lists, texts, numbers, booleans, None.
    places : dict
        File and line (from 1) by the keys that lead to an entry.
    """

    data: dict[str, Any]
    places: dict[Keys, Place] = field(default_factory=dict)

    def place(self, keys: Keys) -> Place:
        """Return file and line of the entry, or of the nearest one around it."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, ("", None))

    def at(self, keys: Keys) -> object:
        """Return the entry, or `ABSENT`."""
        entry: Any = self.data
        for key in keys:
            try:
                entry = entry[key]
            except (LookupError, TypeError):
                return ABSENT
        return entry


def scenario_files(folder: Path) -> list[Path]:
    """Return the files in a folder and below it that could be scenarios, by folder and name."""
    found = (file for kind in KINDS for file in folder.rglob(f"*{kind}"))
    return sorted(found, key=lambda file: (file.parent, file.name))


def read_document(path: Path) -> Document:
    """Read a YAML file that holds a mapping.

    Raises
    ------
    ScenarioError
        If there is no such file, or it is not a YAML mapping of a sensible size.
    """
    file = str(path)
    return parse_document(_decoded(_read_content(path), file), file, kept=True)


def parse_document(text: str, file: str, kept: bool = False) -> Document:
    """Read YAML text as `read_document` does; `file` names it in errors.

    What is `kept` is remembered, for the few files that many scenarios rest on.
    """
    return _built(_tree(_readable(text, file), file, kept), file)


def parse_entry(text: str, file: str) -> Document:
    """Read YAML text that is one value, as ``value`` of a document; see `parse_document`.

    Raises
    ------
    ScenarioError
        If it is not YAML, or there is more in it than one value: nothing of it is left out.
    """
    whole = _readable(f"{ENTRY}: {text}", file)
    tree = _tree(whole, file)
    document = _built(tree, file)
    assert isinstance(tree, yaml.MappingNode)
    if len(document.data) > 1 or whole[tree.value[0][1].end_mark.index :].strip():
        problem = "a setting changes one entry; put a text that holds # or line breaks in quotes"
        raise ScenarioError(problem, file)
    return document


def _tree(whole: str, file: str, kept: bool = False) -> yaml.Node | None:
    """Return the tree of a readable text, or say what it is instead of YAML."""
    try:
        tree = _composed(whole) if kept else yaml.compose(whole, _Reader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, whole, file) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # two of them: "\U00110000"
        raise ScenarioError(f"not valid YAML: {' '.join(str(error).split())}", file) from None
    except RecursionError:
        raise ScenarioError("nested too deeply", file) from None
    if tree is not None and not isinstance(tree, yaml.MappingNode):
        otherwise = PROSE if isinstance(tree, yaml.ScalarNode) else ""
        if foreign := foreign_in_words(whole, file, otherwise):
            raise ScenarioError(foreign, file)
    return tree


def _built(tree: yaml.Node | None, file: str) -> Document:
    try:
        return _Builder(file).build(tree)
    except RecursionError:
        raise ScenarioError("nested too deeply", file) from None


def _readable(text: str, file: str) -> str:
    """Return the text as YAML is to read it: with the lines that editors count.

    Raises
    ------
    ScenarioError
        At the first sign that no YAML may hold.
    """
    whole = text.removeprefix(BYTE_ORDER_MARK).translate(LINE_SEPARATORS)
    if found := yaml.reader.Reader.NON_PRINTABLE.search(whole):
        line = whole.count("\n", 0, found.start()) + 1
        raise ScenarioError(f"no text may hold the sign {called(found[0])}", file, line)
    if "\t" in whole and is_json(whole):  # which may be indented by tabs, unlike YAML
        return whole.replace("\t", " ")
    return whole


def _not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> ScenarioError:
    """Say where a text is not YAML, or what it is instead, or which sign has led to it."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    problem = ", ".join(filter(None, (error.context, error.problem)))
    if foreign := foreign_in_words(text, file, prose_in_words(text)):
        return ScenarioError(foreign, file, line)
    lines = text.split("\n")
    marks = (error.problem_mark, error.context_mark)
    near = [one.line - back for one in marks if one for back in (0, 1) if one.line >= back]
    odd = ((place, oddity_in_line(lines[place])) for place in near if place < len(lines))
    place, hint = next(((place, found) for place, found in odd if found), (None, ""))
    where = "" if place is None or place + 1 == line else f" in line {place + 1}"
    told = f"{problem}; {hint}{where}" if hint else problem
    return ScenarioError(f"not valid YAML: {told}", file, line)


@lru_cache(maxsize=32)
def _composed(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text."""
    tree: yaml.Node | None = yaml.compose(text, _Reader)
    return tree


def write_yaml(data: dict[str, Any]) -> str:
    """Return `data` as YAML text that `parse_document` reads back equal."""
    text: str = yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
    return text


def parse_content(content: bytes, file: str) -> Document:
    """Read the content of a YAML file as `read_document` does; `file` names it in errors."""
    return parse_document(_decoded(content, file), file)


def _read_content(path: Path) -> bytes:
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
        problem = "; ".join(filter(None, ("not UTF-8 text", binary_in_words(content))))
        raise ScenarioError(problem, file) from None
    if not text.strip():
        raise ScenarioError("the file is empty", file)
    return text


class _Builder:
    """Turns YAML nodes into a `Document`, counting entries so that aliases cannot explode."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Keys, Place] = {}
        self.maker = yaml.constructor.SafeConstructor()

    def build(self, node: yaml.Node | None) -> Document:
        if not isinstance(node, yaml.MappingNode):
            line = node.start_mark.line + 1 if node else None
            raise ScenarioError("a mapping (key: value) is needed", self.file, line)
        return Document(self._data((), node), self.places)

    def _data(self, keys: Keys, node: yaml.Node) -> Any:
        line = node.start_mark.line + 1
        self.places.setdefault(keys, (self.file, line))
        if len(self.places) > MAX_ENTRIES:
            raise ScenarioError(f"more than {MAX_ENTRIES:,} entries", self.file, line)
        if isinstance(node, yaml.MappingNode):
            self._must_be(("map",), node, keys)
            return self._mapping(keys, node)
        if isinstance(node, yaml.SequenceNode):
            self._must_be(("seq",), node, keys)
            return [self._data((*keys, index), item) for index, item in enumerate(node.value)]
        return self._scalar(keys, node)

    def _mapping(self, keys: Keys, node: yaml.MappingNode) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self._key(keys, key_node)
            if key in data:
                problem = POINT if key.isdecimal() else "this key stands here twice"
                raise ScenarioError(problem, self.file, line, dotted((*keys, key)))
            self.places[(*keys, key)] = (self.file, line)
            data[key] = self._data((*keys, key), value_node)
        return data

    def _key(self, keys: Keys, node: yaml.Node) -> str:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            raise ScenarioError("a key must be a word", self.file, line, dotted(keys))
        self._must_be(_KINDS, node, keys)
        return self._whole(str(node.value), (*keys, node.value), line)

    def _scalar(self, keys: Keys, node: yaml.Node) -> Hashable:
        line = node.start_mark.line + 1
        self._must_be(_KINDS, node, keys)
        try:
            if node.tag in (f"{_TAG}int", f"{_TAG}float"):
                node.value = node.value.translate(MINUS)
            if node.tag == f"{_TAG}int":
                return self._integer(keys, node)
            value: Hashable = self.maker.construct_object(node)
        except (ValueError, KeyError):  # written after the tag of another kind: !!int abc
            problem = f"not what its tag {node.tag} says"
            raise ScenarioError(problem, self.file, line, dotted(keys), node.value) from None
        return self._whole(value, keys, line) if isinstance(value, str) else value

    def _whole(self, text: str, keys: Keys, line: int) -> str:
        """Return the text with the two halves joined that JSON writes of signs beyond U+FFFF."""
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            half = next(sign for sign in text if "\ud800" <= sign <= "\udfff")
            problem = f"no text may hold the sign {called(half)}"
            raise ScenarioError(problem, self.file, line, dotted(keys), text) from None

    def _integer(self, keys: Keys, node: yaml.Node) -> int:
        digits, line = len(node.value), node.start_mark.line + 1
        if digits > MAX_DIGITS:
            problem = f"a number of {digits} digits, at most {MAX_DIGITS} are allowed"
            raise ScenarioError(problem, self.file, line, dotted(keys), node.value)
        return int(node.value)

    def _must_be(self, kinds: tuple[str, ...], node: yaml.Node, keys: Keys) -> None:
        if node.tag not in {f"{_TAG}{kind}" for kind in kinds}:
            line = node.start_mark.line + 1
            raise ScenarioError(f"unknown YAML tag {node.tag}", self.file, line, dotted(keys))
