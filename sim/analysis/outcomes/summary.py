"""The summary: one plain object with everything a run says, for JSON and for the terminal."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.reasons import Obstacle, obstacles
from sim.analysis.outcomes.shares import any_on_time, condition_shares, level_pairs, outcome_shares
from sim.engine.outcome import outcome_ids
from sim.ensemble.result import Result
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.experiments.uncertainty import Uncertainty

CAVEAT = "Consequences of assumptions, not a forecast."


def summary(result: Result, parts: "Uncertainty | None" = None) -> dict[str, Any]:
    """Return the shares, what bound the worlds, blame and the identity of the run.

    Keys: ``scenario``, ``seed``, ``worlds``, ``uncertain``, ``outcomes``, ``any_on_time``,
    ``conditions``, ``level_pairs``, ``obstacles``, ``blame``, ``version``, ``caveat``, and
    ``uncertainty`` where luck and not knowing have been set apart. Equal runs give equal summaries.
    """
    scenario = result.scenario
    return {
        "scenario": scenario.title,
        "seed": result.run.seed,
        "worlds": result.run.worlds,
        "uncertain": result.run.uncertain,
        "rules": {key: party.rule.name for key, party in scenario.parties.items()},
        "outcomes": {key: asdict(share) for key, share in outcome_shares(result).items()},
        "any_on_time": asdict(any_on_time(result)),
        "conditions": condition_shares(result),
        "level_pairs": _pairs(result),
        "obstacles": [_bound(scenario, binding) for binding in obstacles(result)],
        "blame": blame(result),
        **({"uncertainty": _uncertainty(parts)} if parts is not None else {}),
        "version": __version__,
        "caveat": CAVEAT,
    }


def _uncertainty(parts: "Uncertainty") -> dict[str, Any]:
    """Return how much is luck and how much not knowing, and which assumptions matter most."""
    asked = (ANY_ON_TIME, outcome_ids(parts.run.scenario.levels)[0])
    return {
        "draws": parts.draws,
        "lucks": parts.lucks,
        "variance": {key: asdict(spread) for key, spread in parts.spreads.items()},
        "assumptions": {key: [asdict(one) for one in parts.weights(key)] for key in asked},
    }


def _pairs(result: Result) -> dict[str, Any]:
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
