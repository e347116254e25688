"""One world on the page: nothing shows before it has happened, and what it says is what was."""

import pytest

from sim import Scenario, replay
from sim.analysis.stories.replay import Story
from sim.dashboard import words, world
from sim.engine.outcome import in_words
from sim.plots.charts.lanes import numbered
from sim.style.colours import PAPER, ladder_colours
from sim.style.words import sources_in_words
from tests.conftest import BASELINE, ROOT, ended
from tests.markup import Element, parsed, squeezed

CLOSED_PASS = ROOT / "scenarios" / "others" / "closed-pass.yaml"
ABSENT, MEETS = 5, 0


@pytest.fixture(scope="module", params=[BASELINE, CLOSED_PASS], ids=lambda path: path.stem)
def story(request: pytest.FixtureRequest) -> Story:
    """Return a world in which both parties change where they stand."""
    scenario = Scenario.load(request.param)
    told = (replay(scenario, number, 1) for number in range(100))
    return next(one for one in told if all(moves(one, party) for party in scenario.parties))


def moves(story: Story, party: str) -> bool:
    """Whether a party would come at another level after some tick."""
    return len({now.levels[party] for now in story.snapshots}) > 1


def shown(story: Story, tick: int) -> Element:
    return parsed(world.world(story, tick))


def every_tick(story: Story) -> range:
    """Return all ticks, and the end."""
    return range(story.scenario.clock.ticks + 1)


def happened(story: Story, tick: int) -> list[int]:
    """Return the numbers of the lines up to the start of a tick; the outcome stands elsewhere."""
    now = story.scenario.clock.start_of(tick)
    told = numbered(story)
    return [number for number, line in told if line.when <= now and line.kind != "outcome"]


def test_the_record_holds_what_has_happened_the_latest_on_top(story: Story) -> None:
    lines = dict(numbered(story))
    for tick in every_tick(story):
        record = shown(story, tick).all("ol")[0].all("li")
        assert [int(one.attributes["value"]) for one in record] == happened(story, tick)[::-1]
        for one in record:
            line = lines[int(one.attributes["value"])]
            said = f"{line.text.replace('*', '')}{sources_in_words(line.sources)}"
            assert one.text().endswith(squeezed(said))
            assert f"{line.when:%a} " in one.text()
            assert f" {line.when:%H:%M} " in one.text()


def test_what_is_new_happened_in_this_very_tick(story: Story) -> None:
    clock, lines = story.scenario.clock, dict(numbered(story))
    for tick in every_tick(story):
        page = shown(story, tick)
        now = page.all("ul")[0]
        new = [one for one in happened(story, tick) if lines[one].when == clock.start_of(tick)]
        assert [int(one.text()) for one in now.all("a")] == new
        assert (words.NOTHING_NEW in now.text()) == (not new and tick < clock.ticks)
        said = page.all("p")[0].text()
        assert said.endswith(f"{clock.start_of(tick):%H:%M}, tick {tick} of {clock.ticks}")


def test_markers_stand_in_their_own_tick_and_not_before_it_has_come(story: Story) -> None:
    clock, lines = story.scenario.clock, dict(numbered(story))
    for tick in every_tick(story):
        lanes = [
            row for row in shown(story, tick).all("tr") if row.attributes.get("class") == "p-lane"
        ]
        found = {
            int(mark.text()): at
            for lane in lanes
            for at, cell in enumerate(lane.all("td"))
            for mark in cell.all("a")
        }
        assert found == {one: clock.tick_of(lines[one].when) for one in happened(story, tick)}


def test_bands_reach_as_far_as_the_tick_and_say_what_stood(story: Story) -> None:
    scenario = story.scenario
    ticks, levels = scenario.clock.ticks, scenario.levels
    looks = [*zip(map(in_words, levels), ladder_colours(len(levels)), strict=True)]
    for tick in every_tick(story):
        rows = shown(story, tick).all("tr")
        bands = [row for row in rows if row.attributes.get("class") == "p-band"]
        for band in bands:
            cells = band.all("td")
            assert sum(int(cell.attributes["colspan"]) for cell in cells) == ticks
            if cells[0].attributes.get("class") != "p-wordy":
                assert len(held(band)) == min(tick + 1, ticks)
        would_come = [held(band) for band in bands if band.all("th")[0].text() == "would come at"]
        for party, said in zip(scenario.parties, would_come, strict=True):
            stood = [now.levels[party] for now in story.snapshots[: tick + 1]]
            assert said == [looks[level] for level in stood]


def held(band: Element) -> list[tuple[str, str]]:
    """Return what a band says of each tick, in words and by its colour."""
    return [
        (cell.attributes["title"], cell.attributes["style"].split(";")[0].split(":")[1])
        for cell in band.all("td")
        if "title" in cell.attributes
        for _ in range(int(cell.attributes["colspan"]))
    ]


def test_words_that_hold_from_the_start_fill_their_lane_and_have_no_colour(story: Story) -> None:
    wordy = [one for one in shown(story, 0).all("td") if one.attributes.get("class") == "p-wordy"]
    assert wordy
    for cell in wordy:
        assert cell.attributes["colspan"] == str(story.scenario.clock.ticks)
        assert cell.attributes["style"].startswith(f"background:{PAPER};")
        assert cell.text() == cell.attributes["title"]


def test_the_outcome_shows_at_the_end_and_not_before(story: Story) -> None:
    ending = story.lines[-1]
    for tick in every_tick(story):
        [said] = [one for one in shown(story, tick).all("p") if "role" in one.attributes]
        if tick == story.scenario.clock.ticks:
            outcome = words.OUTCOME_HERE.format(outcome=ending.what)
            assert said.text() == squeezed(f"{outcome} {ending.why.replace('*', '')}")
        else:
            assert said.text() == words.NOT_YET


def test_a_tick_beyond_the_end_is_the_end(story: Story) -> None:
    ticks = story.scenario.clock.ticks
    assert world.world(story, ticks + 5) == world.world(story, ticks)


@pytest.mark.parametrize(("after", "found"), [(0, 2), (1, 2), (2, 4), (3, 4), (4, 2), (5, 2)])
def test_the_next_world_is_a_later_one_or_else_the_first(after: int, found: int) -> None:
    result = ended(ABSENT, ABSENT, MEETS, ABSENT, MEETS, ABSENT)
    assert world.next_world(result, MEETS, after) == found


def test_the_only_world_that_ends_so_is_its_own_next() -> None:
    result = ended(ABSENT, MEETS, ABSENT)
    assert world.next_world(result, MEETS, 1) == 1
    assert world.next_world(ended(ABSENT, ABSENT), MEETS, 0) is None
