"""The tree of a YAML text, or one error that says where the text is not YAML, or what it is.

What the builder of a `Document` goes through; positions in it are those of the readable text.
"""

from collections.abc import Callable
from typing import Any

import yaml

from sim.characters import LINE_SEPARATORS, forbidden, oddity_in_line
from sim.errors import ScenarioError
from sim.reading.foreign import PROSE, foreign_in_words, is_json, prose_in_words
from sim.reading.plain_yaml import compose
from sim.reading.shape import Shape

BYTE_ORDER_MARK = "\ufeff"


def readable(text: str, file: str) -> str:
    """Return the text as YAML is to read it: with the lines that editors count.

    Raises
    ------
    ScenarioError
        At the first character that no YAML may hold.
    """
    whole = text.removeprefix(BYTE_ORDER_MARK).translate(LINE_SEPARATORS)
    if found := yaml.reader.Reader.NON_PRINTABLE.search(whole):
        line = whole.count("\n", 0, found.start()) + 1
        raise ScenarioError(forbidden(found[0]), file, line)
    if "\t" in whole and is_json(whole):  # which may be indented by tabs, unlike YAML
        return whole.replace("\t", " ")
    return whole


def tree_of(
    text: str,
    file: str,
    shape: Shape[Any] | None = None,
    composed: Callable[[str], yaml.Node | None] = compose,
) -> yaml.MappingNode:
    """Return the tree of a readable text that holds a mapping.

    Raises
    ------
    ScenarioError
        If it does not; it says what the text seems to be, and what a file of this shape is.
    """
    try:
        tree = composed(text)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, file, shape) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # two of them: "\U00110000"
        raise ScenarioError(f"not valid YAML: {' '.join(str(error).split())}", file) from None
    except RecursionError:
        raise ScenarioError("nested too deeply", file) from None
    if isinstance(tree, yaml.MappingNode):
        return tree
    otherwise = PROSE if isinstance(tree, yaml.ScalarNode) else ""
    if tree is not None and (foreign := foreign_in_words(shape, text, file, otherwise)):
        raise ScenarioError(foreign, file)
    line = tree.start_mark.line + 1 if tree else None
    raise ScenarioError("a mapping (key: value) is needed", file, line)


def _not_yaml(
    error: yaml.MarkedYAMLError, text: str, file: str, shape: Shape[Any] | None
) -> ScenarioError:
    """Say where a text is not YAML, or what it is instead, or which character has led to it."""
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark]
    line = marks[0].line + 1 if marks else None
    if foreign := foreign_in_words(shape, text, file, prose_in_words(text)):
        return ScenarioError(foreign, file, line)
    problem = ", ".join(filter(None, (error.context, error.problem)))
    lines = text.split("\n")
    for place in (mark.line - back for mark in marks for back in (0, 1) if mark.line >= back):
        if place < len(lines) and (hint := oddity_in_line(lines[place])):
            where = "" if place + 1 == line else f" in line {place + 1}"
            problem = f"{problem}; {hint}{where}"
            break
    return ScenarioError(f"not valid YAML: {problem}", file, line)
