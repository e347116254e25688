"""A report says what the run says, and says where every number comes from."""

import json
import re
import shutil
import sys
from base64 import b64decode
from contextlib import redirect_stdout
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from sim import Scenario, replay, simulate
from sim.analysis.audit.assumptions import assumptions
from sim.analysis.audit.audit import MARKS, UNMARKED
from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.variance import parts_in_words
from sim.analysis.outcomes.measures import worth_showing
from sim.analysis.outcomes.obstacles import obstacles
from sim.analysis.stories.typical import typical_worlds
from sim.archive.results import read_results
from sim.archive.run_record import RunRecord
from sim.archive.seal import digest_of, sealed
from sim.cli import main
from sim.engine.outcome import in_words
from sim.pages import report
from sim.pages.report import NOBODY, by_owner, report_page
from sim.plots.plot import pictures
from sim.style.colours import LATE, NO_MEETING, ON_TIME
from sim.style.labels import label
from sim.style.numbers import drawn_from, value_in_words
from sim.style.sentences import CAVEAT, capital, within
from sim.style.words import in_order
from tests.cli.test_cli_compare import heard
from tests.conftest import ALL_SCENARIOS, BASELINE, leave_undrawn, load, loaded, toy, toy_yaml
from tests.markup import Element, check_self_contained, parsed, squeezed
from tests.reading.test_bad_input import refused

ULTIMATUM = BASELINE.with_name("sanctions-ultimatum.yaml")
SOME = ("--worlds", "400", "--seed", "7")
HOSTILE = "*<b>*&\"'</p><script>x</script>{{ 7 * 7 }}"
ALT = {"dots": "A hundred dots", "levels": "Grid: the share", "timeline": "Areas over time"}
"""How the words begin that stand for the pictures of outcomes, of levels and of the week."""

MANIFEST = {"command": "parley …", "scenario_sha256": "0", "written": "2001", "versions": {}}


