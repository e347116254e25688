"""Templates: texts with gaps, in the folder ``templates`` of a package; and what pages share."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

MARKS = "\"'“"
OPEN, CLOSED = {'"': "“", "'": "‘"}, {ord('"'): "”", ord("'"): "’"}

_OPENING = re.compile(r"""(?<![^\s([“‘"'—–])["'](?=["']?[\w…])""")
"""A straight quotation mark that opens: before a word, with nothing but another mark before it."""

_INNER = re.compile("(“[^“”]*)“([^“”]*)”")
"""Quotation marks, as far as the first ones inside them."""


def templates_of(*packages: str, html: bool = True) -> "Environment":
    """Return the templates of packages such as ``sim.pages``; a gap left empty is an error.

    Of templates of the same name, that of the first package is meant.

    With `html`, what fills a gap is text in a page, whatever characters it holds, and its marks
    are typographic; where they must not be, as in a command, it is escaped by hand (``| e``).
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(one) for one in packages]),
        autoescape=html,
        finalize=typographic if html else None,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def typographic(given: Any) -> Any:
    """Return a text with typographic quotation marks and apostrophes, inner ones single.

    So are all texts in a list, or by key; anything else is returned as it is.

    >>> typographic("The board's 'offer'")
    'The board’s ‘offer’'
    >>> typographic(['It says “We said "no", not "never"”.'])
    ['It says “We said ‘no’, not ‘never’”.']
    """
    if isinstance(given, dict):
        return {key: typographic(one) for key, one in given.items()}
    if isinstance(given, list):
        return [typographic(one) for one in given]
    if type(given) is not str or not any(map(given.__contains__, MARKS)):  # str: in no page yet
        return given
    text, nested = _OPENING.sub(lambda mark: OPEN[mark[0]], given).translate(CLOSED), 1
    while nested:
        text, nested = _INNER.subn(r"\1‘\2’", text)
    return text


def shared(name: str) -> str:
    """Return a style or a script that several pages have, such as ``worlds.css``."""
    return (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")
