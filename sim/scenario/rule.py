"""A rule of decision as a scenario names it: which one, and the numbers that are its own.

In a file: ``rule: literal``, or ``rule: {name: concession, beta: 0.5}``, each number written as any
other. Which rules there are, and what their numbers mean, is for `sim.rules` to say.
"""

from typing import Annotated, Any, ClassVar

from pydantic import (
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.errors import InvalidEntry
from sim.reading.shape import Shape
from sim.scenario.base import Name, Spec
from sim.scenario.number import NonNegative, Number, by_default


class OwnNumbers(Spec):
    """Numbers that are a rule's own, by the names that it gives them."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Number] = Field(init=False)

    @property
    def numbers(self) -> dict[str, Number]:
        """The rule's own numbers by name, as far as the scenario gives them."""
        return self.__pydantic_extra__


class Rule(OwnNumbers):
    """The rule by which something is decided; each place, what it decides, has a class."""

    place: ClassVar[str]
    name: Name

    @classmethod
    def usual(cls) -> str:
        """Return the name of the place's own rule."""
        return str(cls.model_fields["name"].default)

    @property
    def is_usual(self) -> bool:
        """Whether it is the place's own."""
        return self.name == self.usual()

    @model_validator(mode="before")
    @classmethod
    def _accept_shorthand(cls, given: Any) -> Any:
        if isinstance(given, Rule):
            return {"name": given.name, **given.numbers}
        if isinstance(given, str):
            return {"name": given}
        if not isinstance(given, dict):
            raise InvalidEntry((), "the name of a rule, or {name: …} with its numbers, is needed")
        return given

    @model_serializer(mode="wrap")
    def _write_shorthand(self, handler: SerializerFunctionWrapHandler) -> Any:
        numbers = {key: entry for key, entry in handler(self).items() if key != "name"}
        return {"name": self.name, **numbers} if numbers else self.name

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the short form and the form with numbers."""
        short = {"type": "string", "description": "name of a rule"}
        return {"anyOf": [short, handler(core_schema)]}


class Attend(Rule):
    """How a party turns what it sees into the level it would come at."""

    place = "attend"
    name: Name = "ordered_threshold"


class Promise(Rule):
    """How a grantor turns what it sees into a promise."""

    place = "promise"
    name: Name = "proportional_hazard"


class Soften(Rule):
    """How a party turns what it sees into steps towards its most permissive reading."""

    place = "soften"
    name: Name = "proportional_hazard"


PLACES: dict[str, type[Rule]] = {kind.place: kind for kind in (Attend, Promise, Soften)}
"""What a rule can decide, and the class of its spec, whose default is the place's own."""


class Theory(Spec):
    """What a scenario says of a theory that it can be read with.

    Its weight is how probable it is, beside the weights of the others; an uncertain run draws one
    theory for each world if any has a weight.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Annotated[str, StringConstraints(max_length=200)], OwnNumbers] = Field(
        init=False
    )
    weight: NonNegative = by_default(NonNegative, 0)

    @property
    def deciders(self) -> dict[str, OwnNumbers]:
        """The numbers that it is read with, by who decides; see `Parts.deciders`."""
        return self.__pydantic_extra__


Theories = Annotated[dict[Name, Theory], Field(max_length=100)]
"""By the name of its rule."""


class TheoryFile(Spec):
    """A file of theories, beside the scenarios that can be read with them."""

    theories: Theories


THEORIES = Shape(TheoryFile, "file of theories", whole=(Number,))
"""How a file of theories is read."""
