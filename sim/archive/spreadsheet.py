"""Spreadsheet: a table as CSV that no program takes for anything but texts and numbers.

A spreadsheet carries out a cell that begins like a formula. Names, titles and quotes come from
whoever wrote a scenario, so every text that ends up in a CSV file passes through `harmless`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that spreadsheets do not take for text; some take wide ones for narrow."""


def harmless(cell: Any) -> Any:
    """Return a cell as it is; a text that begins like a formula with an apostrophe before it.

    >>> harmless("=1+1"), harmless("Delta"), harmless(-1.5)
    ("'=1+1", 'Delta', -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(frame: "pandas.DataFrame", header: bool = True) -> str:
    """Return a table as CSV, its texts and the names of its columns harmless."""
    from pandas.api.types import is_numeric_dtype

    safe = frame.rename(columns=harmless)
    for name in [name for name in safe.columns if not is_numeric_dtype(safe[name])]:
        safe[name] = safe[name].map(harmless, na_action="ignore")
    text: str = safe.to_csv(index=False, header=header, lineterminator="\n")
    return text
