"""Attempts: what a visitor asks for may not be possible; then the page says so and goes on."""

from collections.abc import Callable
from typing import Any

from sim.dashboard.panels import refusal
from sim.dashboard.turns import in_turn
from sim.errors import ParleyError


def attempt(told: str, do: Callable[..., Any], *given: Any) -> tuple[Any, str]:
    """Return what `do` makes of what is given, and nothing to show; or None, and what is wrong.

    Where something that is needed is None there is nothing to do; why it is has been said there.

    Parameters
    ----------
    told : str
        What it means for the visitor, should it not be possible.
    do : callable
    *given
        What it is called with.
    """
    if any(one is None for one in given):
        return None, ""
    try:
        return in_turn(do, *given), ""
    except ParleyError as error:
        return None, refusal(error, told)
