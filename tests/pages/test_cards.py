"""Role cards say what the scenario says: each sentence on its own card, and no number."""

import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from sim import Scenario, read_with, simulate
from sim.archive.folder import PageFile
from sim.errors import UsageError
from sim.pages import cards
from sim.pages.cards import cards_page
from sim.pages.concessions import steps
from sim.pages.role import card
from sim.pages.rounds import promised_together, rounds
from sim.pages.words import FIRMNESS, firmness_in_words, footing, ways_to
from sim.scenario.actor import Reading
from sim.scenario.condition import Status
from sim.scenario.gates import gate
from sim.style.colours import INK, PAPER, QUIET
from tests.browser import find_browser, needs_browser
from tests.cli.test_cli_compare import heard
from tests.conftest import ALL_SCENARIOS, ROOT, load, loaded, toy, toy_yaml
from tests.markup import Element, check_self_contained, parsed, squeezed
from tests.reading.test_bad_input import refused

OTHERS = ROOT / "scenarios" / "others"
CLOSED_PASS = OTHERS / "closed-pass.yaml"
HOSTILE = "*<b>*&\"'</p><script>x</script>{{ 7 * 7 }}"
SAID = "What you said, or what is reported of you"
HANDS = ("What you may concede", "What you can use")
"""What parties may give up, and what everybody else has in their hands."""

DRAWN, PNG = cards._diagram, "data:image/png;base64,"
"""What draws who acts on whom, and what stands for it where only words are looked at."""

QUESTIONS = (
    "What you want",
    "What you do not know",
    "What you can do each round",
)

each_scenario = pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with a small crisis."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    monkeypatch.setattr(cards, "_diagram", lambda scenario: PNG)


def deck(scenario: Scenario) -> list[Element]:
    """Return the public card, then the actors', from the page."""
    return parsed(cards_page(scenario)).all("article")


def quotes(card: Element) -> list[str]:
    return [one.text(without="footer") for one in card.all("blockquote")]


def sections(card: Element) -> dict[str, Element]:
    """Return the sections of a card by their headings."""
    return {one.all("h2")[0].text(): one for one in card.all("section")}


@each_scenario
@pytest.mark.usefixtures("unpictured")
def test_each_sentence_stands_on_its_own_actors_card_and_on_no_other(path: Path) -> None:
    scenario = loaded(path)
    public, *roles = deck(scenario)
    assert [one.all("h1")[0].text() for one in roles] == [
        squeezed(actor.name) for actor in scenario.actors.values()
    ]
    for key, role in zip(scenario.actors, roles, strict=True):
        own = [one for one in scenario.statements if one.actor == key]
        behind = {one for step in card(scenario, key).steps for one in step.sources}
        shown = own or [one for one in scenario.statements if one.id in behind]
        assert quotes(role) == [squeezed(one.words) for one in shown]
        feet = [one.all("footer")[0].text() for one in role.all("blockquote")]
        for one, foot in zip(shown, feet, strict=True):
            firm = [firmness_in_words(one.firmness)] if one.firmness else []
            said = [one.id, squeezed(one.attribution), *firm]
            assert [part for part in foot.split(" · ") if part in said] == said
            assert squeezed(one.by) in foot or one.by == "n/a"
    others = [one.words for one in scenario.statements if one.actor not in scenario.actors]
    assert quotes(public) == [squeezed(quote) for quote in others]


@each_scenario
@pytest.mark.usefixtures("unpictured")
def test_nothing_is_empty_and_nothing_gives_the_model_away(path: Path) -> None:
    html = cards_page(loaded(path))
    check_self_contained(html)
    for one in parsed(html).walk():
        if one.tag in ("p", "li", "h1", "h2", "blockquote", "footer"):
            assert one.text(), one
    for role in parsed(html).all("article")[1:]:
        said, hands, *rest = sections(role)
        assert said == SAID
        assert hands in HANDS
        assert tuple(one for one in rest if one != HANDS[1]) == QUESTIONS
        for heading, part in sections(role).items():
            assert part.text() != heading
        assert "not to endorse it" in role.text()
        assert "Consequences of assumptions, not a forecast." in role.text()
        assert not re.search(r"\d\.\d|\d ?%|None|\{|_", role.text(without="blockquote"))


