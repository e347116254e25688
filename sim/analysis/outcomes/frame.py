"""The flat table in words: a row per world, for spreadsheets and pandas."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.outcomes.cases import cases_of
from sim.analysis.outcomes.reasons import reasons
from sim.engine.outcome import outcomes_of
from sim.ensemble.run import Table
from sim.scenario import Scenario
from sim.scenario.condition import Status

Codes = NDArray[np.signedinteger]


def frame_of(scenario: Scenario, table: Table, worlds: range) -> pd.DataFrame:
    """Return the rows of a table in words; `worlds` are the numbers of its worlds.

    Columns: ``world``, ``outcome``, ``venue`` (whether there was one); per party
    ``<party>_read_as`` (reading drawn), ``<party>_reading`` (reading at the end) and
    ``<party>_level``; per condition ``<condition>`` (its status) and ``<condition>_promised_at``
    (start of the tick, empty for never); ``obstacles``.
    """
    frame: dict[str, object] = {"world": np.arange(worlds.start, worlds.stop)}
    for name, (column, words) in columns_in_words(scenario).items():
        frame[name] = _say(table[column], words)
    cases, number = cases_of(scenario, table)
    phrases = ["; ".join(one.in_words(scenario) for one in reasons(case)) for case in cases]
    frame["obstacles"] = _say(number, phrases)
    return pd.DataFrame(frame)


def table_of(scenario: Scenario, frame: pd.DataFrame) -> Table:
    """Return the table whose rows in words these are."""
    table: dict[str, Codes] = {}
    for name, (column, words) in columns_in_words(scenario).items():
        known = frame[name].astype("category").cat.set_categories([one for one in words if one])
        table[column] = known.cat.codes.to_numpy()
    return table


def columns_in_words(scenario: Scenario) -> dict[str, tuple[str, Sequence[str]]]:
    """Return by the name of each column its name in the table, and the words for its codes."""
    columns: dict[str, tuple[str, Sequence[str]]] = {
        "outcome": ("outcome", outcomes_of(scenario)),
        "venue": ("venue", ("no", "yes")),
    }
    for key, party in scenario.parties.items():
        columns[f"{key}_read_as"] = (f"{key}.drawn", [*party.readings])
        columns[f"{key}_reading"] = (f"{key}.reading", [*party.readings])
        columns[f"{key}_level"] = (f"{key}.level", scenario.levels)
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


def _say(codes: Codes, words: Sequence[str]) -> pd.Categorical:
    """Return words for codes; −1 takes the last word."""
    distinct = list(dict.fromkeys(words))
    return pd.Categorical(np.asarray(words, dtype=object)[codes], categories=distinct)
