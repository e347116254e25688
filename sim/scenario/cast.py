"""The cast of a scenario: who takes part, what they are called, and who is quoted.

Each check raises `InvalidEntry` with the keys of the faulty entry, as those in `checks` do.
"""

from sim.errors import InvalidEntry, is_slip, must_be_known
from sim.scenario.actor import Host
from sim.scenario.parts import Parts

RESERVED = ("meeting", "shock")
"""First words of streams of luck that belong to no actor and no condition."""

MIN_PARTIES, MAX_PARTIES = 2, 6

ANY = "any"
"""A level of this name would be measured under the name of all levels together."""


def check_cast(scenario: Parts) -> None:
    """Raise `InvalidEntry` unless everybody has a role, a name and an id that fit the others'."""
    _check_roles(scenario)
    _check_names(scenario)
    _check_ids(scenario)
    _check_statements(scenario)


def _check_roles(scenario: Parts) -> None:
    if not MIN_PARTIES <= len(scenario.parties) <= MAX_PARTIES:
        needed = f"needs {MIN_PARTIES} to {MAX_PARTIES} actors with role party"
        raise InvalidEntry(("actors",), f"{needed}, has {len(scenario.parties)}")
    hosts = [key for key, actor in scenario.actors.items() if isinstance(actor, Host)]
    if len(hosts) > 1:
        raise InvalidEntry(("actors", hosts[1]), "only one actor can have role host")


def _check_names(scenario: Parts) -> None:
    if len(set(scenario.levels)) < len(scenario.levels):
        raise InvalidEntry(("levels",), "levels must differ from each other")
    if ANY in scenario.levels:
        problem = f"the name {ANY!r} is taken: any_on_time is the share of meetings at any level"
        raise InvalidEntry(("levels", scenario.levels.index(ANY)), problem)
    first: dict[str, str] = {}
    for key, actor in scenario.actors.items():
        if first.setdefault(actor.name, key) != key:
            problem = f"{first[actor.name]} is called the same; names of actors must differ"
            raise InvalidEntry(("actors", key, "name"), problem)


def _check_ids(scenario: Parts) -> None:
    for key in (*scenario.actors, *scenario.conditions):
        if key in RESERVED:
            part = "actors" if key in scenario.actors else "conditions"
            raise InvalidEntry(
                (part, key), f"the id {key!r} is taken: luck of its own has this name"
            )
    for key in scenario.conditions:
        if key in scenario.parties:
            problem = "a party has the same id, and its presence is its level; ids must differ"
            raise InvalidEntry(("conditions", key), problem)


def _check_statements(scenario: Parts) -> None:
    taken: set[str] = set()
    for number, statement in enumerate(scenario.statements):
        here = ("statements", number)
        if statement.id in taken:
            raise InvalidEntry((*here, "id"), f"the id {statement.id!r} is taken already")
        taken.add(statement.id)
        for keys, name in statement.actors():
            if is_slip(name, scenario.actors):
                must_be_known((*here, *keys), name, scenario.actors, "actor")
