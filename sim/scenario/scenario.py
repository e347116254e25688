"""A scenario: one set of assumptions about a negotiation, complete and consistent."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import model_validator

from sim.reading.document import write_yaml
from sim.scenario.checks import check
from sim.scenario.parts import Parts


class Scenario(Parts):
    """Everything a run needs to know; see ``docs/scenarios.md`` for how it is written.

    See `Parts` for its attributes.

    Raises
    ------
    pydantic.ValidationError
        If a part is malformed or does not fit another; `load` turns it into a `ScenarioError`.
    """

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check(self)
        return self

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    @classmethod
    def load(cls, path: str | Path, overrides: tuple[str, ...] = ()) -> "Scenario":
        """Read a scenario file, with what it extends and `overrides` as ``"learning_rate=0.3"``.

        Raises
        ------
        ScenarioError
            If the file cannot be read or does not describe a negotiation.
        """
        from sim.scenario.loader import load

        return load(path, overrides)

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
        from sim.scenario.loader import changed

        return changed(self, changes)

    def to_yaml(self) -> str:
        """Return the scenario as YAML text that loads to an equal scenario."""
        return write_yaml(self.model_dump(mode="json", exclude_defaults=True))
