"""Lessons: each runs from its first to its last cell, has one shape, and gives no answer away."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.style.sentences import CAVEAT
from tests.conftest import ROOT

NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
HELD = set(NOTEBOOKS.rglob("*"))
INDEX = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")

HEADINGS = [
    "What is it?",
    "How it works",
    "Predict first",
    "How to use it",
    "Things to notice",
    "Things to try",
    "Extending the model",
    "Credits",
    "Check",
]
FIND = 'up = next(p for p in Path("lesson").absolute().parents if (p / "scenarios").is_dir())'
"""How every lesson finds the scenarios, started in its own folder or in the one above."""

NO_WIDGETS = "ignore:IProgress not found"
"""Mesa loads a progress bar that misses ipywidgets where they are not installed; nobody uses it."""

WORLDS_RUN = {"simulate", "compare", "sweep", "factorial", "replay", "ablate", "uncertainty"}
WORLDS_RUN |= {"theories", "pairing"}
MAX_LINES = 12  # of a code cell
FEWEST_WORDS = 8  # of an answer's sentence that a lesson must not contain

Cell = dict[str, Any]

lessons = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def cells_of(lesson: Path) -> list[Cell]:
    """Return the cells of a lesson, each with its source as one text."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


def sources(lesson: Path, kind: str) -> list[str]:
    return [cell["source"] for cell in cells_of(lesson) if cell["cell_type"] == kind]


PLAYER = """
import json, sys
from contextlib import redirect_stderr
from io import StringIO
from IPython.core.interactiveshell import InteractiveShell
from sim.plots.figure import Figure

def look(figure):
    if "image/png" not in found["shown"]:
        return figure.png()
    figure.draw_without_rendering()
    return b""

shell, played = InteractiveShell.instance(), {}
Figure._repr_png_ = look
shell.displayhook.write_format_data = lambda shown, *_: found["shown"].extend(shown)
for lesson in sys.argv[2:]:
    shell.reset()
    found = played[lesson] = {"error": "", "complaints": "", "shown": []}
    with open(lesson, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    for code in ("".join(one["source"]) for one in cells if one["cell_type"] == "code"):
        with redirect_stderr(StringIO()) as said:
            done = shell.run_cell(code)
        found["complaints"] += said.getvalue()
        if not done.success:
            found["error"] = repr(done.error_in_exec or done.error_before_exec)
            break
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(played, file)
"""
"""Runs the cells of lessons, each from an empty shell, and notes what comes of them.

All its pictures, which have tests of their own, are laid out; the first is drawn.
"""


