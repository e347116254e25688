"""Rules in a file of one's own: every command knows them, and what is wrong with them is said."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import sim.rules.user_files
from sim import Observation, UsageError, register, simulate
from sim.ensemble.checkpoint import Journal
from sim.ensemble.grid import Grid
from sim.ensemble.run import BLOCK, run_of
from sim.rules import find_rule, registry, rule_names
from sim.rules.literal import literal
from sim.rules.ordered_threshold import ordered_threshold
from sim.rules.user_files import load_rules
from tests.cli.test_cli_compare import heard, told
from tests.conftest import BASELINE, ROOT, load, toy, toy_yaml
from tests.reading.test_bad_input import refused

AS_WORDED = """from sim import register

@register("as-worded")
def as_worded(observation):
    return {}
"""
HEARD = ("--seed", 7, "--worlds", 300)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with a rule file and a small crisis; forget all rules afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))
    monkeypatch.setattr(sim.rules.user_files, "_LOADED", {})
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    write("observation.gate")


def write(returned: str, file: str = "mine.py") -> Path:
    """Write a rule file whose rule returns this."""
    path = Path(file)
    path.write_text("import numpy as np\n" + AS_WORDED.format(returned), encoding="utf-8")
    return path


def test_a_rule_that_does_the_same_as_another_gives_the_same_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = told(capsys, "run", BASELINE, *HEARD, "--rule", "literal")
    own = told(capsys, "--load", "mine.py", "run", BASELINE, *HEARD, "--rule", "as-worded")
    assert own["outcomes"] == known["outcomes"]
    assert set(own["rules"].values()) == {"as-worded"}
    assert not list(Path().glob("**/__pycache__"))


def test_every_command_knows_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("crisis.yaml").write_text(
        f"extends: {BASELINE}\nactors: {{russia: {{rule: as-worded}}}}\n", encoding="utf-8"
    )
    loaded = ("--load", "mine.py")
    assert "valid" in heard(capsys, *loaded, "validate", "crisis.yaml")
    assert "U5" in heard(capsys, *loaded, "statements", "crisis.yaml")
    assert "cannot be read" not in heard(capsys, *loaded, "list", ".")
    assert told(capsys, *loaded, "ablate", "crisis.yaml", *HEARD)
    assert told(capsys, *loaded, "replay", "crisis.yaml", "--world", 3, "--seed", 7)
    rule = ("--rule", "russia=literal")
    compared = told(capsys, *loaded, "compare", "crisis.yaml", *rule, *HEARD)
    first, second = compared["scenarios"].values()
    assert (second["flows"], second["shares"]) == ([], first["shares"])
    cells = told(capsys, *loaded, "sweep", BASELINE, "--factorial", "--seed", 7, "--worlds", 50)
    assert {row["rule"] for row in cells["cells"]} == {"literal", "ordered_threshold", "as-worded"}


def test_helpers_run_the_text_that_was_loaded() -> None:
    path = write("np.where(observation.influence > 0, observation.gate, 0)")
    load_rules(path)
    path.write_text("raise SystemExit", encoding="utf-8")
    scenario = load("actors.russia.rule=as-worded", "actors.ukraine.rule=as-worded")
    alone = simulate(scenario, 3 * BLOCK, seed=1)
    assert simulate(scenario, 3 * BLOCK, seed=1, workers=2) == alone
    assert 0 < np.count_nonzero(alone.table["russia.level"]) < 3 * BLOCK


INTERACTIVE = """
import numpy as np
from sim import Scenario, register, simulate

MOST = 1

@register("mine")
def mine(observation):
    return np.minimum(observation.gate, MOST)

