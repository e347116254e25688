"""A hand-out to explore: one file that needs neither network nor Python, on a phone as on paper.

It holds what any weights of the readings, and a few numbers at a few values, lead to (see
`sim.analysis.experiments.lattice`), and a script that mixes these shares as it is asked to. Without
a script it still says what the text leads to, and tells a world of each kind.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sim.analysis.experiments.lattice import Lattice
from sim.analysis.outcomes.measures import ANY_ON_TIME, meanings, worth_showing
from sim.analysis.outcomes.result import Result, simulate_run
from sim.analysis.stories.replay import Story, replay
from sim.analysis.stories.typical import typical_worlds
from sim.arrays import Floats
from sim.engine.outcome import in_words
from sim.ensemble.chances import Sums
from sim.pages.page import render
from sim.pages.patterns import tiles_of
from sim.pages.words import question
from sim.scenario.base import humanize
from sim.style.labels import label
from sim.style.numbers import days_of, ground_of, said
from sim.style.places import ends_of
from sim.style.sentences import from_to
from sim.style.templates import shared, typographic

MILLIONTHS = 1_000_000
"""In which shares are written."""

NOTICED = 0.01
"""A change of less than a world of 100 is not asked for."""

SCRIPT = Path(__file__).parent / "static" / "handout.js"


def hand_out(
    lattice: Lattice, chances: Sums, command: Mapping[str, Any], band: Sequence[float] = ()
) -> str:
    """Return the hand-out of a lattice, with the chances of its grid, as one page.

    The command is how the text's numbers come about again: `words`, and what it `sets` by path.
    The band has the shares of worlds between which nine of ten other readers find meetings on time.
    """
    result = simulate_run(lattice.run)
    scenario, script = result.scenario, shared("worlds.js") + SCRIPT.read_text(encoding="utf-8")
    typical, shares = typical_worlds(result).items(), lattice.shares(chances)
    told = {outcome: replay(scenario, world, result.run.luck) for outcome, world in typical}
    parties, numbers = [*_parties(lattice)], [*_numbers(lattice)]
    nodes = shares.reshape(-1, lattice.nodes, len(result.outcomes))
    data = {
        "outcomes": [*_outcomes(result, told)],
        "parties": parties,
        "numbers": numbers,
        "shares": (nodes * MILLIONTHS).round().astype(int).tolist(),
        "asks": [*_asks(shares, result.on_time, numbers, parties)],
    }
    return render(
        "handout.html",
        question(scenario),
        result=result,
        scenario=scenario,
        shares=result.measured(),
        question=question(scenario),
        data=typographic(data) | {"command": command},
        stories=told,
        patterns=tiles_of(scenario),
        meanings=meanings(result.outcomes),
        shown=worth_showing(scenario),
        any_on_time=ANY_ON_TIME,
        shared=Markup(shared("worlds.css")),
        script=Markup(script),
        digest=b64encode(sha256(script.encode()).digest()).decode(),
        ground=ground_of,
        band=from_to(*band) if band else "",
    )


def _outcomes(result: Result, told: Mapping[str, Story]) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(result.outcomes):
        known = {"on_time": place < result.on_time, "told": one in told}
        yield {"id": one, "words": in_words(one), "fill": f"url(#o{place})", **known}


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
    for axis in lattice.axes:
        path, values = axis.path, axis.columns[axis.path]
        days = days_of(scenario, path)
        yield {
            "path": path,
            "label": label(scenario, path),
            "values": values,
            "words": [said(value, days) for value in values],
            "text": values.index(scenario.numbers.at(path).centre),
            "ends": ends_of(path),
        }


def _asks(
    shares: Floats, on_time: int, numbers: list[dict[str, Any]], parties: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield what is asked for before it is shown: the reading, and the number, that moves most.

    Of each number the two ends, of each party each reading taken for certain; all else as it is.
    """
    often = shares[..., :on_time].sum(axis=-1)
    text = [*(one["text"] for one in numbers), *(0 for _ in parties)]

    def size(change: tuple[int, int]) -> float:
        there = [*text]
        there[change[0]] = change[1]
        return abs(float(often[tuple(there)] - often[tuple(text)]))

    read = [
        (place, choice)
        for place, one in enumerate(parties, len(numbers))
        for choice in range(1, 1 + len(one["readings"]))
    ]
    moved = [(n, end) for n, one in enumerate(numbers) for end in (0, len(one["values"]) - 1)]
    if read and size(most := max(read, key=size)) >= NOTICED:
        yield _certain(parties[most[0] - len(numbers)], most[1] - 1)
    if moved and size(most := max(moved, key=size)) >= NOTICED:
        yield _moved(numbers[most[0]], most[1])


def _certain(party: dict[str, Any], chosen: int) -> dict[str, Any]:
    """Return what is asked of a reading that is taken for certain."""
    one = party["readings"][chosen]
    meaning = one["text"].rstrip(".")
    words = f"Suppose {party['name']} means “{one['words']}”{f': {meaning}' if meaning else ''}."
    weights = [float(place == chosen) for place in range(len(party["readings"]))]
    return {"suppose": words, "weights": {party["path"]: weights}, "at": {}}


def _moved(number: dict[str, Any], stop: int) -> dict[str, Any]:
    """Return what is asked of a number that is moved to an end of its stops."""
    words, end = number["words"], number["ends"][stop > 0]
    told = f"stood at {words[stop]} ({end}), not {words[number['text']]}."
    suppose = f"Suppose “{number['label']}” {told}"
    return {"suppose": suppose, "weights": {}, "at": {number["path"]: stop}}
