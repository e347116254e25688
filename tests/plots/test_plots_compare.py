"""Pictures of comparisons and stories show the data, and nothing in them overlaps or is cut."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.patches import PathPatch, Rectangle

from sim import compare, replay, simulate, split
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.stories.replay import Story
from sim.engine.outcome import in_words
from sim.plots.charts.comparison import comparison_figure, plot_dumbbells
from sim.plots.charts.flows import bands, flows_figure, plot_flows
from sim.plots.charts.lanes import lanes_of, lanes_of_both, lines_of_both, numbered
from sim.plots.charts.story import story_figure
from sim.plots.charts.tornado import waterfall_figure
from sim.plots.figure import Figure
from sim.style.colours import ladder_colours, outcome_looks
from sim.style.numbers import in_points
from tests.conftest import ALL_SCENARIOS, load, loaded, tall, toy
from tests.pictures import Word, check_dots, check_words, label_of

WORLDS = 2_000
CHANGES = (
    ("conditions.ceasefire.willingness=6", "Moscow promises the ceasefire"),
    ("actors.russia.inclination=5", "Moscow is far more inclined to come than the article says"),
    ("actors.ukraine.weights={personally: 1}", "personally"),
    ("actors.turkey.hosting=0", "no-host"),
    ("actors.us.signals.pressure_on.ukraine.strength=0", "Washington says nothing at all"),
    ("actors.ukraine.announce_chance=0", "Kyiv-keeps-silent-until-the-decisions-freeze"),
    ("meeting.goes_ahead=1", "Nothing comes in between $ and no money $ either"),
    ("meeting.late_rate=0", "no follow-up"),
    ("learning_rate=0", "Nobody learns"),
)


@pytest.fixture(scope="module")
def ten() -> Comparison:
    """Return ten scenarios, some with long names."""
    runs = [simulate(load(*change), WORLDS, seed=1) for change in ((), *((c,) for c, _ in CHANGES))]
    return compare(
        *runs,
        names=["The week as the one article of Sunday words it", *(name for _, name in CHANGES)],
    )


@pytest.fixture(scope="module")
def two(ten: Comparison) -> Comparison:
    """Return two scenarios."""
    return compare(*ten.results[:2], names=ten.names[:2])


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    """Return a story of every other crisis, several of the week, one with a shock."""
    crises = [path for path in ALL_SCENARIOS if path.parent.name == "others"]
    told = {path.stem: replay(loaded(path), world=1, seed=1) for path in crises[::2]}
    told |= {f"week {world}": replay(load(), world, seed=1) for world in (0, 2)}
    return told | {"promised": replay(load(CHANGES[0][0]), world=1, seed=1)}


@pytest.fixture(scope="module")
def told(stories: dict[str, Story]) -> dict[str, Figure]:
    """Return the picture of each story."""
    return {name: story_figure(story) for name, story in stories.items()}


def test_dots_stand_at_the_shares(ten: Comparison) -> None:
    places = range(len(ten.names))
    rows = [(ten.shares(at)["any_on_time"], ten.differences(at)["any_on_time"]) for at in places]
    axes = plot_dumbbells(rows, "#000000", Figure().subplots())
    dots = [np.asarray(line.get_xdata()) for line in axes.lines if line.get_marker() == "o"]
    assert [float(dot[0]) for dot in dots] == [share.share for share, _ in rows]
    words = [text.get_text() for text in axes.texts]
    assert words == [f"{rows[0][0].share:.1%}", *(in_points(row[1].difference) for row in rows[1:])]


def test_numbers_are_bold_where_the_interval_excludes_nought(ten: Comparison) -> None:
    axes = comparison_figure(ten).axes[0]
    found = [ten.differences(place)["any_on_time"] for place in range(1, len(ten.names))]
    found = sorted(found, key=lambda one: -one.difference)  # the largest stands on top
    for text, one in zip(axes.texts[1:], found, strict=True):
        assert text.get_text() == in_points(one.difference)
        assert (text.get_fontweight() == "bold") == (one.low > 0 or one.high < 0)


def test_all_dots_lie_inside_their_panel(ten: Comparison) -> None:
    for axes in comparison_figure(ten).axes:
        low, high = axes.get_xlim()
        for line in axes.lines:
            assert (np.asarray(line.get_xdata()) >= low).all()
            assert (np.asarray(line.get_xdata()) <= low + 0.62 * (high - low)).all()


def test_flows_are_as_wide_as_their_worlds(ten: Comparison) -> None:
    looks = dict(zip(map(in_words, ten.outcomes), outcome_looks(len(ten.outcomes)), strict=True))
    for place in range(len(ten.names)):
        flows = ten.flows(place)
        axes = plot_flows(flows, looks, 5, Figure().subplots())
        ribbons = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
        widths = {"stays": 0.0, "changes": 0.0}
        for ribbon in ribbons:
            corners = np.asarray(ribbon.get_path().vertices)
            wide = corners[7, 1] - corners[0, 1]
            assert wide == pytest.approx(corners[4, 1] - corners[3, 1])
            widths[str(ribbon.get_gid())] += wide
        assert len(ribbons) == np.count_nonzero(flows)
        assert widths["stays"] == pytest.approx(np.trace(flows) / WORLDS)
        assert sum(widths.values()) == pytest.approx(1)


def test_bands_leave_and_reach_their_own_block(ten: Comparison) -> None:
    """Bands of a block lie in it one after the other, in the order of the outcomes."""
    shares = ten.flows(2) / WORLDS
    for sizes, side, end in (
        (shares.sum(axis=1), "before", "left"),
        (shares.sum(0), "after", "right"),
    ):
        tops = np.cumsum(sizes) - sizes + 0.025 * np.arange(len(sizes))
        for place, top in enumerate(tops):
            mine = [band for band in bands(shares) if getattr(band, side) == place]
            edge = top
            for band in mine:
                assert getattr(band, end) - band.share / 2 == pytest.approx(edge)
                edge += band.share
            assert edge == pytest.approx(top + sizes[place])


def test_a_scenario_against_itself_flows_nowhere(ten: Comparison) -> None:
    axes = flows_figure(ten, 0).axes[0]
    assert "No world changes its outcome" in [text.get_text() for text in axes.texts]


def test_lanes_show_what_each_party_would_do(
    stories: dict[str, Story], told: dict[str, Figure]
) -> None:
    for name, story in stories.items():
        levels = story.scenario.levels
        axes = told[name].axes[0]
        blocks = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        assert sum(block.get_width() for block in blocks) == pytest.approx(
            _days(story) * (2 * len(story.scenario.parties) + len(story.scenario.conditions))
        )
        for lane, party in zip(lanes_of(story, 10), story.scenario.parties, strict=False):
            level, said = lane.bands[:2]
            for now, shown, heard in zip(story.snapshots, level.held, said.held, strict=True):
                place = now.levels[party]
                assert shown == (ladder_colours(len(levels))[place], levels[place])
                spoken = now.announced[party]
                assert heard[1] == (levels[spoken] if spoken >= 0 else "silent so far")


def _days(story: Story) -> float:
    clock = story.scenario.clock
    return clock.ticks * clock.days_per_tick


def test_every_line_has_one_marker_in_its_lane(stories: dict[str, Story]) -> None:
    for story in stories.values():
        lanes = lanes_of(story, 10)
        marked = {number: lane.name for lane in lanes for number, _, _ in lane.marks}
        assert len(marked) == sum(len(lane.marks) for lane in lanes)
        actors = story.scenario.actors
        for number, line in numbered(story):
            assert marked[number] == (actors[line.actor].name if line.actor else lanes[-1].name)


def test_crowded_markers_keep_apart() -> None:
    story = replay(load("clock.hours_per_tick=0.5", "actors.ukraine.announce_chance=1"), 1, seed=1)
    for lane in lanes_of(story, 3):
        for (_, one, row), (_, other, its) in combinations(lane.marks, 2):
            assert row != its or abs(one - other) >= 0.27 - 1e-9


def test_words_of_comparisons_neither_overlap_nor_are_cut(
    two: Comparison, ten: Comparison, drawn: list[Word]
) -> None:
    for comparison in (two, ten):
        check_words(comparison_figure(comparison), drawn)


def test_the_steps_of_a_waterfall_lead_from_one_share_to_the_other(drawn: list[Word]) -> None:
    changes = {
        "meeting.goes_ahead": 0.5,
        "actors.north.inclination": 0.5,
        "actors.south.weights": {"in_any_case": 0.1, "once_it_is_open": 0.9},
    }
    runs = [simulate(one, 64, 1) for one in (tall(5), tall(5).with_(changes))]
    found = split(compare(*runs, names=["a name that is long enough to be broken " * 3, "b"]))
    figure = waterfall_figure(found)
    check_words(figure, drawn)
    check_dots(figure)
    [axes] = figure.axes
    steps = [step for step in axes.patches if isinstance(step, Rectangle)]
    starts = [step.get_x() for step in steps]
    ends = [step.get_x() + step.get_width() for step in steps]
    shares = [result.measured()["any_on_time"].share for result in found.both.results]
    assert len(starts) == len(changes)
    assert [shares[0], *ends] == pytest.approx([*starts, shares[1]])
    sizes = [abs(end - start) for start, end in zip(starts, ends, strict=True)]
    assert sizes == sorted(sizes, reverse=True)


def test_the_scale_of_a_narrow_waterfall_can_be_read(drawn: list[Word]) -> None:
    """Two entries that change little: what a step of the scale says needs many digits."""
    changes = {"meeting.goes_ahead": 0.885, "actors.north.inclination": 0.51}
    runs = [simulate(one, 64, 1) for one in (toy(), toy().with_(changes))]
    check_words(waterfall_figure(split(compare(*runs))), drawn)


def test_words_of_flows_neither_overlap_nor_are_cut(ten: Comparison, drawn: list[Word]) -> None:
    for place in (0, 4):
        check_words(flows_figure(ten, place), drawn)


def test_words_of_stories_neither_overlap_nor_are_cut(
    told: dict[str, Figure], drawn: list[Word]
) -> None:
    for figure in told.values():
        check_words(figure, drawn)


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_long_names_in_stories_are_read_whole(drawn: list[Word], levels: int) -> None:
    check_words(story_figure(replay(tall(levels), levels, seed=1)), drawn)
    said = [" ".join(text.split()) for text, _ in drawn]
    assert {"Commonwealth of Mwamma", "Bank of the Nine Cantons"} <= {*said}
    assert not [text for text in said if "_" in text]


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_long_names_in_comparisons_neither_overlap_nor_are_cut(
    drawn: list[Word], levels: int
) -> None:
    runs = [simulate(tall(levels).with_({"learning_rate": one}), 500, seed=1) for one in (0, 1)]
    found = compare(*runs, names=["nobody learns", "everybody learns"])
    for figure in (comparison_figure(found), flows_figure(found)):
        check_words(figure, drawn)


def test_every_picture_says_what_it_is(
    two: Comparison, stories: dict[str, Story], told: dict[str, Figure]
) -> None:
    for figure in (comparison_figure(two), flows_figure(two)):
        assert label_of(figure).endswith("2,000 worlds, seed 1")
        assert "not a forecast" in figure.get_supxlabel()
    figure, outcome = told["week 2"], stories["week 2"].row["outcome"]
    title = f"In world 2 of seed 1, one of many, the outcome is ‘{in_words(outcome)}’"
    assert figure.get_suptitle().startswith(title)
    assert label_of(figure).endswith("World 2 of seed 1")


def both_told(words: str) -> tuple[Story, Story]:
    """Return one world under the week's assumptions and under others."""
    return replay(load(), 5, seed=1), replay(load(words), 5, seed=1)


