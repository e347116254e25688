"""A cache: what was worked out is kept, and nothing is worked out twice at a time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Cache:
    """The last so many things, by key; whoever asks for one in the making waits for it.

    What is light counts as less than one thing.
    """

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, Lock()
        self._kept: OrderedDict[Hashable, tuple[Future[Any], float]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made], weight: float = 1) -> Made:
        """Return what is kept under a key, or else what `make` returns; its errors are not kept."""
        with self._lock:
            known, _ = self._kept.get(key, (None, weight))
            kept: Future[Made] = known or Future()
            self._kept[key] = kept, weight
            self._kept.move_to_end(key)
            while sum(each for _, each in self._kept.values()) > self._size:
                self._kept.popitem(last=False)
        if known is None:
            try:
                kept.set_result(make())
            except BaseException as error:
                self._kept.pop(key, None)
                kept.set_exception(error)
        return kept.result()