week = Scenario.load("toy.yaml", ("actors.north.rule=mine",))
shared = simulate(week, 200_000, 1, workers=2)
print(shared == simulate(week, 200_000, 1), shared.table["north.level"].max())
"""


@pytest.mark.parametrize("how", ["typed", "a script"])
def test_a_rule_of_no_module_travels_to_workers(how: str) -> None:
    """As one does that stands in a notebook cell, whose module is ``__main__``, too.

    A script needs no guard for it: its lines run once, although workers are told what it defines.
    """
    Path("script.py").write_text(INTERACTIVE, encoding="utf-8")
    words = ["-c", INTERACTIVE] if how == "typed" else ["script.py"]
    done = subprocess.run(
        [sys.executable, "-W", "error", *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert (done.stderr, done.stdout) == ("", "True 1\n")


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_of_ones_own_shares_the_work(kind: Callable[..., Executor]) -> None:
    load_rules(write("np.where(observation.influence > 0, observation.gate, 0)"))
    scenario = load("actors.russia.rule=as-worded")
    own = {"mp_context": get_context("spawn")} if kind is ProcessPoolExecutor else {}
    with kind(2, **own) as executor:
        shared = simulate(scenario, 3 * BLOCK, seed=1, workers=executor)
    assert shared == simulate(scenario, 3 * BLOCK, seed=1)


def test_several_files_can_be_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    other = Path("other.py")
    other.write_text(
        AS_WORDED.format("observation.gate").replace("as-worded", "too"), encoding="utf-8"
    )
    files = ("--load", "mine.py", "--load", "other.py")
    rules = ("--rule", "north=as-worded", "--rule", "south=too")
    found = told(capsys, *files, "run", "toy.yaml", *rules, *HEARD)
    assert found["rules"] == {"north": "as-worded", "south": "too"}


@pytest.mark.usefixtures("undrawn")
def test_the_manifest_says_which_files_were_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    heard(capsys, "run", "toy.yaml", *HEARD, "--out", "without")
    heard(capsys, "--load", "mine.py", "run", "toy.yaml", *HEARD, "--out", "out")
    notes = [json.loads(Path(f"{f}/manifest.json").read_text("utf-8")) for f in ("without", "out")]
    assert "loaded" not in notes[0]
    digest = sha256(Path("mine.py").read_bytes()).hexdigest()
    assert notes[1]["loaded"] == [{"file": "mine.py", "sha256": digest}]


def test_an_unfinished_sweep_does_not_go_on_with_other_rules() -> None:
    grid = Grid(run_of(toy(), 50, 1), ({"learning_rate": 0.0},))
    load_rules("mine.py")
    Journal(Path("journal")).begin(grid)
    load_rules("mine.py")
    Journal(Path("journal")).begin(grid)
    load_rules(write("observation.gate * 0"))
    with pytest.raises(UsageError, match="holds an unfinished run of something else"):
        Journal(Path("journal")).begin(grid)


def test_a_file_takes_the_place_of_what_it_was() -> None:
    before = rule_names()
    both = AS_WORDED.format("observation.gate") + AS_WORDED.format("observation.gate").replace(
        "as-w", "un-w"
    )
    Path("mine.py").write_text(both, encoding="utf-8")
    assert load_rules("mine.py") == ["as-worded", "un-worded"]
    assert load_rules(write("observation.gate * 0")) == ["as-worded"]
    assert rule_names() == [*before, "as-worded"]
    assert not find_rule("as-worded")(observation()).any()


def test_a_file_that_fails_leaves_what_it_was() -> None:
    load_rules("mine.py")
    Path("mine.py").write_text(AS_WORDED.format("observation.gate * 0") + "1 / 0", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine.py:6: ZeroDivisionError: division by zero"):
        load_rules("mine.py")
    assert np.array_equal(find_rule("as-worded")(observation()), observation().gate)


def test_python_knows_of_a_file_that_fails_what_it_knew_before() -> None:
    path = Path("mine.py")
    name, source = str(path.resolve()), path.read_text(encoding="utf-8")
    for broken in ("1 / 0", "registers = 'nothing'"):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(UsageError):
            load_rules(path)
        assert name not in sys.modules
    path.write_text(source, encoding="utf-8")
    load_rules(path)
    known = sys.modules[name]
    path.write_text(f"{source}\n1 / 0", encoding="utf-8")
    with pytest.raises(UsageError):
        load_rules(path)
    assert sys.modules[name] is known
    path.write_text(source, encoding="utf-8")
    load_rules(path)
    assert sys.modules[name] is not known


def test_what_a_file_defines_can_be_found() -> None:
    """Dataclasses look for the module of a class that names its types in quotation marks."""
    lines = "from dataclasses import dataclass\n@dataclass\nclass Mood:\n    good: 'bool' = True\n"
    Path("mine.py").write_text(lines + AS_WORDED.format("observation.gate"), encoding="utf-8")
    assert load_rules("mine.py") == ["as-worded"]


def test_a_rule_can_be_defined_anew_where_it_was_defined() -> None:
    @register("mine")
    def mine(seen: Observation) -> np.ndarray:
        return seen.gate

    @register("mine")
    def mine_again(seen: Observation) -> np.ndarray:
        return np.zeros_like(seen.gate)

    assert not find_rule("mine")(observation()).any()
    with pytest.raises(UsageError, match=r"there is a rule 'literal' already, from sim.rules.lite"):
        register("literal")(mine)
    mine.__module__ = "elsewhere"
    with pytest.raises(
        UsageError, match=r"there is a rule 'mine' already, from tests.rules.test_rule_fi"
    ):
        register("mine")(mine)


def test_rules_of_the_package_are_not_slowed_down() -> None:
    assert find_rule("literal") is literal
    assert find_rule("ordered_threshold") is ordered_threshold


RULE = (
    "from sim import register\n@register('mine')\ndef mine(observation):\n    return"
    " observation.gate\n"
)

FILES: dict[str, tuple[str | bytes, str]] = {
    "a mistake of grammar": ("\n\ndef mine(:\n", "mine.py:3: SyntaxError: "),
    "a zero byte": (b"a = 1\0", "mine.py: SyntaxError: "),
    "not Python's letters": ("é".encode("latin-1"), "mine.py:1: SyntaxError: .unicode error"),
    "a package that is not there": ("\nimport nowhere", "mine.py:2: ModuleNotFoundError: No mo"),
    "a file that leaves": (RULE + "import sys\nsys.exit('bye')", "mine.py:6: SystemExit: bye"),
    "an error of many lines": ("raise ValueError('a\\nb')", r"mine.py:1: ValueError: a\\nb"),
    "an error deep below": ("\nimport json\njson.loads('{')", "mine.py:3: JSONDecodeError: "),
    "an empty file": ("", "mine.py: registers no rule; put @register"),
    "a function alone": (
        "def mine(observation): return observation.gate",
        "mine.py: registers no rule",
    ),
    "a name of the package": (
        RULE.replace("mine", "literal"),
        r"mine.py:2: there is a rule 'literal' already, from sim.rules.literal",
    ),
    "a name twice": (RULE + RULE, "mine.py:6: there is a rule 'mine' in this file already"),
    "a name of another file": (
        RULE.replace("'mine'", "'as-worded'"),
        "mine.py:2: there is a rule 'as-worded' already, from first.py",
    ),
    "no name": (
        RULE.replace("('mine')", ""),
        r"mine.py:2: write @register\(\"name\"\), the name in",
    ),
    "a default outside its own range": (
        "from sim import Quantity\n"
        + RULE.replace("'mine'", "'mine', numbers={'pause': Quantity('pause', 1, low=2)}"),
        r"mine.py:3: numbers: the default of 'pause' must stay at 2 or more \(given: 1\)",
    ),
    "a name of two words": (RULE.replace("'mine'", "'my own'"), "mine.py:2: .*given: 'my own'"),
}


@pytest.mark.parametrize(("written", "said"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_rule_file_is_refused(
    capsys: pytest.CaptureFixture[str], written: str | bytes, said: str
) -> None:
    load_rules(write("observation.gate", "first.py"))
    before = rule_names()
    source = written if isinstance(written, bytes) else written.encode()
    Path("mine.py").write_bytes(source)
    line = refused(capsys, "--load", "mine.py", "run", "toy.yaml", "--out", "out")
    assert line.startswith("parley: mine.py")
    assert re.search(said, line), line
    assert rule_names() == before


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("no.py", "no.py: cannot be read: No such file"),
        ("folder.py", "folder.py: cannot be read: "),
        ("toy.yaml", "toy.yaml: rules stand in a Python file, with a name that ends in .py"),
        ("x" * 5000 + ".py", "cannot be read: "),
    ],
)
def test_what_is_no_file_is_refused(
    capsys: pytest.CaptureFixture[str], file: str, said: str
) -> None:
    Path("folder.py").mkdir()
    assert said in refused(capsys, "--load", file, "run", "toy.yaml")


def test_the_option_stands_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "run", "toy.yaml", "--load", "mine.py")
    assert line.endswith("it stands before the command: parley --load FILE run …\n")


def test_an_unknown_rule_says_how_one_comes_in(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "run", "toy.yaml", "--rule", "as-worded")
    assert "a rule of your own comes with parley --load FILE" in line


def observation(worlds: int = 500) -> Observation:
    rng = np.random.default_rng(5)
    return Observation(
        gate=rng.integers(0, 3, worlds).astype(np.int8),
        inclination=rng.normal(0, 3, worlds),
        influence=rng.normal(0, 1, worlds),
        thresholds=(0.0, np.ones(worlds)),
    )


KEPT = {
    "whole numbers of any width": "observation.gate.astype(np.int64)",
    "yes and no": "observation.gate > 0",
    "a list": "[int(level) for level in observation.gate]",
    "what all worlds share": "np.minimum(observation.gate, int(observation.thresholds[0] == 0))",
    "what each world has": (
        "np.where(observation.thresholds[1] > observation.inclination, 0, observation.gate)"
    ),
}


@pytest.mark.parametrize("returned", KEPT.values(), ids=KEPT)
def test_levels_within_the_gate_are_taken_as_they_are(returned: str) -> None:
    load_rules(write(returned))
    seen = observation()
    level = find_rule("as-worded")(seen)
    assert level.dtype == np.int8
    assert np.array_equal(level, eval(returned, {"observation": seen, "np": np}))


BROKEN = {
    "nothing": ("None", "must return a level for each of 500 worlds, not None"),
    "one for all": ("0", r"for each of 500 worlds, not an array of shape \(\)"),
    "some": ("observation.gate[1:]", r"for each of 500 worlds, not an array of shape \(499,\)"),
    "floats": ("np.zeros(500)", r"must return whole numbers, not float64; .astype\(int\) makes"),
    "words": ("np.full(500, 'high')", "must return whole numbers, not <U4"),
    "above the gate": (
        "observation.gate * 0 + 2",
        "between 0 and the gate.* here 2 where the gate is 0",
    ),
    "below absent": (
        "observation.gate - 1",
        "between 0 and the gate.* here -1 where the gate is 0",
    ),
    "its own luck": (
        "np.random.default_rng().integers(0, observation.gate + 1)",
        "it must look at each world alone, remember nothing outside obs",
    ),
    "worlds mixed": (
        "observation.gate * (np.cumsum(observation.gate) > 200)",
        "it must look at each world alone",
    ),
    "a number of worlds": (
        "observation.gate * (np.arange(500) < 250)",
        "fails when it sees 64 worlds without the others: ValueError: operands could not be",
    ),
    "an if of arrays": (
        "2 if observation.influence > 0 else 0",
        r"ValueError: The truth.*\(a rule sees all worlds at once; np.where\(condition, a, b\) ch",
    ),
    "what it sees changed": (
        "observation.gate.__imul__(0)",
        r"read-only \(what a rule sees cannot be changed; make a new array\)",
    ),
    "what is not to be seen": (
        "observation.temper",
        "an observation has no 'temper'; allowed: announced, blames",
    ),
    "a slip in a name": (
        "observation.anounced",
        "an observation has no 'anounced'; did you mean 'announced'",
    ),
    "a number that is not declared": (
        "observation.numbers['pause']",
        "KeyError: no 'pause' here; allowed: none here",
    ),
}


@pytest.mark.parametrize(("returned", "said"), BROKEN.values(), ids=BROKEN)
def test_what_no_rule_may_return_is_said_in_one_line(returned: str, said: str) -> None:
    load_rules(write(returned))
    seen, before = observation(), observation()
    with pytest.raises(UsageError, match=rf"^mine.py:[46]: rule 'as-worded'.*{said}"):
        find_rule("as-worded")(seen)
    assert np.array_equal(seen.gate, before.gate)


def test_a_broken_rule_is_one_line_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    write("observation.gate + 1")
    told_ = ("--load", "mine.py", "run", "toy.yaml", "--rule", "as-worded", "--worlds", "10")
    assert "mine.py:4: rule 'as-worded' must stay between 0" in refused(capsys, *told_)


def test_a_rule_with_other_arguments_is_named_where_it_starts() -> None:
    Path("mine.py").write_text(RULE.replace("(observation)", "()"), encoding="utf-8")
    load_rules("mine.py")
    with pytest.raises(UsageError, match=r"^mine.py:2: rule 'mine': TypeError: mine\(\) takes 0"):
        find_rule("mine")(observation())


def test_one_world_is_enough() -> None:
    load_rules("mine.py")
    assert np.array_equal(find_rule("as-worded")(observation(1)), observation(1).gate)


COMPARES = """from sim import Comparison, register

