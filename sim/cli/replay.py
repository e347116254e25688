"""``parley replay``: one world of a run, told as a story."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.analysis.replay import Story
    from sim.cli.files import Folder


def replay(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
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
    """Tell one world: who said or did what, when and why."""
    if (world is None) == (outcome is None):
        raise UsageError("say which world: --world NUMBER, or --outcome ID for the first such one")
    told = options.load_with(scenario, set_, rule)
    other = None if against is None else options.load_with(against, None)
    from sim.analysis.replay import first_world
    from sim.analysis.replay import replay as retell
    from sim.cli.files import Folder

    run = options.asked(told, 1, seed, uncertain)
    folder = None if out is None else Folder(out)
    number = first_world(run, outcome) if outcome is not None else world or 0
    stories = [retell(one, number, run.seed, uncertain) for one in (told, other) if one is not None]
    if folder is not None:
        _write(folder, stories)
    _tell(stories, folder, as_json)


def _write(folder: "Folder", stories: list["Story"]) -> None:
    from sim.cli.files import write_finding

    names = ("story", "against")[: len(stories)]
    frames = {name: story.frame() for name, story in zip(names, stories, strict=True)}
    figures = {name: story.plot() for name, story in zip(names, stories, strict=True)}
    write_finding(folder, stories[0].run, frames, figures)


def _tell(stories: list["Story"], folder: "Folder | None", as_json: bool) -> None:
    from sim.cli.tables.replay import show, show_together
    from sim.cli.tables.terminal import print_json

    if as_json:
        print_json({"stories": [story.to_json() for story in stories]})
    elif len(stories) == 1:
        show(stories[0], folder)
    else:
        show_together(stories[0], stories[1], folder)
