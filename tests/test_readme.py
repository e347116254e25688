"""What the README shows is what the commands print."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ parley (.*)\n((?:.*\n)*?)```", README)
COMMANDS = re.findall(r"^parley (?!dashboard)(.*)$", README, re.MULTILINE)
"""All but the one that goes on until it is stopped; that is driven in ``test_dashboard.py``."""


def parley(words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with words as a shell would split them."""
    code = f"import sys, shlex; sys.argv = ['parley', *shlex.split({words!r})]"
    code += "; from sim.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_the_readme_shows_commands() -> None:
    assert len(CONSOLE) == 3
    assert len(COMMANDS) == 5


@pytest.mark.parametrize(("words", "shown"), CONSOLE)
def test_shown_output_is_real_output(words: str, shown: str) -> None:
    done = parley(words)
    printed = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    assert printed == shown.splitlines()


@pytest.mark.parametrize("words", COMMANDS)
def test_shown_commands_run(words: str, tmp_path: Path) -> None:
    few = "" if words.startswith("replay") else " --worlds 100"
    done = parley(words.replace("--out results/", f"--out {tmp_path}/") + few)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(list(folder.glob("*.png")) for folder in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == words.count("--out")


def test_the_scenario_of_the_guide_runs(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert example is not None
    file = tmp_path / "ford.yaml"
    file.write_text(example[1], encoding="utf-8")
    assert parley(f"validate {file}").returncode == 0
    assert parley(f"run {file} --worlds 100").returncode == 0