def told(observation, level):
    return {}

@register("mine", compares=told)
def mine(observation):
    return observation.gate
"""
TOLD = {
    "what it does": ("Comparison('its words let it to {has}', observation.gate, level)", ""),
    "another decision": (
        "Comparison('it has {has} of {needs}', 0.25, 0.5)",
        "mine.py:6: rule 'mine' decides otherwise than by what it says that it compares: "
        "has 0.25, needs 0.5",
    ),
    "nothing": ("observation.gates", "mine.py:4: rule 'mine': .*no 'gates'; did you mean 'gate'"),
    "no comparison": ("0.5", "mine.py:6: rule 'mine': .*'float' object has no attribute 'holds'"),
    "words for numbers": (
        "Comparison('{has}', 'much', level)",
        "mine.py:6: rule 'mine': ",
    ),
}


@pytest.mark.parametrize(("written", "refusal"), TOLD.values(), ids=TOLD)
def test_a_rule_of_ones_own_says_what_it_compares(
    capsys: pytest.CaptureFixture[str], written: str, refusal: str
) -> None:
    Path("mine.py").write_text(COMPARES.format(written), encoding="utf-8")
    words = ("--load", "mine.py", "replay", "toy.yaml", "--rule", "mine", "--world", 1, "--seed", 1)
    if refusal:
        assert re.search(refusal, refused(capsys, *map(str, words)))
    else:
        assert "its words let it to 2; by the rule ‘mine’" in " ".join(
            heard(capsys, *words).split()
        )


GUIDE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")


def test_the_rule_of_the_guide_is_as_the_guide_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Half a logit above a threshold is not enough for it, one and a half are; words bind."""
    shown = {
        kind: re.search(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL) for kind in ("yaml", "python")
    }
    for file, kind in (("ford.yaml", "yaml"), ("cautious.py", "python")):
        found = shown[kind]
        assert found is not None
        Path(file).write_text(found[1], encoding="utf-8")
    for command in re.findall(r"^parley (--load cautious.py .*)$", GUIDE, re.MULTILINE):
        heard(capsys, *command.split(), "--worlds", 20)
    leaning, gate = np.array([0.5, 1.5, 1.5, 5.0, 5.0]), np.array([2, 2, 0, 2, 1], dtype=np.int8)
    level = find_rule("cautious")(Observation(gate, leaning, 0.0, (0.0, 1.0)))
    assert level.tolist() == [0, 1, 0, 2, 1]


def test_the_refusal_the_guide_shows_is_real(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r"^parley: (bold.py:4: .*)$", GUIDE, re.MULTILINE)
    assert found is not None
    ford = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert ford is not None
    Path("ford.yaml").write_text(ford[1], encoding="utf-8")
    bold = AS_WORDED.format("observation.gate * 0 + 2").replace("as-worded", "bold")
    Path("bold.py").write_text("import numpy as np\n" + bold, encoding="utf-8")
    words = ("--load", "bold.py", "run", "ford.yaml", "--rule", "bold", "--seed", "1")
    assert refused(capsys, *words) == f"parley: {found[1]}\n"
