"""What a run leaves in a folder: each file is written whole or not at all."""

import json
import sys
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from sim.errors import UsageError
from sim.result import Result

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


def write_files(folder: Folder, result: Result, told: dict[str, Any], table: str) -> None:
    """Write summary, table, manifest and pictures; all are finished before the first appears.

    Raises
    ------
    UsageError
        If the disk refuses.
    """
    try:
        with tempfile.TemporaryDirectory(dir=folder.path, prefix=".parley-") as staging:
            there = Path(staging)
            _write_json(there / "summary.json", told)
            _write_json(there / "manifest.json", manifest(result))
            write_table(there, result, table)
            write_pictures(there, result)
            for file in sorted(there.iterdir()):
                file.replace(folder.path / file.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"--out {folder.path}: cannot be written: {reason}") from None


def manifest(result: Result) -> dict[str, Any]:
    """Return what is needed to run this again: scenario hash, seed, versions, command."""
    whole = result.scenario.model_dump_json()
    return {
        "command": " ".join(["parley", *sys.argv[1:]]),
        "scenario": result.scenario.title,
        "scenario_sha256": sha256(whole.encode()).hexdigest(),
        "seed": result.run.seed,
        "worlds": result.run.worlds,
        "uncertain": result.run.uncertain,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"parley-sim": version("parley-sim"), "python": python_version()}
        | {library: version(library) for library in LIBRARIES},
    }


def write_table(folder: Path, result: Result, kind: str) -> None:
    """Write a row per world, piece by piece, as ``worlds.csv`` or ``worlds.parquet``."""
    from sim.analysis.cases import PIECE
    from sim.ensemble import spans_of

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


def write_pictures(folder: Path, result: Result) -> None:
    """Write the outcome distribution, the grid of levels and how the chance unfolds."""
    from sim.plots.sheet import pictures

    for name, figure in pictures(result):
        figure.savefig(folder / f"{name}.png")


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
