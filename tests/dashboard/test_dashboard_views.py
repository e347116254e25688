"""What the page shows is what was found out: each number in its place, beside what it is about."""

import re

import numpy as np
import pytest

from sim import Scenario, compare, simulate
from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.one_at_a_time import one_at_a_time
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.outcomes.reasons import obstacles
from sim.analysis.stories.timeline import unfold
from sim.dashboard import panels, views, words
from sim.pages.words import percent
from sim.style.colours import INK, outcome_colours
from sim.style.words import in_percent, in_points
from tests.conftest import ROOT, load
from tests.markup import Element, parsed

WORLDS, SEED = 500, 1


@pytest.fixture(scope="module")
def both() -> Comparison:
    """Return the article, and what becomes of it where Moscow leans less and logistics fail."""
    now = load("actors.russia.inclination=0", "meeting.goes_ahead=0.5")
    return compare(*(simulate(one, WORLDS, SEED) for one in (load(), now)))


def css(element: Element, what: str) -> str:
    """Return what the style of an element sets something to."""
    return dict(
        rule.split(":", 1) for rule in element.attributes["style"].split(";") if ":" in rule
    )[what]


def without_small(element: Element, tag: str) -> list[list[str]]:
    """Return what the cells of each row say, without the small type of the text's numbers."""
    return [[cell.text("small") for cell in row.all(tag)] for row in element.all("tr")]


# outcomes


def test_bars_are_as_long_as_their_shares_and_outlined_where_the_text_is(both: Comparison) -> None:
    rows = parsed(views.shares(both)).all("tr")[1:]
    colours = [INK, *outcome_colours(6)]
    now, before = both.shares(1), both.shares(0)
    for row, measure, colour in zip(rows, now, colours, strict=True):
        assert row.all("th")[0].text() == measure_in_words(measure)
        _, bar, ghost = row.all("td")[0].all("span")[:3]
        assert css(bar, "width") == f"{100 * now[measure].share:.2f}%"
        assert css(bar, "background") == css(row.all("span")[0], "background") == colour
        assert css(ghost, "width") == f"{100 * before[measure].share:.2f}%"


def test_the_foot_gives_each_interval_from_its_lower_end_to_its_higher(both: Comparison) -> None:
    shown = [one.text() for one in parsed(views.foot(both)).all("details")[0].all("li")]
    now, changes = both.shares(1), both.differences(1)
    assert shown == [
        f"{measure_in_words(one)}: {percent(now[one].low)} – {percent(now[one].high)}; "
        f"{in_points(changes[one].low)} … {in_points(changes[one].high)}"
        for one in now
    ]
    assert f"{WORLDS} worlds, seed {SEED}." in parsed(views.foot(both)).text()


def test_the_foot_lists_what_was_changed_with_its_owner(both: Comparison) -> None:
    foot = parsed(views.foot(both))
    changed = changes_from_base(both.results[0].scenario, both.results[1].scenario)
    assert [one.owner for one in changed] == ["russia", ""]
    assert [one.text() for one in foot.all("ul")[1].all("li")] == [
        f"Russia: {changed[0].label}: {changed[0].before} → {changed[0].after}",
        f"{changed[1].label}: {changed[1].before} → {changed[1].after}",
    ]
    assert words.CHANGED in foot.text()
    assert "Under ‘the numbers set here’, " in foot.text()
    assert words.SAME_AS_BASE not in foot.text()


def test_the_foot_says_where_nothing_was_changed(both: Comparison) -> None:
    article = both.results[0]
    foot = parsed(views.foot(compare(article, article)))
    assert words.SAME_AS_BASE in foot.text()
    assert article.sentence in foot.text()
    assert words.CHANGED not in foot.text()
    assert len(foot.all("ul")) == 1


# why


def test_what_bound_the_worlds_stands_with_its_share_the_most_frequent_first(
    both: Comparison,
) -> None:
    text, now = both.results
    page = parsed(views.why(both))
    then = {binding.reasons: binding.share.share for binding in obstacles(text)}
    rows = page.all("li")
    shown = [float(row.all("b")[0].text().rstrip("%")) for row in rows]
    assert shown == sorted(shown, reverse=True) != [shown[0]] * len(shown)
    for row, binding in zip(rows, obstacles(now), strict=True):
        assert row.all("b")[0].text() == percent(binding.share.share)
        assert css(row.all("span")[1], "width") == f"{100 * binding.share.share:.2f}%"
        assert row.all("small")[0].text() == percent(then.get(binding.reasons, 0))
        assert binding.in_words(now.scenario) in row.text("q")
        quotes = [one.text() for one in row.all("q")]
        for key, quote in zip(binding.statements, quotes, strict=True):
            assert quote.startswith(f"{key} ")
            assert now.scenario.quote(key).quote in quote


def test_the_heading_says_how_many_worlds_had_no_meeting_on_time(both: Comparison) -> None:
    then, now = (result.measured()["any_on_time"].count for result in both.results)
    assert now != then
    missed = 1 - now / both.run.worlds
    heading = parsed(views.why(both)).all("h2")[0].text()
    assert heading == words.WHY_HEAD.format(share=in_percent(missed))


# week