@each_scenario
def test_levels_in_words_open_exactly_where_the_rules_open_them(path: Path) -> None:
    scenario = loaded(path)
    levels, names = scenario.levels, list(scenario.demands)
    for party in scenario.parties.values():
        for reading in party.readings.values():
            for states in product(Status, repeat=len(names)):
                stands = dict(zip(names, states, strict=True))
                reached = gate(reading, stands, levels)
                for rung, level in enumerate(levels[1:], start=1):
                    ways = ways_to(reading.attends_if, level, levels)
                    met = any(all(s.met(stands[c]) for c, s in way.items()) for way in ways)
                    assert met == (reached >= rung)


def test_a_way_that_asks_for_more_than_another_is_left_out() -> None:
    comes = {"leaders": [{"a": "observed"}, {"b": "promised"}], "delegations": {"a": "promised"}}
    reading = Reading.model_validate({"attends_if": comes})
    levels = ("absent", "delegations", "leaders")
    assert ways_to(reading.attends_if, "leaders", levels) == [
        {"a": Status.OBSERVED},
        {"b": Status.PROMISED},
    ]
    assert ways_to(reading.attends_if, "delegations", levels) == [
        {"a": Status.PROMISED},
        {"b": Status.PROMISED},
    ]


def test_concessions_lead_from_the_strictest_reading_to_the_most_permissive() -> None:
    week = load()
    down = steps(week, "ukraine")
    assert [step.reading for step in down] == ["observed", "promised", "personally"]
    assert [step.gives_up for step in down] == [
        (),
        (
            "at ‘leaders’ with ‘ceasefire’ promised (before: with ‘ceasefire’ observed)",
            "at ‘delegations’ in any case (before: with ‘ceasefire’ observed)",
        ),
        ("at ‘leaders’ in any case (before: with ‘ceasefire’ promised)",),
    ]
    page = sections(deck(week)[1])["What you may concede"]
    assert [one.all("b")[0].text() for one in page.all("li")] == [step.reading for step in down]
    for step, row in zip(down, page.all("li"), strict=True):
        assert step.text in row.text()
        assert all(given in row.text() for given in step.gives_up)


def test_readings_without_weight_are_not_where_anybody_starts() -> None:
    week = load("actors.ukraine.weights={promised: 1}")
    assert [step.reading for step in steps(week, "ukraine")] == [
        "promised",
        "personally",
    ]
    ukraine, russia = (card(week, key) for key in week.parties)
    assert "How the words of Russia are meant: two readings fit; you cannot tell which holds." in (
        ukraine.unknowns
    )
    assert "How inclined Ukraine may be to do what the words allow." in russia.unknowns


def test_who_never_softens_nor_hardens_stays_with_the_readings_that_have_weight() -> None:
    """One way to understand the words, and no step to give, unless the party is moved."""
    alone = ("actors.ukraine.weights={promised: 1}", "actors.ukraine.softening.rate=0")
    fixed, hardens = load(*alone), load(*alone, "actors.ukraine.hardening={rate: 0.1}")
    assert [step.reading for step in steps(fixed, "ukraine")] == ["promised"]
    assert not any("Give way" in line for line in card(fixed, "ukraine").moves)
    assert [step.reading for step in steps(hardens, "ukraine")] == ["observed", "promised"]
    text = squeezed(sections(deck(hardens)[1])[HANDS[0]].text())
    assert "Your words can be understood as ‘promised’: there you start." in text
    harden = "Whether Ukraine may harden meanwhile, to stricter words than it starts with."
    assert [harden in card(one, "russia").unknowns for one in (fixed, hardens)] == [False, True]


