"""The application: headers, what is cached, refusals in words, files of one's own, and the room."""

import gzip
import re
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sim.errors import UsageError
from sim.page import serving
from sim.page.cache import Cache
from sim.page.library import MAX_OPENED_BYTES
from sim.page.render import Renderer
from sim.page.room import COOKIE, WRONG_CODES, Room
from sim.page.view import Desk
from sim.pages import hand_in
from sim.style.sentences import in_100
from tests.conftest import toy
from tests.markup import parsed
from tests.page.desk import SMALL, Asked, closed, library, renderer

ODD = "no-such-place"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("path", ["/", "/part", "/page.css", "/page.js", f"/{ODD}", "/?seed=x"])
def test_every_answer_says_that_nothing_but_this_page_is_loaded(path: str) -> None:
    policy = Asked(closed(), path).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_what_a_browser_has_already_is_not_sent_again() -> None:
    first = Asked(closed(), f"/?{SMALL}")
    again = Asked(closed(), f"/?{SMALL}", if_none_match=first.headers["etag"])
    assert (first.status, again.status, again.content) == (200, 304, b"")
    other = Asked(closed(), f"/?{SMALL}&seed=2", if_none_match=first.headers["etag"])
    assert other.status == 200


def test_answers_are_compressed_for_those_who_can_read_it() -> None:
    plain = Asked(closed(), f"/?{SMALL}")
    small = Asked(closed(), f"/?{SMALL}", accept_encoding="gzip")
    assert gzip.decompress(small.content) == plain.content
    assert small.headers["content-encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 3


def test_one_visit_is_light() -> None:
    paths = ("/", "/page.css", "/page.js", "/unknown", f"/part?{SMALL}&part=worlds")
    sent = sum(len(Asked(closed(), path, accept_encoding="gzip").content) for path in paths)
    assert sent < 40_000


def test_the_page_says_what_it_is_about_before_its_first_worlds_are_there() -> None:
    worlds = Future[None]()
    first = Asked(closed(), "/", worlds=worlds)
    assert (first.status, first.headers["cache-control"]) == (200, "no-store")
    asked, reload = parsed(first.content.decode()).all("h1")[0].text(), b'http-equiv="refresh"'
    assert asked in Asked(closed(), "/").content.decode()
    assert first.content.count(reload) == first.content.partition(b"</html>")[2].count(reload) == 1
    assert reload not in Asked(closed(), "/", worlds=worlds).content


def test_an_address_that_says_too_much_leads_to_its_own() -> None:
    asked = Asked(closed(), "/?learning_rate=0.5&seed=1&worlds=1024&part=predict")
    assert (asked.status, asked.headers["location"]) == (303, "/?worlds=1024")


@pytest.mark.parametrize(
    "path", ["/?learning_rate=7", "/part?learning_rate=7", "/cards.html?seed=x"]
)
def test_a_tampered_address_is_refused_in_words(path: str) -> None:
    asked = Asked(closed(), path)
    assert asked.status == 400
    key, value = path.partition("?")[2].split("=")
    assert f"{key}={value}: " in asked.content.decode()
    assert re.search("allowed|must stay within", asked.content.decode())


def test_what_is_not_there_is_said() -> None:
    assert Asked(closed(), f"/{ODD}").status == 404
    assert "There is nothing at this address" in Asked(closed(), f"/{ODD}").content.decode()
    assert Asked(closed(), "/open").status == 405


def upload(content: str, name: str = "mine.yaml") -> Asked:
    edge = "edge"
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    body = f"--{edge}\r\n{head}\r\n\r\n{content}\r\n--{edge}--\r\n"
    kind = f"multipart/form-data; boundary={edge}"
    return Asked(closed(), "/open", "POST", content_type=kind, body=body)


def test_a_file_of_ones_own_gets_an_address() -> None:
    asked = upload(toy(title="Mine").to_yaml())
    assert asked.status == 303
    shown = Asked(closed(), asked.headers["location"] + f"&{SMALL}")
    assert "Mine" in shown.content.decode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("title: [", "mine.yaml:1: not valid YAML"),
        ("extends: ../../etc/passwd", "a file opened here can extend what is in the library"),
        ("#" * (MAX_OPENED_BYTES + 1), "larger than 50,000 bytes"),
        ("#" * (2 * MAX_OPENED_BYTES), "larger than 50,000 bytes"),
    ],
)
def test_a_broken_file_is_refused_and_the_page_stays(content: str, problem: str) -> None:
    before = len(library().opened)
    asked = upload(content)
    assert asked.status in (400, 413)
    assert problem in asked.content.decode()
    assert len(library().opened) == before