def test_two_tellings_stand_beside_each_other_where_they_differ(drawn: list[Word]) -> None:
    first, second = both_told(CHANGES[0][0])
    figure = story_figure(first, second, ["as worded", "promised"])
    assert label_of(figure).count("A: as worded · B: promised") == 1
    check_words(figure, drawn)
    lines = lines_of_both(first, second)
    lanes = {lane.name: lane for lane in lanes_of_both(first, second, 10, [])}
    own = {lane.name: lane.bands for lane in lanes_of(first, 10)}
    other = {lane.name: lane.bands for lane in lanes_of(second, 10)}
    for name, lane in lanes.items():
        for mark, alone in (("A", own[name]), ("B", other[name])):
            told = {band.label.removeprefix(f"{mark}: "): band.held for band in lane.bands}
            assert all(told[band.label] == band.held for band in alone)
    assert {lane.name for lane in lanes.values() if len(lane.bands) > len(own[lane.name])}
    for mark, story in (("A", first), ("B", second)):
        whats = {line.what.removeprefix(f"{mark}: ") for line in lines}
        assert whats >= {line.what for _, line in numbered(story)}


def test_one_telling_beside_itself_is_told_once() -> None:
    story, same = both_told("learning_rate=0.5")
    assert [*lines_of_both(story, same)] == [line for _, line in numbered(story)]
    lanes = lanes_of_both(story, same, 10, [])
    assert [lane.bands for lane in lanes] == [lane.bands for lane in lanes_of(story, 10)]
