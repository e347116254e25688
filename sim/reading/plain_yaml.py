"""YAML by the core schema of its version 1.2: ``no`` is a word, ``1e-3`` a number, ``18:00`` text.

PyYAML's own reader follows version 1.1, where they are a truth, a text and 1080. The tree of a
text is made no larger than any honest file is, and a text that has none is told what it is instead.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import yaml

from sim.characters import LINE_SEPARATORS, MINUS, forbidden, oddity_in_line
from sim.errors import ScenarioError
from sim.reading.foreign import PROSE, foreign_in_words, is_json, prose_in_words
from sim.reading.shape import AnyShape

BYTE_ORDER_MARK = "\ufeff"
MAX_ENTRIES = 10_000
MAX_NODES = 2 * MAX_ENTRIES + 1  # a key and what it holds

_TAG = "tag:yaml.org,2002:"
_CORE_SCHEMA = (
    ("null", r"(?:null|Null|NULL|~|)", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", [*"tTfF"]),
    ("int", r"[-+−–]?[0-9]+", [*"-+−–0123456789"]),
    (
        "float",
        r"[-+−–]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+−–]?[0-9]+)?"
        r"|[-+−–]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        [*"-+−–.0123456789"],
    ),
)
_READ: dict[str, Callable[[str], Any]] = {
    f"{_TAG}null": lambda _: None,
    f"{_TAG}bool": lambda text: {"true": True, "false": False}[text.lower()],
    f"{_TAG}int": lambda text: int(text.translate(MINUS)),
    f"{_TAG}float": lambda text: float(re.sub(r"\.(?=inf|nan)", "", text.translate(MINUS).lower())),
    f"{_TAG}str": str,
}

_KNOWN_TAGS = {
    yaml.MappingNode: {f"{_TAG}map"},
    yaml.SequenceNode: {f"{_TAG}seq"},
    yaml.ScalarNode: {*_READ},
}

_RARE = re.compile(r"\t|(?:^|[\s,\[{])[?!]|[|>][-+0-9]*#")
"""What PyYAML's two readers take differently: tabs, tags, keys marked by ``?``, ``|#``."""


class _Reader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own way
    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            problem = f"more than {MAX_ENTRIES:,} entries"
            raise yaml.composer.ComposerError(None, None, problem, self.get_mark())
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


class _Fast(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads all but what is `_RARE` as `_Reader` does, in a quarter of the time."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


class _Writer(yaml.SafeDumper):
    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


for _kind, _pattern, _first in _CORE_SCHEMA:
    for _class in (_Reader, _Fast, _Writer):
        _class.add_implicit_resolver(f"{_TAG}{_kind}", re.compile(rf"^(?:{_pattern})$"), _first)


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    plain = text.replace("\n", "").isprintable()  # outside quotes, other breaks turn into \n
    return writer.represent_scalar(f"{_TAG}str", text, style=None if plain else '"')


_Writer.add_representer(str, _write_text)


def readable(text: str, file: str) -> str:
    """Return the text as YAML is to read it: with the lines that editors count.

    Raises `ScenarioError` at the first character that no YAML may hold.
    """
    whole = text.removeprefix(BYTE_ORDER_MARK).translate(LINE_SEPARATORS)
    if found := yaml.reader.Reader.NON_PRINTABLE.search(whole):
        line = whole.count("\n", 0, found.start()) + 1
        raise ScenarioError(forbidden(found[0]), file, line)
    if "\t" in whole and is_json(whole):  # which may be indented by tabs, unlike YAML
        return whole.replace("\t", " ")
    return whole


def tree_of(text: str, file: str, shape: AnyShape | None = None) -> yaml.MappingNode:
    """Return the tree of a readable text that holds a mapping.

    Raises `ScenarioError` if it does not; it says what the text seems to be, and what a file of
    this shape is.
    """
    try:
        tree = _composed(text)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, file, shape) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # two of them: "\U00110000"
        raise ScenarioError(f"not valid YAML: {' '.join(str(error).split())}", file) from None
    if isinstance(tree, yaml.MappingNode):
        return tree
    otherwise = PROSE if isinstance(tree, yaml.ScalarNode) else ""
    if tree is not None and (foreign := foreign_in_words(shape, text, file, otherwise)):
        raise ScenarioError(foreign, file)
    line = tree.start_mark.line + 1 if tree else None
    raise ScenarioError("a mapping (key: value) is needed", file, line)


def _not_yaml(
    error: yaml.MarkedYAMLError, text: str, file: str, shape: AnyShape | None
) -> ScenarioError:
    """Say where a text is not YAML, or what it is instead, or which character has led to it."""
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark]
    line = marks[0].line + 1 if marks else None
    if foreign := foreign_in_words(shape, text, file, prose_in_words(text)):
        return ScenarioError(foreign, file, line)
    problem = ", ".join(filter(None, (error.context, error.problem)))
    lines = dict(enumerate(text.split("\n"), start=1))
    for place in (mark.line + 1 - back for mark in marks for back in (0, 1)):
        if hint := oddity_in_line(lines.get(place, "")):
            problem += f"; {hint}" + ("" if place == line else f" in line {place}")
            break
    return ScenarioError(f"not valid YAML: {problem}", file, line)


@lru_cache(maxsize=16)  # many scenarios rest on few files
def _composed(text: str) -> yaml.Node | None:
    if not _RARE.search(text):
        with suppress(yaml.YAMLError):  # of which the other reader says more
            tree: yaml.Node | None = yaml.compose(text, _Fast)
            if isinstance(tree, yaml.MappingNode):
                return tree
    return yaml.compose(text, _Reader)


def has_known_tag(node: yaml.Node) -> bool:
    """Whether the tag of a node is one of the core schema, and of its kind."""
    return node.tag in _KNOWN_TAGS[type(node)]


def read_scalar(node: yaml.Node) -> Any:
    """Return what a node of a known tag says: text, a number, a truth or None.

    Raises `ValueError` or `KeyError` if it does not say what its tag says, as in ``!!int abc``.
    """
    return _READ[node.tag](node.value)


def write_yaml(data: dict[str, Any]) -> str:
    """Return `data` as YAML text that reads back equal."""
    return str(yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100))
