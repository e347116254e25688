"""Whatever a scenario says, its file says it too; whatever a file says, it is read or refused."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sim.characters import HIDDEN, UNSEEN
from sim.errors import ScenarioError
from sim.reading.document import read_document
from sim.scenario import Scenario
from sim.scenario.base import LONGEST_NAME
from sim.scenario.distribution import MIN_SHAPE
from sim.scenario.schema import file_schema
from sim.scenario.statement import Kind
from tests.conftest import BASELINE, ROOT, toy, toy_yaml

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

steady = partial(
    settings,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

ODD = [
    *("yes", "no", "1e3", "null", "~", "0x1F", "1_000", "18:00", "2001-01-01", "<<", "=", "*a"),
    *("  in  front", "it's", 'so "called"', "a: b # c", "- x", "{", "%", "two\nlines\n\n", "'"),
    *("0\xa0ÿ", "x\u200by", "−5", "\ufeff", "🕊", "Київ", "x" * 150, " x" * 80, "\\", "|", "> "),
]
TEXTS = (st.sampled_from(ODD) | st.text(max_size=12)).map(lambda text: HIDDEN.sub("", text))
TEXTS = TEXTS.filter(lambda text: text.strip() != "")
TITLES = TEXTS.map(lambda text: " ".join(UNSEEN.sub(" ", text).split())).filter(
    lambda text: text.isprintable() and text != ""
)
CALLED = TITLES.filter(lambda name: len(name) <= LONGEST_NAME)
NAMES = st.sampled_from(("value", "dirichlet", "sources", "no", "null", "role", "x-1")) | (
    st.from_regex(r"[a-z][a-z0-9_-]{0,5}", fullmatch=True)
)
LEVELS = NAMES.filter(lambda name: name != "any")
REALS = st.floats(-1e6, 1e6, allow_subnormal=False)
ABOVE_ZERO, SHAPES = st.floats(1e-9, 1e6), st.floats(MIN_SHAPE, 1e6)
SHARES = st.floats(0, 1)
ZONES = st.sampled_from([timezone(timedelta(minutes=offset)) for offset in (0, 180, -210, 845)])


class Pen:
    """Writes a scenario whose parts fit each other, drawing one part after the other."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.levels: list[str] = draw(st.lists(LEVELS, min_size=2, max_size=5, unique=True))
        ids = self.names(2, 9)
        self.parties, rest = ids[:2], ids[2:]
        self.backers = rest[:3]
        self.hosts, self.conditions = rest[3:4], rest[4:7]
        self.shocks = [name for name in self.names(0, 2) if name not in ids]
        self.actors = [*self.parties, *self.backers, *self.hosts]
        called = st.lists(CALLED, min_size=len(ids), max_size=len(ids), unique=True)
        self.called: dict[str, str] = dict(zip(ids, draw(called), strict=True))
        taken = ("hosting", "outlook", "inclination")
        self.signals = {
            key: [name for name in self.names(0, 3) if name not in taken] for key in self.actors
        }
        self.statements: list[str] = draw(
            st.lists(st.from_regex(r"[A-Z][0-9]{1,3}", fullmatch=True), max_size=3, unique=True)
        )
        self.shared: Data = {}
        for place in ("any", "positive", "share"):
            self.shared |= {f"{place}{n}": self.long(place) for n in range(self.number(0, 1))}

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def names(self, least: int, most: int) -> list[str]:
        drawn = st.lists(NAMES, min_size=least, max_size=most, unique=True)
        return list(self.draw(drawn))

    def some(self, choices: list[str]) -> list[str]:
        return [choice for choice in choices if self.draw(st.booleans())]

    def one(self, choices: list[str]) -> str:
        return str(self.draw(st.sampled_from(choices)))

    def perhaps(self, **parts: Callable[[], Any]) -> Data:
        return {key: part() for key, part in parts.items() if self.draw(st.booleans())}

    def text(self) -> str:
        return str(self.draw(TEXTS))

    def title(self) -> str:
        return str(self.draw(TITLES))

    def trace(self) -> Data:
        return self.perhaps(
            sources=lambda: self.some(self.statements), assumption=self.text, external=self.text
        )

    def moment(self, when: datetime) -> str:
        return when.astimezone(self.draw(ZONES)).isoformat()

    def shape(self, place: str) -> Data:
        low, high = sorted(self.draw(st.lists(SHARES, min_size=2, max_size=2, unique=True)))
        within = {
            "beta": {"a": self.draw(SHAPES), "b": self.draw(SHAPES)},
            "uniform": {"low": low, "high": high},
            "triangular": {"low": low, "mode": high, "high": high},
        }
        if place != "share":
            within["half_normal"] = {"mean": self.draw(ABOVE_ZERO)}
        if place == "any":
            within["normal"] = {"mean": self.draw(REALS), "sd": self.draw(ABOVE_ZERO)}
        kind = self.one(sorted(within))
        return {kind: within[kind]}

    def value(self, place: str) -> float:
        ranges = {"any": REALS, "positive": st.just(0) | ABOVE_ZERO, "share": SHARES}
        return float(self.draw(ranges[place]))

    def long(self, place: str) -> Data:
        plain = self.draw(st.booleans())
        return ({"value": self.value(place)} if plain else self.shape(place)) | self.trace()

    def amount(self, place: str = "any") -> Any:
        """Write a number in one of its three ways."""
        fitting = {"any": ("any", "positive", "share"), "positive": ("positive", "share")}
        names = [name for name in self.shared if name[:-1] in fitting.get(place, ("share",))]
        way = self.number(0, 2 if names else 1)
        return (self.value(place), self.long(place), names and self.one(names))[way]

    def amounts(self, names: list[str]) -> Data:
        return {name: self.amount() for name in self.some(names)}

    def spoken(self) -> list[str]:
        hosting = [f"{key}.hosting" for key in self.hosts]
        return hosting + [f"{key}.{name}" for key, names in self.signals.items() for name in names]

    def influences(self) -> Data:
        states = [f"{key}.{state}" for key in self.conditions for state in ("promised", "observed")]
        violated = [f"{key}.violated" for key in self.conditions]
        outlooks = [f"{key}.outlook" for key in self.parties]
        return self.amounts([*self.spoken(), *states, *violated, *outlooks])

    def clock(self) -> tuple[Data, list[datetime]]:
        zone = self.draw(ZONES)
        years = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(zone))
        starts: datetime = self.draw(years)
        hours = float(self.draw(st.sampled_from([0.25, 0.5, 1, 6, 7.5, 24])))
        ticks = [starts + timedelta(hours=hours * tick) for tick in range(self.number(1, 40) + 1)]
        on_time = ticks[-1] + timedelta(days=self.number(0, 3))
        late = on_time + timedelta(hours=self.number(0, 99))
        times = {"starts": starts, "deadline": ticks[-1]}
        times |= {"on_time_until": on_time, "follow_up_until": late}
        written = {name: self.moment(when) for name, when in times.items()}
        return {**written, "hours_per_tick": hours, **self.trace()}, ticks

    def condition(self, ticks: list[datetime]) -> Data:
        return {
            "title": self.title(),
            "grantor": self.one(self.actors),
            "log_rate": self.amount(),
            **self.perhaps(
                due=lambda: self.moment(self.draw(st.sampled_from(ticks))),
                willingness=self.amount,
                influences=self.influences,
                violation_chance=lambda: self.amount("share"),
                kept_share=lambda: self.amount("share"),
            ),
            **self.trace(),
        }

    def signal(self, key: str, above: list[str]) -> Data:
        def towards() -> Data:
            return {"party": self.one(self.parties), "weight": self.amount(), **self.trace()}

        shapes = self.perhaps(echo=towards, holdout=towards)
        if above:
            shapes |= self.perhaps(scales_with=lambda: f"{key}.{self.one(above)}")
        if self.conditions:
            shapes |= self.perhaps(ramp=self.ramp)
        return {"strength": self.amount(), **shapes, **self.trace()}

    def ramp(self) -> Data:
        limit = self.perhaps(at_most=self.amount)
        return {"condition": self.one(self.conditions), "per_day": self.amount("positive"), **limit}

    def actor(self, key: str) -> Data:
        names = self.signals[key]
        spoken = {name: self.signal(key, names[:above]) for above, name in enumerate(names)}
        blamed = ("absence", "refusal", "condition")
        blames = {name: self.amount("positive") for name in self.some(list(blamed))}
        shared = {"name": self.called[key], "signals": spoken}
        shared |= self.perhaps(note=self.text, blames=lambda: {**blames, **self.trace()})
        if key in self.parties:
            return {"role": "party", **shared, **self.party()}
        if key in self.hosts:
            bridging = self.perhaps(bridging=lambda: self.amount("positive"))
            return {"role": "host", "hosting": self.amount("share"), **bridging, **shared}
        return {"role": "backer", **shared}

    def party(self) -> Data:
        names = self.names(1, 4)
        steps = self.draw(st.lists(SHARES, min_size=len(self.levels) - 1, max_size=6))
        rungs = zip(self.levels[1:], accumulate(steps), strict=False)
        return {
            "readings": {name: self.reading() for name in names},
            "weights": self.weights(names),
            "inclination": self.amount(),
            "thresholds": {level: self.threshold(centre) for level, centre in rungs},
            **self.perhaps(
                noise_scale=lambda: self.amount("positive"),
                influences=self.influences,
                softening=lambda: {
                    "rate": self.amount("positive"),
                    "influences": self.influences(),
                    **self.trace(),
                },
                announce_chance=lambda: self.amount("share"),
                expected=lambda: self.amount("share"),
                rule=lambda: "literal",
            ),
        }

    def threshold(self, centre: float) -> Any:
        return self.draw(
            st.sampled_from([centre, {"value": centre}, {"normal": {"mean": centre, "sd": 0.5}}])
        )

    def reading(self) -> Data:
        def preconditions() -> Any:
            stages = st.sampled_from(["promised", "observed"])
            needed = {name: self.draw(stages) for name in self.some(self.conditions)}
            return needed or "always"

        comes = {level: preconditions() for level in self.some(self.levels[1:])}
        return {"attends_if": comes, **self.perhaps(text=self.text), **self.trace()}

    def weights(self, names: list[str]) -> Data:
        masses = [self.number(1, 1000) for _ in names]
        short = {name: mass / sum(masses) for name, mass in zip(names, masses, strict=True)}
        clash = {"value", "dirichlet"} & set(names)
        long = {"value": short, **self.trace()}
        masses = [self.draw(st.floats(0.1, 1000)) for _ in names]
        unsure = {"dirichlet": dict(zip(names, masses, strict=True)), **self.trace()}
        return (long, unsure, long if clash else short)[self.number(0, 2)]

    def statement(self, key: str) -> Data:
        more = self.perhaps(
            about=self.text,
            by=self.text,
            why=self.text,
            ambiguity=self.text,
            binds=lambda: self.some(self.actors),
            asks=lambda: self.some(self.actors),
        )
        kind, firmness = self.one([*Kind]), self.draw(SHARES)
        said = {"speaker": self.text(), "quote": self.text(), "kind": kind, "firmness": firmness}
        return {"id": key, "actor": self.one(self.actors), **said, **more}

    def shock(self) -> Data:
        targets = [*self.spoken(), *(f"{key}.inclination" for key in self.parties)]
        return {
            "rate": self.amount("positive"),
            "effects": self.amounts(targets) or {targets[-1]: self.amount()},
            **self.trace(),
        }

    def scenario(self) -> Data:
        clock, ticks = self.clock()
        meeting = {"goes_ahead": self.amount("share"), "step_down": self.amount("share")}
        return {
            "title": self.title(),
            "summary": self.text(),
            **self.perhaps(teaches=self.text, external=self.text),
            "statements": [self.statement(key) for key in self.statements],
            "levels": self.levels,
            "clock": clock,
            "shared": self.shared,
            "conditions": {key: self.condition(ticks) for key in self.conditions},
            "actors": {key: self.actor(key) for key in self.draw(st.permutations(self.actors))},
            "meeting": meeting | self.perhaps(late_rate=lambda: self.amount("positive")),
            **self.perhaps(learning_rate=lambda: self.amount("share")),
            "shocks": {name: self.shock() for name in self.shocks},
        }


