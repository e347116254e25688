"""Commands as they are typed: quoted so that every usual shell reads the same words.

Windows' cmd takes no single quotes for quotes, so double ones are used wherever they do.
"""

import os
import re
import shlex
from collections.abc import Sequence
from subprocess import list2cmdline

_PLAIN = re.compile(r"[\w@+=:,./-]+", re.ASCII)
_ACTED_ON = re.compile(r"[\"$`\\!\n]")  # characters that a shell acts on inside double quotes


def typed(words: Sequence[str]) -> str:
    """Return a command as somebody would type it.

    >>> print(typed(["parley", "run", "my crisis.yaml", "--set", "weights={open: 1}"]))
    parley run "my crisis.yaml" --set "weights={open: 1}"
    """
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    whole = word.encode("utf-8", "backslashreplace").decode()  # halves of characters fit in no file
    if _PLAIN.fullmatch(whole):
        return whole
    if os.name == "nt":
        return list2cmdline([whole])
    return shlex.quote(whole) if _ACTED_ON.search(whole) else f'"{whole}"'
