"""Pictures of sweeps, cells, ablation and uncertainty show the data, and their words are read."""

from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import QuadMesh, TriMesh
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

from sim import Scenario, ablate, compare, factorial, simulate, sweep, theories, uncertainty
from sim.analysis.experiments.ablation import Ablation
from sim.analysis.experiments.cells import cell_in_words
from sim.analysis.experiments.factorial import Factorial
from sim.analysis.experiments.sweep import Sweep
from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.outcomes.measures import measures
from sim.errors import UsageError
from sim.plots.charts.factorial import factorial_figure, plot_factorial, tables
from sim.plots.charts.spread import BESIDE_THEORY, plot_parts, plot_weights, uncertainty_figure
from sim.plots.charts.sweep import sweep_figure
from sim.plots.charts.ternary import CORNERS
from sim.plots.charts.tornado import ablation_figure, plot_tornado, quoted
from sim.plots.figure import Figure
from sim.plots.text_layout import spread
from sim.style.labels import label
from tests.analysis.test_drawn_theories import crisis
from tests.conftest import ROOT, load, tall, toy
from tests.pictures import label_of, laid_out

HIMSELF, WILLING = "actors.russia.weights.himself", "conditions.ceasefire.willingness"
UKRAINE = "actors.ukraine.weights"


@cache
def closed_pass() -> Scenario:
    return Scenario.load(ROOT / "scenarios" / "others" / "closed-pass.yaml")


@cache
def swept(*vary: tuple[str, str]) -> Sweep:
    return sweep(load(), dict(vary), worlds=500, seed=1)


@cache
def ablated() -> Ablation:
    return ablate(load(), 500, seed=1)


@cache
def all_cells(*, baseline: bool = True) -> Factorial:
    return factorial(load() if baseline else closed_pass(), 200, seed=1)


@cache
def unknown() -> Uncertainty:
    return uncertainty(load(), 1, draws=96, lucks=64)


def bars(axes: Axes) -> list[Rectangle]:
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def read_as(party: str, **weights: float) -> dict[str, Any]:
    """Return the change that gives a party's readings these weights."""
    return {f"actors.{party}.weights": {"dirichlet": None, "value": weights}}


def test_lines_are_as_high_as_the_shares() -> None:
    found = swept((HIMSELF, "0:1:5"))
    axes = sweep_figure(found).axes[0]
    lines = {str(line.get_label()): line for line in axes.lines}
    for measure in measures(load()):
        assert np.allclose(lines[measure].get_xdata(), [0, 0.25, 0.5, 0.75, 1])
        assert np.allclose(lines[measure].get_ydata(), found.shares(measure))
    widths = {measure: lines[measure].get_linewidth() for measure in measures(load())}
    assert max(widths, key=lambda one: widths[one]) == "any_on_time"


@pytest.mark.parametrize("rate", [0, 1])
def test_pictures_show_late_meetings_only_where_one_can_meet_late(rate: float) -> None:
    spec = toy(**{"meeting.late_rate": rate})
    closed = spec.with_({"meeting.goes_ahead": 0})
    drawn = (
        sweep(spec, {"meeting.goes_ahead": [0.5, 1]}, 64, seed=1).plot(),
        theories(spec, 64, seed=1).plot(),
        compare(*(simulate(one, 64, seed=1) for one in (spec, closed))).plot(flows=1),
    )
    for figure in drawn:
        words = " ".join(text.get_text() for text in figure.findobj(Text))
        assert "on time" in words
        assert ("late" in words.split()) == bool(rate)


