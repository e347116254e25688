"""Stakeholder tables: published values, brute force, and one line for each bad table."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import ScenarioError, plot, read_stakeholders
from sim.analysis.stakeholders import beats, election, support, weighted_median
from tests.cli.test_cli_compare import heard
from tests.conftest import ROOT
from tests.pictures import Word, check_words
from tests.reading.test_bad_input import refused

CARS = ROOT / "scenarios" / "stakeholders" / "ec-car-emissions.csv"
HEADS = "name,capability,position,salience"


def test_emissions_of_cars_in_the_european_community(drawn: list[Word]) -> None:
    """Bueno de Mesquita (1994), as replicated by Scholz, Calbert and Smith (2011).

    Σcs = .677, weighted mean 7.38996, median 7; 7 beats 4 with probability .63368.
    """
    found = read_stakeholders(str(CARS))
    assert found.weights.sum() == pytest.approx(0.677, abs=1e-12)
    assert found.mean == pytest.approx(7.38996, abs=5e-6)
    assert found.median == 7
    rows = {row["position"]: row for row in found.records()}
    assert rows[7]["beats_4"] == pytest.approx(0.63368, abs=5e-6)
    assert rows[4]["beats_7"] == pytest.approx(1 - 0.63368, abs=5e-6)
    assert rows[4]["held_by"] == "Netherlands, Luxembourg, Germany and Denmark"
    assert min(row.get("beats_4", 1) for row in rows.values()) > 0.5  # 4 loses to both
    assert sum(row["elected"] for row in rows.values()) == pytest.approx(1)
    assert "the mean position is 7.39 and the median 7" in found.sentence
    assert len(plot(found).axes[0].lines) == 2
    check_words(plot(found), drawn)


def test_probabilistic_condorcet_election_of_two() -> None:
    """KTAB: by the squares of S = [[0, 51.212], [19.714, 0]], (.8709, .1291)."""
    backed = np.array([[0, 51.212], [19.714, 0]])
    assert election(beats(backed, power=2)) == pytest.approx([0.8709, 0.1291], abs=5e-5)


TABLES = st.lists(st.tuples(st.integers(1, 9), st.integers(-5, 5)), min_size=2, max_size=7).filter(
    lambda rows: len({place for _, place in rows}) > 1
)


@given(TABLES)
@settings(max_examples=40, deadline=None)
def test_the_election_is_counted_by_hand(rows: list[tuple[int, int]]) -> None:
    """Every pair, voter by voter; every way in which one beats all; the median against each."""
    weights, places = np.array(rows, float).T
    positions = np.unique(places)
    backed = support(weights, places, positions)
    wide = positions[-1] - positions[0]
    chances = beats(backed)
    for i, one in enumerate(positions):
        for j, other in enumerate(positions):
            votes = [
                (w * (abs(x - other) - abs(x - one)) / wide)
                for w, x in zip(weights, places, strict=True)
            ]
            ours, theirs = sum(v for v in votes if v > 0), -sum(v for v in votes if v < 0)
            assert backed[i, j] == pytest.approx(ours)
            if ours + theirs:
                assert chances[i, j] == pytest.approx(ours / (ours + theirs))
    every = [np.prod([p for j, p in enumerate(row) if j != i]) for i, row in enumerate(chances)]
    assert election(chances) == pytest.approx(np.array(every) / sum(every))
    middle = weighted_median(weights, places)
    for other in positions:  # Black (1948): no majority for leaving the median
        nearer = np.sign(abs(places - middle) - abs(places - other))
        assert (weights * nearer).sum() <= 1e-9


def test_percentages_and_other_separators_read_as_the_same(tmp_path: Path) -> None:
    shares = tmp_path / "shares.csv"
    shares.write_text(f"# a note\n{HEADS}\nA,1,2,0.5\nB,2,4,1\n", encoding="utf-8")
    percent = tmp_path / "percent.csv"
    percent.write_text("Salience;Name;Position;Capability\n50;A;2;1\n100;B;4;2\n", encoding="utf-8")
    one, other = read_stakeholders(shares), read_stakeholders(percent)
    assert one.mean == other.mean == pytest.approx((0.5 * 2 + 2 * 4) / 2.5)
    assert one.weights == pytest.approx(other.weights)


BAD = {
    f"{HEADS}\nA,1,2,3\n": "a heading and two rows at least are needed",
    f"{HEADS}\nA,1,2,3\nB,x,2,3\n": ":3: capability: must be a number from 0 to 1e+06 (given: 'x')",
    f"{HEADS}\nA,1,2,3\nB,-1,2,3\n": ":3: capability: must be a number from 0 to 1e+06",
    f"{HEADS}\nA,1,2,3\nB,1,nan,3\n": ":3: position: must be a number from -1e+06 to 1e+06",
    f"{HEADS}\nA,1,2,3\nB,1,2,101\n": ":3: salience: must be a number from 0 to 100 (given: '101')",
    f"{HEADS}\nA,1,2,3\nA,1,2,3\n": ":3: name: another name is needed in each row (given: 'A')",
    f"{HEADS}\nA,1,2,3\nB,1,2\n": ":3: 4 cells are needed, here 3",
    f"{HEADS}\nA,1,2,0\nB,1,2,0\n": "capability × salience is 0 for all",
    "name,power,position,salience\nA,1,2,0\nB,1,2,0\n": ":1: the columns must be name, capability",
}


@pytest.mark.parametrize("content", BAD)
def test_a_bad_table_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_stakeholders(file)
    assert BAD[content] in str(error.value)
    assert str(error.value).startswith(str(file))


def test_the_command_says_that_it_is_another_question(capsys: pytest.CaptureFixture[str]) -> None:
    out = heard(capsys, "stakeholders", str(CARS))
    assert "another question than who meets" in " ".join(out.split())
    assert "63.4%" in out
    assert "no such file" in refused(capsys, "stakeholders", "none.csv")
