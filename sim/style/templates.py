"""Templates: texts with gaps, in the folder ``templates`` of a package; and what pages share."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

OPEN, CLOSED = {'"': "“", "'": "‘"}, {ord('"'): "”", ord("'"): "’"}

_OPENING = re.compile(r"""(?<![^\s([“‘"'—–])["'](?=["']?[\w…])""")
"""A straight quotation mark that opens: before a word, with nothing but another mark before it."""


def templates_of(*packages: str, html: bool = True) -> "Environment":
    """Return the templates of packages such as ``sim.pages``; a gap left empty is an error.

    Of templates of the same name, that of the first package is meant.

    With `html`, what fills a gap is text in a page, whatever characters it holds, and has
    typographic marks; all but what is escaped already (``| e``), as a command is.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(one) for one in packages]),
        autoescape=html,
        finalize=typographic if html else None,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def typographic(given: Any) -> Any:
    """Return a text, or all texts in a list or mapping, with typographic quotation marks.

    Apostrophes, too. Anything else is returned as it is, what is markup already included.

    >>> typographic("The board's 'offer'")
    'The board’s ‘offer’'
    """
    if isinstance(given, dict):
        return {key: typographic(one) for key, one in given.items()}
    if isinstance(given, list):
        return [*map(typographic, given)]
    if type(given) is not str or not ("'" in given or '"' in given):
        return given
    return _OPENING.sub(lambda mark: OPEN[mark[0]], given).translate(CLOSED)


def shared(name: str) -> str:
    """Return a style or a script that several pages have, such as ``worlds.css``."""
    return (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")
