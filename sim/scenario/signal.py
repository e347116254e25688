"""A signal: a number an actor publishes every tick and others react to."""

from functools import lru_cache

from pydantic import Field

from sim.scenario.base import Name, Sourced
from sim.scenario.number import NonNegative, Number, by_default


@lru_cache(maxsize=1024)
def path_of(signal: str) -> str:
    """Return where the signal of this full name stands in its scenario."""
    owner, _, name = signal.partition(".")
    return f"actors.{owner}.signals.{name}"


class Holdout(Sourced):
    """Pressure that grows while a party publicly holds out below the others.

    Adds ``weight × gap``, where gap, in [0, 1], is how far the party's announced level lies below
    the highest announced one, as a share of the ladder; 0 until it and another have announced.
    """

    party: Name
    weight: Number


class Echo(Sourced):
    """A line that softens with a party's own.

    Multiplies by ``1 − weight × (steps the party has softened / most steps it could soften)``.
    """

    party: Name
    weight: Number


class Ramp(Sourced):
    """A threat that grows while a condition stays unpromised after its due date.

    Adds ``per_day × days past due`` until the condition is promised, never beyond `at_most`.
    """

    condition: Name
    per_day: NonNegative
    at_most: Number = by_default(Number, 1)


class Signal(Sourced):
    """What an actor publishes: ``strength``, shaped by echo, scale, holdout and ramp in this order.

    Attributes
    ----------
    strength : Number
        The signal when nothing else acts on it.
    echo : Echo, optional
        Softens with a party's own line.
    scales_with : str, optional
        Full name of a signal of the same actor, listed above this one, that multiplies it.
    holdout : Holdout, optional
        Grows while a party publicly holds out.
    ramp : Ramp, optional
        Grows while a condition is overdue.
    heard_by : tuple of str, optional
        The only actors who may weigh it, as on a back channel; None for a public one.
    """

    strength: Number
    echo: Echo | None = None
    scales_with: str | None = None
    holdout: Holdout | None = None
    ramp: Ramp | None = None
    heard_by: tuple[Name, ...] | None = Field(default=None, min_length=1)

    @property
    def varies(self) -> bool:
        """Whether anything but a shock acts on it as the story goes on."""
        return any((self.echo, self.scales_with, self.holdout, self.ramp))
