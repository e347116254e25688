"""Reach: what one actor can do; the level at which a party comes in the end is what it is about."""

from collections.abc import Iterator

from sim.analysis.outcomes import otherwise as had
from sim.analysis.outcomes.otherwise import Otherwise
from sim.analysis.stories.options import OF_A_PARTY, at_ends, signals_of
from sim.engine.points import NEVER
from sim.scenario import Scenario
from sim.style.words import called


def reach(scenario: Scenario, actor: str, now: int = 0) -> list[Otherwise]:
    """Return the acts within an actor's reach: its words, promises, signals and moves.

    It promises in the tick `now`, if it does.
    """
    return [
        *(_words(scenario, actor) if actor in scenario.parties else ()),
        *_promises(scenario, actor, now),
        *signals_of(scenario, actor),
        *at_ends(scenario, f"actors.{actor}.bridging"),
        *_moves(scenario, actor),
    ]


def _words(scenario: Scenario, key: str) -> Iterator[Otherwise]:
    """Yield what a party means by its words and holds to, or gives way in, and that it speaks.

    Whoever means something throughout gives way in nothing: of these acts one excludes all others.
    """
    readings, here, numbers = [*scenario.parties[key].readings], f"actors.{key}", scenario.numbers
    path, who = f"{here}.announce_chance", had.named(scenario, key)
    words, never = f"{key}.words", {f"{key}.softening": 0, f"{key}.hardening": 0}
    for weight, one in ((f"{here}.weights.{one}", one) for one in readings):
        if numbers[weight].centre != 1:
            yield Otherwise(words, {weight: 1, **never}, f"{who} meant {called(one)} throughout")
    if len(readings) > 1 and numbers[f"{here}.softening.rate"].centre > 0:
        at_once = f"{who} given way at once as far as {called(readings[0])}"
        yield Otherwise(words, {f"{key}.softening": len(readings) - 1}, at_once)
        yield Otherwise(words, {f"{key}.softening": 0}, f"{who} never given way")
    for chance, spoken in zip((1, 0), OF_A_PARTY["announcement"], strict=True):
        if numbers[path].centre != chance:
            yield Otherwise(path, {path: chance}, spoken.format(who=who))


def _promises(scenario: Scenario, actor: str, now: int) -> Iterator[Otherwise]:
    """Yield that it promises now or never, and keeps what is its alone to grant."""
    ticks = (now, NEVER) if now < scenario.clock.ticks else (NEVER,)
    for name, condition in scenario.conditions.items():
        if actor in condition.grantors:
            yield from (had.promised(scenario, name, actor, tick) for tick in ticks)
            if not condition.co_grantors and name not in scenario.actors:
                yield had.kept(scenario, name)


def _moves(scenario: Scenario, actor: str) -> Iterator[Otherwise]:
    """Yield that it calls the meeting off, or postpones it, at once or never, if it ever might."""
    for what, name in (("called_off", "calling_off"), ("postponed", "postponing")):
        if getattr(scenario.actors[actor], name, None) is not None:
            yield from (had.done(scenario, actor, what, is_done) for is_done in (True, False))
