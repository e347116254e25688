"""What of a folder this program wrote itself, known by name and digest; nothing else is touched.

The manifest of a results folder lists each file with its digest and is sealed. While files are
being replaced it lists the digests of old and new ones, so that a run that is killed midway leaves
nothing that the next one would not know.
"""

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from sim.archive.seal import digest_of, is_sealed, is_sealed_page
from sim.errors import UsageError

MANIFEST = "manifest.json"
LISTED, BEFORE = "files", "before"
"""Entries of a manifest: digests by name; and, until all files are in place, of what was there."""

PAGES = (".html", ".htm")


def owned(
    folder: Path, writes: Iterable[str], reads: Collection[Path] = (), keep: Collection[str] = ()
) -> dict[str, str]:
    """Return the digest of each file there that is going to be replaced or removed.

    Raises `UsageError` if one of them was not written by this program as it is now, or is still
    needed.

    Parameters
    ----------
    folder : Path
    writes : iterable of str
        Names of the files to write.
    reads : collection of Path
        Files that are still needed.
    keep : collection of str
        Names of files that stay.
    """
    listed = _listed(folder / MANIFEST)
    names = sorted({*writes, *listed}.difference(keep, {MANIFEST}))
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

    Parameters
    ----------
    path : Path
    digests : collection of str
        What a sealed manifest says of the file; a page says it itself.
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
    return path.suffix.lower() in PAGES and is_sealed_page(path.read_bytes())


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
