"""``parley schema``: how a scenario file is written, for editors that know JSON Schema."""

import json

from sim.scenario.schema import file_schema


def schema() -> None:
    """Print the JSON Schema of scenario files."""
    print(json.dumps(file_schema(), indent=2, ensure_ascii=False))
