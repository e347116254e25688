"""What the README shows is what the commands print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from tests.conftest import ROOT
from tests.reading.test_bad_input import refused

GUIDE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
FORD = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ parley (.*)\n((?:.*\n)*?)```", README)
COMMANDS = re.findall(r"^parley (?!dashboard)(.*)$", README, re.MULTILINE)
"""All but the one that goes on until it is stopped; that is driven in ``tests/page``."""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where the README's commands are typed."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(ROOT)


def parley(capsys: pytest.CaptureFixture[str], words: str) -> tuple[int, str, str]:
    """Run with words as a shell would split them; return the exit code and both outputs."""
    sys.argv = ["parley", *shlex.split(words)]
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def test_the_readme_shows_commands() -> None:
    assert len(CONSOLE) == 3
    assert len(COMMANDS) == 5


@pytest.mark.parametrize(("words", "shown"), CONSOLE)
def test_shown_output_is_real_output(
    words: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, err = parley(capsys, words)
    printed = [line.rstrip() for line in (out + err).splitlines()]
    assert printed == shown.splitlines()


@pytest.mark.parametrize("words", COMMANDS)
def test_shown_commands_run(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = "" if words.startswith("replay") else " --worlds 100"
    once = re.sub(r" --worlds \S+", "", words) if few else words
    code, _, err = parley(capsys, once.replace("--out results/", f"--out {tmp_path}/") + few)
    assert (code, err) == (0, "")
    assert all(list(folder.glob("*.png")) for folder in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == words.count("--out")


def test_the_scenario_of_the_guide_gives_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ford.yaml").write_text(FORD, encoding="utf-8")
    for words in ("validate ford.yaml", "run ford.yaml --seed 1"):
        _, out, _ = parley(capsys, words)
        shares, *_ = out.partition("\nWhat stood in the way")  # the README shows the rest
        printed = "\n".join(line.rstrip() for line in shares.rstrip().splitlines())
        assert f"$ parley {words}\n{printed}\n" in GUIDE


MISTAKES = {
    "influences: {union.pressure: 0.6": "influence: {union.pressure: 0.6",
    "{union.pressure: 0.6": "{union.presure: 0.6",
    "{ministers: {opening: promised}}, sources: [D2]": "{ministers: {opening: kept}}",
}


@pytest.mark.parametrize(("right", "wrong"), MISTAKES.items(), ids=MISTAKES.values())
def test_the_mistakes_of_the_guide_are_answered_as_it_says(
    right: str,
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert right in FORD
    Path("crisis.yaml").write_text(FORD.replace(right, wrong, 1), encoding="utf-8")
    assert f"```text\n{refused(capsys, 'validate', 'crisis.yaml')}```" in GUIDE


PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "notebooks" / "README.md"]
TYPED = (
    r"^(?:\$ )?((?:\S*parley|uv|python3?|\S*pip|pytest) .*)$|`((?:parley|uv|python3?|pip) [^`\n]*)`"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_mean_the_same_in_every_usual_shell(page: Path) -> None:
    """Windows' cmd takes no single quotes for quotes, and no backslash joins lines there."""
    found = re.findall(TYPED, page.read_text(encoding="utf-8"), re.MULTILINE)
    commands = [inside or alone for alone, inside in found]
    assert not [words for words in commands if "'" in words or words.endswith("\\")]


def test_the_package_can_be_run_by_its_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "list"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "baseline.yaml" in done.stdout
