"""Reach: what one actor can do; the level at which a party comes in the end is what it is about."""

from collections.abc import Iterator

from sim.analysis.outcomes import otherwise as had
from sim.analysis.outcomes.otherwise import Otherwise
from sim.analysis.stories.options import OF_A_PARTY, at_ends, signals_of
from sim.engine.points import NEVER
from sim.scenario import Scenario


def reach(scenario: Scenario, actor: str) -> list[Otherwise]:
    """Return the acts within an actor's reach: its words, promises, signals and moves."""
    return [
        *(_words(scenario, actor) if actor in scenario.parties else ()),
        *_promises(scenario, actor),
        *signals_of(scenario, actor),
        *at_ends(scenario, f"actors.{actor}.bridging"),
        *_moves(scenario, actor),
    ]


def _words(scenario: Scenario, key: str) -> Iterator[Otherwise]:
    """Yield a party's readings, and that it speaks, or softens if it may, at once or never."""
    party, here, numbers = scenario.parties[key], f"actors.{key}", scenario.numbers
    for reading in party.readings:
        if numbers[f"{here}.weights.{reading}"].centre != 1:
            yield had.read_as(scenario, key, reading)
    path, who = f"{here}.announce_chance", had.named(scenario, key)
    for chance, words in zip((1, 0), OF_A_PARTY["announcement"], strict=True):
        if numbers[path].centre != chance:
            yield Otherwise(path, {path: chance}, words.format(who=who))
    if len(party.readings) > 1 and numbers[f"{here}.softening.rate"].centre > 0:
        for uniform, words in enumerate(("given way at once", "never given way")):
            luck = {f"luck:{key}.softening.{k}": uniform for k in range(1, len(party.readings))}
            yield Otherwise(f"{key}.softening", luck, f"{who} {words}")


def _promises(scenario: Scenario, actor: str) -> Iterator[Otherwise]:
    """Yield that it promises at once or never, and keeps what is its alone to grant."""
    for name, condition in scenario.conditions.items():
        if actor in condition.grantors:
            yield from (had.promised(scenario, name, actor, tick) for tick in (0, NEVER))
            if not condition.co_grantors and name not in scenario.actors:
                yield had.kept(scenario, name)


def _moves(scenario: Scenario, actor: str) -> Iterator[Otherwise]:
    """Yield that it calls the meeting off, or postpones it, at once or never, if it ever might."""
    for what, name in (("called_off", "calling_off"), ("postponed", "postponing")):
        if getattr(scenario.actors[actor], name, None) is not None:
            yield from (had.done(scenario, actor, what, is_done) for is_done in (True, False))
