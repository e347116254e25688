"""What a run leaves in a folder: each file is written whole or not at all."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.finding import Finding
from sim.analysis.outcomes.result import Result
from sim.archive.folder import Folder, write_text
from sim.archive.run_record import RunRecord, fingerprint, manifest
from sim.archive.seal import BEFORE, LISTED, MANIFEST, digest_of, owned, sealed
from sim.archive.spreadsheet import as_csv
from sim.ensemble.counts import Counts
from sim.ensemble.ends import Table
from sim.ensemble.run import MAX_WORLDS, Run, spans_of
from sim.scenario import Scenario
from sim.style.commands import typed

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.plots.figure import Figure

SUMMARY, SCENARIO, BASE = "summary.json", "scenario.yaml", "base.yaml"
TABLES = tuple(f"{keep}.{kind}" for keep in MAX_WORLDS for kind in ("csv", "parquet"))
"""What is kept of the worlds: one of these files, or none."""
PIECE = 1 << 20
"""Worlds that are written together, few enough to be light on memory."""
PICTURES = ("dots", "outcomes", "levels", "timeline")
"""Of every run; see `sim.plots.plot.pictures`, which is slow to load."""


@contextmanager
def staged(folder: Folder, manifest: dict[str, Any]) -> Iterator[Path]:
    """Yield a hidden folder; its files and the manifest replace what was written before.

    They appear in `folder` when all of them are finished. The manifest names them with their
    digests, so that nothing of them outlives another command, and nothing else is taken for them.
    Raises `UsageError` if the disk refuses, or something is in the way that this program did not
    write.
    """
    with folder.staging() as place:
        yield place
        _put(place, folder.path, manifest)


def _put(place: Path, folder: Path, manifest: dict[str, Any]) -> None:
    """Move finished files to where they belong.

    Until all are there the manifest lists what was there before as well: a run that is killed
    leaves no file that the next one does not know.
    """
    files = {file.name: digest_of(file) for file in place.iterdir()}
    before = owned(folder, files)
    whole = manifest | {LISTED: dict(sorted(files.items()))}
    write_manifest(place, folder, whole | {BEFORE: before})
    for name in files:
        (place / name).replace(folder / name)
    for name in before.keys() - files:
        (folder / name).unlink(missing_ok=True)
    write_manifest(place, folder, whole)


def write_manifest(place: Path, folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a folder, sealed, by way of a hidden place in it."""
    write_json(place / MANIFEST, sealed(manifest))
    (place / MANIFEST).replace(folder / MANIFEST)


def files_of_run(run: Run, base: Scenario, table: str, beside: Iterable[str] = ()) -> set[str]:
    """Return the names of all files that a run, and what is found beside it, leave."""
    pictures = {*PICTURES, *beside}
    rests = {BASE} if fingerprint(base) != fingerprint(run.scenario) else set()
    return {SUMMARY, SCENARIO, *rests, f"{run.keep}.{table}", *(f"{name}.png" for name in pictures)}


def write_run(folder: Folder, ran: RunRecord, table: str) -> None:
    """Write what a run leaves: summary, worlds or counts, pictures, manifest, scenario as run.

    ``scenario.yaml`` loads by itself; ``base.yaml`` is what it is compared with, if that differs.
    """
    from sim.plots.plot import pictures

    scenario = ran.result.scenario
    with staged(folder, ran.manifest) as there:
        write_text(there / SCENARIO, scenario.to_yaml())
        if fingerprint(ran.base) != fingerprint(scenario):
            write_text(there / BASE, ran.base.to_yaml())
        write_json(there / SUMMARY, ran.summary)
        _write_kept(there, ran.result, table)
        for name, figure in pictures(ran.result, ran.beside):
            figure.savefig(there / f"{name}.png")


def write_findings(
    folder: Folder,
    findings: Mapping[str, Finding],
    figures: Mapping[str, "Figure"],
    scenarios: Sequence[Scenario],
    table: str = "csv",
) -> None:
    """Write findings as tables, and figures, each under its name, with the manifest.

    The first finding says what was run; `scenarios` are all of them, its own first; a finding that
    is about none has none.
    """
    request = next(iter(findings.values())).request
    with staged(folder, manifest(command(), request, *scenarios)) as there:
        for name, finding in findings.items():
            if table == "csv":
                write_text(there / f"{name}.csv", as_csv(finding.frame()))
            elif table == "parquet":
                finding.frame().to_parquet(there / f"{name}.parquet", index=False)
        for name, figure in figures.items():
            figure.savefig(there / f"{name}.png")


def command() -> str:
    """Return the command that is being carried out, as it was typed; what is no text is escaped."""
    return typed(["parley", *sys.argv[1:]]).encode(errors="backslashreplace").decode()


def _write_kept(folder: Path, result: Result, kind: str) -> None:
    """Write a row per world piece by piece, or the counts."""
    worlds, keep = range(result.run.worlds), result.run.keep
    pieces = map(result.frame, spans_of(worlds, PIECE) if keep == "worlds" else [None])
    if kind == "csv":
        for number, piece in enumerate(pieces):
            write_text(folder / f"{keep}.csv", as_csv(piece, header=number == 0), "ab")
    elif kind == "parquet":
        _write_parquet(folder / f"{keep}.parquet", pieces)


def _write_parquet(path: Path, pieces: "Iterable[DataFrame]") -> None:
    import pyarrow as arrow
    from pyarrow import parquet

    writer = None
    for piece in pieces:
        plain = piece.astype(object).infer_objects()
        rows = arrow.Table.from_pandas(plain, preserve_index=False)
        writer = writer or parquet.ParquetWriter(path, rows.schema)
        writer.write_table(rows)
    if writer is not None:
        writer.close()


def read_kept(path: Path, scenario: Scenario) -> Table | Counts:
    """Return the table, or the counts, that were written under one of the names in `TABLES`."""
    import pandas as pd

    from sim.analysis.outcomes.frame import PART_COLUMNS, columns_in_words, counts_in, table_of

    names = {*columns_in_words(scenario), *PART_COLUMNS}
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
    else:
        frame = pd.read_csv(path, usecols=names.__contains__, dtype="category", na_filter=False)
    return (counts_in if path.stem == "counts" else table_of)(scenario, frame)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write an object as JSON, for people to read as well."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