def test_what_is_written_to_hand_in_stands_in_that_page_alone(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_in, "_drawn", lambda _: [])
    lead, words = joined(room, f"key={room.key}"), {"name": "Ada Lovelace", "reason": "<i>luck</i>"}
    where = f"/hand-in?{SMALL}&meeting.goes_ahead=0.5"
    assert post(room, where, "", prediction=5, **words).headers["location"] == "/join"
    for guess, said in ((62, "62 of 100 worlds"), ("", "What came out")):
        made = post(room, where, lead, prediction=guess, **words)
        assert made.headers["cache-control"] == "no-store"
        assert made.headers["content-disposition"] == 'attachment; filename="hand-in.html"'
        page = parsed(made.content.decode()).text()
        assert said in page
        assert "Ada Lovelace" in page
        assert "Why: <i>luck</i>" in page
    wrong = post(room, where, lead, prediction="6x", **words)
    assert (wrong.status, "prediction=6x: a whole number" in wrong.content.decode()) == (400, True)
    assert post(room, where, lead, reason="x" * 20_000).status == 413
    assert "Lovelace" not in repr([one.result() for one, _ in renderer()._kept._kept.values()])
    assert "Lovelace" not in repr([one.result() for one, _ in renderer().desk._few._kept.values()])


# the room


@pytest.fixture
def room() -> Room:
    return Room(renderer().desk.view, "http://parley.test")


def joined(room: Room, query: str) -> str:
    """Return the cookie of somebody who comes in."""
    asked = Asked(room, f"/join?{query}")
    assert asked.status == 303
    assert "HttpOnly" in asked.headers["set-cookie"]
    return asked.headers["set-cookie"].partition(";")[0]


def post(room: Room, path: str, cookie: str, referer: str = "", **form: object) -> Asked:
    known: dict[str, Any] = {"cookie": cookie, "content_type": FORM}
    known["referer"] = f"http://parley.test{referer}"
    return Asked(room, path, "POST", **known, body=urlencode(form))


def test_nothing_of_the_room_is_seen_without_its_code(room: Room) -> None:
    for path in ("/", "/part", "/levers", "/room", "/ask", "/pins", "/events", "/cards.html"):
        for cookie in ("", f"{COOKIE}=lead.00", f"{COOKIE}=.", f"{COOKIE}={room.pass_of('x')}0"):
            asked = Asked(room, path, cookie=cookie)
            assert (asked.status, asked.headers["location"]) == (303, "/join"), path
            assert not asked.content
    assert post(room, "/predict", "", guess=5).headers["location"] == "/join"
    assert Asked(room, "/join").status == 200
    assert room.code not in Asked(room, "/join").content.decode()


def test_the_code_lets_in_and_is_not_guessed(room: Room) -> None:
    cookie = joined(room, f"code={room.code[:3]}+{room.code[3:]}")
    assert Asked(room, f"/?{SMALL}", cookie=cookie).status == 200
    wrong = "000000" if room.code != "000000" else "000001"
    for _ in range(WRONG_CODES):
        assert "not the code" in Asked(room, f"/join?code={wrong}").content.decode()
    assert "too many wrong codes" in Asked(room, f"/join?code={wrong}").content.decode()
    assert "too many wrong codes" in Asked(room, f"/join?code={room.code}").content.decode()
    assert Asked(room, "/", cookie=cookie).status == 200