PICTURES = report._pictures


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, unpictured: None) -> None:
    """Work in a folder with a small crisis, and draw no pictures but where they are asked for."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")


def page_of(scenario: Scenario, base: Scenario | None = None, worlds: int = 200) -> str:
    """Return the report of a small run."""
    result = simulate(scenario, worlds, seed=1)
    return report_page(RunRecord(result, result.to_dict(), base or scenario, MANIFEST))


def sections(page: Element) -> dict[str, Element]:
    """Return the sections of a report by the ids of their headings."""
    return {one.all("h2")[0].attributes["id"]: one for one in page.all("section")}


def percent(share: float) -> str:
    return f"{share:.1%}"


CHANGED = [ULTIMATUM, *SOME, "--set", "meeting.goes_ahead=0.5", "--rule", "russia=literal"]


def printed(*words: object) -> str:
    """Run in this process, expect success, and return what it prints."""
    out = StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out):
        patched.setattr(sys, "argv", ["parley", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
    assert left.value.code == 0
    return out.getvalue()


def interval(one: dict[str, float]) -> list[str]:
    """Return a share and its interval as the tables write them."""
    return [percent(one["share"]), f"{percent(one['low'])} – {percent(one['high'])}"]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Return what ``parley run --json`` prints of a changed scenario."""
    found: dict[str, Any] = json.loads(printed("run", *CHANGED, "--json"))
    return found


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the report of the same."""
    file = tmp_path_factory.mktemp("changed") / "page.html"
    printed("report", *CHANGED, "--out", file)
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    """Return that report, read."""
    return parsed(html)


def test_a_reading_without_weight_is_listed() -> None:
    """Weights name those that have some; a report of such a scenario broke off."""
    readings = {"open": {"attends_if": {"leaders": "always"}}}
    readings["shut"] = {"attends_if": {"delegations": "always"}}
    question = sections(parsed(page_of(toy(**{"actors.north.readings": readings}), worlds=16)))
    rows = [row.text() for row in question["question"].all("tr")]
    assert [("100.0%" in row, "0.0%" in row) for row in rows if "North:" in row] == [
        (True, True),
        (False, True),
    ]


def test_the_page_needs_nothing_beside_itself_and_says_what_it_is_first_and_last(
    html: str, page: Element
) -> None:
    check_self_contained(html)
    body = page.all("body")[0]
    assert CAVEAT in body.all("header")[0].text()
    assert CAVEAT in body.text()[-100:]
    assert CAVEAT in sections(page)["limits"].text()


def test_outcomes_are_those_that_the_run_prints(told: dict[str, Any], page: Element) -> None:
    shown = sections(page)["outcomes"].all("table")[0].rows()[1:]
    shares = {in_words(key): share for key, share in told["outcomes"].items()}
    shares["any meeting on time"] = told["any_on_time"]
    assert shown == [
        [name, *interval(one), f"{one['count']:,}", ""] for name, one in shares.items()
    ]
    beside, conditions = (one.rows()[1:] for one in sections(page)["outcomes"].all("table")[1:])
    text = simulate(load(), 400, seed=7).measured()
    then = [f"{100 * one.share:.1f}" for one in text.values()]
    assert [row[1].split()[0] for row in beside] == then
    [ceasefire] = conditions
    stands = told["conditions"]["ceasefire"]
    assert ceasefire[1:] == [percent(stands["promised"]), percent(stands["observed"])]
    assert told["sentence"] in page.all("header")[0].text()


def test_what_bound_the_worlds_adds_up_and_quotes_the_sentences(
    told: dict[str, Any], page: Element
) -> None:
    rows = sections(page)["bound"].rows()
    bound = told["obstacles"]
    for (share, words), one in zip(rows, bound, strict=False):
        quotes = (f"{key} {squeezed(load().quote(key).words)}" for key in one["statements"])
        said = [one["text"], f"→ {one['would_have_met']}", *quotes]
        assert (share, words) == (percent(one["share"]), " ".join(said))
    rest = bound[12:]
    assert len(rows) == min(len(bound), 12) + bool(rest)
    if rest:
        assert rows[-1][0] == percent(sum(one["share"] for one in rest))
        assert rows[-1][1].startswith(f"{len(rest)} other")


def test_what_bound_the_fewest_is_counted_and_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MAX_REASONS", 2)
    bound = obstacles(simulate(load(), 200, seed=1))
    told, rest = bound[:2], bound[2:]
    assert min(one.share.count for one in told) >= max(one.share.count for one in rest)
    *rows, others = sections(parsed(page_of(load())))["bound"].rows()
    assert [row[0] for row in rows] == [percent(one.share.share) for one in told]
    for row, one in zip(rows, told, strict=True):
        assert row[1].startswith(one.in_words(load()))
    left = sum(one.share.count for one in rest) / 200
    assert others == [percent(left), f"{len(rest)} other combinations"]


def test_bars_have_the_colour_of_their_outcome_and_the_longest_is_whole(
    told: dict[str, Any], page: Element
) -> None:
    """Blue is a meeting on time, orange a late one, grey is none; without a world, no bar."""
    rows = sections(page)["outcomes"].all("table")[0].all("tr")[1:-1]
    longest = max(one["share"] for one in told["outcomes"].values())
    colours = [*ON_TIME[:2], *LATE[:2], *NO_MEETING[:2]]
    for row, colour, (name, one) in zip(rows, colours, told["outcomes"].items(), strict=True):
        assert row.all("th")[0].text() == in_words(name)
        bar = f"width: {100 * one['share'] / longest:.1f}%; background: {colour}"
        assert [one.attributes["style"] for one in row.all("span")] == [bar] * bool(one["share"])


def test_blame_stands_by_audience_and_party(told: dict[str, Any], page: Element) -> None:
    names = {key: actor.name for key, actor in load().actors.items()}
    assert sections(page)["blame"].rows()[1:] == [
        [names[audience], *(f"{value:.2f}" for value in row.values())]
        for audience, row in told["blame"].items()
    ]


def test_departures_are_those_from_the_article_with_before_after_and_why(page: Element) -> None:
    week = load()
    rules = ("meeting.goes_ahead=0.5", "actors.russia.rule=literal")
    found = changes_from_base(week, Scenario.load(ULTIMATUM, rules))
    assert len(found) == 4
    rows = sections(page)["changes_from_base"].rows()[1:]
    for one, (what, *cells) in zip(found, rows, strict=True):
        name = f"{week.actors[one.owner].name}: " if one.owner else ""
        assert what == f"{name}{one.label}"
        assert cells == [one.before, one.after, one.note or "–", ", ".join(one.sources) or "–"]
    assert "4 assumptions differ" in page.all("header")[0].text()
    assert "decides: the decision rule of Russia is ‘literal’." in page.all("header")[0].text()


def test_a_scenario_as_its_file_has_it_departs_in_nothing() -> None:
    page = parsed(page_of(load()))
    assert not sections(page)["changes_from_base"].all("table")
    assert not re.search("differ|decides", page.all("header")[0].text())


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_is_listed_once_under_its_owner(path: Path) -> None:
    scenario = loaded(path)
    groups = by_owner(scenario)
    listed = [one.path for _, numbers in groups for one in numbers]
    of_levels = "step_down", "bridging"  # say nothing where there is one level
    found = [
        one
        for one in assumptions(scenario)
        if len(scenario.levels) > 2 or not one.path.endswith(of_levels)
    ]
    assert sorted(listed) == sorted(one.path for one in found)
    owners = {key: actor.name for key, actor in scenario.actors.items()} | {"": NOBODY}
    for one in found:
        assert one in dict(groups)[owners[one.owner]]


def test_the_page_lists_them_with_what_they_rest_on_and_quotes_all_sentences(page: Element) -> None:
    scenario = Scenario.load(ULTIMATUM, ("meeting.goes_ahead=0.5", "actors.russia.rule=literal"))
    part = sections(page)["numbers"]
    groups, week = by_owner(scenario), load()
    before = {one.path: one.before for one in changes_from_base(week, scenario)}
    assert [one.text() for one in part.all("h3")] == [owner for owner, _ in groups]
    for table, (_, numbers) in zip(part.all("table"), groups, strict=True):
        for row, one in zip(table.rows()[1:], numbers, strict=True):
            given = one.given
            assert row[0] == capital(one.label)
            assert row[1] == f"{value_in_words(given)} {drawn_from(given)}".strip()
            assert row[2] == (", ".join(in_order(given.sources)) or "–")
            texts = {"assumption": given.assumption, "external": given.external}
            grounds = [f"{mark}: {squeezed(text)}" for mark, text in texts.items() if text]
            if not grounds and not given.sources:
                grounds = ["no ground"]
            was = f" {before[one.path]} in “{week.title}”" if one.path in before else ""
            places = (label(scenario, use.path) for use in scenario.numbers.uses(one.path))
            uses = "; ".join(map(within, places))
            assert row[3] == "; ".join(grounds) + was + (f" used for {uses}" if uses else "")
    assert f"Where no ground is given, it is {squeezed(MARKS[UNMARKED])}" in part.text()
    quotes = sections(page)["sentences"].all("blockquote")
    assert [one.text(without="footer") for one in quotes] == [
        squeezed(one.words) for one in scenario.statements
    ]


def test_a_shared_number_names_the_places_that_use_it(page: Element) -> None:
    of = "on coming: weight of what is expected of"
    places = f"Ukraine: {of} Russia; Russia: {of} Ukraine"
    assert f"used for {places}" in sections(page)["numbers"].text()


def test_the_three_most_frequent_outcomes_are_told_by_their_most_typical_worlds(
    told: dict[str, Any], page: Element
) -> None:
    scenario = Scenario.load(ULTIMATUM, ("meeting.goes_ahead=0.5", "actors.russia.rule=literal"))
    typical = typical_worlds(simulate(scenario, 400, seed=7))
    often = sorted(told["outcomes"], key=lambda key: -told["outcomes"][key]["count"])[:3]
    part = sections(page)["stories"]
    for heading, table, outcome in zip(part.all("h3"), part.all("table"), often, strict=True):
        world, share = typical[outcome], percent(told["outcomes"][outcome]["share"])
        assert heading.text() == f"World {world}: {in_words(outcome)}, as in {share} of worlds"
        lines = replay(scenario, world, seed=7).lines
        said = [str(line).replace("*", "") for line in lines]
        assert [row[1] for row in table.rows()] == list(map(squeezed, said))


def test_where_all_worlds_end_alike_one_is_told() -> None:
    part = sections(parsed(page_of(load("actors.turkey.hosting=0"))))["stories"]
    assert len(part.all("h3")) == 1
    assert "All worlds end alike" in part.text()


def test_pictures_are_drawn_and_described(page: Element) -> None:
    assert len(page.all("img")) == 4  # who presses whom, outcomes, levels, and how it unfolds
    for one in page.all("img"):
        assert len(one.attributes["alt"]) > 30
        data = one.attributes["src"].partition(",")[2]
        assert imread(BytesIO(b64decode(data)), format="png").std() > 0.05


def test_each_picture_stands_in_its_section_under_its_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report, "_pictures", PICTURES)
    monkeypatch.setattr(report, "DOTS_PER_INCH", 40)
    page = parsed(page_of(load()))
    shown = {one.attributes["alt"]: one for one in page.all("img")}
    figures = dict(pictures(simulate(load(), 200, seed=1)))
    for name, begins in ALT.items():
        [own] = [one for alt, one in shown.items() if alt.startswith(begins)]
        assert own.attributes["alt"] == report.SEEN[name]
        drawn = BytesIO()
        figures[name].savefig(drawn, format="png", dpi=40)
        data = b64decode(own.attributes["src"].partition(",")[2])
        assert np.array_equal(imread(BytesIO(data)), imread(BytesIO(drawn.getvalue()))), name
    in_section = {
        key: [one.attributes["alt"].split()[0] for one in part.all("img")]
        for key, part in sections(page).items()
    }
    assert in_section["outcomes"] == ["A", "Grid:"]
    assert in_section["timeline"] == ["Areas"]


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("theory", [False, True])
def test_an_uncertain_report_sets_luck_and_not_knowing_apart(theory: bool) -> None:
    run = (
        "toy.yaml",
        *(("--set", "theories={literal: {weight: 3}, grit: {weight: 1}}") if theory else ()),
        "--set",
        "actors.north.inclination={normal: {mean: 1, sd: 2}}",
        "--uncertain",
    )
    told = json.loads(printed("run", *run, *SOME, "--json"))
    printed("report", *run, *SOME)
    part = sections(parsed(Path("toy-report.html").read_text(encoding="utf-8")))
    rows = part["uncertainty"].rows()[1:]
    spreads = told["uncertainty"]["variance"]
    for row, name in zip(rows, worth_showing(toy()), strict=True):
        assert row[1:] == parts_in_words(spreads[name], theory)
    drawn = "‘literal’ in 75.0% of worlds, ‘grit’ in 25.0% of worlds"
    assert (drawn in part["uncertainty"].text()) is theory
    assert len(part["uncertainty"].all("img")) == 2
    assert "normal: mean 1, sd 2" in part["numbers"].text()


def test_names_and_words_are_text_whatever_signs_they_hold() -> None:
    said = {"id": "N1", "actor": "north", "speaker": HOSTILE, "quote": HOSTILE, "kind": "offer"}
    sourced = {"value": 1, "sources": ["N1"], "assumption": HOSTILE, "external": HOSTILE}
    odd = {"title": HOSTILE, "summary": HOSTILE, "actors.north.name": HOSTILE}
    scenario = toy(**odd, statements=[said | {"firmness": 0.5}], **{"meeting.late_rate": sourced})
    html = page_of(scenario, base=toy())
    check_self_contained(html)
    page = parsed(html)
    shown = squeezed(HOSTILE)
    assert page.all("h1")[0].text() == shown
    assert f"assumption: {shown}; external: {shown}" in sections(page)["numbers"].text()
    quote = sections(page)["sentences"].all("blockquote")[0].text(without="footer")
    assert quote == squeezed(f"“{HOSTILE}”")
    assert shown in sections(page)["changes_from_base"].text()


def test_a_bare_scenario_has_a_whole_report() -> None:
    page = parsed(page_of(toy(), worlds=1))
    assert "quotes no sentences" in sections(page)["sentences"].text()
    assert "No actor of the scenario is an audience." in sections(page)["blame"].text()
    assert "in every world there was a meeting on time" in sections(page)["bound"].text()
    for part in sections(page).values():
        assert part.text() != part.all("h2")[0].text()


@pytest.fixture(scope="module")
def as_left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that a run of the small crisis left; tests work on copies of it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.mktemp("left"))
        Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
        return left_by_a_run("toy.yaml", "--set", "learning_rate=0.4").resolve()


def left_by_a_run(*words: object) -> Path:
    """Run into a folder and return it; its pictures are not drawn."""
    with pytest.MonkeyPatch.context() as patched:
        leave_undrawn(patched)
        printed("run", *words, *SOME, "--out", "results")
    return Path("results")


def test_a_run_leaves_its_scenario_and_what_it_rests_on() -> None:
    folder = left_by_a_run(ULTIMATUM, "--set", "learning_rate=0.4")
    as_run = Scenario.load(folder / "scenario.yaml")
    assert as_run == Scenario.load(ULTIMATUM, ("learning_rate=0.4",))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenario_sha256"] == sha256(as_run.model_dump_json().encode()).hexdigest()
    assert Scenario.load(folder / "base.yaml") == load()
    assert {"scenario.yaml", "base.yaml"} <= set(manifest["files"])
    again = json.loads(printed("run", folder / "scenario.yaml", *SOME, "--json"))
    assert again == json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    left_by_a_run(BASELINE)
    assert not (folder / "base.yaml").exists()


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_that_was_left_is_the_one_that_was_run(path: Path) -> None:
    scenario = loaded(path)
    Path("left.yaml").write_text(scenario.to_yaml(), encoding="utf-8")
    assert Scenario.load("left.yaml").model_dump_json() == scenario.model_dump_json()


def test_what_is_compared_with_is_the_file_itself_where_its_parent_is_no_whole_scenario() -> None:
    words = toy_yaml().partition("meeting:")
    Path("part.yaml").write_text(words[0], encoding="utf-8")
    Path("whole.yaml").write_text(f"extends: part.yaml\n{words[1]}{words[2]}", encoding="utf-8")
    folder = left_by_a_run("whole.yaml", "--set", "learning_rate=0.4")
    assert Scenario.load(folder / "base.yaml") == Scenario.load("whole.yaml")


def test_a_folder_is_reported_as_the_run_that_left_it() -> None:
    folder = left_by_a_run(ULTIMATUM, "--set", "learning_rate=0.4")
    printed("report", folder)
    page = parsed((folder / "report.html").read_text(encoding="utf-8"))
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    shown = [row[1:4] for row in sections(page)["outcomes"].all("table")[0].rows()[1:-1]]
    assert shown == [[*interval(one), str(one["count"])] for one in told["outcomes"].values()]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    again = sections(page)["again"].text()
    for said in (manifest["command"], manifest["scenario_sha256"], manifest["written"], "seed 7"):
        assert said in again
    assert all(f"{name} {one}" in again for name, one in manifest["versions"].items())
    assert len(sections(page)["changes_from_base"].rows()) == 1 + 3


def test_a_report_does_not_outlive_the_run_it_reports(as_left: Path) -> None:
    folder = Path(shutil.copytree(as_left, "results"))
    printed("report", folder)
    shutil.copy(folder / "report.html", folder / "kept.html")
    assert (folder / "report.html").exists()
    left_by_a_run("toy.yaml")
    assert not (folder / "report.html").exists()
    assert (folder / "kept.html").exists()


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("table", ["csv", "parquet"])
def test_a_table_is_read_as_it_was(table: str) -> None:
    """Category by category: codes of texts that only happen to be the same set would differ."""
    kept = read_results(left_by_a_run(ULTIMATUM, "--uncertain", "--table", table))
    assert kept.result(lambda _: pytest.fail("run again")) == simulate(
        Scenario.load(ULTIMATUM), 400, seed=7, uncertain=True
    )


def test_without_a_table_worlds_are_run_again_and_have_to_give_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = left_by_a_run("toy.yaml", "--table", "none")
    printed("report", folder)
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    first = next(iter(told["outcomes"].values()))
    first["count"] += 1
    (folder / "summary.json").write_text(json.dumps(told), encoding="utf-8")
    resealed(folder, "summary.json")
    line = refused(capsys, "report", "results")
    assert "kept no table of its worlds, and the same run gives other numbers now" in line
    assert "run it again: parley run toy.yaml" in line


def test_a_world_that_ends_otherwise_now_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    """As after an update that changed the model."""
    folder = left_by_a_run("toy.yaml", "--set", "meeting.goes_ahead=0.5")
    path = folder / "worlds.csv"
    frame = pd.read_csv(path, keep_default_na=False)
    frame["outcome"] = frame["outcome"].iloc[::-1].to_numpy()
    frame.to_csv(path, index=False)
    resealed(folder, "worlds.csv")
    assert "of this run ends otherwise now; run it again: " in refused(capsys, "report", "results")


def resealed(folder: Path, name: str) -> None:
    """Have the manifest take a changed file for the run's own."""
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["files"][name] = digest_of(folder / name)
    path.write_text(json.dumps(sealed(told)), encoding="utf-8")


