"""The summary: all that a run says, as plain data: for JSON, terminal and report."""

from dataclasses import asdict
from typing import Any

from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.reasons import Obstacle, obstacles
from sim.analysis.outcomes.shares import (
    any_on_time,
    condition_shares,
    level_pairs,
    meetings_held,
    outcome_shares,
    party_levels,
)
from sim.ensemble.ensemble import Ensemble
from sim.scenario import Scenario
from sim.scenario.cast import MIN_PARTIES
from sim.version import __version__


def summary(result: Ensemble) -> dict[str, Any]:
    """Return the shares, what bound the worlds, and blame. Equal runs give equal summaries.

    Keys: ``rules``, ``outcomes``, ``any_on_time``, ``conditions``, ``earlier`` (meetings before the
    last), ``levels``, ``level_pairs`` (of two parties), ``obstacles``, ``blame`` and ``version``.
    """
    scenario = result.scenario
    return {
        "rules": {key: party.rule.name for key, party in scenario.parties.items()},
        "outcomes": {key: asdict(share) for key, share in outcome_shares(result).items()},
        "any_on_time": asdict(any_on_time(result)),
        "conditions": condition_shares(result),
        "earlier": {name: asdict(share) for name, share in meetings_held(result).items()},
        "levels": {
            party: {level: asdict(share) for level, share in shares.items()}
            for party, shares in party_levels(result).items()
        },
        "level_pairs": _pairs(result) if len(scenario.parties) == MIN_PARTIES else None,
        "obstacles": [_bound(scenario, binding) for binding in obstacles(result)],
        "blame": blame(result),
        "version": __version__,
    }


def _pairs(result: Ensemble) -> dict[str, Any]:
    """Return the counts of level pairs with what rows and columns stand for."""
    one, other = result.scenario.parties
    counts = level_pairs(result).tolist()
    return {"rows": one, "columns": other, "levels": [*result.scenario.levels], "counts": counts}


def _bound(scenario: Scenario, binding: Obstacle) -> dict[str, Any]:
    quotes = {key: scenario.quote(key).quote for key in binding.statements}
    return {
        **asdict(binding.share),
        "text": binding.in_words(scenario),
        "reasons": [asdict(reason) for reason in binding.reasons],
        "statements": quotes,
    }