def test_a_chosen_measure_is_the_bold_one() -> None:
    axes = sweep_figure(swept((HIMSELF, "0:1:5")), "none").axes[0]
    assert [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"] == ["none"]
    assert len(axes.collections) == 1  # one band


def test_a_line_shows_where_the_scenario_stands() -> None:
    axes = sweep_figure(swept((HIMSELF, "0:1:5"))).axes[0]
    upright = [line for line in axes.lines if list(np.asarray(line.get_xdata())) == [0.25, 0.25]]
    assert len(upright) == 1
    assert "as in the scenario" in [text.get_text() for text in axes.texts]
    beside = sweep_figure(swept((HIMSELF, "0.5:1:3"))).axes[0]
    assert "as in the scenario" not in [text.get_text() for text in beside.texts]


def test_values_in_any_order_give_the_same_lines() -> None:
    ahead = sweep(load(), {HIMSELF: [0, 0.5, 1]}, worlds=100, seed=1)
    mixed = sweep(load(), {HIMSELF: [1, 0, 0.5]}, worlds=100, seed=1)
    one, other = (sweep_figure(found).axes[0].lines[1] for found in (ahead, mixed))
    assert np.array_equal(one.get_xydata(), other.get_xydata())


def test_two_readings_are_drawn_as_a_line() -> None:
    found = swept(("actors.russia.weights", "simplex:4"))
    axes = sweep_figure(found).axes[0]
    line = next(line for line in axes.lines if line.get_label() == "any_on_time")
    places = np.asarray(line.get_xdata())
    whole = simulate(load().with_(read_as("russia", himself=1)), 500, seed=1)
    on_time = whole.measured()["any_on_time"].share
    assert np.asarray(line.get_ydata())[places == 1] == pytest.approx(on_time)


@pytest.mark.parametrize(("himself", "willing"), [(0, 0), (0, 6), (1, 0), (1, 6)])
def test_heat_maps_are_not_turned(himself: int, willing: int) -> None:
    found = sweep(load(), {HIMSELF: [1, 0, 0.5], WILLING: [0, 6]}, worlds=500, seed=1)
    axes = sweep_figure(found, "leaders_on_time").axes[0]
    mesh = next(held for held in axes.collections if isinstance(held, QuadMesh))
    corners = np.asarray(mesh.get_coordinates()).reshape(-1, 2)
    values = np.asarray(mesh.get_array()).ravel()
    (place,) = np.flatnonzero((corners == (himself, willing)).all(axis=1))
    columns = found.columns()
    (point,) = np.flatnonzero(
        (np.array(columns[HIMSELF]) == himself) & (np.array(columns[WILLING]) == willing)
    )
    assert values[place] == found.shares("leaders_on_time")[point]
    alone = read_as("russia", himself=himself, delegation=1 - himself) | {WILLING: willing}
    result = simulate(load().with_(alone), 500, seed=1)
    assert values[place] == pytest.approx(result.measured()["leaders_on_time"].share)


def test_heat_maps_mark_the_scenario_where_it_lies_within() -> None:
    axes = sweep_figure(swept((HIMSELF, "0:1:3"), (WILLING, "0:6:3"))).axes[0]
    assert np.asarray(axes.lines[0].get_xydata()).tolist() == [[0.25, 0]]
    beside = sweep_figure(swept((HIMSELF, "0:1:3"), (WILLING, "1:6:3"))).axes[0]
    assert not beside.lines


def test_a_single_row_is_still_a_map() -> None:
    found = sweep(load(), {HIMSELF: [0, 1], WILLING: [1]}, worlds=100, seed=1)
    mesh = sweep_figure(found).axes[0].collections[0]
    drawn = np.unique(np.asarray(mesh.get_array()), axis=0).ravel()
    assert np.array_equal(drawn, found.shares("any_on_time"))


@pytest.mark.parametrize(
    ("corner", "reading"), [(0, "personally"), (1, "promised"), (2, "observed")]
)
def test_corners_of_the_triangle_are_the_readings(corner: int, reading: str) -> None:
    axes = sweep_figure(swept((UKRAINE, "simplex:4"))).axes[0]
    mesh = next(held for held in axes.collections if isinstance(held, TriMesh))
    points: NDArray[np.float64] = np.column_stack(
        [mesh._triangulation.x, mesh._triangulation.y]  # type: ignore[attr-defined]
    )
    (place,) = np.flatnonzero(np.isclose(points, CORNERS[corner]).all(axis=1))
    result = simulate(load().with_(read_as("ukraine", **{reading: 1})), 500, seed=1)
    drawn = np.asarray(mesh.get_array())[place]
    assert drawn == pytest.approx(result.measured()["any_on_time"].share)
    name = next(text for text in axes.texts if text.get_text() == f"only “{reading}”")
    assert np.hypot(*(np.array(name.get_position()) - CORNERS[corner])) < 0.15


def test_ticks_of_the_triangle_stand_at_their_weights() -> None:
    axes = sweep_figure(swept((UKRAINE, "simplex:4"))).axes[0]
    inverse = np.linalg.inv(np.column_stack([CORNERS, np.ones(3)]).T)
    sides = {"left": 0, "right": 1, "center": 2}
    ticks = [
        text for text in axes.texts if text.get_text().endswith("0%") and text.get_rotation() == 0
    ]
    ticks = [text for text in ticks if text.get_fontsize() == 12]
    assert len(ticks) == 12
    for text in ticks:
        weights = inverse @ [*text.get_position(), 1]
        assert weights[sides[text.get_horizontalalignment()]] == pytest.approx(
            float(text.get_text().rstrip("%")) / 100, abs=0.03
        )


def test_the_triangle_marks_the_scenario() -> None:
    axes = sweep_figure(swept((UKRAINE, "simplex:4"))).axes[0]
    cross = next(line for line in axes.lines if line.get_marker() == "x")
    assert np.allclose(cross.get_xydata(), [0.4, 0.35, 0.25] @ CORNERS)


def test_four_readings_have_no_picture() -> None:
    readings = {key: {"attends_if": {"leaders": "always"}} for key in "abcd"}
    crisis = toy(**{"actors.north.readings": readings, "actors.north.weights": {"a": 1}})
    found = sweep(crisis, {"actors.north.weights": "simplex:2"}, worlds=10, seed=1)
    with pytest.raises(UsageError, match="only the table"):
        sweep_figure(found)


def test_unknown_measures_are_named() -> None:
    with pytest.raises(UsageError, match="did you mean 'none'"):
        sweep_figure(swept((HIMSELF, "0:1:5")), "non")


@pytest.mark.parametrize("baseline", [True, False])
def test_bars_in_cells_are_the_shares(baseline: bool) -> None:
    found = all_cells(baseline=baseline)
    scenario = found.run.scenario
    for table in tables(found):
        axes = plot_factorial(table, scenario, Figure().subplots())
        held = [cell for rows in table.blocks.values() for row in rows for cell in row]
        lengths: dict[tuple[int, int], list[float]] = {}
        for bar in bars(axes):
            if bar.get_fill() and abs(bar.get_height() - 0.3) < 1e-6:
                place = (round(bar.get_y() * 100), int(bar.get_x()))
                lengths.setdefault(place, []).append(bar.get_width() / 0.86)
        assert len(lengths) == len(held)
        for cell, place in zip(held, sorted(lengths), strict=True):
            shares = [share.share for share in list(cell.shares.values())[1:] if share.share]
            assert lengths[place] == pytest.approx(shares)
            assert sum(lengths[place]) == pytest.approx(1)


def test_cells_stand_under_their_readings() -> None:
    table = tables(all_cells())[0]
    assert table.title == "rule: literal"
    cell = table.blocks["no ceasefire"][1][1]
    assert cell.readings == {"ukraine": "promised", "russia": "delegation"}
    assert cell.kept == {"ceasefire": False}
    axes = plot_factorial(table, load(), Figure().subplots())
    assert [label.get_text() for label in axes.get_xticklabels()] == list(table.columns)
    assert [label.get_text() for label in axes.get_yticklabels()] == [*table.rows] * 2
    (words,) = [text for text in axes.texts if text.get_text() == "delegations"]
    assert words.get_position()[0] == axes.get_xticks()[1]
    assert abs(words.get_position()[1] - axes.get_yticks()[1]) < 0.5


def test_cells_say_what_the_words_allow() -> None:
    found = {
        (*cell.readings.values(), cell.kept["ceasefire"]): cell_in_words(load(), cell)
        for cell in all_cells().cells
        if cell.rule == "literal"
    }
    assert found["personally", "himself", False] == "leaders"
    assert found["personally", "delegation", False] == "mismatch\nleaders–delegations"
    assert found["promised", "delegation", False] == "delegations"
    assert found["observed", "delegation", False] == "one side only"
    other = next(cell for cell in all_cells().cells if cell.rule != "literal")
    assert cell_in_words(load(), other) == f"{other.shares['any_on_time'].share:.0%} on time"


def test_bars_of_the_tornado_are_the_differences() -> None:
    ranked = ablated().ranked("delegations_late")
    axes = plot_tornado(ranked, "delegations_late", Figure().subplots())
    changes = [one.differences["delegations_late"] for one in ranked]
    assert [bar.get_width() for bar in bars(axes)] == [one.difference for one in changes]
    intervals = [np.asarray(line.get_xdata()) for line in axes.lines[: len(ranked)]]
    assert np.allclose(intervals, [(one.low, one.high) for one in changes])
    ids = [label.get_text() for label in axes.get_yticklabels()]
    assert ids == [one.statement.id for one in ranked]
    clear = {
        bar.get_facecolor(): one.is_clear for bar, one in zip(bars(axes), changes, strict=True)
    }
    assert sorted(clear.values()) == [False, True]


def test_the_tornado_shows_fifteen_and_counts_the_rest() -> None:
    figure = ablation_figure(ablated(), "any_on_time")
    assert len(figure.axes[0].get_yticks()) == 15
    assert f"{len(ablated().effects) - 15} sentences that matter less" in label_of(figure)


def test_quotes_have_two_lines_at_most() -> None:
    for one in ablated().effects:
        words = quoted(one)
        assert words.count("\n") <= 1
        assert words.startswith("“") != one.statement.is_narrated
        assert words.count("“") == words.count("”")


def test_parts_of_the_variance_add_up() -> None:
    spreads = unknown().spreads
    axes = plot_parts(spreads, Figure().subplots())
    rows = np.reshape([bar.get_width() for bar in bars(axes)], (len(spreads), 3))
    assert np.allclose(rows.sum(axis=1), 1)
    assert np.allclose(rows, [(one.luck, one.both, one.assumptions) for one in spreads.values()])
    ends = [bar.get_x() + bar.get_width() for bar in bars(axes)][2::3]
    assert np.allclose(ends, 1)


def test_a_theory_that_is_drawn_has_a_part_at_the_end() -> None:
    spreads = uncertainty(crisis(), 1, 64, 32).spreads
    axes = plot_parts(spreads, Figure().subplots(), BESIDE_THEORY)
    rows = np.reshape([bar.get_width() for bar in bars(axes)], (len(spreads), 4))
    parts = [(one.luck, one.both, one.assumptions, one.theory) for one in spreads.values()]
    assert np.allclose(rows, parts)


def test_assumptions_have_their_share_and_sign() -> None:
    weights = unknown().weights("leaders_on_time")[:8]
    names = [label(load(), one.path) for one in weights]
    axes = plot_weights(weights, names, Figure().subplots())
    assert [bar.get_width() for bar in bars(axes)] == [max(0, one.first_order) for one in weights]
    signs = [text.get_text()[0] for text in axes.texts[: len(weights)]]
    assert signs == ["+" if one.rank_correlation >= 0 else "−" for one in weights]


def test_nothing_uncertain_is_said_so() -> None:
    figure = uncertainty_figure(uncertainty(toy(), 1, draws=32, lucks=32), "none")
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "does not vary" in words
    assert "no assumption moves none" in words


def test_labels_keep_their_distance() -> None:
    assert spread([0.0, 0.0, 0.5, 1.0, 1.0], 0.1, 0, 1) == pytest.approx([0, 0.1, 0.5, 0.9, 1])


SHEETS: dict[str, Callable[[], Figure]] = {
    "lines": lambda: sweep_figure(swept((HIMSELF, "0:1:5"))),
    "one line": lambda: sweep_figure(swept((HIMSELF, "0:1:5")), "leaders_late"),
    "at the edge": lambda: sweep_figure(swept((WILLING, "0:6:5"))),
    "heat": lambda: sweep_figure(swept((HIMSELF, "0:1:11"), (WILLING, "0:6:11"))),
    "triangle": lambda: sweep_figure(swept((UKRAINE, "simplex:10"))),
    "triangle of leaders": lambda: sweep_figure(swept((UKRAINE, "simplex:10")), "leaders_on_time"),
    "another triangle": lambda: sweep_figure(
        sweep(closed_pass(), {"actors.northmere.weights": "simplex:10"}, 500, 1)
    ),
    "cells": lambda: factorial_figure(all_cells()),
    "more cells": lambda: factorial_figure(all_cells(baseline=False)),
    "ablation": lambda: ablation_figure(ablated(), "any_on_time"),
    "uncertainty": lambda: uncertainty_figure(unknown(), "leaders_on_time"),
}

LONG = {
    f"{levels} levels, {name}": (lambda levels=levels, figure=figure: figure(tall(levels)))
    for levels in (2, 4, 6)
    for name, figure in {
        "cells": lambda crisis: factorial_figure(factorial(crisis, 50, seed=1)),
        "lines": lambda crisis: sweep_figure(sweep(crisis, {"learning_rate": "0:1:3"}, 200, 1)),
    }.items()
}
SHEETS |= LONG

Box = NDArray[np.float64]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Box]]:
    """Return a list that gathers every text as it is drawn, with its four corners in pixels."""
    words: list[tuple[str, Box]] = []
    draw = Text.draw

    def draw_and_tell(self: Text, renderer: RendererBase) -> None:
        draw(self, renderer)
        if self.get_visible() and self.get_text().strip():
            words.append((self.get_text(), corners(self, renderer)))

    monkeypatch.setattr(Text, "draw", draw_and_tell)
    return words


