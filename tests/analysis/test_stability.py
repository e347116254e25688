"""Stability: published conflicts, the definitions written out once more, and what is said of them.

The definitions: Fang, Hipel and Kilgour (1993), Interactive Decision Making: The Graph Model for
Conflict Resolution, Wiley; chapter 3 for two and 4 for more decision makers.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import FancyArrowPatch

from sim import Scenario, UsageError, plot, read_conflict, stability
from sim.analysis.audit.conflict_by_words import game_of, readings_of
from sim.analysis.audit.conflict_file import in_json
from sim.analysis.audit.graph_model import CONCEPTS, GMR, NASH, SEQ, SMR, GraphModel
from sim.analysis.audit.stability import Stability
from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE, ROOT, loaded, tall, toy
from tests.pictures import Word, check_words
from tests.reading.test_bad_input import refused

OTHERS = ROOT / "scenarios" / "others"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def written(name: str = "conflict.json", **content: Any) -> Path:
    Path(name).write_text(json.dumps(content), encoding="utf-8")
    return Path(name)


def two_by_two(option: str, first: Any, second: Any) -> Path:
    """Write a game of two with one option each, and what each wants of the options 0 and 1."""
    wants = {"Row": (0, first), "Column": (1, second)}
    return written(
        decisionMakers=[
            {"name": name, "options": [own], "preferences": some}
            for name, (own, some) in wants.items()
        ],
        options=[{"name": option, "permittedDirection": "both"}] * 2,
        infeasibles=[],
    )


def numbers(found: Stability) -> dict[str, list[int]]:
    return {concept: [one + 1 for one in found.equilibria(concept)] for concept in CONCEPTS}


def test_prisoners_dilemma() -> None:
    """Both defect under Nash; both cooperate, too, under SEQ, SMR and GMR (Fang et al. 1993).

    The file is the example of GMCR+: each wants the other to cooperate, and then not to.
    """
    file = two_by_two("cooperate", [[[1, "Y"]], [[0, "N"]]], [[[0, "Y"]], [[1, "N"]]])
    found = stability(read_conflict(file))
    assert numbers(found) == {NASH: [1], SEQ: [1, 4], SMR: [1, 4], GMR: [1, 4]}
    assert found.why(3, "Row") == (
        "Row could do better by giving up ‘cooperate’, but Column could then, to its own gain, "
        "answer by giving up ‘cooperate’, which would leave Row worse off than now."
    )
    assert found.why(1, "Row") == (
        "Row would do better by giving up ‘cooperate’, whatever Column then did."
    )
    assert found.why(0, "Row") == "Row could not do better by moving."


def test_chicken() -> None:
    """One swerves under Nash; both only under SMR and GMR, as a crash hurts who causes it."""
    apart = {"compound": True, "members": [[[0, "Y"], [1, "N"]], [[0, "N"], [1, "Y"]]]}
    found = stability(read_conflict(two_by_two("swerve", [[[1, "Y"]], apart], [[[0, "Y"]], apart])))
    assert numbers(found) == {NASH: [2, 3], SEQ: [2, 3], SMR: [2, 3, 4], GMR: [2, 3, 4]}
    assert "Column could then, to its own loss, answer by giving up ‘swerve’" in found.why(3, "Row")
    assert found.why(3, "Row").endswith("Row could not make up for that.")


def test_where_nobody_ever_rests() -> None:
    """Matching pennies: each gain is answered by one, and could be made up for by turning again."""
    same = {"compound": True, "members": [[[0, "Y"], [1, "Y"]], [[0, "N"], [1, "N"]]]}
    other = {"compound": True, "members": [[[0, "Y"], [1, "N"]], [[0, "N"], [1, "Y"]]]}
    found = stability(read_conflict(two_by_two("heads", [same], [other])))
    assert numbers(found) == {NASH: [], SEQ: [1, 2, 3, 4], SMR: [], GMR: [1, 2, 3, 4]}
    assert found.sentence == (
        "In each of 4 states somebody could do better by moving alone; in 4 of them others could "
        "answer so that it ends no better off."
    )


ELMIRA = {
    "moves": {
        "MoE": "12 34 56 78",
        "Uniroyal": "13 19 24 29 39 49 57 59 68 69 79 89",
        "Local Government": "15 51 26 62 37 73 48 84",
    },
    "ranks": {"MoE": "734851269", "Uniroyal": "148593726", "Local Government": "735186429"},
}
"""Moves, and the ranking of each from the best state on.