@pytest.mark.parametrize("name", ["thursday/baseline", "others/singapore-2018"])
def test_the_week_runs_from_its_first_tick_to_the_freeze(name: str) -> None:
    result = simulate(Scenario.load(ROOT / "scenarios" / f"{name}.yaml"), WORLDS, SEED)
    clock, levels = result.scenario.clock, result.scenario.levels[:0:-1]
    page = parsed(views.week(compare(result, result)))
    ticks, on_time = page.all("ol")[0].all("li"), unfold(result.run).on_time
    assert not np.allclose(on_time[0], on_time[-1])
    for tick, (shown, shares) in enumerate(zip(ticks, on_time.tolist(), strict=True)):
        stack, *label, said = [one for one in shown.inside if isinstance(one, Element)]
        heights = [css(one, "height") for one in stack.all("span")]
        assert heights == [f"{100 * share:.2f}%" for share in shares]
        told = (f"{one} {percent(share)}" for one, share in zip(levels, shares, strict=True))
        assert said.text() == " ".join(told)
        if label:
            day, *_, time = label[1].text().split()
            assert label[0].text() == f"{sum(shares):.0%}"
            assert f"{day} {time}" == f"{clock.start_of(tick):%a %H:%M}"
    labelled = [bool(shown.all("b")) for shown in ticks]
    assert labelled[-1]
    assert len(ticks) / 2 <= sum(labelled) <= words.MAX_TICKS


def test_a_level_has_one_colour_in_the_week_its_key_and_the_outcomes(both: Comparison) -> None:
    page = parsed(views.week(both))
    outcomes = parsed(views.shares(both)).all("th")
    colours = {one.text(): css(one.all("span")[0], "background") for one in outcomes[4:6]}
    key = [one for one in page.all("p")[0].all("span") if one.text()]
    assert [one.text() for one in key] == ["leaders", "delegations"]
    for one in key:
        assert css(one.all("span")[0], "background") == colours[f"{one.text()} on time"]
    for tick in page.all("ol")[0].all("li"):
        stack = tick.all("span")[0].all("span")
        assert [css(one, "background") for one in stack] == list(colours.values())


# levels


def test_the_grid_has_the_first_party_in_rows_and_the_other_in_columns(both: Comparison) -> None:
    grid, levels = parsed(views.level_grid(both)), both.results[1].scenario.levels
    assert grid.rows()[:2] == [["Ukraine", "Russia"], [*levels]]
    assert [row[0] for row in grid.rows()[2:]] == [*reversed(levels)]
    for row, one in zip(grid.all("tr")[2:], (2, 1, 0), strict=True):
        for other, cell in enumerate(row.all("td")):
            before, now = (
                np.mean((run.table["ukraine.level"] == one) & (run.table["russia.level"] == other))
                for run in both.results
            )
            assert (cell.text("small"), cell.text()) == (
                percent(now),
                f"{percent(now)} {percent(before)}",
            )


def test_the_grid_marks_where_both_come_at_the_same_level(both: Comparison) -> None:
    grid = parsed(views.level_grid(both))
    cells = [
        [one.attributes["class"] == "p-same" for one in row.all("td")] for row in grid.all("tr")
    ]
    assert cells[2:] == [[False, False, True], [False, True, False], [False, False, False]]
    for cell in grid.all("td"):
        share = float(cell.text("small").rstrip("%")) / 100
        assert float(css(cell, "--share")) == pytest.approx(share, abs=0.0006)


# blame


def test_blame_stands_beneath_the_party_that_is_blamed(both: Comparison) -> None:
    text, now = both.results
    page = parsed(views.blamed(both))
    found, names = blame(now), {key: one.name for key, one in now.scenario.actors.items()}
    assert all(row["ukraine"] != row["russia"] for row in found.values())
    assert page.rows()[0] == [words.AUDIENCE, "Ukraine", "Russia"]
    assert without_small(page, "th")[1:] == [[names[audience]] for audience in found]
    for which, shown in (
        (now, without_small(page, "td")[1:]),
        (text, [[one.text() for one in row.all("small")] for row in page.all("tr")[1:]]),
    ):
        assert shown == [
            [f"{row[party]:.2f}" for party in ("ukraine", "russia")]
            for row in blame(which).values()
        ]


# levers


def test_what_raises_and_what_lowers_stand_beneath_their_own_headings() -> None:
    found = one_at_a_time(load(), WORLDS, SEED)
    page, names = parsed(views.lever_list(found, ANY_ON_TIME)), found.run.scenario.actors
    sides = page.all("section")[1:]
    best = [found.best(ANY_ON_TIME, rises) for rises in (True, False)]
    assert max(len(one) for side in best for one in side.values()) > words.MAX_LEVERS
    for shown, told, by_actor in zip(sides, ("more often", "less often"), best, strict=True):
        assert shown.all("h2")[0].text() == f"Any meeting on time {told}"
        assert [one.text() for one in shown.all("h3")] == [
            names[owner].name if owner else words.EVERYBODY for owner in by_actor
        ]
        for lines, moved in zip(shown.all("ul"), by_actor.values(), strict=True):
            assert [one.text() for one in lines.all("li")] == [
                f"{in_points(change.difference)} "
                f"{one.assumption.label}: {one.before} → {one.after} "
                f"{in_points(change.low)} … {in_points(change.high)}"
                for one in moved[: words.MAX_LEVERS]
                for change in [one.differences[ANY_ON_TIME]]
            ]


def test_a_measure_that_nothing_moves_is_said_to_be_moved_by_nothing() -> None:
    found = one_at_a_time(load("actors.turkey.hosting={value: 0}"), 20, SEED)
    page = parsed(views.lever_list(found, "leaders_on_time"))
    assert [words.NO_LEVER in one.text() for one in page.all("section")[1:]] == [True, True]


# places


@pytest.mark.parametrize("shown", words.PARTS)
def test_the_part_that_is_shown_is_the_one_that_is_marked(shown: str) -> None:
    page = parsed(panels.marked(words.PART, words.PARTS, shown))
    [place] = re.findall(r":nth-child\((\d+)\)", page.all("style")[0].text())
    assert words.PARTS[int(place) - 1] == shown
    assert page.all("p")[0].text() == f"{words.PART}: {shown}"
