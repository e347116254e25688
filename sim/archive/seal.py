"""Seals: by what is written in a file, whether this program wrote it and nobody changed it since.

A seal is a digest of all the rest. It proves nothing about who made it; it tells one's own file
from somebody else's of the same name.
"""

from hashlib import file_digest, sha256
from json import dumps
from pathlib import Path
from typing import Any

SEAL = "seal"
"""The entry of a manifest that holds its seal."""

_BEFORE, _AFTER = "\n<!-- parley ", " -->\n"


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """Return what a manifest says, with its seal as the last entry."""
    plain = {key: entry for key, entry in content.items() if key != SEAL}
    whole = "parley" + dumps(plain, sort_keys=True)
    return plain | {SEAL: sha256(whole.encode()).hexdigest()}


def is_sealed(content: object) -> bool:
    """Whether this is a manifest as `sealed` left it."""
    return isinstance(content, dict) and SEAL in content and sealed(content) == content


def sealed_page(page: str) -> str:
    """Return an HTML page with its seal, a comment, as its last line."""
    whole = page.rstrip("\n")
    return f"{whole}{_BEFORE}{sha256(whole.encode()).hexdigest()}{_AFTER}"


def is_sealed_page(page: bytes) -> bool:
    """Whether this is an HTML page as `sealed_page` left it."""
    whole, _, seal = page.rpartition(_BEFORE.encode())
    return seal == f"{sha256(whole).hexdigest()}{_AFTER}".encode()