Kilgour, Hipel, Fang and Peng (2001), Coalition analysis in group decision support, Group Decision
and Negotiation 10; the same numbers in Xu's program of 2007 for status quo analysis of Elmira.
"""


def test_elmira() -> None:
    """States 5, 8 and 9 are stable in every sense (Hipel, Kilgour, Fang and Peng 1997).

    That 1 and 4 are so where any answer counts follows from the definitions.
    """
    moves, ranks = np.zeros((3, 9, 9), bool), np.zeros((3, 9), int)
    for at, name in enumerate(ELMIRA["moves"]):
        for one, other in map(tuple, ELMIRA["moves"][name].split()):
            moves[at, int(one) - 1, int(other) - 1] = True
        for place, state in enumerate(ELMIRA["ranks"][name]):
            ranks[at, int(state) - 1] = 9 - place
    graph = GraphModel(moves, ranks)
    held = {one: (np.flatnonzero(graph.stable(one).all(axis=0)) + 1).tolist() for one in CONCEPTS}
    assert held == {NASH: [5, 8, 9], SEQ: [5, 8, 9], SMR: [1, 4, 5, 8, 9], GMR: [1, 4, 5, 8, 9]}


def elmira(**changes: Any) -> dict[str, Any]:
    """Return Elmira as a file of GMCR+, where abandoning leaves four states apart."""
    makers: list[dict[str, Any]] = [
        {"name": "MoE", "options": [0], "preferenceRanking": [9, 3, 4, 10, 7, 1, 2, 8]},
        {"name": "Uniroyal", "options": [1, 2, 3], "preferenceRanking": [1, 4, 10, 7]},
        {
            "name": "Local Government",
            "options": [4],
            "preferenceRanking": [9, 3, 7, 1, 10, 8, 4, 2],
        },
    ]
    for one, after in zip(makers, ([], [3, 9, 2, 8], []), strict=True):
        one |= {
            "preferences": [],
            "preferenceRanking": [*one["preferenceRanking"], [5, 6, 11, 12], *after],
        }
    ways = {"Modify": "fwd", "Delay": "back", "Accept": "both", "Abandon": "fwd", "Insist": "both"}
    apart = [[[1, "Y"], [2, "Y"]], [[1, "Y"], [3, "Y"]], [[2, "Y"], [3, "Y"]]]
    whole = {
        "decisionMakers": makers,
        "options": [{"name": one, "permittedDirection": way} for one, way in ways.items()],
        "infeasibles": [*apart, [[1, "N"], [2, "N"], [3, "N"]]],
        "useManualPreferenceRanking": True,
        "program": "gmcr-py",
        "version": "0.3.6",
        "coalitions": [0, 1, 2],
    }
    return whole | changes


def test_a_file_with_rankings_is_read_as_its_program_does() -> None:
    """States 5, 8 and 9 above are 7, 10 and the four without Uniroyal; 1 and 4 are 1 and 4."""
    found = stability(read_conflict(str(written(**elmira()))))
    gone = [5, 6, 11, 12]
    assert {found.game.strategy("Uniroyal", one - 1) for one in gone} == {"Abandon"}
    assert numbers(found)[NASH] == numbers(found)[SEQ] == sorted([7, 10, *gone])
    assert numbers(found)[SMR] == numbers(found)[GMR] == sorted([1, 4, 7, 10, *gone])


def legal(moves: np.ndarray, start: int, others: Iterable[int]) -> set[int]:
    """Return what others reach by moves of which no two in a row are one actor's."""
    seen, left = set[tuple[int, int]](), [(start, -1)]
    while left:
        state, last = left.pop()
        for other in others:
            for to in np.flatnonzero(moves[other, state]) if other != last else ():
                if (int(to), other) not in seen:
                    seen.add((int(to), other))
                    left.append((int(to), other))
    return {state for state, _ in seen}