def test_codes_and_keys_differ_from_room_to_room() -> None:
    rooms = [Room(renderer().desk.view, "") for _ in range(20)]
    assert len({one.code for one in rooms}) > 15
    assert len({one.key for one in rooms}) == 20
    assert all(re.fullmatch(r"\d{6}", one.code) for one in rooms)
    assert rooms[0].pass_of("a") != rooms[1].pass_of("a")


def test_a_class_predicts_and_its_lecturer_shows_the_model(room: Room) -> None:
    lead, phones = (
        joined(room, f"key={room.key}"),
        [joined(room, f"code={room.code}") for _ in "abc"],
    )
    asked = post(room, "/room/ask", lead, f"/?{SMALL}&meeting.goes_ahead=0.5")
    assert asked.headers["location"] == "/ask"
    for phone, guess in zip(phones, (5, 55, 100), strict=True):
        assert "meet on time" in Asked(room, "/ask", cookie=phone).content.decode()
        assert post(room, "/predict", phone, guess=guess, reason=f"{guess} ").status == 303
    post(room, "/predict", phones[0], guess=15, reason="=1+1")
    assert room.bins() == [0, 1, 0, 0, 0, 1, 0, 0, 0, 1]
    assert "Locked in: 15" in Asked(room, "/ask", cookie=phones[0]).content.decode()
    assert "<figure" not in Asked(room, "/room", cookie=phones[0]).content.decode()
    landed = round(
        100 * renderer().desk.view(str(room.asked)).result.measured()["any_on_time"].share
    )
    assert "part=worlds" in str(room.asked), "the answer is shown, not the question once more"
    shown = post(room, "/room/show", lead, "/ask")
    assert shown.headers["location"] == f"/?{room.asked}" == f"/?{room.shown}"
    for who in (lead, phones[0]):
        assert f"at {landed}" in Asked(room, "/room", cookie=who).content.decode()
    table = Asked(room, "/predictions.csv", cookie=lead)
    assert table.content.decode().splitlines() == ["guess,reason", "15,'=1+1", "55,55", "100,100"]


def test_the_room_is_asked_what_the_page_asks_to_predict(room: Room) -> None:
    lead, phone = joined(room, f"key={room.key}"), joined(room, f"code={room.code}")
    post(room, "/room/ask", lead, f"/?{SMALL}")
    first = renderer().desk.view(SMALL).tries[0]
    assert first.link == f"/?{room.asked}"
    assert first.title in Asked(room, "/ask", cookie=phone).content.decode()


def test_two_settings_are_pinned_and_shown_side_by_side(room: Room) -> None:
    lead, phone = joined(room, f"key={room.key}"), joined(room, f"code={room.code}")
    assert "Nothing is pinned" in Asked(room, "/pins", cookie=phone).content.decode()
    moved = f"{SMALL}&meeting.goes_ahead=0.5"
    for letter, query in (("B", moved), ("A", SMALL)):
        asked = post(room, f"/room/pin-{letter}", lead, f"/?{query}")
        assert asked.headers["location"] == f"/?{query}"
    assert post(room, "/room/pin-A", lead, "/?seed=x").status == 400
    assert "/pins" not in Asked(room, "/room", cookie=phone).content.decode()
    assert post(room, "/room/pins", lead).headers["location"] == "/pins"
    assert "/pins" in Asked(room, "/room", cookie=phone).content.decode()
    page = parsed(Asked(room, "/pins", cookie=phone).content.decode())
    for letter, query in (("A", SMALL), ("B", moved)):
        share = renderer().desk.view(query).result.measured()["any_on_time"].share
        assert f"{letter}: in {in_100(share)}" in page.all("h1")[0].text()
    names = [one.attributes["id"] for one in page.walk() if "id" in one.attributes]
    assert len(names) == len({*names})
    filled = {one.attributes["fill"] for one in page.all("circle")}
    assert {one[5:-1] for one in filled} <= {*names}
    post(room, "/room/show", lead, f"/?{SMALL}")
    assert not room.are_pins_shown


