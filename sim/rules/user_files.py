"""Rule files: decision rules in a Python file of the user's own, brought in without a package.

A rule file is an ordinary Python program that calls `sim.register`. Whatever it does when it is
read is done, so only files one trusts should be loaded. Modules of the user's own that a rule file
imports belong to it: they are named by their digests wherever the rule file is.
"""

import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from sim.errors import ParleyError, UsageError
from sim.rules import arriving
from sim.rules.contract import place_of


@dataclass(frozen=True)
class RuleFile:
    """A Python file with decision rules, or one that such a file imports, as it was when read.

    The path is as the user wrote it. Python knows what it defines under the name of its module: of
    a rule file, its whole path.
    """

    path: str
    module: str
    source: bytes

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of what stands in it, in hexadecimal."""
        return sha256(self.source).hexdigest()


_LOADED: dict[str, RuleFile] = {}
_IMPORTED: dict[str, RuleFile] = {}

_INSTALLED = ("site-packages", "dist-packages")
_PYTHON = tuple({sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib")})


def load_rules(path: str | Path) -> list[str]:
    """Register the rules that a Python file holds.

    Loaded once more, the file as it is now takes the place of what it was. Returns the names of the
    rules. Raises `UsageError` if the file cannot be read, fails, registers nothing, or takes a name
    that is taken; no rule of it is registered then.
    """
    file = _read(Path(path))
    names = _take_in(file)
    _LOADED[file.module] = file
    return names


def loaded_files() -> list[RuleFile]:
    """Return the files whose rules are registered, in the order in which they first came."""
    return list(_LOADED.values())


def loading() -> list[str]:
    """Return the options of a command under which the same files' rules are registered."""
    return [word for file in loaded_files() for word in ("--load", file.path)]


def imported_files() -> list[RuleFile]:
    """Return the modules that rule files import, but for installed ones, as they were read."""
    return sorted(_IMPORTED.values(), key=lambda file: file.path)


def own_modules() -> list[ModuleType]:
    """Return the modules that loaded and imported files have become."""
    return [sys.modules[name] for name in (*_LOADED, *_IMPORTED) if name in sys.modules]


def _read(path: Path) -> RuleFile:
    if path.suffix != ".py":
        raise UsageError(f"{path}: rules stand in a Python file, with a name that ends in .py")
    try:
        return RuleFile(str(path), str(path.resolve()), path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: cannot be read: {reason}") from None


def _take_in(file: RuleFile) -> list[str]:
    """Run the file, which registers its rules.

    Python's own importer would leave a ``__pycache__`` beside the file, and could take an old
    version from there.
    """
    module = ModuleType(file.module)
    module.__file__ = file.path
    before = sys.modules.get(file.module)
    sys.modules[file.module] = module  # where dataclasses and pickle look for what it defines
    try:
        with _noting_imports(), arriving(file.module) as names:
            exec(compile(file.source, file.path, "exec", dont_inherit=True), module.__dict__)
            if not names:
                problem = 'registers no rule; put @register("name") above a function of its own'
                raise UsageError(problem)
    except (Exception, SystemExit) as error:
        del sys.modules[file.module]
        if before is not None:
            sys.modules[file.module] = before
        raise UsageError(f"{_place(file, error)}: {_in_words(error)}") from error
    return names


@contextmanager
def _noting_imports() -> Iterator[None]:
    before = {*sys.modules}
    try:
        yield
    finally:
        for name in sys.modules.keys() - before:
            path = Path(getattr(sys.modules[name], "__file__", None) or "")
            if path.is_file() and not _is_installed(path):
                _IMPORTED[name] = RuleFile(str(path), name, path.read_bytes())


def _is_installed(path: Path) -> bool:
    """Whether a module comes with Python, this package, or another one."""
    ours = path.is_relative_to(Path(__file__).parent.parent)
    return ours or str(path).startswith(_PYTHON) or any(part in path.parts for part in _INSTALLED)


def _place(file: RuleFile, error: BaseException) -> str:
    """Return where in the file something went wrong, as far as it is known."""
    if isinstance(error, SyntaxError) and error.filename == file.path and error.lineno:
        return f"{file.path}:{error.lineno}"
    return place_of(error) or file.path


def _in_words(error: BaseException) -> str:
    if isinstance(error, ParleyError):
        return str(error)
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