def carried_out(folder: Path, *words: object) -> None:
    """Run Python in the lessons' folder, by nobody's settings and start-up files."""
    own = {"IPYTHONDIR": str(folder), "JUPYTER_CONFIG_DIR": str(folder), "PYTHONUTF8": "1"}
    own["PYTHONWARNINGS"] = NO_WIDGETS
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
        cwd=NOTEBOOKS,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Run all lessons, and return what came of them."""
    folder = tmp_path_factory.mktemp("lessons")
    carried_out(folder, "-c", PLAYER, folder / "played.json", *LESSONS)
    found: dict[str, dict[str, Any]] = json.loads((folder / "played.json").read_text("utf-8"))
    return found


@lessons
def test_a_lesson_runs_and_its_answer_holds(
    lesson: Path, played: dict[str, dict[str, Any]]
) -> None:
    """The answer is asserted in the last cell; a warning would be written to stderr."""
    found = played[str(lesson)]
    assert (found["error"], found["complaints"]) == ("", "")
    assert "image/png" in found["shown"]


def test_a_lesson_runs_in_a_notebook(tmp_path: Path) -> None:
    """The client is a process of its own, since it leaves event loops and sockets unclosed."""
    client = ("-c", "from nbclient.cli import main; main()", LESSONS[0], "--timeout=120")
    carried_out(tmp_path, *client, f"--output={tmp_path / LESSONS[0].stem}")
    outputs = [
        out for cell in cells_of(tmp_path / LESSONS[0].name) for out in cell.get("outputs", [])
    ]
    assert not [out["text"] for out in outputs if out.get("name") == "stderr"]
    assert [out for out in outputs if "image/png" in out.get("data", {})], "no picture"


@pytest.mark.usefixtures("played")
def test_lessons_leave_no_files_behind() -> None:
    assert set(NOTEBOOKS.rglob("*")) == HELD


@lessons
def test_a_lesson_is_stored_clean(lesson: Path) -> None:
    raw = json.loads(lesson.read_text(encoding="utf-8"))
    assert (raw["nbformat"], raw["nbformat_minor"]) == (4, 5)
    assert raw["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in raw["cells"]]
    assert len(set(ids)) == len(ids)
    code = [cell for cell in raw["cells"] if cell["cell_type"] == "code"]
    assert not [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]]


@lessons
def test_a_lesson_opens_with_its_title_its_length_and_the_caveat(lesson: Path) -> None:
    first = cells_of(lesson)[0]
    assert first["cell_type"] == "markdown"
    assert first["source"].startswith("# ")
    assert "20 minutes" in first["source"]
    assert CAVEAT in " ".join(first["source"].split())


@lessons
def test_a_lesson_has_the_headings_in_their_order(lesson: Path) -> None:
    told = "\n".join(sources(lesson, "markdown"))
    assert re.findall(r"^## (.*)$", told, re.MULTILINE) == HEADINGS


@lessons
def test_the_prediction_comes_before_anything_runs(lesson: Path) -> None:
    assigned, used = list(names_in(lesson, ast.Store)), list(names_in(lesson, ast.Load))
    predicted = [at for at, names in enumerate(assigned) if "prediction" in names]
    ran = [at for at, names in enumerate(used) if names & WORLDS_RUN]
    assert predicted[0] < ran[0]


def names_in(lesson: Path, use: type[ast.expr_context]) -> Iterator[set[str]]:
    """Yield the names that each code cell assigns (Store) or uses (Load); imports are neither."""
    for code in sources(lesson, "code"):
        nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
        yield {node.id for node in nodes if isinstance(node.ctx, use)}


@lessons
def test_a_lesson_ends_with_the_check_of_its_answer(lesson: Path) -> None:
    cells = cells_of(lesson)
    stop = next(cell["source"] for cell in cells if cell["source"].startswith("## Check\n"))
    assert "predict" in stop
    assert cells[-1]["cell_type"] == "code"
    assert [node for node in ast.walk(ast.parse(cells[-1]["source"])) if type(node) is ast.Assert]


@lessons
def test_a_lesson_is_short_to_read(lesson: Path) -> None:
    for code in sources(lesson, "code"):
        lines = [line for line in code.splitlines() if line.strip()]
        assert len(lines) <= MAX_LINES, code


@lessons
def test_a_lesson_finds_the_scenarios_as_all_do(lesson: Path) -> None:
    assert "\n".join(sources(lesson, "code")).splitlines().count(FIND) == 1


@pytest.mark.parametrize("folder", [ROOT, NOTEBOOKS])
def test_scenarios_are_found_from_both_folders(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    found: dict[str, Path] = {}
    exec(FIND, {"Path": Path}, found)
    assert found["up"] == ROOT


@lessons
def test_a_lesson_names_no_place_on_a_machine_or_in_the_net(lesson: Path) -> None:
    told = "\n".join(cell["source"] for cell in cells_of(lesson))
    assert not re.findall(r"(?<![\w./])/(?:home|root|tmp|usr|work|Users)\b|\b[A-Z]:\\", told)
    assert not re.findall(r"https?://(?!doi\.org/)\S*", told)


@lessons
def test_the_answer_is_kept_apart(lesson: Path) -> None:
    answers = (NOTEBOOKS / "answers" / f"{lesson.stem[:2]}.md").read_text(encoding="utf-8")
    told = " ".join(" ".join(cell["source"] for cell in cells_of(lesson)).split())
    kept = [words for words in sentences(answers) if len(words.split()) >= FEWEST_WORDS]
    assert len(kept) > 10
    assert not [words for words in kept if words in told]


def sentences(text: str) -> list[str]:
    """Return the sentences and table cells of a page, each on one line."""
    parts = re.split(r"(?<=[.?!])\s|\n\n|\|", text)
    return [" ".join(part.split()) for part in parts]


def test_the_check_of_lesson_9_holds_where_somebody_presses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lesson suggests a backer to whom the grantor listens; the equation knows none."""
    monkeypatch.chdir(NOTEBOOKS)
    codes = sources(next(lesson for lesson in LESSONS if lesson.stem.startswith("09")), "code")
    loading = next(at for at, code in enumerate(codes) if "def load()" in code)
    own: dict[str, Any] = {}
    exec("\n".join(codes[: loading + 1]), own)
    own["demand"] += "    influences: {union.pressure: 2, port.outlook: 1}\n"
    union = "  union: {role: backer, name: Union, signals: {pressure: {strength: 1}}}\n"
    own["rest"] = union + own["rest"].replace("goes_ahead: 90", "goes_ahead: 0.9")
    own["crisis"] = own["load"]()
    exec(codes[-1], own)
    own["folder"].cleanup()


def test_the_index_leads_to_every_lesson() -> None:
    named = re.findall(r"\]\((\d\d-[^)]*\.ipynb)\)", INDEX)
    assert named == [lesson.name for lesson in LESSONS]
    assert [name[:2] for name in named] == [f"{number:02}" for number in range(1, len(named) + 1)]
