"""The flat table in words: a row per world, for spreadsheets and pandas."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.outcomes.cases import cases_of
from sim.analysis.outcomes.reasons import reasons
from sim.engine.outcome import outcome_ids
from sim.ensemble.run import Table
from sim.scenario import Scenario
from sim.scenario.condition import Status

Codes = NDArray[np.signedinteger]


def frame_of(scenario: Scenario, table: Table, worlds: range) -> pd.DataFrame:
    """Return the rows of a table in words; `worlds` are the numbers of its worlds.

    Columns: ``world``, ``outcome``; per party ``<party>_read_as`` (reading drawn),
    ``<party>_reading`` (reading at the end) and ``<party>_level``; per condition ``<condition>``
    (its status) and ``<condition>_promised_at`` (start of the tick, empty for never);
    ``obstacles``.
    """
    words: dict[str, object] = {"world": np.arange(worlds.start, worlds.stop)}
    words["outcome"] = _say(table["outcome"], outcome_ids(scenario.levels))
    for key, party in scenario.parties.items():
        words[f"{key}_read_as"] = _say(table[f"{key}.drawn"], list(party.readings))
        words[f"{key}_reading"] = _say(table[f"{key}.reading"], list(party.readings))
        words[f"{key}_level"] = _say(table[f"{key}.level"], scenario.levels)
    for name in scenario.conditions:
        words[name] = _say(table[f"{name}.status"], [status.value for status in Status])
        ticks = [scenario.clock.start_of(tick).isoformat() for tick in range(scenario.clock.ticks)]
        words[f"{name}_promised_at"] = _say(table[f"{name}.promised_tick"], [*ticks, ""])
    words["obstacles"] = _obstacles(scenario, table)
    return pd.DataFrame(words)


def _say(codes: Codes, words: Sequence[str]) -> pd.Categorical:
    """Return words for codes; −1 takes the last word."""
    distinct = list(dict.fromkeys(words))
    return pd.Categorical(np.asarray(words, dtype=object)[codes], categories=distinct)


def _obstacles(scenario: Scenario, table: Table) -> pd.Categorical:
    cases, number = cases_of(scenario, table)
    phrases = ["; ".join(r.in_words(scenario) for r in reasons(case)) for case in cases]
    return _say(number, phrases)
