"""``parley cards``: a scenario's actors as role cards to print, with a sheet for the leader."""

from pathlib import Path

from sim.analysis.outcomes.result import simulate
from sim.archive.folder import PageFile
from sim.cli import options
from sim.cli.asked import Asked, takes
from sim.cli.unwritten import warn_of_unwritten
from sim.errors import on_one_line
from sim.pages.cards import cards_page


@takes("scenario seed set_")
def cards(asked: Asked, out: options.PageOut = None) -> None:
    """Write role cards for a role play, and the leader's sheet.

    There is a card for each actor and one for all. The sheet, which comes last, has the odds as
    dice and the shares of many worlds: it is not for the players.
    """
    whole, scenario = asked.whole, asked.scenario
    file = PageFile(Path(f"{scenario.stem}-cards.html") if out is None else out)
    file.write(cards_page(whole, simulate(whole, seed=asked.seed)))
    written = f"{len(whole.actors)} role cards and one for all; print them from a browser"
    print(f"{on_one_line(str(file.path))}: {written}")
    print("The last pages are the leader's sheet, with the odds: keep it from the players.")
    warn_of_unwritten(scenario, asked.set_)
