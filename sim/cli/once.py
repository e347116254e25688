"""Once: a command that refuses an option given twice, where only the last would count."""

from collections import Counter
from typing import Any

from typer.core import TyperCommand

from sim.errors import UsageError


class Once(TyperCommand):
    """A command whose options are given once, but for those that say they can be repeated."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; see `Once`.

        Raises
        ------
        UsageError
            If an option that takes one value is given twice.
        """
        _, _, given = self.make_parser(ctx).parse_args(args=[*args])
        single = (one for one in given if isinstance(getattr(one, "multiple", None), bool))
        for option, times in Counter(one for one in single if not one.multiple).items():
            if times > 1:
                raise UsageError(f"{option.opts[-1]}: given {times} times; it counts once")
        rest: list[str] = super().parse_args(ctx, args)
        return rest
