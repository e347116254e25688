"""An invitation: the address of the page as a QR code, which phones read off the projector."""

from io import StringIO

import segno
from markupsafe import Markup
from rich.text import Text

QUIET_MODULES = 4
"""White modules around the code; readers need them (ISO/IEC 18004)."""


def on_page(address: str) -> Markup:
    """Return the code as a picture to stand in a page, as large as what is around it."""
    code = segno.make(address, micro=False)
    return Markup(code.svg_inline(border=QUIET_MODULES, omitsize=True, light="#fff"))


def in_terminal(address: str) -> Text:
    """Return the code in block characters, dark on light whatever the colours of the terminal."""
    drawn = StringIO()
    segno.make(address, micro=False).terminal(drawn, border=QUIET_MODULES, compact=True)
    return Text(drawn.getvalue(), style="bright_white on black")
