"""Pictures show what the result says, and nothing in them overlaps or is cut."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import scipy
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from sim import Result, simulate, uncertainty
from sim.analysis.outcomes.measures import worth_showing
from sim.analysis.outcomes.shares import level_pairs
from sim.errors import UsageError
from sim.plots.charts.dots import plot_quantiles
from sim.plots.charts.levels import plot_level_pairs
from sim.plots.charts.outcomes import outcomes_figure, plot_outcomes
from sim.plots.house_style import LOOK
from sim.plots.plot import pictures
from sim.style.colours import ABSENT, SILENT, ladder_colours, lightness, outcome_looks
from tests.conftest import tall, toy
from tests.pictures import Word, check_words, label_of


def test_bars_are_as_long_as_the_shares(baseline_result: Result) -> None:
    shares = baseline_result.outcome_shares()
    axes = plot_outcomes(shares, Figure().subplots(), outcome_looks(len(shares)))
    lengths = [bar.get_width() for bar in axes.patches]  # type: ignore[attr-defined]
    assert lengths == [share.share for share in shares.values()]


def test_cells_show_the_shares(baseline_result: Result) -> None:
    counts = level_pairs(baseline_result)
    levels, names = baseline_result.scenario.levels, ("Ukraine", "Russia")
    axes = plot_level_pairs(counts, levels, names, Figure().subplots())
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    assert shown[1, 2] == f"{counts[2, 1] / counts.sum():.1%}"


@pytest.mark.parametrize("name", ["dots", "outcomes", "levels", "timeline"])
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
        label = label_of(figure)
        assert f"· {baseline_result.scenario.title} ·" in label
        assert label.endswith("20,000 worlds, seed 11")
        assert "not a forecast" in figure.get_supxlabel()
        assert re.search(r"\d+ of 100 worlds", " ".join(figure.get_suptitle().split()))


def test_a_result_plots_itself_in_the_house_style(baseline_result: Result) -> None:
    (axes,) = baseline_result.plot().axes
    assert not axes.spines["top"].get_visible()
    assert {label.get_fontsize() for label in axes.get_xticklabels()} == {LOOK["font.size"]}


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
        assert loan in label_of(figure)


def test_a_hundred_dots_are_as_many_of_each_outcome_as_its_worlds(baseline_result: Result) -> None:
    shares = [one.share for one in baseline_result.outcome_shares().values()]
    axes = baseline_result.plot("dots").axes[0]
    dots = Counter(dot.get_facecolor() for dot in axes.patches[:100])
    assert sum(dots.values()) == 100
    looks = outcome_looks(len(shares))
    for look, share in zip(looks, shares, strict=True):
        assert abs(dots[to_rgba(look.colour)] - 100 * share) < 1.5


def test_fifty_dots_stand_at_the_quantiles() -> None:
    chances = np.random.default_rng(1).beta(8, 10, 2_000)
    axes = plot_quantiles(chances, Figure().subplots())
    band, *dots = axes.patches
    columns = sorted(dot.get_center()[0] for dot in dots)  # type: ignore[attr-defined]
    expected = scipy.stats.beta(8, 10).ppf((np.arange(50) + 0.5) / 50)
    assert np.abs(np.array(columns) - expected).max() < 0.03  # a column is 0.02 wide
    ends = band.get_x(), band.get_x() + band.get_width()  # type: ignore[attr-defined]
    assert ends == pytest.approx(scipy.stats.beta(8, 10).ppf((0.05, 0.95)), abs=0.02)


def test_an_uncertain_run_shows_where_nine_of_ten_draws_lead() -> None:
    crisis = toy(**{"actors.north.inclination": {"normal": {"mean": 1, "sd": 2}}})
    result, parts = simulate(crisis, 200, 1, uncertain=True), uncertainty(crisis, 1, 48, 32)
    axes = outcomes_figure(result, uncertainty=parts).axes[0]
    boxes = [bar for bar in axes.patches if bar.get_alpha()]
    shown = [one for one in worth_showing(crisis) if one in result.outcomes]  # none is late
    for box, name in zip(boxes, shown, strict=True):
        low, high = parts.spreads[name].low, parts.spreads[name].high
        assert (box.get_x(), box.get_width()) == pytest.approx((low, high - low))  # type: ignore[attr-defined]


def test_a_kind_of_picture_that_is_not_there_is_refused(baseline_result: Result) -> None:
    with pytest.raises(UsageError, match="kind must be 'bars' or 'dots', not 'pie'"):
        baseline_result.plot("pie")
