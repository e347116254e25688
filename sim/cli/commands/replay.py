"""``parley replay``: one world of a run, told as a story."""

from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.experiments.comparison import check_ladders, told_apart
from sim.analysis.stories import replay as stories_of
from sim.analysis.stories.replay import Story
from sim.analysis.stories.search import first_diverged, first_world
from sim.archive.files import write_findings
from sim.archive.folder import Folder, results_folder
from sim.cli import options
from sim.cli.tables.finding import say
from sim.cli.tables.replay import show, show_together
from sim.cli.tables.terminal import print_json
from sim.ensemble.luck import Luck, luck_of
from sim.errors import UsageError
from sim.rules.loading import inputs
from sim.scenario import Scenario

FILES = ("story", "against")
"""Names of the files of the first and the second story."""


def replay(
    scenario: options.ScenarioFile,
    world: Annotated[
        int | None,
        typer.Option(
            help="Number of the world, from 0.", parser=options.whole_number, metavar="NUMBER"
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="The first world with this outcome instead.", metavar="ID"),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Tell the same world in this scenario, too.", metavar="SCENARIO"),
    ] = None,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    uncertain: options.Uncertain = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell one world: who said or did what, when and why.

    Settings and rules are for SCENARIO only. With --against alone, it is the first world that
    ends differently in the two scenarios.
    """
    if world is not None and outcome is not None:
        raise UsageError("--world and --outcome both say which world; give one of them")
    if world is None and outcome is None and against is None:
        raise UsageError("say which world: --world NUMBER, or --outcome ID for the first such one")
    files = [scenario, *([] if against is None else [against])]
    both = [options.load_with(scenario, set_, rule)]
    both += [options.load_with(file, None) for file in files[1:]]
    check_ladders(both)
    luck = luck_of(seed, uncertain)
    names = [options.name_of(scenario, set_), *(options.name_of(file, None) for file in files[1:])]
    named = dict(zip(told_apart(names), both, strict=True))
    options.warn_of_certain(uncertain, named)
    writes = [f"{file}.{kind}" for file in FILES[: len(both)] for kind in ("csv", "png")]
    with results_folder(out, writes, inputs(files)) as folder:
        number = _find(both, luck, outcome) if world is None else world
        stories = {
            name: stories_of.replay(one, number, luck.seed, uncertain)
            for name, one in named.items()
        }
        if folder is not None:
            _write(folder, stories)
    _tell(stories, folder, as_json)


def _find(both: list[Scenario], luck: Luck, outcome: str | None) -> int:
    """Return the first world with an outcome, or else that ends differently in the other."""
    first, *others = both
    if outcome is not None:
        return first_world(first, luck, outcome)
    return first_diverged(first, others[0], luck)


def _write(folder: Folder, stories: dict[str, Story]) -> None:
    files = dict(zip(FILES, stories.values(), strict=False))
    figures = {
        file: story.plot(f"{mark}: {name}, {story.scenario.title}" if len(files) > 1 else None)
        for file, mark, (name, story) in zip(FILES, "AB", stories.items(), strict=False)
    }
    write_findings(folder, files, figures, [story.scenario for story in files.values()])


def _tell(stories: dict[str, Story], folder: Folder | None, as_json: bool) -> None:
    if as_json:
        print_json({"stories": {name: story.to_dict() for name, story in stories.items()}})
    elif len(stories) == 1:
        say(next(iter(stories.values())), show, folder, as_json)
    else:
        show_together(stories, folder)
