"""Pictures show what the result says, and nothing in them overlaps or is cut."""

from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from sim import Result, simulate
from sim.analysis.outcomes.shares import level_pairs
from sim.plots.charts.levels import plot_level_pairs
from sim.plots.charts.outcomes import plot_outcomes
from sim.plots.house_style import LOOK
from sim.plots.plot import pictures
from sim.style.colours import ABSENT, SILENT, ladder_colours, lightness, outcome_looks
from tests.conftest import tall, toy
from tests.pictures import Word, check_words


def test_bars_are_as_long_as_the_shares(baseline_result: Result) -> None:
    axes = plot_outcomes(baseline_result.outcome_shares(), Figure().subplots())
    lengths = [bar.get_width() for bar in axes.patches]  # type: ignore[attr-defined]
    assert lengths == [share.share for share in baseline_result.outcome_shares().values()]


def test_cells_show_the_shares(baseline_result: Result) -> None:
    counts = level_pairs(baseline_result)
    levels, names = baseline_result.scenario.levels, ("Ukraine", "Russia")
    axes = plot_level_pairs(counts, levels, names, Figure().subplots())
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    assert shown[1, 2] == f"{counts[2, 1] / counts.sum():.1%}"


@pytest.mark.parametrize("name", ["outcomes", "levels", "timeline"])
def test_words_neither_overlap_nor_are_cut(
    baseline_result: Result, drawn: list[Word], name: str
) -> None:
    check_words(dict(pictures(baseline_result))[name], drawn)


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_long_names_of_levels_neither_overlap_nor_are_cut(drawn: list[Word], levels: int) -> None:
    for _, figure in pictures(simulate(tall(levels), 500, seed=1)):
        check_words(figure, drawn)
        assert not [text for text, _ in drawn if "_" in text]


def test_every_picture_says_what_it_is(baseline_result: Result) -> None:
    for _, figure in pictures(baseline_result):
        foot = figure.get_supxlabel()
        assert baseline_result.scenario.title in [text.get_text() for text in figure.texts]
        assert "20,000 worlds, seed 11" in foot
        assert "not a forecast" in foot


def test_a_result_plots_itself_in_the_house_style(baseline_result: Result) -> None:
    (axes,) = baseline_result.plot().axes
    assert not axes.spines["top"].get_visible()
    assert {label.get_fontsize() for label in axes.get_yticklabels()} == {LOOK["font.size"]}


def test_neighbours_differ_in_grey() -> None:
    for colours in ([one.colour for one in outcome_looks(6)], ladder_colours(3), ladder_colours(4)):
        shades = [lightness(colour) for colour in colours]
        assert all(abs(one - other) > 0.12 for one, other in pairwise(shades))


@pytest.mark.parametrize("outcomes", [4, 6, 12, 13, 23])
def test_each_outcome_has_a_colour_and_a_pattern_of_its_own(outcomes: int) -> None:
    looks = outcome_looks(outcomes)
    for kind in ("colour", "pattern"):
        assert len({getattr(one, kind) for one in looks}) == len(looks) == outcomes


@pytest.mark.parametrize("levels", range(2, 7))
def test_higher_levels_are_darker_and_have_the_colour_of_their_meeting(levels: int) -> None:
    absent, *rungs = ladder_colours(levels)
    met = [one.colour for one in outcome_looks(2 * levels)][: levels - 1]
    assert (absent, rungs[::-1]) == (ABSENT, met)
    shades = [*map(lightness, (SILENT, *rungs, ABSENT))]
    assert all(lower - higher > 0.08 for lower, higher in pairwise(shades))
    assert shades[-2] - shades[-1] > 0.2


def test_dollars_in_a_title_are_dollars() -> None:
    loan = r"A loan of $5bn against $\frac{6}$ of tariffs"
    for _, figure in pictures(simulate(toy(title=loan), 50, seed=1)):
        figure.canvas.draw()
        assert loan in [text.get_text() for text in figure.texts]
