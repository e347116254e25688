"""The hand-out: what its script mixes is what `parley run` gives; it needs nothing beside it."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import Scenario, one_at_a_time, replay, simulate
from sim.analysis.audit.assumptions import assumptions
from sim.analysis.experiments import one_at_a_time as experiment
from sim.analysis.experiments.lattice import NODES, NUMBERS, POINTS, lattice_of
from sim.analysis.outcomes.result import Result
from sim.analysis.stories.typical import typical_worlds
from sim.ensemble.grid import chances_at_points
from sim.ensemble.run import run_of
from sim.pages.handout import MILLIONTHS, hand_out
from sim.scenario.weights import Weights
from tests.cli.test_cli_compare import heard
from tests.conftest import ALL_SCENARIOS, BASELINE, loaded, toy
from tests.markup import check_marks, parsed, squeezed
from tests.reading.test_bad_input import refused

TEXTS = [BASELINE, *(path for path in ALL_SCENARIOS if path.parent.name == "others")]
CRISIS = BASELINE.parents[1] / "others" / "closed-pass.yaml"
HOSTILE = "</script><script>alert(1)</script><!--&\"'"
WORLDS = 512
COMMAND = {"words": "parley run crisis.yaml --worlds 512 --seed 1", "sets": {}}

Shares = NDArray[np.float64]


def made(scenario: Scenario, worlds: int = WORLDS) -> str:
    """Return the hand-out of a small run."""
    run = run_of(scenario, worlds, 1)
    lattice = lattice_of(run, one_at_a_time(scenario, 64, 1))
    return hand_out(lattice, chances_at_points(lattice.grid), COMMAND, (0.37, 0.52))


def made_soon(scenario: Scenario, worlds: int) -> str:
    """Return a hand-out for which only readings and the meeting's own numbers were tried."""
    some = [
        one
        for one in assumptions(scenario)
        if isinstance(one.given, Weights) or one.path.startswith("meeting.")
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(experiment, "assumptions", lambda _: some)
        return made(scenario, worlds)


@cache
def page(path: Path) -> str:
    return made(loaded(path)) if path == CRISIS else made_soon(loaded(path), WORLDS)


def data_of(html: str) -> Any:
    """Return what a hand-out holds."""
    [held] = [one for one in parsed(html).all("script") if one.attributes.get("id") == "data"]
    return json.loads("".join(map(str, held.inside)))


def at_stops(data: Any, at: list[int]) -> Shares:
    """Return the shares where numbers stand so, shape ``(nodes, outcomes)``."""
    sizes = [len(one["values"]) for one in data["numbers"]]
    place = np.ravel_multi_index(at, sizes) if sizes else 0
    return np.array(data["shares"][place]) / MILLIONTHS


def mixed(data: Any, weights: list[list[float]], at: list[int]) -> Shares:
    """Return the shares under these weights: each combination's by how probable it is."""
    sizes = [1 + len(one) for one in weights]
    certain = at_stops(data, at).reshape(*sizes, -1)[(slice(1, None),) * len(sizes)]
    found: Shares = np.tensordot([np.prod(one) for one in product(*weights)], flat(certain), 1)
    return found


def flat(shares: Shares) -> Shares:
    return shares.reshape(-1, shares.shape[-1])


def run_with(scenario: Scenario, data: Any, weights: Any, at: list[int]) -> Result:
    """Return the run that has these weights, and numbers at these stops."""
    changes: dict[str, Any] = {
        one["path"]: one["values"][place] for one, place in zip(data["numbers"], at, strict=True)
    }
    for one, shares in zip(data["parties"], weights, strict=True):
        keys = [reading["key"] for reading in one["readings"]]
        changes[one["path"]] = {"value": dict(zip(keys, map(float, shares), strict=True))}
    return simulate(scenario.with_(changes), WORLDS, 1)


def shares_of(result: Result) -> Shares:
    return np.array([one.share for one in result.outcome_shares().values()])


@pytest.mark.parametrize("path", [BASELINE, CRISIS])
def test_ten_random_settings_give_what_a_run_gives(path: Path) -> None:
    scenario, data, luck = loaded(path), data_of(page(path)), np.random.default_rng(1)
    outside = 0
    for _ in range(10):
        weights = [luck.dirichlet(np.ones(len(one["readings"]))) for one in data["parties"]]
        at = [int(luck.integers(len(one["values"]))) for one in data["numbers"]]
        found = mixed(data, [one.tolist() for one in weights], at)
        result = run_with(scenario, data, weights, at)
        for share, one in zip(found, result.outcome_shares().values(), strict=True):
            outside += not one.low - 1 / MILLIONTHS <= share <= one.high + 1 / MILLIONTHS
    assert outside <= 6  # of 60 intervals of 95 %, three miss on average


@pytest.mark.parametrize("path", [BASELINE, CRISIS])
def test_the_text_and_certain_readings_are_those_of_a_run_to_the_digit(path: Path) -> None:
    scenario, data = loaded(path), data_of(page(path))
    choices = [[one["weights"], *np.eye(len(one["readings"]))] for one in data["parties"]]
    stops = list(product(*(range(len(one["values"])) for one in data["numbers"])))
    nodes = [*enumerate(product(*choices))]
    for turn, (place, weights) in enumerate(nodes):
        at = [*stops[turn * len(stops) // len(nodes)]]
        found = shares_of(run_with(scenario, data, weights, at))
        assert at_stops(data, at)[place] == pytest.approx(found, abs=1 / MILLIONTHS)
    found = shares_of(simulate(scenario, WORLDS, 1))
    text = [one["text"] for one in data["numbers"]]
    assert at_stops(data, text)[0] == pytest.approx(found, abs=1 / MILLIONTHS)


@pytest.mark.parametrize("path", TEXTS[::2], ids=lambda path: path.stem)
def test_a_text_has_one_that_needs_nothing_beside_itself(path: Path) -> None:
    scenario = loaded(path)
    html = made_soon(scenario, 64)
    assert len(html.encode()) < 1_000_000
    data = data_of(html)
    check_alone(html)
    assert len(data["numbers"]) <= NUMBERS
    nodes, readings = len(data["shares"][0]), [len(one["readings"]) for one in data["parties"]]
    assert nodes == np.prod([1 + one for one in readings]) <= NODES
    assert nodes * len(data["shares"]) <= POINTS
    free = [key for key, party in scenario.parties.items() if len(party.readings) > 1]
    assert [one["path"] for one in data["parties"]] == [f"actors.{key}.weights" for key in free]
    for one in data["numbers"]:
        assert one["values"] == sorted({*one["values"]})
        assert one["values"][one["text"]] == scenario.numbers.at(one["path"]).centre
    assert np.array(data["shares"]).sum(axis=-1) == pytest.approx(MILLIONTHS, abs=len(free) + 9)


def check_alone(html: str) -> None:
    """Fail where a page asks for anything, or runs a script that its policy does not name."""
    whole = parsed(html)
    [policy] = [
        one.attributes["content"]
        for one in whole.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    check_marks(whole)
    data, script = whole.all("script")
    assert data.attributes == {"type": "application/json", "id": "data"}
    digest = b64encode(sha256("".join(map(str, script.inside)).encode()).digest()).decode()
    assert policy == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'"
    )
    names = {one.attributes["id"] for one in whole.walk() if "id" in one.attributes}
    for one in whole.walk():
        assert one.tag not in ("link", "iframe", "object", "base", "img")
        assert not [name for name in one.attributes if name.startswith("on") or name == "src"]
        if "href" in one.attributes:
            assert one.attributes["href"].removeprefix("#") in names
    assert not re.search(r"fetch\(|XMLHttp|import\(|WebSocket", html)
    assert {*re.findall(r"https?://[^\"\s]*", html)} <= {"http://www.w3.org/2000/svg"}


def test_what_a_scenario_says_is_text_and_ends_no_script() -> None:
    changes = {"title": HOSTILE, "summary": HOSTILE, "actors.north.name": HOSTILE[:60]}
    html = made(toy(**changes, **SPLIT, **{"actors.north.readings.open.text": HOSTILE}))
    check_alone(html)
    assert data_of(html)["parties"][0]["readings"][0]["text"] == squeezed(HOSTILE)
    assert "alert(1)" in parsed(html).all("main")[0].text()


def test_stories_are_those_of_replay_and_of_the_most_typical_worlds() -> None:
    scenario, whole = loaded(CRISIS), parsed(page(CRISIS))
    result = simulate(scenario, WORLDS, 1)
    typical = typical_worlds(result)
    [told] = [one for one in whole.all("section") if one.attributes.get("id") == "stories"]
    ends = {name: index for index, name in enumerate(result.outcomes)}
    shown = {one.attributes["id"].removeprefix("w-"): one for one in told.all("details")}
    assert [*shown] == [name for name, code in ends.items() if code in result.table["outcome"]]
    for name, one in shown.items():
        [number] = re.findall(r"world ([\d,]+)$", one.all("summary")[0].text())
        world = int(number.replace(",", ""))
        story = replay(scenario, world, 1)
        assert story.row["outcome"] == name
        assert len(one.rows()) == len(story.lines)
        assert world == typical[name]


def test_what_is_asked_is_what_moves_most() -> None:
    scenario, data = loaded(CRISIS), data_of(page(CRISIS))
    reading, number = data["asks"]
    certain = {
        (one["path"], tuple(weights)): one["path"]
        for one in data["parties"]
        for weights in np.eye(len(one["readings"])).tolist()
    }
    ends = {(one["path"], end): one["values"][end] for one in data["numbers"] for end in (0, -1)}
    [(path, weights)] = reading["weights"].items()
    sizes = {key: size(scenario, key[0], weights_of(data, *key)) for key in certain}
    assert sizes[path, tuple(weights)] == max(sizes.values())
    moved = {key: size(scenario, key[0], value) for key, value in ends.items()}
    [(path, place)] = number["at"].items()
    [own] = [one for one in data["numbers"] if one["path"] == path]
    assert moved[path, 0 if place == 0 else -1] == max(moved.values())
    assert place in (0, len(own["values"]) - 1)
    assert f"stood at {own['words'][place]}" in number["suppose"]


def size(scenario: Scenario, path: str, value: Any) -> float:
    """Return how far a change moves meetings on time."""
    both = [simulate(one, WORLDS, 1) for one in (scenario, scenario.with_({path: value}))]
    before, after = (one.measured()["any_on_time"].share for one in both)
    return abs(after - before)


def weights_of(data: Any, path: str, weights: tuple[float, ...]) -> dict[str, Any]:
    [own] = [one for one in data["parties"] if one["path"] == path]
    keys = [one["key"] for one in own["readings"]]
    return {"value": dict(zip(keys, weights, strict=True))}


def test_the_command_writes_one_and_refuses_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy(**SPLIT).to_yaml(), encoding="utf-8")
    small = ("--worlds", "64", "--seed", "1", "--explore")
    said = heard(capsys, "report", "toy.yaml", *small, "--set", "meeting.goes_ahead=0.5")
    assert said.startswith("toy-explore.html: written")
    whole = parsed(Path("toy-explore.html").read_text(encoding="utf-8"))
    assert "readers" not in whole.text(), "nothing is left open that others would set otherwise"
    [command] = [one for one in whole.all("code") if one.attributes.get("id") == "command"]
    assert command.text() == (
        "parley run toy.yaml --worlds 64 --seed 1 --set meeting.goes_ahead=0.5"
    )
    Path("mine.html").write_text("mine", encoding="utf-8")
    Path("folder").mkdir()
    for words, problem in (
        (("toy.yaml", "--explore", "--out", "mine.html"), "parley did not write this"),
        (("toy.yaml", "--explore", "--out", "new.txt"), "a page is an HTML file"),
        (("folder", "--explore"), "--explore goes with a scenario file"),
        (("toy.yaml", "--explore", "--worlds", "0"), "worlds must lie between"),
        (("nothing.yaml", "--explore"), "no such folder or scenario file"),
    ):
        assert problem in refused(capsys, "report", *words)
    assert Path("mine.html").read_text(encoding="utf-8") == "mine"
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        *("folder", "mine.html", "toy-explore.html", "toy.yaml")
    ]


SPLIT = {
    "actors.north.readings": {
        "open": {"attends_if": {"leaders": "always"}},
        "shut": {"attends_if": {}},
    },
    "actors.north.weights": {"open": 0.5, "shut": 0.5},
}


def test_weights_of_two_readings_in_closed_form() -> None:
    data = data_of(made(toy(**SPLIT)))
    text = [one["text"] for one in data["numbers"]]
    for open_ in (0.0, 0.3, 1.0):
        assert mixed(data, [[open_, 1 - open_]], text)[0] == pytest.approx(open_)


def test_a_tick_stands_at_the_weights_of_the_text_and_the_range_of_other_readers_is_said() -> None:
    html = page(BASELINE)
    assert "<b>37 to 52 of 100 worlds</b>" in html
    marked = [one.attributes for one in parsed(html).all("path") if "class" in one.attributes]
    assert [one["d"] for one in marked] == ["M40.00 7V10", "M75.00 7V10", "M25.00 7V10"]


def test_without_a_script_the_legend_tells_as_many_dots_as_with_one() -> None:
    lines = [one for one in parsed(page(BASELINE)).all("li") if "data-outcome" in one.attributes]
    told = {one.attributes["data-outcome"]: int(one.all("b")[0].text()) for one in lines}
    assert told == simulate(loaded(BASELINE), WORLDS, seed=1).dots
    assert sum(told.values()) == 100
