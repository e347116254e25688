"""What is asked for: the options that commands share, and the way of every finding through them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Any

from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure
from sim.archive.folder import results_folder
from sim.cli import options
from sim.cli.output import Output
from sim.ensemble.executors import Workers
from sim.ensemble.luck import Luck, luck_of
from sim.ensemble.run import WORLDS, Run, run_of
from sim.rules.loading import inputs
from sim.scenario import Scenario

Command = Callable[..., None]
REQUIRED: Any = ...  # as typer says it


@dataclass(frozen=True)
class Asked:
    """What was typed; each command takes some of these options, and the others are as they are."""

    scenario: options.ScenarioFile = REQUIRED
    outcome: options.Outcome = None
    worlds: options.Number = WORLDS
    seed: options.Seed = None
    luck: options.Luck = "sobol"
    given: options.Given = None
    set_: options.Settings = None
    rule: options.Rules = None
    uncertain: options.Uncertain = False
    counts: options.Counts = False
    workers: options.Workers = 1
    scheduler: options.Scheduler = None
    out: options.Out = None
    table: options.TableKind = "csv"
    as_json: options.AsJson = False

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
    def output(self, *names: str, reads: Sequence[Path] | None = None) -> Iterator[Output]:
        """Yield where findings go, with the names of their tables and pictures."""
        writes = [f"{name}.{kind}" for name in names for kind in (self.table, "png")]
        files = inputs([self.scenario] if reads is None else reads)
        with results_folder(self.out, writes, files) as folder:
            yield Output(folder, self.as_json, self.table)

    def tell(
        self, name: str, find: Callable[[], Finding], show: Command, measure: str | None = None
    ) -> None:
        """Find something about the scenario, write its table and picture, and say it.

        About one measure, if that is given.
        """
        with self.output(name) as there:
            found = find()
            drawn = partial(found.plot, *([measure] if measure else []))
            there.write({name: found}, {name: drawn}, [self.whole])
        there.say(found, show, measure)


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