def test_who_can_promise_reads_it_and_who_asks_reads_who_can() -> None:
    week = load()
    ukraine, russia, _, _, turkey = (card(week, key) for key in week.actors)
    [promise] = russia.gives
    assert promise.startswith("You can promise ‘ceasefire’: a 30-day ceasefire from Monday.")
    assert "Monday 12 May 2025, 00:00" in promise
    assert (
        "First a meeting, at whatever level, then ‘ceasefire’: so your words say (R5, R7)."
        in russia.wants
    )
    assert ukraine.wants[0] == (
        "‘ceasefire’ promised or observed: a 30-day ceasefire from Monday. Russia can promise it."
    )
    assert "You ask something of: Russia (U1, U2, U3, U4, U6)." in ukraine.wants
    assert "Whether and when ‘ceasefire’ will be promised by Russia, and whether it is kept." in (
        ukraine.unknowns
    )
    assert not [line for line in ukraine.moves if line.startswith("Promise")]
    assert [line for line in russia.moves if line.startswith("Promise ‘ceasefire’")]
    assert turkey.means[0] == "You offer the venue (T1). Without your offer nobody can come."
    closed = card(load("actors.turkey.hosting=0"), "turkey")
    assert closed.means[0].startswith("Your venue is closed")


def test_a_backer_reads_what_it_presses_with_how_it_moves_and_who_listens() -> None:
    week = load("actors.eu.signals.sanctions.ramp.per_day=0.5")
    us, eu = card(week, "us").means, card(week, "eu").means
    assert us[0] == (
        "Pressure on Ukraine (A2, A3): used from the start; it grows while the level announced by "
        "Ukraine is below that of Russia (A4). It is heard by Ukraine."
    )
    assert us[2].startswith("Attends: not used so far (not in the sentences: the article does")
    assert eu[0] == (
        "Firmness (E1, E3): used from the start; it follows the line of Ukraine (E2). "
        "It is heard by Ukraine and Russia."
    )
    assert "it rises and falls with your firmness. It is heard by Russia." in eu[1]
    assert "it grows with every day that ‘ceasefire’ is overdue" in eu[2]


def test_how_a_party_leans_is_told_in_words_by_its_margin_over_each_level() -> None:
    change = {"actors.north.inclination": 1, "actors.north.thresholds": {}}
    thresholds = {"delegations": 0, "leaders": 1.5}
    north = toy(**change | {"actors.north.thresholds": thresholds})
    assert "at the level ‘delegations’ suits you, at ‘leaders’ leaves you of two minds" in " ".join(
        card(north, "north").wants
    )
    keen = toy(**change | {"actors.north.thresholds": thresholds | {"leaders": 2}})
    assert "at ‘leaders’ would need good reasons" in " ".join(card(keen, "north").wants)


def test_an_audience_reads_what_it_minds_most_first() -> None:
    week = load("actors.us.blames={absence: 0.5, refusal: 1, condition: 0}")
    assert card(week, "us").wants[-1] == (
        "At the end you judge the parties. You mind most: a party that does not promise what it "
        "could; less: a party that comes at a lower level than another."
    )


def test_an_audience_that_minds_all_alike_minds_nothing_most() -> None:
    told = [
        card(load(f"actors.us.blames={{absence: 1, refusal: {one}, condition: 0}}"), "us").wants[-1]
        for one in (0, 1)
    ]
    lower, refuses = (
        "a party that comes at a lower level than another",
        "a party that does not promise what",
    )
    assert told[0].endswith(f"You mind {lower}.")
    assert f"You mind alike: {lower} and {refuses}" in told[1]


def test_what_is_brought_in_beside_a_sentence_is_only_in_part_in_the_sentences() -> None:
    ultimatum = card(Scenario.load(ROOT / "scenarios/thursday/sanctions-ultimatum.yaml"), "eu")
    assert ultimatum.means[1].startswith(
        "Ultimatum (E1, R8): used from the start (only in part in the sentences"
    )


