"""Parley: negotiation scenarios as agent-based models over many parallel worlds.

The story in four steps: a `Scenario` is read from a file; `simulate` lets its actors live through
the story in many `Worlds` at once, each a `Negotiation`; what became of them is a `Result`.

Names load when first used, so that reading scenarios needs no Mesa and drawing no simulation.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Backer, Host, Party
    from sim.analysis.ablation import ablate
    from sim.analysis.audit import audit
    from sim.analysis.cells import cells
    from sim.analysis.comparison import compare
    from sim.analysis.levers import levers
    from sim.analysis.replay import replay
    from sim.analysis.sweep import sweep
    from sim.analysis.uncertainty import uncertainty
    from sim.errors import ParleyError, ScenarioError, UsageError
    from sim.model import Negotiation
    from sim.result import Result, simulate
    from sim.rules import Sight, register
    from sim.scenario import Scenario, Statement
    from sim.worlds import Worlds

__version__ = "0.1.0"

__all__ = [
    "Backer",
    "Host",
    "Negotiation",
    "ParleyError",
    "Party",
    "Result",
    "Scenario",
    "ScenarioError",
    "Sight",
    "Statement",
    "UsageError",
    "Worlds",
    "ablate",
    "audit",
    "cells",
    "compare",
    "levers",
    "register",
    "replay",
    "simulate",
    "sweep",
    "uncertainty",
]

_HOMES = {
    "sim.analysis.ablation": ("ablate",),
    "sim.analysis.audit": ("audit",),
    "sim.analysis.cells": ("cells",),
    "sim.analysis.comparison": ("compare",),
    "sim.analysis.levers": ("levers",),
    "sim.analysis.replay": ("replay",),
    "sim.analysis.sweep": ("sweep",),
    "sim.analysis.uncertainty": ("uncertainty",),
    "sim.agents": ("Backer", "Host", "Party"),
    "sim.errors": ("ParleyError", "ScenarioError", "UsageError"),
    "sim.model": ("Negotiation",),
    "sim.result": ("Result", "simulate"),
    "sim.rules": ("Sight", "register"),
    "sim.scenario": ("Scenario", "Statement"),
    "sim.worlds": ("Worlds",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
