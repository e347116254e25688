"""Decision rules: how actors turn what they see into a level, a promise, or a softer reading.

Rules are plain NumPy functions over worlds and know nothing of Mesa. `register` adds one::

    @register("never")
    def never(observation):
        return observation.gate * 0

Each theory of this package has a file of its own, which is named here. Rules in a file of the
user's own are brought in by `sim.rules.user_files`.
"""

from sim.rules.attrition import attrition
from sim.rules.audience_costs import audience_costs
from sim.rules.bargaining_range import bargaining_range
from sim.rules.comparison import Comparison
from sim.rules.concession import concession
from sim.rules.grit import grit
from sim.rules.literal import literal
from sim.rules.mediator import mediator
from sim.rules.observation import Observation, Rule
from sim.rules.ordered_threshold import ordered_threshold
from sim.rules.own_numbers import check_rules, quantities, quantity_at, resolve_rules
from sim.rules.proportional_hazard import proportional_hazard
from sim.rules.prospect import prospect
from sim.rules.quantal_response import quantal_response
from sim.rules.quantity import Quantity
from sim.rules.readiness import readiness
from sim.rules.registry import arriving, declared, find_rule, own_rules, register, rule_names
from sim.rules.tit_for_tat import tit_for_tat
from sim.rules.two_audiences import two_audiences

__all__ = [
    "Comparison",
    "Observation",
    "Quantity",
    "Rule",
    "arriving",
    "attrition",
    "audience_costs",
    "bargaining_range",
    "check_rules",
    "concession",
    "declared",
    "find_rule",
    "grit",
    "literal",
    "mediator",
    "ordered_threshold",
    "own_rules",
    "proportional_hazard",
    "prospect",
    "quantal_response",
    "quantities",
    "quantity_at",
    "readiness",
    "register",
    "resolve_rules",
    "rule_names",
    "tit_for_tat",
    "two_audiences",
]
