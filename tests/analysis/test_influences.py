"""Influences: what acts on what in a scenario, counted by hand and against one more run."""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from sim import influences, plot
from sim.analysis.audit.dependencies import KINDS, MEETING
from sim.plots.charts.diagram import arrows
from sim.plots.charts.influences import SOURCE_SIZE
from tests.cli.test_cli_compare import heard, told
from tests.conftest import BASELINE, ROOT, load, loaded, toy
from tests.reading.test_bad_input import refused

LIBRARY = sorted((ROOT / "scenarios").rglob("*.yaml"))

MEDIATOR = {
    "role": "backer",
    "name": "Mediator",
    "signals": {"push": {"strength": 2}, "threat": {"strength": 0}},
}
PRESSED = toy(
    **{
        "actors.mediator": MEDIATOR,
        "actors.north.influences": {"mediator.push": 0.5, "south.outlook": -1},
        "actors.south.influences": {"mediator.threat": 0.5},
        "actors.north.readings": {"open": {"attends_if": {"leaders": {"truce": "promised"}}}},
        "conditions.truce": {"title": "T", "grantor": "south", "log_rate": -1},
    }
)


def test_arrows_are_those_that_the_file_holds() -> None:
    found = [(one.source, one.target, one.kind, one.push) for one in influences(PRESSED).arrows]
    expected = PRESSED.numbers["actors.south.expected"].centre
    assert found == [
        ("mediator", "north", "leaning", 1.0),
        ("south", "north", "leaning", -(expected - 0.5)),
        ("mediator", "south", "leaning", 0.0),
        ("truce", "north", "waiting", 1.0),
        ("south", "truce", "granting", 1.0),
    ]


def test_what_waits_counts_the_readings_that_wait() -> None:
    found = influences(load("actors.ukraine.weights.personally=0.2"))
    (asked,) = (one for one in found.arrows if one.kind == "waiting" and one.target == "ukraine")
    assert asked.push == pytest.approx(0.8)
    assert set(asked.statements) == {"U2", "U4", "U3", "U7"}
    assert [one.source for one in found.of("ceasefire")[0] if one.kind == "waiting"] == [MEETING]


def test_what_is_one_way_of_several_is_not_told_as_needed() -> None:
    ways = {"leaders": [{"truce": "promised"}, {"oath": "promised"}]}
    readings = {"strict": {"attends_if": {"leaders": {"truce": "promised"}}}}
    promise = {"title": "T", "grantor": "south", "log_rate": -1}
    crisis = toy(
        conditions={"truce": promise, "oath": promise},
        **{
            "actors.north.readings": {"either": {"attends_if": ways}, **readings},
            "actors.north.weights": {"either": 0.3, "strict": 0.7},
        },
    )
    told = {one.source: one.words for one in influences(crisis).arrows if one.kind == "waiting"}
    assert told == {
        "truce": "‘truce’ first, read as ‘strict’; as one way of several, read as ‘either’",
        "oath": "‘oath’ first, as one way of several, read as ‘either’",
    }


WEIGHED = ("leaning", "conceding", "hardening", "calling off", "promising")
"""Kinds of arrows that stand for a weight."""

MANY = 12
"""Arrows of a large diagram."""


@pytest.mark.parametrize("name", LIBRARY, ids=lambda path: path.stem)
def test_every_weight_has_its_arrow_and_every_arrow_its_sentences(name: Path) -> None:
    scenario = loaded(name)
    found = influences(scenario)
    weights = [path for path in scenario.numbers if ".influences." in path]
    rates = {key: scenario.numbers[f"actors.{key}.softening.rate"] for key in scenario.parties}
    still = [key for key, rate in rates.items() if not rate.centre]
    weights = [one for one in weights if not any(f".{key}.softening." in one for key in still)]
    drawn = [one for one in found.arrows if one.kind in WEIGHED]
    assert len(drawn) == len(weights)
    assert {key for one in found.arrows for key in one.statements} <= {
        one.id for one in scenario.statements
    }
    assert {one.kind for one in found.arrows} <= KINDS.keys()


def test_the_widest_arrow_is_the_heaviest_of_its_kind() -> None:
    found = arrows(influences(load()))
    widths = {(one.source, one.target, one.look): one.share for one in found}
    assert widths["us", "ukraine", "for"] == 1
    assert widths["turkey", "ukraine", "for"] == pytest.approx(0.3 / 0.6)
    assert widths["us", "russia", "for"] == 0
    assert isinstance(plot(influences(load())), Figure)


@pytest.mark.parametrize("name", sorted((ROOT / "scenarios" / "others").glob("*.yaml")))
def test_hardly_an_arrow_but_its_own_runs_under_a_label(name: Path) -> None:
    """In the largest diagrams one label may have another arrow under it."""
    figure = plot(influences(loaded(name)))
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    (axes,) = figure.axes
    curves = [
        axes.transData.transform(one.get_path().vertices)
        for one in axes.patches
        if isinstance(one, FancyArrowPatch)
    ]
    crossed = []
    for text in (one for one in axes.texts if one.get_fontsize() == SOURCE_SIZE):
        left, low, right, high = text.get_window_extent().extents
        under = [((left, low) < curve).all(1) & (curve < (right, high)).all(1) for curve in curves]
        if sum(bool(one.any()) for one in under) > 1:
            crossed.append(text.get_text())
    assert len(crossed) <= (len(curves) > MANY), crossed


def test_the_command_says_what_the_function_finds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    found = influences(load())
    rows = told(capsys, "influences", str(BASELINE), "--out", "out")["influences"]
    assert rows == [*found.records()]
    assert Path("out/influences.png").stat().st_size > 10_000
    kept = pd.read_csv("out/influences.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(kept, found.frame())
    printed = " ".join(heard(capsys, "influences", str(BASELINE)).split())
    assert found.sentence in printed
    assert "18 rest on what somebody said" in found.sentence
    silent = sum(row["push"] == 0 for row in rows)
    assert f"; {silent} push nothing at the start." in found.sentence
    assert "did you mean" in refused(capsys, "influences", str(BASELINE), "--set", "lerning_rate=1")
