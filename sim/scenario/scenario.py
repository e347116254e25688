"""A scenario: one set of assumptions about a negotiation, complete and consistent."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from itertools import starmap
from os import PathLike
from pathlib import Path
from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, ValidationError, model_validator

from sim.arguments import must_be, must_be_texts, must_map_paths
from sim.errors import InvalidEntry
from sim.reading.document import Document
from sim.reading.faults import validated
from sim.reading.layers import read_layers
from sim.reading.plain_yaml import write_yaml
from sim.reading.settings import setting_given, setting_written, with_settings
from sim.reading.shape import Shape
from sim.scenario.base import with_suffix
from sim.scenario.checks import check
from sim.scenario.number import NonNegative, Number, Share
from sim.scenario.parts import Parts
from sim.scenario.references import check_words
from sim.scenario.renumbered import renumbered
from sim.scenario.rule import PLACES, THEORIES
from sim.scenario.statement import PATTERNS, STATEMENTS, without_statements
from sim.scenario.weights import Weights, WeightsSet

CHANGED = ", changed"
"""What the title of a scenario ends with once entries of its file were changed for a run."""


class Scenario(Parts):
    """Everything a run needs to know; see ``docs/scenarios.md`` for how it is written.

    See `Parts` for its attributes. Raises `pydantic.ValidationError` if a part is malformed or does
    not fit another; `load` turns it into a `ScenarioError`.
    """

    @model_validator(mode="before")
    @classmethod
    def _asks_in_the_right_words(cls, given: Any) -> Any:
        check_words(given)
        return given

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check(self)
        return self

    @model_validator(mode="wrap")
    @classmethod
    def _leaves_out_what_is_unsaid(
        cls, given: Any, handler: ModelWrapValidatorHandler[Self]
    ) -> Self:
        whole = handler(given)  # wrapped around the check that all fits, so that ids are known
        if not whole.unsaid:
            return whole
        written = whole.model_dump(mode="json", exclude_defaults=True, exclude={"unsaid"})
        return handler(without_statements(written, whole.unsaid))

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    @classmethod
    def load(
        cls,
        path: str | Path,
        overrides: tuple[str, ...] = (),
        completed: "Callable[[Scenario], Scenario] | None" = None,
    ) -> "Scenario":
        """Read a scenario file, and what it extends.

        Parameters
        ----------
        path : str or Path
        overrides : tuple of str
            Settings as ``--set`` takes them: ``"learning_rate=0.3"``.
        completed : callable, optional
            Fills in what only a later part of the program knows, or raises `InvalidEntry`.

        Raises
        ------
        ScenarioError
            If the file cannot be read or does not describe a negotiation.
        """
        must_be((str, PathLike), "the file of a scenario", path, "a path")
        settings = must_be_texts("overrides", overrides)
        written = read_layers(SHAPE, Path(path))
        laid = _retitled(written, with_settings(SHAPE, written, map(setting_written, settings)))
        return validated(SHAPE, laid, completed)

    def with_(self, changes: Mapping[str, Any]) -> "Scenario":
        """Return this scenario with some entries changed; this one stays as it is.

        Parameters
        ----------
        changes : mapping
            New entries by their paths, merged as ``--set`` merges them; None takes an entry away.

        Raises
        ------
        ScenarioError
            If the changed parts do not describe a negotiation.

        Examples
        --------
        >>> from sim import Scenario
        >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
        >>> granted = week.with_({"conditions.ceasefire.willingness": 6})
        >>> granted.conditions["ceasefire"].willingness.centre
        6.0
        """
        must_map_paths("with_", changes)
        with suppress(ValidationError, InvalidEntry):  # of which reading it anew says where
            if "title" in changes:
                entries = {path: new for path, new in changes.items() if path != "title"}
                if (changed := renumbered(self, changes["title"], entries)) is not None:
                    return changed
        written = Document(self.model_dump(mode="json", exclude_defaults=True))
        settings = starmap(setting_given, changes.items())
        return validated(SHAPE, _retitled(written, with_settings(SHAPE, written, settings)))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a scenario with some entries replaced, checked anew.

        Pydantic's own copy would keep what was worked out of the replaced ones.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate({**(deepcopy(given) if deep else given), **(update or {})})

    def to_yaml(self) -> str:
        """Return the scenario as YAML text that loads to an equal scenario."""
        return write_yaml(self.model_dump(mode="json", exclude_defaults=True))


SHAPE = Shape(
    Scenario,
    "scenario",
    whole=(Number, NonNegative, Share, Weights),
    named_by=dict.fromkeys(PLACES.values(), "name"),
    named=("actors", "conditions"),
    meaning=lambda: WeightsSet().meant,
    files={"statements": STATEMENTS, "theories": THEORIES},
    renamed={
        "announces": "announce_chance",
        "comes": "attends_if",
        "decisions_freeze": "deadline",
        "late": "late_rate",
        "learning": "learning_rate",
        "temper_scale": "noise_scale",
    },
    words={
        **PATTERNS,
        "levels": "two to six levels are needed",
        "conditions": "at most 6 conditions are allowed",
    },
)
"""How a scenario is read."""


def _retitled(before: Document, after: Document) -> Document:
    """Say in the title that something was changed: a picture may show nothing else of it."""
    title = after.data.get("title")
    changed = before.data != after.data and title == before.data.get("title")
    if not changed or not isinstance(title, str) or title.endswith(CHANGED):
        return after
    return Document(after.data | {"title": with_suffix(title, CHANGED)}, after.places)
