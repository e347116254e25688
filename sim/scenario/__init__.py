"""Scenarios: the frozen specs of a negotiation, and the only reader of their files.

No part of this package knows Mesa; a scenario can be read, checked and written without it.
"""

from sim.scenario.scenario import Scenario
from sim.scenario.statement import Statement

__all__ = ["Scenario", "Statement"]
