"""Odd values: numbers, dates, texts and ids that a file may hold, or had better not."""

from random import Random
from typing import Any

NUMBERS: tuple[Any, ...] = (
    *(0, 1, -1, 0.0, -0.0, 0.5, 2, 3, 7, 20, -20, 50, 100, 709, 710, -746, 1000, -1000),
    *(5e-324, 2.2e-308, 1e-310, 1e-300, 1e-100, 1e-16, 1e-9, 1e-6, 1e-3, -5e-324, -1e-300),
    *(0.1 + 0.2, 1 / 3, 1 - 1e-16, 1 + 1e-15, 0.9999999, 1e3, 1e5, 999_999, 1e6, -1e6),
)
"""Numbers that `Real` allows, and mostly too large or too small for what they stand for."""

NO_NUMBERS: tuple[Any, ...] = (
    *(1e6 + 1e-9, 1e7, -1e7, 1e16, 1e155, 1e308, -1e308, 2**63, -(2**63), 10**299),
    *(float("inf"), float("-inf"), float("nan"), True, False, None, "", "1", "0.5", "1e3"),
)

SPELT = (
    *("1e400", "-1e400", "1e-400", "9" * 300, "9" * 301),
    *("0x1F", "0o17", "1_000", "1,5", "+.5", "5."),
    *("−1", "½", "٣", "1e", "1e5e5", "18:00", ".inf", "-.INF", ".NaN", "0.1.2", "+-1", "1E+02"),
    *("~", "null", "yes", "no", "on", "=", "<<", "!!float 1", "!!int 1.5", "!!str 1", "!!null x"),
    *("!!binary aGk=", "!!timestamp 2001-01-01", "!!set {a, b}", "!!omap [a: 1]", "!x 1", "*none"),
    *("&a 1", "&a [*a]", "{}", "[]", "[[[[[]]]]]", "{? a : b}", "'"),
    *('"', "|", ">", "@a", "`a", "%"),
    *("!!python/name:os.system x", "? ", ": ", "- - -", "{a: 1, a: 2}", '"\\ud800"', '"\\x1b[2J"'),
)
"""What stands in a file as it is, in place of a value."""

TIMES = (
    *("0001-01-01T00:00+00:00", "0001-01-01T00:00+14:00", "0001-01-02T00:00+00:00"),
    *("9999-12-31T23:59+00:00", "9999-12-31T23:59-12:00", "9999-12-31T18:00+00:00"),
    *("2025-05-14T18:00+14:00", "2025-05-15T00:00-12:00", "2025-05-15T00:00+23:59"),
    *("2025-05-15T00:00+24:00", "2025-02-30T00:00+00:00", "2025-13-01T00:00+00:00"),
    *("2025-05-15T24:00+00:00", "2025-05-15T23:59:60+00:00", "2025-05-15", "2025-05-15T00:00"),
    *("2025-05-15 00:00+03:00", "2025-05-15T00:00Z", "2025-05-15T00:00:00.0000001+00:00"),
    *("2025-W20-4T00:00Z", "20250515T000000Z", "-001-01-01T00:00Z", "10000-01-01T00:00Z"),
    *("1970-01-01T00:00Z", "0", "1747267200", "2025-03-30T02:30+01:00", "2025-10-26T02:30+02:00"),
    *("2025-05-15T00:00+00:00:30", "2025-05-15T00:00−03:00", "٢٠٢٥-05-15T00:00Z", "tomorrow"),
)
OFFSETS = (-720, -210, -60, 0, 1, 120, 180, 345, 845, 1439)
"""In minutes from UTC."""

