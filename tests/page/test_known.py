"""What is known stands in the address: worlds are put aside, and nothing is done to those left."""

import numpy as np
import pytest

from sim import Luck, simulate
from sim.analysis.outcomes.posterior import readings_given
from sim.page.address import PARTS, parsed
from sim.page.downloads import again
from sim.page.values import Refused
from sim.style.numbers import in_percent
from tests.conftest import load
from tests.markup import squeezed
from tests.page.desk import SMALL, by_class, library, renderer, shown, view

SILENT = "russia.announced=silent@2025-05-13"
KNOWN = f"{SMALL}&given={SILENT}"
MOVED = f"{KNOWN}&meeting.goes_ahead=0.5"


def test_what_is_shown_is_that_of_the_worlds_that_fit() -> None:
    result = simulate(load(), 1024, Luck(1, given=[SILENT]))
    page = shown(f"{KNOWN}&part=worlds")
    rows = [one for one in page.all("tr") if "data-measure" in one.attributes]
    assert [float(one.attributes["data-share"]) for one in rows] == [
        share.share for share in result.measured().values()
    ]
    assert page.all("h1")[0].text() == squeezed(result.sentence)
    assert f"too few worlds: {result.left} left" in by_class(page, "known")[0].text()
    posterior = next(one for one in page.all("table") if one.attributes.get("id") == "posterior")
    assert [[row[1], row[2].split()[0]] for row in posterior.rows()[1:]] == [
        [in_percent(one.before), in_percent(one.after.share)] for one in readings_given(result)
    ]


@pytest.mark.parametrize("query", [KNOWN, MOVED])
def test_every_dot_is_a_world_that_fits(query: str) -> None:
    asked = view(query)
    worlds = {dot.world for dot in asked.dots} - {None}
    assert worlds
    assert worlds <= {*asked.result.fitting.tolist()}
    assert sum(line.dots for line in asked.lines) == 100


def test_a_known_world_is_the_same_world_as_before() -> None:
    """Learned, not done: its rows are those that stand when nothing is known."""
    known, plain = view(KNOWN).result, view(SMALL).result
    fits = known.fitting
    assert 0 < len(fits) < 1024
    for key, column in plain.table.items():
        assert np.array_equal(known.table[key][fits], column[fits])


def test_what_is_known_is_no_change_and_is_undone_by_itself() -> None:
    asked = view(MOVED)
    (known,), (chip,) = asked.known, asked.chips
    assert known.words.startswith("known: what Russia last announced")
    assert known.words.endswith("by the end of Tuesday 13 May: silent")
    assert not view(KNOWN).is_changed
    assert str(parsed(known.undo[2:], library())) == f"meeting.goes_ahead=0.5&{SMALL}"
    assert view(chip.undo[2:]).known[0].words == known.words


def test_a_form_gives_a_fact_and_a_day_beside_what_is_known() -> None:
    """Each fact once; the address has them all in one place."""
    form = f"{KNOWN}&given=ceasefire.promised=no&by=2025-05-12"
    both = f"{SILENT},ceasefire.promised=no@2025-05-12"
    assert str(parsed(form, library())) == str(parsed(f"{SMALL}&given={both}", library()))
    assert parsed(f"{form}&given={SILENT}", library()).given == tuple(both.split(","))
    (menu,) = [one for one in shown(f"{KNOWN}&part=days").all("form") if "known" in one.text()]
    what, when, trust = menu.all("select")
    for option in what.all("option"):
        value = option.attributes["value"]
        fact = f"{value}{'1.5' if value.endswith('=') else ''}@2025-05-13"
        assert parsed(f"given={value}&than=1.5&by=2025-05-13&sure=1", library()).given == (fact,)
    for option in when.all("option"):
        fact = f"russia.announced=silent@{option.attributes['value']}"
        assert parsed(f"given={fact}", library()).given == (fact,)
    for option in trust.all("option")[1:]:
        query = f"given=russia.announced=silent&by=2025-05-13&sure={option.attributes['value']}"
        assert parsed(query, library()).given == (f"{SILENT}~{option.attributes['value']}",)


def test_a_bar_of_the_days_leads_to_what_is_known_by_then() -> None:
    page = shown(f"{SMALL}&part=days")
    bars = [one.attributes["href"] for one in page.all("a") if "known by then" in one.text()]
    moments = page.all("select")[1].all("option")
    assert len(bars) == len(moments) == 13
    for bar, moment in [*zip(bars, moments, strict=True)][::6]:
        assert bar.endswith("#known")
        (chosen,) = [
            one
            for one in shown(bar[2:].removesuffix("#known")).all("option")
            if "selected" in one.attributes
            and one.attributes["value"] == moment.attributes["value"]
        ]
        assert chosen.text() == moment.text()


REFUSED = {
    "given=": "given=: write NAME=STATE@DATE",
    "given=russia.announced=silent": "write NAME=STATE@DATE",
    "given=russia.anounced=silent@2025-05-13": "did you mean 'russia.announced'",
    "given=russia.announced=king@2025-05-13": "unknown 'king'",
    "given=russia.announced=silent&by=2026-05-13": "the last day is 2025-05-14",
    f"given={SILENT}~2": "how often the source is right, from 0 to 1",
    "given=strike.struck=yes@2025-05-13&file=thursday/large-strike": "strike.struck",
    "by=2025-05-13": "by=2025-05-13: no such number",
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_cannot_be_known_is_refused_in_words(query: str) -> None:
    with pytest.raises(Refused, match=REFUSED[query]):
        parsed(query, library())


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_there_when_something_is_known(part: str) -> None:
    page = shown(f"{MOVED}&part={part}")
    assert len(page.all("h1")) == 1
    assert "known: what Russia last announced" in by_class(page, "known")[0].text()


def test_where_no_world_fits_that_is_said() -> None:
    answer = renderer().render("part", f"{KNOWN}&given=russia.announced=leaders@2025-05-13")
    assert answer.status == 400
    assert "no world of 1,024 fits" in answer.content.decode()


@pytest.mark.parametrize("key", ["thursday/baseline", "others/fishery-2031"])
def test_what_is_seen_in_a_world_is_so_in_that_world(key: str) -> None:
    """Whatever public act is taken as known, the world it was seen in is among those that fit."""
    seen: set[str] = set()
    promised = "given=ceasefire.promised=yes@2025-05-13"
    some = view(f"{SMALL}&{promised}").result.fitting[:2] if "baseline" in key else ()
    for world in (0, 1, *some):
        page = shown(f"{SMALL}&file={key}&part=live&world={world}")
        links = [one.attributes["href"] for one in page.all("a") if "as known" in one.text()]
        given = [parsed(link[2:], library()).given[0] for link in links]
        seen |= {fact.partition("=")[0].rpartition(".")[2] for fact in given}
        found = simulate(view(f"file={key}").scenario, int(world) + 1, Luck(1, given=given))
        assert found.fitting[-1] == world
    assert seen == {"announced", "promised"}


def test_the_command_knows_it_too() -> None:
    assert again(view(KNOWN).result.run).endswith(f"--seed 1 --given {SILENT}")