@st.composite
def scenarios(draw: Draw) -> Data:
    """Draw a scenario as plain data."""
    return Pen(draw).scenario()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder from which what the baseline takes in can be reached."""
    root = tmp_path_factory.mktemp("properties")
    (root / "seeds").mkdir()
    for file in (ROOT / "seeds").glob("*.yaml"):
        (root / "seeds" / file.name).write_bytes(file.read_bytes())
    inner = root / "scenarios" / "any"
    inner.mkdir(parents=True)
    return inner


@given(data=scenarios())
@steady(max_examples=12)
def test_a_scenario_survives_its_own_file(folder: Path, data: Data) -> None:
    scenario = Scenario.model_validate(data)
    file = folder / "own.yaml"
    file.write_text(scenario.to_yaml(), encoding="utf-8")
    again = Scenario.load(file)
    assert again == scenario
    assert again.to_yaml() == file.read_text(encoding="utf-8")


@cache
def schema() -> Draft202012Validator:
    return Draft202012Validator(file_schema())


@given(data=scenarios())
@steady(max_examples=10)
def test_the_schema_accepts_what_loads(data: Data) -> None:
    schema().validate(data)


JUNK = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | NAMES
JUNK |= st.sampled_from([10**400, -1, 1e308, 5e-324, "always", "promised", "2001-01-01T00:00Z"])
TREES = st.recursive(
    JUNK,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXTS, inner, max_size=3),
    max_leaves=6,
)


def nodes(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place inside the data as its container and the key there."""
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for key, entry in entries:
        yield data, key
        if isinstance(entry, dict | list):
            yield from nodes(entry)


