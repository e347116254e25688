"""Once: what counts once is refused when given twice, where only the last would count."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand

from sim.errors import UsageError


def must_be_once(given: Iterable[str]) -> None:
    """Raise `UsageError` at the first thing that is given more than once."""
    for what, times in Counter(given).items():
        if times > 1:
            raise UsageError(f"{what[:80]}: given {times} times; it counts once")


class Once(TyperCommand):
    """A command whose options are given once, but for those that say they can be repeated."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; see `Once`."""
        _, _, given = self.make_parser(ctx).parse_args(args=[*args])
        must_be_once(one.opts[-1] for one in given if getattr(one, "multiple", None) is False)
        rest: list[str] = super().parse_args(ctx, args)
        return rest