TEXTS = (
    *("", " ", "x", "\n", "a\nb", "\t", "null", "~"),
    *("=1+1", "@a", "+1", "-1", "$x_1^2$", "{{ a }}"),
    *("\x1b[31mred\x1b[0m", "\x1b]0;t\x07", "\x9b2J", "\x00", "\x7f", "\x85", "\x0b", "\r", "a\rb"),
    *("\u202eabc\u202c", "\u2066a\u2069"),
    *("\u2028", "\u2029", "\ufeff", "\u200b", "\u00a0", "\u200d"),
    *("\ud800", "\udfff", "a\udcffb", "\ufffe", "\uffff", "\U0010ffff", "\U000e0001", "\ue000"),
    *("Київ", "北京市", "東京", "القدس", "ירושלים", "ไทย", "हिन्दी"),
    *("🕊", "👩‍👩‍👧", "🇺🇦", "e\u0301", "ﬃ", "ẞ"),
    *("Z" + "\u0335" * 30, "İ", "ı", "ǅ", "<script>", "&amp;"),
    *("]]>", "%s", "%n", "{0}", "\\", "\\N"),
    *("a: b", "# c", "- x", "*a", "&a", "!a", "|", ">", "'", '"', "`", "%YAML 1.1", "---", "..."),
    *("w" * 60, "w" * 61),
    *("w" * 200, "w " * 1999, "w" * 4001, "W" * 30_000, "ab " * 20, "REPLACE: x"),
)
IDS = (
    *("a", "A", "a-b", "a_b", "-a", "_a", "a.b", "a b"),
    *("1a", "a1", "meeting", "shock", "null", "no"),
    *("true", "value", "role", "outlook"),
    *("hosting", "inclination", "promised", "any", "absent", ""),
    *("а", "аlpha", "é", "ﬁ", "x" * 60, "x" * 61, "a--"),
    *("a__", "\ud800", "a\n", "a\x1b", "🕊", "<<"),
    *("leaders", "on_time", "luck", "temper", "logistics", "sources", "neutral", "normal", "beta"),
)
KEYS = (
    *("value", "sources", "assumption"),
    *("neutral", "external", "normal", "beta", "dirichlet", "due"),
    *("echo", "ramp", "holdout", "scales_with", "effects", "note", "rule", "awaits", "extends"),
)


SHAPES = (5e-324, 1e-310, 1e-9, 1e-3, 0.01, 0.1, 0.5, 1, 20, 1e3, 1e6)
"""Parameters above 0 of a distribution."""


def distribution(luck: Random) -> dict[str, Any]:
    """Return a distribution, mostly with an extreme shape."""
    one, two, three = sorted(number(luck) for _ in range(3))
    small = luck.choice(SHAPES)
    shapes: dict[str, dict[str, Any]] = {
        "normal": {"mean": one, "sd": small},
        "half_normal": {"mean": two},
        "beta": {"a": small, "b": luck.choice(SHAPES)},
        "uniform": {"low": one, "high": two},
        "triangular": {"low": one, "mode": luck.choice((one, two, three)), "high": three},
    }
    kind = luck.choice(list(shapes))
    return {kind: shapes[kind]}


def share_distribution(luck: Random) -> dict[str, Any]:
    """Return a distribution within [0, 1], mostly with an extreme shape."""
    tiny = luck.choice((5e-324, 1e-310, 1e-16, 0.5))
    shapes: tuple[dict[str, Any], ...] = (
        {"beta": {"a": luck.choice(SHAPES), "b": luck.choice(SHAPES)}},
        {"uniform": {"low": 0, "high": tiny}},
        {"uniform": {"low": 1 - 1e-16, "high": 1}},
        {"triangular": {"low": 0, "mode": luck.choice((0, tiny, 1)), "high": 1}},
        {"triangular": {"low": 0, "mode": tiny, "high": tiny}},
    )
    return luck.choice(shapes)


def number(luck: Random) -> float:
    """Return a number that may stand in a file."""
    drawn = luck.random()
    if drawn < 0.5:
        return float(luck.choice(NUMBERS))
    return luck.uniform(0, 1) if drawn < 0.75 else luck.choice((-1, 1)) * 10 ** luck.uniform(-9, 6)
