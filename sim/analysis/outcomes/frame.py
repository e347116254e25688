"""The flat table in words: a row per world, for spreadsheets and pandas."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.outcomes.cases import Case, cases_of
from sim.analysis.outcomes.reasons import reasons
from sim.engine.outcome import outcomes_of
from sim.engine.sobol import PARTS
from sim.ensemble.counts import Counts
from sim.ensemble.ends import THEORY, Table
from sim.rules.theories import theory_weights
from sim.scenario import Scenario
from sim.scenario.condition import Status

Codes = NDArray[np.signedinteger]

PART_COLUMNS = tuple(f"part_{part}" for part in range(PARTS))


def frame_of(scenario: Scenario, table: Table, worlds: range) -> pd.DataFrame:
    """Return the rows of a table in words, named by the numbers of its worlds.

    Columns: ``world``, ``outcome`` (missing where the world does not fit what is known), ``venue``
    (whether there was one), ``theory`` (where it is drawn); per party
    ``<party>_read_as`` (reading drawn), ``<party>_reading`` (reading at the end), ``<party>_level``
    and ``<party>_inclined`` (its level if its words allowed any); per condition ``<condition>``
    (its status) and ``<condition>_promised_at`` (start of the tick, empty for never);
    ``obstacles``.
    """
    return pd.DataFrame({"world": np.arange(worlds.start, worlds.stop), **_said(scenario, table)})


def row_of(scenario: Scenario, table: Table, world: int) -> dict[str, Any]:
    """Return the row of `frame_of` for the only world of a table, which fits what is known."""
    columns = columns_in_words(scenario).items()
    said = {name: words[int(table[at][0])] for name, (at, words) in columns if at in table}
    case = cases_of(scenario, table)[0][0]
    return {"world": world, **said, "obstacles": _obstacles(scenario, case)}


def frame_of_counts(scenario: Scenario, counts: Counts) -> pd.DataFrame:
    """Return the ways in which worlds ended in words, the columns of `frame_of` without dates.

    In front ``worlds``, how many ended so; behind, how many of each part of the run, ``part_0`` …
    """
    parts = dict(zip(PART_COLUMNS, counts.by_part.T, strict=True))
    return pd.DataFrame({"worlds": counts.worlds, **_said(scenario, counts.rows), **parts})


def counts_in(scenario: Scenario, frame: pd.DataFrame) -> Counts:
    """Return the counts that `frame_of_counts` says in words, without what blame asks for."""
    by_part = frame[[*PART_COLUMNS]].to_numpy().astype(np.int64)
    return Counts(table_of(scenario, frame), by_part, {})


def _said(scenario: Scenario, table: Table) -> dict[str, pd.Categorical]:
    columns = columns_in_words(scenario).items()
    said = {name: _say(table[at], words) for name, (at, words) in columns if at in table}
    cases, number = cases_of(scenario, table)
    return said | {"obstacles": _say(number, [_obstacles(scenario, case) for case in cases])}


def _obstacles(scenario: Scenario, case: Case) -> str:
    return "; ".join(one.in_words(scenario) for one in reasons(case))


def table_of(scenario: Scenario, frame: pd.DataFrame) -> Table:
    """Return the table whose rows in words these are."""
    table: dict[str, Codes] = {}
    columns = columns_in_words(scenario).items()
    for name, (column, words) in ((name, one) for name, one in columns if name in frame):
        known = frame[name].astype("category").cat.set_categories([one for one in words if one])
        table[column] = known.cat.codes.to_numpy()
    return table


def columns_in_words(scenario: Scenario) -> dict[str, tuple[str, Sequence[str | None]]]:
    """Return by the name of each column its name in the table, and the words for its codes."""
    columns: dict[str, tuple[str, Sequence[str | None]]] = {
        "outcome": ("outcome", (*outcomes_of(scenario), None)),
        "venue": ("venue", ("no", "yes")),
    }
    if weights := theory_weights(scenario):
        columns[THEORY] = (THEORY, [*weights])
    for key, party in scenario.parties.items():
        columns[f"{key}_read_as"] = (f"{key}.drawn", [*party.readings])
        columns[f"{key}_reading"] = (f"{key}.reading", [*party.readings])
        columns[f"{key}_level"] = (f"{key}.level", scenario.levels)
        columns[f"{key}_inclined"] = (f"{key}.inclined", scenario.levels)
        if party.calling_off is not None:
            columns[f"{key}_called_off"] = (f"{key}.called_off", ("no", "yes"))
    for key, actor in scenario.actors.items():
        if actor.postponing is not None:
            columns[f"{key}_postponed"] = (f"{key}.postponed", ("no", "yes"))
    columns |= {name: (f"{name}.status", ("not held", "held")) for name in scenario.earlier}
    clock = scenario.clock
    ticks = [clock.start_of(tick).isoformat() for tick in range(clock.most_ticks)]
    for name, one in scenario.conditions.items():
        columns[name] = (f"{name}.status", [status.word for status in Status])
        columns[f"{name}_promised_at"] = (f"{name}.promised_tick", [*ticks, ""])
        for key in one.grantors if one.co_grantors else ():
            columns[f"{name}_promised_by_{key}"] = (f"{name}.{key}.promised", ("no", "yes"))
    return columns


def _say(codes: Codes, words: Sequence[str | None]) -> pd.Categorical:
    """Return words for codes; −1 takes the last word; None is no word."""
    distinct = [word for word in dict.fromkeys(words) if word is not None]
    return pd.Categorical(np.asarray(words, dtype=object)[codes], categories=distinct)