@st.composite
def broken(draw: Draw, whole: st.SearchStrategy[Data]) -> Data:
    """Take data and spoil one to three places of it."""
    data: Data = deepcopy(draw(whole))
    for _ in range(draw(st.integers(1, 3))):
        places = [*nodes(data)]
        within, key = places[draw(st.integers(0, len(places) - 1))]
        other, its_key = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["replace", "delete", "copy", "rename"])):
            case "replace":
                within[key] = draw(TREES)
            case "delete":
                del within[key]
            case "copy":
                within[key] = deepcopy(other[its_key])
            case "rename" if isinstance(within, dict):
                within[draw(NAMES | TEXTS)] = within.pop(key)
        if not data:
            break
    return data


def is_read_or_refused(file: Path, *overrides: str) -> bool:
    """Load a file; anything but a scenario or one readable line that says where is a failure."""
    try:
        return isinstance(Scenario.load(file, overrides), Scenario)
    except ScenarioError as error:
        line = str(error)
    return line.isprintable() and line.startswith((str(file.parent), "--set"))


@given(data=broken(scenarios()))
@steady(max_examples=12)
def test_a_spoilt_scenario_is_read_or_refused(folder: Path, data: Data) -> None:
    file = folder / "spoilt.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert is_read_or_refused(file)


