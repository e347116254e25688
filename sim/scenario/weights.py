"""Weights of readings: how probable each way to understand a party's words is; one set alone."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.errors import InvalidEntry, Keys, must_be_known
from sim.reading.document import Document
from sim.scenario.base import Name, Real, Sourced

GIVEN_BY = ("value", "dirichlet")
MIN_CONCENTRATION = 0.1
"""Below it, all components of a draw can come out as 0."""

ROUNDING = 1e-6
"""By which weights may miss a sum of 1."""


class Weights(Sourced):
    """Probabilities of a party's readings, known (`value`) or not quite (`dirichlet`).

    In a file: ``{personally: 0.4, promised: 0.6}``, or at length
    ``{dirichlet: {personally: 4, promised: 6}, sources: [U1], assumption: …}``. A reading that is
    not named has weight 0.

    Attributes
    ----------
    value : dict, optional
        Probability of each reading, summing to 1.
    dirichlet : dict, optional
        Concentration of each reading, at least 0.1; a plain run uses the mean.
    """

    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0

    value: dict[Name, Real] | None = None
    dirichlet: dict[Name, Real] | None = Field(default=None, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _accept_shorthand(cls, given: Any) -> Any:
        if isinstance(given, dict) and not set(given) & set(GIVEN_BY):
            return {"value": given}
        return given

    @model_validator(mode="after")
    def _are_probabilities(self) -> "Weights":
        if (self.value is None) == (self.dirichlet is None):
            raise InvalidEntry((), "give either weights that sum to 1 or a dirichlet")
        for reading, weight in (self.value or {}).items():
            if not 0 <= weight <= 1:
                raise InvalidEntry((reading,), "a weight must lie within [0, 1]")
        for reading, weight in (self.dirichlet or {}).items():
            if weight < MIN_CONCENTRATION:
                problem = f"a concentration must be at least {MIN_CONCENTRATION}"
                raise InvalidEntry(("dirichlet", reading), problem)
        total = math.fsum(self.centres.values())
        if abs(total - 1) > ROUNDING:
            raise InvalidEntry((), f"weights must sum to 1, here they sum to {total:g}")
        return self

    @property
    def centres(self) -> dict[str, float]:
        """Probability of each named reading in a plain run."""
        if self.value is not None:
            return self.value
        named = self.dirichlet or {}
        total = math.fsum(named.values())
        return {reading: weight / total for reading, weight in named.items()}

    @property
    def is_uncertain(self) -> bool:
        """Whether an uncertain run draws them."""
        return self.dirichlet is not None

    def shares(self, readings: Iterable[str]) -> dict[str, float]:
        """Return the probability of each of `readings`; 0 for those that are not named."""
        return {reading: self.centres.get(reading, 0.0) for reading in readings}

    @model_serializer(mode="wrap")
    def _write_shorthand(self, handler: SerializerFunctionWrapHandler) -> Any:
        full = {key: entry for key, entry in handler(self).items() if entry not in (None, (), [])}
        short = list(full) == ["value"] and not set(full["value"]) & set(GIVEN_BY)
        return full["value"] if short else full

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the short form and the form at length."""
        weight = {"type": "number", "minimum": 0, "maximum": 1}
        short = {"type": "object", "additionalProperties": weight}
        return {"anyOf": [short, handler(core_schema)]}


def with_shares(shares: Mapping[str, float], named: Mapping[str, float]) -> dict[str, float]:
    """Return shares that sum to 1 with some of them set; the others keep their proportions.

    Others that are all 0 share alike what is left. Raises `InvalidEntry` if one is no share, or
    together they leave too much or too little for the others.

    >>> with_shares({"open": 0.5, "after": 0.375, "never": 0.125}, {"open": 0.2})
    {'open': 0.2, 'after': 0.6000000000000001, 'never': 0.2}
    """
    others = {key: share for key, share in shares.items() if key not in named}
    left = 1 - math.fsum(named.values())
    if not all(0 <= share <= 1 for share in named.values()):
        raise InvalidEntry((), "a weight must lie within [0, 1]")
    if abs(left) > ROUNDING and not (others and left > 0):
        problem = f"weights must sum to 1, here {', '.join(named)} sum to {1 - left:g}"
        raise InvalidEntry((), problem if len(shares) > 1 else "the only reading weighs 1")
    total, left = sum(others.values()), max(left, 0.0)
    rest = {
        key: left * (share / total if total else 1 / len(others)) for key, share in others.items()
    }
    return {key: named[key] if key in named else rest[key] for key in shares}


class WeightsSet:
    """The weights of readings that were set one by one, so that each stays what it was set to."""

    def __init__(self) -> None:
        self._set: dict[Keys, dict[str, float]] = {}

    def meant(self, document: Document, keys: Keys, value: Any) -> tuple[Keys, Any]:
        """Return the entry that is meant, and its keys: for the weight of a reading all weights.

        The other readings keep their proportions; those that were all 0 share alike. Of a Dirichlet
        the means are set; its concentrations keep their sum. Raises `InvalidEntry` if there is no
        such reading, or it cannot have this weight.
        """
        above, reading = keys[:-1], str(keys[-1])
        readings = document.at((*above[:-1], "readings"))
        if len(keys) != 4 or above[::2] != ("actors", "weights") or not isinstance(readings, dict):
            self._set.pop(keys, None)  # perhaps all weights at once
            return keys, value
        if reading in Weights.model_fields and isinstance(value, Mapping | list | str):
            return keys, value
        must_be_known((), reading, readings, "reading")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidEntry((), "a weight must lie within [0, 1]")
        try:
            weights = Weights.model_validate(document.at(above))
        except ValidationError:
            return (), {}  # it is for the file to be put right first
        self._set.setdefault(above, {})[reading] = float(value)
        shares = with_shares(weights.shares(readings), self._set[above])
        if weights.dirichlet is None:
            return above, {"value": shares}
        total = sum(weights.dirichlet.values())
        drawn = {key: share * total for key, share in shares.items() if share}
        if min(drawn.values()) < MIN_CONCENTRATION:
            least = min(drawn, key=lambda key: drawn[key])
            problem = f"a concentration must be at least {MIN_CONCENTRATION}, or the weight 0; "
            raise InvalidEntry((), f"{problem}that of {least} would be {drawn[least]:.3g}")
        return above, {"dirichlet": drawn}