def test_the_sentences_of_a_shared_number_stand_where_it_is_used() -> None:
    six = Scenario.load(OTHERS / "six-party-2005.yaml")
    assert "coming suits you (F1). This is an assumption." in card(six, "japan").wants[-1]


def test_below_a_sentence_stands_what_it_is_about_and_no_firmness_of_a_bare_fact() -> None:
    doctors = Scenario.load(OTHERS / "junior-doctors-2023.yaml")
    assert footing(doctors.quote("B2")) == "B2 · Banfield (20 April), about the 35% · soft"
    assert footing(load().quote("N2")) == "N2 · narrator"


def test_promises_that_wait_for_each_other_may_come_in_one_round() -> None:
    said = "‘lower ask’ and ‘offer’ wait for each other: they may be promised in the same round."
    doctors = Scenario.load(OTHERS / "junior-doctors-2023.yaml")
    assert said in squeezed(deck(doctors)[0].text())
    waits = {"conditions": {"offer": "promised"}, "sources": ["B4"]}  # words alone: no rate waits
    assert not promised_together(
        doctors.with_({"conditions.lower_ask.awaits": waits | {"binding": False}})
    )


def test_a_scenario_without_sentences_or_third_parties_has_whole_cards() -> None:
    for role in deck(toy())[1:]:
        parts = sections(role)
        assert "No sentence here is yours: you begin with nothing said." in parts[SAID].text()
        assert all(part.text() != heading for heading, part in parts.items())
    mute = toy(**{"actors.union": {"role": "backer", "name": "Union"}})
    union = sections(deck(mute)[3])
    assert "Nothing that the others ask for is in your hands." in union[HANDS[1]].text()
    assert "The scenario does not say what you want." in union[QUESTIONS[0]].text()


def test_names_and_quotes_are_text_whatever_signs_they_hold() -> None:
    said = {"id": "N1", "actor": "north", "speaker": HOSTILE, "quote": HOSTILE, "kind": "offer"}
    odd = {"title": HOSTILE, "summary": HOSTILE, "external": HOSTILE, "actors.north.name": HOSTILE}
    html = cards_page(toy(**odd, statements=[said | {"by": HOSTILE, "firmness": 0.5}]))
    check_self_contained(html)
    public, north, south = parsed(html).all("article")
    assert quotes(north) == [squeezed(f"“{HOSTILE}”")]
    assert {public.all("h1")[0].text(), north.all("h1")[0].text()} == {squeezed(HOSTILE)}
    assert squeezed(f"{HOSTILE} would come") in south.text()


def test_a_role_play_has_a_round_for_each_step_or_else_each_day_or_else_fewer() -> None:
    week = rounds(load().clock)
    assert [f"{one.starts:%a %H:%M}" for one in week] == [
        "Sun 18:00",
        "Mon 00:00",
        "Tue 00:00",
        "Wed 00:00",
    ]
    assert len(rounds(toy().clock)) == toy().clock.ticks == 8


def test_a_night_is_played_in_parts_of_it() -> None:
    night = rounds(Scenario.load(OTHERS / "muscat-2025.yaml").clock)
    assert [f"{one.starts:%H}" for one in night] == ["23", "01", "03", "05", "07", "09", "11", "13"]


def test_cards_say_at_which_levels_one_meets_and_who_alone_hears() -> None:
    scenario = Scenario.load(OTHERS / "muscat-2025.yaml")
    strict, loose = steps(scenario, "us")
    assert strict.attends_if["meeting"] == "at no lower level"
    assert (
        strict.comes
        == "at ‘direct’ in any case; at ‘indirect’ not at all; meeting at no lower level"
    )
    assert loose.gives_up == (
        "at ‘indirect’ in any case (before: not at all)",
        "meeting no higher than the others come (before: at no lower level)",
    )
    oman = card(scenario, "oman")
    assert oman.means[-1].endswith("It is a back channel, heard only by Washington and Iran.")
    assert "Tell Washington and Iran, and nobody else, what you press for or support." in oman.moves
    assert not any("in public" in move for move in oman.moves)