@given(data=broken(st.just(read_document(BASELINE).data)))
@steady(max_examples=20)
def test_a_spoilt_baseline_is_read_or_refused(folder: Path, data: Data) -> None:
    file = folder / "week.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert is_read_or_refused(file)


@given(change=broken(st.just({"title": "x", **read_document(BASELINE).data})))
@steady(max_examples=20)
def test_a_spoilt_change_is_read_or_refused(folder: Path, change: Data) -> None:
    (folder / "toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    file = folder / "change.yaml"
    file.write_text(yaml.safe_dump({"extends": "toy.yaml", **change}), encoding="utf-8")
    assert is_read_or_refused(file)


SNIPPETS = [
    *(b"&a ", b"*a", b"!!int ", b"!x ", b"\t", b"\x00", b"{", b"]", b"? ", b"<<: ", b"---\n", b"|"),
    *(b"%YAML 1." + b"1" * 5000 + b"\n---\n", b'"\\UFFFFFFFF"', b'"\\ud800"', b".nan", b"~"),
    *(b"1e999", b"\xff", b"\xc2\x85", b"\xef\xbb\xbf", b">-\n", b": ", b"'", b"#"),
]


@st.composite
def torn(draw: Draw) -> bytes:
    """Take the text of a small scenario and flip, cut, repeat or insert some bytes of it."""
    text = bytearray(toy_yaml().encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = start + draw(st.integers(0, 30))
        piece = draw(st.sampled_from(SNIPPETS) | st.binary(max_size=3))
        pieces = (piece, piece + text[start:stop], b"", text[start:stop] * 2)
        text[start:stop] = draw(st.sampled_from(pieces))
    return bytes(text)


@given(content=torn() | st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@steady(max_examples=150)
def test_torn_text_is_read_or_refused(folder: Path, content: bytes) -> None:
    file = folder / "torn.yaml"
    file.write_bytes(content)
    assert is_read_or_refused(file)


KEYS = [str(key) for _, key in nodes(toy().model_dump(mode="json"))]
PATHS = st.lists(st.sampled_from(KEYS) | NAMES | TEXTS, max_size=5).map(".".join)


@given(path=PATHS, value=TREES.map(yaml.safe_dump) | st.sampled_from(ODD))
@steady(max_examples=80)
def test_any_setting_is_taken_or_refused(folder: Path, path: str, value: str) -> None:
    file = folder / "set.yaml"
    file.write_text(toy_yaml(), encoding="utf-8")
    assert is_read_or_refused(file, f"{path}={value}", "learning_rate=0.5")
