"""A shock: something that happens at most once in a world, and moves numbers from then on."""

from pydantic import Field, model_validator

from sim.errors import InvalidEntry
from sim.scenario.actor import Preconditions
from sim.scenario.base import Moment, Sourced
from sim.scenario.number import NonNegative, Number

FIXED = {
    "weights": "the readings are drawn at the start",
    "noise_scale": "the luck of an inclination is drawn at the start",
    "expected": "it is what the public expects at the start",
    "blames": "blame is reckoned once all is over",
    "shocks": "shocks do not move each other",
}
"""Keys of the numbers that nothing rereads once the story has begun, and why."""


def moved_in_vain(keys: tuple[str, ...]) -> str | None:
    """Return why no shock can move the number that these keys lead to; None if one can."""
    return next((FIXED[key] for key in (keys[0], *keys[2:3]) if key in FIXED), None)


class Shock(Sourced):
    """Something that happens at most once in a world and changes what follows.

    It happens on a date, or in the first tick in which its rate per day has added up to the world's
    patience, a unit exponential. From that tick on `effects` add to what they name, within the
    range of each number, and whoever weighs ``<shock>.struck`` hears of it: 0 or 1. Raises
    `InvalidEntry` if it has both a date and a rate, or neither.

    Attributes
    ----------
    on : datetime, optional
        The start of the tick in which it happens, in every world where it can.
    rate : NonNegative, optional
        Events per day. Either this or `on` is given.
    when : Preconditions
        How things must stand at the start of a tick for it to happen then: the ways to it, each of
        which is enough. A rate adds up in such ticks only; what is not so on the date never is.
    effects : dict
        What is added to each named signal as it is heard, or number by its path. Short for a path
        are ``<party>.inclination`` and ``<condition>.willingness``, of everybody who can grant it.
    """

    on: Moment | None = None
    rate: NonNegative | None = None
    when: Preconditions = ({},)
    effects: dict[str, Number] = Field(min_length=1)

    @model_validator(mode="after")
    def _happens_in_one_way(self) -> "Shock":
        if (self.on is None) == (self.rate is None):
            raise InvalidEntry((), "a shock happens on a date or at a rate: give `on` or `rate`")
        return self
