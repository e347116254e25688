"""Parley: negotiation scenarios as agent-based models over many parallel worlds.

The story in four steps: a `Scenario` is read from a file; `simulate` lets its actors live through
the story in many `Worlds` at once, each a `Negotiation`; what became of them is a `Result`.

Names load when first used, so that reading scenarios needs no Mesa and drawing no simulation.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import __version__ as __version__

if TYPE_CHECKING:
    from sim.analysis.audit.audit import audit as audit
    from sim.analysis.audit.conflict_file import read_conflict as read_conflict
    from sim.analysis.audit.influences import influences as influences
    from sim.analysis.audit.stability import stability as stability
    from sim.analysis.experiments.ablation import ablate as ablate
    from sim.analysis.experiments.advice import advise as advise
    from sim.analysis.experiments.asking import ask as ask
    from sim.analysis.experiments.comparison import compare as compare
    from sim.analysis.experiments.discovery import discover as discover
    from sim.analysis.experiments.factorial import factorial as factorial
    from sim.analysis.experiments.one_at_a_time import one_at_a_time as one_at_a_time
    from sim.analysis.experiments.sensitivity import sensitivity as sensitivity
    from sim.analysis.experiments.split import split as split
    from sim.analysis.experiments.sweep import sweep as sweep
    from sim.analysis.experiments.theories import pairing as pairing
    from sim.analysis.experiments.theories import theories as theories
    from sim.analysis.experiments.uncertainty import uncertainty as uncertainty
    from sim.analysis.outcomes.result import Result as Result
    from sim.analysis.outcomes.result import simulate as simulate
    from sim.analysis.stakeholders import read_stakeholders as read_stakeholders
    from sim.analysis.stories.because import because as because
    from sim.analysis.stories.replay import replay as replay
    from sim.engine.actor import Backer as Backer
    from sim.engine.actor import Host as Host
    from sim.engine.model import Negotiation as Negotiation
    from sim.engine.party import Party as Party
    from sim.engine.worlds import Worlds as Worlds
    from sim.ensemble.luck import Luck as Luck
    from sim.errors import ParleyError as ParleyError
    from sim.errors import ScenarioError as ScenarioError
    from sim.errors import UsageError as UsageError
    from sim.plots.plot import plot as plot
    from sim.rules import Comparison as Comparison
    from sim.rules import Observation as Observation
    from sim.rules import Quantity as Quantity
    from sim.rules import register as register
    from sim.rules.theories import read_with as read_with
    from sim.scenario import Scenario as Scenario
    from sim.scenario import Statement as Statement

_HOMES = {
    "sim.analysis.audit.conflict_file": ("read_conflict",),
    "sim.analysis.audit.influences": ("influences",),
    "sim.analysis.audit.stability": ("stability",),
    "sim.analysis.experiments.ablation": ("ablate",),
    "sim.analysis.experiments.advice": ("advise",),
    "sim.analysis.experiments.asking": ("ask",),
    "sim.analysis.experiments.discovery": ("discover",),
    "sim.analysis.audit.audit": ("audit",),
    "sim.analysis.experiments.factorial": ("factorial",),
    "sim.analysis.experiments.comparison": ("compare",),
    "sim.analysis.experiments.one_at_a_time": ("one_at_a_time",),
    "sim.analysis.stakeholders": ("read_stakeholders",),
    "sim.analysis.stories.because": ("because",),
    "sim.analysis.stories.replay": ("replay",),
    "sim.plots.plot": ("plot",),
    "sim.analysis.experiments.sensitivity": ("sensitivity",),
    "sim.analysis.experiments.split": ("split",),
    "sim.analysis.experiments.sweep": ("sweep",),
    "sim.analysis.experiments.theories": ("pairing", "theories"),
    "sim.analysis.experiments.uncertainty": ("uncertainty",),
    "sim.engine.actor": ("Backer", "Host"),
    "sim.engine.party": ("Party",),
    "sim.errors": ("ParleyError", "ScenarioError", "UsageError"),
    "sim.engine.model": ("Negotiation",),
    "sim.analysis.outcomes.result": ("Result", "simulate"),
    "sim.rules": ("Comparison", "Observation", "Quantity", "register"),
    "sim.rules.theories": ("read_with",),
    "sim.scenario": ("Scenario", "Statement"),
    "sim.engine.worlds": ("Worlds",),
    "sim.ensemble.luck": ("Luck",),
}
__all__ = [name for names in _HOMES.values() for name in names]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