def test_only_the_lecturer_leads(room: Room) -> None:
    phone = joined(room, f"code={room.code}")
    for path in ("/room/ask", "/room/show", "/room/pin-A", "/room/pins"):
        assert post(room, path, phone, "/?seed=2").headers["location"] == "/join"
    assert Asked(room, "/predictions.csv", cookie=phone).headers["location"] == "/join"
    assert (room.asked, room.shown) == (None, None)
    assert room.code not in Asked(room, "/room", cookie=phone).content.decode()


def test_asking_anew_forgets_what_was_predicted(room: Room) -> None:
    lead, phone = joined(room, f"key={room.key}"), joined(room, f"code={room.code}")
    post(room, "/room/ask", lead, "/?part=worlds&seed=2")
    post(room, "/predict", phone, guess=5)
    post(room, "/room/ask", lead, "/?part=worlds&seed=3")
    assert (room.votes, room.asked) == ({}, "part=worlds&seed=3")
    assert post(room, "/room/ask", lead, "/?seed=x").status == 400


@pytest.mark.parametrize("guess", ["", "101", "-1", "5.5", "٣", "x", "1000"])
def test_what_is_no_prediction_is_refused(room: Room, guess: str) -> None:
    phone = joined(room, f"code={room.code}")
    asked = post(room, "/predict", phone, guess=guess)
    assert asked.status == 400
    assert "a whole number from 0 to 100 is allowed" in asked.content.decode()
    assert not room.votes


def test_a_phone_cannot_predict_without_end(room: Room) -> None:
    phone = joined(room, f"code={room.code}")
    answers = [post(room, "/predict", phone, guess=5).status for _ in range(25)]
    assert answers.count(400) == 5
    assert len(room.votes) == 1


# places


def test_others_are_told_an_address_they_can_reach() -> None:
    alone = serving.place("127.0.0.1", 0)
    assert not alone.is_open
    assert alone.address == alone.here == f"http://127.0.0.1:{alone.port}"
    place = serving.place("0.0.0.0", 0)
    assert place.is_open
    assert place.here == f"http://127.0.0.1:{place.port}"
    assert "0.0.0.0" not in place.address


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"--port {port}: cannot listen there: "):
            serving.place("127.0.0.1", port)


def test_without_a_port_a_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(serving, "PORT", taken.getsockname()[1])
        assert serving.place("127.0.0.1", None).port != serving.PORT


def test_the_page_and_its_script_name_no_other_place() -> None:
    for name in ("page.css", "page.js"):
        text = (Path(serving.__file__).parent / "static" / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|@import|url\(|innerHTML|eval\(", text)


@pytest.mark.parametrize("path", ["part", "bound", "levers"])
def test_nothing_is_worked_out_for_somebody_who_has_gone_on(path: str) -> None:
    asked = Asked(closed(), f"/{path}?{SMALL}&learning_rate=0.35", has_gone=True)
    assert not asked.content


def test_of_light_things_more_are_kept() -> None:
    cache, made = Cache(2), list[int]()
    for light in range(8):
        cache.get(light, partial(made.append, light), 1 / 4)
    for heavy in (8, 9):
        cache.get(heavy, partial(made.append, heavy))
        cache.get(4, partial(made.append, 4), 1 / 4)
    assert made == [*range(10)]
    cache.get(5, partial(made.append, 5), 1 / 4)
    assert made[-1] == 5


def test_whoever_has_the_turn_waits_for_nobody() -> None:
    """A report and its run, asked for at once by many, hold nobody up for good."""
    fresh = Renderer(Desk(library()))
    names = ["report.html", "", "part", "outcomes.csv", "my-scenario.yaml"] * 3
    query = f"{SMALL}&learning_rate=0.3&part=worlds"
    with ThreadPoolExecutor(len(names)) as pool:
        answers = [pool.submit(fresh.render, name, query) for name in names]
    assert [one.result().status for one in answers] == [200] * len(names)
