"""A number of a scenario: a value, a distribution, or the name of a shared number.

In a file a number is written as ``0.6``, as ``pressure_weight`` (one of the scenario's `shared`
numbers), or at length with where it comes from::

    {half_normal: {mean: 0.6}, sources: [A3], assumption: a judgement, not a measurement}

A rate can be given as the chance that it comes about until decisions freeze: ``5% by deadline``, or
``{chance: 0.05}``.
"""

import math
import re
from typing import Annotated, Any, ClassVar

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.errors import POINT, InvalidEntry
from sim.scenario.base import Name, Real, Sourced
from sim.scenario.distribution import Beta, Distribution, HalfNormal, Normal, Triangular, Uniform

GIVEN_BY = ("value", "shared", "normal", "half_normal", "beta", "uniform", "triangular", "chance")
"""The ways to give a number; each number uses exactly one."""

CHANCE = re.compile(r"(\d+(?:\.\d+)?) ?% by deadline")
"""How a chance is written in words."""


class Number(Sourced):
    """Any finite number; see the module for how it is written.

    Raises `InvalidEntry` if it is given in no way or in several, or can leave the range the place
    allows.

    Attributes
    ----------
    value : float, optional
        The number itself.
    shared : str, optional
        Name of a number under the scenario's `shared`, used in several places at once.
    chance : float, optional
        Of a rate: the probability that it comes about until decisions freeze, with nothing else
        acting on it; of ``late_rate``, until the follow-up window ends.
    normal, half_normal, beta, uniform, triangular : Distribution, optional
        The number is not known exactly; a plain run uses the centre.
    neutral : float, optional
        What it would be without the statements it rests on, for asking what each one contributes.
    """

    low: ClassVar[float] = -math.inf
    high: ClassVar[float] = math.inf

    value: Real | None = None
    shared: Name | None = None
    chance: Annotated[float, Field(gt=0, lt=1)] | None = None
    normal: Normal | None = None
    half_normal: HalfNormal | None = None
    beta: Beta | None = None
    uniform: Uniform | None = None
    triangular: Triangular | None = None
    neutral: Real | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_shorthand(cls, given: Any) -> Any:
        if isinstance(given, Number):  # from a place that may have another range
            return {name: getattr(given, name) for name in given.model_fields_set}
        text = given if isinstance(given, str) else "a"
        if by_deadline := CHANCE.fullmatch(text):
            return {"chance": float(by_deadline[1]) / 100}
        if isinstance(given, bool | list | None) or not text[:1].isalpha():
            hint = f"; {POINT}" if re.fullmatch(r"[-+]?\d*,\d+", text) else ""
            raise InvalidEntry((), f"a number, or the name of a shared number, is needed{hint}")
        if isinstance(given, int | float):
            return {"value": given}
        if isinstance(given, str):
            return {"shared": given}
        return given

    @model_validator(mode="after")
    def _is_given_once_and_in_range(self) -> "Number":
        ways = [way for way in GIVEN_BY if getattr(self, way) is not None]
        if len(ways) != 1:
            raise InvalidEntry(
                (), f"give exactly one of {', '.join(GIVEN_BY)}; here: {ways or 'none'}"
            )
        if self.shared is None and self.chance is None:
            self.must_fit(type(self))
        if self.neutral is not None and not self.low <= self.neutral <= self.high:
            raise InvalidEntry(("neutral",), self.allowed())
        if self.neutral is not None and not self.sources:
            raise InvalidEntry(("neutral",), "needs sources: it is what the number is without them")
        return self

    def must_fit(self, place: "type[Number]") -> None:
        """Raise `InvalidEntry` if this number can leave the range that `place` allows."""
        low, high = self.support
        if not (place.low <= low and high <= place.high):
            hint = "" if self.value is not None else "; this distribution can leave that range"
            raise InvalidEntry((), f"{place.allowed()}{hint}")

    @classmethod
    def allowed(cls) -> str:
        """Return the range of this kind of number in words."""
        if math.isinf(cls.high):
            return f"must stay at {cls.low:g} or more"
        return f"must stay within [{cls.low:g}, {cls.high:g}]"

    @property
    def distribution(self) -> Distribution | None:
        """The distribution it is drawn from in an uncertain run; None for a plain value."""
        shapes = (self.normal, self.half_normal, self.beta, self.uniform, self.triangular)
        return next((shape for shape in shapes if shape is not None), None)

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value it can take."""
        if self.distribution is not None:
            return self.distribution.support
        value = 0.0 if self.value is None else self.value
        return value, value

    @property
    def centre(self) -> float:
        """The value a plain run uses; of what names a shared number only `Numbers` knows it."""
        if self.value is not None:
            return self.value
        if self.distribution is not None:
            return self.distribution.centre
        if self.chance is not None:
            raise LookupError("a chance needs a clock: ask scenario.numbers for the rate")
        raise LookupError(f"{self.shared!r} is a shared number: ask scenario.numbers for it")

    @property
    def is_uncertain(self) -> bool:
        """Whether an uncertain run draws it."""
        return self.distribution is not None

    def __eq__(self, other: object) -> bool:
        """Whether it is given alike, whatever range the places of the two allow."""
        return isinstance(other, Number) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.value, self.shared, self.distribution, self.sources))

    @model_serializer(mode="wrap")
    def _write_shorthand(self, handler: SerializerFunctionWrapHandler) -> Any:
        full = {key: entry for key, entry in handler(self).items() if entry not in (None, (), [])}
        alone = len(full) == 1 and next(iter(full)) in ("value", "shared")
        return next(iter(full.values())) if alone else full

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the three ways to write a number, with the range of this place."""
        plain: dict[str, object] = {"type": "number"}
        plain |= {} if math.isinf(cls.low) else {"minimum": cls.low}
        plain |= {} if math.isinf(cls.high) else {"maximum": cls.high}
        named = {"type": "string", "description": "name of a shared number"}
        return {"anyOf": [plain, named, handler(core_schema)]}


class NonNegative(Number):
    """A number that is never below 0: a rate per day, a scale."""

    low: ClassVar[float] = 0.0


class Share(Number):
    """A probability or share, in [0, 1]."""

    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0


def by_default(kind: type[Number], value: float) -> Any:
    """Return a field whose number is `value` unless a scenario says otherwise."""
    return Field(default_factory=lambda: kind(value=value), json_schema_extra={"default": value})
