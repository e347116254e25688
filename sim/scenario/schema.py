"""The JSON Schema of scenario *files*, which may extend others and name files of their parts."""

from typing import Any

from sim.scenario.scenario import SHAPE, Scenario

Schema = dict[str, Any]

_NOT_OF_A_CHANGE = ("required", "minProperties", "discriminator", "default")


def file_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of scenario files.

    A file that extends another gives only what it changes, and takes entries away with ``null``.
    """
    schema = _closed(Scenario.model_json_schema(mode="validation"))
    parts = schema.pop("$defs")
    for key, shape in SHAPE.files.items():
        file = {"type": "string", "description": f"a {shape.called}, next to this one"}
        schema["properties"][key] = {"anyOf": [file, schema["properties"][key]]}
    change = _change(schema)
    parent = {"type": "string", "description": "a scenario file that this one changes"}
    change["properties"]["extends"] = parent
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Parley scenario",
        "description": "One set of assumptions about a negotiation.",
        "type": "object",
        "properties": dict.fromkeys(change["properties"], True),
        "if": {"required": ["extends"]},
        "then": change,
        "else": schema,
        "$defs": parts | {f"{name}Change": _change(part) for name, part in parts.items()},
    }


def _closed(part: Any) -> Any:
    """Let a mapping by name hold nothing but names."""
    if isinstance(part, list):
        return [_closed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    closed = {"additionalProperties": False} if "patternProperties" in part else {}
    return closed | {key: _closed(entry) for key, entry in part.items()}


def _change(part: Schema) -> Schema:
    """Return the schema of what changes `part`: nothing is needed, and ``null`` takes away."""
    if "$ref" in part:
        whole = part["$ref"].rpartition("/")[2] in {kind.__name__ for kind in SHAPE.whole}
        return part if whole else {"$ref": f"{part['$ref']}Change"}
    change = {key: entry for key, entry in part.items() if key not in _NOT_OF_A_CHANGE}
    for key in ("properties", "patternProperties"):
        if key in change:
            change[key] = {name: _or_null(entry) for name, entry in change[key].items()}
    if isinstance(change.get("additionalProperties"), dict):
        change["additionalProperties"] = _or_null(change["additionalProperties"])
    members = change.pop("oneOf", []) + change.pop("anyOf", [])
    return change | ({"anyOf": [_change(member) for member in members]} if members else {})


def _or_null(part: Schema) -> Schema:
    return {"anyOf": [_change(part), {"type": "null"}]}
