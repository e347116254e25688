"""``parley advise``: what within one actor's reach would move an outcome, and its cost in blame."""

from typing import Annotated

import typer
from rich.console import Console

from sim.analysis.experiments.advice import Advice, advise_run
from sim.cli.asked import Asked, takes
from sim.cli.terminal import plain_table, print_note
from sim.style.numbers import in_points, signed

AUDIENCE = "below an audience: change of its blame, in its own unit"
TRIED = (
    "draws of the assumptions, theories: in how many the act clearly does the same : the contrary"
)
BEST = "*: neither another act nor doing nothing does as much for as little blame"


@takes("scenario worlds seed given set_ rule workers scheduler out as_json")
def advise(
    actor: Annotated[str, typer.Option("--for", help="Whose acts are tried.", metavar="ACTOR")],
    wants: Annotated[str, typer.Option(help="The outcome it wants more often.", metavar="ID")],
    asked: Asked,
) -> None:
    """Try what one actor can do for an outcome, and at what blame.

    With --given, in the worlds that fit what is known as they were.
    """
    run = asked.run()
    asked.tell("advice", 0, lambda shared, _: advise_run(run, actor, wants, shared), show)


def show(terminal: Console, found: Advice) -> None:
    """Print a row per act, and per two together than which none is better."""
    names = (found.scenario.actors[key].name.replace(" ", "\n") for key in found.acts[0].blame)
    table = plain_table("had …", "points", *names, "draws", "theories")
    for one in found.told:
        (draws, same), (contrary, turned) = one.under(one.sign), one.under(-one.sign)
        tried = (f"{draws} : {contrary}", f"{len(same)} : {len(turned)}") if one.sign else ("", "")
        blames = (signed(more, plus=True) for more in one.blame.values())
        words = f"{one.words}{' *' if one in found.best else ''}"
        table.add_row(words, in_points(one.gain.difference), *blames, *tried)
    terminal.print(table)
    notes = ["points: change of the outcome", *[AUDIENCE] * bool(found.acts[0].blame)]
    notes += [TRIED] * any(one.sign for one in found.told) + [BEST] * bool(found.best)
    print_note(terminal, "; ".join(notes))
