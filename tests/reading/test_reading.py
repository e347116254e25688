"""Reading knows no scenario: any frozen spec is read, layered, set and refused in the same way."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from sim.errors import ScenarioError
from sim.reading import plain_yaml
from sim.reading.document import read_document
from sim.reading.faults import validated
from sim.reading.layers import read_layers
from sim.reading.settings import setting_given, setting_written, with_settings
from sim.reading.shape import Shape
from tests.conftest import ROOT


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Oven(Part):
    kind: Literal["oven"]
    degrees: float = Field(ge=50, le=300)


class Pan(Part):
    kind: Literal["pan"]
    lid: bool = False


class Amount(Part):
    grams: float | None = None
    pieces: int | None = None


class Shelf(Part):
    made_of: dict[str, Amount]


Word = Annotated[str, Field(pattern="^[a-z]+$")]
Step = Annotated[Oven | Pan, Field(discriminator="kind")]


class Recipe(Part):
    name: str
    made_of: dict[str, Amount]
    steps: dict[Word, Step] = Field(default_factory=dict)


RECIPE = Shape(
    Recipe,
    "recipe",
    whole=(Amount,),
    named=("steps",),
    files={"made_of": Shape(Shelf, "shelf")},
    renamed={"heat": "degrees"},
)

BASE = """
name: Bread
made_of: shelf.yaml
steps: {bake: {kind: oven, degrees: 220}}
"""


@pytest.fixture(autouse=True)
def kitchen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bread.yaml").write_text(BASE, encoding="utf-8")
    Path("shelf.yaml").write_text("made_of: {rye 1.5: {grams: 500}}", encoding="utf-8")


def cooked(text: str, *settings: str) -> Recipe:
    Path("mine.yaml").write_text(text, encoding="utf-8")
    laid = map(setting_written, settings)
    return validated(RECIPE, with_settings(RECIPE, read_layers(RECIPE, Path("mine.yaml")), laid))


def test_any_spec_is_read_from_layers_of_files_and_settings() -> None:
    mine = "extends: bread.yaml\nmade_of: {rye 1.5: {pieces: 2}}"
    recipe = cooked(mine, "steps.bake.degrees=240")
    assert recipe.made_of == {"rye 1.5": Amount(pieces=2)}, "an amount is replaced as a whole"
    assert recipe.steps == {"bake": Oven(kind="oven", degrees=240)}


def test_a_value_in_python_is_laid_over_a_document_by_its_path() -> None:
    written = read_layers(RECIPE, Path("bread.yaml"))
    laid = with_settings(RECIPE, written, [setting_given("made_of.rye 1.5", Amount(grams=1))])
    assert validated(RECIPE, laid).made_of == {"rye 1.5": Amount(grams=1)}


@pytest.mark.parametrize(
    ("text", "settings", "said"),
    [
        ("extends: bread.yaml\nnme: x", (), r"mine.yaml:2: nme: unknown key; did you mean 'name'"),
        (
            "extends: bread.yaml\nsteps: {bake: {heat: 1}}",
            (),
            r":2: steps.bake.heat: unknown key; did you mean 'degrees'\? allowed: degrees, kind \(",
        ),
        (
            "extends: bread.yaml",
            ("steps.bake.degrees=400",),
            r"--set steps.*: steps.bake.*degrees: must be 300 or less \(given: 400\)",
        ),
        ("extends: bread.yaml", ("steps.bak.degrees=1",), "there is no steps.bak; did you mean"),
        ("name: x\nmade_of: no.yaml", (), "mine.yaml:2: made_of: no such shelf"),
        ("a,b\n1,2", (), r"no recipe, it looks like a table \(CSV\); a recipe is .* name and made"),
    ],
)
def test_what_does_not_fit_any_spec_is_told_with_its_place(
    text: str, settings: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ScenarioError, match=said):
        cooked(text, *settings)


def test_what_a_file_looks_like_is_not_guessed_where_no_shape_is_known() -> None:
    Path("table.csv").write_text("a,b\n1,2", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"table.csv:1: a mapping \(key: value\) is needed"):
        read_document(Path("table.csv"))


RARE = ("a: !\n", "a: |#\n  b\n", "a: >-# c\n  b\n", "? a\n", "a: [b, ? c]\n", "a: [b\t, c]\n")


@pytest.mark.parametrize("text", [*RARE, (ROOT / "seeds/statements.yaml").read_text("utf-8")])
def test_both_readers_of_yaml_find_the_same_nodes_in_the_same_lines(text: str) -> None:
    def nodes(one: Any) -> object:
        if isinstance(one, yaml.Node):
            return one.tag, one.start_mark.line, nodes(one.value)
        return [*map(nodes, one)] if isinstance(one, list | tuple) else one

    def read(by: Callable[[str], yaml.Node | None]) -> object:
        try:
            return nodes(by(text))
        except yaml.YAMLError as error:
            return str(error)

    assert read(plain_yaml._composed) == read(lambda one: yaml.compose(one, plain_yaml._Reader))
