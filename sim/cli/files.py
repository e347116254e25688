"""What a run leaves in a folder: each file is written whole or not at all."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING, Any

from sim.analysis.cases import PIECE
from sim.ensemble import Run, spans_of
from sim.errors import UsageError
from sim.result import Result

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.analysis.uncertainty import Uncertainty
    from sim.plots.sheet import Sheet

LIBRARIES = ("mesa", "numpy", "scipy", "pydantic", "matplotlib", "pandas")


class Folder:
    """A folder to write into; found out before the run whether that can be done.

    Parameters
    ----------
    path : Path
        Made if it is not there.

    Raises
    ------
    UsageError
        If it cannot be made or written into.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=path, prefix=".parley-"):
                pass
        except OSError as error:
            raise UsageError(f"--out {path}: cannot be written: {error.strerror}") from None


@contextmanager
def staged(folder: Folder) -> Iterator[Path]:
    """Yield a hidden folder; its files appear in `folder` when all of them are finished.

    Raises
    ------
    UsageError
        If the disk refuses.
    """
    try:
        with tempfile.TemporaryDirectory(dir=folder.path, prefix=".parley-") as staging:
            yield Path(staging)
            for file in sorted(Path(staging).iterdir()):
                file.replace(folder.path / file.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"--out {folder.path}: cannot be written: {reason}") from None


def write_run(
    folder: Folder,
    result: Result,
    told: dict[str, Any],
    table: str,
    parts: "Uncertainty | None" = None,
) -> None:
    """Write the summary, the table of worlds, the manifest and the pictures of a run."""
    from sim.plots.sheet import pictures

    with staged(folder) as there:
        write_json(there / "summary.json", told)
        write_json(there / "manifest.json", manifest(result.run))
        _write_worlds(there, result, table)
        for name, figure in pictures(result):
            figure.savefig(there / f"{name}.png")
        if parts is not None:
            parts.plot().savefig(there / "uncertainty.png")


def write_finding(
    folder: Folder,
    run: Run,
    frames: Mapping[str, "DataFrame"],
    figures: Mapping[str, "Sheet"],
    table: str = "csv",
) -> None:
    """Write tables and figures, each under its name, with the manifest."""
    with staged(folder) as there:
        write_json(there / "manifest.json", manifest(run))
        for name, frame in frames.items():
            write_frame(there / name, frame, table)
        for name, figure in figures.items():
            figure.savefig(there / f"{name}.png")


def write_frame(path: Path, frame: "DataFrame", table: str) -> None:
    """Write a table beside `path`, which has no suffix yet."""
    if table == "csv":
        frame.to_csv(path.with_suffix(".csv"), index=False)
    elif table == "parquet":
        frame.to_parquet(path.with_suffix(".parquet"), index=False)


def manifest(run: Run) -> dict[str, Any]:
    """Return what is needed to run this again: scenario hash, seed, versions, command."""
    whole = run.scenario.model_dump_json()
    return {
        "command": " ".join(["parley", *sys.argv[1:]]),
        "scenario": run.scenario.title,
        "scenario_sha256": sha256(whole.encode()).hexdigest(),
        "seed": run.seed,
        "worlds": run.worlds,
        "uncertain": run.uncertain,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"parley-sim": version("parley-sim"), "python": python_version()}
        | {library: version(library) for library in LIBRARIES},
    }


def _write_worlds(folder: Path, result: Result, kind: str) -> None:
    """Write a row per world, piece by piece, as ``worlds.csv`` or ``worlds.parquet``."""
    spans = spans_of(result.run.worlds, PIECE)
    if kind == "csv":
        for span in spans:
            first = span.start == 0
            rows = result.frame(span)
            rows.to_csv(folder / "worlds.csv", mode="a", header=first, index=False)
    elif kind == "parquet":
        _write_parquet(folder / "worlds.parquet", result, spans)


def _write_parquet(path: Path, result: Result, spans: list[range]) -> None:
    import pyarrow as arrow
    from pyarrow import parquet

    writer = None
    for span in spans:
        plain = result.frame(span).astype({"world": "int64"})
        rows = arrow.Table.from_pandas(plain.astype(object).infer_objects(), preserve_index=False)
        writer = writer or parquet.ParquetWriter(path, rows.schema)
        writer.write_table(rows)
    if writer is not None:
        writer.close()


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write an object as JSON, for people to read as well."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