def test_who_decides_by_another_theory_in_the_model_is_told_so_and_so_is_the_leader() -> None:
    week = read_with(load(), {"ukraine": "grit", "ceasefire": "attrition"})
    page = parsed(cards_page(week, simulate(week, 64, 1)))
    told = {one.all("h1")[0].text(): one.text() for one in page.all("article") + page.all("aside")}
    kyiv = (
        "In the model the decision rule of Ukraine is ‘grit’; at the table you decide as you like"
    )
    assert [name for name, words in told.items() if kyiv in words] == ["Ukraine"]
    assert "the rule of promising ‘ceasefire’ of Russia is ‘attrition’" in told["Russia"]
    assert "grit" not in told["Russia"] + told["Turkey"]
    both = "the rule of promising ‘ceasefire’ of Russia is ‘attrition’ and the decision rule of Uk"
    assert f"64 worlds of the model (where {both}" in told["Leader’s sheet"]
    assert "In the model" not in cards_page(load())


def test_the_public_card_names_a_meeting_before_the_last() -> None:
    public, *_ = deck(Scenario.load(OTHERS / "fishery-2031.yaml"))
    assert "prepare the meeting on Wednesday, decided by Wednesday 5 March" in public.text()


def test_the_scale_of_firmness_has_a_word_for_every_statement_and_never_falls() -> None:
    words = [firmness_in_words(step / 1000) for step in range(1001)]
    assert list(dict.fromkeys(words)) == [word for _, word in FIRMNESS]
    weakest, firmest = (load().quote(key).firmness for key in ("R1", "U5"))
    assert firmness_in_words(weakest) == "commits to nothing"
    assert firmness_in_words(firmest) == "entirely firm"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_all_text_has_the_contrast_that_wcag_asks_for() -> None:
    styles = "".join(path.read_text() for path in (ROOT / "sim/pages/templates").glob("*.css"))
    own = re.findall(r"[^-]color: (#[0-9a-f]{6})", styles)
    assert own
    for colour in (INK, QUIET, *own):
        assert (luminance(PAPER) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_the_command_writes_one_file_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    def page(scenario: Scenario) -> str:
        return cards_page(scenario, simulate(scenario, seed=1))

    heard_first = heard(capsys, "cards", "toy.yaml", "--seed", "1")
    assert "2 role cards and one for all" in heard_first
    assert "The last pages are the leader's sheet" in heard_first
    assert Path("toy-cards.html").read_text(encoding="utf-8") == page(toy())
    setting, deck_file = "actors.south.name=Far South", "new/folder/deck.html"
    heard(capsys, "cards", "toy.yaml", "--seed", "1", "--set", setting, "--out", deck_file)
    changed = Path(deck_file).read_text(encoding="utf-8")
    assert changed == page(toy().with_({"actors.south.name": "Far South"}))
    heard(capsys, "cards", "toy.yaml", "--seed", "1", "--out", deck_file)
    assert Path(deck_file).read_text(encoding="utf-8") == page(toy())
    assert [file.name for file in Path("new/folder").iterdir()] == ["deck.html"]


def test_no_scenario_is_overwritten_and_nothing_is_left_behind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = Path("toy.yaml").read_bytes()
    ends = r"--out toy.yaml: a page is an HTML file; its name ends in .html"
    assert re.search(ends, refused(capsys, "cards", "toy.yaml", "--out", "toy.yaml"))
    Path("folder.html").mkdir()
    assert "is a folder" in refused(capsys, "cards", "toy.yaml", "--out", "folder.html")
    assert "toy.yaml/x/cards.html: cannot be" in refused(
        capsys, "cards", "toy.yaml", "--out", "toy.yaml/x/cards.html"
    )
    assert "no such file" in refused(capsys, "cards", "nowhere.yaml")
    assert Path("toy.yaml").read_bytes() == before
    assert sorted(file.name for file in Path().iterdir()) == ["folder.html", "toy.yaml"]


def test_a_page_that_cannot_be_finished_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    file = PageFile(Path("page.html"))
    file.write("old")

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("sim.archive.folder.write_text", full)
        with pytest.raises(UsageError, match=r"page.html: cannot be written: No space left"):
            file.write("new")
    assert Path("page.html").read_text(encoding="utf-8") == "old"
    assert not list(Path().glob(".parley-*"))


@needs_browser
def test_every_card_fits_one_printed_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_diagram", DRAWN)
    scenario, page = load(), tmp_path / "cards.html"
    page.write_text(cards_page(scenario, simulate(scenario, 1000, seed=1)), encoding="utf-8")
    words = "--headless --no-sandbox --disable-gpu --no-pdf-header-footer"
    printed = tmp_path / "cards.pdf"
    subprocess.run(
        [str(find_browser()), *words.split(), f"--print-to-pdf={printed}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=60,
    )
    pages = len(re.findall(rb"/Type /Page\b", printed.read_bytes()))
    ours = len(scenario.actors) + 2  # the public one, and who acts on whom
    assert ours + 2 <= pages <= ours + 3  # the leader's sheet


def test_what_all_want_to_be_without_is_no_promise_and_no_concession() -> None:
    doctors = Scenario.load(OTHERS / "junior-doctors-2023.yaml")
    union, ministry = card(doctors, "bma"), card(doctors, "ministry")
    assert ministry.wants[0] == (
        "To be without ‘new strike’: the union calls a further strike. The BMA can bring it about."
    )
    strike = "You can bring about ‘new strike’: the union calls a further strike. No date is set."
    assert union.means == [strike]
    assert not any("strike" in line for line in union.gives)
    hands = [one.all("h2")[0].text() for one in deck(doctors)[1].all("section")]
    assert tuple(one for one in hands if one in HANDS) == HANDS


def test_where_there_is_one_level_nothing_is_lower_or_higher() -> None:
    text = " ".join(one.text() for one in deck(Scenario.load(OTHERS / "sudan-2024.yaml")))
    assert "parties show whether they come" in text
    assert "You mind most: a party that does not come" in text
    assert not re.search(r"\blower\b|\bhigher\b|\bor above\b|at which level|Levels of", text)


def test_an_audience_is_asked_of_nothing_that_no_party_can_do() -> None:
    granada = Scenario.load(OTHERS / "granada-2023.yaml")  # what is asked is no party's to promise
    assert not any("judge" in line for line in card(granada, "turkey").wants)
    promises = any("promise" in line for line in card(granada, "council").wants)
    assert not promises


def test_a_presence_is_spoken_of_as_such_and_to_whoever_is_meant_as_its_own() -> None:
    doctors = Scenario.load(OTHERS / "junior-doctors-2023.yaml")
    acas, ministry = card(doctors, "acas"), card(doctors, "ministry")
    assert "is counted without you" not in acas.role
    assert acas.gives == [
        "Together with Whitehall, you can promise your presence: Acas brokers the talks. "
        "No date is set."
    ]
    assert "Whether and when the presence of Acas will also be promised by Acas." in (
        ministry.unknowns
    )


def test_a_step_says_which_promise_need_not_wait_any_more() -> None:
    bid = Scenario.load(OTHERS / "astrazeneca-2014.yaml")
    books_first, bids_on = steps(bid, "pfizer")
    assert (books_first.frees, bids_on.frees) == ((), ("‘raise’",))
    freed = "You no longer have to wait before you promise ‘raise’."
    assert freed in squeezed(deck(bid)[1].text())


def test_the_sentences_of_a_ramp_are_told_where_its_number_is_bare() -> None:
    ramp = {"condition": "ceasefire", "per_day": 0.5, "sources": ["E1"]}
    week = load().with_({"actors.eu.signals.sanctions.ramp": ramp})
    told = card(week, "eu").means[2]
    assert "it grows with every day that ‘ceasefire’ is overdue (E1)" in told
