"""The shape of a file: which spec stands at which keys, and what no annotation says.

Read off the annotations of the specs themselves, for merging layers and for explaining faults.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel

from sim.errors import Keys

Spec_ = TypeVar("Spec_", bound=BaseModel)

Meaning = Callable[[Any, Keys, Any], tuple[Keys, Any]]
"""From a document, and the keys and value of a setting, to the keys and value that are meant."""

EXTENDS = "extends"  # the key of a file that names the file it changes


@dataclass(frozen=True, eq=False)
class Shape(Generic[Spec_]):
    """What one kind of file holds."""

    root: type[Spec_]
    called: str
    """The spec of a whole file, and what messages call such a file."""
    whole: tuple[type[BaseModel], ...] = ()
    """Specs that a layer gives anew as a whole: half of two distributions would be neither."""
    named_by: Mapping[type[BaseModel], str] = field(default_factory=dict)
    """Specs that a layer gives anew only where it gives this key; a text alone is short for it."""
    named: tuple[str, ...] = ()
    """Keys of the root under which a setting must find the entry that it names; it makes no new."""
    files: Mapping[str, "Shape[Any]"] = field(default_factory=dict)
    """Keys whose entry may stand in a file beside this one, and the shape of that file."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """What keys of earlier versions are called since."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What is allowed, by the pattern that a text follows or the key whose entries are counted."""
    form: str = "YAML"
    """The form of such a file."""
    meaning: Callable[[], Meaning] = lambda: lambda _, keys, value: (keys, value)
    """Returns, for a list of settings, a function that is asked what each of them means."""

    @property
    def needed(self) -> str:
        """What such a file is, in one clause."""
        keys = [key for key, entry in self.root.model_fields.items() if entry.is_required()]
        listed = " and ".join(filter(None, (", ".join(keys[:-1]), keys[-1])))
        return f"a {self.called} is a {self.form} file of keys such as {listed}"

    def kinds_at(self, keys: Keys) -> list[Any]:
        """Return the types that may stand at `keys`; none for keys it does not know."""
        kinds: list[Any] = [self.root]
        for key in keys:
            kinds = inside(kinds, key)
        return kinds


AnyShape = Shape[Any]


def inside(kinds: list[Any], key: str | int) -> list[Any]:
    """Return the types that may stand under `key` of values of types `kinds`."""
    return [inner for kind in kinds for inner in _inside(kind, key)]


def fields_of(kinds: list[Any], data: object) -> list[str]:
    """Return the keys that specs of these types know; of several kinds, those of the `data`."""
    specs = [kind for kind in kinds if _is_spec(kind)]
    given = data if isinstance(data, dict) else {}
    same = [one for one in specs if any(given.get(key) == tag for key, tag in tags_of(one).items())]
    return sorted({name for spec in same or specs for name in spec.model_fields})


def tags_of(spec: type[BaseModel]) -> dict[str, str]:
    """Return the keys that hold one word alone, which tells a spec from others of its union."""
    kinds = {key: entry.annotation for key, entry in spec.model_fields.items()}
    words = {key: get_args(kind) for key, kind in kinds.items() if get_origin(kind) is Literal}
    return {key: word for key, (word, *others) in words.items() if not others}


def _is_spec(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _inside(kind: Any, key: str | int) -> Iterator[Any]:
    if _is_spec(kind) and key in kind.model_fields:
        yield from _members(kind.model_fields[key].annotation)
    elif _is_spec(kind) and kind.model_config.get("extra") == "allow":
        yield from _members(get_args(get_type_hints(kind)["__pydantic_extra__"])[1])
    elif get_origin(kind) is dict:
        yield from _members(get_args(kind)[1])
    elif get_origin(kind) is tuple:
        yield from _members(get_args(kind)[0])


def _members(kind: Any) -> Iterator[Any]:
    """Yield the types behind ``Annotated`` and unions."""
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _members(member)
    elif kind is not type(None):
        yield kind
