"""The shape of a scenario: which spec stands at which keys.

Read off the annotations of the specs themselves, for merging layers and for explaining faults.
"""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

Keys = tuple[str | int, ...]


def kinds_at(root: type[BaseModel], keys: Keys) -> list[Any]:
    """Return the types that may stand at `keys` inside `root`; none for keys it does not know."""
    kinds: list[Any] = [root]
    for key in keys:
        kinds = [inner for kind in kinds for inner in inside(kind, key)]
    return kinds


def fields_of(kinds: list[Any], data: object) -> list[str]:
    """Return the keys that specs of these types know; `data` tells roles apart by its ``role``."""
    specs = [kind for kind in kinds if _is_spec(kind)]
    role = data.get("role") if isinstance(data, dict) else None
    same = [spec for spec in specs if role and spec.__name__.lower() == role]
    return sorted({name for spec in same or specs for name in spec.model_fields})


def _is_spec(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def inside(kind: Any, key: str | int) -> Iterator[Any]:
    """Yield the types that may stand under `key` of a value of type `kind`."""
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
