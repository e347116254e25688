"""An option that counts once is refused when given twice: the first is never lost silently."""

import pytest

from sim import __version__
from sim.cli.lazy import COMMANDS, GROUPS, loaded
from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE
from tests.reading.test_bad_input import refused

SINGLE = [
    (name, option.opts[-1], *([] if option.is_flag else ["1"]))
    for name in COMMANDS
    for option in loaded(name).params
    if name != "dashboard"  # unrefused, it would serve its page for ever
    and option.param_type_name == "option"
    and not option.multiple
    and option.name != "help"
]


@pytest.mark.parametrize("typed", SINGLE, ids=" ".join)
def test_no_option_is_silently_replaced_by_a_later_one(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...]
) -> None:
    command, *words = typed
    line = refused(capsys, command, *words, *words)
    assert f"{words[0]}: given 2 times" in line


TWICE = {
    "a number": ["--set", "learning_rate=0.1", "--set", "learning_rate = 0.9"],
    "a party's rule": ["--rule", "russia=literal", "--rule", "russia=ordered_threshold"],
    "one rule for both, and one for a party": ["--rule", "russia=literal", "--rule", "literal"],
}


@pytest.mark.parametrize("words", TWICE.values(), ids=TWICE)
def test_no_change_is_silently_replaced_by_a_later_one(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    for command in ("run", "compare"):
        line = refused(capsys, command, str(BASELINE), *words)
        assert "given 2 times; it counts once" in line


def test_a_rule_with_its_numbers_is_not_set_beside_a_rule(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = "actors.russia.rule"
    both = ["--rule", "russia=concession", "--set", place + "={name: concession, beta: 2}"]
    line = refused(capsys, "run", str(BASELINE), *both)
    assert (
        f"--rule gives a rule here already; its numbers are set one by one, as --set {place}."
        in line
    )


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert heard(capsys, "--version") == f"parley {__version__}\n"


def test_each_command_has_a_line_below_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    [_, *groups] = heard(capsys, "--help").split("\n\n")[2:]
    rows = [row.split(maxsplit=1) for group in groups for row in group.splitlines()[1:]]
    first = {name: loaded(name).help.partition("\n\n")[0] for name in COMMANDS}
    assert dict(rows) == {name: " ".join(line.split()) for name, line in first.items()}
    assert [group.splitlines()[0] for group in groups] == [f"{heading}:" for heading in GROUPS]
    assert max(map(len, heard(capsys, "--help").splitlines())) < 80
