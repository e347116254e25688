"""A hand-out to explore: one file that needs neither network nor Python, on a phone as on paper.

It holds what any weights of the readings, and a few numbers at a few values, lead to (see
`sim.analysis.experiments.lattice`), and a script that mixes these shares as it is asked to. Without
a script it still says what the text leads to, and tells a world of each kind.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sim.analysis.experiments.axes import Axis
from sim.analysis.experiments.lattice import Lattice
from sim.analysis.experiments.one_at_a_time import OneAtATime, OneChange
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.result import Result, simulate_run
from sim.analysis.stories.replay import Story, replay
from sim.analysis.stories.search import typical_world
from sim.ensemble.chances import Sums
from sim.pages.page import render
from sim.pages.words import question
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.style.colours import outcome_colours
from sim.style.labels import ends_of, label
from sim.style.numbers import days_of, ground_of, said
from sim.style.templates import shared
from sim.style.words import quoted

MILLIONTHS = 1_000_000
"""In which shares are written."""

SCRIPT = Path(__file__).parent / "static" / "handout.js"


def hand_out(lattice: Lattice, chances: Sums, moved: OneAtATime, command: Mapping[str, Any]) -> str:
    """Return the hand-out of a lattice that was run as one page.

    Parameters
    ----------
    lattice : Lattice
    chances : array
        Of its grid.
    moved : OneAtATime
        What each number does alone: the largest changes are asked for before they are shown.
    command : mapping
        How the text's numbers come about again: its `words`, and what it `sets` by path.
    """
    result = simulate_run(lattice.run)
    scenario, script = result.scenario, shared("worlds.js") + SCRIPT.read_text(encoding="utf-8")
    told = dict(_stories(result))
    data = {
        "outcomes": [*_outcomes(result, told)],
        "parties": [*_parties(lattice)],
        "numbers": [*_numbers(lattice)],
        "shares": (lattice.shares(chances) * MILLIONTHS).round().astype(int).tolist(),
        "asks": [*_asks(lattice, moved)],
        "command": command,
    }
    return render(
        "handout.html",
        question(scenario),
        result=result,
        scenario=scenario,
        shares=result.measured(),
        question=question(scenario),
        data=data,
        stories=told,
        any_on_time=ANY_ON_TIME,
        shared=Markup(shared("worlds.css")),
        script=Markup(script),
        digest=b64encode(sha256(script.encode()).digest()).decode(),
        quoted=quoted,
        ground=ground_of,
    )


def _outcomes(result: Result, told: Mapping[str, Story]) -> Iterator[dict[str, Any]]:
    colours = outcome_colours(len(result.outcomes))
    for place, (one, colour) in enumerate(zip(result.outcomes, colours, strict=True)):
        known = {"on_time": place < result.on_time, "told": one in told}
        yield {"id": one, "words": humanize(one), "colour": colour, **known}


def _stories(result: Result) -> Iterator[tuple[str, Story]]:
    """Yield a typical world of each outcome that luck brought about."""
    for one in result.outcomes:
        world = typical_world(result, one)
        if world is not None:
            yield one, replay(result.scenario, world, result.run.luck)


def _parties(lattice: Lattice) -> Iterator[dict[str, Any]]:
    """Yield whose words can be read otherwise: the readings with the text's weights."""
    for key in lattice.parties:
        party = lattice.run.scenario.parties[key]
        readings = [
            {"key": name, "words": humanize(name), "text": one.text or "", "sources": one.sources}
            for name, one in party.readings.items()
        ]
        weights = [*party.weights.shares(party.readings).values()]
        known = {"path": f"actors.{key}.weights", "name": party.name}
        yield {**known, "readings": readings, "weights": weights}


def _numbers(lattice: Lattice) -> Iterator[dict[str, Any]]:
    """Yield which numbers can be set otherwise, to what, and where the text has them."""
    scenario = lattice.run.scenario
    for path, values in _stops(lattice.axes):
        days = days_of(scenario, path)
        yield {
            "path": path,
            "label": label(scenario, path),
            "values": values,
            "words": [said(value, days) for value in values],
            "text": values.index(scenario.numbers.at(path).centre),
            "ends": ends_of(path),
        }


def _stops(axes: tuple[Axis, ...]) -> Iterator[tuple[str, tuple[float, ...]]]:
    for one in axes:
        yield one.path, one.columns[one.path]


def _asks(lattice: Lattice, moved: OneAtATime) -> Iterator[dict[str, Any]]:
    """Yield what is asked for before it is shown: the reading, and the number, that moves most."""

    def size(one: OneChange) -> float:
        return abs(one.differences[ANY_ON_TIME].difference)

    parties = {f"actors.{key}.weights" for key in lattice.parties}
    numbers = {path for path, _ in _stops(lattice.axes)}
    for paths in (parties, numbers):
        own = [one for one in moved.effects if one.assumption.path in paths]
        if own:
            yield _ask(lattice, max(own, key=size))


def _ask(lattice: Lattice, change: OneChange) -> dict[str, Any]:
    scenario, path = lattice.run.scenario, change.assumption.path
    if isinstance(change.value, Mapping):
        return {
            "suppose": _certain(scenario, change.assumption.owner, change.value),
            "weights": {path: [*change.value.values()]},
            "at": {},
        }
    high = change.value == change.assumption.high
    values = dict(_stops(lattice.axes))[path]
    days = days_of(scenario, path)
    place = len(values) - 1 if high else 0
    new, old = said(values[place], days), said(scenario.numbers.at(path).centre, days)
    words = f"Suppose “{label(scenario, path)}” stood at {new} ({ends_of(path)[high]}), not {old}."
    return {"suppose": words, "weights": {}, "at": {path: place}}


def _certain(scenario: Scenario, owner: str, weights: Mapping[str, float]) -> str:
    """Return as a sentence that a reading is taken for certain."""
    party, name = scenario.parties[owner], max(weights, key=lambda one: weights[one])
    text = (party.readings[name].text or "").rstrip(".")
    return f"Suppose {party.name} means “{humanize(name)}”{f': {text}' if text else ''}."
