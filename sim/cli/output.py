"""The way of every finding: its tables and pictures into a folder, its words or JSON to be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from sim.analysis.finding import Finding
from sim.archive.files import write_findings
from sim.archive.folder import Folder
from sim.cli.terminal import console, print_json
from sim.errors import on_one_line
from sim.scenario import Scenario
from sim.style.sentences import CAVEAT

if TYPE_CHECKING:
    from sim.plots.plot import Figure


@dataclass(frozen=True)
class Output:
    """Where a command's findings go.

    `folder` is that of ``--out``, held while the command works for it; `as_json` asks for one JSON
    object and nothing else; `table` is the kind of table in the folder: csv, parquet or none.
    """

    folder: Folder | None
    as_json: bool
    table: str = "csv"

    def write(
        self,
        findings: Mapping[str, Finding],
        pictures: Mapping[str, Callable[[], "Figure"]],
        scenarios: Sequence[Scenario],
    ) -> None:
        """Write tables and pictures, each under its name, if there is a folder."""
        if self.folder is not None:
            figures = {name: draw() for name, draw in pictures.items()}
            write_findings(self.folder, findings, figures, scenarios, self.table)

    def say(self, finding: Finding, show: Callable[..., None], measure: str | None = None) -> None:
        """Print a finding, as JSON or as `show` prints it, with what is found in the last line.

        About one measure, if that is given.
        """
        if self.as_json:
            print_json(finding.to_dict())
            return
        terminal = console()
        terminal.print(Text(finding.heading, style="bold"))
        terminal.print(f"{finding.ran}. {CAVEAT}\n")
        show(terminal, finding, *([measure] if measure else []))
        self.say_where()
        sentence = finding.about(measure) if measure else finding.sentence
        terminal.print(Text(f"\n{sentence}", style="bold"))

    def say_where(self) -> None:
        """Print where files were written to, if they were."""
        if self.folder is not None:
            console().print(f"\nWritten to {on_one_line(str(self.folder.path))}", style="dim")
