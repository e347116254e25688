"""What is asked for: the options that commands share, and the way of every finding through them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure
from sim.archive.files import write_findings
from sim.archive.folder import Folder, results_folder
from sim.cli import options
from sim.cli.progress import progress
from sim.cli.terminal import console, print_json
from sim.ensemble.executors import Workers, check_workers
from sim.ensemble.luck import Luck, luck_of
from sim.ensemble.run import WORLDS, Run, run_of
from sim.errors import on_one_line
from sim.rules.loading import inputs
from sim.scenario import Scenario
from sim.style.sentences import CAVEAT

if TYPE_CHECKING:
    from sim.plots.plot import Figure

Command = Callable[..., None]
Find = Callable[[Workers, Callable[[int], None]], Finding]
"""Finds something with these workers, and tells how many more worlds are done."""

REQUIRED: Any = ...  # as typer says it


@dataclass(frozen=True)
class Asked:
    """What was typed; each command takes some of these options, and the others are as they are."""

    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO")] = (
        REQUIRED
    )
    outcome: Annotated[
        str | None, typer.Option(help="One outcome, such as leaders_on_time.", metavar="ID")
    ] = None
    worlds: Annotated[
        int, options.WholeNumber(help="Number of parallel worlds; best 16 × a power of two.")
    ] = WORLDS
    seed: Annotated[
        int | None, options.WholeNumber(help="Seed of all luck; drawn when left out.")
    ] = None
    luck: Annotated[
        str,
        typer.Option(
            help="Luck spread evenly (sobol), or all of it thrown (philox).", metavar="KIND"
        ),
    ] = "sobol"
    given: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=STATE@DATE",
            help="What is known by the end of a day, such as PARTY.announced=silent@2031-05-13 or "
            "CONDITION.promised=no@2031-05-13; also >=, <=, !=; with ~0.8, said by a source that "
            "is right in 80 of 100 cases. Can be repeated.",
        ),
    ] = None
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change an entry; can be repeated."),
    ] = None
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[WHOSE=]NAME",
            help="Decision rule of all parties; or of a PARTY, PARTY.softening, a CONDITION, or "
            "all that decide in one place: attend, promise or soften.",
        ),
    ] = None
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Draw each world's assumptions, too.")
    ] = False
    counts: Annotated[
        bool, typer.Option("--counts", help="Keep how many worlds end alike, no single world.")
    ] = False
    workers: Annotated[
        int, options.WholeNumber(help="Processes that share the work.", callback=check_workers)
    ] = 1
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Dask scheduler whose workers share the work.", metavar="tcp://HOST:PORT|FILE"
        ),
    ] = None
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for tables, manifest and pictures.",
            parser=options.folder_named,
            metavar="FOLDER",
        ),
    ] = None
    table: Annotated[
        str, typer.Option(help="Kind of table: csv, parquet or none.", callback=options.check_table)
    ] = "csv"
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False

    @cached_property
    def whole(self) -> Scenario:
        """The scenario, with what ``--set`` and ``--rule`` change."""
        return options.load_with(self.scenario, self.set_, self.rule)

    @cached_property
    def measure(self) -> str:
        """The outcome that is asked about, or else any meeting on time."""
        return check_measure(self.whole, self.outcome or ANY_ON_TIME, "--outcome")

    def whose(self, scenarios: Mapping[str, Scenario] | None = None) -> Luck:
        """Return the luck, which draws assumptions where those scenarios, by name, have any."""
        held = scenarios or {options.name_of(self.scenario): self.whole}
        return luck_of(self.seed, options.is_uncertain(self.uncertain, held), self.luck, self.given)

    def run(self, keep: str = "counts") -> Run:
        """Return the run that is asked for."""
        return run_of(self.whole, self.worlds, self.whose(), keep=keep)

    def shared(self) -> AbstractContextManager[Workers]:
        """Return who shares the work, for a while."""
        return options.shared_by(self.workers, self.scheduler)

    @contextmanager
    def folder(self, *names: str, reads: Sequence[Path] | None = None) -> Iterator[Folder | None]:
        """Yield the folder of ``--out``, if any, for tables and pictures of these names."""
        writes = [f"{name}.{kind}" for name in names for kind in (self.table, "png")]
        files = inputs([self.scenario] if reads is None else reads)
        with results_folder(self.out, writes, files) as folder:
            yield folder

    def write(
        self,
        folder: Folder | None,
        findings: Mapping[str, Finding],
        pictures: Mapping[str, Callable[[], "Figure"]],
        scenarios: Sequence[Scenario],
    ) -> None:
        """Write tables and pictures, each under its name, if there is a folder."""
        if folder is not None:
            figures = {name: draw() for name, draw in pictures.items()}
            write_findings(folder, findings, figures, scenarios, self.table)

    def say(
        self, folder: Folder | None, found: Finding, show: Command, measure: str | None = None
    ) -> None:
        """Print a finding, as JSON or as `show` prints it, with what is found in the last line.

        About one measure, if that is given; and where it was written to, if it was.
        """
        if self.as_json:
            print_json(found.to_dict())
            return
        terminal, of = console(), [measure] if measure else []
        terminal.print(Text(found.heading, style="bold"))
        terminal.print(f"{found.ran}. {CAVEAT}\n")
        show(terminal, found, *of)
        say_where(folder)
        terminal.print(Text(f"\n{found.about(*of) if of else found.sentence}", style="bold"))

    def tell(
        self, name: str, size: int, find: Find, show: Command, measure: str | None = None
    ) -> None:
        """Find something in so many worlds, write its table and picture, and say it."""
        with self.folder(name) as folder:
            with self.shared() as shared, progress(size) as tell:
                found = find(shared, tell)
            drawn = partial(found.plot, *([measure] if measure else []))
            self.write(folder, {name: found}, {name: drawn}, [self.whole])
        self.say(folder, found, show, measure)


def say_where(folder: Folder | None) -> None:
    """Print where files were written to, if they were."""
    if folder is not None:
        console().print(f"\nWritten to {on_one_line(str(folder.path))}", style="dim")


def takes(names: str, **usual: Any) -> Callable[[Command], Command]:
    """Return what gives a command shared options, by their names, as its last argument `asked`.

    They stand behind its own; `usual` are defaults where a command has others.
    """

    def with_options(command: Command) -> Command:
        own = [one for one in signature(command).parameters.values() if one.name != "asked"]
        every = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in own]
        for name in names.split():
            default, kind = usual.get(name, getattr(Asked, name)), Asked.__annotations__[name]
            every.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind))

        def called(**given: Any) -> None:
            mine = {one.name: given.pop(one.name) for one in own}
            command(**mine, asked=Asked(**given))

        called.__signature__ = Signature(every)  # type: ignore[attr-defined]
        called.__doc__ = command.__doc__
        return called

    return with_options
