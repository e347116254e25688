"""What makes the actors of a scenario fit each other, and all that has an id or a name."""

from sim.errors import InvalidEntry, is_slip, must_be_known
from sim.scenario.actor import Host
from sim.scenario.parts import CONDITION_SIGNALS, MAX_PARTIES, MIN_PARTIES, Parts, weighed_in

RESERVED = ("meeting", "shock")
"""First words of streams of luck that belong to no actor and no condition."""

ANY = "any"
"""A level of this name would be measured under the name of all levels together."""

MAX_SCALED = 5
"""Signals that multiply each other; so few of them stay finite, whatever their numbers."""


def check_roles(scenario: Parts) -> None:
    """Refuse too few parties or too many, and a second host."""
    if not MIN_PARTIES <= len(scenario.parties) <= MAX_PARTIES:
        needed = f"needs {MIN_PARTIES} to {MAX_PARTIES} actors with role party"
        raise InvalidEntry(("actors",), f"{needed}, has {len(scenario.parties)}")
    hosts = [key for key, actor in scenario.actors.items() if isinstance(actor, Host)]
    if len(hosts) > 1:
        raise InvalidEntry(("actors", hosts[1]), "only one actor can have role host")


def check_names(scenario: Parts) -> None:
    """Refuse levels and names of actors that cannot be told apart."""
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


def check_ids(scenario: Parts) -> None:
    """Refuse ids that mean something else."""
    for part in ("actors", "conditions"):
        for key in getattr(scenario, part).keys() & RESERVED:
            problem = f"the id {key!r} is taken: luck of its own has this name"
            raise InvalidEntry((part, key), problem)
    for key in scenario.conditions:
        if key in scenario.parties:
            problem = "a party has the same id, and its presence is its level; ids must differ"
            raise InvalidEntry(("conditions", key), problem)


def check_statements(scenario: Parts) -> None:
    """Refuse ids of statements that are taken, and slips in whom they name."""
    taken: set[str] = set()
    for number, statement in enumerate(scenario.statements):
        here = ("statements", number)
        if statement.id in taken:
            raise InvalidEntry((*here, "id"), f"the id {statement.id!r} is taken already")
        taken.add(statement.id)
        for keys, name in statement.actors():
            if is_slip(name, scenario.actors):
                must_be_known((*here, *keys), name, scenario.actors, "actor")


def check_signals(scenario: Parts) -> None:
    """Refuse signals whose name is taken, and those that multiply each other in vain."""
    for key, actor in scenario.actors.items():
        above: dict[str, int] = {}
        for name, signal in actor.signals.items():
            path, base = ("actors", key, "signals", name), signal.scales_with
            shared_id = ("willingness",) if key in scenario.conditions else ()
            if name in ("hosting", "outlook", "inclination", *CONDITION_SIGNALS, *shared_id):
                problem = f"{name!r} is what every host, party or condition has; rename it"
                raise InvalidEntry(path, problem)
            if signal.heard_by is not None:
                _check_hearers(scenario, f"{key}.{name}", signal.heard_by)
            if base is not None:
                what = "signal (of the same actor, listed above this one)"
                must_be_known((*path, "scales_with"), base, above, what)
                if above[base] >= MAX_SCALED:
                    problem = f"at most {MAX_SCALED} signals can multiply each other"
                    raise InvalidEntry((*path, "scales_with"), problem)
            above[f"{key}.{name}"] = 1 + above.get(base or "", 0)


def _check_hearers(scenario: Parts, name: str, heard_by: tuple[str, ...]) -> None:
    """Refuse a listener whom a signal on a back channel does not reach."""
    owner, _, rest = name.partition(".")
    here = ("actors", owner, "signals", rest, "heard_by")
    for place, key in enumerate(heard_by):
        must_be_known((*here, place), key, scenario.actors, "actor")
    for path, part in scenario.walk():
        for key in (key for key, heard in weighed_in(part) if heard == name):
            if path[0] == "actors":
                hearer = str(path[1])
            elif "co_grantors" in path:
                hearer = str(path[-1])
            else:
                hearer = scenario.conditions[str(path[1])].grantor
            if hearer not in heard_by:
                problem = f"{hearer} does not hear {name}; heard_by: {', '.join(heard_by)}"
                raise InvalidEntry((*path, key, name), problem)


def check_thresholds(scenario: Parts) -> None:
    """Refuse a level without a threshold, or with a lower one than the level below."""
    for key, party in scenario.parties.items():
        path, before = ("actors", key, "thresholds"), -float("inf")
        numbers = scenario.numbers.below(".".join(path))
        for level in scenario.levels[1:]:
            if level not in party.thresholds:
                raise InvalidEntry(path, f"needs a threshold for the level {level!r}")
            now = numbers[level].centre
            if now < before:
                problem = f"a higher level cannot need less: at least {before:g}"
                raise InvalidEntry((*path, level), problem)
            before = now
