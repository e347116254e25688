"""Drawing: the hundred dots, for which a template would take longer than for all the rest."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from sim.page.shares import Dot
from sim.style.templates import typographic

LINK = ' href="{live}&amp;world={world}"'
DOT = (
    '<a{link} tabindex="-1"{moved}><title>{what}: {words}</title>'
    '<circle cx="{x}" cy="{y}" r="4.2" fill="url(#o{letter}{code})"/></a>\n'
)
RING = ' class="moved"'


def circles(dots: Sequence[Dot], live: str, letter: str = "") -> Markup:
    """Return dots as SVG, each with the link to its world; `live` leads to worlds that are told."""
    live, letter = escape(live), escape(letter)
    lines = {dot.line.code: dot.line for dot in dots}
    words = {code: escape(typographic(line.words)) for code, line in lines.items()}
    drawn = (_drawn(dot, live, letter, words[dot.line.code]) for dot in dots)
    return Markup("".join(drawn))


def _drawn(dot: Dot, live: str, letter: str, words: str) -> str:
    is_found = dot.world is not None
    return DOT.format(
        link=LINK.format(live=live, world=dot.world) if is_found else "",
        moved=RING if dot.has_moved else "",
        what=f"world {dot.world:,}" if is_found else "likely, in no world",
        words=words,
        x=10 * dot.column + 5,
        y=10 * dot.row + 5,
        letter=letter,
        code=dot.line.code,
    )
