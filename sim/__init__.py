"""Parley: negotiation scenarios as agent-based models over many parallel worlds.

The story in four steps: a `Scenario` is read from a file; `simulate` lets its actors live through
the story in many `Worlds` at once, each a `Negotiation`; what became of them is a `Result`.

Names load when first used, so that reading scenarios needs no Mesa and drawing no simulation.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import __version__ as __version__

if TYPE_CHECKING:
    from sim.analysis.audit.audit import audit
    from sim.analysis.audit.influences import influences
    from sim.analysis.experiments.ablation import ablate
    from sim.analysis.experiments.comparison import compare
    from sim.analysis.experiments.factorial import factorial
    from sim.analysis.experiments.one_at_a_time import one_at_a_time
    from sim.analysis.experiments.sweep import sweep
    from sim.analysis.experiments.uncertainty import uncertainty
    from sim.analysis.outcomes.result import Result, simulate
    from sim.analysis.stories.replay import replay
    from sim.engine.actor import Backer, Host
    from sim.engine.model import Negotiation
    from sim.engine.party import Party
    from sim.engine.worlds import Worlds
    from sim.errors import ParleyError, ScenarioError, UsageError
    from sim.plots.plot import plot
    from sim.rules import Observation, Quantity, register
    from sim.scenario import Scenario, Statement

__all__ = [
    "Backer",
    "Host",
    "Negotiation",
    "Observation",
    "ParleyError",
    "Party",
    "Quantity",
    "Result",
    "Scenario",
    "ScenarioError",
    "Statement",
    "UsageError",
    "Worlds",
    "ablate",
    "audit",
    "compare",
    "factorial",
    "influences",
    "one_at_a_time",
    "plot",
    "register",
    "replay",
    "simulate",
    "sweep",
    "uncertainty",
]

_HOMES = {
    "sim.analysis.audit.influences": ("influences",),
    "sim.analysis.experiments.ablation": ("ablate",),
    "sim.analysis.audit.audit": ("audit",),
    "sim.analysis.experiments.factorial": ("factorial",),
    "sim.analysis.experiments.comparison": ("compare",),
    "sim.analysis.experiments.one_at_a_time": ("one_at_a_time",),
    "sim.analysis.stories.replay": ("replay",),
    "sim.plots.plot": ("plot",),
    "sim.analysis.experiments.sweep": ("sweep",),
    "sim.analysis.experiments.uncertainty": ("uncertainty",),
    "sim.engine.actor": ("Backer", "Host"),
    "sim.engine.party": ("Party",),
    "sim.errors": ("ParleyError", "ScenarioError", "UsageError"),
    "sim.engine.model": ("Negotiation",),
    "sim.analysis.outcomes.result": ("Result", "simulate"),
    "sim.rules": ("Observation", "Quantity", "register"),
    "sim.scenario": ("Scenario", "Statement"),
    "sim.engine.worlds": ("Worlds",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
