"""A signal: a number an actor publishes every tick and others react to."""

from pydantic import Field, model_validator

from sim.errors import InvalidEntry
from sim.scenario.base import Moment, Name, Sourced
from sim.scenario.number import NonNegative, Number, by_default


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


class Shock(Sourced):
    """Something that happens at most once in a world and changes what follows.

    It happens on a date, or in the first tick k with ``rate × (k + 1) × days per tick`` at or above
    the world's patience. From that tick on `effects` add to what they name, and whoever weighs
    ``<shock>.struck`` hears of it: 0 or 1.

    Attributes
    ----------
    on : datetime, optional
        The start of the tick in which it happens, in every world.
    rate : NonNegative, optional
        Events per day. Either this or `on` is given.
    effects : dict
        What is added to each named signal, to ``<party>.inclination``, or to the willingness of
        everybody who can grant a condition: ``<condition>.willingness``.

    Raises
    ------
    InvalidEntry
        If it has both a date and a rate, or neither.
    """

    on: Moment | None = None
    rate: NonNegative | None = None
    effects: dict[str, Number] = Field(min_length=1)

    @model_validator(mode="after")
    def _happens_in_one_way(self) -> "Shock":
        if (self.on is None) == (self.rate is None):
            raise InvalidEntry((), "a shock happens on a date or at a rate: give `on` or `rate`")
        return self