def corners(text: Text, renderer: RendererBase) -> Box:
    """Return the corners of a text, turned as the text is."""
    around, angle = text.get_window_extent(renderer), text.get_rotation()
    level = Text(text=text.get_text(), fontproperties=text.get_fontproperties(), figure=text.figure)
    box = level.get_window_extent(renderer)
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (box.width / 2 - 2, box.height / 2 - 2)
    turn = np.deg2rad(angle)
    turned = half @ [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    return np.asarray(turned + np.array([around.x0 + around.x1, around.y0 + around.y1]) / 2)


def overlap(one: Box, other: Box) -> bool:
    """Whether two rectangles overlap: no side of either has them on different sides."""
    for box in (one, other):
        for side in np.diff(box, axis=0)[:2]:
            first, second = one @ side, other @ side
            if first.max() <= second.min() or second.max() <= first.min():
                return False
    return True


@pytest.mark.parametrize("name", SHEETS)
def test_words_neither_overlap_nor_are_cut_and_say_what_it_is(
    drawn: list[tuple[str, Box]], name: str
) -> None:
    figure = SHEETS[name]()
    assert "seed 1" in label_of(figure)
    assert "not a forecast" in figure.get_supxlabel()
    laid_out(figure)
    assert len(drawn) > 6
    for text, box in drawn:
        assert box.min() >= 0, text
        assert (box.max(axis=0) <= figure.bbox.size).all(), text
    for (one, box), (other, another) in combinations(drawn, 2):
        assert not overlap(box, another), (one, other)
