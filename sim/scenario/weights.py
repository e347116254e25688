"""Weights of readings: how probable each way to understand a party's words is."""

import math
from typing import Any

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.errors import InvalidEntry
from sim.scenario.base import Name, Real, Sourced

GIVEN_BY = ("value", "dirichlet")
MIN_CONCENTRATION = 0.1
"""Below it, all components of a draw can come out as 0."""


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

    value: dict[Name, Real] | None = None
    dirichlet: dict[Name, Real] | None = Field(default=None, min_length=1)

    _path: str = PrivateAttr(default="")

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
        if abs(total - 1) > 1e-6:
            raise InvalidEntry((), f"weights must sum to 1, here they sum to {total:g}")
        return self

    @property
    def path(self) -> str:
        """Where the weights stand in the scenario: the name of their luck."""
        return self._path

    def settle(self, path: str) -> None:
        """Tell the weights where they stand (done on loading)."""
        self._path = path

    @property
    def centres(self) -> dict[str, float]:
        """Probability of each named reading in a plain run."""
        if self.value is not None:
            return self.value
        named = self.dirichlet or {}
        total = math.fsum(named.values())
        return {reading: weight / total for reading, weight in named.items()}

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
