"""The crises of a larger table teach what they say they teach, on shared luck."""

from typing import Any

import pytest

from tests.test_library import share
from tests.test_library_others import GRANTED_AT_ONCE, crisis


def top(name: str, *overrides: str, level: str = "leaders") -> float:
    """Return the share of worlds in which the meeting at this level is held on time."""
    return share(crisis(name, *overrides), f"{level}_on_time")


def near(percent: float) -> Any:
    """Return what a share has to be to read as about so many of 100 worlds."""
    return pytest.approx(percent / 100, abs=0.015)


def test_a_lower_meeting_is_worth_what_the_words_make_of_it() -> None:
    """Minsk: the contact group, the readings of Moscow's condition, and who must come."""
    name, cannot = "minsk-2015", "earlier.contact_group.goes_ahead=0"
    nothing_else = (
        "earlier.contact_group.goes_ahead=1",
        "actors.donetsk_luhansk.inclination=50",
    )
    for reading, figure in {"round_suffices": 57, "accord_first": 49}.items():
        read = f"actors.russia.weights={{{reading}: 1}}"
        assert top(name, read, cannot) == near(40)
        assert top(name, read, *nothing_else) == near(figure)
    assert top(name) == near(48)
    assert top(name, "meeting.must_come={all: [russia, ukraine]}") == near(54)
    assert top(name, "conditions.accord.enough=any") == near(58)


def test_two_small_requests_can_be_one_lock() -> None:
    """Geneva: the observers' seat and the address of the invitation, alone and together."""
    away = "conditions.uae.log_rate=-20"
    invited = f"conditions.government_invitation.{GRANTED_AT_ONCE}"
    read = "actors.port_sudan.weights={format_first: 1}"

    def come(*overrides: str) -> float:
        return top("sudan-2024", *overrides, level="delegation")

    assert come() == near(10)
    assert (come(away), come(invited)) == (near(14), near(29))
    assert come(away, invited) == near(52)
    assert come(away, invited) - come() > come(away) - come() + come(invited) - come()
    assert (come(read, away), come(read, invited)) == (near(6), near(12))
    assert come(read, away, invited) == near(70)


def test_i_move_if_you_move() -> None:
    """The junior doctors: who is ready first, and a broker who opens a door or shuts one."""
    lower, offer, broker = (
        f"conditions.{name}.{GRANTED_AT_ONCE}" for name in ("lower_ask", "offer", "acas")
    )

    def talk(*overrides: str) -> float:
        return top("junior-doctors-2023", *overrides, level="talks")

    assert talk() == near(23)
    assert (talk(lower), talk(offer), talk(lower, offer)) == (near(43), near(31), near(72))
    for reading, alone, brokered in (("no_strike_called", 31, 49), ("nobody_between", 18, 0)):
        read = f"actors.ministry.weights={{{reading}: 1}}"
        assert (talk(read), talk(read, broker)) == (near(alone), near(brokered))


def test_where_each_waits_for_the_other_it_counts_little_who_is_ready_first() -> None:
    """Paris 2019: the tariff, the framework, and Washington's seat."""
    name, tariff = "kosovo-serbia-2019", f"conditions.tariff_lift.{GRANTED_AT_ONCE}"
    framework = f"conditions.framework.{GRANTED_AT_ONCE}"
    seat = (
        f"conditions.washington.{GRANTED_AT_ONCE}",
        f"conditions.washington.co_grantors.washington.{GRANTED_AT_ONCE}",
    )
    assert top(name) == near(5)
    assert (top(name, tariff), top(name, framework), top(name, *seat)) == (
        near(16),
        near(13),
        near(7),
    )
    assert (top(name, tariff, framework), top(name, tariff, framework, *seat)) == (
        near(44),
        near(70),
    )


def test_respect_has_a_dear_form_and_a_cheap_one() -> None:
    """Beijing 2005: what Washington can say, whose words are meant, and what a chair costs."""
    name = "six-party-2005"
    withdrawn, recognised, alone = (
        f"conditions.{one}.{GRANTED_AT_ONCE}"
        for one in ("retraction", "recognition", "talks_alone")
    )
    two = "meeting.must_come={all: [north_korea, us]}"
    doubtful = "shared.ready=2"

    def six(*overrides: str) -> float:
        return top(name, *overrides, level="delegations")

    assert six() == near(28)
    assert (six(withdrawn), six(recognised)) == (near(72), near(46))
    assert six(recognised, alone) == near(55)
    read = "actors.north_korea.weights={words_withdrawn: 1}"
    assert (six(read), six(read, recognised)) == (near(7), near(9))
    assert six(two) - six() == near(2)
    assert six(two, doubtful) - six(doubtful) == near(12)
