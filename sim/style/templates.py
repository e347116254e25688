"""Templates: texts with gaps, in the folder ``templates`` of a package; and what pages share."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def templates_of(*packages: str, html: bool = True) -> "Environment":
    """Return the templates of packages such as ``sim.pages``; a gap left empty is an error.

    Of templates of the same name, that of the first package is meant.

    With `html`, what fills a gap is text in a page, whatever characters it holds.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(one) for one in packages]),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def shared(name: str) -> str:
    """Return a style or a script that several pages have, such as ``worlds.css``."""
    return (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")