def changes(name: str, old: str, new: str) -> Any:
    """Return what spoils a file by writing something else into it."""

    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def without(name: str) -> Any:
    """Return what takes a file out of a folder, and out of its manifest."""

    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        path = folder / "manifest.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        del told["files"][name]
        path.write_text(json.dumps(sealed(told)), encoding="utf-8")

    return spoil


def without_a_seal(folder: Path) -> None:
    """Leave a manifest as the parley did that listed no digests."""
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["seal"]
    path.write_text(json.dumps(told | {"files": [*told["files"]]}), encoding="utf-8")


SPOILT = {
    "nothing in it": (
        lambda folder: [file.unlink() for file in folder.iterdir()],
        "no folder that",
    ),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "manifest.json: No such"),
    "a manifest cut short": (changes("manifest.json", "}", ""), "manifest.json: not JSON"),
    "a manifest without a seed": (
        changes("manifest.json", '"seed"', '"sed"'),
        "manifest.json: was left by an older parley, or has been changed since; run it again: par",
    ),
    "a manifest without a seal": (
        without_a_seal,
        "manifest.json: was left by an older parley, or has been changed since; run it again: par",
    ),
    "from another command": (
        without("summary.json"),
        "a report needs the folder of a parley run; this one is from: parley run",
    ),
    "the scenario taken away": (
        lambda folder: (folder / "scenario.yaml").unlink(),
        "results/scenario.yaml: is not there any more; run it again: parley run toy.yaml",
    ),
    "from an older version": (
        without("scenario.yaml"),
        "results/scenario.yaml: is not there any more; run it again: parley run",
    ),
    "another scenario": (
        changes("scenario.yaml", "title: Toy", "title: Toy again"),
        "results/scenario.yaml: has been changed since it was run; run it again: parley run",
    ),
    "another base": (
        changes("base.yaml", "title: Toy", "title: Toy again"),
        "results/base.yaml: has been changed since it was run",
    ),
    "another table": (
        changes("worlds.csv", ",yes,", ",no,"),
        "results/worlds.csv: has been changed since it was run",
    ),
    "another summary": (
        lambda folder: (folder / "summary.json").write_text("[]", encoding="utf-8"),
        "summary.json: has been changed since it was run",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_folder_that_is_not_as_a_run_left_it_is_refused(
    name: str, as_left: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, said = SPOILT[name]
    spoil(Path(shutil.copytree(as_left, "results")))
    assert re.search(said, refused(capsys, "report", "results"))


def test_rules_of_ones_own_have_to_be_at_hand_again(
    as_left: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(as_left, "results"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    loaded = {"loaded": [{"file": "my_rules.py", "sha256": "0"}]}
    whole = json.dumps(sealed(manifest | loaded))
    (folder / "manifest.json").write_text(whole, encoding="utf-8")
    changes("scenario.yaml", "role: party", "role: party\n    rule: mine")(folder)
    resealed(folder, "scenario.yaml")
    line = refused(capsys, "report", "results")
    assert "unknown rule 'mine'" in line
    assert "it ran with: parley --load my_rules.py" in line


def test_options_that_would_make_another_run_do_not_go_with_a_folder(
    as_left: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(as_left, "results")
    for words in (
        ["--seed", "7"],
        ["--worlds", "400"],
        ["--set", "learning_rate=1"],
        ["--uncertain"],
    ):
        line = refused(capsys, "report", "results", *words)
        assert f"{words[0]} goes with a scenario file; the folder results says itself" in line


def test_other_mistakes_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere: no such folder or scenario" in refused(capsys, "report", "nowhere")
    assert "name ends in .html" in refused(capsys, "report", "toy.yaml", "--out", "toy.pdf")
    assert "worlds must lie between" in refused(capsys, "report", "toy.yaml", "--worlds", "0")
    assert "unknown rule" in refused(capsys, "report", "toy.yaml", "--rule", "litteral")


def test_the_command_says_where_the_page_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert "new/page.html: written" in heard(
        capsys, "report", "toy.yaml", *SOME, "--out", "new/page.html"
    )
    assert [file.name for file in Path("new").iterdir()] == ["page.html"]
