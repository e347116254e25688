"""Seals: by what is written in a file, whether this program wrote it and nobody changed it since.

A seal is a digest of all the rest. It proves nothing about who made it; it tells one's own file
from somebody else's of the same name, which is never touched.

The manifest of a results folder lists each file with its digest and is sealed. While files are
being replaced it lists the digests of old and new ones, so that a run that is killed midway leaves
nothing that the next one would not know.
"""

import json
import os
from collections.abc import Collection, Iterable
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from sim.errors import UsageError

MANIFEST = "manifest.json"
LISTED, BEFORE = "files", "before"
"""Entries of a manifest: digests by name; and, until all files are in place, of what was there."""

PAGES = (".html", ".htm")

SEAL = "seal"  # the entry of a manifest that holds its seal
_BEFORE, _AFTER = "\n<!-- parley ", " -->\n"


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """Return what a manifest says, with its seal as the last entry."""
    plain = {key: entry for key, entry in content.items() if key != SEAL}
    whole = "parley" + json.dumps(plain, sort_keys=True)
    return plain | {SEAL: sha256(whole.encode()).hexdigest()}


def is_sealed(content: object) -> bool:
    """Whether this is a manifest as `sealed` left it."""
    return isinstance(content, dict) and SEAL in content and sealed(content) == content


def sealed_page(page: str) -> str:
    """Return an HTML page with its seal, a comment, as its last line."""
    whole = page.rstrip("\n")
    return f"{whole}{_BEFORE}{sha256(whole.encode()).hexdigest()}{_AFTER}"


def owned(folder: Path, writes: Iterable[str], reads: Collection[Path] = ()) -> dict[str, str]:
    """Return the digest of each file there that is going to be replaced or removed.

    Those are the files of the names `writes`, and all that are listed. Raises `UsageError` if one
    was not written by this program as it is now, or is among those that the command `reads`.
    """
    listed = _listed(folder / MANIFEST)
    names = sorted({*writes, *listed}.difference({MANIFEST}))
    there = [name for name in names if os.path.lexists(folder / name)]
    needed = {path.resolve() for path in reads}
    for name in there:
        if (folder / name).resolve() in needed:
            problem = "this command reads it and would replace it; choose another folder"
            raise UsageError(f"{folder / name}: {problem}")
        must_be_ours(folder / name, listed.get(name, ()))
    return {name: digest_of(folder / name) for name in there}


def must_be_ours(path: Path, digests: Collection[str] = ()) -> None:
    """Raise `UsageError` if something stands there that this program did not write as it is.

    The digests are what a sealed manifest says of the file; a page says it itself.
    """
    try:
        ours = not path.is_symlink() and (digest_of(path) in digests or _is_own_page(path))
    except FileNotFoundError:
        return
    except OSError:
        ours = False
    if not ours:
        raise _not_ours(path)


def _is_own_page(path: Path) -> bool:
    """Whether this is an HTML page as `sealed_page` left it."""
    whole, _, seal = path.read_bytes().rpartition(_BEFORE.encode())
    own = f"{sha256(whole).hexdigest()}{_AFTER}".encode()
    return path.suffix.lower() in PAGES and seal == own


def _listed(path: Path) -> dict[str, set[str]]:
    """Return the digests that a manifest gives for each file, old and new; none without one."""
    if not os.path.lexists(path):
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    if path.is_symlink() or not is_sealed(found):
        raise _not_ours(path)
    parts = [part for part in (found.get(LISTED), found.get(BEFORE)) if isinstance(part, dict)]
    names = {name for part in parts for name in part if Path(name).name == name}
    return {name: {str(part[name]) for part in parts if name in part} for name in names}


def _not_ours(path: Path) -> UsageError:
    words = "parley did not write this, or it has been changed since; it stays as it is"
    return UsageError(f"{path}: {words}: choose another place to write to, or move the file")