def by_definition(graph: GraphModel, concept: str, actor: int, state: int) -> bool:
    rank, others = graph.ranks[actor], {*range(len(graph.ranks))} - {actor}
    moves = graph.improvements if concept == SEQ else graph.moves
    for better in np.flatnonzero(graph.improvements[actor, state]):
        answers = () if concept == NASH else legal(moves, int(better), others)
        if not any(
            rank[one] <= rank[state]
            and not (
                concept == SMR
                and any(rank[to] > rank[state] for to in np.flatnonzero(graph.moves[actor, one]))
            )
            for one in answers
        ):
            return False
    return True


@st.composite
def conflicts(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a conflict of two or three actors with up to four options, some states impossible."""
    number, makers = draw(st.integers(2, 4)), draw(st.integers(2, 3))
    owners = [draw(st.integers(0, makers - 1)) for _ in range(number)]
    pattern = st.dictionaries(st.integers(0, number - 1), st.sampled_from("YN"), min_size=1)
    listed = pattern.map(lambda some: [[*one] for one in some.items()])
    wishes = st.lists(listed, max_size=4)
    return {
        "decisionMakers": [
            {
                "name": f"actor {one}",
                "options": [at for at, owner in enumerate(owners) if owner == one],
                "preferences": draw(wishes),
            }
            for one in range(makers)
        ],
        "options": [
            {
                "name": f"option {one}",
                "permittedDirection": draw(st.sampled_from(["both", "fwd", "back"])),
            }
            for one in range(number)
        ],
        "infeasibles": [one for one in draw(st.lists(listed, max_size=2)) if len(one) > 1],
    }


@given(content=conflicts())
@settings(max_examples=30, deadline=None)
def test_stable_is_what_the_definitions_say(tmp_path_factory: Any, content: dict[str, Any]) -> None:
    """And each sentence says of the strictest concept what it means; what it weighs is so."""
    file = tmp_path_factory.mktemp("drawn") / "conflict.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    found = stability(read_conflict(file))
    graph = found.game.graph
    for at, actor in enumerate(found.game.tracks):
        for state in range(len(found.game.states)):
            holds = {one: by_definition(graph, one, at, state) for one in CONCEPTS}
            assert {one: found.deterrence.stable[one][at, state] for one in CONCEPTS} == holds
            assert holds[NASH] <= holds[SEQ] <= holds[GMR] >= holds[SMR] >= holds[NASH]
            why = found.why(state, actor)
            assert ("could not do better" in why or "has no move" in why) == holds[NASH]
            assert ("would do better" in why) != holds[GMR]
            assert "loss" not in why or not holds[SEQ]
            assert ("make up for that" in why) == (holds[SMR] and not holds[SEQ])


def waiting() -> Scenario:
    """Return a crisis in which North comes only while a truce is kept that South can promise."""
    waits = {"attends_if": {"delegations": {"truce": "observed"}}}
    readings = {"open": {"attends_if": {"delegations": "always"}}, "waiting": waits}
    return toy(
        levels=["absent", "delegations"],
        **{"conditions.truce": {"title": "a truce", "grantor": "south", "log_rate": -3}},
        **{"actors.north.readings": readings, "actors.north.thresholds": {"delegations": 0}},
        **{"actors.north.weights": {"open": 0.4, "waiting": 0.6}},
        **{"actors.south.readings": {"open": readings["open"]}},
        **{"actors.south.thresholds": {"delegations": 0}},
    )


def test_words_make_a_conflict() -> None:
    """Counted by hand: two come or not, a truce is neither promised, promised, or kept as well.

    A kept truce with a meeting is held only by what North would do if it were broken.
    """
    found = stability(waiting())
    assert found.readings == {"North": "waiting", "South": "open"}
    assert found.wishes["North"] == [
        "to stay within its words",
        "a meeting at the level ‘delegations’",
        "‘truce’ observed",
        "not to come higher than they meet",
    ]
    assert len(found.game.states) == 2 * 2 * 3
    called = {found.game.state_called(one): one for one in range(12)}
    kept = called["North: delegations; South: delegations, ‘truce’ observed"]
    away = [called[f"North: absent; South: absent{x}"] for x in ("", ", ‘truce’ observed")]
    assert np.diff(found.game.graph.ranks[0, away]) > 0  # of two without a meeting
    nobody = [called[f"North: absent; South: absent{more}"] for more in ("", ", ‘truce’ promised")]
    assert found.equilibria(NASH) == sorted(nobody)
    assert found.equilibria(SEQ) == sorted([*nobody, kept])
    assert found.why(kept, "South") == (
        "South could do better by no longer keeping ‘truce’, but North could then, to its own "
        "gain, answer by staying away, which would leave South worse off than now."
    )
    assert found.sentence == (
        "In 2 of 12 states nobody could do better by moving alone: no meeting in 2; in 1 more "
        "somebody could, but others could answer so that it ends no better off: a meeting at the "
        "level ‘delegations’ in 1."
    )
    open_ = stability(waiting(), {"north": "open"})
    assert "no meeting in 2 and one at the level ‘delegations’ in 2" in open_.sentence
    assert [open_.game.meetings[one] for one in open_.equilibria(NASH)] == ["", "delegations"] * 2


def test_what_would_make_a_state_stable() -> None:
    """By the readings that are named nobody has a reason to move; by all others somebody has."""
    week = loaded(BASELINE)
    found = stability(week, inverse=27)  # leaders meet while the ceasefire is kept
    assert found.stabilised_by is not None
    for party, reading in (("ukraine", one) for one in week.parties["ukraine"].readings):
        for other in week.parties["russia"].readings:
            read = {party: reading, "russia": other}
            held = 26 in stability(week, read).equilibria(NASH)
            named = {week.parties[key].name: one for key, one in read.items()}
            assert held == (named in found.stabilised_by)
    # as a delegation its words allow no leaders: each state that keeps them is liked better
    nine = stability(week, inverse=9)
    assert nine.stabilised_by == ({"Ukraine": "personally", "Russia": "himself"},)
    assert nine.sentence == (
        "State 9 (Ukraine: leaders; Russia: leaders) would be stable by itself if Russia liked it "
        "no less than states 3, 6, 15 and 24; with Russia read as ‘himself’ it is so."
    )


@pytest.mark.parametrize("name", ["closed-pass", "granada-2023", "junior-doctors-2023"])
def test_a_conflict_that_is_written_reads_as_the_same(name: str) -> None:
    scenario = loaded(OTHERS / f"{name}.yaml")
    game, _ = game_of(scenario, readings_of(scenario))
    Path("written.json").write_text(in_json(game), encoding="utf-8")
    again = read_conflict(Path("written.json"))
    assert [*again.tracks] == [*game.tracks]
    for one, other in zip(again.wishes.values(), game.wishes.values(), strict=True):
        assert len(one) <= len(other)  # what always holds says nothing
    assert (again.graph.moves == game.graph.moves).all()
    assert (again.graph.ranks == game.graph.ranks).all()


def test_more_than_two_parties_and_too_many_states() -> None:
    found = stability(loaded(OTHERS / "six-party-2005.yaml"))
    assert len(found.game.states) == 2**6 * 2**3
    whole = [one for one, met in enumerate(found.game.meetings) if met]
    come = [[found.game.strategy(actor, one) for actor in found.game.tracks] for one in whole]
    assert all(all(one.startswith("delegations") for one in some) for some in come)
    levels = ["absent", *"abcde"]
    thresholds = {level: at for at, level in enumerate(levels[1:])}
    party = {"thresholds": thresholds, "readings": {"open": {"attends_if": {"e": "always"}}}}
    big = toy(
        levels=levels,
        **{f"actors.{at}.{key}": one for at in ("north", "south") for key, one in party.items()},
        **{
            f"actors.p{at}": {
                "role": "party",
                "name": f"P{at}",
                "weights": {"open": 1},
                "inclination": 0,
            }
            | party
            for at in range(2)
        },
    )
    with pytest.raises(
        UsageError, match=r"^Toy: levels and conditions make more than 1,000 states"
    ):
        stability(big)


BAD = {
    "an option that is not there": (
        elmira(infeasibles=[[[7, "Y"]]]),
        r"infeasibles\.0: must be the number of an option, from 0 to 4 \(given: \[\[7, 'Y'\]\]\)",
    ),
    "neither yes nor no": (
        elmira(infeasibles=[[[1, "X"]]]),
        r"infeasibles\.0\.0: write \[0, \"Y\"\] or \[0, \"N\"\].*\(given: \[1, 'X'\]\)",
    ),
    "another direction": (
        elmira(options=[{"name": "Modify", "permittedDirection": "up"}]),
        r"options\.0\.permittedDirection: must be 'both', 'fwd' or 'back' .*\(given: 'up'\)",
    ),
    "a misspelt key": (
        elmira(infeasible=[]),
        r"infeasible: unknown key; did you mean 'infeasibles'\?",
    ),
    "coalitions": (elmira(coalitions=[[0, 1], 2]), r"coalitions: coalitions are not modelled"),
    "nothing possible": (
        elmira(infeasibles=[[[0, "Y"]], [[0, "N"]]]),
        r"infeasibles: leave no state possible",
    ),
    "too many states": (
        {
            "decisionMakers": [{"name": "A", "options": [*range(30)], "preferences": []}],
            "options": [{"name": "x", "permittedDirection": "both"}] * 30,
            "infeasibles": [],
        },
        r"options: make more than 1,000 states",
    ),
    "a ranking without all states": (
        elmira(infeasibles=[]),
        r"decisionMakers\.0\.preferenceRanking: must name each state from 1 to 32 once",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_conflict_file_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    content, problem = BAD[name]
    line = refused(capsys, "stability", "--import", str(written(**content)))
    assert line.startswith("parley: conflict.json:1: ")
    assert len(line.splitlines()) == 1
    assert re.search(problem, line), line


def test_bad_requests_are_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    week = str(BASELINE)
    for words, problem in {
        (): "name either a scenario, or a conflict file after --import",
        (week, "--inverse", "28"): "there is no state 28; they are numbered 1 to 27",
        (week, "--reading", "russia"): "--reading russia: write PARTY=READING",
        (week, "--reading", "russia=x"): "unknown reading 'x'; allowed: delegation, himself",
        (week, "--reading", "rusia=x"): "unknown party; did you mean 'russia'?",
        (week, "--export", "x.yaml"): "x.yaml: the name of a conflict file ends in .json",
        ("--import", str(written(**elmira())), "--set", "a=1"): "--set: is for the entries",
        (str(written(**elmira())),): "it looks like a conflict",
    }.items():
        assert problem in refused(capsys, "stability", *words)
    assert not Path("x.yaml").exists()


def test_the_command_shows_writes_and_reads_again(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("stability", str(BASELINE), "--reading", "ukraine=observed")
    out = heard(capsys, *words, "--export", "week.json")
    assert "Ukraine, read as ‘observed’: to stay within its words; a meeting at the level" in out
    told = json.loads(heard(capsys, "stability", "--import", "week.json", "--json"))
    here = json.loads(heard(capsys, *words, "--json"))
    assert told["equilibria"] == here["equilibria"]
    assert (told["conflict"], here["readings"]["Ukraine"]) == ("week", "observed")
    heard(capsys, "stability", "--import", str(written(**elmira())), "--out", "out")
    assert {file.name for file in Path("out").iterdir()} == {
        "manifest.json",
        "stability.csv",
        "stability.png",
    }
    assert "is there already" in refused(capsys, *words, "--export", "week.json")


def test_the_picture_has_an_arrow_for_each_who_could_gain() -> None:
    found = stability(waiting())
    axes = plot(found).axes[0]
    arrows = [one for one in axes.patches if isinstance(one, FancyArrowPatch)]
    assert len(arrows) == found.game.graph.improvements.any(axis=2).sum()
    assert {*map(str, range(1, 13))} <= {one.get_text() for one in axes.texts}
    with pytest.raises(UsageError, match="up to 60 states, here are 128"):
        plot(stability(loaded(OTHERS / "junior-doctors-2023.yaml")))


def test_words_of_grids_neither_overlap_nor_are_cut(drawn: list[Word]) -> None:
    for found in (stability(read_conflict(written(**elmira()))), stability(tall(3))):
        check_words(plot(found), drawn)
