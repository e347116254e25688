"""Splits: Shapley's parts against every order, closed forms and his axioms; and what is mixed."""

from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from sim import Luck, Scenario, UsageError, compare, simulate, split
from sim.analysis.audit.changes import changes_from_base
from sim.analysis.audit.mixtures import MAX_ENTRIES, mixtures
from sim.analysis.experiments.split import Split, without_and_with
from tests.conftest import BASELINE, load, loaded, toy

READINGS = {
    "open": {"attends_if": {"leaders": "always"}},
    "lower": {"attends_if": {"delegations": "always"}},
}


def split_of(
    one: Scenario, changes: dict[str, Any], worlds: int = 320, luck: Luck | int = 1
) -> Split:
    return split(compare(*(simulate(each, worlds, luck) for each in (one, one.with_(changes)))))


def test_parts_are_means_over_all_orders() -> None:
    """Four entries of whatever effect, against every one of the 24 orders, in exact fractions."""
    size, values = 4, np.random.default_rng(1).integers(-(2**40), 2**40, 2**4)
    parts = []
    for entry in range(size):
        steps = []
        for order in permutations(range(size)):
            before = sum(2**one for one in order[: order.index(entry)])
            steps.append(int(values[before + 2**entry]) - int(values[before]))
        parts.append(Fraction(sum(steps), len(steps)))
        without, added = without_and_with(values, entry)
        assert float(added - without) == pytest.approx(float(parts[-1]), abs=1e-3)  # of 10¹²
    assert sum(parts) == int(values[-1]) - int(values[0])


@pytest.mark.parametrize("known", [(), ("ceasefire.promised=no@2025-05-13~0.6",)])
def test_parts_of_a_scenario_are_means_over_all_orders_and_add_up(known: tuple[str, ...]) -> None:
    """Each set of three changes is lived by itself, not as a mixture; others fit what is known."""
    changes = {
        "actors.ukraine.weights": {"observed": 1},
        "actors.ukraine.softening.rate": 0,
        "meeting.goes_ahead": 0.5,
    }
    orders, week, luck = [*permutations(changes)], load(), Luck(1, given=known)
    some = {frozenset(order[:size]) for order in orders for size in range(len(order) + 1)}
    lived = {
        each: simulate(week.with_({path: changes[path] for path in each}), 128, luck)
        for each in some
    }
    shares = {each: one.measured() for each, one in lived.items()}
    found = split_of(week, changes, 128, luck)
    assert found.left == min(one.worlds for one in lived.values())
    for measure, total in found.both.differences(1).items():
        for part in found.effects:
            before = [frozenset(order[: order.index(part.entry.path)]) for order in orders]
            pairs = [(shares[each], shares[each | {part.entry.path}]) for each in before]
            mean = np.mean([after[measure].share - now[measure].share for now, after in pairs])
            assert part.differences[measure].difference == pytest.approx(mean, abs=2e-9)
        parts = [part.differences[measure].difference for part in found.effects]
        assert sum(parts) == pytest.approx(total.difference, abs=3e-9)  # nine digits are kept


def test_two_that_undo_each_other_split_as_worked_out_by_hand() -> None:
    """North stays away: 1 → 0 meets; half the logistics: 1 → ½; after the other, nothing."""
    changes = {"actors.north.inclination": -1000, "meeting.goes_ahead": 0.5}
    away, half = (
        [end["any_on_time"].difference for end in (one.differences, one.alone, one.last)]
        for one in split_of(toy(), changes).effects
    )
    assert (away, half) == ([-0.75, -1, -0.5], [-0.25, -0.5, 0])


def test_what_does_nothing_gets_nothing_and_who_do_the_same_get_the_same() -> None:
    heard = {"bank.one": 1, "bank.two": 1}
    bank = {
        "role": "backer",
        "name": "Bank",
        "signals": {"one": {"strength": 0}, "two": {"strength": 0}},
    }
    party = toy().actors["north"].model_dump(mode="json", exclude_defaults=True)
    north = party | {"inclination": 0, "influences": heard}
    changes = {f"actors.bank.signals.{name}.strength": 1.5 for name in ("one", "two")}
    crisis = toy(**{"actors.bank": bank, "actors.north": north, "meeting.goes_ahead": 0.9})
    parts = [
        part.differences
        for part in split_of(crisis, changes | {"meeting.late_rate": 0.2}, 640).effects
    ]
    late, one, two = sorted(parts, key=lambda part: abs(part["any_on_time"].difference))
    assert {measure: change.difference for measure, change in one.items()} == {
        measure: change.difference for measure, change in two.items()
    }
    assert one["any_on_time"].difference > 0.01
    assert late["any_on_time"].difference == 0 < late["leaders_late"].difference


@pytest.mark.parametrize("name", ["us-silent", "large-strike", "promise-suffices"])
def test_the_last_mixture_is_the_other_scenario(name: str) -> None:
    week, other = loaded(BASELINE), loaded(BASELINE.with_name(f"{name}.yaml"))
    for one, two in ((week, other), (other, week)):
        entries, mixed = mixtures(one, two)
        assert len(mixed) == 2 ** len(entries)
        for same, made in ((one, mixed[0]), (two, mixed[-1])):
            assert changes_from_base(same, made) == ()
        for at, entry in enumerate(entries):
            changed = changes_from_base(one, mixed[2**at])
            assert {f"{change.path}.".startswith(f"{entry.path}.") for change in changed} == {True}


def test_what_cannot_stand_alone_is_changed_with_its_section() -> None:
    """Without the other there is no reading to weigh, so all that North changes goes together."""
    other = toy(
        **{"actors.north.readings": READINGS, "actors.north.weights": {"open": 0.5, "lower": 0.5}},
        **{"meeting.goes_ahead": 0.5},
    )
    entries, mixed = mixtures(toy(), other)
    assert [(one.path, one.label, one.change) for one in entries] == [
        ("actors.north", "North", "2 changes"),
        ("meeting.goes_ahead", "chance that logistics let equal levels meet on time", "1 → 0.5"),
    ]
    assert [len(one.parties["north"].readings) for one in mixed] == [1, 2, 1, 2]


def test_more_than_eight_entries_are_split_by_section() -> None:
    numbers = ("announce_chance", "inclination", "expected", "softening.rate")
    changes = {f"actors.{who}.{one}": 0.4 for who in ("north", "south") for one in numbers}
    changes |= {"meeting.goes_ahead": 0.5}
    assert len(changes) > MAX_ENTRIES
    entries, _ = mixtures(toy(), toy().with_(changes))
    assert [(one.path, one.change) for one in entries] == [
        ("actors.north", "4 changes"),
        ("actors.south", "4 changes"),
        ("meeting.goes_ahead", "1 → 0.5"),
    ]


def test_what_cannot_be_split_is_said_in_one_line() -> None:
    with pytest.raises(UsageError, match="differ in nothing that changes a world"):
        mixtures(toy(), toy(title="Another name"))
    with pytest.raises(UsageError, match="two scenarios are needed, not 3"):
        split(compare(*[simulate(toy(), 16, 1)] * 3))
    shocks = {f"shock_{one}": {"rate": 1, "effects": {"north.inclination": 1}} for one in range(9)}
    with pytest.raises(UsageError, match=r"at most 8 entries .* differ in 9 sections"):
        mixtures(toy(), toy(shocks=shocks))
