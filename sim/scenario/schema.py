"""The JSON Schema of scenario *files*, which may extend others and name a file of statements."""

from copy import deepcopy
from typing import Any

from sim.scenario.scenario import Scenario


def file_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of scenario files.

    A file that extends another needs none of the keys, and may take entries away with ``null``.
    """
    schema = Scenario.model_json_schema(mode="validation")
    whole = deepcopy({key: schema[key] for key in ("properties", "required")})
    statements = {"type": "string", "description": "a file of statements, next to this one"}
    whole["properties"]["statements"] = {"anyOf": [statements, whole["properties"]["statements"]]}
    part = {"type": "string", "description": "a scenario file that this one changes"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Parley scenario",
        "description": "One set of assumptions about a negotiation.",
        "type": "object",
        "properties": {"extends": part, **whole["properties"]},
        "additionalProperties": False,
        "$defs": schema["$defs"],
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": whole["required"]},
    }
