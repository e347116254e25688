"""``parley cards``: a scenario's actors as role cards to print."""

from pathlib import Path

from sim.archive.folder import PageFile
from sim.cli import options
from sim.cli.unwritten import warn_of_unwritten
from sim.errors import on_one_line
from sim.pages.cards import cards_page


def cards(
    scenario: options.ScenarioFile, out: options.PageOut = None, set_: options.Settings = None
) -> None:
    """Write role cards for a role play: one for each actor, and one for all."""
    whole = options.load_with(scenario, set_)
    file = PageFile(Path(f"{scenario.stem}-cards.html") if out is None else out)
    file.write(cards_page(whole))
    written = f"{len(whole.actors)} role cards and one for all; print them from a browser"
    print(f"{on_one_line(str(file.path))}: {written}")
    warn_of_unwritten(scenario, set_)
